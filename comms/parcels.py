"""Which files go into which mail, so that none exceeds what the other side takes: 1/2, 2/2, each file exactly once.

An institution that says "20 MB" means the files as they lie on a disk; a mail server counts them as they are written
into the mail, a third larger. The directory says which of the two a limit means.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MB = 2**20
# Counted where the whole mail is: heads and the longest covering words that the page takes, 6,000 characters in
# Chinese; and of each file its heads with the longest name, which stands in them and in the list below the words.
TEXT_OF_A_MAIL = 28_000
HEADS_OF_A_PART = 1_200
TRIED = 14  # up to so many files every way of packing is tried


@dataclass(frozen=True)
class Enclosed:
    """A file that goes out: what it is called there, and where its bytes lie."""

    name: str
    kind: str
    size: int
    sha256: str
    key: str = ""  # in the storage
    file: int = 0  # its row


@dataclass(frozen=True)
class Limit:
    mb: int | None = None  # None: nobody states one
    is_encoded: bool = False  # the limit counts the mail as it is sent, not the files

    @property
    def size(self) -> int | None:
        return self.mb * MB if self.mb else None

    def weight(self, file: Enclosed) -> int:
        return encoded(file.size) if self.is_encoded else file.size

    @property
    def room(self) -> int | None:
        return None if self.size is None else self.size - (TEXT_OF_A_MAIL if self.is_encoded else 0)

    @property
    def largest(self) -> int | None:
        """The largest file that still goes, alone in a mail."""
        if self.room is None:
            return None
        return (self.room - HEADS_OF_A_PART) // 78 * 57 if self.is_encoded else self.room


NO_LIMIT = Limit()


def encoded(size: int) -> int:
    """As base64 in lines of 76 characters with CR LF, and the heads of the part."""
    return -(-size // 57) * 78 + HEADS_OF_A_PART


def pack(files: Sequence[Enclosed], limit: Limit = NO_LIMIT) -> list[list[Enclosed]]:
    """The fewest mails. In order where the order costs no mail; each file in exactly one of them."""
    room = limit.room
    if room is None or not files:
        return [list(files)]
    too_large = [file for file in files if limit.weight(file) > room]
    if too_large:
        raise ValidationError(
            [
                ValidationError(
                    _("“%(name)s” alone is larger than the %(limit)s MB that this channel takes. Split it or choose "
                      "another channel."),
                    code="file_too_large",
                    params={"name": file.name, "limit": limit.mb},
                )
                for file in too_large
            ]
        )  # fmt: skip
    weights = [limit.weight(file) for file in files]
    found = min((_in_order(weights, room), _first_fit(weights, room), _largest_first(weights, room)), key=len)
    least = -(-sum(weights) // room)
    if len(found) > least and len(files) <= TRIED:
        found = _every_way(weights, room, found)
    places = {index: number for number, parcel in enumerate(found) for index in parcel}
    # The mail with the earliest file goes first.
    order = sorted(range(len(found)), key=lambda number: min(found[number]))
    return [[file for index, file in enumerate(files) if places[index] == number] for number in order]


def _in_order(weights: Sequence[int], room: int) -> list[list[int]]:
    parcels: list[list[int]] = [[]]
    used = 0
    for index, weight in enumerate(weights):
        if used + weight > room and parcels[-1]:
            parcels.append([])
            used = 0
        parcels[-1].append(index)
        used += weight
    return parcels


def _first_fit(weights: Sequence[int], room: int, order: Sequence[int] = ()) -> list[list[int]]:
    parcels: list[list[int]] = []
    left: list[int] = []
    for index in order or range(len(weights)):
        place = next((n for n, free in enumerate(left) if free >= weights[index]), None)
        if place is None:
            parcels.append([index])
            left.append(room - weights[index])
        else:
            parcels[place].append(index)
            left[place] -= weights[index]
    return parcels


def _largest_first(weights: Sequence[int], room: int) -> list[list[int]]:
    return _first_fit(weights, room, sorted(range(len(weights)), key=lambda index: -weights[index]))


def _every_way(weights: Sequence[int], room: int, best: list[list[int]]) -> list[list[int]]:
    """Branch and bound: a mail saved is a mail less that can get lost."""
    order = sorted(range(len(weights)), key=lambda index: -weights[index])
    found: dict[str, Any] = {"best": best}

    def place(at: int, parcels: list[list[int]], left: list[int]) -> None:
        if len(parcels) >= len(found["best"]):
            return
        if at == len(order):
            found["best"] = [list(parcel) for parcel in parcels]
            return
        index = order[at]
        tried: set[int] = set()
        for number, free in enumerate(left):
            if free >= weights[index] and free not in tried:
                tried.add(free)
                parcels[number].append(index)
                left[number] -= weights[index]
                place(at + 1, parcels, left)
                parcels[number].pop()
                left[number] = free
        parcels.append([index])
        left.append(room - weights[index])
        place(at + 1, parcels, left)
        parcels.pop()
        left.pop()

    place(0, [], [])
    best_found: list[list[int]] = found["best"]
    return best_found


def unlike_names(files: Sequence[Enclosed]) -> list[Enclosed]:
    """Two files of one name in one mail would be one file on the other side: the second gets a number."""
    taken = {file.name.lower() for file in files}
    met: set[str] = set()
    named = []
    for file in files:
        name, number = file.name, 2
        while name.lower() in met or (name != file.name and name.lower() in taken):
            stem, dot, extension = file.name.rpartition(".")
            name = f"{stem} ({number}){dot}{extension}" if dot else f"{file.name} ({number})"
            number += 1
        met.add(name.lower())
        named.append(replace(file, name=name))
    return named


def total(files: Sequence[Enclosed]) -> int:
    return sum(file.size for file in files)

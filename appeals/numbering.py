"""Exhibit numbers 2.1, annex numbers 附件1, and the file names that carry them. They follow from the order. [pure]"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

T = TypeVar("T")

# Guide 四.2: letters, evidence, identity, law. The appeal letter itself opens the first group.
ORDER: tuple[str, ...] = ("letters", "evidence", "identity", "law")


def exhibit_numbers(sections: Iterable[str], *, letters: int, order: Sequence[str] = ORDER) -> list[str]:
    """One number for each exhibit, given the section of each in the order of the pack.

    The appeal letter takes the first numbers of the first group: one for each language it is written in.
    """
    counts = dict.fromkeys(order, 0)
    counts[order[0]] = letters
    numbers: list[str] = []
    for section in sections:
        counts[section] += 1
        numbers.append(f"{order.index(section) + 1}.{counts[section]}")
    return numbers


def letter_numbers(letters: int) -> list[str]:
    return [f"1.{n}" for n in range(1, letters + 1)]


def annex_numbers(new: Sequence[T]) -> dict[T, int]:
    """附件1, 附件2: the new papers counted through, in the order of the pack."""
    return {item: n for n, item in enumerate(new, start=1)}


def moved(items: Sequence[T], item: T, to: int) -> list[T]:
    """The same items with one of them in another place; a place outside the list means its nearer end."""
    rest = [other for other in items if other != item]
    to = max(0, min(to, len(rest)))
    return [*rest[:to], item, *rest[to:]]


_OTHER_NAMES = re.compile(r" / |[,，、（(]")  # "Bill of lading, air waybill or …" is a bill of lading
_NOT_IN_A_NAME = re.compile(r'[\s<>:"/\\|?*\x00-\x1f_]+')


def file_name(exhibit: str, kind: str, reference: str, dated_on: date | None, suffix: str) -> str:
    """NN-NN_类型_编号_日期 (row 3.1c). What is not known is left out; the order of the rest stays."""
    kind = _OTHER_NAMES.split(kind, maxsplit=1)[0]
    group, _, number = exhibit.partition(".")
    parts = [f"{int(group):02d}-{int(number):02d}", kind, reference, dated_on.strftime("%Y%m%d") if dated_on else ""]
    clean = [_NOT_IN_A_NAME.sub("-", part).strip("-.")[:60] for part in parts]
    return "_".join(part for part in clean if part) + suffix.lower()

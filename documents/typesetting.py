"""Break text into lines the way both languages want it: pure arithmetic over the widths of a face.

Chinese may break between any two characters, but no line begins with a comma or ends with an opening bracket; Latin
words stay whole unless one is wider than its column.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

Face = Literal["serif", "serif-bold", "sans", "sans-bold"]
Colour = Literal["ink", "soft", "seal"]

CJK = "\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
OPEN = "（《“‘【〔「『〈"
CLOSE = "，。、；：！？）》”’】〕」』〉…·"
ATOM = re.compile(rf"\s+|[{OPEN}]*(?:(?![{OPEN}{CLOSE}])[{CJK}])[{CLOSE}]*|[^\s{CJK}]+|[{CJK}]+?")


class Widths(Protocol):
    def __call__(self, face: Face, text: str, size: float) -> float: ...


@dataclass(frozen=True)
class Run:
    """Some words in one type. `together`: they stand on one line; `link`: where they lead."""

    text: str
    face: Face = "serif"
    size: float = 9.0
    colour: Colour = "ink"
    link: str = ""
    together: bool = False
    boxed: bool = False


@dataclass(frozen=True)
class Piece:
    """Part of a run, placed on its line."""

    run: Run
    text: str
    x: float
    width: float


@dataclass(frozen=True)
class Line:
    pieces: tuple[Piece, ...]
    height: float

    @property
    def width(self) -> float:
        return max((piece.x + piece.width for piece in self.pieces), default=0.0)


def plain(text: str) -> str:
    """One line of composed characters: no line ends, no marks that only steer, no direction tricks."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(
        " " if c in "\t\n\r\v\f\u2028\u2029" else c
        for c in composed
        if c in "\t\n\r\v\f\u2028\u2029" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
        if not "\ufe00" <= c <= "\ufe0f"
    )


@lru_cache(maxsize=20_000)
def atoms(text: str) -> tuple[str, ...]:
    return tuple(ATOM.findall(text))


def lines(runs: Iterable[Run], room: float, height: float, widths: Widths) -> list[Line]:
    """Lines no wider than `room`. A word that is wider by itself is cut where the line ends."""
    found: list[Line] = []
    pieces: list[Piece] = []
    x = 0.0

    def close() -> None:
        nonlocal pieces, x
        if pieces and not pieces[-1].text.strip() and not pieces[-1].run.boxed:
            pieces.pop()
        if pieces:
            found.append(Line(tuple(joined(pieces)), height))
        pieces, x = [], 0.0

    for run in runs:
        for atom in [run.text] if run.together else atoms(run.text):
            blank = atom.isspace()
            if blank and not pieces:
                continue
            wide = widths(run.face, atom, run.size) + (2 * BOX if run.boxed else 0)
            if x + wide > room + 0.01 and not blank:
                if pieces:
                    close()
                for part, part_wide in cut_up(run, atom, wide, room, widths):
                    if pieces:
                        close()
                    pieces.append(Piece(run, part, 0.0, part_wide))
                    x = part_wide
                continue
            pieces.append(Piece(run, atom, x, wide))
            x += wide
    close()
    return found


BOX = 2.8  # points between a boxed word and its frame


def cut_up(run: Run, atom: str, wide: float, room: float, widths: Widths) -> Iterator[tuple[str, float]]:
    if wide <= room:
        yield atom, wide
        return
    part, so_far = "", 0.0
    for character in atom:
        more = widths(run.face, character, run.size)
        if part and so_far + more > room:
            yield part, so_far
            part, so_far = "", 0.0
        part, so_far = part + character, so_far + more
    yield part, so_far


def joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours of one run become one piece: a line is written once, not character by character."""
    held: Piece | None = None
    for piece in pieces:
        if held is not None and held.run is piece.run:
            held = Piece(held.run, held.text + piece.text, held.x, piece.x + piece.width - held.x)
        else:
            if held is not None:
                yield held
            held = piece
    if held is not None:
        yield held

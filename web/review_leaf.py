"""The sheet that is open: its picture, the words that lie over it to be selected, what was searched for, the pins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse

from appeals.models import Comment, PackItem
from appeals.models.review import WHOLE
from cases.models import Case
from documents import pages, textlayer

DPI = {100: 96, 150: 144, 200: 200}
AHEAD = 3  # so many sheets behind the open one are drawn with it
BASE = 0.8  # of a line's height, from its top: where its letters stand


@dataclass(frozen=True)
class Word:
    """A line of the page. Numbers are written out: a template would set a comma where the reader's language does."""

    text: str
    x: str
    y: str
    size: str
    length: str


@dataclass(frozen=True)
class Box:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Pin:
    number: int
    comment: Comment
    x: str
    y: str


@dataclass(frozen=True)
class Leaf:
    item: PackItem
    page: int
    url: str = ""
    width: int = 0
    height: int = 0
    words: Sequence[Word] = ()
    hits: Sequence[Box] = ()
    pins: Sequence[Pin] = ()
    trouble: str = ""

    @property
    def radius(self) -> int:
        return round(self.width * 0.036)

    @property
    def letter_size(self) -> int:
        return round(self.width * 0.042)

    @property
    def as_text(self) -> list[str]:
        return [word.text for word in self.words]


def leaf(
    case: Case, item: PackItem, page: int, *, zoom: int, q: str, pinned: Sequence[tuple[int, Comment]], at: datetime
) -> Leaf:
    """Drawn when first looked at. What cannot be drawn says so, and the file can still be fetched."""
    try:
        drawn = pages.draw(item.file, page, DPI[zoom], at=at, ahead=AHEAD)
    except ValidationError as refused:
        return Leaf(item, page, trouble=" ".join(refused.messages))
    width, height = drawn.facts["size"]
    lines = pages.words_on(drawn)
    terms = textlayer.terms(q)
    url = reverse("case-pack-page", args=[case.ref, item.pack.number, item.pk, page])
    return Leaf(
        item,
        page,
        url=f"{url}?dpi={DPI[zoom]}",
        width=width,
        height=height,
        words=[word(line, width, height) for line in lines],
        hits=[box for line in lines for term in terms for box in _hit(line, term, width, height)],
        pins=[
            Pin(number, row, str(round((row.x or 0) * width / WHOLE)), str(round((row.y or 0) * height / WHOLE)))
            for number, row in pinned
            if row.is_pinned and row.page == page and row.sha256 == item.sha256 and row.evidence_id == item.evidence_id
        ],
    )


def word(line: list[object], width: int, height: int) -> Word:
    text, left, top, wide, high = line
    x, y, w, h = _px(left, width), _px(top, height), _px(wide, width), _px(high, height)
    return Word(str(text), f"{x:.1f}", f"{y + h * BASE:.1f}", f"{max(h, 1):.1f}", f"{max(w, 1):.1f}")


def _px(fraction: object, whole: int) -> float:
    return float(str(fraction)) * whole


def _hit(line: list[object], term: str, width: int, height: int) -> list[Box]:
    """Where in the line, by the share of its signs: near enough to lead the eye."""
    text, left, top, wide, high = line
    begin, end = textlayer.place(str(text), term)
    if end == 0:
        return []
    share = _px(wide, width) / max(len(str(text)), 1)
    x = _px(left, width) + begin * share
    return [
        Box(f"{x:.1f}", f"{_px(top, height):.1f}", f"{(end - begin) * share:.1f}", f"{_px(high, height):.1f}"),
    ]

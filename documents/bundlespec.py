"""What a bundle is made of and what comes out: plain data, so that a command, a job and a test can all ask for one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en", "zh+en"]
Form = Literal["", "original", "copy", "printout"]
Confidentiality = Literal["public", "confidential", "sealed"]


@dataclass(frozen=True)
class Both:
    """A text in two languages. Where one side is missing the other stands in: an index shows no empty title."""

    zh: str = ""
    en: str = ""

    def within(self, language: str) -> str:
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


@dataclass(frozen=True)
class BundleItem:
    """One paper. `path` is a PDF fit for binding; `sha256` is the hash of the original as it was handed in."""

    exhibit: str  # 2.1, given by the caller; empty for a letter without a number
    title: Both
    path: Path | None  # None: it cannot be included, and `trouble` says why
    sha256: str
    dated: date | None = None
    source: Both = Both()
    proves: Both = Both()
    form: Form = ""
    confidentiality: Confidentiality = "public"
    key_pages: tuple[int, ...] = ()  # pages of the paper itself, from 1
    is_new: bool = False
    annex: int | None = None  # 附件1: its number among the new ones
    feet: str = ""  # from the intake: one digit a page, 1 = the foot is free for the number; empty: looked at now
    prints: str = ""  # from the intake: a fingerprint a page (pageprints.py); empty: taken when it is bound
    layers: bool = False  # it has optional content, some of it perhaps hidden
    notes: tuple[str, ...] = ()  # codes of words.NOTES: what was done to it before binding
    trouble: Both = Both()

    @property
    def apart(self) -> bool:
        """Confidential or sealed: bound into a volume of its own (row 4.3f)."""
        return self.confidentiality != "public"


@dataclass(frozen=True)
class BundleSection:
    title: Both
    items: tuple[BundleItem, ...]


@dataclass(frozen=True)
class Party:
    """A line of the cover: applicant, institution, representative."""

    role: Both
    name: Both


@dataclass(frozen=True)
class Moved:
    """Where a paper stood in the bundle that the reader has, and its number in this one; empty: not in it any more."""

    exhibit: str
    pages: str
    title: Both
    now: str = ""
    is_other: bool = False  # the paper itself was exchanged


@dataclass(frozen=True)
class BundleSpec:
    title: Both
    case: str  # FD-0007
    language: Language
    dated: date
    sections: tuple[BundleSection, ...]
    letters: tuple[BundleItem, ...] = ()  # bound first; one a language
    letter_pages: int = 2  # a letter that is not printed yet (path None) is planned with so many pages
    parties: tuple[Party, ...] = ()
    receipt: str = ""  # the provider's number
    version: str = ""  # "3": third version of the pack
    submitted_by: Both = Both()
    handled_by: Both = Both()
    earlier: str = ""  # the version that the reader has, when there is one
    moved: tuple[Moved, ...] = ()  # its papers, in its order
    volume: Literal["main", "sealed"] = "main"

    @property
    def languages(self) -> tuple[Literal["zh", "en"], ...]:
        return ("zh", "en") if self.language == "zh+en" else (self.language,)

    def items(self) -> Iterator[BundleItem]:
        """In binding order: letters first."""
        yield from self.letters
        for section in self.sections:
            yield from section.items


@dataclass(frozen=True)
class Placed:
    """Where an item stands in the bundle: printed numbers, which are the physical pages."""

    exhibit: str
    first_page: int
    last_page: int

    @property
    def pages(self) -> int:
        return self.last_page - self.first_page + 1

    @property
    def span(self) -> str:
        return str(self.first_page) if self.pages == 1 else f"{self.first_page}–{self.last_page}"


@dataclass(frozen=True)
class PagePlan:
    """Every page of the bundle, decided before a word of the letter is printed."""

    front: int  # pages before the first paper: cover and index
    letters: tuple[Placed, ...]
    exhibits: tuple[Placed, ...]
    back: int  # pages after the last paper: the certificate of contents
    total: int

    def page_of(self, exhibit: str, page: int = 1) -> int:
        """The printed number of that page of that exhibit."""
        found = next(p for p in self.exhibits if p.exhibit == exhibit)
        return found.first_page + page - 1

    def place_of(self, exhibit: str) -> Placed:
        return next(p for p in self.exhibits if p.exhibit == exhibit)


@dataclass(frozen=True)
class BoundItem:
    exhibit: str
    title: str
    first_page: int
    last_page: int
    sha256: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class BundleResult:
    pages: int
    sha256: str
    items: tuple[BoundItem, ...]
    sections: tuple[str, ...]
    seconds: float
    problems: tuple[str, ...] = ()
    sealed: "BundleResult | None" = None
    plan: PagePlan | None = field(default=None, compare=False)

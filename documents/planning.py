"""Decide every page number of a bundle before the letter that quotes them is printed.

The page numbers stand in the index, and the index's length moves the page numbers: so the front matter is drawn,
counted, and drawn again until it agrees with itself. Two passes of some milliseconds do.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents import frontmatter, frontpages, merging
from documents.bundlespec import BundleSpec, PagePlan, Placed
from documents.printing import PrintingProblem
from documents.sheets import NoTypeface, Sheets

PASSES = 6
LAST = ("concordance", "certificate")


@dataclass(frozen=True)
class Front:
    """The front and back matter as it will be printed, and where its parts begin in it."""

    sheets: Sheets
    names: dict[str, int]
    replaced: tuple[str, ...] = ()  # characters no font has; 〓 stands for them

    @property
    def pages(self) -> int:
        return len(self.sheets.sheets)

    @property
    def before(self) -> int:
        """Pages of cover and index: everything up to the first placeholder or what comes last."""
        return min(page for name, page in self.names.items() if name.startswith(("hold-", *LAST))) - 1

    @property
    def last(self) -> int:
        """Where the pages begin that stand behind the papers: old and new numbers, the certificate."""
        return min(self.names[name] for name in LAST if name in self.names)

    @property
    def after(self) -> int:
        return self.pages - self.last + 1


def plan_pages(spec: BundleSpec) -> PagePlan:
    """Every page number of the bundle, before the letter that quotes them is printed (its length: letter_pages)."""
    plan, _front = settle(spec, lengths(spec))
    return plan


def settle_letters(
    spec: BundleSpec, write: Callable[[PagePlan], list[bytes]], place: Path
) -> tuple[BundleSpec, PagePlan]:
    """Print the letters with the page numbers they quote, as often as it takes until their own length has settled.

    `write` gets the plan and returns one PDF a letter, in the order of spec.letters; they are kept in `place`.
    """
    spec = replace(spec, letters=tuple(replace(letter, path=None) for letter in spec.letters))
    counts = [spec.letter_pages] * len(spec.letters)
    for _attempt in range(PASSES):
        plan, _front = settle(spec, [*counts, *lengths(spec)[len(counts) :]])
        letters = []
        for number, pdf in enumerate(write(plan)):
            path = place / f"letter-{number}.pdf"
            path.write_bytes(pdf)
            letters.append(replace(spec.letters[number], path=path, sha256=hashlib.sha256(pdf).hexdigest()))
        lengths_now = [merging.page_count(letter.path) for letter in letters if letter.path]
        if lengths_now == counts:
            return replace(spec, letters=tuple(letters)), plan
        counts = lengths_now
    raise PrintingProblem("print_failed", detail="letters do not settle")


def plan_with(spec: BundleSpec, letter_pages: Sequence[int]) -> PagePlan:
    """The page numbers when the letters are known to be that long."""
    spec = replace(spec, letters=tuple(replace(letter, path=None) for letter in spec.letters))
    plan, _front = settle(spec, [*letter_pages, *lengths(spec)[len(letter_pages) :]])
    return plan


def lengths(spec: BundleSpec) -> list[int]:
    """Pages of each item in this volume; a placeholder is one page."""
    found = []
    for item in spec.items():
        if frontmatter.held(item, spec):
            found.append(1)
        elif item.path is None:
            found.append(spec.letter_pages)
        else:
            try:
                found.append(len(item.feet) or merging.page_count(item.path))
            except merging.Unreadable as broken:
                raise unreadable(spec, broken.path) from None
    return found


def settle(spec: BundleSpec, counts: list[int]) -> tuple[PagePlan, Front]:
    before, after = 1 + len(spec.languages), 1
    for _attempt in range(PASSES):
        plan = laid_out(spec, counts, before, after)
        front = drawn(spec, plan)
        if (front.before, front.after) == (before, after):
            return plan, front
        before, after = front.before, front.after
    raise PrintingProblem("print_failed", detail="index does not settle")


def laid_out(spec: BundleSpec, counts: list[int], before: int, after: int) -> PagePlan:
    page, placed = before + 1, []
    for item, count in zip(spec.items(), counts, strict=True):
        placed.append(Placed(item.exhibit, page, page + count - 1))
        page += count
    letters = len(spec.letters)
    return PagePlan(before, tuple(placed[:letters]), tuple(placed[letters:]), after, page - 1 + after)


def drawn(spec: BundleSpec, plan: PagePlan) -> Front:
    """Untagged: tags belong to a document and do not survive merging; only the letter keeps its own."""
    try:
        sheets = frontpages.drawn(frontmatter.content(spec, plan))
    except NoTypeface:
        raise PrintingProblem("not_ready") from None
    # One odd character in a title must not cost the bundle: 〓 stands for it, and the problem list names it.
    return Front(sheets, dict(sheets.names), tuple(sorted(sheets.replaced)))


def unreadable(spec: BundleSpec, path: Path) -> ValidationError:
    """A paper that was fine when it came in is not a PDF any more: say which, so that it can be uploaded again."""
    name = next((f"{item.exhibit} {item.title.within('zh')}" for item in spec.items() if item.path == path), path.name)
    sentence = _("“%(name)s” can no longer be read, so nothing was bound. Upload the paper again.")
    return ValidationError(sentence, code="paper_unreadable", params={"name": name})

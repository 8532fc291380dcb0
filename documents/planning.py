"""Decide every page number of a bundle before the letter that quotes them is printed.

The page numbers stand in the index, and the index's length moves the page numbers: so the front matter is printed,
counted, and printed again until it agrees with itself. One or two passes do.
"""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents import frontmatter, merging
from documents.bundlespec import BundleSpec, PagePlan, Placed
from documents.printing import PrintingProblem, to_pdf
from documents.words import in_languages

PASSES = 6


@dataclass(frozen=True)
class Front:
    """The printed front and back matter, and where its parts begin in it."""

    pdf: bytes
    pages: int
    names: dict[str, int]
    replaced: tuple[str, ...] = ()  # characters no font has; 〓 stands for them

    @property
    def before(self) -> int:
        """Pages of cover and index: everything up to the first placeholder or the certificate."""
        return min(page for name, page in self.names.items() if name.startswith(("hold-", "certificate"))) - 1

    @property
    def after(self) -> int:
        return self.pages - self.names["certificate"] + 1


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
    before, after = guess(spec)
    for _attempt in range(PASSES):
        plan = laid_out(spec, counts, before, after)
        front = printed(spec, plan)
        if (front.before, front.after) == (before, after):
            return plan, front
        before, after = front.before, front.after
    raise PrintingProblem("print_failed", detail="index does not settle")


def guess(spec: BundleSpec) -> tuple[int, int]:
    """How long cover, index and certificate will be, in points of print: a right guess saves a pass of the printer."""
    items = list(spec.items())
    before = 1
    for language in spec.languages:
        points = 185.0 + 18.4 * len(spec.sections)  # head, signature, group titles
        for item in items:
            title = ems(item.title.within(language)) + (5.5 if item.dated else 0) + 3.5 * item.is_new
            points += 5.4 + 12.8 * max(1, ceil(title / 13.2), ceil(ems(item.proves.within(language)) / 12.2))
        before += ceil(points / 676)
    return before, ceil((31 * len(items) + 100 + 30 * len(spec.languages)) / 690)


def ems(text: str) -> float:
    """The width of a text in its own size: a Chinese character is one, a Latin letter about half."""
    return sum(1.0 if character > "\u2e7f" else 0.53 for character in text)


def laid_out(spec: BundleSpec, counts: list[int], before: int, after: int) -> PagePlan:
    page, placed = before + 1, []
    for item, count in zip(spec.items(), counts, strict=True):
        placed.append(Placed(item.exhibit, page, page + count - 1))
        page += count
    letters = len(spec.letters)
    return PagePlan(before, tuple(placed[:letters]), tuple(placed[letters:]), after, page - 1 + after)


def printed(spec: BundleSpec, plan: PagePlan) -> Front:
    title = in_languages(spec.title, spec.languages, " / ")
    html = frontmatter.html(spec, plan)
    # Untagged: tags belong to a document and do not survive merging; only the letter keeps its own.
    language = "zh-hans" if spec.languages[0] == "zh" else "en"
    replaced: tuple[str, ...] = ()
    try:
        pdf = to_pdf(html, title=title, language=language, css="bundle", variant=None)
    except PrintingProblem as problem:
        if problem.code != "missing_glyph":
            raise
        # One odd character in a title must not cost the bundle. 〓 is what printers set for a type they do not have.
        replaced = tuple(sorted(set(problem.characters)))
        for character in replaced:
            html = html.replace(character, "〓")
        pdf = to_pdf(html, title=title, language=language, css="bundle", variant=None)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(pdf)
        f.flush()
        names = merging.named_pages(Path(f.name))
        return Front(pdf, merging.page_count(Path(f.name)), names, replaced)


def unreadable(spec: BundleSpec, path: Path) -> ValidationError:
    """A paper that was fine when it came in is not a PDF any more: say which, so that it can be uploaded again."""
    name = next((f"{item.exhibit} {item.title.within('zh')}" for item in spec.items() if item.path == path), path.name)
    sentence = _("“%(name)s” can no longer be read, so nothing was bound. Upload the paper again.")
    return ValidationError(sentence, code="paper_unreadable", params={"name": name})

"""Bind a pack into one PDF that a court would accept: printed number = page label = physical page, everything linked.

planning.py has settled the page numbers; here the papers are merged, numbered, linked and saved, and only a whole
bundle is ever seen.
"""

import hashlib
import io
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pypdfium2
from django.utils.translation import gettext as _

from documents import frontmatter, merging, pageprints, words
from documents.bundlespec import BoundItem, BundleItem, BundleResult, BundleSection, BundleSpec, PagePlan, Placed
from documents.digesting import Digest
from documents.merging import PART, Binder, Bookmark, Piece
from documents.pdf_files import foot_is_blank
from documents.planning import Front, lengths, plan_pages, plan_with, settle, settle_letters, unreadable
from documents.printing import PrintingProblem
from documents.stampfont import cut
from documents.words import in_languages

__all__ = ["Cancelled", "bind", "plan_pages", "plan_with", "settle_letters"]

Progress = Callable[[str, int, int], None]
PROGRESS_EVERY = 250  # pages between two words to whoever is waiting


class Cancelled(Exception):
    """Somebody no longer wants this bundle. Nothing was written."""


def quietly(_phase: str, _done: int, _total: int) -> None:
    return


def never() -> bool:
    return False


def bind(
    spec: BundleSpec,
    *,
    out: Path | IO[bytes],
    progress: Progress = quietly,
    cancelled: Callable[[], bool] = never,
    sealed_out: Path | IO[bytes] | None = None,
) -> BundleResult:
    """Bind the main volume into `out`, and what is confidential or sealed, if anything, into `sealed_out`.

    A path is written beside itself and renamed at the end: whoever looks sees no bundle or a whole one.
    """
    began = time.monotonic()
    try:
        result = bind_volume(spec, out, progress, cancelled)
    except merging.Unreadable as broken:
        raise unreadable(spec, broken.path) from None
    if sealed_out is not None and any(item.apart for item in spec.items()):
        sections = tuple(
            BundleSection(section.title, tuple(item for item in section.items if item.apart))
            for section in spec.sections
        )
        inner = replace(spec, sections=sections, letters=(), volume="sealed")
        result = replace(result, sealed=bind_volume(inner, sealed_out, progress, cancelled))
    return replace(result, seconds=round(time.monotonic() - began, 3))


def bind_volume(
    spec: BundleSpec, out: Path | IO[bytes], progress: Progress, cancelled: Callable[[], bool]
) -> BundleResult:
    def step(phase: str, done: int, total: int) -> None:
        if cancelled():
            raise Cancelled
        progress(phase, done, total)

    font = cut()
    if font is None:
        raise PrintingProblem("not_ready")
    items = list(spec.items())
    step("counting", 0, len(items))
    counts = lengths(spec)
    step("index", 0, 1)
    plan, front = settle(spec, counts)
    placed = [*plan.letters, *plan.exhibits]
    with tempfile.TemporaryDirectory(prefix="fd-binding-") as folder:
        front_path = Path(folder) / "front.pdf"
        front_path.write_bytes(front.sheets.pdf())
        step("merging", 0, plan.total)
        pdf = merging.merged(pieces(spec, plan, front, front_path))
        with pdf:
            binder = Binder(pdf, font)
            if len(binder.pages) != plan.total:
                raise PrintingProblem("print_failed", detail=f"{len(binder.pages)} pages instead of {plan.total}")
            prints = page_prints(binder, spec, plan, items, placed)
            number_pages(binder, spec, plan, items, placed, step)
            connect(binder, spec, plan, front, items, placed)
            step("saving", 0, plan.total)
            manifest = manifest_of(spec, plan, items, placed, prints)
            title = f"{spec.case} {in_languages(spec.title, spec.languages, ' / ')}"
            language = "zh-CN" if spec.languages[0] == "zh" else "en"
            digest = publish(binder, out, title=title, language=language, spec=spec, manifest=manifest)
    step("done", plan.total, plan.total)
    return BundleResult(
        pages=plan.total,
        sha256=digest,
        items=tuple(bound(item, place, spec) for item, place in zip(items, placed, strict=True)),
        sections=tuple(
            in_languages(section.title, spec.languages, " / ") for section in spec.sections if section.items
        ),
        seconds=0.0,
        problems=(*(problem for item in items for problem in problems_of(item, spec)), *odd_characters(front)),
        plan=plan,
    )


def front_of(spec: BundleSpec) -> bytes:
    """Cover and index with their numbers and without links: their papers are not there yet."""
    font = cut()
    if font is None:
        raise PrintingProblem("not_ready")
    _plan, front = settle(spec, lengths(spec))
    numbers = range(1, front.before + 1)
    with tempfile.TemporaryDirectory(prefix="fd-binding-") as folder:
        path = Path(folder) / "front.pdf"
        path.write_bytes(front.sheets.pdf())
        with merging.merged([Piece(path, f"1-{front.before}")]) as pdf:
            binder = Binder(pdf, font)
            for number in numbers:
                binder.stamp(number, spec.case, foot_is_free=True)
            binder.link(numbers, lambda _said: None)
            made = io.BytesIO()
            pdf.save(made, deterministic_id=True)
    return made.getvalue()


def pieces(spec: BundleSpec, plan: PagePlan, front: Front, front_path: Path) -> list[Piece]:
    found = [Piece(front_path, f"1-{front.before}")]
    for number, item in enumerate(spec.items()):
        if frontmatter.held(item, spec):
            found.append(Piece(front_path, str(front.names[f"hold-{number}"])))
        elif item.path is not None:
            found.append(Piece(item.path))
        else:
            raise PrintingProblem("print_failed", detail="a letter is not printed yet")
    found.append(Piece(front_path, f"{front.last}-{front.pages}"))
    return found


def page_prints(
    binder: Binder, spec: BundleSpec, plan: PagePlan, items: list[BundleItem], placed: list[Placed]
) -> list[str]:
    """What each page was before it got its number. The intake has told most; ours and the letters are taken now."""
    found = [""] * plan.total
    for item, place in zip(items, placed, strict=True):
        known = pageprints.split(item.prints)
        if len(known) == place.pages and not frontmatter.held(item, spec):
            found[place.first_page - 1 : place.last_page] = known
    seen: pageprints.Seen = {}
    return [said or pageprints.of_page(binder.pages[n], seen) for n, said in enumerate(found)]


def number_pages(
    binder: Binder, spec: BundleSpec, plan: PagePlan, items: list[BundleItem], placed: list[Placed], step: Progress
) -> None:
    exhibit_word = in_languages(words.EXHIBIT, spec.languages, " ")
    labels = [spec.case] * plan.total
    free = [True] * plan.total  # our own pages keep their foot free
    for item, place in zip(items, placed, strict=True):
        exhibit = f"{exhibit_word} {item.exhibit}" if item.exhibit else ""
        new = (
            in_languages(words.NEW, spec.languages, " ") if item.is_new else ""
        )  # the letter promises it in the margin
        label = PART.join(filter(None, (spec.case, exhibit, new)))
        labels[place.first_page - 1 : place.last_page] = [label] * place.pages
        if item.path is not None and not frontmatter.held(item, spec):
            feet = item.feet if len(item.feet) == place.pages else looked_at(item.path)
            free[place.first_page - 1 : place.last_page] = [digit == "1" for digit in feet]
            if item.layers:
                binder.keep_layers_hidden(range(place.first_page, place.last_page + 1))
    for number in range(1, plan.total + 1):
        if number % PROGRESS_EVERY == 1:
            step("numbering", number - 1, plan.total)
        binder.stamp(number, labels[number - 1], foot_is_free=free[number - 1])


def looked_at(path: Path) -> str:
    """Which feet are free, where the intake has not said so: a letter just printed."""
    document = pypdfium2.PdfDocument(str(path))
    try:
        return "".join("1" if foot_is_blank(page, *page.get_size()) else "0" for page in document)
    finally:
        document.close()


def connect(
    binder: Binder, spec: BundleSpec, plan: PagePlan, front: Front, items: list[BundleItem], placed: list[Placed]
) -> None:
    """Links of the index and of the letter, and the bookmarks."""
    exhibits = {item.exhibit: place for item, place in zip(items, placed, strict=True) if item.exhibit}

    def target(said: str) -> int | None:
        kind, _slash, rest = said.partition("/")
        if kind == "item":
            return placed[int(rest)].first_page
        if kind == "page":
            return int(rest)
        # A letter's reference: exh-2.1-p3 is page 3 of exhibit 2.1; exh-2.1 its first.
        exhibit, _p, page = said.removeprefix("exh-").partition("-p")
        place = exhibits.get(exhibit)
        if place is None or not said.startswith("exh-"):
            return None
        wanted = int(page) if page.isdigit() else 1
        return place.first_page + min(max(wanted, 1), place.pages) - 1

    ours = [*range(1, plan.front + 1), *range(plan.total - plan.back + 1, plan.total + 1)]
    letters = [page for place in plan.letters for page in range(place.first_page, place.last_page + 1)]
    binder.link([*ours, *letters], target)
    binder.bookmark(bookmarks(spec, plan, front, placed))


def bookmarks(spec: BundleSpec, plan: PagePlan, front: Front, placed: list[Placed]) -> list[Bookmark]:
    both = spec.languages

    def named(title: str, page: int, children: tuple[Bookmark, ...] = ()) -> Bookmark:
        at = f"第{page}页" if both[0] == "zh" else f"p. {page}"
        return Bookmark(f"{title} · {at}", page, children)

    found = [named(words.INDEX.within(language), front.names[f"index-{language}"]) for language in both]
    number = 0
    for letter in spec.letters:
        found.append(named(in_languages(letter.title or words.LETTER, both, " / "), placed[number].first_page))
        number += 1
    for section in spec.sections:
        inner = []
        for item in section.items:
            title = " / ".join(dict.fromkeys(frontmatter.item_title(item, spec.volume, language) for language in both))
            inner.append(named(f"{item.exhibit} {title}", placed[number].first_page))
            number += 1
        if inner:
            found.append(named(in_languages(section.title, both, " / "), inner[0].page, tuple(inner)))
    for name, said in (("concordance", words.CONCORDANCE), ("certificate", words.CERTIFICATE)):
        if name in front.names:
            found.append(named(in_languages(said, both, " / "), plan.total - front.pages + front.names[name]))
    return found


def manifest_of(
    spec: BundleSpec, plan: PagePlan, items: list[BundleItem], placed: list[Placed], prints: list[str]
) -> bytes:
    rows = []
    for item, place in zip(items, placed, strict=True):
        title = " / ".join(dict.fromkeys(frontmatter.item_title(item, spec.volume, lang) for lang in spec.languages))
        hidden = item.apart and spec.volume == "main"
        rows.append(
            {
                "exhibit": item.exhibit,
                "title": title,
                "first_page": place.first_page,
                "last_page": place.last_page,
                "sha256": item.sha256,
                "done": [] if hidden else list(item.notes),
            }
        )
    whole: dict[str, Any] = {
        "case": spec.case,
        "date": spec.dated.isoformat(),
        "pages": plan.total,
        "items": rows,
        "page_prints": prints,
    }
    if spec.moved and spec.volume == "main":
        old = [{"exhibit": row.exhibit, "pages": row.pages, "now": row.now} for row in spec.moved]
        whole["earlier"] = {"version": spec.earlier, "items": old}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode()


def publish(
    binder: Binder, out: Path | IO[bytes], *, title: str, language: str, spec: BundleSpec, manifest: bytes
) -> str:
    """Save, hash what was saved, and only then let it be seen."""
    said: dict[str, Any] = {"title": title, "language": language, "dated": spec.dated, "manifest": manifest}
    if not isinstance(out, Path):
        buffer = io.BytesIO()
        merging.identify(buffer, binder.finish(buffer, **said))
        out.write(buffer.getvalue())
        return hashlib.sha256(buffer.getbuffer()).hexdigest()
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with beside.open("w+b") as file:
            digest = Digest(file)
            with digest as stream:
                identifier = binder.finish(stream, **said)
            found = digest.of_all(merging.identify(file, identifier))
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    return found


def problems_of(item: BundleItem, spec: BundleSpec) -> list[str]:
    if item.path is None and item.trouble:
        return [f"{item.exhibit} {item.title.within(spec.languages[0])}: {item.trouble.within(spec.languages[0])}"]
    return []


def odd_characters(front: Front) -> list[str]:
    if not front.replaced:
        return []
    named = ", ".join(f"U+{ord(character):04X}" for character in front.replaced)
    sentence = _("Characters that no installed font has are printed as 〓 in the index: %(characters)s.")
    return [sentence % {"characters": named}]


def bound(item: BundleItem, place: Placed, spec: BundleSpec) -> BoundItem:
    title = frontmatter.item_title(item, spec.volume, spec.languages[0])
    return BoundItem(
        item.exhibit, title, place.first_page, place.last_page, item.sha256, tuple(problems_of(item, spec))
    )

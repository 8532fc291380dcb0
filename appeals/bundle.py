"""Bind an approved or reviewed pack into one PDF, in the background. It may be killed at any line; it arrives once."""

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals import letter_pdf, material, numbering, renumbering
from appeals import pack as packs
from appeals.filling import FilledLetter, Place
from appeals.material import Material
from appeals.models import Appeal, Bundle, Pack, PackItem
from cases import checklists, history, timeline
from documents import binding, letterpage, storing, words
from documents import printing as press
from documents.bundlespec import Both, BundleItem, BundleSection, BundleSpec, Language, PagePlan, Party
from documents.models import StoredFile
from work import queue
from work.models import Job
from work.queue import Outcome

KIND = "bundle"
PDF = "application/pdf"
TITLE = Both("证据材料", "Evidence bundle")
SECTIONS: dict[str, Both] = {
    "letters": Both("冻结与往来", "Freeze and correspondence"),
    "evidence": Both("交易真实性", "The transaction"),
    "identity": Both("主体资格", "Identity and standing"),
    "law": Both("法律依据", "Legal basis"),
}
APPLICANT, RECIPIENT = Both("申诉人", "Applicant"), Both("接收机构", "Addressee")
LETTER_PROVES = Both("事实、理由与请求", "facts, reasons and request")
TROUBLE = Both("该文件无法装订，请另存为PDF后重新上传。", "This file cannot be bound. Save it as PDF and upload that.")
PHASES = ("checking", "letters", "counting", "index", "merging", "numbering", "saving", "storing")


class Progress(Protocol):
    def __call__(self, phase: str, done: int = 0, total: int = 0) -> None: ...


def ask_for(pack: Pack, *, by: User, at: datetime) -> Job:
    """Put the work down. Asked for twice while it runs, it is one job."""
    pack.case.require(by, Can.WORK_ON_CASE)
    if Bundle.objects.filter(pack=pack).exists():
        raise ValidationError(_("This pack is bound already. Download it."), code="bundle_exists")
    packs.require_standing(pack)
    return queue.ask(
        KIND,
        organisation=pack.case.organisation,
        about=pack.case.chain,
        params={"pack": pack.pk},
        by=by,
        at=at,
        dedupe=f"bundle/{pack.pk}/{pack.content_hash}",
    )


def jobs_of(pack: Pack) -> Any:
    return Job.objects.filter(kind=KIND, dedupe=f"bundle/{pack.pk}/{pack.content_hash}").order_by("-created_at")


def build(job: Job, *, at: datetime, progress: Progress) -> Outcome:
    """Run by a worker, outside a transaction. What must exist once is written by attach(), when the job ends."""
    pack = Pack.objects.select_related("case__organisation", "case__party", "appeal").get(pk=job.params["pack"])
    items = list(pack.items.select_related("file", "file__organisation"))
    with tempfile.TemporaryDirectory(prefix="fd-bundle-") as folder:
        place = Path(folder)
        spec = spec_of(pack, items, place, at=at, progress=progress)
        progress("letters", 0, len(spec.letters))
        spec, _plan = binding.settle_letters(spec, lambda plan: printed_letters(pack, items, plan), place)
        sealed = place / "sealed.pdf" if any(item.apart for item in spec.items()) else None
        result = binding.bind(spec, out=place / "bundle.pdf", progress=progress, sealed_out=sealed)
        progress("storing", 0, 1)
        organisation = pack.case.organisation
        file = storing.keep(
            place / "bundle.pdf",
            name=f"{name_of(pack)}.pdf",
            mime=PDF,
            organisation=organisation,
            at=at,
            pages=result.pages,
            sha256=result.sha256,
            facts={"made": KIND},
        )
        sealed_file = None
        if sealed and result.sealed:
            sealed_file = storing.keep(
                sealed,
                name=f"{name_of(pack)}-sealed.pdf",
                mime=PDF,
                organisation=organisation,
                at=at,
                pages=result.sealed.pages,
                facts={"made": KIND},
            )
    first_letter = len(spec.letters)
    pages = {item.exhibit: (item.first_page, item.last_page) for item in result.items[first_letter:]}
    problems = [{"code": "not_bound", "text": text} for text in result.problems]

    def attach() -> None:
        arrived(pack, file, sealed_file, pages, problems, by=job.requested_by, at=at, total=result.pages)

    found = {"pack": pack.pk, "pages": result.pages, "sha256": result.sha256, "seconds": result.seconds}
    return Outcome(found, problems, attach)


def arrived(
    pack: Pack,
    file: StoredFile,
    sealed_file: StoredFile | None,
    pages: Mapping[str, tuple[int, int]],
    problems: list[dict[str, str]],
    *,
    by: User,
    at: datetime,
    total: int,
) -> None:
    """Called in the transaction that finishes the job. The second of two workers finds it there and adds nothing."""
    if Bundle.objects.filter(pack=pack).exists():
        return
    bundle = Bundle.objects.create(
        pack=pack, file=file, sealed_file=sealed_file, pages=total, sha256=file.sha256, problems=problems, made_at=at
    )
    for item in pack.items.all():
        if item.exhibit in pages:
            first, last = pages[item.exhibit]
            PackItem.objects.filter(pk=item.pk).update(first_page=first, last_page=last)
    case = pack.case
    checklists.settle(case, "pack", by=by, at=at, note=f"v{pack.number}")
    zh, en = both(_("Pack v%(number)s bound: %(pages)s pages"), number=pack.number, pages=total)
    timeline.note_event(
        case, "bundle_made", happened_at=at, zh=zh, en=en, by=by, at=at, file=file, sha256=bundle.sha256
    )
    history.record(case, "bundle.made", by=by, at=at, data={"pack": pack.pk, "pages": total, "sha256": bundle.sha256})


def made_on(pack: Pack) -> date:
    return pack.case.organisation.day_of(pack.made_at)


def name_of(pack: Pack) -> str:
    return f"{pack.case.ref}_v{pack.number}_{made_on(pack):%Y%m%d}"


# --- what is bound ---------------------------------------------------------------------------------------------------


def spec_of(pack: Pack, items: list[PackItem], place: Path, *, at: datetime, progress: Progress) -> BundleSpec:
    """From the snapshot alone: an exhibit described anew since then is not in this bundle."""
    keys = key_pages(pack, items)
    bound = {}
    for done, item in enumerate(items):
        progress("checking", done, len(items))
        bound[item.exhibit] = bundle_item(item, place, keys[item.exhibit], at=at)
    return spec_from(pack, bound, items)


def spec_ahead(pack: Pack, items: list[PackItem]) -> BundleSpec:
    """The same without the papers themselves: their lengths are known, and that is all an index needs."""
    keys = key_pages(pack, items)
    return spec_from(pack, {item.exhibit: unbound(item, keys[item.exhibit]) for item in items}, items)


def spec_from(pack: Pack, ready: Mapping[str, BundleItem], items: list[PackItem]) -> BundleSpec:
    bound: dict[str, list[BundleItem]] = {}  # the items stand in the order that was approved, groups and all
    for item in items:
        bound.setdefault(item.section, []).append(ready[item.exhibit])
    letters = [FilledLetter.from_dict(data) for data in pack.letters.values()]
    first, before = letters[0], renumbering.earlier(pack)
    return BundleSpec(
        title=TITLE,
        case=pack.case.ref,
        language=language_of(pack),
        dated=dated(pack),
        sections=tuple(BundleSection(SECTIONS[section], tuple(found)) for section, found in bound.items()),
        letters=tuple(
            BundleItem(exhibit, letter_title(letter), None, "", source=APPLICANT, proves=LETTER_PROVES, form="original")
            for exhibit, letter in zip(numbering.letter_numbers(len(letters)), letters, strict=True)
        ),
        parties=(
            Party(APPLICANT, Both(pack.case.party.name, pack.case.party.name_en)),
            Party(RECIPIENT, Both(first.head["recipient.name"], first.head["recipient.name"])),
        ),
        receipt=first.head.get("receipt.number", ""),
        version=str(pack.number),
        submitted_by=Both(pack.case.party.name, pack.case.party.name_en),
        handled_by=Both(pack.case.party.contact, pack.case.party.contact_en),
        earlier=str(before.number) if before else "",
        moved=renumbering.moved(before, items),
    )


def bundle_item(item: PackItem, place: Path, key: tuple[int, ...], *, at: datetime) -> BundleItem:
    file = item.file
    storing.prepare(file, at=at)  # nothing to do where the upload did it
    found: Path | None = None
    if storing.is_bindable(file):
        found = place / f"{item.exhibit}.pdf"
        with storing.open_pdf(file) as source, found.open("wb") as target:
            shutil.copyfileobj(source, target, 2**20)
    codes = [str(finding["code"]) for finding in file.findings]
    return BundleItem(
        item.exhibit,
        Both(item.title_zh, item.title_en),
        found,
        item.sha256,
        dated=item.dated_on,
        source=Both(item.source_zh, item.source_en),
        proves=Both(item.proves_zh, item.proves_en),
        form=item.form,  # type: ignore[arg-type]  # the choices are the same words
        confidentiality=item.confidentiality,  # type: ignore[arg-type]
        key_pages=key,
        is_new=item.is_new,
        annex=item.annex,
        feet=storing.feet_of(file),
        prints=storing.prints_of(file),
        layers="layers" in codes,
        notes=tuple(dict.fromkeys(code for code in codes if code in words.NOTES)),
        trouble=Both() if found else TROUBLE,
    )


def key_pages(pack: Pack, items: list[PackItem]) -> dict[str, tuple[int, ...]]:
    """关键页: the pages that a sentence of the letter refers to, but for a paper's first, and those marked by hand."""
    found: dict[int, set[int]] = {}
    for data in pack.letters.values():
        for block in FilledLetter.from_dict(data).blocks:
            for paragraph in block.paragraphs:
                for part in paragraph.parts:
                    if part.is_refs:
                        for ref in part.refs:
                            found.setdefault(ref.evidence, set()).add(ref.page)
    return {
        item.exhibit: tuple(sorted((found.get(item.evidence_id, set()) - {1}) | set(item.key_pages))) for item in items
    }


def printed_letters(pack: Pack, items: list[PackItem], plan: PagePlan, *, draft: bool = False) -> list[bytes]:
    """The letters of the pack with the page numbers of this very layout."""
    return [press.render_letter(page) for page in letter_pages(pack, items, plan, draft=draft).values()]


def letter_pages(
    pack: Pack, items: list[PackItem], plan: PagePlan, *, draft: bool = False
) -> dict[str, letterpage.LetterPage]:
    places = {
        item.evidence_id: Place(plan.place_of(item.exhibit).first_page, plan.place_of(item.exhibit).last_page)
        for item in items
    }
    annexes = {item.evidence_id: item.annex for item in items if item.annex}
    return {
        language: letter_pdf.to_page(
            FilledLetter.from_dict(data),
            places=places,
            total=plan.total,
            content_hash=pack.content_hash,
            annexes=annexes,
            draft=draft,
        )
        for language, data in pack.letters.items()
    }


def letter_title(letter: FilledLetter) -> Both:
    name = words.LETTER
    return Both(name.zh, name.en) if letter.language.startswith("zh") else Both(f"{name.zh}（英文）", name.en)


def language_of(pack: Pack) -> Language:
    languages = list(pack.letters)
    return "zh+en" if len(languages) > 1 else "en" if languages[0].startswith("en") else "zh"


def dated(pack: Pack) -> date:
    first = next(iter(pack.letters.values()))
    stated = first["head"].get("letter.day")
    return date.fromisoformat(stated) if stated else made_on(pack)


# --- a look ahead ----------------------------------------------------------------------------------------------------


def preview(appeal: Appeal, language: str) -> bytes:
    """One letter as it would be bound now, its page numbers right, marked as a draft. Nothing is stored."""
    pack, items, spec = unsaved(material.read(appeal))
    printed: list[bytes] = []

    def write(plan: PagePlan) -> list[bytes]:
        printed[:] = printed_letters(pack, items, plan, draft=True)
        return printed

    with tempfile.TemporaryDirectory(prefix="fd-preview-") as folder:
        binding.settle_letters(spec, write, Path(folder))
    return printed[list(pack.letters).index(language)]


def unsaved(known: Material) -> tuple[Pack, list[PackItem], BundleSpec]:
    """The pack that would be made of this now; no row of it exists."""
    made = packs.content(known)
    pack = Pack(
        case=known.case,
        appeal=known.appeal,
        number=(known.case.packs.aggregate(last=Max("number"))["last"] or 0) + 1,
        content_hash="",
        letters={code: letter.as_dict() for code, letter in made.letters.items()},
        made_at=known.appeal.changed_at,
    )
    items = list(made.items)
    return pack, items, spec_ahead(pack, items)


def front(pack: Pack) -> bytes:
    """Cover and index as they will be bound, at once: nobody waits for a thousand pages to see the first."""
    items = list(pack.items.select_related("file"))
    return binding.front_of(spec_ahead(pack, items))


def unbound(item: PackItem, key: tuple[int, ...]) -> BundleItem:
    """Only its length matters here: the path is never opened while every foot is known."""
    return BundleItem(
        item.exhibit,
        Both(item.title_zh, item.title_en),
        Path("unopened.pdf"),
        item.sha256,
        dated=item.dated_on,
        source=Both(item.source_zh, item.source_en),
        proves=Both(item.proves_zh, item.proves_en),
        form=item.form,  # type: ignore[arg-type]
        confidentiality=item.confidentiality,  # type: ignore[arg-type]
        key_pages=key,
        is_new=item.is_new,
        annex=item.annex,
        feet="1" * (item.file.pages or 1),
    )

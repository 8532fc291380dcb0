"""A letter beside the appeal on paper: as a letter to its addressee, or as a paper of our own from top to bottom."""

from collections.abc import Iterable
from dataclasses import replace

from appeals import case_letter_words as words
from appeals import letter_form, letter_pdf, letters, wording
from appeals.filling import FilledBlock, FilledLetter, Place
from appeals.models import CaseLetter, PackItem
from documents import printing
from documents.letterpage import Block, LetterPage, Signature
from knowledge import letters as templates

ON_FORM = {"header", "signature"}


def printed(letter: CaseLetter, language: str) -> bytes:
    """Marked as a draft until somebody has approved it."""
    return printing.render_letter(page_of(letter, language))


def page_of(letter: CaseLetter, language: str) -> LetterPage:
    filled = words.fill(letter, words.read(letter), language)
    kind = templates.of(letter.template).kind
    return page(filled, kind, places=places_of(letter), draft=letter.status == CaseLetter.Status.DRAFT)


def page(filled: FilledLetter, kind: str, *, places: dict[int, Place], draft: bool) -> LetterPage:
    if kind in words.TO_OUTSIDERS:
        head = {**filled.head, "receipt.number": "", "freeze.instrument_no": ""}
        plain = replace(filled, head=head)  # "our case" would tell them that there is one
        return replace(letter_pdf.to_page(plain, places=places, draft=draft, case_label="ours"), parties=())
    set_page = letter_pdf.to_page(filled, places=places, draft=draft)
    return _as_paper(filled, set_page, places, kind) if kind in words.PAPERS else set_page


def places_of(letter: CaseLetter) -> dict[int, Place]:
    """The pages of the bundle that the other side holds, where one was bound."""
    rows = PackItem.objects.filter(pack__case=letter.case, pack__bundle__isnull=False, first_page__isnull=False)
    newest = rows.order_by("-pack__number").values_list("pack_id", flat=True).first()
    if newest is None:
        return {}
    return {
        item.evidence_id: Place(item.first_page, item.last_page)
        for item in rows.filter(pack_id=newest)
        if item.first_page and item.last_page
    }


def _as_paper(filled: FilledLetter, page: LetterPage, places: dict[int, Place], kind: str) -> LetterPage:
    """The words of the template alone: its head, its parties by their own names, its own signature."""
    sheet = letter_pdf.Sheet(filled.language, places, None, {})
    head = tuple(_lines(sheet, filled.block("header")))
    case = letter_form.our_case(filled)
    blocks = [block for block in filled.blocks if block.code not in ON_FORM and block.code != "exhibits"]
    signed = filled.block("signature")
    if kind == "internal-memo" and signed:
        blocks.append(signed)
    return replace(
        page,
        recipient=head,
        # The number stands on every page, also where the template's own head does not name it.
        numbers=() if any(filled.head["case.number"] in line for line in head) else (case,),
        running=case if kind == "internal-memo" else page.running,
        parties=(),
        salutation="",
        summary="",
        blocks=tuple(Block(block.heading, tuple(map(sheet.paragraph, block.paragraphs))) for block in blocks),
        signature=None if kind == "internal-memo" else _signature(filled, sheet, signed, page.signature),
        fields={**page.fields, "to": ""},
    )


def _lines(sheet: "letter_pdf.Sheet", block: FilledBlock | None) -> Iterable[str]:
    return (said for paragraph in (block.paragraphs if block else ()) if (said := sheet.said(paragraph)))


def _signature(
    filled: FilledLetter, sheet: "letter_pdf.Sheet", block: FilledBlock | None, usual: Signature | None
) -> Signature:
    """Who declares, a line to sign on, the day. The place of the seal is drawn, so the words for it are left out."""
    mark = letters.SEAL[wording.is_english(filled.language)]
    lines = [said.replace(mark, "").replace("  ", " ").strip() for said in _lines(sheet, block)]
    day = filled.head.get("letter.date", "")
    who = tuple(line for line in lines if line and line != day)
    return Signature(who, dated=day if day in lines else "", seal=usual.seal if usual else "")

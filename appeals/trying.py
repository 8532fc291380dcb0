"""The letter with what is typed and not saved yet: the same rows in memory, set in type once, seen as pictures.

While somebody types, a letter is printed at every pause. So only the language before their eyes is printed, once, with
the page numbers of the bundle; how long the other letter is was found out before and is remembered.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from django.core.cache import cache

from appeals import bundle, citing
from appeals.drafting import COLUMNS
from appeals.material import Material
from appeals.models import CitationUse, Fact, FactEvidence, Reason, Request
from documents import binding, printing
from knowledge import letters as templates

DPI = 110
PASSES = 3  # a letter that grows by a page moves the exhibits behind it, and so its own page numbers
Row = Mapping[str, Any]


def with_typed(known: Material, values: Mapping[str, Any]) -> Material:
    """`values` as drafting.write() takes them. Nothing is checked that only a saving needs to refuse."""
    appeal = copy(known.appeal)
    for name in (*COLUMNS, "blocks", "fields"):
        if name in values:
            setattr(appeal, name, values[name])
    letter = known.letter
    if appeal.letter != known.appeal.letter and appeal.letter in templates.current():
        letter = templates.get(appeal.letter)
    return replace(
        known,
        appeal=appeal,
        letter=letter,
        facts=[_fact(row, -place) for place, row in enumerate(_written(values["facts"]), start=1)],
        reasons=[
            Reason(evidence_id=row["evidence"], page=row["page"], **_words(row)) for row in _written(values["reasons"])
        ],
        requests=[Request(**_words(row)) for row in _written(values["requests"])],
        citations=_citations(known, values["citations"]),
    )


def _written(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["text_zh"].strip() or row["text_en"].strip()]


def _words(row: Row) -> dict[str, str]:
    return {"text_zh": row["text_zh"], "text_en": row["text_en"]}


def _fact(row: Row, no_row: int) -> Fact:
    """A fact without a number may not be asked for its proofs, so it gets one that no row has."""
    fact = Fact(pk=no_row, happened_on=row.get("happened_on"), **_words(row))
    proofs = [FactEvidence(evidence_id=pk, page=page, is_direct=direct) for pk, page, direct in row.get("proofs", ())]
    fact._prefetched_objects_cache = {"proofs": proofs}  # type: ignore[attr-defined]  # as prefetch_related leaves it
    return fact


def _citations(known: Material, rows: Sequence[Row]) -> list[CitationUse]:
    saved = {use.pk: use for use in known.citations}
    found = []
    for row in rows:
        use = copy(saved[row["id"]]) if row["id"] in saved else None
        if use is None:
            use = citing.unsaved(known.case, row["code"])
        if use is None:
            continue
        use.why_zh, use.why_en = row.get("why_zh", ""), row.get("why_en", "")
        use.evidence_id, use.page = row.get("evidence"), row.get("page") or 1
        found.append(use)
    return found


def pictures(known: Material, language: str) -> list[bytes]:
    """The pages of that letter as they would be bound now, marked as a draft."""
    pack, items, spec = bundle.unsaved(known)
    order = list(pack.letters)
    mine = order.index(language)
    counts = [length_of(known, code) or spec.letter_pages for code in order]
    for code in order:
        if code != language and not length_of(known, code):
            page = bundle.letter_pages(pack, items, binding.plan_with(spec, counts), draft=True)[code]
            counts[order.index(code)] = remember(known, code, len(printing.draw_letter(page, dpi=10)))
    drawn: list[bytes] = []
    for _attempt in range(PASSES):
        page = bundle.letter_pages(pack, items, binding.plan_with(spec, counts), draft=True)[language]
        drawn = printing.draw_letter(page, dpi=DPI)
        if len(drawn) == counts[mine]:
            break
        counts[mine] = len(drawn)
    remember(known, language, len(drawn))
    return drawn


def length_of(known: Material, language: str) -> int:
    return int(cache.get(f"letter-pages/{known.appeal.pk}/{language}", 0))


def remember(known: Material, language: str, pages: int) -> int:
    cache.set(f"letter-pages/{known.appeal.pk}/{language}", pages, 3600)
    return pages

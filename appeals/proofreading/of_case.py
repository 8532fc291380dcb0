"""A letter beside what its case knows: register, identity papers, freeze, exhibits, what counsel has ticked."""

from collections.abc import Iterator
from typing import cast
from zoneinfo import ZoneInfo

from django.utils.functional import SimpleLazyObject

from appeals import letters
from appeals.material import Material
from appeals.models import Evidence
from appeals.proofreading.checking import check
from appeals.proofreading.paper import Exhibit, Finding, Known, Letter, Passage
from appeals.proofreading.plain import folded
from appeals.proofreading.sides import sides
from cases import parties

NUMBER_OF = {
    "contract": frozenset({"sales-contract", "framework-contract", "purchase-order"}),
    "invoice": frozenset({"commercial-invoice", "vat-invoice"}),
    "lading": frozenset({"transport-document"}),
}


def findings(material: Material) -> list[Finding]:
    """What people wrote themselves. What the template and the register say agrees with the case by construction."""
    known = known_of(material)
    found: list[Finding] = []
    for language in material.appeal.languages:
        passages = tuple(own_words(material, language))
        found += check(Letter(language, passages, needs=(), is_whole=False), known)
    if len(material.appeal.languages) == 2:
        chinese, english = own_words(material, "zh-Hans"), own_words(material, "en")
        for zh, en in zip(chinese, english, strict=True):
            found += sides(zh.part, zh.text, en.text)
    once = {(each.code, each.where, each.quote): each for each in found}
    return list(once.values())


def own_words(material: Material, language: str) -> Iterator[Passage]:
    """The same passages in the same order whatever the language. Quotations and titles are nobody's own words."""
    appeal = material.appeal
    for field, part in (("dispute", "dispute"), ("point", "dispute"), ("request", "request")):
        yield Passage(part, appeal.in_language(field, language))
    yield Passage("lateness", appeal.in_language("late_reason", language))
    for fact in material.facts:
        exhibits = tuple(material.number_of.get(proof.evidence_id, "") for proof in fact.proofs.all())
        yield Passage("facts", fact.in_language("text", language), exhibits)
    for reason in material.reasons:
        yield Passage(
            "reasons", reason.in_language("text", language), (material.number_of.get(reason.evidence_id or 0, ""),)
        )
    for request in material.requests:
        yield Passage("request", request.in_language("text", language))
    for use in material.citations:
        yield Passage("why", use.in_language("why", language))
    for point in material.points:
        yield Passage("answers", point.in_language("answer", language))
    for name, typed in appeal.fields.items():
        if not name.endswith(".ref"):
            yield Passage("gaps", str(typed.get("en" if language == "en" else "zh", "")))


def known_of(material: Material) -> Known:
    appeal, case = material.appeal, material.case
    party, account, freeze = case.party, case.account, case.freeze
    zone = ZoneInfo(freeze.zone)
    sent = [row.submitted_at.astimezone(zone).date() for row in (material.first, material.sent) if row]
    rejected = [material.rejection.received_at.astimezone(zone).date()] if material.rejection else []
    receipts = [row.receipt_no for row in (material.first, material.sent) if row and row.receipt_no]
    return Known(
        names={
            "party": _said(party.name, party.name_en),
            "legal_rep": _said(party.legal_rep, party.legal_rep_en),
            "contact": _said(party.contact, party.contact_en),
            "body": _said(letters.freezing_body(case), appeal.recipient, account.institution, account.legal_entity),
        },
        numbers={
            "account": _said(account.number),
            "reg_no": _said(party.reg_no),
            "instrument": _said(freeze.instrument_no),
            "case": _said(case.ref),
            "receipt": tuple(receipts),
            **{label: _numbers(material, kinds) for label, kinds in NUMBER_OF.items()},
        },
        amounts={"frozen": ((freeze.amount, freeze.currency),) if freeze.amount is not None else ()},
        days={
            "freeze": (freeze.frozen_at.astimezone(zone).date(),),
            "notice": tuple(filter(None, (freeze.notice_on, freeze.known_at.astimezone(zone).date()))),
            "letter": (appeal.letter_on,) if appeal.letter_on else (),
            "end": (freeze.ends_on,) if freeze.ends_on else (),
            "asked": (appeal.reply_by,) if appeal.reply_by else (),
            "submitted": tuple(sent),
            "rejection": tuple(rejected),
        },
        exhibits=tuple(_exhibits(material)),
        papers=tuple(_papers(material)),
        # Asked for only where a letter names a decision.
        checked_law=cast("frozenset[str]", SimpleLazyObject(lambda: material.verified_notes)),
        allowed=frozenset(map(folded, material.allowed)),
    )


def _said(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _numbers(material: Material, kinds: frozenset[str]) -> tuple[str, ...]:
    return tuple(item.reference for _exhibit, item in material.exhibits if item.kind in kinds and item.reference)


def _exhibits(material: Material) -> Iterator[Exhibit]:
    for number, item in material.exhibits:
        yield _exhibit(number, item)
    for new in material.new_items:
        yield _exhibit(str(new.annex), new.evidence, is_annex=True)


def _exhibit(number: str, item: Evidence, *, is_annex: bool = False) -> Exhibit:
    return Exhibit(
        number,
        titles=_said(item.title_zh, item.title_en),
        is_annex=is_annex,
        dates=(item.dated_on,) if item.dated_on else (),
        numbers=_said(item.reference),
    )


def _papers(material: Material) -> Iterator[tuple[str, str, str]]:
    for paper in material.case.party.papers.all():
        if paper.replaced_by_id is None:
            name = str(parties.paper_name(paper))
            for role, shown in (("party", paper.shows_name), ("legal_rep", paper.shows_legal_rep)):
                if shown:
                    yield name, role, shown

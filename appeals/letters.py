"""The letter of an appeal: which template serves, and what the case puts into each of its gaps."""

from collections.abc import Mapping
from typing import Literal

from appeals import citing, filling, lateness, material, wording
from appeals.filling import TOTAL_PAGES, FilledLetter, FilledParagraph, Item, Part, Ref, Value, Values, pages_of, refs
from appeals.material import Material
from appeals.models import Appeal, CitationUse, Evidence
from cases.models import Case
from documents import words
from knowledge import letters as templates
from knowledge import routes
from knowledge.letters import Letter
from knowledge.templates import Block, Template

# A letter of these kinds asks a court or an authority, or a provider, to lift the freeze.
APPEALS = frozenset({"appeal", "reconsideration-application", "complaint", "court-objection"})
ONLY_AFTER_A_REJECTION = frozenset({templates.SECOND, "escalation-complaint"})
RECONSIDERATION = "reconsideration-application"
# A freeze in a criminal investigation, and a provider's own one, cannot be put to administrative reconsideration.
STOPS_RECONSIDERATION = frozenset({"admin-remedy-on-criminal-freeze", "admin-remedy-on-contract-freeze"})
CRIMINAL = frozenset({"police-criminal", "prosecutor"})
NOTICES = ("freeze-notice", "freeze-decision")
MEASURE = {
    "court-preservation": ("财产保全冻结", "preservation freeze"),
    "court-enforcement": ("执行冻结", "enforcement freeze"),
    "tax": ("冻结措施", "freeze"),
}
# The words of the letterhead, the parties box and the signature.
ON_THE_FORM = frozenset(
    {"applicant.name", "applicant.reg_no", "applicant.address", "applicant.legal_rep", "applicant.legal_rep_title"}
    | {"applicant.contact", "applicant.phone", "applicant.email", "recipient.name", "recipient.dept"}
    | {"recipient.channel", "case.number", "receipt.number", "letter.date", "account.iban", "freeze.body"}
    | {"freeze.amount", "freeze.instrument_no"}
)
SEAL = ("（签字、加盖公章处）", "(signature and company seal)")
KEPT = (  # whether the letter comes in time: Chinese, English
    ("在期限内提出", "made within it"),
    ("在期限届满后提出，原因另行说明", "made after that day, for the reason that is stated"),
)
NEW_MARK = ("（新增）", "(new)")
ANSWERS = ("answers", "new-material")
QUOTED = ("freeze.reason_quoted", "freeze.clause_quoted")


# --- which letter ----------------------------------------------------------------------------------------------------


def choices(case: Case, *, round: int = 1) -> list[Letter]:
    """The letters this route may be offered. What must not be offered is not in the list at all (LEGAL: hard stops)."""
    body = case.freeze.body_kind
    offered = templates.for_body(body)
    again = templates.second_letter(body) if round > 1 else None
    if again and again not in offered:
        offered.append(again)
    found = []
    for letter in offered:
        if letter.kind not in APPEALS or (letter.code in ONLY_AFTER_A_REJECTION and round == 1):
            continue
        if is_forbidden(case, letter.code):
            continue
        found.append(letter)
    if not found:
        # No template is written for this body yet: the plainest one, which asks for nothing that a statute grants.
        found = [templates.get("first-appeal-provider")]
    return found


def _stops(case: Case) -> frozenset[str]:
    route = routes.of(case.route) if case.route else None
    return frozenset(stop.code for stop in routes.hard_stops(route)) if route else frozenset()


def is_forbidden(case: Case, code: str) -> bool:
    """Administrative reconsideration where the law knows none: never offered, and refused when asked for."""
    letter = templates.current().get(code)
    if letter is None or letter.kind != RECONSIDERATION:
        return False
    return bool(_stops(case) & STOPS_RECONSIDERATION) or case.freeze.body_kind in CRIMINAL


def usual(case: Case, *, round: int = 1) -> Letter:
    """The one to begin with: the second-appeal letter where the route knows it, else the first letter again."""
    offered = choices(case, round=round)
    preferred = (
        templates.second_letter(case.freeze.body_kind) if round > 1 else templates.first_letter(case.freeze.body_kind)
    )
    return next((letter for letter in offered if preferred and letter.code == preferred.code), offered[0])


# --- what it says ----------------------------------------------------------------------------------------------------


def fill(appeal: Appeal, language: str) -> FilledLetter:
    return fill_from(material.read(appeal), language)


def fill_from(known: Material, language: str) -> FilledLetter:
    template = template_for(known, language)
    return filling.fill(template, values(known, template, language), ticked=frozenset(known.appeal.blocks))


def fill_all(known: Material) -> dict[str, FilledLetter]:
    """In the order of the pack: Chinese first."""
    return {language: fill_from(known, language) for language in known.appeal.languages}


def template_for(known: Material, language: str) -> Template:
    template = _with_answers(known.letter.template(language), language, known.appeal)
    return lateness.with_reason(template, language, known.appeal, known.kept_by_letter)


def summary_sentence(known: Material, language: str) -> FilledParagraph | None:
    """要点: date, event, ground, clause, point and request in the guide's pattern (row 3.2b), gaps left visible."""
    template = known.letter.template(language)
    block = template.block("summary")
    if block is None:
        return None
    alone = Template(**{**template.__dict__, "blocks": (block,)})
    filled = filling.fill(alone, values(known, template, language))
    return filled.blocks[0].paragraphs[0]


def _with_answers(template: Template, language: str, appeal: Appeal) -> Template:
    """A repeated complaint to the same body answers the rejection as well, where its own template does not."""
    if not appeal.is_second or template.block("answers"):
        return template
    second = templates.get(templates.SECOND).template(language)
    grafts = tuple(block for code in ANSWERS if (block := second.block(code)))
    blocks: list[Block] = []
    for block in template.blocks:
        if block.code == "law":
            blocks.extend(grafts)
        blocks.append(block)
    if not template.block("law"):
        blocks.extend(grafts)
    return Template(**{**template.__dict__, "blocks": tuple(blocks)})


# --- the values ------------------------------------------------------------------------------------------------------


def values(known: Material, template: Template, language: str) -> Values:
    fields: dict[str, Value] = {
        **_parties(known, language),
        **_freeze(known, language),
        **_appeal(known, language),
        **_history(known, language),
        **lateness.values(known.appeal, known.kept_by_letter, language),
    }
    for name, typed in known.appeal.fields.items():
        if said := _typed(known, name, typed, language):
            fields[name] = said
    head = {name: said for name, said in fields.items() if isinstance(said, str) and name in ON_THE_FORM}
    return Values(fields, _lists(known, language), templates.needed_lists(template), head | _form(known, language))


def _form(known: Material, language: str) -> dict[str, str]:
    """What the form shows beside the template's words: the name in the other language, and the hour of the freeze."""
    party, freeze = known.case.party, known.case.freeze
    other = party.name if wording.is_english(language) else party.name_en
    mine = party.in_language("name", language)
    return {
        "applicant.other_name": other if other != mine else "",
        "applicant.kind": party.kind,
        "freeze.body_kind": freeze.body_kind,
        "freeze.moment": wording.moment(freeze.frozen_at, freeze.zone, language),
        "letter.day": known.appeal.letter_on.isoformat() if known.appeal.letter_on else "",
    }


def _typed(known: Material, name: str, typed: Mapping[str, str], language: str) -> Value:
    """What a person wrote into a gap that no row holds; a reference is kept as "evidence:page"."""
    if name.endswith(".ref"):
        found = known.ref_typed(str(typed.get("ref", "")))
        return refs(found) if found else ""
    return str(typed.get("en" if wording.is_english(language) else "zh", ""))


def _parties(known: Material, language: str) -> dict[str, Value]:
    case, appeal = known.case, known.appeal
    party, account = case.party, case.account
    body = freezing_body(case)
    return {
        "applicant.name": party.in_language("name", language),
        "applicant.reg_no": party.reg_no,
        "applicant.address": party.in_language("address", language),
        "applicant.legal_rep": party.in_language("legal_rep", language),
        "applicant.legal_rep_title": party.in_language("legal_rep_title", language),
        "applicant.contact": party.in_language("contact", language),
        "applicant.phone": party.phone,
        "applicant.email": party.email,
        "account.iban": account.spaced.replace(" ", "\u00a0"),  # a number is not broken over two lines
        "account.holder": party.in_language("name", language),
        "account.provider": account.legal_entity or account.institution,
        "recipient.name": appeal.recipient or body,
        "recipient.dept": appeal.in_language("department", language),
        "recipient.channel": wording.channel(appeal.channel_kind, appeal.channel_address, language),
        "freeze.body": body,
        "case.number": case.ref,
    }


def freezing_body(case: Case) -> str:
    """As the notice names it; a provider's own freeze is the provider's."""
    if case.freeze.body_name:
        return case.freeze.body_name
    if case.freeze.body_kind in ("provider", "bank"):
        return case.account.legal_entity or case.account.institution
    return ""


def _freeze(known: Material, language: str) -> dict[str, Value]:
    freeze = known.case.freeze
    zh, en = MEASURE.get(freeze.body_kind, ("冻结措施", "freeze"))
    notice = known.of_kind(*NOTICES)
    ref = known.ref(notice.pk) if notice else None
    return {
        "freeze.measure": en if wording.is_english(language) else zh,
        "freeze.date": wording.day_of(freeze.frozen_at, freeze.zone, language),
        "freeze.notice_date": wording.day(freeze.notice_on, language)
        or wording.day_of(freeze.known_at, freeze.zone, language),
        "freeze.amount": wording.money(freeze.amount, freeze.currency, language),
        "freeze.amount_words_zh": wording.capital_amount(freeze.amount, freeze.currency),
        "freeze.instrument_no": freeze.instrument_no,
        **{name: said for name, said in quoted(known.case).items() if wording.reads_in(said, language)},
        "freeze.end_date": wording.day(freeze.ends_on, language),
        "freeze.ref": refs(ref) if ref else "",
    }


def quoted(case: Case) -> dict[str, str]:
    """What the notice says, in its own language: for the letter in the other one a person translates it."""
    reason, clause = case.freeze.reason_quoted.strip().rstrip("。.；;"), case.freeze.clause_quoted
    return dict(zip(QUOTED, (reason, clause), strict=True))


def translated(appeal: Appeal) -> dict[str, dict[str, str]]:
    """The notice is translated once: the next letters of the case say it in the same words."""
    return {name: appeal.fields[name] for name in QUOTED if name in appeal.fields}


def _appeal(known: Material, language: str) -> dict[str, Value]:
    appeal, limit = known.appeal, known.limit
    route = routes.of(known.case.route) if known.case.route else None
    return {
        "letter.date": wording.day(appeal.letter_on, language),
        "letter.pages": TOTAL_PAGES,
        "reply.by": wording.day(appeal.reply_by, language),
        "dispute.question": appeal.in_language("dispute", language),
        "dispute.point": _clause(appeal.in_language("point", language)),
        "request.main": _clause(appeal.in_language("request", language)),
        "deadline.due": wording.day(limit.due_on, language) if limit else "",
        "deadline.kept": KEPT[known.is_late][wording.is_english(language)],
        "copies.count": str(route.copies.min or "") if route else "",
        "sign.seal": SEAL[wording.is_english(language)],
    }


def _history(known: Material, language: str) -> dict[str, Value]:
    """What a second appeal looks back on."""
    zone = known.case.freeze.zone
    first, sent, rejection = known.first, known.sent, known.rejection
    latest = sent or first
    receipt = latest.receipt_no if latest else ""
    letter = known.of_kind("rejection-letter")
    ref = known.ref(letter.pk) if letter else None
    return {
        "receipt.number": receipt,
        "receipt.date": wording.day_of(sent.receipt_at, zone, language) if sent else "",
        "first.date": wording.day_of(first.submitted_at, zone, language) if first else "",
        "first.channel": wording.channel(first.channel_kind, first.channel_address, language) if first else "",
        "first.receipt": first.receipt_no if first else "",
        "rejection.date": wording.day_of(rejection.received_at, zone, language) if rejection else "",
        "rejection.count": wording.reasons(len(known.points), language) if known.points else "",
        "rejection.ref": refs(ref) if ref else "",
        "newitem.count": wording.new_papers(len(known.new_items), language),
    }


def _lists(known: Material, language: str) -> dict[str, list[Item]]:
    return {
        "fact": [
            {
                "text": fact.in_language("text", language),
                "ref": _refs(known, [(proof.evidence_id, proof.page) for proof in fact.proofs.all()]),
            }
            for fact in known.facts
        ],
        "reason": [
            {
                "text": reason.in_language("text", language),
                "ref": _refs(known, [(reason.evidence_id, reason.page)]),
            }
            for reason in known.reasons
        ],
        "request": [{"text": row.in_language("text", language)} for row in known.requests],
        "citation": [_citation(known, use, language) for use in known.citations],
        "rejection": [
            {
                "no": str(point.number or ""),
                "quote": point.quote,
                "answer": point.in_language("answer", language),
                "ref": _refs(known, [(link.evidence_id, link.page) for link in point.evidence.all()]),
            }
            for point in known.points
        ],
        "newitem": [
            {
                "point_no": wording.points(new.points, language) if new.points else "",
                "title": _of_paper(new.evidence, "title", language),
                "annex_no": str(new.annex),
            }
            for new in known.new_items
        ],
        "exhibit": _exhibits(known, language),
    }


def _citation(known: Material, use: CitationUse, language: str) -> Item:
    provision = citing.cited(use)
    return {
        "law": provision.law.text(language),
        "article": provision.article.text(language),
        "says": provision.says.text(language),
        "why": use.in_language("why", language),
        "ref": _refs(known, [(use.evidence_id, use.page)]),
    }


def _exhibits(known: Material, language: str) -> list[Item]:
    new = {item.evidence.pk for item in known.new_items}
    mark = NEW_MARK[wording.is_english(language)]
    return [
        {
            "no": exhibit,
            "title": _of_paper(item, "title", language),
            "proves": _of_paper(item, "proves", language),
            "pages": pages_of(Ref(item.pk, exhibit)),
            "new_mark": mark if item.pk in new else "",
        }
        for exhibit, item in known.exhibits
    ]


def _of_paper(item: Evidence, field: Literal["title", "proves"], language: str) -> str:
    """A paper of the other volume is named by its label alone: the letter is bound into the main one (row 4.3f)."""
    if item.confidentiality == Evidence.Confidentiality.PUBLIC:
        return item.in_language(field, language)
    said = (words.APART_TITLES if field == "title" else words.APART)[item.confidentiality]
    return said.within("en" if wording.is_english(language) else "zh")


def _refs(known: Material, pairs: list[tuple[int | None, int]]) -> Part:
    """In the order of the pack, each page once."""
    found = {ref for evidence_id, page in pairs if (ref := known.ref(evidence_id, page))}
    place = {item.pk: n for n, (_exhibit, item) in enumerate(known.exhibits)}
    return refs(*sorted(found, key=lambda ref: (place[ref.evidence], ref.page)))


def _clause(text: str) -> str:
    """These stand inside a sentence that has its own full stop."""
    return text.strip().rstrip("。.；;")

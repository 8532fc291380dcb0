"""What a letter beside the appeal says: which one serves the case, what the case fills in, and what a person typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from appeals import evidence, filling, lateness, letters, material, wording
from appeals.filling import FilledLetter, Item, Value, Values, refs
from appeals.material import Material
from appeals.models import Appeal, CaseLetter, Submission
from appeals.proofreading import amounts
from cases.models import Case
from knowledge import letters as templates
from knowledge.letters import Field, Letter
from knowledge.templates import Template, list_of

# The appeal itself has its own page; the block on lateness stands inside it; privacy answers and trade letters belong
# to no freezing body and are offered to every case.
NOT_HERE = frozenset(
    {"first-appeal-provider", "first-appeal-authority-cn-administrative", "second-appeal", "late-filing"}
)
FOR_ANYBODY = frozenset({"internal", "customer", "supplier", "data-subject", "opponent", "ombudsman", "regulator"})
# Papers of our own: no addressee of a letter, the words of the template from top to bottom.
PAPERS = frozenset({"authority", "internal-memo", "annex", "declaration"})
# To customers, suppliers and people who ask about their data: the freeze is not theirs to read about.
TO_OUTSIDERS = frozenset({"commercial", "privacy-answer"})
ADDRESSEES = frozenset({"buyer.name", "supplier.name", "person.name"})
OF_CASE = frozenset({"exhibit", "newitem"})  # lists that the case alone fills
PRINTED_WITHOUT = frozenset({"header", "parties", "signature"})  # the form of a letter leaves out what is not known
DATES = frozenset({"date", "datetime"})
SAME = frozenset({"ref", "iban", "phone", "email", "int", "percent", "hash", "pages"})  # one form in both languages


def offered(case: Case) -> list[Letter]:
    """First what serves this freezing body, then what serves everybody; never what the route forbids."""
    body = templates.BODY_OF.get(case.freeze.body_kind)
    found = [
        letter
        for letter in templates.current().values()
        if letter.code not in NOT_HERE and letter.kind != letters.RECONSIDERATION and _serves(letter, body)
    ]
    return sorted(found, key=lambda letter: (body not in letter.zh.bodies, letter.is_internal, letter.code))


def _serves(letter: Letter, body: str | None) -> bool:
    bodies = set(letter.zh.bodies)
    return body is None or body in bodies or bool(bodies & FOR_ANYBODY)


def shape_of(field: Field) -> str:
    """How a gap is typed: a day, a sum, one form for both languages, a page of an exhibit, words in each language."""
    if field.is_reference:
        return "ref"
    if field.type in DATES:
        return "date"
    if field.type == "money":
        return "money"
    return "same" if field.type in SAME else "words"


def is_typed(field: Field) -> bool:
    """The date of the letter and the place of the seal have their own place on the page."""
    return "auto" not in field.form and not field.code.startswith(("sign.", "letter.date", "letter.pages"))


def gaps_in_order(letter: CaseLetter, *, ticked: Sequence[str] | None) -> list[str]:
    """In the order of the page, of the parts that are ticked or of all; what only one language asks for comes last."""
    pair = templates.of(letter.template)
    ordered: dict[str, None] = {}
    for template in (pair.zh, pair.en):
        for block in template.blocks:
            if ticked is None or not block.is_optional or block.code in ticked:
                ordered |= {gap: None for paragraph in block.paragraphs for gap in paragraph.gaps}
    known = templates.fields()
    return [name for name in ordered if name in known and name != "n"]


# --- what the case knows ---------------------------------------------------------------------------------------------


def read(letter: CaseLetter) -> Material:
    """The newest round as the letter's background, its copy filled in and never saved; without one, the case alone."""
    appeal = letter.case.appeals.order_by("-round").first()
    known = material.read(appeal) if appeal else _alone(letter)
    mine = known.appeal
    mine.language, mine.letter_on = letter.language, letter.letter_on
    to_body = templates.of(letter.template).serves(letter.case.freeze.body_kind)
    mine.recipient = letter.recipient or (mine.recipient if to_body else "")
    mine.department_zh, mine.department_en = letter.department_zh, letter.department_en
    mine.channel_kind, mine.channel_address = letter.channel_kind, letter.channel_address
    mine.fields = letters.translated(mine)
    sent = Submission.objects.filter(appeal__case=letter.case).order_by("submitted_at", "pk")
    first, latest = sent.first(), sent.last()
    return replace(known, letter=templates.of(letter.template), first=first, sent=latest)


def _alone(letter: CaseLetter) -> Material:
    case = Case.objects.select_related("party", "account", "freeze", "organisation", "route").get(pk=letter.case_id)
    blank = Appeal(case=case, round=1, letter=letter.letter, recipient=letters.freezing_body(case))
    return Material(
        appeal=blank,
        letter=templates.of(letter.template),
        exhibits=evidence.numbered(case, letters=1),
        facts=list(case.facts.prefetch_related("proofs")),
        reasons=[],
        requests=[],
        citations=[],
        limits=lateness.limits(case),
    )


def fill_all(letter: CaseLetter, known: Material | None = None) -> dict[str, FilledLetter]:
    known = known or read(letter)
    return {language: fill(letter, known, language) for language in letter.languages}


def fill(letter: CaseLetter, known: Material, language: str) -> FilledLetter:
    template = templates.of(letter.template).template(language)
    values = letters.values(known, template, language)
    typed = {name: said for name, row in letter.fields.items() if (said := rendered(known, name, row, language))}
    typed_rows = {
        name: _items(known, name, rows, language) for name, rows in letter.lists.items() if name not in OF_CASE
    }
    fields = {**values.fields, **_usual(known, language), **_reckoned(letter, language), **typed}
    head = dict(values.head)
    # A letter to anybody else is never addressed to the freezing body because a field was left empty.
    addressee = next(iter(ADDRESSEES & template.gaps()), "recipient.name")
    if addressee != "recipient.name":
        fields[addressee] = head["recipient.name"] = str(
            typed.get(addressee) or letter.recipient or fields.get(addressee) or ""
        )
    elif not known.appeal.recipient and addressee not in typed:
        fields[addressee] = head[addressee] = ""
    head |= {name: said for name, said in typed.items() if name in values.head and isinstance(said, str)}
    lists: dict[str, Sequence[Item]] = dict(values.lists)
    lists |= {name: rows for name, rows in typed_rows.items() if rows}
    _open_references(template, fields, lists)
    full = Values(fields, lists, values.needed, head)
    return filling.fill(template, full, ticked=frozenset(letter.blocks))


def _open_references(template: Template, fields: dict[str, Value], lists: dict[str, Sequence[Item]]) -> None:
    """A missing reference prints nothing and is underlined on the screen; only words that are missing hold a letter."""
    known = templates.fields()
    for name in template.gaps():
        if not known[name].is_reference:
            continue
        listed = list_of(name)
        if listed is None:
            fields.setdefault(name, refs())
        elif listed[0] in lists:
            lists[listed[0]] = [{listed[1]: refs(), **row} for row in lists[listed[0]]]


def from_case(known: Material, template: Template, language: str) -> Mapping[str, Value]:
    """What is filled in without anybody typing it; the page shows it and asks for the rest."""
    return {**letters.values(known, template, language).fields, **_usual(known, language)}


def _usual(known: Material, language: str) -> dict[str, Value]:
    """Words that follow from the register: who declares, who is asked, the account without its middle."""
    party, account = known.case.party, known.case.account
    english = wording.is_english(language)
    tail = account.number[-4:]
    found: dict[str, Value] = {
        "account.masked": f"ending {tail}" if english else f"尾号{tail}",
        "declarant.name": party.in_language("legal_rep", language),
        "declarant.role": party.in_language("legal_rep_title", language),
        "memo.contact": party.in_language("contact", language),
        "memo.phone": party.phone,
        "source.by": party.in_language("contact", language),
        "privacy.email": party.email,
        "privacy.phone": party.phone,
    }
    receipt, first = known.of_kind("acceptance-receipt"), known.of_kind("appeal-letter")
    for name, item in (("receipt.ref", receipt), ("first.ref", first)):
        if item and (ref := known.ref(item.pk)):
            found[name] = refs(ref)
    return {name: said for name, said in found.items() if said}


# --- what a person typed ---------------------------------------------------------------------------------------------


def rendered(known: Material, name: str, typed: Mapping[str, str], language: str) -> Value:
    """A day and a sum are kept once and written as each language writes them."""
    if "ref" in typed:
        found = known.ref_typed(typed["ref"])
        return refs(found) if found else ""
    if "date" in typed:
        return wording.day(date.fromisoformat(typed["date"]), language)
    if "money" in typed:
        currency, value = money_of(typed["money"])
        return wording.money(value, currency, language)
    return typed.get("same") or typed.get("en" if wording.is_english(language) else "zh", "")


def money_of(typed: str) -> tuple[str, Decimal]:
    """CNY 50,000.00, as the form keeps it."""
    currency, _blank, value = typed.partition(" ")
    return currency, Decimal(value)


def _items(known: Material, name: str, rows: Sequence[Mapping[str, Mapping[str, str]]], language: str) -> list[Item]:
    return [
        {"no": str(place)}
        | {key: said for key, typed in row.items() if (said := rendered(known, f"{name}.n.{key}", typed, language))}
        for place, row in enumerate(rows, start=1)
    ]


def _reckoned(letter: CaseLetter, language: str) -> dict[str, Value]:
    """Arithmetic of the lists: how many, how much, which day first."""
    found: dict[str, Value] = {}
    payments = letter.lists.get("payment", [])
    if payments:
        sums = [money_of(row["amount"]["money"]) for row in payments if "money" in row.get("amount", {})]
        days = [date.fromisoformat(row["due"]["date"]) for row in payments if "date" in row.get("due", {})]
        found["payment.count"] = wording.payments(len(payments), language)
        if sums and len({currency for currency, _value in sums}) == 1:
            total = sum((value for _currency, value in sums), Decimal())
            found["payment.total"] = wording.money(total, sums[0][0], language)
            found["payment.total_words_zh"] = wording.capital_amount(total, sums[0][0])
        if days:
            found["payment.first_due"] = wording.day(min(days), language)
    # None that differs is no ground for the annex: its gap stays open until one does.
    if different := sum(map(_differs, letter.lists.get("match", []))):
        found["match.different_count"] = str(different)
    return found


_OPEN = re.compile(
    r"\bnot? (?:\w+ )?differ|\bsame\b|没有不同|无不同|未见不同|\bunknown|\bunclear|\bcannot"
    r"|\bnot (?:known|clear|established)|不明|未知|待查|无法确认|未能确认|无法判断",
    re.IGNORECASE,
)
_DIFFERENT = re.compile(r"differ|\bnot the same\b|不同|不一致|不相同|不符|不相符|有别", re.IGNORECASE)


def _differs(row: Mapping[str, Mapping[str, str]]) -> bool:
    """As people write it: different, they differ, 不一致; "no difference" and "not known" are none."""
    said = row.get("result", {}).values()
    return any(_DIFFERENT.search(each) and not _OPEN.search(each.replace("not the same", "")) for each in said)


def reads_as_money(text: str) -> str:
    """What was typed as a sum, in the form that is kept; empty when it is none."""
    from_text = _money(text)
    return f"{from_text[0]} {from_text[1]:.2f}" if from_text else ""


def _money(text: str) -> tuple[str, Decimal] | None:
    from_text = amounts.amounts(text)
    if len(from_text) != 1 or not from_text[0].currency:
        return None
    try:
        value = from_text[0].value.quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return (from_text[0].currency, value) if 0 < value < Decimal(10) ** 16 else None


def gaps_of(letter: CaseLetter, filled: Mapping[str, FilledLetter]) -> list[str]:
    """The gaps that are still open in either language, each once, in the order of the page."""
    plain = templates.of(letter.template).kind in PAPERS
    names = [
        name
        for each in filled.values()
        for block, name in each.gaps()
        if plain or block not in PRINTED_WITHOUT or name == "recipient.name" or name in ADDRESSEES
    ]
    return list(dict.fromkeys(names))

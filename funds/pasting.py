"""Lines pasted from a sheet: every line gets its answer, and what cannot be taken stays as it was typed.

Payments that are owed, payments of the past, balances. The columns stand in the usual order, or as the first line
names them, in either language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from audit import log
from cases.models import Party
from funds import obligations, outdated, recurring, sheets
from funds.models import Obligation
from funds.models.obligations import Kind
from funds.money import CENT
from funds.refusals import Refused

MOST_ROWS = 10_000  # two seconds to check, four to plan with
MOST_LINES = 20_000  # to be summed up
TOLD = 50  # reasons at once
HEADS: dict[str, Sequence[str]] = {
    "payee": ("payee", "supplier", "creditor", "name", "to", "收款人", "收款方", "供应商", "户名"),
    "amount": ("amount", "sum", "total", "金额", "付款金额", "应付金额"),
    "day": ("day", "date", "due", "due on", "due date", "paid on", "日期", "到期日", "付款日", "付款日期", "到期"),
    "kind": ("kind", "type", "category", "种类", "类别", "类型"),
    "reference": ("for what", "reference", "purpose", "description", "用途", "摘要", "备注", "事由"),
    "currency": ("currency", "币种", "货币"),
}
ORDER = ("payee", "amount", "day", "kind", "reference")
ALSO = {
    "salary": Kind.PAYROLL, "salaries": Kind.PAYROLL, "payroll": Kind.PAYROLL, "薪资": Kind.PAYROLL,
    "薪酬": Kind.PAYROLL,
    "social security": Kind.SOCIAL, "社保": Kind.SOCIAL, "公积金": Kind.SOCIAL, "五险一金": Kind.SOCIAL,
    "vat": Kind.TAX, "customs": Kind.TAX, "tax": Kind.TAX, "税": Kind.TAX, "税款": Kind.TAX, "增值税": Kind.TAX,
    "supplier": Kind.KEY_SUPPLIER, "供应商": Kind.KEY_SUPPLIER, "货款": Kind.KEY_SUPPLIER,
    "房租": Kind.RENT, "water": Kind.UTILITIES, "power": Kind.UTILITIES, "水电": Kind.UTILITIES,
    "水电费": Kind.UTILITIES,
    "lawyer": Kind.LEGAL_FEES, "律师费": Kind.LEGAL_FEES,
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """To one line: what it was read as, or why it was not taken."""

    line: sheets.Line
    values: dict[str, Any] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class Pasted:
    made: int
    left: str  # lines that were not taken, as they were typed
    refused: list[Answer]


def kinds() -> dict[str, str]:
    named = {name.casefold(): value for value, label in Kind.choices for name in both(label)}
    return {
        **{str(name): str(value) for name, value in ALSO.items()},
        **named,
        **{value: value for value in Kind.values},
    }


def read(text: str, *, currency: str) -> list[Answer]:
    """Each line as it is meant. The first may name the columns."""
    lines = sheets.lines_of(text)
    places = {name: place for place, name in enumerate(ORDER)}
    if lines and (named := sheets.columns(lines[0], HEADS)):
        places, lines = named, lines[1:]
    known = kinds()
    return [_answer(line, places, known, currency) for line in lines]


def _answer(line: sheets.Line, places: dict[str, int], known: dict[str, str], currency: str) -> Answer:
    def cell(name: str) -> str:
        place = places.get(name)
        return line.cells[place] if place is not None and place < len(line.cells) else ""

    why: list[str] = []
    values: dict[str, Any] = {"payee": cell("payee")[:200], "reference": cell("reference")[:200]}
    values["kind"] = known.get(cell("kind").casefold(), cell("kind")[:20] or Kind.OTHER)
    values["currency"] = cell("currency").upper()[:3] or currency
    try:
        sum_, code = sheets.amount(cell("amount"))
        values["amount"], values["currency"] = sum_.quantize(CENT), code or values["currency"]
    except Refused as refused:
        why.append(refused.text(get_language() or "en"))
    try:
        values["due_on"] = sheets.day(cell("day"))
    except Refused as refused:
        why.append(refused.text(get_language() or "en"))
    return Answer(line, values, " ".join(why))


# --- what is owed ----------------------------------------------------------------------------------------------------


@transaction.atomic
def paste(
    party: Party, text: str, *, currency: str, by: User, at: datetime, part: bool = False, sum_up: bool = False
) -> Pasted:
    """All of them, or none and every reason. With `part` the good ones are taken and the others stay in the field."""
    by.require(Can.PLAN_MONEY, party.organisation_id)
    answers = read(text, currency=currency)
    if not answers:
        raise ValidationError({"sheet": ValidationError(_("Paste at least one line."), code="nothing_pasted")})
    if sum_up and len(answers) <= MOST_LINES:
        answers = _summed(answers)
    if sum(1 for each in answers if not each.why) > MOST_ROWS:
        raise ValidationError({"sheet": _too_many(len(answers))})
    answers = _checked(party, answers, at)
    refused = [each for each in answers if each.why]
    if refused and not (part and len(refused) < len(answers)):
        raise ValidationError({"sheet": _reasons(refused, len(answers))})
    made = Obligation.objects.bulk_create(
        Obligation(party=party, organisation_id=party.organisation_id, added_at=at, added_by=by, **each.values)
        for each in answers
        if not each.why
    )
    data = {"party": party.pk, "count": len(made), "left": len(refused)}
    log.record(chain=f"org/{party.organisation_id}", action="money.pasted", by=by, at=at, data=data)
    outdated.note(party, at=at)
    return Pasted(len(made), "\n".join(each.line.text for each in refused), refused)


def _checked(party: Party, answers: Iterable[Answer], at: datetime) -> list[Answer]:
    """Each by the rules of a payment typed by hand; a payee twice is asked about, here and against what is owed."""
    there = Obligation.objects.filter(party=party, state=Obligation.State.OPEN)
    seen = set(there.values_list("payee", "due_on", "amount", "currency", "reference"))
    found = []
    for each in answers:
        why = each.why
        if not why:
            problems = obligations.problems_of(party, each.values, at)
            why = " ".join(message for problem in problems.values() for message in problem.messages)
        values = each.values
        if not why:
            key = tuple(values[name] for name in ("payee", "due_on", "amount", "currency", "reference"))
            if key in seen:
                why = " ".join(obligations.twice(values["payee"]).messages)
            seen.add(key)
        found.append(Answer(each.line, values, why))
    return found


def _summed(answers: Sequence[Answer]) -> list[Answer]:
    """One payment for each payee, day, kind and currency. It joins; it never splits."""
    groups: dict[tuple[Any, ...], list[Answer]] = {}
    wrong = [each for each in answers if each.why or each.values["amount"] <= 0]
    for each in answers:
        if not each.why and each.values["amount"] > 0:
            key = tuple(each.values[name] for name in ("payee", "due_on", "kind", "currency"))
            groups.setdefault(key, []).append(each)
    summed = []
    for rows in groups.values():
        if len(rows) == 1:
            summed.append(rows[0])
            continue
        values = {
            **rows[0].values,
            "amount": sum((each.values["amount"] for each in rows), Decimal(0)),
            "reference": ngettext("%(n)d payment together", "%(n)d payments together", len(rows)) % {"n": len(rows)},
        }
        summed.append(Answer(rows[0].line, values))
    return [*summed, *wrong]


def _too_many(count: int) -> ValidationError:
    return ValidationError(
        _(
            "%(count)d lines are too many: at most %(most)d at once. Tick “Sum up”, and the lines of one payee on one "
            "day become one payment; or paste them in parts. All lines are still in the field."
        ),
        code="too_many",
        params={"count": count, "most": MOST_ROWS},
    )


def _reasons(refused: Sequence[Answer], count: int) -> list[ValidationError]:
    said = [
        ValidationError(
            _("Line %(number)d: %(said)s"),
            code="line_refused",
            params={"number": each.line.number, "said": each.why},
        )
        for each in refused[:TOLD]
    ]
    told = {"wrong": len(refused), "count": count, "good": count - len(refused)}
    summary = _("%(wrong)d of %(count)d lines need care; %(good)d are good. Nothing has been taken yet.")
    return [ValidationError(summary, code="lines_refused", params=told), *said]


# --- what was paid ---------------------------------------------------------------------------------------------------


def history(text: str, *, currency: str, today: date) -> tuple[list[recurring.Past], list[Answer]]:
    """Payments of the past, and the lines that could not be read."""
    answers = [_past_only(each, today) for each in read(text, currency=currency)]
    wrong = [each for each in answers if each.why]
    past = [
        recurring.Past(
            each.values["due_on"],
            each.values["payee"],
            abs(each.values["amount"]),
            each.values["currency"],
            each.values["kind"] if each.values["kind"] in Kind.values else "",
        )
        for each in answers
        if not each.why and each.values["amount"]
    ]
    return past, wrong


def _past_only(answer: Answer, today: date) -> Answer:
    if not answer.why and not answer.values["payee"]:
        return replace(answer, why=str(_("Enter who is to be paid.")))
    if not answer.why and answer.values["due_on"] > today:
        return replace(answer, why=str(_("This day lies in the future. Enter today or an earlier day.")))
    return answer


def paid_here(party: Party, *, since: date) -> list[recurring.Past]:
    """What this house has seen paid: it counts as history without being typed again."""
    rows = Obligation.objects.filter(party=party, state=Obligation.State.PAID, settled_on__gte=since)
    return [
        recurring.Past(row.settled_on, row.payee, row.amount, row.currency, row.kind) for row in rows if row.settled_on
    ]


def open_proposals(party: Party, past: Iterable[recurring.Past], *, today: date) -> list[recurring.Proposal]:
    """Without what stands in the plan already."""
    planned = list(
        Obligation.objects.filter(party=party, state=Obligation.State.OPEN).values_list("payee", "currency", "amount")
    )
    return [
        made
        for made in recurring.proposals(past, today=today)
        if not any(recurring.is_planned(made, *each) for each in planned)
    ]


@transaction.atomic
def accept(party: Party, made: recurring.Proposal, *, kind: str, by: User, at: datetime) -> Obligation:
    """With what it rests on."""
    values = {
        "kind": kind,
        "payee": made.payee,
        "amount": made.amount,
        "currency": made.currency,
        "due_on": made.due_on,
        "every": made.every,
        "month_day": made.month_day,
        "seen": [[each.day.isoformat(), str(each.amount)] for each in made.seen],
    }
    return obligations.add(party, values, by=by, at=at)

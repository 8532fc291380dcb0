"""Money during a freeze (S14): who plans what, and one party's plan: thirteen weeks, payments, options, what if."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.roles import Can
from cases.models import Case, Party
from funds import funding, planning
from funds.licences import asked
from funds.models import Decision, Memo, Obligation, Option
from funds.models.obligations import Tier
from funds.money import HUNDREDTH, MOST, ZERO, percent
from funds.picture import SCENARIOS, STILL, Line, Picture, WhatIf
from web import shown
from web.case_head import case_or_404, head
from web.money_chart import chart, waterfall
from web.requests import Request
from web.whole import is_whole

SIZE = 25
LONGEST_WAIT = 12  # weeks
WEEKS_SHOWN = 21  # days of payments that stand open; the others fold
LISTED = 50  # payments of one priority that the page lists; the export has them all
STATE = {"funded": "done", "later": "wait", "short": "late"}
SCENARIO_NAMES = {
    "frozen": _("Still frozen"),
    "released": _("Released"),
    "never": _("Never released"),
}


def party_or_404(request: Request, pk: int, act: Can = Can.SEE_MONEY) -> Party:
    """A foreign party answers as a missing one; one's own without the right says whom to ask."""
    found = get_object_or_404(Party.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    request.user.require(act, found.organisation_id)
    return found


def file_of(party: Party) -> str:
    """What a paper about a party's money is filed under: its open cases and its name."""
    refs = Case.objects.open().filter(party=party).order_by("opened_at").values_list("ref", flat=True)
    return " ".join([*refs[:6], str(party)])


@require_GET
def money(request: Request) -> HttpResponse:
    organisations = request.user.organisations_where(Can.SEE_MONEY)
    if not organisations:
        raise PermissionDenied(_("Finance, counsel, managers and auditors see the money pages. Ask one of them."))
    rows = _parties(request.user, organisations)
    after = request.GET.get("after", "")
    name, _bar, pk = after.rpartition("|")
    if name and is_whole(pk):
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(pk)))
    found = list(rows.order_by("name", "pk")[: SIZE + 1])
    last = found[SIZE - 1] if len(found) > SIZE else None
    context = {
        "rows": found[:SIZE],
        "following": f"{last.name}|{last.pk}" if last else "",
        "waiting": Decision.objects.visible_to(request.user).filter(decided_at=None).count(),
    }
    return render(request, "money/list.html", context)


def _parties(user: User, organisations: list[int]) -> "QuerySet[Any]":
    """Whoever has an open case or a payment to plan."""
    newest = Case.objects.open().filter(party=OuterRef("pk")).order_by("-opened_at").values("ref")[:1]
    is_open = Q(obligations__state=Obligation.State.OPEN)
    return (
        Party.objects.visible_to(user)
        .filter(organisation_id__in=organisations)
        .annotate(
            ref=Subquery(newest),
            open_payments=Count("obligations", filter=is_open, distinct=True),
            next_due=Min("obligations__due_on", filter=is_open),
        )
        .filter(Q(ref__isnull=False) | Q(open_payments__gt=0))
    )


@require_GET
def plan(request: Request, pk: int) -> HttpResponse:
    return _page(request, party_or_404(request, pk))


@require_GET
def case_money(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.SEE_MONEY)
    return _page(request, case.party, case=case)


def _page(request: Request, party: Party, *, case: Case | None = None) -> HttpResponse:
    found = planning.picture(party, today=party.organisation.day_of(timezone.now()), what_if=what_if(request))
    soon, later = _grouped(found)
    context = {
        "party": party,
        "case": case,
        "kpis": {
            "available": shown.round_money(found.available, found.budget.currency),
            "frozen": shown.round_money(found.frozen, found.budget.currency),
        },
        "head": head(case, request.user, "money") if case else None,
        "found": found,
        "drawn": (drawn := chart(found)),
        "falling": waterfall(found),
        "short_label": drawn.rows[found.short.number - 1].label if found.short else "",
        "groups": soon,
        "later": later,
        "scenarios": [(code, SCENARIO_NAMES[code]) for code in SCENARIOS],
        "options": [_option(option, found) for option in found.options if option.is_open],
        "committed": [option for option in found.options if not option.is_open],
        "pending": [(each, asked(each)) for each in found.pending],
        "permissions": found.granted,
        "waiting": Decision.objects.filter(party=party, decided_at=None).select_related("asked_by")[:5],
        "memo": Memo.objects.filter(party=party, lifted_at=None)
        .annotate(of=Count("readers"), read=Count("readers", filter=Q(readers__confirmed_at__isnull=False)))
        .first(),
        "stresses": _stresses(found),
        "may_plan": request.user.can(Can.PLAN_MONEY, party.organisation_id),
        "may_ask": request.user.can(Can.ASK_PERMISSION, party.organisation_id),
        "case_ref": case.ref if case else (other.ref if (other := planning.case_of(party)) else ""),
        "concentrated": _concentrated(found),
    }
    return render(request, "money/plan.html", context)


# --- what if: in the address, never saved ----------------------------------------------------------------------------


def what_if(request: Request) -> WhatIf:
    """Whatever stands in the address and cannot be read is left out: a link never breaks."""
    asked_for = request.GET
    scenario = asked_for.get("s", STILL)
    return WhatIf(
        scenario=scenario if scenario in SCENARIOS else STILL,
        released_in=min(max(_number(asked_for.get("w", ""), 3), 1), LONGEST_WAIT),
        options=frozenset(_numbers(asked_for.getlist("o"))),
        permissions=frozenset(_numbers(asked_for.getlist("p"))),
        without=frozenset(_numbers(asked_for.getlist("x"))),
        freeze=asked_for.get("f") == "1",
        more=_sum(asked_for.get("m", "")),
        more_on=_day(asked_for.get("d", "")),
    )


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _numbers(texts: list[str]) -> list[int]:
    return [number for text in texts if (number := _number(text, 0))]


def _sum(text: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", "") or 0)
    except InvalidOperation:
        return ZERO
    return found.quantize(Decimal("0.01")) if found.is_finite() and 0 < found < MOST else ZERO


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- what the page shows ---------------------------------------------------------------------------------------------


def line_words(line: Line, found: Picture) -> str:
    """The one sentence: why it waits or stays open."""
    if line.reason is None:
        return ""
    names = {str(each.pk): str(each.number) for each in found.granted}
    return line.reason.text(
        get_language() or "en",
        day=lambda number: shown.day(found.day(number), short=True),
        money=lambda sum_: shown.money(sum_, found.budget.currency),
        named=lambda code: names.get(code.partition(".")[0], code),
    )


def _grouped(found: Picture) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The next three weeks by priority; what is due later folds."""
    near = [line for line in found.lines if (line.due - found.today).days < WEEKS_SHOWN]
    far = [line for line in found.lines if (line.due - found.today).days >= WEEKS_SHOWN]
    return _by_tier(near, found), _by_tier(far, found)


def _by_tier(lines: list[Line], found: Picture) -> list[dict[str, Any]]:
    """Of a long list, what is short or put off comes first: that is what somebody must look at."""
    groups = []
    for tier in Tier:
        mine = [line for line in lines if line.tier == tier]
        if len(mine) > LISTED:
            mine.sort(key=lambda line: line.state == "funded")
        shown_, rest = mine[:LISTED], mine[LISTED:]
        rows = [{"line": line, "state": STATE[line.state], "why": line_words(line, found)} for line in shown_]
        if rows:
            groups.append({"tier": tier, "rows": rows, "more": len(rest), "sum": sum((x.amount for x in rest), ZERO)})
    return groups


def _option(option: Option, found: Picture) -> dict[str, Any]:
    cost = funding.cost_of(option)
    return {
        "row": option,
        "chosen": option.pk in found.what_if.options,
        "simple": percent(cost.simple, HUNDREDTH),
        "decided": any(each.state == Decision.State.APPROVED for each in option.decisions.all()),
    }


def _stresses(found: Picture) -> list[dict[str, Any]]:
    names = {place.holding.id: place.account for place in found.places if place.account}
    return [
        {
            "account": names[each.account],
            "stress": each,
            "share": (each.concentration * 100).quantize(Decimal(1)),
            "on": found.day(each.runway.day) if each.runway.day is not None else None,
        }
        for each in planning.stresses(found)
    ]


def _concentrated(found: Picture) -> dict[str, Any] | None:
    most = found.concentration
    return {"name": most[0], "share": (most[1] * 100).quantize(Decimal(1))} if most else None

"""The picture of a party's money: rows become figures of one currency, and the arithmetic says what is paid when.

Reads only. Rows in a currency without a dated rate are kept apart and named: they are never added.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from cases.models import Case, Party
from funds import funding, inputs, liquidity, position, stress, structuring
from funds.liquidity import HORIZON, WEEK, Flow, Plan
from funds.models import Budget, Obligation, Option, Permission, Receipt
from funds.money import ONE, ZERO, to_cent
from funds.options import Comparison, compare
from funds.picture import RELEASED, WEEKS, Line, Picture, Place, WhatIf
from funds.usable import FROZEN
from funds.weeks import Runway, Week, runway, weeks


def picture(party: Party, *, today: date, what_if: WhatIf | None = None) -> Picture:
    asked = what_if or WhatIf()
    budget = position.budget_of(party)
    stated = position.rates_of(party.organisation_id, budget.currency)
    rates = {budget.currency: ONE, **{code: rate.rate for code, rate in stated.items()}}
    places = inputs.places_of(party, rates)
    floor = budget.household_floor if party.kind == Party.Kind.SOLE_TRADER else ZERO
    available = max(sum((place.usable for place in places), ZERO) - floor, ZERO)
    ready = sum((place.usable for place in places if not place.holding.lag), ZERO) - floor
    expected = inputs.expected_by(party)
    come_in, captured = inputs.receipts_of(expected, places, rates, today, asked)
    lagged = inputs.lagged(places)
    options = list(Option.objects.filter(party=party).exclude(state=Option.State.DROPPED).prefetch_related("decisions"))
    lent = inputs.funding_flows((each for each in options if not each.is_open), rates, today)
    owed, sources, apart_lines = inputs.owed_by(party, rates, today, asked)
    permits = list(
        Permission.objects.filter(case__party=party)
        .exclude(state__in=[Permission.State.REFUSED, Permission.State.ENDED])
        .select_related("case", "account")
        .prefetch_related("items__entries")
    )
    granted = [each for each in permits if each.is_granted]
    pending = [each for each in permits if not each.is_granted]
    known = {str(place.account.pk): place for place in places if place.account}
    allowed = [line for each in granted for line in inputs.permissions_of(each, known, rates, today)]
    freed = _released(places, allowed, asked.released_in * WEEK) if asked.scenario == RELEASED else []
    moves = [*come_in, *lagged, *lent, *freed]
    plan = liquidity.place(ready, moves, owed, permissions=allowed, buffer=budget.buffer)
    tried = [each for each in pending if each.pk in asked.permissions]
    hoped = [line for each in tried for line in inputs.hoped_permissions(each, known, rates)]
    chosen = [each for each in options if each.is_open and each.pk in asked.options]
    better = None
    if chosen or hoped:
        more = [*moves, *inputs.funding_flows(chosen, rates, today)]
        other = liquidity.place(ready, more, owed, permissions=[*allowed, *hoped], buffer=budget.buffer)
        better = weeks(ready, [*more, *_dues(owed, other)], WEEKS)
    flows = [*moves, *_dues(owed, plan)]
    base = weeks(ready, flows, WEEKS)
    ends = runway(ready, flows, buffer=budget.buffer, horizon=HORIZON)
    worse = None
    if heaviest := _heaviest(places):
        after = [_frozen(place) if place is heaviest else place for place in places]
        left, _lost = inputs.receipts_of(expected, after, rates, today, asked)
        start = ready - (heaviest.usable if not heaviest.holding.lag else ZERO)
        worse = weeks(start, [*left, *inputs.lagged(after), *lent, *freed, *_dues(owed, plan)], WEEKS)
    return Picture(
        party=party,
        today=today,
        what_if=asked,
        budget=budget,
        rates=stated,
        places=places,
        available=available,
        frozen=sum((place.frozen for place in places), ZERO),
        apart=sorted(
            {place.holding.currency for place in places if place.rate is None} | {o.currency for o in apart_lines}
        ),
        base=base,
        better=better,
        worse=worse,
        heaviest=heaviest.account if heaviest else None,
        opening=ready + _sum(lagged),
        receipts_in=_sum(come_in),
        funding_in=_sum(lent),
        freed=_sum(freed),
        runway=ends,
        plan=plan,
        lines=_lines(owed, sources, plan, {str(each.pk): each for each in granted}, today),
        apart_lines=apart_lines,
        captured=captured,
        granted=granted,
        suspicions=structuring.suspicions(_single_payments(sources)),
        comparison=_comparison(options, rates, budget, base, ends, today),
        options=options,
        pending=pending,
    )


def _sum(flows: Sequence[Flow]) -> Decimal:
    return sum((sum_ for _day, sum_ in flows), ZERO)


def _heaviest(places: Sequence[Place]) -> Place | None:
    """The account whose freeze would hurt most: where most of the usable money lies."""
    usable = [place for place in places if place.account and place.usable]
    return max(usable, key=lambda place: place.usable, default=None)


def _frozen(place: Place) -> Place:
    return replace(place, holding=replace(place.holding, status=FROZEN))


def _single_payments(sources: inputs.Sources) -> list[structuring.Planned]:
    """Wages and rent come again because that is their nature: only payments that stand alone can be one sum cut up."""
    return [
        structuring.Planned(row.pk, row.payee, row.amount, row.currency, due)
        for row, due, _booked in sources.values()
        if row.pk and row.every == Obligation.Every.ONCE
    ]


def _released(places: Sequence[Place], allowed: Sequence[liquidity.Permission], day: int) -> list[Flow]:
    """What a permission may still pay is not released a second time."""
    kept: dict[str, Decimal] = {}
    for pool, _grant, cap in {(each.pool, each.grant, each.grant_cap) for each in allowed}:
        kept[pool] = kept.get(pool, ZERO) + cap
    return [(day, max(place.frozen - kept.get(place.holding.id, ZERO), ZERO)) for place in places if place.frozen]


def _dues(owed: Sequence[liquidity.Obligation], plan: Plan) -> list[Flow]:
    """Everything on its due day, less what a permission pays: how it stands if nothing is put off."""
    permitted: dict[str, Decimal] = {}
    for each in plan.payments:
        if each.source != liquidity.CASH:
            permitted[each.id] = permitted.get(each.id, ZERO) + each.amount
    return [(each.day, permitted.get(each.id, ZERO) - each.amount) for each in owed]


def _lines(
    owed: Sequence[liquidity.Obligation],
    sources: inputs.Sources,
    plan: Plan,
    permits: dict[str, Permission],
    today: date,
) -> list[Line]:
    drawn: dict[str, dict[Permission, Decimal]] = {}
    for payment in plan.payments:
        if payment.source != liquidity.CASH:
            permit, of = permits[payment.source.partition(".")[0]], drawn.setdefault(payment.id, {})
            of[permit] = of.get(permit, ZERO) + payment.amount
    found = []
    for each in owed:
        row, due, booked = sources[each.id]
        paid = plan.paid_on[each.id]
        found.append(
            Line(
                owed=row,
                tier=each.tier,
                due=due,
                amount=each.amount,
                booked=booked,
                paid_on=None if paid is None else max(today + timedelta(days=paid), due),
                short=plan.unpaid.get(each.id, ZERO),
                permitted=tuple(drawn.get(each.id, {}).items()),
                reason=plan.reasons.get(each.id),
                late_cost=to_cent(plan.late_cost.get(each.id, ZERO)),
            )
        )
    return sorted(found, key=lambda line: (line.tier, line.due, line.owed.payee))


def _comparison(
    options: Sequence[Option],
    rates: dict[str, Decimal],
    budget: Budget,
    base: Sequence[Week],
    ends: Runway,
    today: date,
) -> Comparison | None:
    """For the largest gap of the thirteen weeks, by the day on which the money ends if nothing is put off."""
    open_ones = [each for each in options if each.is_open and each.currency in rates]
    if not open_ones:
        return None
    offers = [funding.offer(each, today=today, rate=rates[each.currency]) for each in open_ones]
    gap = max(budget.buffer - min(week.closing for week in base), ZERO)
    by_day = ends.day if ends.day is not None else HORIZON
    short = [week for week in base if week.closing < budget.buffer]
    for_days = len(short) * WEEK or max(each.days for each in open_ones)  # the days for which it is really needed
    return compare(offers, need=gap, by_day=by_day, for_days=for_days)


# --- several parties, and stress -------------------------------------------------------------------------------------


def stresses(found: Picture) -> list[stress.Stress]:
    """Row 8.3d: every account frozen once, on paper."""
    counted = [place for place in found.places if place.rate is not None]
    holdings = [replace(place.holding, currency=found.budget.currency) for place in counted]
    scaled = [
        replace(
            each,
            balance=each.balance * (place.rate or ONE),
            frozen_amount=each.frozen_amount * (place.rate or ONE),
            min_keep=each.min_keep * (place.rate or ONE),
            overdraft=each.overdraft * (place.rate or ONE),
        )
        for each, place in zip(holdings, counted, strict=True)
    ]
    known = {each.id for each in scaled}
    rates = {found.budget.currency: ONE}
    expected = [
        stress.Receipt(max((each.due_on - found.today).days, 0), each.amount, str(each.account_id))
        for each in Receipt.objects.filter(party=found.party, state=Receipt.State.OPEN, currency=found.budget.currency)
        if (each.due_on - found.today).days < HORIZON and str(each.account_id) in known
    ]
    owed = [
        liquidity.Obligation(str(n), line.tier, max((line.due - found.today).days, 0), line.amount, line.owed.kind)
        for n, line in enumerate(found.lines)
    ]
    at_stake = [place.holding.id for place in counted if place.account and place.usable]
    return [stress.stress(scaled, expected, owed, freeze=each, rates=rates) for each in at_stake]


def case_of(party: Party) -> Case | None:
    """The open case that a party's money pages belong to."""
    return Case.objects.open().filter(party=party).order_by("-opened_at").first()

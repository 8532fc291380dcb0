"""One worked case, by its kind: what is given is read and checked, what comes out is told in figures.

answer("runway", {"opening": 25000, "flows": [[0, -8000]], "horizon_days": 91})
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from funds import options, reading
from funds.ladder import Rung, lowest
from funds.liquidity import CASH, HORIZON, WEEK, Plan, place
from funds.money import (
    ZERO,
    Given,
    amount,
    as_number,
    days,
    number,
    percent,
    positive,
    rows,
    to_cent,
    whole,
)
from funds.money import share as share_of
from funds.refusals import Refused
from funds.stress import Stress, stress
from funds.usable import frozen_in, usable_in
from funds.weeks import Week, last_busy_week, runway, weeks

Result = dict[str, Any]

# --- what an option costs --------------------------------------------------------------------------------------------


def early_payment_discount(given: Given) -> Result:
    invoice, discount = positive(given, "invoice"), share_of(given, "discount", below_one=True)
    gained = whole(given, "net_day") - whole(given, "discount_day") if "days" not in given else days(given, "days")
    cost = replace(options.early_payment(invoice, discount, gained), year=reading.year(given))
    return {
        "days_accelerated": gained,
        "cash_received": to_cent(cost.received),
        "cost": to_cent(cost.total),
        "apr_simple_pct": percent(cost.simple),
        "effective_pct": percent(cost.effective),
    }


def term_extension(given: Given) -> Result:
    cost = options.longer_term(positive(given, "invoice"), share_of(given, "surcharge"), days(given, "extra_days"))
    cost = replace(cost, year=reading.year(given))
    return {
        "cost": to_cent(cost.total),
        "apr_simple_pct": percent(cost.simple),
        "effective_pct": percent(cost.effective),
    }


def loan(given: Given) -> Result:
    cost = reading.loan_cost(given, positive(given, "principal"))
    return {
        "interest": to_cent(cost.interest),
        "total_cost": to_cent(cost.total),
        "net_proceeds": to_cent(cost.received),
        "repay_at_maturity": to_cent(cost.repay),
        "apr_simple_pct": percent(cost.simple),
        "effective_pct": percent(cost.effective),
    }


def asset_capacity(given: Given) -> Result:
    by_asset: dict[str, Decimal] = {}
    for row in reading.objects(given, "assets"):
        name = str(row.get("name") or row.get("id") or "")
        if name in by_asset:
            raise Refused("twice", field="assets", id=name)
        by_asset[name] = options.capacity(
            amount(row, "value", where=name),
            share_of(row, "ltv", where=name),
            amount(row, "senior_lien", default=ZERO, where=name),
            seized=bool(row.get("seized") or row.get("frozen")),
        )
    return {
        "capacity": to_cent(sum(by_asset.values(), ZERO)),
        "by_asset": {name: to_cent(sum_) for name, sum_ in by_asset.items()},
    }


def factoring(given: Given) -> Result:
    face = positive(given, "face")
    cost = reading.factoring_cost(given, face)
    at_collection = face - cost.received - cost.total
    return {
        "fees": to_cent(cost.total),
        "cash_now": to_cent(cost.received),
        "cash_at_collection": to_cent(at_collection),
        "apr_simple_pct": percent(cost.simple),
        "effective_pct": percent(cost.effective),
    }


def instalment_loan(given: Given) -> Result:
    found = reading.instalments_of(given, positive(given, "principal"))
    return {
        "instalment": to_cent(found.each),
        "total_cost": to_cent(found.total),
        "nominal_apr_pct": found.nominal,
        "effective_pct": found.effective,
    }


def late_cost(given: Given) -> Result:
    cost = options.late(
        amount(given, "amount"),
        whole(given, "days_late"),
        amount(given, "annual_rate", default=ZERO),
        amount(given, "fixed", default=ZERO),
        year=reading.year(given),
    )
    return {"cost": to_cent(cost)}


def compare_funding(given: Given) -> Result:
    gap = given.get("gap")
    if not isinstance(gap, dict):
        raise Refused("missing_field", field="gap")
    need, by_day, for_days = positive(gap, "need"), whole(gap, "needed_by_day"), days(gap, "for_days")
    offers = reading.offers(given, for_days)
    found = options.compare(offers, need=need, by_day=by_day, for_days=for_days)
    late_ones = [offer for offer in offers if offer.arrives > by_day]
    return {
        "apr_simple_pct": found.yearly,
        "rank": list(found.rank),
        f"feasible_by_day_{by_day}": list(found.in_time),
        "cheapest_mix": [[taken.offer.id, to_cent(taken.sum)] for taken in found.mix],
        "cash_cost": {taken.offer.id: taken.cost for taken in found.mix},
        "total_cash_cost": to_cent(found.cost),
        "uncovered": to_cent(found.uncovered),
        "note": "; ".join(
            f"{offer.id} arrives on day {offer.arrives}: too late although its rate may look attractive"
            for offer in late_ones
        ),
    }


# --- what is there, and how long it lasts ----------------------------------------------------------------------------


def usable_cash(given: Given) -> Result:
    holdings = reading.holdings(given)
    rates = reading.rates(given, holdings)
    return {
        "usable": to_cent(usable_in(holdings, rates)),
        "frozen": to_cent(frozen_in(holdings, rates)),
        "by_account": {each.id: to_cent(each.usable * rates[each.currency]) for each in holdings},
    }


def runway_of(given: Given) -> Result:
    horizon = reading.horizon(given)
    found = runway(
        number(given, "opening"),
        reading.flows(given, horizon),
        buffer=amount(given, "buffer", default=ZERO),
        horizon=horizon,
    )
    return {"runway_day": found.day, "cash_that_day": None if found.cash is None else to_cent(found.cash)}


def thirteen_weeks(given: Given) -> Result:
    count = reading.horizon({"horizon_days": WEEK * whole(given, "weeks", default=HORIZON // WEEK)}) // WEEK
    found = weeks(number(given, "opening"), reading.flows(given, count * WEEK), count)
    rows = [_week(row) for row in found]
    return {
        "rows": rows[: last_busy_week(found)],  # after the last movement nothing changes any more
        "all_rows": rows,
        f"closing_week_{count}": to_cent(found[-1].closing),
    }


def _week(row: Week) -> list[Any]:
    return [row.number, *(to_cent(sum_) for sum_ in (row.opening, row.into, row.out, row.closing))]


# --- who is paid -----------------------------------------------------------------------------------------------------


def _placed(given: Given) -> Plan:
    horizon = reading.horizon(given)
    return place(
        number(given, "opening"),
        reading.flows(given, horizon),
        reading.obligations(given, horizon),
        permissions=reading.permissions(given, horizon),
        buffer=amount(given, "buffer", default=ZERO),
        horizon=horizon,
    )


def _told(plan: Plan) -> Result:
    return {
        "unpaid": {key: to_cent(sum_) for key, sum_ in plan.unpaid.items()},
        "unpaid_by_tier": [to_cent(sum_) for sum_ in plan.unpaid_by_tier],
        "closing_cash": to_cent(plan.closing),
        "late_cost": {key: to_cent(sum_) for key, sum_ in plan.late_cost.items()},
        "reasons": {
            key: {"code": reason.code, "en": reason.text("en"), "zh": reason.text("zh-Hans")}
            for key, reason in plan.reasons.items()
        },
    }


def allocation(given: Given) -> Result:
    plan = _placed(given)
    return {"pay_day": plan.paid_on, **_told(plan)}


def allocation_partial(given: Given) -> Result:
    plan = _placed(given)
    return {"payments": [[each.day, each.id, to_cent(each.amount)] for each in plan.payments], **_told(plan)}


def permission(given: Given) -> Result:
    plan = _placed(given)
    payments: dict[str, list[list[Any]]] = {}
    for each in sorted(plan.payments, key=lambda paid: (paid.day, paid.tier, paid.id, paid.source == CASH)):
        payments.setdefault(each.id, []).append([each.day, to_cent(each.amount), each.source])
    return {
        "payments": payments,
        "permission_left": to_cent(sum(plan.left.values(), ZERO)),
        "left_by_permission": {key: to_cent(sum_) for key, sum_ in plan.left.items()},
        "free_cash_left": to_cent(plan.closing - amount(given, "buffer", default=ZERO)),
        **_told(plan),
    }


def approval(given: Given) -> Result:
    ladder = []
    for row in rows(given, "ladder", most=reading.FEW):
        if not isinstance(row, list) or len(row) != 2:
            raise Refused("not_a_list", field="ladder")
        limit = None if row[1] is None else as_number(row[1], "ladder", where=str(row[0]))
        ladder.append(Rung(str(row[0]), limit))
    rung = lowest(positive(given, "amount"), ladder)
    return {"approver": rung.name if rung else None}


def stress_of(given: Given) -> Result:
    """The account asked for; and every account at once where none is."""
    horizon = reading.horizon(given)
    holdings = reading.holdings(given)
    rates = reading.rates(given, holdings)
    owed, receipts = reading.obligations(given, horizon), reading.receipts(given, holdings, horizon)
    buffer = amount(given, "buffer", default=ZERO)

    def of(account: str) -> Result:
        return _stressed(
            stress(holdings, receipts, owed, freeze=account, rates=rates, buffer=buffer, horizon=horizon), account
        )

    asked = given.get("freeze")
    if asked is None:
        return {"by_account": {each.id: of(each.id) for each in holdings}}
    if str(asked) not in {each.id for each in holdings}:
        raise Refused("unknown_account", account=asked)
    return of(str(asked))


def _stressed(found: Stress, account: str) -> Result:
    return {
        f"concentration_{account}": found.concentration.quantize(Decimal("0.0001")),
        "usable_after": to_cent(found.usable_after),
        "receipts_captured": to_cent(found.captured),
        "closing_without_freeze": to_cent(found.closing_without),
        "runway_day_if_nothing_is_deferred": found.runway.day,
        "cash_that_day": None if found.runway.cash is None else to_cent(found.runway.cash),
        "unpaid_by_tier": [to_cent(sum_) for sum_ in found.unpaid_by_tier],
        f"cash_needed_outside_{account}_for_tiers_1_2": to_cent(found.needed_elsewhere),
    }


KINDS: dict[str, Callable[[Given], Result]] = {
    "early_payment_discount": early_payment_discount,
    "term_extension": term_extension,
    "loan": loan,
    "asset_capacity": asset_capacity,
    "factoring": factoring,
    "instalment_loan": instalment_loan,
    "late_cost": late_cost,
    "compare_funding": compare_funding,
    "usable_cash": usable_cash,
    "runway": runway_of,
    "thirteen_weeks": thirteen_weeks,
    "allocation": allocation,
    "allocation_partial": allocation_partial,
    "permission": permission,
    "approval": approval,
    "stress": stress_of,
}


def answer(kind: str, given: Given) -> Result:
    if kind not in KINDS:
        raise Refused("unknown_kind", kind=kind, kinds=", ".join(KINDS))
    return KINDS[kind](given)

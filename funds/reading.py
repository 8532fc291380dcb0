"""What a plan is made of, read and refused: accounts and rates, receipts, obligations, permissions, options.

A figure that cannot be true is refused with its place in the table. Nothing is guessed, nothing is left out silently.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from funds import options
from funds.liquidity import HORIZON, TIERS, Flow, Obligation, Permission
from funds.money import (
    ONE,
    ZERO,
    Given,
    amount,
    as_day,
    as_number,
    currency,
    days,
    number,
    over,
    positive,
    rows,
    share,
    whole,
)
from funds.options import Cost, Instalments, Offer
from funds.refusals import Refused
from funds.stress import Receipt
from funds.usable import PARTIAL, STATUSES, USABLE, Holding, Rates, rate_of

LONGEST = 371  # fifty-three weeks
MOST_INSTALMENTS = 1_200  # a hundred years of months
MANY, FEW = 1_000, 100


def objects(given: Given, field: str, *, most: int = FEW, needed: bool = True) -> list[dict[str, Any]]:
    found = rows(given, field, most=most, needed=needed)
    for place, row in enumerate(found, start=1):
        if not isinstance(row, dict):
            raise Refused("not_a_list", field=field, where=str(place))
    return found


def _named(row: Given, field: str, seen: set[str], place: int) -> str:
    name = str(row.get("id") or "").strip()
    if not name:
        raise Refused("missing_field", field="id", where=f"{field} {place}")
    if name in seen:
        raise Refused("twice", field=field, id=name)
    seen.add(name)
    return name


def horizon(given: Given) -> int:
    found = whole(given, "horizon_days", default=HORIZON)
    if found < 1:
        raise Refused("days_not_positive", days=found)
    if found > LONGEST:
        raise Refused("horizon_too_long", days=found, most=LONGEST)
    return found


def year(given: Given) -> Decimal:
    """365 days, where no other count is agreed."""
    return Decimal(days({"day_basis": given.get("day_basis", 365)}, "day_basis"))


def day_within(given: Given, field: str, last: int, *, where: str) -> int:
    found = whole(given, field, where=where)
    if not 0 <= found < last:
        raise Refused("outside_horizon", day=found, last=last - 1, where=where)
    return found


# --- position --------------------------------------------------------------------------------------------------------


def holdings(given: Given) -> list[Holding]:
    seen: set[str] = set()
    found = []
    for place, row in enumerate(objects(given, "accounts", most=MANY), start=1):
        name = _named(row, "accounts", seen, place)
        status = {"partly_frozen": PARTIAL}.get(str(row.get("status")), row.get("status") or USABLE)
        if status not in STATUSES:
            raise Refused("unknown_status", status=status, where=name)
        found.append(
            Holding(
                id=name,
                currency=currency(row.get("currency"), where=name),
                balance=number(row, "balance", where=name),
                status=status,
                frozen_amount=amount(row, "frozen_amount", default=ZERO, where=name),
                min_keep=amount(row, "min_keep", default=ZERO, where=name),
                overdraft=amount(row, "overdraft", default=ZERO, where=name),
                lag=day_within(row, "access_lag", LONGEST, where=name) if row.get("access_lag") is not None else 0,
            )
        )
    return found


def rates(given: Given, held: Sequence[Holding]) -> Rates:
    """One currency needs no rate. Where there are several, each needs one: none is taken from anywhere else."""
    stated = given.get("fx")
    if stated is None:
        used = sorted({each.currency for each in held})
        base = currency(given["base"]) if given.get("base") else (used[0] if used else "EUR")
        stated = {base: ONE}
    if not isinstance(stated, dict):
        raise Refused("not_a_list", field="fx")
    found = {currency(code): positive({"fx": as_number(rate, "fx")}, "fx", where=code) for code, rate in stated.items()}
    for each in held:
        rate_of(each.currency, found, where=each.id)
    return found


def rate_for(given: Given, row: Given, *, base: str, where: str) -> Decimal:
    """What one unit of the row's currency counts in the plan. A row that names none is in that of the plan."""
    if row.get("currency") is None:
        return ONE
    code, stated = currency(row["currency"], where=where), given.get("fx")
    if not isinstance(stated, dict):
        stated = {base or code: ONE}
    return rate_of(code, {currency(name): positive({"fx": rate}, "fx") for name, rate in stated.items()}, where=where)


def flows(given: Given, last: int) -> list[Flow]:
    found = []
    for place, row in enumerate(rows(given, "flows", most=MANY, needed=False), start=1):
        where = f"flows {place}"
        if not isinstance(row, list) or len(row) < 2:
            raise Refused("not_a_list", field="flows", where=where)
        day = as_day(row[0], "flows", where=where)
        if not 0 <= day < last:
            raise Refused("outside_horizon", day=day, last=last - 1, where=where)
        found.append((day, as_number(row[1], "flows", where=where)))
    return found


def receipts(given: Given, held: Sequence[Holding], last: int) -> list[Receipt]:
    known = {each.id for each in held}
    found = []
    for place, row in enumerate(rows(given, "receipts", most=MANY, needed=False), start=1):
        where = f"receipts {place}"
        if not isinstance(row, list) or len(row) < 3:
            raise Refused("not_a_list", field="receipts", where=where)
        day = day_within({"day": row[0]}, "day", last, where=where)
        if str(row[2]) not in known:
            raise Refused("unknown_account", account=row[2], where=where)
        likely = share({"probability": row[3]}, "probability", where=where) if len(row) > 3 else ONE
        found.append(Receipt(day, amount({"amount": row[1]}, "amount", where=where) * likely, str(row[2])))
    return found


# --- obligations and permissions -------------------------------------------------------------------------------------


def obligations(given: Given, last: int) -> list[Obligation]:
    seen: set[str] = set()
    known: dict[tuple[str, int, Decimal], str] = {}
    found = []
    base = str(given.get("base") or "")
    for place, row in enumerate(objects(given, "obligations", most=MANY), start=1):
        name = _named(row, "obligations", seen, place)
        rate = rate_for(given, row, base=base, where=name)
        base = base or str(row.get("currency") or "")
        tier = whole(row, "tier", where=name)
        if tier not in TIERS:
            raise Refused("unknown_tier", tier=tier, where=name)
        owed = Obligation(
            id=name,
            tier=tier,
            day=day_within(row, "day", last, where=name),
            amount=positive(row, "amount", where=name) * rate,
            type=str(row.get("type") or ""),
            payee=str(row.get("payee") or ""),
            partial=bool(row.get("partial")),
            min_partial=amount(row, "min_partial", default=ZERO, where=name) * rate,
            late_rate=amount(row, "late_rate", default=ZERO, where=name),
            late_fixed=amount(row, "late_fixed", default=ZERO, where=name),
        )
        same = (owed.payee, owed.day, owed.amount)
        if owed.payee and same in known:
            raise Refused("payee_twice", payee=owed.payee, first=known[same], second=name)
        known[same] = name
        found.append(owed)
    return found


def permissions(given: Given, last: int) -> list[Permission]:
    seen: set[str] = {"cash"}
    found = []
    for place, row in enumerate(objects(given, "permissions", needed=False), start=1):
        name = _named(row, "permissions", seen, place)
        cap = amount(row, "cap", where=name)
        begins, ends = whole(row, "day_from", default=0, where=name), whole(row, "day_to", default=last - 1, where=name)
        if ends < begins:
            raise Refused("frozen_before_end", id=name, frm=begins, to=ends)
        types = [row["type"]] if row.get("type") else rows(row, "types", most=FEW)
        found.append(
            Permission(
                id=name,
                types=frozenset(map(str, types)),
                cap=cap,
                balance=amount(row, "balance", default=cap, where=name),
                day_from=max(begins, 0),
                day_to=ends,
                account=str(row.get("account") or ""),
                payees=frozenset(map(str, rows(row, "payees", most=MANY, needed=False))),
            )
        )
    return found


# --- options ---------------------------------------------------------------------------------------------------------


def loan_cost(given: Given, principal: Decimal, *, where: str = "") -> Cost:
    return options.loan(
        principal,
        amount(given, "annual_rate", where=where),
        days(given, "days", where=where),
        basis=whole(given, "day_basis", default=365, where=where),
        arrangement=share(given, "arrangement_fee", default=ZERO, where=where),
        exit_fee=share(given, "exit_fee", default=ZERO, where=where),
        fixed=amount(given, "fixed_fee", default=ZERO, where=where),
        withheld=bool(given.get("fees_withheld", True)),
    )


def factoring_cost(given: Given, face: Decimal, *, where: str = "") -> Cost:
    return options.factoring(
        face,
        share(given, "advance", where=where),
        amount(given, "fee_per_30_days", default=ZERO, where=where),
        share(given, "service_fee", default=ZERO, where=where),
        days(given, "days", where=where),
        upfront=bool(given.get("upfront")),
    )


def instalments_of(given: Given, principal: Decimal) -> Instalments:
    """By a factor (1.20 times the sum comes back), by the instalment itself, or by a nominal yearly rate."""
    count, per_year = days(given, "instalments"), days(given, "per_year")
    for field, number_, most in (("instalments", count, MOST_INSTALMENTS), ("per_year", per_year, 366)):
        if number_ > most:
            raise Refused("too_many_instalments", field=field, count=number_, most=most)
    if given.get("factor") is not None:
        each = over(principal * positive(given, "factor"), Decimal(count))
    elif given.get("instalment") is not None:
        each = positive(given, "instalment")
    elif given.get("flat_rate") is not None:  # interest on the whole sum, all the time
        each = over(principal, Decimal(count)) + over(principal * amount(given, "flat_rate"), Decimal(per_year))
    elif given.get("fee_per_instalment") is not None:  # a share of the whole sum with each instalment
        each = over(principal, Decimal(count)) + principal * share(given, "fee_per_instalment")
    else:
        each = options.level_instalment(principal, amount(given, "annual_rate"), count, per_year)
    return options.instalments(principal - amount(given, "fee_withheld", default=ZERO), each, count, per_year)


def offers(given: Given, for_days: int) -> list[Offer]:
    seen: set[str] = set()
    found = []
    for place, row in enumerate(objects(given, "options"), start=1):
        name = _named(row, "options", seen, place)
        found.append(
            Offer(
                id=name,
                most=amount(row, "max", where=name),
                arrives=whole(row, "arrives_day", default=0, where=name),
                cost_of=_costing(row, for_days, name),
                least=amount(row, "min", default=ZERO, where=name),
            )
        )
    return found


def _costing(row: dict[str, Any], for_days: int, name: str) -> Any:
    kind = row.get("kind")
    row = {"days": for_days, **row}
    length = days(row, "days", where=name)
    if kind == "early_payment_discount":
        discount = share(row, "discount", below_one=True, where=name)
        return lambda sum_: options.early_payment(sum_ / (ONE - discount), discount, length)
    if kind == "term_extension":
        surcharge = share(row, "surcharge", where=name)
        return lambda sum_: options.longer_term(sum_, surcharge, length)
    if kind == "factoring":
        advance = share(row, "advance", where=name)
        return lambda sum_: factoring_cost(row, sum_ / (advance or ONE), where=name)
    if kind == "loan":
        return lambda sum_: loan_cost(row, sum_, where=name)
    raise Refused("unknown_kind", kind=kind, kinds="early_payment_discount, term_extension, factoring, loan")

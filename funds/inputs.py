"""Rows become what the arithmetic reads: figures of one currency, days from today, and who covers what.

A row in a currency without a dated rate is kept apart and named: it is never added.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from cases.models import Account, Party
from funds import funding, licences, liquidity, obligations, usable
from funds.liquidity import HORIZON, WEEK, Flow
from funds.models import Balance, Obligation, Option, Permission, PermissionItem, Receipt
from funds.money import ONE, ZERO, to_cent
from funds.picture import NEVER, RELEASED, Captured, Place, WhatIf

STATUS = {
    Account.Status.USABLE: usable.USABLE,
    Account.Status.LINKED: usable.LINKED,
    Account.Status.PARTLY_FROZEN: usable.PARTIAL,
    Account.Status.FROZEN: usable.FROZEN,
}


Sources = dict[str, tuple[Obligation, date, Decimal]]  # the row, the day, and what was booked of it already


def places_of(party: Party, rates: dict[str, Decimal]) -> list[Place]:
    stated = list(Balance.objects.filter(party=party, is_current=True).order_by("currency", "pk"))
    of_account = {each.account_id: each for each in stated if each.account_id}
    found = []
    for account in party.accounts.active().order_by("institution", "pk"):
        balance = of_account.get(account.pk)
        held = _holding(str(account.pk), account.currency, balance, STATUS[Account.Status(account.status)])
        found.append(Place(account, balance, held, rates.get(account.currency)))
    tills = [each for each in stated if each.account_id is None]
    return found + [
        Place(None, till, _holding(f"till{till.pk}", till.currency, till, usable.USABLE), rates.get(till.currency))
        for till in tills
    ]


def _holding(key: str, currency: str, balance: Balance | None, status: str) -> usable.Holding:
    if balance is None:
        return usable.Holding(key, currency, ZERO, status)
    return usable.Holding(
        key,
        currency,
        balance.amount,
        status,
        frozen_amount=balance.frozen_amount,
        min_keep=balance.min_keep,
        overdraft=balance.overdraft,
        lag=balance.lag_days,
    )


def expected_by(party: Party) -> list[Receipt]:
    return list(Receipt.objects.filter(party=party, state=Receipt.State.OPEN).select_related("account"))


def receipts_of(
    rows: Sequence[Receipt], places: Sequence[Place], rates: dict[str, Decimal], today: date, asked: WhatIf
) -> tuple[list[Flow], list[Captured]]:
    """What lands on a frozen account is captured until the release; on a linked one it is not counted on."""
    lost = {
        place.account.pk for place in places if place.account and place.holding.status in (usable.FROZEN, usable.LINKED)
    }
    moves: list[Flow] = []
    captured = []
    for each in rows:
        day = max((each.due_on - today).days, 0)
        rate = rates.get(each.currency)
        if day >= HORIZON or rate is None or (asked.scenario == NEVER and each.probability < 100):
            continue
        sum_ = to_cent(each.amount * rate * each.probability / 100)
        if each.account_id not in lost:
            moves.append((day, sum_))
        elif asked.scenario == RELEASED:
            moves.append((max(day, asked.released_in * WEEK), sum_))
        else:
            captured.append(Captured(each, sum_))
    return moves, captured


def lagged(places: Sequence[Place]) -> list[Flow]:
    """Money that needs notice is there on its day."""
    return [(place.holding.lag, place.usable) for place in places if 0 < place.holding.lag < HORIZON]


def funding_flows(options: Iterable[Option], rates: dict[str, Decimal], today: date) -> list[Flow]:
    """Cash in when it arrives, and out again at its end: money that is lent is not earned."""
    moves: list[Flow] = []
    for each in options:
        rate = rates.get(each.currency)
        begins = max((each.arrives_on - today).days, 0)
        if rate is None or begins >= HORIZON:
            continue
        moves.append((begins, to_cent(funding.cost_of(each).received * rate)))
        for after, back in funding.repayments(each):
            if back and begins + after < HORIZON:
                moves.append((begins + after, -to_cent(back * rate)))
    return moves


def owed_by(
    party: Party, rates: dict[str, Decimal], today: date, asked: WhatIf
) -> tuple[list[liquidity.Obligation], Sources, list[Obligation]]:
    tiers = obligations.tiers_of(party.organisation_id, party.country)
    owed: list[liquidity.Obligation] = []
    sources: Sources = {}
    apart = []
    rows = list(Obligation.objects.filter(party=party, state=Obligation.State.OPEN).select_related("pay_from"))
    booked = licences.booked_by_day(party)
    if asked.more > 0:
        rows.append(Obligation(payee="", amount=asked.more, currency="", due_on=asked.more_on or today, kind="other"))
    for row in rows:
        rate = rates.get(row.currency) if row.pk else ONE
        if rate is None:
            apart.append(row)
            continue
        if row.pk in asked.without:
            continue
        for number, due in enumerate(obligations.due_days(row, until=today + timedelta(days=HORIZON))):
            key, done = f"{row.pk or 'more'}.{number}", booked.get((row.pk, due), ZERO)
            if row.amount <= done:
                continue
            sources[key] = (row, due, done)
            owed.append(
                liquidity.Obligation(
                    id=key,
                    tier=tiers[row.kind],
                    day=max((due - today).days, 0),
                    amount=to_cent((row.amount - done) * rate),
                    type=row.kind,
                    payee=row.payee,
                    partial=row.partial,
                    min_partial=to_cent(row.min_partial * rate),
                    late_rate=row.late_rate,
                    late_fixed=row.late_fixed,
                )
            )
    return owed, sources, apart


def permissions_of(
    permit: Permission, known: dict[str, Place], rates: dict[str, Decimal], today: date
) -> list[liquidity.Permission]:
    """A granted one, line by line: what is left of the line, of the cap, and no further than the account holds."""
    if permit.valid_from is None or permit.valid_to is None or permit.valid_to < today:
        return []
    days = (max((permit.valid_from - today).days, 0), (permit.valid_to - today).days)
    items = [item for item in permit.items.all() if item.granted]
    return _lines_of(permit, items, permit.left, days, known, rates)


def hoped_permissions(
    permit: Permission, known: dict[str, Place], rates: dict[str, Decimal]
) -> list[liquidity.Permission]:
    """Asked for and not granted: only in the line “with options”, never in the plan."""
    items = list(permit.items.all())
    cap = sum((item.amount for item in items), ZERO)
    return _lines_of(permit, items, cap, (0, HORIZON - 1), known, rates)


def _lines_of(
    permit: Permission,
    items: Sequence[PermissionItem],
    cap: Decimal,
    days: tuple[int, int],
    known: dict[str, Place],
    rates: dict[str, Decimal],
) -> list[liquidity.Permission]:
    place, rate = known.get(str(permit.account_id)), rates.get(permit.currency)
    if place is None or rate is None:
        return []
    return [
        liquidity.Permission(
            id=f"{permit.pk}.{item.pk}",
            types=frozenset([item.kind]),
            cap=to_cent(item.left * rate),
            balance=place.frozen,
            day_from=days[0],
            day_to=days[1],
            account=str(permit.account_id),
            payees=frozenset([item.payee]),
            grant=str(permit.pk),
            grant_cap=to_cent(cap * rate),
        )
        for item in items
        if item.left > 0
    ]

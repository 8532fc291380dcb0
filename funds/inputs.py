"""Rows become what the arithmetic reads: figures of one currency, days from today, and who covers what.

A row in a currency without a dated rate is kept apart and named: it is never added.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from cases.models import Account, Party
from funds import funding, liquidity, obligations, usable
from funds.liquidity import HORIZON, WEEK, Flow
from funds.models import Balance, Obligation, Option, Permission, Receipt
from funds.money import ONE, ZERO, to_cent
from funds.picture import NEVER, RELEASED, Captured, Place, WhatIf

STATUS = {
    Account.Status.USABLE: usable.USABLE,
    Account.Status.LINKED: usable.LINKED,
    Account.Status.PARTLY_FROZEN: usable.PARTIAL,
    Account.Status.FROZEN: usable.FROZEN,
}


Sources = dict[str, tuple[Obligation, date]]


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


def receipts_of(
    party: Party, places: Sequence[Place], rates: dict[str, Decimal], today: date, asked: WhatIf
) -> tuple[list[Flow], list[Captured]]:
    """What lands on a frozen account is captured until the release; on a linked one it is not counted on."""
    lost = {
        place.account.pk for place in places if place.account and place.holding.status in (usable.FROZEN, usable.LINKED)
    }
    moves: list[Flow] = []
    captured = []
    for each in Receipt.objects.filter(party=party, state=Receipt.State.OPEN).select_related("account"):
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


def funding_flows(options: Iterable[Option], rates: dict[str, Decimal], today: date) -> list[Flow]:
    """Cash in when it arrives, and out again at its end: money that is lent is not earned."""
    moves: list[Flow] = []
    for each in options:
        rate = rates.get(each.currency)
        begins = max((each.arrives_on - today).days, 0)
        if rate is None or begins >= HORIZON:
            continue
        moves.append((begins, to_cent(funding.cost_of(each).received * rate)))
        ends, back = begins + each.days, funding.repayment(each)
        if back and ends < HORIZON:
            moves.append((ends, -to_cent(back * rate)))
    return moves


def owed_by(
    party: Party, rates: dict[str, Decimal], today: date, asked: WhatIf
) -> tuple[list[liquidity.Obligation], Sources, list[Obligation]]:
    tiers = obligations.tiers_of(party.organisation_id)
    owed: list[liquidity.Obligation] = []
    sources: Sources = {}
    apart = []
    rows = list(Obligation.objects.filter(party=party, state=Obligation.State.OPEN).select_related("pay_from"))
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
            key = f"{row.pk or 'more'}.{number}"
            sources[key] = (row, due)
            owed.append(
                liquidity.Obligation(
                    id=key,
                    tier=tiers[row.kind],
                    day=max((due - today).days, 0),
                    amount=to_cent(row.amount * rate),
                    type=row.kind,
                    payee=row.payee,
                    partial=row.partial,
                    min_partial=to_cent(row.min_partial * rate),
                    late_rate=row.late_rate,
                    late_fixed=row.late_fixed,
                )
            )
    return owed, sources, apart


def permission_of(
    permit: Permission, known: dict[str, Place], rates: dict[str, Decimal], today: date
) -> liquidity.Permission | None:
    """A granted one: for its payees and kinds, to what is left of the cap, and no further than the account holds."""
    place, rate = known.get(str(permit.account_id)), rates.get(permit.currency)
    if place is None or rate is None or permit.valid_from is None or permit.valid_to is None or permit.valid_to < today:
        return None
    items = [item for item in permit.items.all() if item.granted]
    return liquidity.Permission(
        id=str(permit.pk),
        types=frozenset(item.kind for item in items),
        cap=to_cent(permit.left * rate),
        balance=place.frozen,
        day_from=max((permit.valid_from - today).days, 0),
        day_to=(permit.valid_to - today).days,
        account=str(permit.account_id),
        payees=frozenset(item.payee for item in items),
    )


def hoped_permission(
    permit: Permission, known: dict[str, Place], rates: dict[str, Decimal], today: date
) -> liquidity.Permission | None:
    """Asked for and not granted: only in the line “with options”, never in the plan."""
    place, rate = known.get(str(permit.account_id)), rates.get(permit.currency)
    if place is None or rate is None:
        return None
    items = list(permit.items.all())
    return liquidity.Permission(
        id=f"asked{permit.pk}",
        types=frozenset(item.kind for item in items),
        cap=to_cent(sum((item.amount for item in items), ZERO) * rate),
        balance=place.frozen,
        day_from=0,
        day_to=HORIZON - 1,
        account=str(permit.account_id),
        payees=frozenset(item.payee for item in items),
    )

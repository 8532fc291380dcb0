"""What if this account were frozen tomorrow? Its balance and the receipts that land on it are taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from funds.liquidity import HORIZON, Flow, Obligation, place
from funds.money import ZERO, over
from funds.usable import FROZEN, Holding, Rates, rate_of, usable_in
from funds.weeks import Runway, runway

MUST_PAY = (1, 2)  # wages and tax
CRITICAL_DAYS = 60


@dataclass(frozen=True)
class Receipt:
    day: int
    amount: Decimal
    account: str


@dataclass(frozen=True)
class Stress:
    account: str
    concentration: Decimal  # the share of the usable money that lies there
    usable_after: Decimal
    captured: Decimal
    closing_without: Decimal
    runway: Runway  # if everything is paid when it is due
    unpaid_by_tier: tuple[Decimal, ...]
    needed_elsewhere: Decimal  # so that wages and tax are paid for 60 days


def stress(
    holdings: Sequence[Holding],
    receipts: Sequence[Receipt],
    obligations: Sequence[Obligation],
    *,
    freeze: str,
    rates: Rates,
    buffer: Decimal = ZERO,
    horizon: int = HORIZON,
) -> Stress:
    """One account."""
    before = usable_in(holdings, rates)
    after = [replace(each, status=FROZEN) if each.id == freeze else each for each in holdings]
    usable_after = usable_in(after, rates)
    later = [flow for each in after if (flow := _later(each, rates, horizon))]
    ready = usable_after - sum((each.usable * rates[each.currency] for each in after if each.lag), ZERO)
    worth = _worth(receipts, holdings, rates)
    # What lies on a frozen account is captured already, whatever is frozen next.
    lost = {each.id for each in after if each.captures}
    came = [flow for receipt, flow in zip(receipts, worth, strict=True) if receipt.account not in lost]
    there = [*came, *later]
    dues = [(owed.day, -owed.amount) for owed in obligations]
    everything = [
        flow
        for receipt, flow in zip(receipts, worth, strict=True)
        if not any(each.id == receipt.account and each.captures for each in holdings)
    ]
    plan = place(ready, there, obligations, buffer=buffer, horizon=horizon)
    return Stress(
        account=freeze,
        concentration=over(before - usable_after, before) if before else ZERO,
        usable_after=usable_after,
        captured=sum((sum_ for _day, sum_ in everything), ZERO) - sum((sum_ for _day, sum_ in came), ZERO),
        closing_without=before + sum((sum_ for _day, sum_ in [*everything, *dues]), ZERO),
        runway=runway(ready, [*there, *dues], buffer=buffer, horizon=horizon),
        unpaid_by_tier=plan.unpaid_by_tier,
        needed_elsewhere=_needed(came, obligations),
    )


def _worth(receipts: Sequence[Receipt], holdings: Sequence[Holding], rates: Rates) -> list[Flow]:
    currency: Mapping[str, str] = {each.id: each.currency for each in holdings}
    return [(each.day, each.amount * rate_of(currency[each.account], rates)) for each in receipts]


def _later(held: Holding, rates: Rates, horizon: int) -> Flow | None:
    """A deposit that needs notice is there on its day."""
    return (held.lag, held.usable * rates[held.currency]) if 0 < held.lag < horizon and held.usable else None


def _needed(receipts: Sequence[Flow], obligations: Sequence[Obligation]) -> Decimal:
    """The largest that wages and tax due so far have exceeded what came in elsewhere, over sixty days."""
    moves = [(owed.day, owed.amount) for owed in obligations if owed.tier in MUST_PAY]
    moves += [(day, -sum_) for day, sum_ in receipts]
    worst = held = ZERO
    for day in range(CRITICAL_DAYS + 1):
        held += sum((sum_ for when, sum_ in moves if when == day), ZERO)
        worst = max(worst, held)
    return worst

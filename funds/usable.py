"""What can really be spent: balance and overdraft, less what is frozen and what must stay. Currencies need a rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from funds.money import ZERO
from funds.refusals import Refused

USABLE, LINKED, PARTIAL, FROZEN = "usable", "linked", "partial", "frozen"
STATUSES = (USABLE, LINKED, PARTIAL, FROZEN)


@dataclass(frozen=True)
class Holding:
    """One account, or cash, as it stands on the planning date."""

    id: str
    currency: str
    balance: Decimal
    status: str = USABLE
    frozen_amount: Decimal = ZERO
    min_keep: Decimal = ZERO
    overdraft: Decimal = ZERO
    lag: int = 0  # days until the money can be used

    @property
    def usable(self) -> Decimal:
        """A frozen account gives nothing, and one that is linked to it is not counted on (section 2.2)."""
        if self.status in (FROZEN, LINKED):
            return ZERO
        held = self.frozen_amount if self.status == PARTIAL else ZERO
        return max(ZERO, self.balance + self.overdraft - held - self.min_keep)

    @property
    def frozen(self) -> Decimal:
        """No more can be frozen than is there."""
        if self.status == FROZEN:
            return max(ZERO, self.balance)
        return min(self.frozen_amount, max(ZERO, self.balance)) if self.status == PARTIAL else ZERO

    @property
    def captures(self) -> bool:
        """Whether a receipt that lands here is lost to the plan."""
        return self.status == FROZEN


Rates = Mapping[str, Decimal]


def rate_of(currency: str, rates: Rates, *, where: str = "") -> Decimal:
    if currency not in rates:
        raise Refused("rate_missing", currency=currency, where=where)
    return rates[currency]


def usable_in(holdings: Sequence[Holding], rates: Rates) -> Decimal:
    return sum((each.usable * rate_of(each.currency, rates, where=each.id) for each in holdings), ZERO)


def frozen_in(holdings: Sequence[Holding], rates: Rates) -> Decimal:
    return sum((each.frozen * rate_of(each.currency, rates, where=each.id) for each in holdings), ZERO)

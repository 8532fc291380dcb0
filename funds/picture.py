"""The picture of a party's money, as page, export and print show it: one set of figures for all three."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cases.models import Account, Party
from funds import structuring, usable
from funds.liquidity import HORIZON, WEEK, Plan
from funds.models import Balance, Budget, Obligation, Option, Permission, Rate, Receipt
from funds.money import ZERO, to_cent
from funds.options import Comparison
from funds.reasons import Reason
from funds.weeks import Runway, Week

STILL, RELEASED, NEVER = "frozen", "released", "never"
SCENARIOS = (STILL, RELEASED, NEVER)
WEEKS = HORIZON // WEEK
RESERVE_TIERS = (1, 2)


@dataclass(frozen=True)
class WhatIf:
    """Tried on the page and never saved."""

    scenario: str = STILL
    released_in: int = 3  # weeks
    options: frozenset[int] = frozenset()
    permissions: frozenset[int] = frozenset()  # asked for, not granted yet
    without: frozenset[int] = frozenset()  # payments left out
    freeze: bool = False  # the heaviest account as well, drawn as a line
    more: Decimal = ZERO  # one further payment, this large
    more_on: date | None = None


@dataclass(frozen=True)
class Place:
    """One account, or the till, as it counts in the plan."""

    account: Account | None
    balance: Balance | None
    holding: usable.Holding
    rate: Decimal | None  # none: kept apart

    @property
    def usable(self) -> Decimal:
        return to_cent(self.holding.usable * self.rate) if self.rate is not None else ZERO

    @property
    def frozen(self) -> Decimal:
        return to_cent(self.holding.frozen * self.rate) if self.rate is not None else ZERO


@dataclass(frozen=True)
class Line:
    """One payment of the plan: funded, later, or short, and why."""

    owed: Obligation
    tier: int
    due: date
    amount: Decimal  # still to be paid, in the currency of the plan
    booked: Decimal  # paid under a permission already, in its own currency
    paid_on: date | None
    short: Decimal
    permitted: tuple[tuple[Permission, Decimal], ...]  # from frozen money, and how much of it
    reason: Reason | None
    late_cost: Decimal

    @property
    def still(self) -> Decimal:
        return self.owed.amount - self.booked

    @property
    def from_cash(self) -> Decimal:
        """What the usable accounts must bear."""
        return self.amount - self.short - sum((sum_ for _permit, sum_ in self.permitted), ZERO)

    @property
    def state(self) -> str:
        if self.short:
            return "short"
        return "later" if self.paid_on and self.paid_on > self.due else "funded"


@dataclass(frozen=True)
class Captured:
    receipt: Receipt
    amount: Decimal


@dataclass(frozen=True)
class Picture:
    party: Party
    today: date
    what_if: WhatIf
    budget: Budget
    rates: dict[str, Rate]
    places: list[Place]
    available: Decimal
    frozen: Decimal
    apart: list[str]  # currencies that wait for a rate
    base: list[Week]
    better: list[Week] | None  # with the options that are ticked
    worse: list[Week] | None  # the heaviest account frozen as well
    heaviest: Account | None
    opening: Decimal  # usable money, with what needs notice
    receipts_in: Decimal
    funding_in: Decimal  # committed, less what goes back within the weeks
    freed: Decimal  # the scenario “released”
    runway: Runway
    plan: Plan
    lines: list[Line]
    apart_lines: list[Obligation]
    captured: list[Captured]
    granted: list[Permission]
    suspicions: list[structuring.Suspicion]
    comparison: Comparison | None
    options: list[Option]
    pending: list[Permission]

    def day(self, number: int) -> date:
        return self.today + timedelta(days=number)

    @property
    def falls(self) -> list[tuple[str, Decimal]]:
        """From the usable money to the end of the weeks, if nothing is put off: what comes in, what each tier takes."""
        owed: dict[int, Decimal] = {}
        for line in self.lines:
            from_frozen = sum((sum_ for _permit, sum_ in line.permitted), ZERO)
            owed[line.tier] = owed.get(line.tier, ZERO) + line.amount - from_frozen
        steps = [("usable", self.opening), ("receipts", self.receipts_in)]
        steps += [(code, sum_) for code, sum_ in (("funding", self.funding_in), ("freed", self.freed)) if sum_]
        steps += [(f"P{tier}", -owed[tier]) for tier in sorted(owed)]
        return [*steps, ("end", self.base[-1].closing)]

    @property
    def statement_on(self) -> date | None:
        """The oldest balance that counts: the plan is no fresher than that."""
        return min((place.balance.as_of for place in self.places if place.balance), default=None)

    @property
    def statement_age(self) -> int:
        return (self.today - self.statement_on).days if self.statement_on else 0

    @property
    def short(self) -> Week | None:
        return next((week for week in self.base if week.closing < self.budget.buffer), None)

    @property
    def short_by(self) -> Decimal:
        return self.budget.buffer - self.short.closing if self.short else ZERO

    @property
    def reserve_days(self) -> int:
        """How many days of wages and tax the money covers: what they cost in thirteen weeks, spread evenly."""
        must = sum((line.amount for line in self.lines if line.tier in RESERVE_TIERS), ZERO)
        return min(int(self.available * HORIZON / must), 999) if must else 999

    @property
    def unpaid(self) -> Decimal:
        return sum(self.plan.unpaid_by_tier, ZERO)

    @property
    def concentration(self) -> tuple[str, Decimal] | None:
        """Row 8.3b: more than six tenths of the usable money with one institution."""
        by_name: dict[str, Decimal] = {}
        for place in self.places:
            if place.account:
                by_name[place.account.institution] = by_name.get(place.account.institution, ZERO) + place.usable
        name, most = max(by_name.items(), key=lambda pair: pair[1], default=("", ZERO))
        total = sum(by_name.values(), ZERO)
        return (name, most / total) if len(by_name) > 1 and total and most / total > Decimal("0.6") else None

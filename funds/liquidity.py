"""What is paid on which day: tier after tier, each payment on the first day on which it hurts no later one.

    plan = place(opening, flows, obligations, permissions=(), buffer=ZERO, horizon=91)
    plan.payments, plan.unpaid, plan.reasons["RENT"].text("en")

The cash that is free on a day is the lowest point of the cash from that day on, less the buffer. It never falls from
one day to the next, so the first day that can bear a payment is found by halving. Knows no account: frozen money is
not in `opening`, and reaches a payment only through a permission, within its kinds, its cap and its days.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import permutations

from funds.money import CENT, ZERO
from funds.options import late
from funds.reasons import Reason

WEEK = 7
HORIZON = 91  # thirteen weeks
TIERS = (1, 2, 3, 4, 5)  # wages and social charges, tax, key suppliers, rent and utilities, other
ALL_ORDERS_UP_TO = 6  # 720 orders; beyond that a few good ones
MOVES = 12  # how many unpaid ones are tried first, in a tier too large for all orders
CASH = "cash"

Flow = tuple[int, Decimal]


@dataclass(frozen=True)
class Obligation:
    id: str
    tier: int
    day: int
    amount: Decimal
    type: str = ""
    payee: str = ""
    partial: bool = False
    min_partial: Decimal = ZERO
    late_rate: Decimal = ZERO
    late_fixed: Decimal = ZERO

    def late_cost(self, paid_on: int) -> Decimal:
        return late(self.amount, paid_on - self.day, self.late_rate, self.late_fixed)


@dataclass(frozen=True)
class Permission:
    """A freezing body allows payments of these kinds, up to the cap, from the frozen account, between two days."""

    id: str
    types: frozenset[str]
    cap: Decimal
    balance: Decimal
    day_from: int
    day_to: int
    account: str = ""
    payees: frozenset[str] = frozenset()
    grant: str = ""  # several lines of one decision, each up to its own sum, share that decision's cap
    grant_cap: Decimal = ZERO

    @property
    def pool(self) -> str:
        """Two permissions on one account spend the same balance."""
        return self.account or self.id

    @property
    def pools(self) -> tuple[str, ...]:
        return (self.pool, f"grant {self.grant}") if self.grant else (self.pool,)

    def covers(self, owed: Obligation) -> bool:
        return owed.type in self.types and (not self.payees or owed.payee in self.payees)


@dataclass(frozen=True, order=True)
class Payment:
    day: int
    tier: int
    id: str
    amount: Decimal
    source: str = CASH


@dataclass(frozen=True)
class Plan:
    payments: tuple[Payment, ...]
    unpaid: dict[str, Decimal]
    unpaid_by_tier: tuple[Decimal, ...]
    paid_on: dict[str, int | None]  # the day of the last part; none while something is open
    late_cost: dict[str, Decimal]
    reasons: dict[str, Reason]
    closing: Decimal
    left: dict[str, Decimal]  # of each permission
    cash: tuple[Decimal, ...]  # at the end of each day


@dataclass
class Purse:
    """What is still free on each day, and of each permission, while payments are placed."""

    free: list[Decimal]
    left: dict[str, Decimal]
    pools: dict[str, Decimal]

    def copy(self) -> "Purse":
        return Purse(self.free.copy(), self.left.copy(), self.pools.copy())

    def first_day(self, wanted: Decimal, since: int) -> int | None:
        day = bisect_left(self.free, wanted, since)
        return day if day < len(self.free) else None

    def spend(self, day: int, sum_: Decimal) -> None:
        free = self.free
        free[day:] = [each - sum_ for each in free[day:]]
        ceiling = free[day]
        for earlier in range(day - 1, -1, -1):
            if free[earlier] <= ceiling:
                break
            free[earlier] = ceiling

    def allowed(self, permission: Permission) -> Decimal:
        return min(self.left[permission.id], *(self.pools[name] for name in permission.pools))

    def draw(self, permission: Permission, sum_: Decimal) -> None:
        self.left[permission.id] -= sum_
        for name in permission.pools:
            self.pools[name] -= sum_

    def allowed_together(self, permissions: Iterable[Permission]) -> Decimal:
        """Line within decision within account: whoever draws first, the sum is the same."""
        trial, found = Purse([], self.left.copy(), self.pools.copy()), ZERO
        for each in permissions:
            part = trial.allowed(each)
            trial.draw(each, part)
            found += part
        return found


def balances(opening: Decimal, flows: Iterable[Flow], horizon: int) -> list[Decimal]:
    """The cash at the end of each day."""
    moved = [ZERO] * horizon
    for day, sum_ in flows:
        moved[day] += sum_
    cash, held = [], opening
    for each in moved:
        held += each
        cash.append(held)
    return cash


def lowest_from(cash: Sequence[Decimal], buffer: Decimal) -> list[Decimal]:
    free = [each - buffer for each in cash]
    for day in range(len(free) - 2, -1, -1):
        free[day] = min(free[day], free[day + 1])
    return free


def place(
    opening: Decimal,
    flows: Iterable[Flow],
    obligations: Sequence[Obligation],
    *,
    permissions: Sequence[Permission] = (),
    buffer: Decimal = ZERO,
    horizon: int = HORIZON,
) -> Plan:
    """Tier by tier. A higher tier is never left unpaid for a lower one: the lower one sees only what is left."""
    cash = balances(opening, flows, horizon)
    pools: dict[str, Decimal] = {}
    for each in permissions:
        pools[each.pool] = max(pools.get(each.pool, ZERO), each.balance)
        if each.grant:
            pools[each.pools[1]] = each.grant_cap
    purse = Purse(lowest_from(cash, buffer), {each.id: each.cap for each in permissions}, pools)
    # The narrowest permission first: it can pay least else. Then the one that ends first.
    permissions = sorted(permissions, key=lambda each: (bool(not each.payees), len(each.types), each.day_to))
    found = _Placing(permissions, cash, buffer)
    for tier in TIERS:
        mine = [owed for owed in obligations if owed.tier == tier]
        order = found.best_order(sorted(mine, key=_urgency), purse)
        purse = found.settle(order, purse)
    return found.plan(obligations, purse, permissions)


def _urgency(owed: Obligation) -> tuple[int, Decimal, Decimal]:
    return owed.day, -owed.late_rate, owed.amount


@dataclass
class _Placing:
    permissions: Sequence[Permission]
    cash: list[Decimal]
    buffer: Decimal
    payments: list[Payment] = field(default_factory=list)
    reasons: dict[str, Reason] = field(default_factory=dict)

    # --- one obligation ----------------------------------------------------------------------------------------------

    def pay(self, owed: Obligation, purse: Purse) -> list[Payment]:
        """Permissions are spent first: that money can buy nothing else."""
        covering = [each for each in self.permissions if each.covers(owed) and purse.allowed(each) > 0]
        if owed.partial:
            return self._pay_in_parts(owed, purse, covering)
        return self._pay_at_once(owed, purse, covering)

    def _pay_in_parts(self, owed: Obligation, purse: Purse, covering: Sequence[Permission]) -> list[Payment]:
        made, rest = [], owed.amount
        for permission in covering:
            day = max(owed.day, permission.day_from)
            part = min(rest, purse.allowed(permission))
            if day <= min(permission.day_to, len(purse.free) - 1) and _acceptable(part, rest, owed):
                purse.draw(permission, part)
                made.append(Payment(day, owed.tier, owed.id, part, permission.id))
                rest -= part
        since = owed.day
        while rest > 0:
            first = purse.first_day(min(rest, max(owed.min_partial, CENT)), since)
            if first is None:
                break
            part = min(rest, purse.free[first])
            purse.spend(first, part)
            made.append(Payment(first, owed.tier, owed.id, part))
            rest, since = rest - part, first + 1
        return made

    def _pay_at_once(self, owed: Obligation, purse: Purse, covering: Sequence[Permission]) -> list[Payment]:
        day = self._first_permitted_day(owed, purse, covering)
        if day is None:
            day, covering = purse.first_day(owed.amount, owed.day), ()
        if day is None:
            return []
        made, rest = [], owed.amount
        for permission in covering:
            part = min(rest, purse.allowed(permission))
            if permission.day_from <= day <= permission.day_to and part > 0:
                purse.draw(permission, part)
                made.append(Payment(day, owed.tier, owed.id, part, permission.id))
                rest -= part
        if rest > 0:
            purse.spend(day, rest)
            made.append(Payment(day, owed.tier, owed.id, rest))
        return made

    def _first_permitted_day(self, owed: Obligation, purse: Purse, covering: Sequence[Permission]) -> int | None:
        if not covering:
            return None
        for day in range(owed.day, len(purse.free)):
            allowed = purse.allowed_together(each for each in covering if each.day_from <= day <= each.day_to)
            if allowed > 0 and owed.amount - allowed <= max(purse.free[day], ZERO):
                return day
        return None

    # --- one tier ----------------------------------------------------------------------------------------------------

    def best_order(self, tier: list[Obligation], purse: Purse) -> Sequence[Obligation]:
        """Least unpaid, then least late. Only a tier that leaves something open is tried in other orders."""
        best: Sequence[Obligation] = tier
        score = self._score(tier, purse)
        if not score[0]:
            return best
        for order in _other_orders(tier, score[-1]):
            if (tried := self._score(order, purse))[:-1] < score[:-1]:
                best, score = order, tried
                if not score[0] and not score[2]:
                    break
        return best

    def _score(self, order: Sequence[Obligation], purse: Purse) -> tuple[Decimal, Decimal, int, tuple[str, ...]]:
        trial, open_sum, cost, days, unpaid = purse.copy(), ZERO, ZERO, 0, []
        for owed in order:
            made = self.pay(owed, trial)
            rest = owed.amount - sum((each.amount for each in made), ZERO)
            if rest:
                open_sum += rest
                unpaid.append(owed.id)
            last = max((each.day for each in made), default=owed.day)
            cost += owed.late_cost(last)
            days += last - owed.day
        return open_sum, cost, days, tuple(unpaid)

    def settle(self, order: Sequence[Obligation], purse: Purse) -> Purse:
        """The chosen order for good, with the reason for whatever waits or stays open."""
        for owed in order:
            free, lowest = purse.free.copy(), _lowest_day(self.cash, owed.day)
            made = self.pay(owed, purse)
            self.payments += made
            last = max((each.day for each in made), default=owed.day)
            if last > owed.day and sum(each.amount for each in made) == owed.amount:
                self.reasons[owed.id] = self._why_late(owed, made, free, lowest)
            for each in made:
                if each.source == CASH:
                    self.cash[each.day :] = [held - each.amount for held in self.cash[each.day :]]
        for owed in order:
            paid = sum((each.amount for each in self.payments if each.id == owed.id), ZERO)
            if paid < owed.amount:
                self.reasons[owed.id] = self._why_open(owed, paid, purse)
        return purse

    def _why_late(self, owed: Obligation, made: Sequence[Payment], free: Sequence[Decimal], lowest: int) -> Reason:
        last = max(made, key=lambda each: each.day)
        if last.source != CASH:
            return Reason("waits_for_permission", day=last.day, due=owed.day, permission=last.source)
        return Reason(
            "waits_for_cash",
            day=last.day,
            due=owed.day,
            free=max(free[owed.day], ZERO),
            need=owed.amount,
            lowest=lowest,
        )

    def _why_open(self, owed: Obligation, paid: Decimal, purse: Purse) -> Reason:
        free, need = purse.free, owed.amount - paid
        best = free[-1]
        if best <= 0:
            lowest = _lowest_day(self.cash, owed.day)
            return Reason("nothing_free", due=owed.day, need=need, paid=paid, lowest=lowest)
        since = bisect_left(free, best, owed.day)
        lowest = _lowest_day(self.cash, since)
        return Reason("does_not_fit", day=since, free=best, need=need, paid=paid, lowest=lowest)

    # --- the whole ---------------------------------------------------------------------------------------------------

    def plan(self, obligations: Sequence[Obligation], purse: Purse, permissions: Sequence[Permission]) -> Plan:
        paid: dict[str, Decimal] = {}
        last: dict[str, int] = {}
        for each in self.payments:
            paid[each.id] = paid.get(each.id, ZERO) + each.amount
            last[each.id] = max(last.get(each.id, 0), each.day)
        unpaid = {owed.id: owed.amount - paid.get(owed.id, ZERO) for owed in obligations}
        by_tier = [sum((unpaid[owed.id] for owed in obligations if owed.tier == tier), ZERO) for tier in TIERS]
        return Plan(
            payments=tuple(sorted(self.payments)),
            unpaid={key: sum_ for key, sum_ in unpaid.items() if sum_},
            unpaid_by_tier=tuple(by_tier),
            paid_on={owed.id: last[owed.id] if not unpaid[owed.id] else None for owed in obligations},
            late_cost={
                owed.id: cost for owed in obligations if not unpaid[owed.id] and (cost := owed.late_cost(last[owed.id]))
            },
            reasons=self.reasons,
            closing=self.cash[-1],
            left={each.id: purse.allowed(each) for each in permissions},
            cash=tuple(self.cash),
        )


def _acceptable(part: Decimal, rest: Decimal, owed: Obligation) -> bool:
    """A creditor takes parts from a sum on; the last part may be smaller."""
    return part > 0 and (part == rest or part >= owed.min_partial)


def _lowest_day(cash: Sequence[Decimal], since: int) -> int:
    return min(range(since, len(cash)), key=lambda day: (cash[day], day))


def _other_orders(tier: list[Obligation], unpaid: tuple[str, ...]) -> Iterable[Sequence[Obligation]]:
    if len(tier) <= ALL_ORDERS_UP_TO:
        yield from permutations(tier)
        return
    yield sorted(tier, key=lambda owed: (-owed.amount, owed.day))
    yield sorted(tier, key=lambda owed: (owed.amount, owed.day))
    for owed in [each for each in tier if each.id in unpaid][:MOVES]:
        yield [owed, *(each for each in tier if each is not owed)]

"""What was paid again and again will be owed again: proposed with its evidence, never planned by itself.

The same payee, a stable amount, a period of a week, two weeks, a month or a quarter, at least three times (LIQUIDITY,
model). Whoever keeps the plan accepts a proposal, or not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

WEEK, TWO_WEEKS, MONTH, QUARTER = "week", "2weeks", "month", "quarter"
# Days between two payments: a weekend or a holiday moves one.
BETWEEN = {WEEK: (5, 9), TWO_WEEKS: (12, 16), MONTH: (25, 36), QUARTER: (84, 98)}
MONTHS = {MONTH: 1, QUARTER: 3}
DAYS = {WEEK: 7, TWO_WEEKS: 14}
AT_LEAST = 3
STABLE = Decimal("0.1")  # of the middle one
END_OF_MONTH = 28


@dataclass(frozen=True, order=True)
class Past:
    day: date
    payee: str
    amount: Decimal
    currency: str
    kind: str = ""


@dataclass(frozen=True)
class Proposal:
    payee: str
    currency: str
    amount: Decimal  # as it was last paid
    every: str
    due_on: date  # the next time, from the planning date on
    month_day: int | None
    kind: str
    seen: tuple[Past, ...]

    @property
    def varies(self) -> bool:
        return len({each.amount for each in self.seen}) > 1


def proposals(history: Iterable[Past], *, today: date) -> list[Proposal]:
    groups: dict[tuple[str, str], list[Past]] = {}
    for each in sorted(set(history)):
        groups.setdefault((each.payee.casefold().strip(), each.currency), []).append(each)
    found = [made for group in groups.values() for alike in _alike(group) if (made := _proposal(alike, today))]
    return sorted(found, key=lambda made: (made.due_on, made.payee))


def _alike(group: Sequence[Past]) -> list[list[Past]]:
    """One payee can get the rent and a deposit: sums that lie close together belong together."""
    sets: list[list[Past]] = []
    for each in sorted(group, key=lambda past: past.amount):
        if sets and each.amount - sets[-1][0].amount <= sets[-1][0].amount * STABLE * 2:
            sets[-1].append(each)
        else:
            sets.append([each])
    return [sorted(each) for each in sets]


def _proposal(paid: Sequence[Past], today: date) -> Proposal | None:
    middle = median(each.amount for each in paid)
    if len(paid) < AT_LEAST or any(abs(each.amount - middle) > middle * STABLE for each in paid):
        return None
    gaps = [(later.day - earlier.day).days for earlier, later in pairwise(paid)]
    every = next((code for code, (low, high) in BETWEEN.items() if all(low <= gap <= high for gap in gaps)), None)
    if every is None:
        return None
    last = paid[-1]
    month_day = _month_day(paid) if every in MONTHS else None
    due, steps = last.day, 0
    while due < today or due <= last.day:
        steps += 1
        due = after(last.day, every, month_day, steps=steps)
    kind = next((each.kind for each in reversed(paid) if each.kind), "")
    return Proposal(last.payee, last.currency, last.amount, every, due, month_day, kind, tuple(paid))


def _month_day(paid: Sequence[Past]) -> int:
    """The usual day of the month. Wages of the 31st are paid on the 28th in February and on the 31st again in March."""
    days = [each.day.day for each in paid]
    if all(day >= END_OF_MONTH for day in days):
        return max(days)
    return max(sorted(set(days)), key=lambda day: (days.count(day), -day))


def after(day: date, every: str, month_day: int | None = None, *, steps: int = 1) -> date:
    """The next day on which it falls due. A month that is too short pays on its last day, and the next one is whole."""
    if every in DAYS:
        return day + timedelta(days=DAYS[every] * steps)
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS[every] * steps, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(month_day or day.day, last))


def is_planned(made: Proposal, payee: str, currency: str, amount: Decimal) -> bool:
    """What stands in the plan already is not proposed a second time."""
    same = payee.casefold().strip() == made.payee.casefold().strip() and currency == made.currency
    return same and abs(amount - made.amount) <= made.amount * STABLE

"""The thirteen weeks: what each one opens and closes with, and the first day on which the money no longer lasts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from funds.liquidity import WEEK, Flow, balances
from funds.money import ZERO


@dataclass(frozen=True)
class Week:
    """Week k holds the days 7(k-1) to 7k-1; day 0 is the planning date."""

    number: int
    opening: Decimal
    into: Decimal
    out: Decimal  # negative
    closing: Decimal


@dataclass(frozen=True)
class Runway:
    day: int | None  # none: it lasts the whole horizon
    cash: Decimal | None


def weeks(opening: Decimal, flows: Iterable[Flow], count: int) -> list[Week]:
    into, out = [ZERO] * count, [ZERO] * count
    for day, sum_ in flows:
        side = into if sum_ > 0 else out
        side[day // WEEK] += sum_
    found = []
    for number in range(count):
        closing = opening + into[number] + out[number]
        found.append(Week(number + 1, opening, into[number], out[number], closing))
        opening = closing
    return found


def last_busy_week(rows: Sequence[Week]) -> int:
    return max((row.number for row in rows if row.into or row.out), default=0)


def runway(opening: Decimal, flows: Iterable[Flow], *, buffer: Decimal = ZERO, horizon: int) -> Runway:
    """The first day that ends below the buffer."""
    for day, held in enumerate(balances(opening, flows, horizon)):
        if held < buffer:
            return Runway(day, held)
    return Runway(None, None)

"""Who may decide a payment: the lowest rung whose limit covers it, and what was decided in the last seven days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from funds.money import ZERO

WINDOW = timedelta(days=7)


@dataclass(frozen=True)
class Rung:
    name: str
    limit: Decimal | None  # none: no limit


def lowest(amount: Decimal, ladder: Sequence[Rung]) -> Rung | None:
    """A limit covers the sum that equals it; one cent more goes up."""
    able = [rung for rung in ladder if rung.limit is None or amount <= rung.limit]
    return min(able, key=lambda rung: (rung.limit is None, rung.limit or ZERO), default=None)


def rolling(decided: Sequence[tuple[datetime, Decimal]], *, at: datetime) -> Decimal:
    """What was decided in the seven days before: small sums one after the other do not pass under a limit."""
    return sum((sum_ for when, sum_ in decided if at - WINDOW < when <= at), ZERO)

"""Does a plan look like structuring: one sum cut into several under a threshold? Warned about, never proposed.

The guide contradicts itself here: 七.2 advises paying large sums in parts, 一.2 names exactly that as a reason for a
freeze. Instalments that a contract states are lawful; the warning says to keep that contract at hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from funds.money import ZERO

WITHIN = timedelta(days=7)
AT_LEAST = 3
ALIKE = Decimal("0.1")  # of the largest
CLOSE_UNDER = Decimal("0.2")  # of the threshold
THRESHOLDS = {"EUR": Decimal(10_000), "USD": Decimal(10_000), "CNY": Decimal(50_000), "GBP": Decimal(10_000)}


@dataclass(frozen=True)
class Planned:
    id: int
    payee: str
    amount: Decimal
    currency: str
    day: date


@dataclass(frozen=True)
class Suspicion:
    payee: str
    currency: str
    total: Decimal
    payments: tuple[Planned, ...]
    threshold: Decimal | None  # none: the parts are alike, whatever the threshold


def suspicions(planned: Sequence[Planned]) -> list[Suspicion]:
    """Three payments to one payee within seven days, alike, or each close under a known threshold."""
    groups: dict[tuple[str, str], list[Planned]] = {}
    for each in sorted(planned, key=lambda payment: (payment.day, payment.id)):
        groups.setdefault((each.payee.casefold().strip(), each.currency), []).append(each)
    found = []
    for (_payee, currency), payments in groups.items():
        run = _longest_run(payments)
        if len(run) < AT_LEAST:
            continue
        threshold = THRESHOLDS.get(currency)
        largest, smallest = max(each.amount for each in run), min(each.amount for each in run)
        under = threshold is not None and all(threshold * (1 - CLOSE_UNDER) <= e.amount < threshold for e in run)
        if under or largest - smallest <= largest * ALIKE:
            total = sum((each.amount for each in run), ZERO)
            found.append(Suspicion(run[0].payee, currency, total, tuple(run), threshold if under else None))
    return found


def _longest_run(payments: Sequence[Planned]) -> list[Planned]:
    best: list[Planned] = []
    for place, first in enumerate(payments):
        run = [each for each in payments[place:] if each.day - first.day < WITHIN]
        best = max(best, run, key=len)
    return best

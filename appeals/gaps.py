"""The days of the case in a row, and the stretches of which no paper speaks: there an examiner asks. [no database]"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

LONG = 10  # days without a word: between payment and delivery an examiner asks about the second week
CHOICES = (5, LONG, 30, 60)  # what a reader may ask for instead: trade by sea is silent longer than a payment


@dataclass(frozen=True)
class Dot:
    on: date
    what: str
    kind: str  # fact, paper
    is_proved: bool = True


@dataclass(frozen=True)
class Gap:
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days


def gaps(dots: Iterable[Dot], *, longer_than: int = LONG) -> list[Gap]:
    days = sorted({dot.on for dot in dots})
    return [Gap(a, b) for a, b in pairwise(days) if (b - a).days > longer_than]

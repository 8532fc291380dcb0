"""Countries on the lists of the FATF and the European Union, with the day of each list. Listed is not forbidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.models import Edition, Kind
from knowledge.shelf import Shelf
from knowledge.words import Words, words


@dataclass(frozen=True)
class RiskList:
    edition_id: int
    code: str
    name: Words
    as_of: date
    tier: int  # 1: explained even when declared; 2: flagged when not declared
    countries: Mapping[str, Words]  # ISO code to name

    def __str__(self) -> str:
        return str(self.name)


def current() -> Mapping[str, RiskList]:
    return _SHELF.all()


def lists_naming(country: str) -> list[RiskList]:
    """The lists that a country stands on today, the strictest first."""
    return sorted((found for found in current().values() if country in found.countries), key=lambda found: found.tier)


def _risk_list(edition: Edition) -> RiskList:
    body = edition.content
    return RiskList(
        edition.pk,
        edition.code,
        words(body),
        date.fromisoformat(body["as_of"]),
        body["tier"],
        {row["iso"]: words(row) for row in body["countries"]},
    )


_SHELF: Shelf[RiskList] = Shelf(Kind.RISK_LIST, _risk_list)

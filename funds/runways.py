"""How long the money lasts, party by party, kept for the dashboard: reckoned anew when something changed, and daily.

The figure is a day, not a number of days: a round that comes late still shows the right one.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast, JSONObject

from accounts.models import Organisation, User
from cases.models import Party
from funds import planning
from funds.liquidity import HORIZON
from funds.models import CashRunway

logger = logging.getLogger(__name__)

AT_ONCE = 200  # plans of a firm in one round; the next one goes on
NO_PLAN: dict[str, date | None] = {"ends_on": None, "looked_until": None}


@dataclass(frozen=True)
class Shortest:
    """Of all parties that a person may see. No party: nobody has a plan yet."""

    party: Party | None
    ends_on: date | None  # none: even the shortest lasts thirteen weeks
    is_waiting: bool  # figures are there, and the next round reckons with them

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> "Shortest":
        if not rows or not rows[0]["looked_until"]:
            return cls(None, None, is_waiting=bool(rows) and not rows[0]["reckoned_at"])
        row = rows[0]
        ends = date.fromisoformat(row["ends_on"]) if row["ends_on"] else None
        party = Party(pk=row["party"], name=row["name"], name_en=row["name_en"])
        return cls(party, ends, is_waiting=bool(row["changed_at"]))

    def days(self, today: date) -> int:
        return max((self.ends_on - today).days, 0) if self.ends_on else HORIZON


def facts(user: User) -> "QuerySet[Any]":
    """The shortest, as one row with a JSON object: whoever asks for other figures too asks for it in the same trip."""
    rows: QuerySet[Any] = CashRunway.objects.visible_to(user).of_frozen()
    shortest_first = rows.order_by(
        F("ends_on").asc(nulls_last=True), F("looked_until").asc(nulls_last=True), "reckoned_at", "pk"
    )
    moments = {name: Cast(name, CharField()) for name in ("ends_on", "looked_until", "reckoned_at", "changed_at")}
    fact = JSONObject(party="party_id", name="party__name", name_en="party__name_en", **moments)
    found: QuerySet[Any] = shortest_first.annotate(fact=fact)[:1]
    return found


def shortest(user: User) -> Shortest:
    return Shortest.of([row.fact for row in facts(user)])


def reckon(*, at: datetime) -> int:
    """The sweep: whatever is out of date, by the day where the firm is."""
    done = 0
    firms = Organisation.objects.filter(pk__in=CashRunway.objects.values("organisation"))
    for firm in firms.order_by("pk"):
        today = firm.day_of(at)
        rows = CashRunway.objects.filter(organisation=firm).out_of_date(today).select_related("party")
        for row in rows.order_by("reckoned_at", "pk")[:AT_ONCE]:
            done += _keep(row, today=today, at=at)
    return done


def _keep(row: CashRunway, *, today: date, at: datetime) -> bool:
    """What changes while it is reckoned stays noted, and is reckoned with the next time."""
    try:
        values = _reckoned(row.party, today)
    except Exception:  # one plan that cannot be reckoned holds up no other, and shows no old figure as today's
        logger.exception("The runway of party %s cannot be reckoned.", row.party_id)
        values = NO_PLAN
    rows = CashRunway.objects.filter(pk=row.pk)
    kept = rows.filter(changed_at=row.changed_at).update(
        **values, reckoned_on=today, reckoned_at=at, changed_at=None
    ) or rows.update(**values, reckoned_on=today, reckoned_at=at)
    return bool(kept)


def _reckoned(party: Party, today: date) -> dict[str, date | None]:
    """Without a balance or without a payment there is no plan: money that nobody claims would last for ever."""
    found = planning.picture(party, today=today)
    if not found.lines or not any(place.balance for place in found.places):
        return NO_PLAN
    ends = None if found.runway.day is None else found.day(found.runway.day)
    return {"ends_on": ends, "looked_until": found.day(HORIZON)}

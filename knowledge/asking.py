"""What is asked of the deadline engine, and what a count answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from knowledge.amounts import Amount
from knowledge.calendars import Calendar, Calendars, UnknownCalendar
from knowledge.phrases import Phrase
from knowledge.profiles import PROFILES, Profile
from knowledge.refusals import Refused
from knowledge.ruler import Ruler
from knowledge.rules import Rule
from knowledge.trace import Step


@dataclass(frozen=True)
class Pause:
    """Time that does not run: both days included, or from moment to moment. A suspension, or an outage."""

    first: date | datetime
    last: date | datetime


@dataclass(frozen=True)
class Question:
    """`None` leaves a thing to the rule."""

    rule: Rule
    trigger: date | datetime
    zone: str
    calendars: Calendars
    acting_zone: str | None = None
    amount: Amount | None = None
    profile: str | None = None
    calendar: str | None = None
    rolls: bool | None = None
    rest_hours_count: bool | None = None
    contract_on: date | None = None
    paused: Sequence[Pause] = ()

    def calendar_of(self, rule: Rule) -> Calendar:
        key = self.calendar or rule.calendar
        try:
            return self.calendars[key]
        except UnknownCalendar:
            raise Refused("unknown_calendar", calendar=key) from None

    def profile_of(self, rule: Rule) -> Profile:
        """Naming what the rule says today replaces nothing: an earlier text keeps its own way of counting."""
        key = rule.profile if self.profile in (None, self.rule.profile) else str(self.profile)
        if key not in PROFILES:
            raise Refused("unknown_profile", profile=key)
        return PROFILES[key]


@dataclass(frozen=True)
class Answer:
    """The outcome of one count, with the sentences that belong to it."""

    due_local: date | datetime
    zone: str
    due_utc: datetime
    nominal: date
    steps: tuple[Step, ...]
    ruler: Ruler
    provisional: bool = False
    calendars: tuple[str, ...] = ()
    other: tuple[date | datetime, Phrase] | None = None  # a second date that the statute itself leaves open

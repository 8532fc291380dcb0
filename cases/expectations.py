"""How long an institution usually takes, who says so, and its announced outages. Never a right, no legal date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import history
from cases.models import Case, Expediting, Outage, Party
from knowledge import catalogue, providers
from knowledge.amounts import Part, Unit
from knowledge.asking import Pause
from knowledge.institutions import CALENDARS
from knowledge.providers import Provider, ReviewStage
from knowledge.refusals import Refused
from knowledge.starting import ZONES
from knowledge.timelimits import bare_rule, compute

UNITS: dict[str, Unit] = {"hours": "hours", "days": "calendar_days", "business_days": "business_days"}
DOCUMENTS = "documents_submitted"
BY_HAND = "manual-review"
# Figures that are about one sort of applicant only (row 5.2a).
ONLY_FOR = {"individual": Party.Kind.PERSON, "corporate": Party.Kind.COMPANY}


@dataclass(frozen=True)
class Window:
    """Between when and when a step is usually done, counted on the institution's own calendar."""

    stage: ReviewStage
    earliest: datetime | None
    latest: datetime
    zone: str
    has_time: bool
    is_overdue: bool
    is_expedited: bool = False

    @property
    def first_day(self) -> date | None:
        return _last_day(self.earliest, self.zone) if self.earliest else None

    @property
    def last_day(self) -> date:
        return _last_day(self.latest, self.zone)

    @property
    def is_unverified(self) -> bool:
        """A figure of the guide: the badge says so (row 5.1c)."""
        return self.stage.source.is_unverified_guide


def _last_day(end: datetime, zone: str) -> date:
    """24:00 belongs to the day that it ends."""
    return (end - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()


def profile_of(case: Case) -> Provider | None:
    """With the guide's figures where the institution publishes none."""
    if case.account.provider is None:
        return None
    own = providers.of(case.account.provider)
    if any(stage.expected_max is not None for stage in own.stages):
        return own
    return providers.guide_for(own) or own


def windows(case: Case, submitted_at: datetime, *, at: datetime) -> list[Window]:
    counted = _counting(case)
    if counted is None:
        return []
    usual = counted.windows(case, submitted_at, at)
    paid = case.expeditings.filter(state=Expediting.State.APPROVED, decided_at__gte=submitted_at).last()
    if paid is None or paid.decided_at is None:
        return usual
    sooner = counted.hours(paid.hours, paid.decided_at)
    return [_expedited(window, sooner, at) for window in usual] if sooner else usual


def manual_review(case: Case, since: datetime, *, at: datetime) -> Window | None:
    """The hours that a review by hand usually takes, from the moment at which the institution showed it (row 5.1c)."""
    counted = _counting(case)
    stage = next((each for each in counted.profile.stages if each.code == BY_HAND), None) if counted else None
    return counted.window(stage, since, at) if counted and stage else None


def days_saved(case: Case, *, at: datetime) -> int | None:
    """Whole days by which an answer may come sooner when faster handling is paid for today. None: nobody can say."""
    counted = _counting(case)
    if counted is None or counted.profile.expedite is None:
        return None
    sooner = counted.hours(counted.profile.expedite.target_hours, at)
    latest = max((window.latest for window in counted.windows(case, at, at)), default=None)
    return max(0, (latest - sooner).days) if latest and sooner else None


def _expedited(window: Window, sooner: datetime, at: datetime) -> Window:
    """What was paid for ends the range sooner, never later. A range that has passed already stays as it was."""
    if sooner >= window.latest:
        return window
    earliest = min(window.earliest, sooner) if window.earliest else None
    return replace(window, earliest=earliest, latest=sooner, has_time=True, is_overdue=sooner < at, is_expedited=True)


@dataclass(frozen=True)
class _Counting:
    """How the institution of one case counts: its profile, its days off, its outages."""

    profile: Provider
    country: str
    zone: str
    outages: Sequence[Pause]

    def windows(self, case: Case, since: datetime, at: datetime) -> list[Window]:
        found = (self.window(stage, since, at) for stage in self.profile.stages if _fits(stage, case))
        return [window for window in found if window is not None]

    def hours(self, many: int, since: datetime) -> datetime | None:
        return self._counted(Part(many, "hours"), since)

    def window(self, stage: ReviewStage, since: datetime, at: datetime) -> Window | None:
        latest = self._end(stage, stage.expected_max, since)
        if latest is None:
            return None
        earliest = self._end(stage, stage.expected_min, since)
        return Window(stage, earliest, latest, self.zone, stage.unit == "hours", latest < at)

    def _end(self, stage: ReviewStage, amount: int | None, since: datetime) -> datetime | None:
        unit = UNITS.get(stage.unit)
        return None if amount is None or unit is None else self._counted(Part(amount, unit), since)

    def _counted(self, part: Part, since: datetime) -> datetime | None:
        keys = CALENDARS.get(self.country) or (("TARGET",) if self.country in providers.EEA else ("CALENDAR",))
        profile = "eu-psp-business-day" if part.unit == "business_days" else "freeze-term"
        rule = bare_rule(profile, (part,), calendar=keys[0])
        days, zone = catalogue.calendars(), self.zone
        try:
            due = compute(rule, trigger=since, zone=zone, calendars=days, paused=self.outages, acting_zone=zone)
        except Refused:
            return None
        return due.due_utc


def _counting(case: Case) -> _Counting | None:
    profile = profile_of(case)
    if profile is None:
        return None
    country = case.account.country
    zone = ZONES.get(country, "Europe/Brussels" if country in providers.EEA else case.freeze.zone)
    return _Counting(profile, country, zone, [Pause(outage.first_on, outage.last_on) for outage in outages_of(case)])


def _fits(stage: ReviewStage, case: Case) -> bool:
    wanted = ONLY_FOR.get(stage.code)
    return stage.from_event == DOCUMENTS and stage.expected_max is not None and wanted in (None, case.party.kind)


# --- outages ---------------------------------------------------------------------------------------------------------


def outages_of(case: Case) -> list[Outage]:
    rows = Outage.objects.filter(organisation_id=case.organisation_id, institution=case.account.institution)
    return list(rows.order_by("first_on", "pk"))


def require_whole(*, first_on: date | None, last_on: date | None, because: str) -> None:
    """What an outage is not recorded without, also beside a form that lacks a day."""
    wrong: dict[str, ValidationError] = {}
    if first_on and last_on and last_on < first_on:
        wrong["last_on"] = ValidationError(_("The outage ends before it begins. Check both days."), code="ends_first")
    elif first_on and last_on and (last_on - first_on).days > 92:
        wrong["last_on"] = ValidationError(_("An outage lasts three months at most. Check both days."), code="too_long")
    if not because.strip():
        wrong["because"] = ValidationError(_("Say what was announced, and where."), code="reason_missing")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def record_outage(case: Case, *, first_on: date, last_on: date, because: str, by: User, at: datetime) -> Outage:
    """The institution announced that it does not work on these days. All cases with it wait; no statute moves."""
    case.require(by, Can.WORK_ON_CASE)
    require_whole(first_on=first_on, last_on=last_on, because=because)
    outage = Outage.objects.create(
        organisation_id=case.organisation_id,
        institution=case.account.institution,
        first_on=first_on,
        last_on=last_on,
        because=because.strip()[:300],
        recorded_by=by,
        recorded_at=at,
    )
    history.record(
        case,
        "outage.recorded",
        by=by,
        at=at,
        data={"outage": outage.pk, "first": first_on.isoformat(), "last": last_on.isoformat()},
        private={"because": because},
    )
    return outage

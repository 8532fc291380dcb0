"""The day of an event was wrong, or a rule or calendar is newer: what would move and why, and then the move itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from cases import history, timeline, triggers
from cases.deadlines import moments, moving, reckoning
from cases.deadlines.changing import NO_PAPER, Paper
from cases.models import Case, ClockChange, Deadline, Freeze
from cases.thinkable import in_future
from knowledge import catalogue
from knowledge.calendars import UnknownCalendar
from knowledge.models import Edition, Kind
from knowledge.notices import versions_of
from knowledge.refusals import Refused
from knowledge.timelimits import Due

FACT_OF = {triggers.FROZEN: "frozen_at", triggers.KNOWN: "known_at"}


@dataclass(frozen=True)
class Shift:
    """One date that would move: from, to, how far, and what it needs before it counts."""

    deadline: Deadline
    due: Due | None
    columns: dict[str, Any]
    effect: str  # at_once, to_confirm, one, two; empty when nothing moves
    refused: Refused | None = None

    @property
    def was_on(self) -> date:
        return self.deadline.due_on

    @property
    def now_on(self) -> date | None:
        return self.columns.get("due_on")

    @property
    def days(self) -> int:
        return (self.now_on - self.was_on).days if self.now_on else 0

    @property
    def moves(self) -> bool:
        return bool(self.columns) and self.columns["due_at"] != self.deadline.due_at

    @property
    def needs_two(self) -> bool:
        return self.moves and self.effect == moving.TWO

    @property
    def needs_one(self) -> bool:
        return self.moves and self.effect == moving.ONE

    @property
    def is_marked(self) -> bool:
        return self.moves and self.effect == moving.TO_CONFIRM


def _shift(
    deadline: Deadline,
    *,
    by: User | None,
    trigger: date | datetime | None = None,
    edition: Edition | None = None,
    parent: Due | None = None,
) -> Shift:
    try:
        due = reckoning.reckon_again(deadline, trigger=trigger, edition=edition, parent=parent)
    except Refused as refused:
        return Shift(deadline, None, {}, "", refused)
    found = reckoning.columns(due, actor=deadline.actor, given=reckoning.Given.of(deadline))
    return Shift(deadline, due, found, moving.effect(deadline, found["due_at"], by=by))


# --- the day of an event ---------------------------------------------------------------------------------------------


def running_from(deadline: Deadline) -> "QuerySet[Deadline]":
    """All open dates that run from the same moment of the same event."""
    return (
        deadline.case.deadlines.open()
        .filter(trigger=deadline.trigger, trigger_at=deadline.trigger_at, rule__isnull=False, chained_from=None)
        .select_related("rule", "case__freeze", "case__organisation", "chained_from__rule", "owner")
        .order_by("due_at", "pk")
    )


def events(dates: Iterable[Deadline]) -> list[Deadline]:
    """One date for each event that open dates run from: the way to correct its day."""
    first: dict[tuple[str, datetime], Deadline] = {}
    for row in sorted(dates, key=lambda row: (row.trigger_at, row.pk)):
        if row.is_open and row.rule_id and row.chained_from_id is None:
            first.setdefault((row.trigger, row.trigger_at), row)
    return list(first.values())


def preview(deadline: Deadline, moment: datetime, *, by: User | None, has_time: bool = True) -> list[Shift]:
    """What would move if the event had happened then; with the dates that follow from those."""
    if not has_time and (needed := moments.hour_needed(running_from(deadline))):
        raise ValidationError({"clock": needed})
    found = []
    for row in running_from(deadline):
        shift = _shift(row, by=by, trigger=moment)
        found.append(shift)
        if shift.due is not None:
            chained = row.chained.open().select_related("rule", "case__freeze", "case__organisation")
            found += [_shift(child, by=by, trigger=shift.due.due_local, parent=shift.due) for child in chained]
    return found


@transaction.atomic
def correct_day(
    deadline: Deadline,
    moment: datetime,
    *,
    because: str,
    by: User,
    at: datetime,
    paper: Paper = NO_PAPER,
    has_time: bool = True,
) -> list[Deadline]:
    """Service was on the 6th, not on the 5th; the parcel arrived later than it was sent. Every date that ran moves."""
    case = deadline.case
    case.require(by, Can.WORK_ON_CASE)
    _check(deadline, moment, because, at, has_time=has_time)
    was = deadline.trigger_at
    _correct_fact(case, deadline.trigger, was, moment)
    zone = ZoneInfo(case.freeze.zone)
    zh, en = both(
        _("Corrected: %(event)s was on %(now)s, not on %(was)s"),
        event="{}",
        now=moment.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        was=was.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
    )
    name = catalogue.event_name(deadline.trigger)
    event = timeline.note_event(
        case,
        "day_corrected",
        happened_at=moment,
        zh=zh.format(name.zh),
        en=en.format(name.en),
        by=by,
        at=at,
        zone=case.freeze.zone,
        file=paper.file,
    )
    moved = []
    for row in running_from(deadline):
        shift = _shift(row, by=by, trigger=moment)
        if shift.refused is not None:
            history.record(
                case, "deadline.refused", by=by, at=at, data={"rule": row.code, "reason": shift.refused.code}
            )
            continue
        moved.append(
            moving.take_over(
                row,
                kind=ClockChange.Kind.EVENT,
                why=(because.strip(), because.strip()),
                by=by,
                at=at,
                paper=paper.words,
                file=paper.file,
                trigger_at=moment,
                event_id=event.pk,
                **shift.columns,
            )
        )
    history.record(
        case,
        "event.day_corrected",
        by=by,
        at=at,
        data={"trigger": deadline.trigger, "from": was.isoformat(), "to": moment.isoformat(), "moved": len(moved)},
        private={"because": because, "paper": paper.words},
    )
    return moved


def _check(deadline: Deadline, moment: datetime, because: str, at: datetime, *, has_time: bool) -> None:
    wrong: dict[str, ValidationError] = {}
    if not because.strip():
        wrong["because"] = ValidationError(_("Say how the right day is known."), code="reason_missing")
    if moment > at:
        wrong["moment"] = in_future()
    elif moment == deadline.trigger_at:
        wrong["moment"] = ValidationError(_("The event stands at this moment already."), code="same_moment")
    elif moments.is_before_the_freeze(deadline.case, deadline.trigger, moment, has_time=has_time):
        wrong["moment"] = moments.before_the_freeze()
    if not has_time and (needed := moments.hour_needed(running_from(deadline))):
        wrong["clock"] = needed
    if wrong:
        raise ValidationError(wrong)


def _correct_fact(case: Case, trigger: str, was: datetime, moment: datetime) -> None:
    """The two moments that the freeze itself carries are corrected with their dates: one fact, told once."""
    field = FACT_OF.get(trigger)
    if field and getattr(case.freeze, field) == was:
        changes = {field: moment}
        if trigger == triggers.FROZEN and case.freeze.known_at < moment:
            changes["known_at"] = moment
        Freeze.objects.filter(case=case, **{field: was}).update(**changes)
        case.freeze.refresh_from_db()


# --- a newer rule or calendar ----------------------------------------------------------------------------------------


def outdated() -> Iterator[tuple[Deadline, Edition]]:
    """Open dates of open cases whose rule has a newer edition, or whose calendar says something else by now."""
    current = {edition.code: edition for edition in Edition.objects.current(Kind.TIME_LIMIT)}
    rows = (
        Deadline.objects.open()
        .filter(rule__isnull=False, chained_from=None, case__closed_at=None)
        .select_related("rule", "case__freeze", "case__organisation", "case__party", "owner")
        .order_by("pk")
    )
    for row in rows.iterator(chunk_size=500):
        edition = current.get(row.code)
        if edition is not None and (edition.pk != row.rule_id or row.provisional or _is_older(row.calendars)):
            yield row, edition


def _is_older(versions: Sequence[str]) -> bool:
    """A version reads "CN-WORK 2026 official 1f0a93c2e5d7"."""
    known = catalogue.calendars()
    for version in versions:
        key, year, *_rest = version.split(" ")
        try:
            if versions_of(known[key], [int(year)])[0] != version:
                return True
        except UnknownCalendar:
            return True
    return False


def pending() -> Iterator[Shift]:
    """What a recomputation would change today. A date that stays where it is and as sure as it was is left alone."""
    for row, edition in outdated():
        shift = _shift(row, by=None, edition=edition)
        if shift.refused is None and (shift.moves or shift.columns["provisional"] != row.provisional):
            yield shift


def recompute_all(*, at: datetime) -> list[Deadline]:
    """After new rules or calendars are loaded. Nobody's own act: dates that need people wait for them."""
    moved = []
    for shift in list(pending()):
        with transaction.atomic():
            moved.append(_recomputed(shift, at=at))
    return moved


def _recomputed(shift: Shift, *, at: datetime) -> Deadline:
    row = shift.deadline
    edition = Edition.objects.pick(Kind.TIME_LIMIT, row.code)
    newer = edition.pk != row.rule_id
    why = both(_("A newer edition of the rule was loaded.") if newer else _("The calendar of the year was loaded."))
    return moving.take_over(
        row, kind=ClockChange.Kind.RULE, why=why, by=None, at=at, rule_id=edition.pk, **shift.columns
    )

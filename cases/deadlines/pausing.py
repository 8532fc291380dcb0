"""A clock stands still and runs again, longer by exactly the days it stood. Nobody is reminded of it meanwhile."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import history
from cases.deadlines import moments, moving, proposing, reckoning, rows
from cases.deadlines.changing import NO_PAPER, Paper, said
from cases.models import ClockChange, Deadline
from cases.thinkable import in_future
from knowledge.amounts import Part, amount_phrase
from knowledge.asking import Pause
from knowledge.refusals import Refused
from knowledge.rules import parse_rule

ONE_DAY = timedelta(days=1)


@transaction.atomic
def suspend(
    deadline: Deadline,
    *,
    since: datetime,
    because: str,
    by: User,
    at: datetime,
    paper: Paper = NO_PAPER,
    has_time: bool = True,
) -> Deadline:
    """The clock stops on that day, which no longer counts. Only who may confirm dates may silence one."""
    case = deadline.case
    case.require(by, Can.CONFIRM_CLOCKS)
    _check(deadline, since, because, at, has_time=has_time)
    told = {"moment": _wall(since, deadline.zone), "why": {"zh": because.strip(), "en": because.strip()}}
    paused = rows.successor(
        deadline,
        at=at,
        confirmed=True,
        status=Deadline.Status.PAUSED,
        paused_from=since,
        trace=[*deadline.trace, {"code": "stands_still", "params": told}],
    )
    rows.supersede(deadline, paused, at=at)
    rows.keep_next(case)
    why = (because.strip(), because.strip())
    rows.note_change(
        ClockChange.Kind.SUSPENDED, deadline, paused, why=why, by=by, at=at, paper=paper.words, file=paper.file
    )
    history.record(
        case,
        "deadline.suspended",
        by=by,
        at=at,
        data={"deadline": paused.pk, "was": deadline.pk, "since": since.isoformat()},
        private={"because": because, "paper": paper.words},
    )
    return paused


def _check(deadline: Deadline, since: datetime, because: str, at: datetime, *, has_time: bool) -> None:
    wrong: dict[str, ValidationError] = {}
    if not deadline.is_live:
        raise ValidationError(_("Only a running clock can be stopped."), code="not_running")
    if not because.strip():
        wrong["because"] = ValidationError(_("Say why the clock stops."), code="reason_missing")
    if since > at:
        wrong["since"] = in_future()
    elif _is_earlier(since, deadline.trigger_at, deadline, has_time=has_time):
        wrong["since"] = ValidationError(_("The clock had not begun by then. Check the day."), code="before_start")
    elif _is_earlier(deadline.due_at, since, deadline, has_time=has_time):
        wrong["since"] = ValidationError(_("The clock had run out by then. Check the day."), code="after_end")
    if not has_time and (needed := moments.hour_needed([deadline])):
        wrong["clock"] = needed
    if wrong:
        raise ValidationError(wrong)


def _is_earlier(moment: datetime, other: datetime, deadline: Deadline, *, has_time: bool) -> bool:
    """A day alone stands at noon and is no earlier than another moment of that day."""
    zone = ZoneInfo(deadline.zone)
    return moment < other if has_time else moment.astimezone(zone).date() < other.astimezone(zone).date()


def _wall(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="minutes")


@transaction.atomic
def resume(
    deadline: Deadline,
    *,
    since: datetime,
    by: User,
    at: datetime,
    because: str = "",
    paper: Paper = NO_PAPER,
    has_time: bool = True,
) -> Deadline:
    """From that day on the clock counts again, at once and with new reminders; a lost right is confirmed by two."""
    case = deadline.case
    case.require(by, Can.CONFIRM_CLOCKS)
    if not deadline.is_paused or deadline.paused_from is None:
        raise ValidationError(_("This clock does not stand still."), code="not_paused")
    if since > at:
        raise ValidationError({"since": in_future()})
    if not has_time and (needed := moments.hour_needed([deadline])):
        raise ValidationError({"clock": needed})
    if _is_earlier(since, deadline.paused_from, deadline, has_time=has_time):
        raise ValidationError(
            {"since": ValidationError(_("The clock stopped later than that. Check the day."), code="before_pause")}
        )
    new = rows.successor(deadline, at=at, **_lengthened(deadline, since))
    rows.supersede(deadline, new, at=at)
    alone = moving.confirms_alone(deadline, by)
    rows.make_live(new, by=by, at=at, unseen=not alone)
    why = said(because, _("The clock runs again"))
    rows.note_change(ClockChange.Kind.RESUMED, deadline, new, why=why, by=by, at=at, paper=paper.words, file=paper.file)
    history.record(
        case,
        "deadline.resumed",
        by=by,
        at=at,
        data={"deadline": new.pk, "was": deadline.pk, "from": str(deadline.due_on), "to": str(new.due_on)},
        private={"because": because, "paper": paper.words},
    )
    moving.follow_on(deadline, new, by=by, at=at)
    return new


def _lengthened(deadline: Deadline, since: datetime) -> dict[str, Any]:
    """The days from the stop up to the day before it runs again; on a clock of hours, the time between."""
    assert deadline.paused_from is not None
    before = reckoning.Given.of(deadline)
    rule = parse_rule(deadline.rule.content) if deadline.rule else None
    if rule is not None and rule.unit == "hours":
        pause = Pause(deadline.paused_from, since)
    else:
        zone = ZoneInfo(deadline.zone)
        first, again = deadline.paused_from.astimezone(zone).date(), since.astimezone(zone).date()
        if again <= first:
            return {"paused_from": None, "given": before.as_json(), "trace": deadline.trace[:-1]}
        pause = Pause(first, again - ONE_DAY)
    given = replace(before, pauses=(*before.pauses, pause)).moved(_stood(pause, deadline.zone))
    if rule is None or before.until:
        return _stated_longer(deadline, pause, given)
    try:
        due = reckoning.reckon_again(deadline, given=given)
    except Refused as refused:
        raise proposing.refusal(refused, "since") from None
    return reckoning.columns(due, actor=deadline.actor, given=given) | {"paused_from": None}


def _stated_longer(deadline: Deadline, pause: Pause, given: reckoning.Given) -> dict[str, Any]:
    """A day that a paper states has no count of its own: the days it stood are added to it."""
    first, last = _day(pause.first, deadline.zone), _day(pause.last, deadline.zone)
    stood = _stood(pause, deadline.zone)
    moved = deadline.due_on + timedelta(days=stood)
    if given.until:
        given = replace(given, until=moved)
    told = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "amount": amount_phrase((Part(stood, "calendar_days"),)).as_json(),
    }
    return {
        "due_on": moved,
        "due_at": deadline.due_at + timedelta(days=stood) if deadline.has_time else rows.end_of(moved, deadline.zone),
        "trace": [
            *deadline.trace,
            {"code": "paused", "params": told},
            {"code": "stated_date", "params": {"on": moved.isoformat(), "time": ""}},
        ],
        "given": given.as_json(),
        "paused_from": None,
        "later_on": deadline.later_on + timedelta(days=stood) if deadline.later_on else None,
    }


def _stood(pause: Pause, zone: str) -> int:
    """Whole days; on a clock of hours those that are full."""
    if isinstance(pause.first, datetime) and isinstance(pause.last, datetime):
        return (pause.last - pause.first).days
    return (_day(pause.last, zone) - _day(pause.first, zone)).days + 1


def _day(when: date | datetime, zone: str) -> date:
    return when.astimezone(ZoneInfo(zone)).date() if isinstance(when, datetime) else when

"""A date of a case as it is shown: what is due, in which clock, how long it still is, and why it is that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import workdays
from cases.deadlines import Clocks, Given
from cases.models import Case, Deadline, Freeze
from knowledge import routes
from knowledge.ruler import RulerDay
from knowledge.trace import Step
from web import shown
from web.joined import joined

Words = str | Promise
KINDS = ("legal", "target", "end")
SHORT = 420  # characters of reasons


@dataclass(frozen=True)
class Mark:
    """A day of the ruler: its number, the line below it, and what sort of day it is."""

    number: int
    below: str
    attribute: str  # data-from, data-off, data-end, or none
    title: str
    gap: int


@dataclass(frozen=True)
class Card:
    """One of the three clocks, or one line in the list of all dates. Without a date it says why there is none."""

    kind: str
    state: str
    word: Words
    deadline: Deadline | None = None
    due: str = ""
    due_iso: str = ""
    place: str = ""
    elsewhere: str = ""  # the same moment where the firm is, if its clock differs
    why: Sequence[tuple[str, list[str]]] = ()
    ruler: Sequence[Mark] = ()
    nothing: Words = ""
    nothing_because: Words = ""
    first_confirmed_by: User | None = None
    may_confirm: bool = False
    may_acknowledge: bool = False
    may_settle: bool = False
    marks: Sequence[Words] = ()  # to confirm, waits beside an earlier day
    ways: Sequence[Any] = ()  # how this person may change it: web/clock_changes.py
    later: str = ""  # the other arguable day, and who says which

    @property
    def small(self) -> str:
        """In whose time, what that is at home, and who has it."""
        if (deadline := self.deadline) is None:
            return ""
        if deadline.is_met and deadline.settled_at:
            last = _("met %(when)s") % {"when": shown.moment(deadline.settled_at, short=True)}
        elif deadline.acknowledged_by:
            last = _("acknowledged by %(who)s") % {"who": deadline.acknowledged_by}
        else:
            last = str(deadline.owner)
        return joined(_("%(city)s time") % {"city": self.place}, self.elsewhere, last)

    @property
    def is_short(self) -> bool:
        """A short reason stands open; a long one would push the work off the first screen."""
        wide = 2 if shown.speaks_chinese() else 1
        return wide * sum(len(line) for _heading, lines in self.why for line in lines) <= SHORT

    @property
    def is_solid(self) -> bool:
        """A filled tag is for a clock past its date, and for nothing else."""
        return self.state == "late" and self.deadline is not None


def cards(case: Case, clocks: Clocks, user: User, now: datetime) -> list[Card]:
    found = (clocks.legal, clocks.target, clocks.end)
    return [
        card(case, deadline, user, now) if deadline else _empty(case, kind)
        for kind, deadline in zip(KINDS, found, strict=True)
    ]


def card(case: Case, deadline: Deadline, user: User, now: datetime) -> Card:
    language = get_language() or "zh-hans"
    state, word = _state(case, deadline, now)
    local = deadline.due_at.astimezone(ZoneInfo(deadline.zone))
    works = case.allows(user, Can.WORK_ON_CASE) and not case.is_closed
    return Card(
        kind=deadline.kind,
        state=state,
        word=word,
        deadline=deadline,
        due=_due(deadline, local),
        due_iso=local.isoformat(timespec="minutes") if deadline.has_time else deadline.due_on.isoformat(),
        place=shown.city(deadline.zone),
        elsewhere=_elsewhere(case, deadline),
        why=_why(deadline, language),
        ruler=_ruler(deadline, language),
        first_confirmed_by=deadline.confirmed_by if deadline.is_proposed or deadline.to_confirm else None,
        may_confirm=_waits(deadline) and case.allows(user, Can.CONFIRM_CLOCKS) and not case.is_closed,
        may_acknowledge=deadline.is_live and deadline.acknowledged_at is None and works,
        may_settle=deadline.is_live and works,
        marks=_marks(deadline),
        later=shown.day(deadline.later_on, short=True) if deadline.later_on else "",
    )


def _waits(deadline: Deadline) -> bool:
    """For a person to look at it: proposed, or live already because it had moved to the safe side."""
    return deadline.is_proposed or (deadline.is_live and deadline.to_confirm)


def _marks(deadline: Deadline) -> list[Words]:
    marks: list[Words] = []
    if deadline.is_live and deadline.to_confirm:
        marks.append(_("It counts already, and is still to be confirmed."))
    if deadline.is_proposed and deadline.replaces_id:
        marks.append(_("Until it is confirmed, the earlier day goes on reminding."))
    if deadline.is_paused and deadline.paused_from:
        since = shown.moment(deadline.paused_from, deadline.zone, short=True)
        marks.append(_("Stands still since %(when)s.") % {"when": since})
    told = Given.of(deadline).disputed
    if told and told.again and deadline.is_open:
        words = {"day": shown.day(told.on, short=True), "who": told.who}
        marks.append(_("Disputed before: %(day)s (%(who)s). If they still say so, note it again.") % words)
    return marks


def _state(case: Case, deadline: Deadline, now: datetime) -> tuple[str, Words]:
    status = Deadline.Status(deadline.status)
    if status == Deadline.Status.PROPOSED:
        return "soon", _("To be confirmed")
    if status == Deadline.Status.PAUSED:
        return "wait", status.label
    if status == Deadline.Status.MET:
        return "done", _("Met")
    if status in {Deadline.Status.SUPERSEDED, Deadline.Status.WAIVED}:
        return "todo", status.label
    today = now.astimezone(ZoneInfo(deadline.zone)).date()
    left = workdays.between(today, deadline.due_on, case.organisation.country)
    if deadline.due_at < now:
        hours = int((now - deadline.due_at).total_seconds() // 3600)
        late = abs(left)
        if late:
            return "late", _("1 working day late") if late == 1 else _("%(days)s working days late") % {"days": late}
        return "late", _("%(hours)s h late") % {"hours": max(hours, 1)}
    if deadline.actor == Deadline.Actor.THEM and left > 1:
        return "wait", _("They have %(days)s working days left") % {"days": left}
    if left <= 1:
        return "soon", _("Today") if deadline.due_on == today else _("1 working day left") if left == 1 else _(
            "Less than a working day left"
        )
    return "ok", _("%(days)s working days left") % {"days": left}


def _due(deadline: Deadline, local: datetime) -> str:
    """The big line: the day where the rule counts, with the hour only when an hour is stated."""
    day = shown.day(deadline.due_on, short=True)
    if not deadline.has_time:
        return day
    return f"{day} {local:%H:%M}" if shown.speaks_chinese() else f"{day}, {local:%H:%M}"


def _elsewhere(case: Case, deadline: Deadline) -> str:
    home = case.organisation.time_zone
    there, here = (deadline.due_at.astimezone(ZoneInfo(zone)) for zone in (deadline.zone, home))
    if not deadline.has_time or there.utcoffset() == here.utcoffset():
        return ""
    told = {
        "city": shown.city(home),
        "time": f"{here:%H:%M}",
        "day": shown.day(case.organisation.day_of(deadline.due_at), short=True),
    }
    return str(_("%(time)s on %(day)s in %(city)s") % told)


def _why(deadline: Deadline, language: str) -> list[tuple[str, list[str]]]:
    """The steps in the reader's language, each heading once."""
    told: dict[str, list[str]] = {}
    for data in deadline.trace:
        step = Step.from_json(data)
        told.setdefault(step.heading(language), []).append(step.text(language))
    return list(told.items())


def _ruler(deadline: Deadline, language: str) -> list[Mark]:
    marks = []
    for data in deadline.ruler:
        day = RulerDay.from_json(data)
        attribute = "data-end" if day.is_end else "data-from" if day.is_start else "data-off" if day.off else ""
        label = day.label(language)
        marks.append(
            Mark(day.day.day, label if len(label) <= 5 else "–", attribute, f"{shown.day(day.day)} {label}", day.gap)
        )
    return marks


def _empty(case: Case, kind: str) -> Card:
    """No date is an answer too, and it has its reason."""
    if case.is_closed:
        return Card(
            kind,
            "done",
            _("Case closed"),
            nothing=_("None"),
            nothing_because=_("The case is closed: nobody waits for this date any more."),
        )
    if kind == "target":
        return Card(
            kind,
            "todo",
            _("None"),
            nothing=_("None yet"),
            nothing_because=_("It is set two working days before a legal date of ours, as soon as one is confirmed."),
        )
    if kind == "legal":
        known = case.route_id is not None
        return Card(
            kind,
            "todo" if known else "soon",
            _("None yet") if known else _("Ask counsel"),
            nothing=_("None yet"),
            nothing_because=_("The clocks of this route start when the appeal is submitted.")
            if known
            else _("No route is known for this body and country: counsel says by when something must be done."),
        )
    freeze = case.freeze
    own_end = routes.body_kind(freeze.body_kind).freeze_has_own_end
    asked = freeze.term_state == Freeze.Fact.UNKNOWN
    return Card(
        kind,
        "soon" if asked else "todo",
        _("Ask for it") if asked else _("None printed"),
        nothing=_("Not stated"),
        nothing_because=_("The law sets a longest term for such a freeze: ask for the instrument that names it.")
        if own_end
        else _("Such a freeze has no end by law. Ask the other side for a date, and ask again."),
    )

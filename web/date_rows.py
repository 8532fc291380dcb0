"""A date as one line: how it stands, how long it still is, and why it is that day, in short and in full."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases import workdays
from cases.models import Case, Deadline
from knowledge.phrases import phrase
from knowledge.trace import Step
from web import shown
from web.joined import joined

FAR = 60  # days; beyond that nobody counts working days
KINDS: dict[str, "str | Promise"] = {
    "legal": pgettext_lazy("clock", "Legal"),
    "target": pgettext_lazy("clock", "Target"),
    "end": pgettext_lazy("clock", "Freeze end"),
}


@dataclass(frozen=True)
class Gate:
    """What stands between the case and its next stage: items ticked, of all."""

    done: int
    total: int

    @property
    def is_open(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True)
class Told:
    """What became of a line that was ticked."""

    is_done: bool
    words: "str | Promise"


@dataclass(frozen=True)
class Row:
    deadline: Deadline
    state: str  # data-s of the design
    word: "str | Promise"
    left: int  # working days; negative when late; calendar days when it is far
    is_far: bool = False
    is_today: bool = False
    gate: Gate | None = None
    lacks_limitation: bool = False
    is_new: bool = False
    is_picked: bool = False
    told: Told | None = None

    @property
    def why(self) -> list[tuple[str, list[str]]]:
        """The trace in the reader's language, each heading once."""
        language = get_language() or "zh-hans"
        told: dict[str, list[str]] = {}
        for data in self.deadline.trace:
            step = Step.from_json(data)
            told.setdefault(step.heading(language), []).append(step.text(language))
        return list(told.items())

    @cached_property
    def in_short(self) -> str:
        """From what and how long, in one breath: the invitation to read the rest, and all that a printed sheet has."""
        language = get_language() or "zh-hans"
        for data in self.deadline.trace:
            given: dict[str, Any] = data.get("params") or {}
            if data["code"] in {"event_day", "event_moment"}:
                limit = _limit_of(self.deadline.trace)
                return joined(f"{phrase(given.get('event')).text(language)} {self._from_day}", limit)
            if data["code"] == "stated_trigger":
                return joined(phrase(given).text(language), self._from_day)
            if data["code"] == "target_from":
                return Step.from_json(data).text(language).rstrip(".。")
        return ""

    @property
    def _from_day(self) -> str:
        return shown.day(self.deadline.trigger_at.astimezone(ZoneInfo(self.deadline.zone)).date(), short=True)

    @property
    def is_late(self) -> bool:
        return self.state == "late"

    @property
    def kind_word(self) -> "str | Promise":
        return KINDS[self.deadline.kind]

    @property
    def hour(self) -> str:
        """17:00, with the city when that is not the reader's own hour."""
        if not self.deadline.has_time:
            return ""
        local = self.deadline.due_at.astimezone(ZoneInfo(self.deadline.zone))
        elsewhere = local.utcoffset() != timezone.localtime(self.deadline.due_at).utcoffset()
        return f"{local:%H:%M} {shown.city(self.deadline.zone)}" if elsewhere else f"{local:%H:%M}"

    @property
    def how_long(self) -> str:
        n, told = abs(self.left), {"n": abs(self.left)}
        if self.deadline.is_paused and self.deadline.paused_from:
            since = shown.day(timezone.localtime(self.deadline.paused_from).date(), short=True)
            return gettext("since %(when)s") % {"when": since}
        if self.is_late:
            late = gettext("1 working day late") if n == 1 else gettext("%(n)s working days late") % told
            words = late if n else gettext("Late")
        elif self.is_far:
            words = gettext("%(n)s days") % told
        elif n:
            words = gettext("1 working day left") if n == 1 else gettext("%(n)s working days left") % told
        else:
            words = gettext("Today") if self.is_today else gettext("Less than a working day left")
        return joined(words, gettext("provisional") if self.deadline.provisional else "")


def _limit_of(trace: list[dict[str, Any]]) -> str:
    rule = next((data for data in trace if data["code"] == "rule"), None)
    return phrase(rule["params"].get("limit")).text(get_language() or "zh-hans") if rule else ""


def row_of(deadline: Deadline, now: datetime) -> Row:
    today = now.astimezone(ZoneInfo(deadline.zone)).date()
    far = (deadline.due_on - today) > timedelta(days=FAR)
    if far:
        left = (deadline.due_on - today).days
    else:
        left = workdays.between(today, deadline.due_on, deadline.case.organisation.country)
    row = Row(deadline, "ok", _("On track"), left, is_far=far, is_today=deadline.due_on == today)
    if deadline.is_paused:
        return replace(row, state="wait", word=_("Stands still"))
    if deadline.is_proposed:
        return replace(row, state="wait", word=pgettext_lazy("date", "To be confirmed"))
    if deadline.due_at < now:
        return replace(row, state="late", word=_("Late"), left=min(left, 0))
    if deadline.actor == Deadline.Actor.THEM:
        return replace(row, state="wait", word=_("Waiting"))
    if left <= 1:
        return replace(row, state="soon", word=_("Due soon"))
    return row


def next_of(cases: Iterable[Case]) -> dict[int, Deadline]:
    """The date behind each case's next_deadline_at, to be said as the day it is where it counts.

    The moment alone does not do: the end of a day in Brussels is already tomorrow on a clock in Ningbo.
    """
    running = Deadline.objects.running().filter(case__in=list(cases)).order_by("due_at", "pk")
    found: dict[int, Deadline] = {}
    for deadline in running.only("case_id", "due_at", "due_on", "zone", "has_time"):
        found.setdefault(deadline.case_id, deadline)
    return found


@dataclass(frozen=True)
class CaseRow:
    """A case that stands in the list for itself: it is paused, or nobody has touched it."""

    case: Case
    code: str  # paused, silent
    since: datetime
    days: int
    gate: Gate | None = None
    lacks_limitation: bool = False

    @property
    def is_paused(self) -> bool:
        return self.code == "paused"

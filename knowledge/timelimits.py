"""When a time limit ends, and why. The one door to the deadline engine: knows no database, no clock, no file.

    due = compute(rule, trigger=date(2026, 1, 15), zone="Asia/Shanghai", calendars=calendars)
    due.due_local, due.provisional, [step.text("zh-Hans") for step in due.trace]

A rule that gives no date answers with `Refused` and its reason. Nothing here is legal advice: counsel confirms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from knowledge.amounts import Amount, Direction, Part, amount_phrase
from knowledge.asking import Pause, Question
from knowledge.calendars import Calendars
from knowledge.citing import rule_steps
from knowledge.counting import end_of_day
from knowledge.daylimits import count_days
from knowledge.hourlimits import count_hours
from knowledge.phrases import Phrase
from knowledge.refusals import Refused
from knowledge.ruler import Ruler, RulerDay
from knowledge.rules import Rule, bare_rule, parse_rule, refuse_if_not_computable, version_on
from knowledge.starting import start_of
from knowledge.trace import Step, lines

__all__ = [
    "Alternative",
    "Amount",
    "Due",
    "Part",
    "Pause",
    "Refused",
    "Rule",
    "RulerDay",
    "Step",
    "bare_rule",
    "compute",
    "lines",
    "parse_rule",
]

FIRST_YEAR, LAST_YEAR = 1990, 2099
LONGEST = 40_000  # of any unit: more is a slip of the finger

FROM_UNMOVED_END = Phrase("counted from the end that has not been moved off a rest day", "自未顺延的原届满日起算")
COMPUTED = Phrase("as computed from the rule", "按规则推算")


@dataclass(frozen=True)
class Alternative:
    """Another date that can be argued for, and on what ground. Reminders follow the earlier one."""

    due_local: date | datetime
    why: Phrase

    def as_json(self) -> dict[str, Any]:
        return {"due_local": written(self.due_local), "why": self.why.as_json()}


@dataclass(frozen=True)
class Due:
    rule_id: str
    due_local: date | datetime  # a day in `zone`, or a moment where the limit runs in hours
    zone: str
    due_utc: datetime  # the end of that day (24:00, or 23:59 where a court closes then), or that moment
    nominal: date  # before it moves off a rest day
    provisional: bool  # rests on a year whose calendar is not official yet
    direction: Direction
    trace: tuple[Step, ...]
    drawn_from: Ruler = field(repr=False, compare=False)
    alternatives: tuple[Alternative, ...] = ()
    window_from: date | datetime | None = None  # where the source gives a range: its earlier end
    calendars: tuple[str, ...] = ()  # "CN-WORK 2026 official 1f0a…": what a later recomputation compares with

    @cached_property
    def ruler(self) -> tuple[RulerDay, ...]:
        """Every day from the event to the end, for the page."""
        return self.drawn_from.days()

    @property
    def remind_by(self) -> date | datetime:
        """The cautious date: the earliest arguable one, or the latest where waiting is the duty."""
        arguable = [self.due_local, *(other.due_local for other in self.alternatives)]
        cautious = max if self.direction == "not_before" else min
        return cautious(arguable, key=lambda when: (plain_day(when), written(when)))

    def as_json(self) -> dict[str, Any]:
        return {
            "rule_id": self.rule_id,
            "due_local": written(self.due_local),
            "zone": self.zone,
            "due_utc": written(self.due_utc),
            "nominal": self.nominal.isoformat(),
            "provisional": self.provisional,
            "direction": self.direction,
            "window_from": written(self.window_from) if self.window_from else None,
            "alternatives": [other.as_json() for other in self.alternatives],
            "calendars": list(self.calendars),
            "trace": [step.as_json() for step in self.trace],
            "ruler": [day.as_json() for day in self.ruler],
        }


def written(when: date | datetime) -> str:
    """2026-03-16, or 2026-03-30T10:15+08:00; seconds only where there are any."""
    if isinstance(when, datetime):
        return when.isoformat(timespec="seconds" if when.second else "minutes")
    return when.isoformat()


def plain_day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _for_step(when: date | datetime) -> str:
    """A step tells days and wall clocks; the zone is told beside it."""
    return written(when.replace(tzinfo=None)) if isinstance(when, datetime) else written(when)


def compute(
    rule: Rule,
    *,
    trigger: date | datetime,
    zone: str,
    calendars: Calendars,
    acting_zone: str | None = None,
    amount: Amount | None = None,
    profile: str | None = None,
    calendar: str | None = None,
    rolls: bool | None = None,
    rest_hours_count: bool | None = None,
    contract_on: date | None = None,
    printed_end: date | None = None,
    paused: Sequence[Pause] = (),
    also: Mapping[str, date | datetime] | None = None,
    parent: Due | None = None,
) -> Due:
    """The date, its reasons and its ruler; or `Refused`.

    `zone` is where the event was recorded, `acting_zone` where the body sits (by default taken from the rule).
    `amount`, `profile`, `calendar`, `rolls`, `rest_hours_count` replace what the rule says; `contract_on` chooses the
    version where the contract decides; `also` gives the day of a second event; `parent` is the computed date that this
    limit runs from; `printed_end` is the end that the notice itself prints, and prevails.
    """
    question = Question(
        rule=rule,
        trigger=trigger,
        zone=zone,
        calendars=calendars,
        acting_zone=acting_zone,
        amount=amount,
        profile=profile,
        calendar=calendar,
        rolls=rolls,
        rest_hours_count=rest_hours_count,
        contract_on=contract_on,
        paused=paused,
    )
    due = _answer(question, parent)
    if rule.other_trigger and rule.other_amount and also and rule.other_trigger in also:
        told = replace(rule, event=rule.other_event)
        second = replace(question, rule=told, trigger=also[rule.other_trigger], amount=(rule.other_amount,))
        due = _later(due, _answer(second))
    due = _with_readings(due, question, parent)
    if rule.amount_min is not None and amount is None:
        earliest = _answer(replace(question, amount=(Part(rule.amount_min, rule.unit),))).due_local
        due = replace(due, window_from=earliest, trace=(*due.trace, Step("window", {"day": _for_step(earliest)})))
    return _printed(due, printed_end) if printed_end else due


def _answer(question: Question, parent: Due | None = None) -> Due:
    """One count, without the other dates that can be argued."""
    rule, amount = question.rule, question.amount
    refuse_if_not_computable(rule, amount_given=bool(amount))
    _refuse_far_years(plain_day(question.trigger))
    start = start_of(question, question.calendar_of(rule))
    version = version_on(rule, start.day, contract_on=question.contract_on, amount=amount)
    given = bool(amount) and amount not in rule.own_amounts  # one of the rule's own versions: the day has chosen it
    parts = amount if amount and given else version.parts
    profile, calendar = question.profile_of(version), question.calendar_of(version)
    asked_for = question.profile is not None and question.profile not in (rule.profile, version.profile)
    steps = list(start.steps)
    if parent:
        steps.append(Step("computed_event", {"rule": parent.rule_id, "day": _for_step(parent.due_local)}))
    steps += rule_steps(version, profile, parts, given=given and bool(rule.law), asked_for=asked_for, day=start.day)
    if any(part.count > LONGEST for part in parts):
        raise Refused("amount_too_long", text=amount_phrase(parts), most=LONGEST)
    if len({part.unit == "hours" for part in parts}) > 1:
        raise Refused("hours_stand_alone", text=amount_phrase(parts))
    count = count_hours if parts and parts[0].unit == "hours" else count_days
    try:
        found = count(question, version, profile, calendar, parts, start)
    except (OverflowError, ValueError):
        raise Refused("year_out_of_range", year="9999+", first=FIRST_YEAR, last=LAST_YEAR) from None
    _refuse_far_years(plain_day(found.due_local))
    due = Due(
        rule_id=rule.id,
        due_local=found.due_local,
        zone=found.zone,
        due_utc=found.due_utc,
        nominal=found.nominal,
        provisional=found.provisional or (parent is not None and parent.provisional),
        direction=rule.direction,
        trace=(*steps, *found.steps),
        drawn_from=found.ruler,
        calendars=found.calendars,
    )
    return _beside(due, *found.other) if found.other else due


def _refuse_far_years(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("year_out_of_range", year=day.year, first=FIRST_YEAR, last=LAST_YEAR)


# --- the other dates that can be argued ------------------------------------------------------------------------------


def _with_readings(due: Due, question: Question, parent: Due | None) -> Due:
    if parent and not isinstance(parent.due_local, datetime) and parent.nominal != parent.due_local:
        due = _beside(due, _answer(replace(question, trigger=parent.nominal)).due_local, FROM_UNMOVED_END)
    if question.amount and question.amount not in question.rule.own_amounts:
        return due  # the readings belong to the rule's own length
    for reading in question.rule.readings:
        changed = replace(
            question,
            rule=replace(question.rule, vacation=reading.vacation),
            profile=reading.profile or question.profile,
            calendar=reading.calendar or question.calendar,
            rolls=question.rolls if reading.rolls is None else reading.rolls,
            amount=(reading.amount,) if reading.amount else question.amount,
        )
        due = _beside(due, _answer(changed).due_local, reading.why)
    return due


def _beside(due: Due, other: date | datetime, why: Phrase) -> Due:
    """A reading that leads to the same date is no alternative."""
    if other == due.due_local or any(other == known.due_local for known in due.alternatives):
        return due
    step = Step("other_reading", {"day": _for_step(other), "why": why.as_json()})
    return replace(due, alternatives=(*due.alternatives, Alternative(other, why)), trace=(*due.trace, step))


def _later(due: Due, second: Due) -> Due:
    """ "Whichever is later": both limits are shown, one counts."""
    later = second if plain_day(second.due_local) > plain_day(due.due_local) else due
    step = Step("later_of_two", {"first": _for_step(due.due_local), "second": _for_step(second.due_local)})
    return replace(later, trace=(*due.trace, *second.trace, step), provisional=due.provisional or second.provisional)


def _printed(due: Due, printed: date) -> Due:
    """Chinese notices often print the eve of the corresponding date. What is printed prevails; the rest is shown."""
    _refuse_far_years(printed)
    start = due.drawn_from.start
    if due.direction != "before" and printed < start:
        raise Refused("printed_end_too_early", printed=printed, day=start)
    step = Step("printed_end", {"day": printed.isoformat(), "computed": _for_step(due.due_local)})
    changed = replace(
        due,
        due_local=printed,
        due_utc=end_of_day(printed, due.zone),
        nominal=printed,
        provisional=False,
        trace=(*due.trace, step),
        alternatives=(),
        drawn_from=replace(due.drawn_from, end=printed),
    )
    return _beside(changed, due.due_local, COMPUTED)

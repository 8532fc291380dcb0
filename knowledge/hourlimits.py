"""Limits that run in hours. They never move off a rest day; whether its hours count is a question of the statute."""

from datetime import UTC, date, datetime, time, timedelta

from knowledge.amounts import Amount, amount_phrase
from knowledge.asking import Answer, Question
from knowledge.calendars import Calendar
from knowledge.counting import elapsed, hours_on_working_days, next_full_hour
from knowledge.notices import calendar_steps, is_provisional, versions_of, years_between
from knowledge.phrases import Phrase, place
from knowledge.profiles import Profile
from knowledge.refusals import Refused
from knowledge.ruler import Ruler
from knowledge.rules import Rule
from knowledge.starting import Start, known_zone, offset
from knowledge.trace import Step, told_days

ADMINISTRATIVE = Phrase(
    "VwVfG § 31(6): hours of weekends and holidays count", "德国《行政程序法》第31条第6款：周末及假日的钟点计入"
)
JUDICIAL = Phrase(
    "ZPO § 222(3): hours of weekends and holidays do not count",
    "德国《民事诉讼法》第222条第3款：周末及假日的钟点不计入",
)


def count_hours(
    question: Question, rule: Rule, profile: Profile, calendar: Calendar, amount: Amount, start: Start
) -> Answer:
    if start.moment is None:
        raise Refused("time_needed", rule=rule.id, day=start.day)
    hours = sum(part.count for part in amount)
    there = known_zone(question.acting_zone or question.zone)
    steps: list[Step] = []
    begin, other, skipping = start.moment, None, False
    if hours and rule.direction == "before":
        end = elapsed(begin, -hours)
        steps.append(_by_the_clock("hours_back", amount, begin, end))
    elif not hours:
        end = begin
        steps.append(Step("at_once"))
    else:
        if profile.hours == "next_hour":
            begin = next_full_hour(begin)
            steps.append(Step("next_hour", {"moment": _wall(begin)}))
        end = elapsed(begin, hours)
        if profile.hours == "german":
            working_end, skipped = hours_on_working_days(calendar, begin, hours)
            # Without a calendar of rest days there are none to leave out.
            skipping = question.rest_hours_count is False or (
                question.rest_hours_count is None and calendar.knows_rest_days
            )
            other = (end, ADMINISTRATIVE) if skipping else (working_end, JUDICIAL)
            if skipping:
                end = working_end
                steps.append(Step("basis", {"basis": JUDICIAL.as_json()}))
                steps += [Step("hours_not_counted", {"days": told_days(skipped)})] if skipped else []
        if not skipping:
            steps.append(_by_the_clock("hours_elapsed", amount, begin, end))
    end, pauses = _after_pauses(question, start.moment, end)
    steps += pauses
    if begin.utcoffset() != end.utcoffset():
        steps.append(Step("clocks_change", {"before": offset(begin), "after": offset(end)}))
    years = years_between(start.day, end.date()) if skipping else []
    steps += calendar_steps(calendar, years)
    local = end.astimezone(there)
    steps += _told_end(rule, question, local)
    return Answer(
        due_local=local,
        zone=there.key,
        due_utc=end.astimezone(UTC),
        nominal=local.date(),
        steps=tuple(steps),
        ruler=_ruler(calendar, start.moment, local, skipping=skipping),
        provisional=is_provisional(calendar, years),
        calendars=versions_of(calendar, years),
        other=(other[0].astimezone(there), other[1]) if other else None,
    )


def _by_the_clock(code: str, amount: Amount, begin: datetime, end: datetime) -> Step:
    told = {"start": _wall(begin.astimezone(UTC)), "end": _wall(end.astimezone(UTC))}
    return Step(code, {"amount": amount_phrase(amount).as_json(), **told})


def _after_pauses(question: Question, begin: datetime, end: datetime) -> tuple[datetime, list[Step]]:
    """A clock that stood still runs on by exactly the time it stood."""
    steps: list[Step] = []
    for pause in sorted(question.paused, key=lambda pause: _moment(pause.first, begin)):
        first, last = _moment(pause.first, begin), _moment(pause.last, begin)
        if not isinstance(pause.last, datetime):
            last += timedelta(days=1)
        first = max(first, begin)
        if first >= end or last <= first:
            continue
        stood = last.astimezone(UTC) - first.astimezone(UTC)
        end = (end.astimezone(UTC) + stood).astimezone(end.tzinfo)
        hours, minutes = divmod(int(stood.total_seconds()) // 60, 60)
        lasted = Phrase(f"{hours} h {minutes} min", f"{hours}小时{minutes}分")
        steps.append(Step("paused", {"first": _wall(first), "last": _wall(last), "amount": lasted.as_json()}))
    return end, steps


def _moment(when: date | datetime, like: datetime) -> datetime:
    if isinstance(when, datetime):
        return when if when.tzinfo else when.replace(tzinfo=like.tzinfo)
    return datetime.combine(when, time(), like.tzinfo)


def _told_end(rule: Rule, question: Question, local: datetime) -> list[Step]:
    code = "not_before_moment" if rule.direction == "not_before" else "due_moment"
    zone = question.acting_zone or question.zone
    steps = [Step(code, {"moment": _wall(local), "place": place(zone).as_json(), "offset": offset(local)})]
    if zone != question.zone:
        there = local.astimezone(known_zone(question.zone))
        steps.append(Step("same_moment", {"moment": _wall(there), "place": place(question.zone).as_json()}))
    return steps


def _ruler(calendar: Calendar, begin: datetime, end: datetime, *, skipping: bool) -> Ruler:
    first = begin.astimezone(end.tzinfo).date()
    return Ruler(start=first, end=end.date(), nominal=end.date(), calendar=calendar, only_working=skipping)


def _wall(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds" if moment.second else "minutes")

"""Limits that run in days, weeks, months and years: the count, what moves the end, and how each step is told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from knowledge.amounts import Amount, Part, amount_phrase
from knowledge.asking import Answer, Pause, Question
from knowledge.calendars import WEEKDAYS, Calendar
from knowledge.counting import (
    days_between,
    end_of_day,
    eve_of_same_date,
    long_rests,
    off_rest_days,
    same_date,
    walk,
    working_days_between,
)
from knowledge.notices import calendar_steps, is_provisional, versions_of, years_between
from knowledge.phrases import Phrase, place
from knowledge.profiles import Profile
from knowledge.ruler import Ruler
from knowledge.rules import Rule, Vacation
from knowledge.starting import Start
from knowledge.trace import Step, told_days

ONE_DAY = timedelta(days=1)

BACKWARDS = Phrase("a period counted back is not prolonged.", "倒推期间不予顺延。")
REQUESTED = Phrase("this reading does not move the end.", "按此解释不予顺延。")
STARTS_ANOTHER = Phrase(
    "it is the start of another period, not the end of one.", "该日系另一期限的起算，并非期限届满。"
)
TAX_PRACTICE = Phrase(
    "the tax authority's yearly notices prolong by working days", "税务总局年度通知的做法：按工作日顺延"
)
VACATION_MOVED = Phrase(
    "the end, once moved off the rest day, lies outside the judicial vacation",
    "遇休息日顺延后，届满日已在司法休庭期之外",
)
WORKING_DAY_BEFORE = Phrase("the working day before, to be safe", "稳妥起见，提前至前一工作日")


@dataclass
class _Count:
    """One count while it runs: where it stands, and what has been said so far."""

    question: Question
    rule: Rule
    profile: Profile
    calendar: Calendar
    start: date
    steps: list[Step] = field(default_factory=list)
    looked_at: set[int] = field(default_factory=set)  # years whose rest days mattered
    other: tuple[date, Phrase] | None = None

    @property
    def back(self) -> bool:
        return self.rule.direction == "before"

    @property
    def first_day(self) -> date:
        if self.back:
            return self.start - ONE_DAY
        return self.start if self.profile.event_day_counts else self.start + ONE_DAY

    def tell(self, code: str, **params: object) -> None:
        self.steps.append(Step(code, {key: _json(value) for key, value in params.items()}))

    def look_at(self, first: date, last: date) -> None:
        self.looked_at.update(years_between(first, last))


def _json(value: object) -> object:
    if isinstance(value, Phrase):
        return value.as_json()
    return value.isoformat() if isinstance(value, date) else value


def count_days(
    question: Question, rule: Rule, profile: Profile, calendar: Calendar, amount: Amount, start: Start
) -> Answer:
    in_working_days = any(part.unit == "business_days" for part in amount)
    if in_working_days and not calendar.knows_rest_days:
        calendar = WEEKDAYS
    count = _Count(question, rule, profile, calendar, start.day)
    nominal = _vacation_end(count, rule.vacation) if rule.vacation else _nominal(count, amount)
    if profile.franc and not in_working_days and amount:
        nominal += ONE_DAY
        count.tell("franc", day=nominal)
    nominal = _after_pauses(count, nominal, in_working_days=in_working_days)
    end = nominal
    if not (amount and amount[-1].unit == "business_days"):  # whose last day is worked anyway
        end = _extended(count, amount, nominal)
        end = _moved(count, amount, end)
    zone = start.zone
    early = 1 if profile.until == "23:59" else 0
    years = sorted(count.looked_at)
    count.steps += calendar_steps(calendar, years) if years else [Step("no_rest_days")]
    _tell_end(count, end, zone)
    return Answer(
        due_local=end,
        zone=zone,
        due_utc=end_of_day(end, zone, minutes_before_midnight=early),
        nominal=nominal,
        steps=tuple(count.steps),
        ruler=Ruler(
            start=start.day,
            end=end,
            nominal=nominal,
            calendar=calendar,
            only_working=in_working_days,
            start_counts=profile.event_day_counts and not count.back,
            uncounted=_paused_days(question.paused),
        ),
        provisional=is_provisional(calendar, years),
        calendars=versions_of(calendar, years),
        other=count.other,
    )


# --- the count itself ------------------------------------------------------------------------------------------------


def _nominal(count: _Count, amount: Amount) -> date:
    """Part after part; what is added later (ten days on account of distance) runs on from an end that has not moved."""
    day = count.start
    if not amount or amount[0].count == 0:
        count.tell("at_once")
        return day
    code = "event_day_counts" if count.first_day == count.start else "first_day"
    if amount[0].unit != "business_days" and not count.back and not _runs_to_the_eve(count, amount[0]):
        count.tell(code, day=count.first_day)
    for place_of, part in enumerate(amount):
        before = day
        day = _add(count, day, part, is_first=place_of == 0)
        if part.unit == "business_days":
            continue
        told = amount_phrase((part,))
        if count.back:
            count.tell("part_counts_back", amount=told, day=day)
        elif place_of:
            count.tell("added", amount=told, day=day)
        elif _runs_to_the_eve(count, part):
            count.tell("eve", first=count.first_day, day=day)
        else:
            if part.unit in ("months", "years") and day.day != before.day:
                count.tell("no_such_day", number=before.day, day=day)
            count.tell("part_ends", amount=told, day=day)
    return day


def _add(count: _Count, day: date, part: Part, *, is_first: bool) -> date:
    sign = -1 if count.back else 1
    match part.unit:
        case "business_days":
            return _walked(count, day, part.count, is_first=is_first)
        case "months" | "years":
            months = part.count * (12 if part.unit == "years" else 1)
            if is_first and _runs_to_the_eve(count, part):
                return eve_of_same_date(count.first_day, months)
            return same_date(day, sign * months)
        case _:
            days = part.count * (7 if part.unit == "weeks" else 1)
            counted_already = 1 if is_first and not count.back and count.profile.event_day_counts else 0
            return day + sign * timedelta(days=days - counted_already)


def _runs_to_the_eve(count: _Count, part: Part) -> bool:
    return count.profile.months == "eve" and part.unit in ("months", "years") and not count.back


def _walked(count: _Count, day: date, number: int, *, is_first: bool) -> date:
    start = day - ONE_DAY if is_first and count.profile.event_day_counts and not count.back else day
    found = walk(count.calendar, start, number, back=count.back, paused=_paused_days(count.question.paused))
    count.look_at(start, found.end)
    if found.counted:
        count.tell("first_day", day=found.counted[0])
    if found.skipped:
        count.tell("not_counted", days=told_days(found.skipped))
    if found.made_up:
        count.tell("made_up", days=told_days(found.made_up))
    count.tell("working_days_end", count=number, day=found.end)
    return found.end


def _vacation_end(count: _Count, vacation: Vacation) -> date:
    """Judicial Code art. 50(2): a period that starts and ends in the vacation runs to 15 September."""
    first = count.first_day
    day = _nominal(count, (vacation.amount,))
    days = (vacation.first, vacation.last, vacation.until)
    opens, closes, until = (date.fromisoformat(f"{first.year}-{day_of_year}") for day_of_year in days)
    if not (opens <= first and day <= closes):
        count.tell("no_vacation", first=first, day=day)
        return day
    count.tell("vacation", first=first, day=day, until=until)
    moved, _ = off_rest_days(count.calendar, day)
    if moved > closes:
        count.other = (moved, VACATION_MOVED)
    return until


def _after_pauses(count: _Count, nominal: date, *, in_working_days: bool) -> date:
    """A clock that stood still runs on by exactly the days it stood. Working days have skipped them already."""
    for pause in sorted(count.question.paused, key=lambda pause: _day(pause.first)):
        first, last = max(_day(pause.first), count.first_day), _day(pause.last)
        stood = (last - first).days + 1
        if stood <= 0 or first > nominal or count.back:
            continue
        told = amount_phrase((Part(stood, "calendar_days"),))
        count.tell("paused", first=first, last=last, amount=told)
        if not in_working_days:
            nominal += timedelta(days=stood)
    return nominal


def _paused_days(pauses: Iterable[Pause]) -> frozenset[date]:
    return frozenset(day for pause in pauses for day in days_between(_day(pause.first), _day(pause.last)))


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


# --- what moves the end ----------------------------------------------------------------------------------------------


def _extended(count: _Count, amount: Amount, nominal: date) -> date:
    """Extensions that lengthen the period itself, before the last day is looked at."""
    calendar, profile = count.calendar, count.profile
    if not calendar.knows_rest_days or count.rule.vacation:
        return nominal
    if profile.tax_rest_days and not count.back:
        count.look_at(count.first_day, nominal)
        rests = long_rests(calendar, count.first_day, nominal, at_least=3)
        if rests:
            longer = nominal + timedelta(days=len(rests))
            count.tell("tax_rest_days", days=told_days(rests), count=len(rests), day=longer)
            count.other = (walk(calendar, nominal, len(rests)).end, TAX_PRACTICE)
            return longer
    if profile.two_working_days and _days_long(amount) >= 2:
        return _with_two_working_days(count, nominal)
    return nominal


def _days_long(amount: Amount) -> int:
    """Enough to tell one day from more."""
    return sum(part.count * (1 if part.unit == "calendar_days" else 7) for part in amount)


def _with_two_working_days(count: _Count, nominal: date) -> date:
    """Regulation 1182/71 art. 3(5): "Any period of two days or more shall include at least two working days." """
    calendar = count.calendar
    day = nominal if count.back else off_rest_days(calendar, nominal)[0]
    if working_days_between(calendar, *sorted((count.first_day, day))) >= 2:
        return nominal
    while working_days_between(calendar, *sorted((count.first_day, day))) < 2:
        day = walk(calendar, day, 1, back=count.back).end
    count.look_at(*sorted((count.first_day, day)))
    count.tell("two_working_days", day=day)
    return day


def _moved(count: _Count, amount: Amount, end: date) -> date:
    """An end on a rest day: moved by the statute, or not, and why."""
    calendar = count.calendar
    if not calendar.knows_rest_days:
        return end
    stays = _why_it_stays(count, amount)
    off = calendar.off(end)
    if off is None:
        if stays is None:
            count.look_at(end, end)
        if stays is None and (name := calendar.made_up(end)):
            count.tell("worked_weekend", day=end, name=name)
        return end
    if stays is not None:
        count.tell("not_moved", days=told_days([(end, off.name)]), why=stays)
        if count.back:
            count.other = (off_rest_days(calendar, end, back=True)[0], WORKING_DAY_BEFORE)
        return end
    moved, passed = off_rest_days(calendar, end)
    count.look_at(end, moved)
    count.tell("moved", from_day=end, day=moved, days=told_days(passed))
    return moved


def _why_it_stays(count: _Count, amount: Amount) -> Phrase | None:
    if count.question.rolls is False:
        return REQUESTED
    if count.question.rolls is True:
        return None
    if count.back:
        return BACKWARDS
    if count.rule.precedes and amount == count.rule.parts:
        return STARTS_ANOTHER
    return None if count.profile.moves else count.profile.stays


def _tell_end(count: _Count, end: date, zone: str) -> None:
    if count.rule.direction == "not_before":
        count.tell("not_before_day", day=end, next_day=end + ONE_DAY)
    else:
        code = "latest_day" if count.back else "due_day"
        count.tell(code, day=end, time=count.profile.until, place=place(zone))

"""The arithmetic of time limits: days, months, working days, hours. Each function is one rule of counting."""

import calendar as months_of
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from knowledge.calendars import Calendar
from knowledge.phrases import NamedDay

ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)
NO_DAYS: frozenset[date] = frozenset()


# --- months ----------------------------------------------------------------------------------------------------------


def _month_after(day: date, months: int) -> tuple[int, int, int]:
    """Year, month and number of days of the month that many months on (or back)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1, months_of.monthrange(year, month + 1)[1]


def same_date(day: date, months: int) -> date:
    """BGB § 188(2), CPC art. 641, Reg. 1182/71 art. 3(2)(c): the same date, else the last day of that month."""
    year, month, length = _month_after(day, months)
    return date(year, month, min(day.day, length))


def eve_of_same_date(first: date, months: int) -> date:
    """From a first day that counts to the eve of the same number: 1 July to 31 July is one month.

    A number that the last month does not have leaves the whole of that month: 31 January to 28 February.
    """
    year, month, length = _month_after(first, months)
    return date(year, month, first.day) - ONE_DAY if first.day <= length else date(year, month, length)


# --- working days ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walk:
    """Where a walk over days ended, and what it met on the way."""

    end: date
    skipped: list[NamedDay]
    made_up: list[NamedDay]  # weekend days that count, because they are worked
    counted: list[date]


def walk(calendar: Calendar, start: date, count: int, *, back: bool = False, paused: frozenset[date] = NO_DAYS) -> Walk:
    """The `count`th working day after (or before) a day that is itself not counted."""
    step = -ONE_DAY if back else ONE_DAY
    day = start
    skipped: list[NamedDay] = []
    made_up: list[NamedDay] = []
    counted: list[date] = []
    while len(counted) < count:
        day += step
        if day in paused:
            continue
        off = calendar.off(day)
        if off:
            skipped.append((day, off.name))
            continue
        counted.append(day)
        if name := calendar.made_up(day):
            made_up.append((day, name))
    return Walk(day, skipped, made_up, counted)


def off_rest_days(calendar: Calendar, day: date, *, back: bool = False) -> tuple[date, list[NamedDay]]:
    """The day itself if it is worked, else the next (or the last) working day, and the rest days passed over."""
    passed: list[NamedDay] = []
    while off := calendar.off(day):
        passed.append((day, off.name))
        day += -ONE_DAY if back else ONE_DAY
    return day, passed


def working_days_between(calendar: Calendar, first: date, last: date) -> int:
    return sum(calendar.is_working(day) for day in days_between(first, last))


def days_between(first: date, last: date) -> Iterable[date]:
    """Both ends included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def long_rests(calendar: Calendar, first: date, last: date, *, at_least: int) -> list[NamedDay]:
    """Rest days that stand in a row of `at_least` or more inside the period."""
    found: list[NamedDay] = []
    row: list[NamedDay] = []
    for day in days_between(first, last):
        off = calendar.off(day)
        if off:
            row.append((day, off.name))
            continue
        found += row if len(row) >= at_least else []
        row = []
    return found + (row if len(row) >= at_least else [])


# --- hours -----------------------------------------------------------------------------------------------------------


def exists(local: datetime) -> bool:
    """False in the hour that a night of daylight saving leaves out."""
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def is_twice(local: datetime) -> bool:
    """True in the hour that comes twice when clocks are set back."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset() and exists(local)


def elapsed(moment: datetime, hours: int) -> datetime:
    """Hours by the clock: there and back through UTC, so that daylight saving neither adds nor takes one."""
    return (moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(moment.tzinfo)


def next_full_hour(moment: datetime) -> datetime:
    """次时: the hour of the event is not counted, even if the event falls on its first minute."""
    into = timedelta(minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)
    return (moment.astimezone(UTC) - into + ONE_HOUR).astimezone(moment.tzinfo)


def hours_on_working_days(calendar: Calendar, moment: datetime, hours: int) -> tuple[datetime, list[NamedDay]]:
    """ZPO § 222(3): Sundays, general holidays and Saturdays are not counted in a period of hours."""
    zone = moment.tzinfo
    left, now, skipped = timedelta(hours=hours), moment.astimezone(UTC), []
    while True:
        day = now.astimezone(zone).date()
        midnight = datetime.combine(day + ONE_DAY, time(), zone).astimezone(UTC)
        if off := calendar.off(day):
            skipped.append((day, off.name))
        elif left <= midnight - now:
            return (now + left).astimezone(zone), skipped
        else:
            left -= midnight - now
        now = midnight


@cache
def zone_info(key: str) -> ZoneInfo:
    """Held for good: the standard library keeps only the eight zones used last."""
    return ZoneInfo(key)


def end_of_day(day: date, zone: str, *, minutes_before_midnight: int = 0) -> datetime:
    """24:00 of that day in that zone, as the moment at which the next day begins."""
    midnight = datetime.combine(day + ONE_DAY, time(), zone_info(zone)).astimezone(UTC)
    return midnight - timedelta(minutes=minutes_before_midnight)


def start_of_day(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), zone_info(zone)).astimezone(UTC)

"""Working days of the firm: for its own items, targets and reminders. Statutes count by their own rules, elsewhere."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.models import Case
from knowledge import catalogue
from knowledge.calendars import WEEKDAYS, Calendar
from knowledge.checklists import Offset
from knowledge.institutions import CALENDARS

ONE_DAY = timedelta(days=1)
CLOSE_OF_BUSINESS = time(18, 0)


def calendar_of(country: str) -> Calendar:
    known = catalogue.calendars()
    key = next(iter(CALENDARS.get(country, ())), None)
    return known[key] if key is not None and key in known else WEEKDAYS


def after(moment: datetime, offset: str, *, case: Case) -> datetime:
    """+4h: four hours on the clock; +3d: three days; +1wd: the firm's next working day, at the close of business."""
    wanted = Offset.parse(offset or "0")
    if (plain := wanted.plain) is not None:
        return moment + plain
    zone = ZoneInfo(case.organisation.time_zone)
    day = shift(case.organisation.day_of(moment), wanted.count, calendar_of(case.organisation.country))
    return datetime.combine(day, CLOSE_OF_BUSINESS, zone)


def before(day: date, count: int, *, case: Case) -> date:
    """The working day that lies `count` working days earlier."""
    return shift(day, -count, calendar_of(case.organisation.country))


def next_morning(moment: datetime, *, at: time, case: Case) -> datetime:
    """The first working morning after that moment, where the firm works."""
    zone = ZoneInfo(case.organisation.time_zone)
    day = shift(case.organisation.day_of(moment), 1, calendar_of(case.organisation.country))
    return datetime.combine(day, at, zone)


def shift(day: date, count: int, calendar: Calendar) -> date:
    """`count` working days on, or back when negative. The day itself is not counted; 0 gives the day itself."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


def between(start: date, end: date, country: str) -> int:
    """Working days from start (not counted) to end (counted); negative when the end lies before the start."""
    calendar = calendar_of(country)
    if end < start:
        return -between(end, start, country)
    return sum(calendar.is_working(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))

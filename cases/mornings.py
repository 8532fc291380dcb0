"""When a person can be reminded: their morning, their working days, their place on the globe. Knows no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.calendars import Calendar

ONE_DAY = timedelta(days=1)
EVENING = time(18, 0)


@dataclass(frozen=True)
class Habits:
    zone: ZoneInfo
    calendar: Calendar
    morning: time = time(8, 30)
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    quiet: bool = True  # nothing on days off

    def works(self, day: date) -> bool:
        """A weekend day that is worked instead of a holiday counts; a holiday does not."""
        if day in self.calendar.work:
            return True
        return day.isoweekday() in self.weekdays and day not in self.calendar.rest

    def hears(self, day: date) -> bool:
        return not self.quiet or self.works(day)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def on(self, day: date) -> datetime:
        return datetime.combine(day, self.morning, self.zone)

    def back(self, day: date, count: int = 1) -> date:
        """The own working day that lies `count` earlier."""
        for earlier in _days(day, -ONE_DAY):
            count -= self.works(earlier)
            if not count:
                break
        return earlier

    def last_morning(self, moment: datetime) -> date:
        """The day of the last morning before a moment: a Belgian midnight is early the next day in Beijing."""
        day = self.local(moment).date()
        return day if self.on(day) <= moment else day - ONE_DAY

    def next_morning(self, moment: datetime) -> datetime:
        """The first morning from that moment on, on a day one may write to this person."""
        day = self.local(moment).date()
        if self.on(day) >= moment and self.hears(day):
            return self.on(day)
        return self.on(next(later for later in _days(day, ONE_DAY) if self.hears(later)))

    def next_hour(self, moment: datetime) -> datetime:
        """That moment itself within their day; otherwise their next morning."""
        local = self.local(moment)
        if self.hears(local.date()) and self.morning <= local.time() < EVENING:
            return moment
        return self.next_morning(moment)

    def day_for(self, due_at: datetime, due_on: date) -> date:
        """The day on which "today" is said of a date: its own, though it be a day off; else a working day before it."""
        day = self.last_morning(due_at)
        if day in (due_on, self.local(due_at).date()) or self.hears(day):
            return day
        return self.back(day)


def _days(day: date, step: timedelta) -> Iterator[date]:
    while True:
        day += step
        yield day

"""Dates of the demo, counted from today on working days, so that something is always due today."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from cases import workdays

BEIJING, BRUSSELS = "Asia/Shanghai", "Europe/Brussels"


@dataclass(frozen=True)
class Days:
    now: datetime

    @property
    def today(self) -> date:
        """In Brussels, for every story: while it is night in Beijing, a notice of “today” there would lie in the future
        of a bank in Brussels."""
        return self.now.astimezone(ZoneInfo(BRUSSELS)).date()

    def back(self, count: int, hour: int = 9, minute: int = 0, *, zone: str = BEIJING, country: str = "CN") -> datetime:
        """`count` working days ago at that hour; 0 is today, but never later than now."""
        there = ZoneInfo(zone)
        day = self.today
        if count:
            day = workdays.shift(day, -count, workdays.calendar_of(country))
        return min(datetime.combine(day, time(hour, minute), there).astimezone(UTC), self.now)

    def ahead(self, count: int, *, country: str = "CN") -> date:
        """The working day that lies `count` working days ahead."""
        return workdays.shift(self.today, count, workdays.calendar_of(country))

    def on(self, count: int, *, zone: str = BEIJING) -> date:
        """The date `count` working days ago."""
        return day_in(zone, self.back(count, zone=zone))


def day_in(zone: str, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()

"""The day ruler beside a date: every day from the event to the end, counted, skipped or passed over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from knowledge.calendars import Calendar
from knowledge.phrases import NOTHING, Phrase, phrase

ONE_DAY = timedelta(days=1)
LONGEST = 45  # a longer period shows its first and its last days
HEAD, TAIL = 7, 21

START = Phrase("start", "起算")
END = Phrase("end", "届满")
SHORT_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHORT_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class RulerDay:
    day: date
    count: int | None = None  # the running number, none on a day that does not count
    off: str = ""  # "weekend" or "holiday" where the day does not count for that reason
    name: Phrase = NOTHING  # of the rest day, also where it counts all the same
    is_start: bool = False
    is_end: bool = False
    gap: int = 0  # days left out of the picture just before this one

    def label(self, language: str) -> str:
        """The second line under the number of the day: "start", "7", "Sat", "Spring Festival"."""
        if self.is_start and self.count is None:
            return START.text(language)
        if self.count is not None:
            return str(self.count)
        if self.is_end:
            return END.text(language)
        if self.off == "weekend":
            number = self.day.weekday()
            return Phrase(SHORT_EN[number], SHORT_ZH[number]).text(language)
        return self.name.text(language)

    def as_json(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "count": self.count,
            "off": self.off,
            "name": self.name.as_json(),
            "is_start": self.is_start,
            "is_end": self.is_end,
            "gap": self.gap,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "RulerDay":
        name = phrase(data["name"])
        ends = bool(data["is_start"]), bool(data["is_end"])
        return cls(date.fromisoformat(data["day"]), data["count"], str(data["off"]), name, *ends, gap=int(data["gap"]))


@dataclass(frozen=True, eq=False)
class Ruler:
    """What a ruler is drawn from. It is drawn when somebody looks: a table of ten thousand dates needs none."""

    start: date
    end: date
    nominal: date
    calendar: Calendar
    only_working: bool
    start_counts: bool = False
    uncounted: Collection[date] = ()

    def days(self) -> tuple[RulerDay, ...]:
        """From the earlier of start and end to the later. Counts run away from the start, also backwards."""
        step = ONE_DAY if self.end >= self.start else -ONE_DAY
        length = abs((self.end - self.start).days) + 1
        last_counted = abs((self.nominal - self.start).days)
        places = range(length) if length <= LONGEST else (*range(HEAD), *range(length - TAIL, length))
        days: list[RulerDay] = []
        count, before = 0, -1
        for place in places:
            count += sum(self._counts(self.start + left_out * step) for left_out in range(before + 1, place))
            day = self.start + place * step
            off = self.calendar.off(day)
            counts = self.start_counts if place == 0 else place <= last_counted and self._counts(day)
            count += counts
            reason = off.kind if off and not counts and place else ""
            name = off.name if off else NOTHING
            number = count if counts else None
            days.append(RulerDay(day, number, reason, name, place == 0, day == self.end, place - before - 1))
            before = place
        return tuple(days) if step > timedelta() else _turned(days)

    def _counts(self, day: date) -> bool:
        return day not in self.uncounted and (not self.only_working or self.calendar.is_working(day))


def _turned(days: list[RulerDay]) -> tuple[RulerDay, ...]:
    """A ruler is read from left to right, also where time is counted back; a gap then stands before the later day."""
    gaps = [*(later.gap for later in days[1:]), 0]
    return tuple(replace(day, gap=gap) for day, gap in zip(reversed(days), reversed(gaps), strict=True))

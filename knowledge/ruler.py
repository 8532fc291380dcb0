"""The day ruler beside a date: every day from the event to the end, counted, skipped or passed over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from knowledge.calendars import Calendar
from knowledge.phrases import NOTHING, Phrase, phrase

ONE_DAY = timedelta(days=1)
LONGEST = 45  # a longer period shows its first and its last days
HEAD, TAIL = 7, 21

START = Phrase("start", "起算")
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


def rule_off(
    *,
    start: date,
    end: date,
    nominal: date,
    calendar: Calendar,
    only_working: bool,
    start_counts: bool = False,
    uncounted: Collection[date] = (),
) -> tuple[RulerDay, ...]:
    """From the earlier of start and end to the later. Counts run away from the start, also backwards."""
    step = ONE_DAY if end >= start else -ONE_DAY
    length = abs((end - start).days) + 1
    shown = _shown(length)
    days: list[RulerDay] = []
    count = gap = 0
    day = start
    for place in range(length):
        off = calendar.off(day) if only_working or shown is None or place in shown else None
        rests = off is not None and only_working
        beyond = (day > nominal) if step > timedelta() else (day < nominal)
        counts = (place > 0 or start_counts) and not rests and not beyond and day not in uncounted
        count += counts
        if shown is None or place in shown:
            reason = off.kind if off and not counts and place else ""
            name = off.name if off else NOTHING
            days.append(RulerDay(day, count if counts else None, reason, name, place == 0, day == end, gap))
            gap = 0
        else:
            gap += 1
        day += step
    if step > timedelta():
        return tuple(days)
    return _turned(days)


def _shown(length: int) -> set[int] | None:
    """None when all fit."""
    return None if length <= LONGEST else {*range(HEAD), *range(length - TAIL, length)}


def _turned(days: list[RulerDay]) -> tuple[RulerDay, ...]:
    """A ruler is read from left to right, also where time is counted back; a gap then stands before the later day."""
    gaps = [later.gap for later in days[1:]] + [0]
    return tuple(
        RulerDay(day.day, day.count, day.off, day.name, day.is_start, day.is_end, gap)
        for day, gap in zip(reversed(days), reversed(gaps), strict=True)
    )

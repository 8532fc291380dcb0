"""Which days are worked, in which country, and which authority says so. Knows no database, no clock and no file.

A calendar is data with a year by year status: *official* where the notice or the law is known, *provisional* where a
year is still to be published. The engine marks every date that rests on a provisional year.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from knowledge.phrases import NOTHING, Phrase, phrase, weekday

ONE_DAY = timedelta(days=1)

Status = Literal["official", "provisional"]


_LAND = re.compile(r"^DE(?:-LAND)?[-:/ (]+([A-Z]{2})\)?$")  # DE-BY, DE-LAND (BY)


class UnknownCalendar(LookupError):
    """There is no calendar of that name."""


@dataclass(frozen=True, slots=True)
class Year:
    status: Status
    notice: Phrase  # the notice or law that fixes the days of this year
    sha256: str  # of the days of this year, so that a silent change shows


@dataclass(frozen=True, slots=True)
class Off:
    """Why nobody works on a day."""

    kind: Literal["weekend", "holiday"]
    name: Phrase


@dataclass(frozen=True, eq=False)
class Calendar:
    key: str
    name: Phrase
    zone: str | None = None  # where the day of this calendar begins and ends
    weekend: frozenset[int] = frozenset({6, 7})  # ISO days of the week
    rest: Mapping[date, Phrase] = field(default_factory=dict)
    work: Mapping[date, Phrase] = field(default_factory=dict)  # 调休: weekend days that are worked
    years: Mapping[int, Year] = field(default_factory=dict)
    note: Phrase = NOTHING

    @property
    def knows_rest_days(self) -> bool:
        """False for the two calendars in which every day, or every hour, is like any other."""
        return bool(self.weekend or self.rest)

    def is_working(self, day: date) -> bool:
        if day in self.work:
            return True
        return day.isoweekday() not in self.weekend and day not in self.rest

    def off(self, day: date) -> Off | None:
        if self.is_working(day):
            return None
        name = self.rest.get(day)
        return Off("holiday", name) if name else Off("weekend", weekday(day))

    def made_up(self, day: date) -> Phrase | None:
        """The holiday for which this weekend day is worked, if it is one of those."""
        return self.work.get(day)

    def is_official(self, year: int) -> bool:
        found = self.years.get(year)
        return not self.knows_rest_days or (found is not None and found.status == "official")


EVERY_DAY = Calendar("CALENDAR", Phrase("every calendar day", "按自然日"), weekend=frozenset())
CLOCK = Calendar("CLOCK", Phrase("the clock", "按钟点"), weekend=frozenset())
# Where a rule counts working days but names no calendar: Monday to Friday, and never more than provisional.
WEEKDAYS = Calendar("WEEKDAYS", Phrase("Monday to Friday", "星期一至星期五"))


class Calendars(Mapping[str, Calendar]):
    """All calendars in force. `DE-BY` is read as `DE-LAND:BY`, the holidays of one Land."""

    def __init__(self, calendars: Iterable[Calendar] = ()) -> None:
        self._by_key = {calendar.key: calendar for calendar in (EVERY_DAY, CLOCK, WEEKDAYS, *calendars)}

    def __getitem__(self, key: str) -> Calendar:
        found = self._by_key.get(key) or self._by_key.get(_LAND.sub(r"DE-LAND:\1", key)) or self._land(key)
        if found is None:
            raise UnknownCalendar(key)
        return found

    def _land(self, key: str) -> Calendar | None:
        """DE-LAND (Bavaria): by the name of the Land."""
        name = re.match(r"DE(?:-LAND)?[-:/ (]+([A-Za-zäöüß -]{4,})\)?$", key)
        lands = (calendar for known, calendar in self._by_key.items() if known.startswith("DE-LAND:"))
        return next((land for land in lands if name and land.name.en.endswith(f" {name[1]}")), None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)


def fingerprint(rest: Mapping[date, str], work: Mapping[date, str]) -> str:
    """SHA-256 of the days of one year and of the names they go by."""
    plain = {kind: {str(day): code for day, code in days.items()} for kind, days in (("rest", rest), ("work", work))}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def parse_calendar(data: Mapping[str, Any], *, base: Calendar | None = None) -> Calendar:
    """One document of data/calendars/. `base` is the calendar named by `based_on`, whose days come first."""
    names = {code: phrase(words) for code, words in data["names"].items()}
    rest: dict[date, Phrase] = dict(base.rest) if base else {}
    work: dict[date, Phrase] = dict(base.work) if base else {}
    years: dict[int, Year] = {}
    for number, row in data["years"].items():
        found = {kind: _days(row.get(kind) or {}) for kind in ("rest", "work")}
        rest |= {day: names[code] for day, code in found["rest"].items()}
        work |= {day: names[code] for day, code in found["work"].items()}
        status: Status = "official" if row.get("status", "official") == "official" else "provisional"
        notice = phrase(row.get("notice") or data.get("notice"))
        years[int(number)] = Year(status, notice, fingerprint(found["rest"], found["work"]))
    return Calendar(
        key=str(data["key"]),
        name=phrase(data),
        zone=data.get("zone"),
        weekend=frozenset(data.get("weekend", (6, 7))),
        rest=rest,
        work=work,
        years=years,
        note=phrase(data.get("note")),
    )


def parse_calendars(documents: Iterable[Mapping[str, Any]]) -> Calendars:
    """All documents; a calendar may stand before the one it is based on."""
    waiting = {str(document["key"]): document for document in documents}
    done: dict[str, Calendar] = {}

    def take(key: str) -> Calendar:
        if key not in done:
            if key not in waiting:
                raise UnknownCalendar(key)
            document = waiting.pop(key)
            base = document.get("based_on")
            done[key] = parse_calendar(document, base=take(str(base)) if base else None)
        return done[key]

    for key in list(waiting):
        take(key)
    return Calendars(done.values())


def _days(by_name: Mapping[str, Iterable[date | str]]) -> dict[date, str]:
    """The files group the days by name; dates may come as text, since an edition is kept as JSON."""
    return {
        day if isinstance(day, date) else date.fromisoformat(day): code
        for code, days in by_name.items()
        for day in days
    }

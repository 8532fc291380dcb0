"""Find the days in a text, in every usual form: 2026年1月3日, 二〇二六年一月三日, 3 January 2026, 3.1.2026. [pure]"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from appeals.proofreading.amounts import chinese
from appeals.proofreading.plain import plain

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CHINESE = "〇零一二三四五六七八九十"
_FORMS = (
    re.compile(r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]"),
    re.compile(rf"(?P<y>[〇零一二三四五六七八九]{{4}})年(?P<m>[{_CHINESE}]{{1,3}})月(?P<d>[{_CHINESE}]{{1,3}})[日号]"),
    re.compile(r"(?<![\d./-])(?P<y>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?![\d/-]|\.\d)"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{_MONTH}),?\s+(?P<y>\d{{4}})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<month>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})-(?P<month>{_MONTH})-(?P<y>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(r"(?<![\d./-])(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<y>\d{4})(?!\d)"),
)
_WEEKDAYS = {
    **{f"{word}{c}": n for word in ("星期", "周", "礼拜") for n, c in enumerate("一二三四五六日")},
    **{f"{word}天": 6 for word in ("星期", "周", "礼拜")},
    **{
        name: n for n, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
    },
}
_DAY_NAME = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_NAMED_BEFORE = re.compile(rf"\b({_DAY_NAME}),?\s*(?:the\s+)?$", re.IGNORECASE)
_NAMED_AFTER = re.compile(rf"^\s*[(,]?\s*({_DAY_NAME})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written. Two readings for 3/1/2026; none for 30 February."""

    start: int
    end: int
    text: str
    readings: tuple[date, ...]
    weekday: int | None = None  # what the text itself calls it

    @property
    def is_impossible(self) -> bool:
        return not self.readings


def days(text: str) -> list[Day]:
    text = plain(text)
    found: list[Day] = []
    for form in _FORMS:
        for hit in form.finditer(text):
            if any(day.start < hit.end() and hit.start() < day.end for day in found):
                continue
            if (readings := _readings(hit)) is not None:
                found.append(Day(hit.start(), hit.end(), hit[0], readings, _weekday(text, hit.start(), hit.end())))
    return sorted(found, key=lambda day: day.start)


def _readings(hit: re.Match[str]) -> tuple[date, ...] | None:
    """None when the figures are no day at all, such as a version 10.20.2026 of something else."""
    parts = hit.groupdict()
    year = _figure(parts["y"])
    if not 1900 <= year <= 2100:
        return None
    if "a" in parts and parts.get("a"):
        a, b = int(parts["a"]), int(parts["b"])
        return tuple(dict.fromkeys([*_real(year, b, a), *_real(year, a, b)]))
    month = MONTHS.index(parts["month"][:3].lower()) + 1 if parts.get("month") else _figure(parts["m"])
    return tuple(_real(year, month, _figure(parts["d"])))


def _figure(written: str) -> int:
    return int(written) if written.isdigit() else chinese(written) or 0


def _real(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return


def _weekday(text: str, start: int, end: int) -> int | None:
    named = _NAMED_BEFORE.search(text[max(0, start - 16) : start]) or _NAMED_AFTER.match(text[end : end + 14])
    return _WEEKDAYS[named[1].lower()] if named else None


def looks_like(written: date, meant: date) -> bool:
    """The slips of a pen: another year, day and month changed places, two figures of the day changed places."""
    if written == meant:
        return False
    if (written.month, written.day) == (meant.month, meant.day):
        return abs(written.year - meant.year) <= 2
    if written.year != meant.year:
        return False
    if (written.month, written.day) == (meant.day, meant.month):
        return True
    swapped = f"{meant.day:02d}"[::-1]
    return written.month == meant.month and min(written.day, meant.day) > 9 and str(written.day) == swapped

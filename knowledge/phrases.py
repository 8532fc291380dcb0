"""A phrase in English and in Chinese side by side, and how each language writes a day, a moment and a place.

Knows no framework: the deadline engine speaks both languages without asking who is reading.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

ONE_DAY = timedelta(days=1)

DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_ZH = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def is_chinese(language: str) -> bool:
    """`zh`, `zh-Hans` and `zh-cn` are one language here; anything else reads English."""
    return language.lower().startswith("zh")


@dataclass(frozen=True, slots=True)
class Phrase:
    en: str
    zh: str

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)

    def text(self, language: str) -> str:
        return self.zh if is_chinese(language) else self.en

    def as_json(self) -> dict[str, str]:
        return {"en": self.en, "zh": self.zh}


NOTHING = Phrase("", "")


def phrase(pair: Mapping[str, Any] | None, *, otherwise: str = "") -> Phrase:
    """From the two keys that the knowledge files use."""
    found = pair or {}
    en, zh = str(found.get("en") or ""), str(found.get("zh") or "")
    return Phrase(en or zh or otherwise, zh or en or otherwise)


def weekday(day: date) -> Phrase:
    return Phrase(DAYS_EN[day.weekday()], DAYS_ZH[day.weekday()])


WEEKEND_NAMES = (DAYS_EN[5], DAYS_EN[6])


def day_text(day: date, language: str) -> str:
    if is_chinese(language):
        return f"{day.year}年{day.month}月{day.day}日（{DAYS_ZH[day.weekday()]}）"
    return f"{DAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def moment_text(moment: datetime, language: str) -> str:
    clock = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    return f"{day_text(moment, language)}{clock}" if is_chinese(language) else f"{day_text(moment, language)}, {clock}"


PLACES = {
    "Asia/Shanghai": Phrase("Beijing time", "北京时间"),
    "Asia/Hong_Kong": Phrase("Hong Kong time", "香港时间"),
    "Asia/Singapore": Phrase("Singapore time", "新加坡时间"),
    "Europe/Brussels": Phrase("Brussels time", "布鲁塞尔时间"),
    "Europe/Luxembourg": Phrase("Luxembourg time", "卢森堡时间"),
    "Europe/Paris": Phrase("Paris time", "巴黎时间"),
    "Europe/Berlin": Phrase("Berlin time", "柏林时间"),
    "Europe/London": Phrase("London time", "伦敦时间"),
    "Europe/Zurich": Phrase("Zurich time", "苏黎世时间"),
    "America/New_York": Phrase("New York time", "纽约时间"),
    "UTC": Phrase("UTC", "世界协调时"),
}


def place(zone: str) -> Phrase:
    return PLACES.get(zone) or Phrase(f"{zone} time", f"{zone}时间")


# --- several days in one line ----------------------------------------------------------------------------------------

NamedDay = tuple[date, Phrase]


def days_text(days: Iterable[NamedDay], language: str) -> str:
    """Neighbouring days of one name are told as one span: "15 to 23 February 2026 (Spring Festival)"."""
    told = [_span(run, language) for run in _runs(days)]
    return ("；" if is_chinese(language) else "; ").join(told)


def _runs(days: Iterable[NamedDay]) -> list[list[NamedDay]]:
    runs: list[list[NamedDay]] = []
    for day, name in sorted(days, key=lambda named: named[0]):
        if runs:
            last_day, last_name = runs[-1][-1]
            both_weekend = name.en in WEEKEND_NAMES and last_name.en in WEEKEND_NAMES
            if day - last_day == ONE_DAY and (name == last_name or both_weekend):
                runs[-1].append((day, name))
                continue
        runs.append([(day, name)])
    return runs


def _span(run: list[NamedDay], language: str) -> str:
    names = dict.fromkeys(name.text(language) for _, name in run)
    first, last = run[0][0], run[-1][0]
    if is_chinese(language):
        start = f"{first.year}年{first.month}月{first.day}日"
        end = "" if first == last else f"至{'' if first.month == last.month else f'{last.month}月'}{last.day}日"
        return f"{start}{end}（{'、'.join(names)}）"
    end = f"{last.day} {MONTHS_EN[last.month - 1]} {last.year}"
    start = (
        ""
        if first == last
        else f"{first.day}{'' if first.month == last.month else ' ' + MONTHS_EN[first.month - 1]} to "
    )
    return f"{start}{end} ({', '.join(names)})"

"""What is said about the calendars that a date rests on, and whether their years are official."""

from collections.abc import Iterable
from datetime import date

from knowledge.calendars import WEEKDAYS, Calendar
from knowledge.phrases import Phrase
from knowledge.trace import Step


def years_between(first: date, last: date) -> list[int]:
    low, high = sorted((first.year, last.year))
    return list(range(low, high + 1))


def calendar_steps(calendar: Calendar, years: Iterable[int]) -> list[Step]:
    if calendar is WEEKDAYS:
        return [Step("weekdays_only")]
    name = calendar.name.as_json()
    steps: list[Step] = []
    official: dict[Phrase, list[str]] = {}
    unpublished, missing = [], []
    for year in years:
        found = calendar.years.get(year)
        if found is None:
            missing.append(str(year))
        elif found.status == "official":
            official.setdefault(found.notice, []).append(str(year))
        else:
            unpublished.append(str(year))
    for notice, of_years in official.items():
        told = Phrase(notice.en.rstrip("."), notice.zh.rstrip("。"))
        steps.append(Step("calendar", {"calendar": name, "years": ", ".join(of_years), "notice": told.as_json()}))
    if calendar.note and steps:
        steps.append(Step("calendar_note", {"note": calendar.note.as_json()}))
    for code, found_years in (("provisional", unpublished), ("no_year", missing)):
        if found_years:
            steps.append(Step(code, {"calendar": name, "years": ", ".join(found_years)}))
    return steps


def is_provisional(calendar: Calendar, years: Iterable[int]) -> bool:
    return any(not calendar.is_official(year) for year in years)


def versions_of(calendar: Calendar, years: Iterable[int]) -> tuple[str, ...]:
    """ "CN-WORK 2026 official 1f0a93c2e5d7": a recomputation compares this."""
    found = ((year, calendar.years.get(year)) for year in years)
    return tuple(
        f"{calendar.key} {year} {known.status} {known.sha256[:12]}" if known else f"{calendar.key} {year} missing"
        for year, known in found
    )

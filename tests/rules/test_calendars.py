"""The calendars on file: untouched since they were written, the same as two other sources, honest about the future."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from knowledge import catalogue
from knowledge.calendars import CLOCK, EVERY_DAY, parse_calendars

CALENDARS = catalogue.calendars()
DOCUMENTS = list(catalogue.calendar_documents())
YEARS = range(2019, 2029)


def days_of(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=[document["key"] for document in DOCUMENTS])
def test_no_day_was_changed_without_its_hash(document):
    for year, row in document["years"].items():
        assert CALENDARS[document["key"]].years[year].sha256 == row["sha256"], f"{document['key']} {year}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=[document["key"] for document in DOCUMENTS])
def test_each_year_says_which_notice_or_law_it_follows(document):
    calendar = CALENDARS[document["key"]]
    assert set(calendar.years) == set(YEARS)
    assert all(year.notice.en and year.notice.zh for year in calendar.years.values())
    assert all(name.en and name.zh for name in calendar.rest.values())


@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_chinese_year_is_that_of_the_state_council_including_make_up_days(year):
    calendar = CALENDARS["CN-WORK"]
    assert [day for day in days_of(year) if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []
    assert calendar.is_official(year)


def test_an_unpublished_chinese_year_is_provisional():
    calendar = CALENDARS["CN-WORK"]
    assert not calendar.is_official(2027)
    assert not calendar.is_official(2035)  # not on file at all
    assert calendar.off(date(2027, 10, 1)).name.zh == "国庆节"


@pytest.mark.parametrize(
    ("key", "country", "options"),
    [
        ("BE-PUBLIC", "BE", {}),
        ("BE-BANK", "BE", {"categories": ("public", "bank")}),
        ("FR-PUBLIC", "FR", {}),
        ("DE-LAND", "DE", {}),
        ("DE-LAND:NW", "DE", {"subdiv": "NW"}),
        ("GB-EW", "GB", {"subdiv": "ENG"}),
        ("GB-SCT", "GB", {"subdiv": "SCT"}),
        ("US-FED", "US", {}),
        ("HK-GENERAL", "HK", {"categories": ("public", "optional")}),
        ("SG-PUBLIC", "SG", {}),
    ],
)
def test_the_public_holidays_agree_with_an_independent_table(key, country, options):
    calendar = CALENDARS[key]
    table = holidays.country_holidays(country, years=YEARS, **options)
    for year in YEARS:
        for day in days_of(year):
            expected = day.isoweekday() in calendar.weekend or day in table
            assert (calendar.off(day) is not None) == expected, f"{key} {day}"


def test_french_jours_ouvrables_include_saturdays():
    saturday = date(2026, 5, 9)
    assert CALENDARS["FR-OUVRABLE"].is_working(saturday)
    assert not CALENDARS["FR-PUBLIC"].is_working(saturday)
    assert not CALENDARS["FR-OUVRABLE"].is_working(date(2026, 5, 8))


def test_good_friday_is_a_general_holiday_in_hong_kong_and_a_saturday_is_none():
    assert CALENDARS["HK-GENERAL"].off(date(2026, 4, 3)).name.en == "Good Friday"
    assert CALENDARS["HK-GENERAL"].is_working(date(2026, 4, 18))


def test_a_land_can_be_named_in_the_ways_people_write_it():
    corpus_christi = date(2026, 6, 4)
    for key in ("DE-BY", "DE-LAND:BY", "DE-LAND-BY", "DE-LAND (BY)", "DE-LAND (Bavaria)"):
        assert not CALENDARS[key].is_working(corpus_christi)
    assert CALENDARS["DE-LAND"].is_working(corpus_christi)


def test_a_rest_day_says_why():
    calendar = CALENDARS["CN-WORK"]
    assert calendar.off(date(2026, 2, 21)).kind == "holiday"  # a Saturday inside the Spring Festival
    assert calendar.off(date(2026, 3, 14)).name.zh == "星期六"
    assert calendar.off(date(2026, 2, 28)) is None
    assert calendar.made_up(date(2026, 2, 28)).zh == "春节"


def test_the_clock_and_the_plain_calendar_know_no_rest_days():
    assert all(calendar.is_working(date(2026, 12, 25)) for calendar in (EVERY_DAY, CLOCK))
    assert EVERY_DAY.is_official(2099)


def test_a_calendar_kept_as_json_is_the_same_calendar():
    texts = [_as_json(document) for document in DOCUMENTS]
    again = parse_calendars(texts)
    assert again["BE-BANK"].rest == CALENDARS["BE-BANK"].rest
    assert again["CN-WORK"].years == CALENDARS["CN-WORK"].years


def _as_json(value):
    """Keys and dates as text, as a database keeps them."""
    if isinstance(value, dict):
        return {str(key): _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value

"""The arithmetic alone: month ends, eves, working days, hours across a change of clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge import catalogue
from knowledge.amounts import Part, amount_phrase, read_amount
from knowledge.counting import (
    elapsed,
    eve_of_same_date,
    exists,
    hours_on_working_days,
    is_twice,
    next_full_hour,
    off_rest_days,
    same_date,
    walk,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
CN = catalogue.calendars()["CN-WORK"]


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_a_month_ends_on_the_same_date_or_on_its_last_day(day, months, end):
    assert same_date(day, months) == end


@pytest.mark.parametrize(
    ("first", "months", "end"),
    [
        (date(2026, 7, 1), 1, date(2026, 7, 31)),
        (date(2026, 3, 1), 1, date(2026, 3, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 2, 1), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 5, 18), 24, date(2028, 5, 17)),
        (date(2026, 3, 1), 24, date(2028, 2, 29)),
    ],
)
def test_a_month_that_counts_its_first_day_ends_on_the_eve(first, months, end):
    assert eve_of_same_date(first, months) == end


def test_working_days_skip_the_festival_and_count_the_make_up_saturday():
    found = walk(CN, date(2026, 2, 11), 5)
    assert found.end == date(2026, 2, 25)
    assert [day for day, _ in found.made_up] == [date(2026, 2, 14)]
    assert len(found.skipped) == 9


def test_working_days_are_counted_back_as_well():
    assert walk(CN, date(2026, 10, 13), 7, back=True).end == date(2026, 9, 28)


def test_an_end_moves_over_every_rest_day_at_once():
    day, passed = off_rest_days(CN, date(2026, 10, 1))
    assert day == date(2026, 10, 8)
    assert [name.zh for _, name in passed] == ["国庆节"] * 7


def test_the_hour_that_was_left_out_did_not_exist():
    assert not exists(datetime(2026, 3, 29, 2, 30, tzinfo=BRUSSELS))
    assert exists(datetime(2026, 3, 29, 3, 0, tzinfo=BRUSSELS))


def test_the_hour_that_came_twice_is_known():
    assert is_twice(datetime(2026, 10, 25, 2, 30, tzinfo=BRUSSELS))
    assert not is_twice(datetime(2026, 10, 25, 3, 0, tzinfo=BRUSSELS))
    assert not is_twice(datetime(2026, 3, 29, 2, 30, tzinfo=BRUSSELS))


def test_hours_are_hours_also_in_the_night_of_the_change():
    start = datetime(2026, 3, 28, 20, 0, tzinfo=BRUSSELS)
    end = elapsed(start, 12)
    assert (end.hour, end.utcoffset()) == (9, timedelta(hours=2))
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=12)


@pytest.mark.parametrize(("minute", "hour"), [(0, 11), (1, 11), (59, 11)])
def test_the_hour_of_the_event_is_never_counted(minute, hour):
    begin = next_full_hour(datetime(2026, 3, 28, 10, minute, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert (begin.hour, begin.minute) == (hour, 0)


def test_hours_that_fill_the_working_day_end_at_its_midnight():
    germany = catalogue.calendars()["DE-LAND"]
    start = datetime(2026, 6, 12, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    end, skipped = hours_on_working_days(germany, start, 9)
    assert (end.date(), end.hour, skipped) == (date(2026, 6, 13), 0, [])


# --- reading an amount -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("60 calendar_days", (Part(60, "calendar_days"),)),
        ("2 months + 10 days", (Part(2, "months"), Part(10, "calendar_days"))),
        ("10 jours ouvrables", (Part(10, "business_days"),)),
        ("5 Werktage", (Part(5, "business_days"),)),
        ("15 Arbeitstage", (Part(15, "business_days"),)),
        ("10个工作日", (Part(10, "business_days"),)),
        ("60日", (Part(60, "calendar_days"),)),
        ("6个月", (Part(6, "months"),)),
        ("48小时", (Part(48, "hours"),)),
        ("72h", (Part(72, "hours"),)),
        ("8 weeks", (Part(8, "weeks"),)),
        ("1 an", (Part(1, "years"),)),
        ("2 mois", (Part(2, "months"),)),
        ("3 Monate", (Part(3, "months"),)),
        ("48 hours (ZPO § 222(3) demo)", (Part(48, "hours"),)),
        ("3 calendar_days (old law)", (Part(3, "calendar_days"),)),
        ("within the set period", ()),
        ("", ()),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, amount):
    assert read_amount(text).amount == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("30个自然日", Part(30, "calendar_days")),
        ("30个日历日", Part(30, "calendar_days")),
        ("2个星期", Part(2, "weeks")),
        ("48个小时", Part(48, "hours")),
        ("６０日", Part(60, "calendar_days")),
        ("3-5 business_days", Part(5, "business_days")),
    ],
)
def test_an_amount_is_read_as_chinese_papers_write_it(text, amount):
    assert (read_amount(text).amount, read_amount(text).unread) == ((amount,), False)


@pytest.mark.parametrize(
    "text",
    [
        *("1.5 months", "1,000 days", "1/2 months", "-5 days", "\u22125 days", "2 months + -5 days", "30 days + 30"),
        *(
            "60",
            "15 banking days",
            "fourteen days",
            "2 quarters",
            "90 minutes",
            "十五日",
            "三个月",
            "半年",
            "四十八小时",
        ),
        *(
            "6 months (printed end 2026-02-30)",
            "6 months (printed end 14.11.2026)",
            "1 years (printed end 28 Feb 2027)",
        ),
    ],
)
def test_a_length_that_is_read_in_part_only_is_not_read(text):
    assert read_amount(text).unread


@pytest.mark.parametrize("text", ["", "fixed date", "within the set period", "1 months (extended)", "2 months franc"])
def test_words_that_name_no_length_are_a_remark(text):
    assert not read_amount(text).unread


@pytest.mark.parametrize(
    "text", ["30 or 14 days", "30 calendar_days or 14 calendar_days", "30日或14日", "2 mois ou 60 jours"]
)
def test_of_two_lengths_one_counts_and_they_are_not_added_up(text):
    assert read_amount(text).either
    assert len(read_amount(text).amount) == 2


@pytest.mark.parametrize(
    "text", ["2 months + 10 days", "14 days + 2 months + 10 days", "3-5 business_days", "1+2 months"]
)
def test_lengths_that_follow_one_another_are_no_choice(text):
    assert not read_amount(text).either


@pytest.mark.parametrize(
    "text",
    [
        *(
            "6 months (printed end 2026-11-14)",
            "6 months (printed end 2026/11/14)",
            "6个月（文书载明至2026年11月14日）",
        ),
        "6个月（所载截止日：2026.11.14）",
    ],
)
def test_the_remark_and_the_printed_end_are_kept(text):
    assert read_amount(text).printed_end == date(2026, 11, 14)


def test_a_length_that_a_paper_prints_is_no_printed_end():
    written = read_amount("6个月（文书载明6个月）")
    assert (written.printed_end, written.unread) == (None, False)


def test_the_remark_is_kept():
    written = read_amount("6 months (printed end 2026-11-14)")
    assert written.amount == (Part(6, "months"),)
    assert "VwVfG" in read_amount("48 hours (VwVfG § 31(6))").remark


def test_before_and_not_before_are_told_apart():
    assert read_amount("7 business_days before").direction == "before"
    assert read_amount("24 hours not_before").direction == "not_before"
    assert read_amount("5 days").direction is None


def test_an_amount_is_said_in_both_languages():
    phrase = amount_phrase((Part(2, "months"), Part(10, "calendar_days")))
    assert (phrase.en, phrase.zh) == ("2 months + 10 calendar days", "2个月＋10日")
    assert amount_phrase((Part(1, "business_days"),)).en == "1 working day"

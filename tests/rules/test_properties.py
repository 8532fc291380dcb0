"""What must hold for every rule and every day, tried on days that nobody thought of."""
# ruff: noqa: DTZ001  (people type what the clock on the wall showed)

import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from knowledge import catalogue
from knowledge.amounts import Part
from knowledge.counting import eve_of_same_date, same_date, walk
from knowledge.profiles import PROFILES
from knowledge.timelimits import Pause, Refused, Step, bare_rule, compute, plain_day

CALENDARS = catalogue.calendars()
COMPUTABLE = [
    rule
    for rule in catalogue.rules().values()
    if rule.legal_status not in ("repealed", "alias", "warning", "open-ended", "document-defined")
]
WITH_REST_DAYS = [calendar for calendar in CALENDARS.values() if calendar.knows_rest_days and calendar.years]

days = st.dates(min_value=date(2019, 1, 1), max_value=date(2028, 6, 30))
moments = st.datetimes(min_value=datetime(2019, 1, 1), max_value=datetime(2028, 6, 30))
rules = st.sampled_from(COMPUTABLE)
forward = st.sampled_from([rule for rule in COMPUTABLE if rule.direction != "before"])
backward = st.sampled_from([rule for rule in COMPUTABLE if rule.direction == "before"])
# One version, and no extension that some events get and others do not.
steady = st.sampled_from(
    [rule for rule in COMPUTABLE if not rule.earlier and not rule.vacation and rule.profile != "cn-tax"]
)
landing_on_working_days = st.sampled_from(
    [
        rule
        for rule in COMPUTABLE
        if ((PROFILES[rule.profile].moves and rule.unit != "hours") or rule.unit == "business_days")
        and rule.direction != "before"
        and not rule.precedes
    ]
)
calendars = st.sampled_from(WITH_REST_DAYS)
counts = st.integers(min_value=1, max_value=60)


def answer(rule, trigger, **options):
    try:
        return compute(rule, trigger=trigger, zone="Europe/Brussels", calendars=CALENDARS, **options)
    except Refused as refused:
        if refused.code not in ("not_in_force", "time_does_not_exist", "year_out_of_range"):
            raise
        reject()


def event_of(rule, moment):
    return moment if rule.unit == "hours" else moment.date()


@given(forward, moments)
@settings(max_examples=400, deadline=None)
def test_a_limit_after_an_event_never_ends_before_it(rule, moment):
    event = event_of(rule, moment)
    assert plain_day(answer(rule, event).due_local) >= plain_day(event)


@given(backward, moments)
@settings(max_examples=100, deadline=None)
def test_a_limit_before_an_event_never_ends_after_it(rule, moment):
    event = event_of(rule, moment)
    assert plain_day(answer(rule, event).due_local) <= plain_day(event)


@given(steady, moments, st.integers(min_value=0, max_value=40))
@settings(max_examples=400, deadline=None)
def test_a_later_event_never_ends_earlier(rule, moment, shift):
    first, second = event_of(rule, moment), event_of(rule, moment + timedelta(days=shift))
    assert answer(rule, second).due_utc >= answer(rule, first).due_utc


@given(landing_on_working_days, days)
@settings(max_examples=400, deadline=None)
def test_a_limit_that_moves_never_ends_on_a_rest_day(rule, day):
    assert CALENDARS[rule.calendar].is_working(answer(rule, day).due_local)


@given(days, counts, calendars)
@settings(max_examples=300, deadline=None)
def test_working_days_agree_with_a_naive_walk(day, count, calendar):
    naive, left = day, count
    while left:
        naive += timedelta(days=1)
        left -= calendar.off(naive) is None
    assert walk(calendar, day, count).end == naive
    assert calendar.is_working(naive)


@given(days, counts, calendars)
@settings(max_examples=300, deadline=None)
def test_working_days_there_and_back_lead_to_the_start(day, count, calendar):
    day = walk(calendar, day, 1).end
    assert walk(calendar, walk(calendar, day, count).end, count, back=True).end == day


@given(days, st.integers(min_value=1, max_value=240))
def test_months_there_and_back_lead_to_the_start_or_to_the_end_of_its_month(day, months):
    back = same_date(same_date(day, months), -months)
    assert back == day or (back < day and back.month == day.month)


@given(days, st.integers(min_value=1, max_value=240))
def test_the_eve_is_the_day_before_the_same_date(day, months):
    same = same_date(day, months)
    eve = eve_of_same_date(day, months)
    assert eve == (same - timedelta(days=1) if same.day == day.day else same)


@given(days, st.integers(min_value=1, max_value=90), st.integers(min_value=1, max_value=30), st.data())
@settings(max_examples=200, deadline=None)
def test_a_resumed_clock_has_gained_exactly_the_paused_days(day, count, stood, data):
    rule = bare_rule("cn-court", (Part(count, "calendar_days"),), calendar="CALENDAR")
    plain = answer(rule, day).due_local
    first = data.draw(st.dates(min_value=day + timedelta(days=1), max_value=plain))
    pause = Pause(first, first + timedelta(days=stood - 1))
    assert answer(rule, day, paused=[pause]).due_local - plain == timedelta(days=stood)


@given(rules, moments)
@settings(max_examples=300, deadline=None)
def test_the_reasons_can_be_kept_and_read_again_in_both_languages(rule, moment):
    due = answer(rule, event_of(rule, moment))
    kept = json.loads(json.dumps(due.as_json()))
    for step, again in zip(due.trace, map(Step.from_json, kept["trace"]), strict=True):
        for language in ("en", "zh-Hans"):
            assert again.text(language) == step.text(language)
            assert "{" not in step.text(language)


@given(rules, moments)
@settings(max_examples=200, deadline=None)
def test_the_ruler_starts_at_the_event_and_ends_at_the_date(rule, moment):
    due = answer(rule, event_of(rule, moment))
    assert [day.day for day in due.ruler if day.is_end] == [plain_day(due.due_local)]
    assert sum(day.is_start for day in due.ruler) == 1
    assert sum(1 + day.gap for day in due.ruler) == abs((due.ruler[-1].day - due.ruler[0].day).days) + 1


@given(rules, moments)
@settings(max_examples=200, deadline=None)
def test_the_cautious_date_is_never_the_riskier_one(rule, moment):
    due = answer(rule, event_of(rule, moment))
    safe, main = plain_day(due.remind_by), plain_day(due.due_local)
    assert safe >= main if due.direction == "not_before" else safe <= main


@pytest.mark.parametrize("rule", COMPUTABLE, ids=lambda rule: rule.id)
def test_every_rule_answers_with_a_result_and_its_reasons(rule):
    start = max(rule.effective_from or date(2026, 3, 11), date(2026, 3, 11))
    event = datetime(start.year, start.month, start.day, 9, 20) if rule.unit == "hours" else start
    due = answer(rule, event)
    groups = {step.group for step in due.trace}
    assert {"starts", "rule", "counting", "result"} <= groups

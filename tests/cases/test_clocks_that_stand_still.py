"""A clock stands still and runs on by exactly the days it stood, with new reminders; nobody hears of it meanwhile."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import deadlines, reminders
from cases.models import Case, Deadline
from knowledge import catalogue
from knowledge.asking import Pause
from knowledge.timelimits import compute
from tests import build
from tests.cases.clocks import review, rule, stated, waiting_reminders

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon)


@pytest.fixture
def at_court(fang, cai, mo, noon):
    return build.case(fang, at=noon, **build.court(noon))


def on(day, hour=12):
    return datetime.combine(day, time(hour), BRUSSELS).astimezone(UTC)


def test_a_stopped_clock_reminds_nobody_and_a_restarted_one_anew(case, fang, cai, noon):
    legal = stated(case, fang, noon)
    stopped = deadlines.suspend(
        legal, since=noon + timedelta(days=1), because="Talks", by=cai, at=noon + timedelta(days=1)
    )
    assert list(Deadline.objects.paused()) == [stopped]
    assert not waiting_reminders(legal).exists()
    assert not waiting_reminders(stopped).exists()
    reminders.derive(at=on(date(2026, 1, 20)))
    assert not waiting_reminders(stopped).exists()
    again = deadlines.resume(stopped, since=on(date(2026, 1, 16)), by=cai, at=on(date(2026, 1, 16)))
    assert again.due_on == date(2026, 2, 4)  # stopped on the 6th, running from the 16th: ten days after 25 January
    assert (again.is_live, again.to_confirm, again.confirmed_by) == (True, False, cai)
    assert waiting_reminders(again).exists()
    assert [change.days for change in deadlines.changes(case)["supplement"]] == [0, 10]


def test_a_stopped_clock_is_not_the_next_date_of_its_case(case, fang, cai, noon):
    legal = stated(case, fang, noon)
    deadlines.meet_code(case, deadlines.COUNSEL_CLOCK, by=fang, at=noon)
    deadlines.suspend(legal, since=noon, because="Talks", by=cai, at=noon)
    assert Case.objects.get(pk=case.pk).next_deadline_at is None


def test_a_lost_right_that_runs_again_is_to_be_confirmed_by_two(at_court, cai, mo, noon):
    old = review(at_court, cai, mo, noon)
    stopped = deadlines.suspend(old, since=noon, because="The court suspended the proceedings", by=cai, at=noon)
    later = noon + timedelta(days=3)
    again = deadlines.resume(stopped, since=later, by=cai, at=later)
    assert (again.is_live, again.to_confirm, again.confirmed_by) == (True, True, None)
    assert waiting_reminders(again).exists()
    deadlines.confirm(again, by=cai, at=later)
    with pytest.raises(ValidationError):
        deadlines.confirm(again, by=cai, at=later)
    deadlines.confirm(again, by=mo, at=later)
    assert (again.to_confirm, again.confirmed_by, again.second_confirmed_by) == (False, cai, mo)


def test_a_clock_of_hours_stands_for_minutes(case, fang, cai, noon):
    clock = case.deadlines.get(code=deadlines.COUNSEL_CLOCK)
    stopped = deadlines.suspend(clock, since=noon, because="Office closed", by=cai, at=noon)
    again = deadlines.resume(stopped, since=noon + timedelta(hours=3, minutes=7), by=cai, at=noon + timedelta(hours=4))
    assert again.due_at - clock.due_at == timedelta(hours=3, minutes=7)


def test_stopped_and_started_on_one_day_adds_nothing(case, fang, cai, noon):
    legal = stated(case, fang, noon)
    stopped = deadlines.suspend(legal, since=noon, because="Talks", by=cai, at=noon)
    assert (
        deadlines.resume(stopped, since=noon + timedelta(hours=2), by=cai, at=noon + timedelta(hours=2)).due_on
        == legal.due_on
    )


def test_a_day_alone_may_be_the_very_day_the_clock_began_or_stopped(case, fang, cai, noon):
    """It stands at noon, which may be an hour before the event of that day."""
    legal, evening = stated(case, fang, noon), noon + timedelta(hours=6)
    with pytest.raises(ValidationError):
        deadlines.suspend(legal, since=legal.trigger_at - timedelta(hours=1), because="Talks", by=cai, at=evening)
    before = legal.trigger_at - timedelta(hours=1)
    stopped = deadlines.suspend(legal, since=before, because="Talks", by=cai, at=evening, has_time=False)
    again = deadlines.resume(stopped, since=before - timedelta(hours=1), by=cai, at=evening, has_time=False)
    assert again.due_on == legal.due_on
    with pytest.raises(ValidationError):
        deadlines.suspend(again, since=before - timedelta(days=1), because="Talks", by=cai, at=evening, has_time=False)


def test_finance_does_not_silence_a_clock(case, fang, noon):
    with pytest.raises(PermissionDenied):
        deadlines.suspend(stated(case, fang, noon), since=noon, because="Talks", by=fang, at=noon)


def test_what_a_stop_cannot_be(case, fang, cai, noon):
    legal = stated(case, fang, noon)
    for since, because, wrong in (
        (noon, " ", "because"),
        (noon + timedelta(days=1), "x", "since"),  # the future
        (noon - timedelta(days=9), "x", "since"),  # before it began
    ):
        with pytest.raises(ValidationError) as refused:
            deadlines.suspend(legal, since=since, because=because, by=cai, at=noon)
        assert list(refused.value.error_dict) == [wrong]
    stopped = deadlines.suspend(legal, since=noon, because="x", by=cai, at=noon)
    with pytest.raises(ValidationError):
        deadlines.suspend(stopped, since=noon, because="x", by=cai, at=noon)
    with pytest.raises(ValidationError):
        deadlines.resume(stopped, since=noon - timedelta(hours=1), by=cai, at=noon)
    with pytest.raises(ValidationError) as refused:
        deadlines.suspend(legal, since=noon, because="x", by=cai, at=noon)  # the row that was
    assert refused.value.code in {"not_running", "changed_meanwhile"}


def test_the_database_asks_since_when_a_clock_stands(case, fang, noon):
    legal = stated(case, fang, noon)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(pk=legal.pk).update(status="paused")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 18), stood=st.integers(0, 400), second=st.integers(0, 60))
def test_exactly_the_days_that_it_stood_are_added(case, fang, cai, noon, start, stood, second):
    """A stated day, stopped twice: the sum of both, and not a day more."""
    sid = transaction.savepoint()
    legal = stated(case, fang, noon)
    first = on(date(2026, 1, 6) + timedelta(days=start))
    running = deadlines.resume(
        deadlines.suspend(legal, since=first, because="x", by=cai, at=first),
        since=first + timedelta(days=stood), by=cai, at=first + timedelta(days=stood),
    )  # fmt: skip
    assert (running.due_on - legal.due_on).days == stood
    again = on(running.due_on)
    twice = deadlines.resume(
        deadlines.suspend(running, since=again, because="x", by=cai, at=again),
        since=again + timedelta(days=second), by=cai, at=again + timedelta(days=second),
    )  # fmt: skip
    assert (twice.due_on - legal.due_on).days == stood + second
    transaction.savepoint_rollback(sid)


@settings(max_examples=200, deadline=None)
@given(
    trigger=st.dates(date(2025, 1, 1), date(2026, 12, 1)),
    start=st.integers(1, 25),
    length=st.integers(1, 200),
    code=st.sampled_from(["eu-gdpr-access-1m", "cn-mps-freeze-6m", "cn-arl-apply-60d", "be-cj-appeal-1m"]),
)
def test_the_end_before_rest_days_moves_by_exactly_the_days_of_the_pause(trigger, start, length, code):
    first = trigger + timedelta(days=start)
    asked = {"trigger": trigger, "zone": "Asia/Shanghai", "calendars": catalogue.calendars()}
    plain = compute(catalogue.rule(code), **asked)
    longer = compute(catalogue.rule(code), **asked, paused=[Pause(first, first + timedelta(days=length - 1))])
    assert (longer.nominal - plain.nominal).days == length


def test_a_pause_of_working_days_skips_those_days_only(case, fang, cai, noon):
    reply = rule(case, "eu-psd2-complaint-15bd", trigger_at=noon, by=fang, at=noon)
    deadlines.confirm(reply, by=cai, at=noon)
    stopped = deadlines.suspend(reply, since=on(date(2026, 1, 8)), because="x", by=cai, at=on(date(2026, 1, 8)))
    again = deadlines.resume(stopped, since=on(date(2026, 1, 13)), by=cai, at=on(date(2026, 1, 13)))
    # Thu 8 to Mon 12 January: three working days, so 26 January becomes the 29th.
    assert (reply.due_on, again.due_on) == (date(2026, 1, 26), date(2026, 1, 29))

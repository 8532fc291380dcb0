"""What an institution usually takes: counted on its own calendar, moved by its outages, never a legal date."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from cases import deadlines, expectations
from cases.models import Deadline, Outage
from tests import build
from tests.cases.clocks import COMPLAINT, rule

BRUSSELS = ZoneInfo("Europe/Brussels")
FRIDAY = datetime(2026, 1, 9, 16, 0, tzinfo=BRUSSELS)


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon)


def usual(case, at=FRIDAY):
    return {window.stage.code: window for window in expectations.windows(case, FRIDAY, at=at)}


def test_a_range_is_counted_on_the_institutions_own_calendar(case):
    found = usual(case)
    # Three to five working days after Friday 9 January: Wednesday 14 to Friday 16.
    assert (found["standard"].first_day, found["standard"].last_day) == (date(2026, 1, 14), date(2026, 1, 16))
    assert found["corporate"].latest == FRIDAY + timedelta(hours=72)  # clock hours, over the weekend
    assert "individual" not in found  # the applicant is a company
    assert all(window.is_unverified for window in found.values())


def test_a_step_past_its_usual_end_is_overdue(case):
    assert not usual(case)["standard"].is_overdue
    assert usual(case, at=datetime(2026, 1, 17, 0, 1, tzinfo=BRUSSELS))["standard"].is_overdue


def test_a_review_by_hand_is_counted_from_the_hour_it_was_shown(case):
    found = expectations.manual_review(case, FRIDAY, at=FRIDAY + timedelta(hours=48))
    assert (found.earliest, found.latest) == (FRIDAY + timedelta(hours=24), FRIDAY + timedelta(hours=48))
    assert (found.is_overdue, found.is_unverified) == (False, True)
    assert expectations.manual_review(case, FRIDAY, at=FRIDAY + timedelta(hours=49)).is_overdue


def test_an_outage_of_a_day_moves_the_expected_day_by_one_and_no_statute(case, fang, cai, noon):
    reply = rule(case, COMPLAINT, trigger_at=noon, by=fang, at=noon)
    deadlines.confirm(reply, by=cai, at=noon)
    before = usual(case)
    tuesday = date(2026, 1, 13)
    expectations.record_outage(case, first_on=tuesday, last_on=tuesday, because="Maintenance", by=fang, at=noon)
    after = usual(case)
    assert after["standard"].last_day == date(2026, 1, 19)  # Friday becomes the next working day
    assert after["standard"].first_day == before["standard"].first_day + timedelta(days=1)
    assert list(deadlines.pending()) == []
    assert Deadline.objects.get(pk=reply.pk).due_on == reply.due_on


def test_what_an_outage_cannot_be(case, fang, noon):
    for first, last, because, wrong in (
        (date(2026, 1, 9), date(2026, 1, 8), "x", "last_on"),
        (date(2026, 1, 9), date(2026, 9, 8), "x", "last_on"),
        (date(2026, 1, 9), date(2026, 1, 9), " ", "because"),
    ):
        with pytest.raises(ValidationError) as refused:
            expectations.record_outage(case, first_on=first, last_on=last, because=because, by=fang, at=noon)
        assert list(refused.value.error_dict) == [wrong]


def test_another_firms_outages_are_not_ours(case, fang, noon, xu):
    expectations.record_outage(
        case, first_on=date(2026, 1, 13), last_on=date(2026, 1, 13), because="x", by=fang, at=noon
    )
    assert Outage.objects.visible_to(fang).count() == 1
    assert Outage.objects.visible_to(xu).count() == 0

"""The reminders of these days are counted against the dates themselves; what is gone is written again."""

from datetime import timedelta

import pytest

from cases import completeness, deadlines
from notifications import health
from notifications.models import Message
from tests import build
from tests.cases.test_deadlines import stated


@pytest.fixture
def soon(fang, cai, mo, noon):
    """A date three days from now, of which two reminders fall into the next 48 hours."""
    case = build.case(fang, at=noon)
    return stated(case, fang, noon, days=3)


def about(deadline):
    return Message.objects.filter(about=f"deadline/{deadline.pk}")


def test_when_all_is_there_the_watch_says_so_and_writes_nothing(soon, noon):
    before = Message.objects.count()
    at = noon + timedelta(days=1, hours=12)
    found = completeness.watch(at=at)
    assert found.expected > 0
    assert (found.restored, found.missing) == (0, 0)
    assert Message.objects.count() == before
    assert health.lateness(at).derive_age == 0


def test_a_reminder_that_was_deleted_is_found_and_written_again(soon, noon, caplog):
    at = noon + timedelta(days=1, hours=12)
    expected = completeness.watch(at=at).expected
    keys = set(about(soon).values_list("dedupe", flat=True))
    gone = about(soon).filter(send_at__gte=at).first()
    gone.delete()
    found = completeness.watch(at=at)
    assert (found.expected, found.restored, found.missing) == (expected, 1, 0)
    assert set(about(soon).values_list("dedupe", flat=True)) == keys
    assert "written again" in caplog.text


def test_what_stays_away_is_told_by_health(soon, noon, monkeypatch, caplog):
    at = noon + timedelta(days=1, hours=12)
    about(soon).delete()
    monkeypatch.setattr(completeness.reminders, "derive", lambda *, at: 0)
    assert completeness.watch(at=at).missing > 0
    assert "reminders_missing" in health.lateness(at).reasons


def test_a_date_that_was_met_is_not_missed(soon, fang, noon):
    deadlines.meet(soon, by=fang, at=noon)
    Message.objects.all().delete()
    assert completeness.watch(at=noon + timedelta(days=1)).missing == 0


def test_the_watch_asks_no_more_for_many_dates(soon, noon, django_assert_max_num_queries):
    case = soon.case
    for number in range(30):
        stated(case, soon.owner, noon, days=3, code=f"supplement-{number}")
    with django_assert_max_num_queries(15):
        completeness.watch(at=noon + timedelta(days=1, hours=12))

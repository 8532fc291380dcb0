"""Dates as calendar invitations by mail: put in once, moved by sequence, taken out when they fall away."""

from datetime import timedelta

import icalendar
import pytest

from cases import deadlines, invitations, people
from notifications.models import Message
from notifications.preferences import Preference
from tests import build
from tests.cases.test_deadlines import stated


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon)


@pytest.fixture
def wished(fang, noon):
    Preference.objects.update_or_create(user=fang, defaults={"calendar_by_mail": True, "changed_at": noon})


def mailed(person):
    """(method, name, sequence, status) of each invitation, in the order of writing."""
    found = []
    for mail in Message.objects.filter(recipient=person, kind=invitations.KIND).order_by("pk"):
        (attachment,) = mail.attachments
        calendar = icalendar.Calendar.from_ical(attachment["text"])
        (event,) = calendar.walk("VEVENT")
        assert attachment["type"] == f"text/calendar; method={calendar['METHOD']}"
        found.append((str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])))
    return found


def test_nobody_gets_an_invitation_unasked(case, fang, noon):
    stated(case, fang, noon)
    assert invitations.derive(at=noon) == 0


def test_each_running_date_is_mailed_once(case, fang, noon, wished):
    stated(case, fang, noon)
    running = case.deadlines.filter(status="live", owner=fang).count()
    assert invitations.derive(at=noon) == running > 1
    assert invitations.derive(at=noon) == 0
    assert {method for method, _uid, _sequence, _status in mailed(fang)} == {"REQUEST"}
    assert len({uid for _method, uid, _sequence, _status in mailed(fang)}) == running


def test_a_move_is_mailed_under_the_same_name_with_a_higher_sequence(case, fang, noon, wished):
    stated(case, fang, noon)
    invitations.derive(at=noon)
    before = mailed(fang)
    stated(case, fang, noon + timedelta(hours=1), days=25)
    assert invitations.derive(at=noon + timedelta(hours=1)) == 2  # the date, and our own target before it
    for method, uid, sequence, _status in mailed(fang)[len(before) :]:
        assert (method, sequence) == ("REQUEST", 1)
        assert uid in {known for _method, known, _sequence, _status in before}


def test_what_is_met_is_taken_out_and_stays_out(case, fang, noon, wished):
    legal = stated(case, fang, noon)
    invitations.derive(at=noon)
    before = len(mailed(fang))
    deadlines.meet(legal, by=fang, at=noon)
    assert invitations.derive(at=noon) == 2
    assert invitations.derive(at=noon) == 0
    assert {(method, sequence, status) for method, _uid, sequence, status in mailed(fang)[before:]} == {
        ("CANCEL", 1, "CANCELLED")
    }


def test_handed_over_it_leaves_one_calendar_and_enters_the_other(case, fang, mo, noon, wished):
    Preference.objects.create(user=mo, calendar_by_mail=True, changed_at=noon)
    stated(case, fang, noon)
    invitations.derive(at=noon)
    given = {uid for _method, uid, _sequence, _status in mailed(fang)}
    people.assign(case, owner=mo, by=mo, at=noon)
    invitations.derive(at=noon)
    assert {uid for method, uid, _sequence, _status in mailed(fang) if method == "CANCEL"} == given
    assert {uid for method, uid, _sequence, _status in mailed(mo) if method == "REQUEST"} >= given


def test_a_date_that_has_passed_is_not_taken_out(case, fang, noon, wished):
    stated(case, fang, noon)
    invitations.derive(at=noon)
    assert invitations.derive(at=noon + timedelta(days=60)) == 0


def test_a_round_asks_little_when_nothing_changed(case, fang, noon, wished, django_assert_max_num_queries):
    for number in range(20):
        stated(case, fang, noon, code=f"supplement-{number}")
    invitations.derive(at=noon)
    with django_assert_max_num_queries(7):
        assert invitations.derive(at=noon) == 0

"""Faster handling for a fee: one asks, a manager approves, and only what is expected of the institution moves."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases import deadlines, expectations, expediting
from cases.models import Deadline, Event, Expediting
from tests import build
from tests.cases.clocks import COMPLAINT, confirmed, rule

FRIDAY = datetime(2026, 1, 9, 16, 0, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon)


def asked(case, by, **changed):
    given = {"standard_fee": Decimal("199.99"), "currency": "EUR", "because": "Wages on Thursday", "at": FRIDAY}
    return expediting.ask(case, by=by, **given | changed)


def usual(case, at=FRIDAY):
    return {window.stage.code: window for window in expectations.windows(case, FRIDAY, at=at)}


def test_the_fee_is_one_and_a_half_times_the_standard_fee(case, fang):
    row = asked(case, fang)
    assert (row.fee, row.hours, row.is_asked) == (Decimal("299.99"), 12, True)  # 299.985, rounded as money is


def test_the_fee_is_weighed_against_the_cash_that_the_days_gained_save(case, fang):
    before = usual(case)
    row = asked(case, fang, daily_need=Decimal(12000))
    # The company waits as long as the slowest step that is said of companies; twelve hours of them it waits anyhow.
    slowest = max(window.latest for window in before.values())
    assert row.days_saved == (slowest - FRIDAY - timedelta(hours=12)).days > 0
    assert row.benefit == 12000 * row.days_saved


def test_without_the_cash_needed_a_day_nothing_is_weighed(case, fang):
    with pytest.raises(ValidationError) as caught:
        asked(case, fang, daily_need=Decimal(0))
    assert set(caught.value.message_dict) == {"daily_need"}
    assert asked(case, fang).benefit is None


def test_until_a_manager_approves_nothing_moves(case, fang, cai, mo):
    row, before = asked(case, fang), usual(case)
    assert usual(case) == before
    with pytest.raises(PermissionDenied):
        expediting.decide(row, approve=True, by=cai, at=FRIDAY)
    expediting.decide(row, approve=True, by=mo, at=FRIDAY)
    after = usual(case)
    assert after["standard"].latest == FRIDAY + timedelta(hours=12)
    assert after["standard"].is_expedited
    assert Event.objects.filter(case=case, kind="expediting_approved").exists()


def test_no_statute_moves(case, fang, cai, mo, noon):
    reply = confirmed(rule(case, COMPLAINT, trigger_at=noon, by=fang, at=noon), cai, at=noon)
    rows = case.deadlines.count()
    expediting.decide(asked(case, fang), approve=True, by=mo, at=FRIDAY)
    assert Deadline.objects.get(pk=reply.pk).due_on == reply.due_on
    assert case.deadlines.count() == rows
    assert list(deadlines.pending()) == []


def test_an_outage_moves_the_faster_answer_too(case, fang, mo):
    expediting.decide(asked(case, fang), approve=True, by=mo, at=FRIDAY)
    day = FRIDAY.date() + timedelta(days=1)
    expectations.record_outage(case, first_on=day, last_on=day, because="Maintenance", by=fang, at=FRIDAY)
    assert usual(case)["standard"].latest > FRIDAY + timedelta(hours=12)


def test_who_asked_does_not_approve_and_a_refusal_says_why(case, mo, fang):
    row = asked(case, mo)
    with pytest.raises(PermissionDenied):
        expediting.decide(row, approve=True, by=mo, at=FRIDAY)
    row = Expediting.objects.get()
    Expediting.objects.update(asked_by=fang)
    row.refresh_from_db()
    with pytest.raises(ValidationError):
        expediting.decide(row, approve=False, by=mo, at=FRIDAY)
    expediting.decide(row, approve=False, note="Too dear", by=mo, at=FRIDAY)
    with pytest.raises(ValidationError) as caught:
        expediting.decide(row, approve=True, by=mo, at=FRIDAY)
    assert caught.value.code == "decided_already"
    assert not usual(case)["standard"].is_expedited


def test_what_cannot_be_asked(case, fang, noon):
    with pytest.raises(ValidationError) as caught:
        asked(case, fang, standard_fee=Decimal("0"), because=" ")
    assert set(caught.value.error_dict) == {"standard_fee", "because"}
    asked(case, fang)
    with pytest.raises(ValidationError) as caught:
        asked(case, fang)
    assert caught.value.code == "asked_already"
    at_court = build.case(fang, at=noon, **build.court(noon))
    with pytest.raises(ValidationError) as caught:
        asked(at_court, fang)
    assert caught.value.code == "not_offered"


def test_the_database_lets_nobody_approve_alone(case, fang):
    row = asked(case, fang)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expediting.objects.filter(pk=row.pk).update(state="approved", decided_by=fang, decided_at=FRIDAY)


def test_on_the_page_the_desk_asks_and_the_manager_approves(case, fang, mo, xu, page):
    here, dates = reverse("case-expedite", args=[case.ref]), reverse("case-clocks", args=[case.ref])
    desk, manager = page(fang, "en"), page(mo, "en")
    lost = desk.post(here, {"standard_fee": "abc", "currency": "EUR", "because": "Wages on Thursday"})
    assert lost.status_code == 422
    assert "Wages on Thursday" in lost.text
    assert desk.post(here, {"standard_fee": "200", "currency": "EUR", "because": "Wages"}).status_code == 302
    row = Expediting.objects.get()
    decide = reverse("case-expedite-decide", args=[case.ref, row.pk])
    assert decide not in desk.get(dates).text
    assert decide in manager.get(dates).text
    assert desk.post(decide, {"do": "approve"}).status_code == 403
    assert manager.post(decide, {"do": "refuse"}).status_code == 422
    assert manager.post(decide, {"do": "approve"}).status_code == 302
    row.refresh_from_db()
    assert row.is_approved
    assert list(Expediting.objects.visible_to(xu)) == []

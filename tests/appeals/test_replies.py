"""The four states of the provider, and the clock that further documents start."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from appeals import replies
from appeals.models import ProviderStatus, Submission
from cases import deadlines, triggers
from cases.models import Deadline, Event, Item

MORE = ProviderStatus.State.MORE_MATERIAL


def test_there_are_exactly_four_states():
    assert ProviderStatus.State.values == ["to_submit", "in_review", "more_material", "completed"]


def test_further_documents_asks_by_when(case, fang, noon):
    with pytest.raises(ValidationError) as caught:
        replies.set_status(case, MORE, since=noon, by=fang, at=noon)
    assert caught.value.error_dict["due_on"][0].code == "due_or_none"
    assert not case.provider_statuses.exists()


def test_a_stated_date_starts_the_clock_in_the_other_sides_time(case, fang, noon):
    replies.set_status(case, MORE, since=noon, due_on=date(2026, 1, 9), due_time=time(17, 0), by=fang, at=noon)
    clock = case.deadlines.get(code=replies.SUPPLEMENT)
    assert clock.is_live
    assert clock.zone == "Europe/Brussels"
    assert clock.due_at.isoformat() == "2026-01-09T16:00:00+00:00"
    assert clock.targets.exists()  # our own date, two working days before
    assert case.items.get(code="supplement").due_at == clock.due_at


def test_papers_that_miss_the_hour_of_their_own_day_are_told_the_hour(case, fang, noon):
    since, due = noon, date(2026, 1, 9)
    replies.set_status(case, MORE, since=since, due_on=due, due_time=time(17, 0), by=fang, at=noon)
    later = datetime(2026, 1, 9, 16, 30, tzinfo=UTC)  # 17:30 in Brussels
    with pytest.raises(ValidationError) as caught:
        replies.set_status(case, ProviderStatus.State.IN_REVIEW, since=later, by=fang, at=later)
    assert "2026-01-09 17:00" in caught.value.messages[0]


def test_no_date_stated_is_an_answer(case, fang, noon):
    status = replies.set_status(case, MORE, since=noon, none_stated=True, by=fang, at=noon)
    assert status.none_stated
    assert not case.deadlines.filter(code=replies.SUPPLEMENT).exists()
    assert case.items.get(code="supplement").due_at > noon + timedelta(hours=12)  # nothing is late when it begins


def test_handing_the_documents_in_ends_the_clock(case, fang, noon):
    replies.set_status(case, MORE, since=noon, due_on=date(2026, 1, 9), by=fang, at=noon)
    later = noon + timedelta(days=1)
    replies.set_status(case, ProviderStatus.State.IN_REVIEW, step="manual", since=later, by=fang, at=later)
    assert case.deadlines.get(code=replies.SUPPLEMENT).status == Deadline.Status.MET
    assert not Item.objects.get(case=case, code="supplement").is_open
    assert replies.current(case).step == "manual"


def test_handing_the_documents_in_meets_the_limit_that_a_statute_sets_for_them_too(case, fang, cai, mo, noon):
    asked = {"trigger": triggers.SUPPLEMENT, "trigger_at": noon}
    replies.set_status(case, MORE, since=noon, none_stated=True, by=fang, at=noon)
    limit = deadlines.propose(case, "cn-arl-supplement-10wd", **asked, by=fang, at=noon)
    for person in (cai, mo):
        limit.refresh_from_db()
        deadlines.confirm(limit, by=person, at=noon)
    later = noon + timedelta(days=1)
    replies.set_status(case, ProviderStatus.State.IN_REVIEW, step="manual", since=later, by=fang, at=later)
    limit.refresh_from_db()
    assert limit.is_met


def test_papers_handed_in_late_say_why(case, fang, noon):
    replies.set_status(case, MORE, since=noon, due_on=date(2026, 1, 9), by=fang, at=noon)
    late = noon + timedelta(days=7)
    with pytest.raises(ValidationError) as caught:
        replies.set_status(case, ProviderStatus.State.IN_REVIEW, since=late, by=fang, at=late)
    assert caught.value.error_dict["late_reason"][0].code == "late_reason_missing"
    why = "The registry issued its extract only on the 11th."
    status = replies.set_status(case, ProviderStatus.State.IN_REVIEW, since=late, by=fang, at=late, late_reason=why)
    assert status.late_reason == why
    assert case.deadlines.get(code=replies.SUPPLEMENT).status == Deadline.Status.MET


def test_a_due_day_before_the_request_is_refused(case, fang, noon):
    with pytest.raises(ValidationError) as caught:
        replies.set_status(case, MORE, since=noon, due_on=date(2026, 1, 4), by=fang, at=noon)
    assert caught.value.error_dict["due_on"][0].code == "due_before_request"


def test_the_timeline_says_it_in_both_languages(case, fang, noon):
    replies.set_status(case, ProviderStatus.State.IN_REVIEW, step="final", since=noon, by=fang, at=noon)
    event = Event.objects.get(case=case, kind="provider_status")
    assert "Final review" in event.text_en


def test_the_page_of_dates_says_why_nothing_is_expected_and_counts_anew_from_the_second_appeal(
    went_out, case, fang, mo, noon, page
):
    def shown():
        return page(fang, "en").get(f"/cases/{case.ref}/dates/").context

    sent = Submission.objects.get(appeal=went_out)
    assert (bool(shown()["windows"]), shown()["nothing_expected"]) == (True, "")
    replies.grant(went_out, received_at=noon, by=fang, at=noon)
    assert (shown()["windows"], str(shown()["nothing_expected"])) == ([], "It is decided: no answer is awaited.")
    Submission.objects.filter(pk=sent.pk).update(submitted_at=noon + timedelta(hours=1))
    assert shown()["windows"]
    sent.delete()
    assert "decided" in str(shown()["nothing_expected"])
    case.provider_statuses.all().delete()
    assert "Nothing has gone out yet" in str(shown()["nothing_expected"])

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases import deadlines, people, reminders
from cases.models import Deadline
from knowledge.trace import Step
from notifications.models import Message, State
from tests import build


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon)


@pytest.fixture
def at_court(fang, cai, mo, noon):
    return build.case(fang, at=noon, **build.court(noon))


def stated(case, by, at, days=20, **other):
    given = {
        "code": "supplement", "kind": "legal", "actor": "us", "zh": "提交补充材料", "en": "Hand in the documents",
        "due_on": at.date() + timedelta(days=days), "zone": "Europe/Brussels", "trigger": "supplement_requested",
        "trigger_at": at, "source_zh": "来函载明", "source_en": "Stated in the request", "by": by, "at": at,
    }  # fmt: skip
    return deadlines.set_date(case, **{**given, **other})


def test_a_computed_date_is_proposed_with_its_reasons_in_both_languages(at_court):
    review = at_court.deadlines.get(code="cn-cpl-preservation-review-5d")
    assert review.is_proposed
    assert review.due_on == date(2026, 1, 10) or review.due_on == date(2026, 1, 12)
    steps = [Step.from_json(step) for step in review.trace]
    assert any("第" in step.text("zh-Hans") for step in steps)
    assert any("art." in step.text("en") for step in steps)


def test_a_limitation_takes_two_people(at_court, cai, mo, noon):
    review = at_court.deadlines.get(code="cn-cpl-preservation-review-5d")
    assert review.rule_kind == "limitation"
    deadlines.confirm(review, by=cai, at=noon)
    assert review.is_proposed
    with pytest.raises(ValidationError) as refused:
        deadlines.confirm(review, by=cai, at=noon)
    assert refused.value.code == "second_person_needed"
    deadlines.confirm(review, by=mo, at=noon)
    assert review.is_live


def test_finance_does_not_confirm_clocks(at_court, fang, noon):
    with pytest.raises(PermissionDenied):
        deadlines.confirm(at_court.deadlines.filter(status="proposed").first(), by=fang, at=noon)


def test_a_live_legal_date_brings_our_own_target_two_working_days_earlier(case, fang, noon):
    legal = stated(case, fang, noon, days=9)  # Wed 14 January
    target = legal.targets.get()
    assert (legal.due_on, target.due_on) == (date(2026, 1, 14), date(2026, 1, 12))
    assert target.kind == Deadline.Kind.TARGET


def test_a_stated_hour_is_kept_in_its_zone(case, fang, noon):
    legal = stated(case, fang, noon, due_time=time(17, 0))
    assert legal.has_time
    assert (legal.due_at.hour, legal.due_at.minute) == (16, 0)  # 17:00 in Brussels, in winter


def test_a_newer_date_supersedes_the_older_and_its_reminders(case, fang, noon):
    old = stated(case, fang, noon, days=9)
    waiting = Message.objects.filter(about=f"deadline/{old.pk}", state=State.PENDING)
    assert waiting.exists()
    new = stated(case, fang, noon, days=16)
    old.refresh_from_db()
    assert (old.status, old.superseded_by) == (Deadline.Status.SUPERSEDED, new)
    assert not waiting.exists()


def test_the_case_carries_its_nearest_live_date(case, fang, noon):
    legal = stated(case, fang, noon, days=9)
    case.refresh_from_db()
    assert case.next_deadline_at == min(d.due_at for d in case.deadlines.filter(status="live"))
    deadlines.meet(legal, by=fang, at=noon)
    deadlines.meet_code(case, deadlines.COUNSEL_CLOCK, by=fang, at=noon)
    case.refresh_from_db()
    assert case.next_deadline_at is None


def test_owner_is_told_before_stand_in_on_the_day_and_manager_when_late(case, fang, mo, noon):
    legal = stated(case, fang, noon, days=25)
    told = Message.objects.filter(about=f"deadline/{legal.pk}").order_by("send_at")
    assert [(m.kind, m.recipient.name) for m in told] == [
        ("deadline-ahead", "Fang"),
        ("deadline-ahead", "Fang"),
        ("deadline-ahead", "Fang"),
        ("deadline-due", "Fang"),
        ("deadline-late", "Fang"),
        ("deadline-late", "Mo"),
    ]


def test_without_counsel_after_a_day_owner_and_manager_hear_once_each(case, noon):
    clock = case.deadlines.get(code=deadlines.COUNSEL_CLOCK)
    told = Message.objects.filter(about=f"deadline/{clock.pk}")
    assert sorted(m.recipient.name for m in told) == ["Fang", "Mo"]
    assert {m.send_at for m in told} == {case.freeze.known_at + timedelta(hours=24)}
    for _ in range(3):
        reminders.derive(at=noon + timedelta(hours=23))
    assert told.count() == 2


def test_engaging_counsel_stops_that_clock_and_its_reminders(case, mo, cai, noon):
    people.engage_counsel(case, by=mo, at=noon, counsel=cai)
    clock = case.deadlines.get(code=deadlines.COUNSEL_CLOCK)
    assert clock.is_met
    assert not Message.objects.filter(about=f"deadline/{clock.pk}", state=State.PENDING).exists()


def test_a_reminder_that_vanished_is_written_again(case, fang, noon):
    legal = stated(case, fang, noon, days=5)
    written = Message.objects.filter(about=f"deadline/{legal.pk}").count()
    Message.objects.filter(about=f"deadline/{legal.pk}").delete()
    reminders.derive(at=noon)
    assert Message.objects.filter(about=f"deadline/{legal.pk}").count() == written


def test_acknowledging_twice_is_told(case, fang, mo, noon):
    legal = stated(case, fang, noon)
    deadlines.acknowledge(legal, by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        deadlines.acknowledge(legal, by=mo, at=noon)
    assert refused.value.code == "acknowledged_already"


def test_a_waived_date_keeps_its_reason(at_court, cai, noon):
    proposed = at_court.deadlines.get(code="cn-cpl-preservation-review-5d")
    with pytest.raises(ValidationError):
        deadlines.waive(proposed, because=" ", by=cai, at=noon)
    deadlines.waive(proposed, because="No review is asked for", by=cai, at=noon)
    proposed.refresh_from_db()
    assert (proposed.status, proposed.settled_note) == (Deadline.Status.WAIVED, "No review is asked for")


def test_handing_a_case_over_takes_its_dates_and_reminders_along(case, fang, mo, ada, firm, noon):
    gu = build.member(firm, "Gu", "finance", by=ada, at=noon)
    legal = stated(case, fang, noon, days=9)
    people.assign(case, owner=gu, by=mo, at=noon)
    legal.refresh_from_db()
    assert legal.owner == gu
    waiting = Message.objects.filter(about=f"deadline/{legal.pk}", state=State.PENDING, kind="deadline-ahead")
    assert {m.recipient.name for m in waiting} == {"Gu"}


def test_the_three_clocks_always_answer(case, fang, noon):
    clocks = deadlines.clocks(case)
    assert clocks.legal is None
    assert clocks.target.code == deadlines.COUNSEL_CLOCK
    assert clocks.end is None
    legal = stated(case, fang, noon)
    assert deadlines.clocks(case).legal == legal

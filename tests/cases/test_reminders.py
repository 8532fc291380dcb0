"""Who is reminded, and what changes it: a wish, an absence, an acknowledgement, a reminder put off."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import people as staff
from accounts.models import User
from audit import log
from cases import deadlines, moves, people, reminders, snoozing, wishes
from cases.models import Deadline
from notifications import outbox
from notifications.models import Message, Preference, State
from tests import build

BEIJING, BRUSSELS = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Brussels")


@pytest.fixture
def gu(firm, ada, noon):
    """Gu, also in finance, stands in."""
    return build.member(firm, "Gu", "finance", by=ada, at=noon)


@pytest.fixture
def case(fang, cai, mo, gu, noon):
    case = build.case(fang, at=noon)
    people.engage_counsel(case, by=mo, at=noon, counsel=cai)
    return case


@pytest.fixture
def legal(case, fang, noon):
    """Due on Friday 30 January 2026, at the end of the day in Brussels."""
    return deadlines.set_date(
        case, code="supplement", kind="legal", actor="us", zh="提交补充材料", en="Hand in the documents",
        due_on=date(2026, 1, 30), zone="Europe/Brussels", trigger="supplement_requested", trigger_at=noon,
        source_zh="来函载明", source_en="Stated in the request", by=fang, at=noon,
    )  # fmt: skip


def waiting(deadline, **more):
    return [
        (m.kind.removeprefix("deadline-"), m.recipient.name, f"{m.send_at.astimezone(BEIJING):%a %d %b %H:%M}")
        for m in Message.objects.filter(about=f"deadline/{deadline.pk}", state=State.PENDING, **more).order_by(
            "send_at"
        )
    ]


def beijing(day, hour=8, minute=30, month=1):
    return datetime(2026, month, day, hour, minute, tzinfo=BEIJING)


def code_of(refused):
    return (
        {error.code for error in refused.value.error_list}
        if not hasattr(refused.value, "error_dict")
        else {error.code for errors in refused.value.error_dict.values() for error in errors}
    )


# --- the ladder ------------------------------------------------------------------------------------------------------


def test_the_whole_ladder_in_the_mornings_of_those_who_read_it(legal):
    assert waiting(legal) == [
        ("ahead", "Fang", "Fri 23 Jan 08:30"),
        ("ahead", "Fang", "Wed 28 Jan 08:30"),
        ("ahead", "Fang", "Thu 29 Jan 08:30"),
        ("due", "Fang", "Fri 30 Jan 08:30"),
        ("due", "Gu", "Fri 30 Jan 12:30"),
        ("late", "Fang", "Mon 02 Feb 08:30"),
        ("late", "Mo", "Mon 02 Feb 15:30"),  # half past eight in Brussels
    ]


def test_a_wish_for_another_morning_moves_what_waits(legal, fang, noon):
    wishes.set_preference(fang, {"morning": time(7, 0), "grace_hours": 2}, by=fang, at=noon)
    assert [(kind, when) for kind, _who, when in waiting(legal, recipient=fang)][:2] == [
        ("ahead", "Fri 23 Jan 07:00"), ("ahead", "Wed 28 Jan 07:00")
    ]  # fmt: skip
    assert ("due", "Gu", "Fri 30 Jan 09:00") in waiting(legal)


def test_a_date_that_is_over_when_it_is_written_down_is_told_at_once(case, fang, mo, noon):
    passed = deadlines.set_date(
        case, code="chase", kind="target", actor="us", zh="催办", en="Chase", due_on=date(2026, 1, 2),
        zone="Asia/Shanghai", trigger="note", trigger_at=noon - timedelta(days=20), source_zh="自定", source_en="Ours",
        by=fang, at=noon,
    )  # fmt: skip
    assert [(kind, who) for kind, who, _when in waiting(passed)] == [("late", "Fang"), ("late", "Mo")]


def test_a_lost_row_comes_back_and_the_same_row_is_never_written_twice(legal, noon):
    before = waiting(legal)
    at = beijing(22, 12)
    Message.objects.filter(about=f"deadline/{legal.pk}", kind="deadline-due").delete()
    assert reminders.derive(at=at) == 2
    assert reminders.derive(at=at) == 0
    assert waiting(legal) == before


def test_handing_over_and_back_leaves_the_reminders_of_the_first(case, legal, fang, gu, mo, noon):
    before = waiting(legal)
    people.assign(case, owner=gu, by=mo, at=noon)
    assert ("ahead", "Gu", "Fri 23 Jan 08:30") in waiting(legal)
    people.assign(case, owner=fang, by=mo, at=noon)
    assert waiting(legal) == before


# --- acknowledging ---------------------------------------------------------------------------------------------------


def test_acknowledged_before_the_day_nobody_else_is_woken_on_it_but_lateness_is_told(legal, fang):
    deadlines.acknowledge(legal, by=fang, at=beijing(23, 9))
    assert ("due", "Gu") not in [row[:2] for row in waiting(legal)]
    assert ("late", "Mo") in [row[:2] for row in waiting(legal)]


def test_acknowledged_when_late_the_manager_is_not_told(legal, fang):
    late = beijing(2, 9, month=2)
    outbox.sweep(at=late)
    deadlines.acknowledge(legal, by=fang, at=late)
    assert not waiting(legal)


# --- wishes ----------------------------------------------------------------------------------------------------------


def test_nobody_can_switch_off_legal_dates_altogether(fang, noon):
    with pytest.raises(ValidationError) as refused:
        wishes.set_preference(fang, {"legal_by_mail": False, "legal_in_app": False}, by=fang, at=noon)
    assert code_of(refused) == {"legal_needs_a_channel"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(user=fang, legal_by_mail=False, legal_in_app=False, changed_at=noon)


def test_a_target_can_be_switched_off_and_the_legal_date_stays(legal, fang, noon):
    target = legal.targets.get()
    assert waiting(target, recipient=fang)
    wishes.set_preference(fang, {"other_by_mail": False, "legal_in_app": True, "legal_by_mail": True}, by=fang, at=noon)
    assert not waiting(target, recipient=fang)
    assert {m.channel for m in Message.objects.filter(about=f"deadline/{legal.pk}", recipient=fang, state="pending")} == {
        "mail", "in_app"
    }  # fmt: skip


def test_who_works_on_saturdays_only_hears_on_saturdays(legal, fang, noon):
    wishes.set_preference(fang, {"weekdays": "6"}, by=fang, at=noon)
    days = {when.split()[0] for kind, _who, when in waiting(legal, recipient=fang) if kind != "due"}
    assert days == {"Sat"}


def test_nobody_sets_the_wishes_of_another(fang, mo, noon):
    with pytest.raises(PermissionDenied):
        wishes.set_preference(fang, {"digest": False}, by=mo, at=noon)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"morning": time(2, 30)}, "not_a_morning"),
        ({"digest_at": time(13, 0)}, "not_a_morning"),
        ({"grace_hours": 49}, "grace_too_long"),
        ({"weekdays": ""}, "no_working_day"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(fang, noon, values, code):
    with pytest.raises(ValidationError) as refused:
        wishes.set_preference(fang, values, by=fang, at=noon)
    assert code_of(refused) == {code}


def test_a_changed_wish_is_written_down(fang, noon):
    wishes.set_preference(fang, {"digest": False}, by=fang, at=noon)
    assert [entry.action for entry in log.entries(f"user/{fang.pk}")] == ["preference.changed"]


# --- away ------------------------------------------------------------------------------------------------------------


def test_who_stands_in_hears_it_while_the_owner_is_away_and_the_owner_before_and_after(legal, fang, gu, noon):
    wishes.be_away(fang, deputy=gu, starts_on=date(2026, 1, 26), ends_on=date(2026, 1, 30), by=fang, at=noon)
    assert [row[:2] for row in waiting(legal)] == [
        ("ahead", "Fang"), ("ahead", "Gu"), ("ahead", "Gu"), ("due", "Gu"), ("late", "Fang"), ("late", "Mo")
    ]  # fmt: skip
    told = Message.objects.filter(about=f"deadline/{legal.pk}", recipient=gu, state="pending").first()
    assert "Fang" in told.body


def test_back_earlier_than_said_the_reminders_come_back_too(legal, fang, gu, noon):
    before = waiting(legal)
    away = wishes.be_away(fang, deputy=gu, starts_on=date(2026, 1, 26), ends_on=date(2026, 1, 30), by=fang, at=noon)
    wishes.come_back(away, by=fang, at=noon + timedelta(hours=1))
    assert waiting(legal) == before
    with pytest.raises(ValidationError):
        wishes.come_back(away, by=fang, at=noon + timedelta(hours=2))


def test_two_who_are_away_for_each_other_keep_their_own_reminders(legal, fang, gu, noon):
    days = {"starts_on": date(2026, 1, 26), "ends_on": date(2026, 1, 30)}
    wishes.be_away(fang, deputy=gu, **days, by=fang, at=noon)
    wishes.be_away(gu, deputy=fang, **days, by=gu, at=noon)
    reminders.derive_for(legal, at=noon)
    assert ("ahead", "Fang", "Wed 28 Jan 08:30") in waiting(legal)


def test_an_absence_needs_somebody_who_can_do_the_work(fang, gu, udo, xu, mo, noon):
    days = {"starts_on": date(2026, 1, 26), "ends_on": date(2026, 1, 30), "by": fang, "at": noon}
    for person, code in ((udo, "no_deputy"), (xu, "no_deputy"), (fang, "no_deputy"), (None, "deputy_missing")):
        with pytest.raises(ValidationError) as refused:
            wishes.be_away(fang, deputy=person, **days)
        assert code_of(refused) == {code}
    wishes.be_away(fang, deputy=gu, **days)
    with pytest.raises(ValidationError) as refused:
        wishes.be_away(fang, deputy=gu, **{**days, "starts_on": date(2026, 1, 30), "ends_on": date(2026, 2, 3)})
    assert code_of(refused) == {"away_already"}
    with pytest.raises(ValidationError) as refused:
        wishes.be_away(fang, deputy=gu, **{**days, "starts_on": date(2026, 1, 3), "ends_on": date(2026, 1, 4)})
    assert code_of(refused) == {"in_past"}
    with pytest.raises(PermissionDenied):
        wishes.be_away(mo, deputy=fang, **{**days, "by": gu})


# --- putting off -----------------------------------------------------------------------------------------------------


def test_put_off_it_comes_again_and_the_next_person_waits_as_long(case, legal, fang):
    morning = beijing(30, 9)
    outbox.sweep(at=morning)
    snoozing.put_off(legal, until=beijing(30, 14, 0), because="等银行回电", by=fang, at=morning)
    assert waiting(legal)[:2] == [("again", "Fang", "Fri 30 Jan 14:00"), ("due", "Gu", "Fri 30 Jan 18:00")]
    entry = log.entries(case.chain).last()
    assert entry.action == "deadline.snoozed"


@pytest.mark.parametrize(
    ("at", "until", "because", "code"),
    [
        (beijing(23, 9), beijing(28, 8, 31), "Later", "too_late"),  # beyond the next step
        (beijing(30, 9), beijing(31, 9), "Later", "too_late"),  # beyond the date
        (beijing(23, 9), beijing(23, 8), "Later", "in_past"),
        (beijing(23, 9), beijing(26, 9), "  ", "reason_missing"),
        (beijing(31, 9), beijing(31, 12), "Later", "date_is_over"),
    ],
)
def test_what_cannot_be_put_off(legal, fang, at, until, because, code):
    with pytest.raises(ValidationError) as refused:
        snoozing.put_off(legal, until=until, because=because, by=fang, at=at)
    assert code_of(refused) == {code}


def test_an_auditor_puts_nothing_off(legal, udo):
    with pytest.raises(PermissionDenied):
        snoozing.put_off(legal, until=beijing(26), because="Later", by=udo, at=beijing(23, 9))


def test_a_met_date_is_not_put_off(legal, fang, noon):
    deadlines.meet(legal, by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        snoozing.put_off(Deadline.objects.get(pk=legal.pk), until=beijing(26), because="x", by=fang, at=noon)
    assert code_of(refused) == {"not_live"}


# --- the words -------------------------------------------------------------------------------------------------------


def test_the_mail_says_what_where_and_by_when_in_the_readers_language(legal, fang, mo, settings):
    told = {(m.recipient.name, m.kind): m for m in Message.objects.filter(about=f"deadline/{legal.pk}")}
    late = told["Mo", "deadline-late"]
    assert late.subject.startswith("Overdue: Hand in the documents (HL-")
    assert "Fri 30 Jan 2026" in late.body
    assert f"{settings.SITE_URL}/cases/{legal.case.ref}/dates/{legal.pk}/" in late.body
    due = told["Fang", "deadline-due"]
    assert due.subject.startswith("今天到期：提交补充材料")
    assert "2026年1月30日" in due.body
    assert datetime(2026, 1, 30, tzinfo=UTC) < due.send_at < legal.due_at


# --- people who leave, hand over, or cannot be written to ------------------------------------------------------------


def test_whoever_left_the_firm_hears_nothing_more_and_the_next_person_does(case, legal, fang, ada, noon):
    assert "Fang" in {name for _step, name, _when in waiting(legal)}
    staff.end_membership(fang.memberships.get(), by=ada, at=noon)
    reminders.derive_for_reader(fang, at=noon)
    after = waiting(legal)
    assert "Fang" not in {name for _step, name, _when in after}
    assert len({name for step, name, _when in after if step == "ahead"}) == 1
    assert len([step for step, _name, _when in after if step == "ahead"]) == 3
    assert reminders.derive(at=beijing(23)) == 0  # the sweep writes none of theirs again


def test_an_owner_without_an_address_is_told_in_the_app(case, fang, noon):
    User.objects.filter(pk=fang.pk).update(email="")
    fang.refresh_from_db()
    made = deadlines.set_date(
        case, code="supplement", kind="legal", actor="us", zh="提交补充材料", en="Hand in the documents",
        due_on=date(2026, 1, 30), zone="Europe/Brussels", trigger="supplement_requested", trigger_at=noon,
        source_zh="来函载明", source_en="Stated in the request", by=fang, at=noon,
    )  # fmt: skip
    theirs = Message.objects.filter(about=f"deadline/{made.pk}", recipient=fang)
    assert {message.channel for message in theirs} == {"in_app"}
    assert theirs.count() == 5


def test_a_date_that_cannot_be_told_of_keeps_no_other_back(case, legal, fang, noon, monkeypatch, caplog):
    other = deadlines.set_date(
        case, code="answer", kind="legal", actor="us", zh="答复", en="Answer", due_on=date(2026, 1, 29),
        zone="Europe/Brussels", trigger="supplement_requested", trigger_at=noon, source_zh="来函载明",
        source_en="Stated", by=fang, at=noon,
    )  # fmt: skip
    Message.objects.all().delete()
    whole = reminders.text_of

    def broken(deadline, step):
        if deadline.pk == other.pk:
            raise ValueError("no words")
        return whole(deadline, step)

    monkeypatch.setattr(reminders, "text_of", broken)
    assert reminders.derive(at=beijing(23)) > 0
    assert waiting(legal)
    assert not waiting(other)
    assert "cannot be written" in caplog.text


def test_a_case_handed_over_takes_the_tick_of_the_one_before_along_with_it(case, legal, fang, mo, gu, noon):
    deadlines.acknowledge(legal, by=fang, at=noon)
    people.assign(case, owner=gu, by=mo, at=noon)
    legal.refresh_from_db()
    assert (legal.owner, legal.acknowledged_at) == (gu, None)
    assert {name for _step, name, _when in waiting(legal)} == {"Gu", "Mo"}


def test_a_closed_case_reminds_nobody_not_even_of_what_was_being_carried(case, legal, mo, noon):
    on_its_way = Message.objects.filter(about=f"deadline/{legal.pk}").earliest("send_at")
    Message.objects.filter(pk=on_its_way.pk).update(state=State.CLAIMED, claim_token=uuid4(), lease_until=noon)
    case.refresh_from_db()
    moves.close(case, "released", lessons="先核实。", by=mo, at=noon)
    assert not Message.objects.filter(about=f"deadline/{legal.pk}").exclude(state=State.CANCELLED).exists()
    assert reminders.derive(at=beijing(23)) == 0

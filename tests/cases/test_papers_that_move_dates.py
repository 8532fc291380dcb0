"""What papers do to a date: an extension, a renewed freeze, a printed end, and two sides that name two days."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases import deadlines, learning
from cases.deadlines import Paper
from cases.models import ClockChange, Deadline
from knowledge.trace import Step
from tests import build
from tests.cases.clocks import COMPLAINT, RULING, confirmed, review, rule, stated, waiting_reminders


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon)


@pytest.fixture
def at_court(fang, cai, mo, noon):
    return build.case(fang, at=noon, **build.court(noon))


@pytest.fixture
def freeze_end(fang, cai, mo, noon):
    """Frozen by the tax office for six months at most; the notice prints no end."""
    tax = build.court(noon, body_kind="tax")
    case = build.case(fang, at=noon, **tax)
    end = case.deadlines.filter(kind="end").first()
    return confirmed(end, cai, at=noon) if end.is_proposed else end


def code_of(refused):
    error = refused.value
    return (
        [one.code for errors in error.error_dict.values() for one in errors]
        if hasattr(error, "error_dict")
        else [error.code]
    )


# --- extension -------------------------------------------------------------------------------------------------------


def test_an_extension_by_days_counts_in_the_rules_own_unit_and_keeps_the_difference(case, fang, cai, noon):
    reply = rule(case, COMPLAINT, trigger_at=noon, by=fang, at=noon)
    deadlines.confirm(reply, by=cai, at=noon)
    longer = deadlines.extend(reply, amount=5, paper=RULING, by=cai, at=noon)
    # 15 working days of TARGET after Mon 5 January end on Mon 26 January; five more on Mon 2 February.
    assert (reply.due_on, longer.due_on) == (date(2026, 1, 26), date(2026, 2, 2))
    change = longer.changes_in.get()
    assert (change.was_on, change.now_on, change.days) == (reply.due_on, longer.due_on, 7)
    assert (change.kind, change.by, change.paper) == (ClockChange.Kind.EXTENDED, cai, RULING.words)
    assert "5" in "".join(Step.from_json(step).text("en") for step in longer.trace if step["code"] == "granted_amount")


def test_an_extended_limitation_waits_for_two_while_the_earlier_day_goes_on_reminding(at_court, fang, cai, mo, noon):
    old = review(at_court, cai, mo, noon)
    new = deadlines.extend(old, until=date(2026, 2, 2), paper=RULING, by=fang, at=noon)
    old.refresh_from_db()
    assert (old.is_live, new.is_proposed, new.replaces) == (True, True, old)
    assert waiting_reminders(old).exists()
    deadlines.confirm(new, by=cai, at=noon)
    old.refresh_from_db()
    assert old.is_live
    deadlines.confirm(new, by=mo, at=noon)
    old.refresh_from_db()
    assert (old.status, old.superseded_by, new.is_live) == (Deadline.Status.SUPERSEDED, new, True)
    assert not waiting_reminders(old).exists()
    assert waiting_reminders(new).exists()
    assert new.targets.filter(status="live").count() == 1


def test_a_proposed_extension_that_is_refused_leaves_the_earlier_day(at_court, fang, cai, mo, noon):
    old = review(at_court, cai, mo, noon)
    new = deadlines.extend(old, until=date(2026, 2, 2), paper=RULING, by=fang, at=noon)
    deadlines.waive(new, because="The letter concerns another case", by=cai, at=noon)
    old.refresh_from_db()
    assert old.is_live


def test_what_an_extension_cannot_be(at_court, fang, cai, mo, noon):
    old = review(at_court, cai, mo, noon)
    for told, wrong in (
        ({"until": date(2026, 2, 2), "paper": Paper(" ")}, "paper_missing"),
        ({"until": old.due_on, "paper": RULING}, "not_later"),
        ({"paper": RULING}, "day_or_length"),
        ({"until": date(2026, 2, 2), "amount": 3, "paper": RULING}, "day_or_length"),
        ({"amount": 0, "paper": RULING}, "length_out_of_range"),
        ({"amount": 3661, "paper": RULING}, "length_out_of_range"),
        ({"until": date(2026, 2, 2), "amount": None, "paper": Paper("")}, "paper_missing"),
    ):
        with pytest.raises(ValidationError) as refused:
            deadlines.extend(old, by=fang, at=noon, **told)
        assert code_of(refused) == [wrong]


def test_a_stated_date_is_extended_to_a_day_only(case, fang, cai, noon):
    legal = stated(case, fang, noon)
    with pytest.raises(ValidationError) as refused:
        deadlines.extend(legal, amount=5, paper=RULING, by=cai, at=noon)
    assert code_of(refused) == ["day_needed"]
    longer = deadlines.extend(legal, until=legal.due_on + timedelta(days=7), paper=RULING, by=cai, at=noon)
    assert (longer.is_live, longer.confirmed_by) == (True, cai)
    assert [step["code"] for step in longer.trace][-1] == "granted_end"


def test_a_settled_date_is_not_extended(case, fang, noon):
    legal = stated(case, fang, noon)
    deadlines.meet(legal, by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        deadlines.extend(legal, until=date(2027, 1, 4), paper=RULING, by=fang, at=noon)
    assert code_of(refused) == ["not_open"]


# --- the end of a freeze ---------------------------------------------------------------------------------------------


def test_a_freeze_is_renewed_for_the_rules_own_term(freeze_end, fang, cai, noon):
    assert freeze_end.due_on == date(2026, 7, 5)  # six months from 5 January
    renewed = deadlines.renew(freeze_end, paper=RULING, by=cai, at=noon)
    assert renewed.due_on == date(2027, 1, 5)
    assert renewed.changes_in.get().kind == ClockChange.Kind.RENEWED
    assert renewed.case.freeze.ends_on == date(2027, 1, 5)
    again = deadlines.renew(renewed, until=date(2027, 7, 4), paper=RULING, by=cai, at=noon)
    assert again.due_on == date(2027, 7, 4)  # the paper prints the eve, and prevails


def test_a_renewal_beyond_what_the_rule_allows_needs_the_printed_day(fang, cai, mo, noon):
    case = build.case(fang, at=noon, **build.court(noon))
    end = deadlines.propose(
        case, "cn-stop-payment-48h", trigger="stop_payment_effective", trigger_at=noon, by=cai, at=noon
    )
    once = deadlines.renew(end, paper=RULING, by=cai, at=noon, until=date(2026, 1, 9))
    with pytest.raises(ValidationError) as refused:
        deadlines.renew(once, paper=RULING, by=cai, at=noon)
    assert code_of(refused) == ["renewed_too_often"]
    assert deadlines.renew(once, until=date(2026, 1, 12), paper=RULING, by=cai, at=noon).due_on == date(2026, 1, 12)


def test_the_printed_end_prevails_and_the_computed_one_stays_in_sight(freeze_end, cai, noon):
    printed = deadlines.printed_end(freeze_end, on=date(2026, 7, 4), paper=RULING, by=cai, at=noon)
    assert (printed.due_on, printed.is_live) == (date(2026, 7, 4), True)
    change = printed.changes_in.get()
    assert (change.was_on, change.days) == (date(2026, 7, 5), -1)
    assert printed.case.freeze.ends_on == date(2026, 7, 4)


def test_an_end_learned_later_keeps_how_far_it_lies_from_the_computed_one(freeze_end, fang, noon):
    case = freeze_end.case
    learning.learn(case, learning.Learned(ends_on=date(2026, 7, 4)), by=fang, at=noon)
    freeze_end.refresh_from_db()
    assert freeze_end.status == Deadline.Status.SUPERSEDED
    assert ClockChange.objects.get(was=freeze_end).days == -1


def test_only_the_end_of_a_freeze_is_renewed(case, fang, noon):
    with pytest.raises(ValidationError) as refused:
        deadlines.renew(stated(case, fang, noon), paper=RULING, by=fang, at=noon)
    assert code_of(refused) == ["not_a_freeze_end"]


# --- two sides, two days ---------------------------------------------------------------------------------------------


def test_of_two_days_the_earlier_reminds_and_the_later_stays_in_sight(case, fang, cai, noon):
    legal = stated(case, fang, noon)  # 25 January
    both = deadlines.dispute(
        legal, on=date(2026, 1, 15), who="iBanFirst, letter of 4 January", ours="our count", by=fang, at=noon
    )
    assert (both.due_on, both.later_on) == (date(2026, 1, 15), date(2026, 1, 25))
    assert (both.says, both.later_says) == ("iBanFirst, letter of 4 January", "our count")
    assert (both.is_live, both.to_confirm) == (True, True)
    assert {m.send_at.date() for m in waiting_reminders(both).filter(kind="deadline-due")} == {date(2026, 1, 15)}
    settled = deadlines.settle_dispute(
        both, on=date(2026, 1, 25), because="The bank agreed by telephone", paper=RULING, by=cai, at=noon
    )
    assert (settled.due_on, settled.later_on, settled.is_live) == (date(2026, 1, 25), None, True)


def test_a_later_day_of_the_other_side_does_not_move_a_lost_right(at_court, fang, cai, mo, noon):
    old = review(at_court, cai, mo, noon)
    both = deadlines.dispute(old, on=date(2026, 2, 2), who="The court's clerk", ours="the statute", by=fang, at=noon)
    assert (both.due_on, both.later_on, both.later_says) == (old.due_on, date(2026, 2, 2), "The court's clerk")
    assert (both.is_live, both.confirmed_by, both.second_confirmed_by) == (True, cai, mo)
    later = deadlines.settle_dispute(both, on=date(2026, 2, 2), because="In writing", paper=RULING, by=cai, at=noon)
    both.refresh_from_db()
    assert (later.is_proposed, both.is_live) == (True, True)


def test_a_dispute_outlives_a_corrected_day(case, fang, cai, noon):
    reply = confirmed(rule(case, COMPLAINT, trigger_at=noon, by=fang, at=noon), cai, at=noon)
    theirs = reply.due_on + timedelta(days=10)
    both = deadlines.dispute(reply, on=theirs, who="The bank", ours="the directive", by=cai, at=noon)
    next_day = noon + timedelta(days=1)
    (moved,) = deadlines.correct_day(both, next_day, because="Tracking number", by=cai, at=next_day)
    assert (moved.due_on, moved.later_on) == (reply.due_on + timedelta(days=1), theirs)
    assert (moved.says, moved.later_says) == ("the directive", "The bank")
    assert "other_side_says" in [step["code"] for step in moved.trace]
    assert not [shift for shift in deadlines.pending() if shift.deadline == moved]


def test_more_time_moves_both_days(case, fang, cai, noon):
    reply = confirmed(rule(case, COMPLAINT, trigger_at=noon, by=fang, at=noon), cai, at=noon)
    both = deadlines.dispute(
        reply, on=reply.due_on - timedelta(days=3), who="The bank", ours="the directive", by=cai, at=noon
    )
    longer = deadlines.extend(both, amount=5, paper=RULING, by=cai, at=noon)
    assert (longer.later_on - longer.due_on).days == 3
    assert (longer.says, longer.later_says) == ("The bank", "the directive")
    assert longer.due_on > both.due_on


def test_days_that_a_clock_stood_are_added_to_both_days(case, fang, cai, noon):
    reply = confirmed(rule(case, COMPLAINT, trigger_at=noon, by=fang, at=noon), cai, at=noon)
    theirs = reply.due_on + timedelta(days=10)
    both = deadlines.dispute(reply, on=theirs, who="The bank", ours="the directive", by=cai, at=noon)
    still = deadlines.suspend(both, since=noon, because="Talks", by=cai, at=noon)
    again = noon + timedelta(days=3)
    runs = deadlines.resume(still, since=again, by=cai, at=again)
    assert (runs.later_on, runs.later_says) == (theirs + timedelta(days=3), "The bank")


def test_a_paper_that_states_the_end_leaves_the_dispute_to_be_told_again(case, fang, cai, page, noon):
    legal = stated(case, fang, noon)
    both = deadlines.dispute(legal, on=date(2026, 1, 15), who="The bank", ours="our count", by=fang, at=noon)
    granted = deadlines.extend(both, until=date(2026, 2, 9), paper=RULING, by=cai, at=noon)
    waiting = granted if granted.is_open else case.deadlines.open().get(code=legal.code, replaces=None)
    assert waiting.later_on is None
    client = page(cai, "en")
    assert "If they still say so, note it again." in client.get(reverse("case-clocks", args=[case.ref])).text
    form = client.get(reverse("case-clock-change", args=[case.ref, waiting.pk, "dispute"])).text
    assert "The bank" in form
    assert "2026-01-15" in form


def test_a_settled_dispute_does_not_come_back(case, fang, cai, noon):
    reply = confirmed(rule(case, COMPLAINT, trigger_at=noon, by=fang, at=noon), cai, at=noon)
    both = deadlines.dispute(
        reply, on=reply.due_on + timedelta(days=10), who="The bank", ours="the directive", by=cai, at=noon
    )
    settled = deadlines.settle_dispute(both, on=reply.due_on, because="They agreed", paper=RULING, by=cai, at=noon)
    next_day = noon + timedelta(days=1)
    (moved,) = deadlines.correct_day(settled, next_day, because="Stamp", by=cai, at=next_day)
    assert moved.later_on is None


def test_a_dispute_settled_on_the_day_of_the_other_side_stays_settled_when_dates_are_counted_again(
    case, fang, cai, noon
):
    reply = confirmed(rule(case, COMPLAINT, trigger_at=noon, by=fang, at=noon), cai, at=noon)
    theirs = reply.due_on + timedelta(days=10)
    both = deadlines.dispute(reply, on=theirs, who="The bank", ours="the directive", by=cai, at=noon)
    settled = deadlines.settle_dispute(both, on=theirs, because="They proved it", paper=RULING, by=cai, at=noon)
    assert not [shift for shift in deadlines.pending() if shift.moves]
    next_day = noon + timedelta(days=1)
    (moved,) = deadlines.correct_day(settled, next_day, because="Stamp", by=cai, at=next_day)
    assert (moved.due_on, moved.later_on) == (theirs, None)
    assert [step["params"]["why"]["en"] for step in moved.trace if step["code"] == "settled_on"] == ["They proved it"]


def test_the_database_refuses_a_dispute_without_words(case, fang, noon):
    legal = stated(case, fang, noon)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(pk=legal.pk).update(later_on=date(2026, 3, 1))

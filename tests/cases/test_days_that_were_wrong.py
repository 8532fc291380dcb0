"""An event starts its dates; its day was wrong; a rule or a calendar is newer: shown before, moved after, kept for ever."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation

from cases import deadlines, moves, triggers
from cases.deadlines import Paper, reckoning
from cases.models import ClockChange, Deadline
from knowledge import catalogue
from knowledge.models import Edition, Kind
from tests import build
from tests.cases.clocks import COMPLAINT, REVIEW, RULING, review, rule

DECISION, SILENCE = "cn-arl-decision-60d", "cn-all-after-silence-15d"
ACCEPTANCE = "cn-arl-review-5wd"


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon)


@pytest.fixture
def at_court(fang, cai, mo, noon):
    return build.case(fang, at=noon, **build.court(noon))


@pytest.fixture
def at_tax(fang, cai, mo, noon):
    return build.case(fang, at=noon, **build.court(noon, body_kind="tax"))


def codes(refused):
    return {name: errors[0].code for name, errors in refused.value.error_dict.items()}


# --- an event and what it starts -------------------------------------------------------------------------------------


def test_an_event_shows_what_it_would_start_and_writes_nothing(at_court, noon):
    before = at_court.deadlines.count()
    offers = deadlines.offered(at_court, triggers.KNOWN, moment=noon)
    assert at_court.deadlines.count() == before
    offer = next(o for o in offers if o.code == REVIEW)
    assert offer.is_ticked
    assert offer.standing is not None
    assert offer.trace


def test_ticked_dates_are_proposed_and_those_left_out_keep_the_reason(at_tax, fang, cai, noon):
    offers = deadlines.offered(at_tax, "hearing_right_notified", moment=noon)
    assert [o.code for o in offers if o.refused is None] == ["cn-apl-hearing-request-5wd"]
    made = deadlines.happened(
        at_tax,
        "hearing_right_notified",
        moment=noon,
        ticked=["cn-apl-hearing-request-5wd"],
        reasons={},
        by=fang,
        at=noon,
    )
    assert [row.code for row in made] == ["cn-apl-hearing-request-5wd"]
    assert made[0].event.kind == "hearing_right_notified"


def test_an_expected_date_is_left_out_with_a_reason_only(at_tax, fang, cai, noon):
    expected = [o.code for o in deadlines.offered(at_tax, triggers.SUBMITTED, moment=noon) if o.is_ticked]
    assert expected
    with pytest.raises(ValidationError) as refused:
        deadlines.happened(at_tax, triggers.SUBMITTED, moment=noon, ticked=[], reasons={}, by=cai, at=noon)
    assert set(codes(refused).values()) == {"reason_missing"}
    reasons = dict.fromkeys(expected, "Nothing was registered")
    assert (
        deadlines.happened(at_tax, triggers.SUBMITTED, moment=noon, ticked=[], reasons=reasons, by=cai, at=noon) == []
    )
    left_out = at_tax.deadlines.filter(code__in=expected)
    assert {(row.status, row.settled_note) for row in left_out} == {("waived", "Nothing was registered")}


def test_finance_does_not_leave_out_a_day_on_which_a_right_is_lost(at_court, fang, noon):
    at_court.deadlines.all()
    reasons = {REVIEW: "no need"}
    offers = [o.code for o in deadlines.offered(at_court, triggers.KNOWN, moment=noon) if o.is_ticked]
    with pytest.raises(ValidationError) as refused:
        deadlines.happened(
            at_court, triggers.KNOWN, moment=noon, ticked=set(offers) - {REVIEW}, reasons=reasons, by=fang, at=noon
        )
    assert codes(refused) == {f"why_{REVIEW}": "limitation_left_out"}


def test_a_hearing_has_five_working_days_and_our_own_target_after_three(at_tax, fang, cai, mo, noon):
    hearing = rule(at_tax, "cn-apl-hearing-request-5wd", trigger_at=noon, by=fang, at=noon)
    assert hearing.due_on == date(2026, 1, 12)  # Tue 6 to Fri 9, Mon 12
    for person in (cai, mo):
        if not hearing.is_live:
            deadlines.confirm(hearing, by=person, at=noon)
    assert hearing.targets.get().due_on == date(2026, 1, 8)
    assert "3 days" in hearing.rule.content["note"]


def test_opening_reconsideration_opens_its_chain(at_tax, fang, cai, noon):
    names = [code for code, _name in deadlines.event_names(at_tax)]
    assert "reconsideration_submitted" in names
    deadlines.start_chain(at_tax, "reconsideration_submitted", trigger_at=noon, by=fang, at=noon)
    opened = {row.code: row for row in at_tax.deadlines.open()}
    assert {ACCEPTANCE, DECISION, SILENCE} <= set(opened)
    assert opened[DECISION].chained_from == opened[ACCEPTANCE]
    assert opened[SILENCE].chained_from == opened[DECISION]


# --- one date starts another -----------------------------------------------------------------------------------------


def test_silence_starts_the_next_limit_and_an_answer_withdraws_it(at_tax, fang, cai, noon):
    decision = rule(at_tax, DECISION, trigger_at=noon, by=fang, at=noon)
    silence = at_tax.deadlines.get(code=SILENCE)
    assert (decision.due_on, silence.due_on) == (date(2026, 3, 6), date(2026, 3, 23))  # 21 March is a Saturday
    assert silence.chained_from == decision
    deadlines.confirm(decision, by=cai, at=noon)
    deadlines.meet(decision, by=fang, at=noon, answered_at=noon)
    silence.refresh_from_db()
    assert silence.status == Deadline.Status.WAIVED


def test_an_early_acceptance_starts_the_next_limit_on_its_own_day(at_tax, fang, cai, noon):
    acceptance = rule(at_tax, ACCEPTANCE, trigger_at=noon, by=fang, at=noon)
    deadlines.confirm(acceptance, by=cai, at=noon)
    late = at_tax.deadlines.open().get(code=DECISION)
    deadlines.meet(acceptance, by=fang, at=noon + timedelta(days=2), answered_at=noon + timedelta(days=1))
    early = at_tax.deadlines.open().get(code=DECISION)
    # 60 days from Mon 12 January end on 13 March; from Tue 6 January on Sat 7 March, which moves to Monday.
    assert (late.due_on, early.due_on) == (date(2026, 3, 13), date(2026, 3, 9))
    assert at_tax.deadlines.open().get(code=SILENCE).chained_from == early


def test_what_follows_a_date_moves_with_it(at_tax, fang, cai, noon):
    decision = rule(at_tax, DECISION, trigger_at=noon, by=fang, at=noon)
    deadlines.confirm(decision, by=cai, at=noon)
    longer = deadlines.extend(decision, amount=30, paper=RULING, by=cai, at=noon)
    silence = at_tax.deadlines.open().get(code=SILENCE)
    assert longer.due_on == date(2026, 4, 7)  # 5 April is Qingming, 4 and 6 are free as well
    assert silence.chained_from == longer
    # 15 days from 5 April, the end that has not moved, or from the 7th: we act by the earlier, the later is shown.
    assert (silence.due_on, silence.later_on) == (date(2026, 4, 20), date(2026, 4, 22))
    assert silence.says_en != silence.later_says_en
    assert silence.changes_in.get().kind == ClockChange.Kind.CHAINED


# --- the day of the event was wrong ----------------------------------------------------------------------------------


def test_service_a_day_later_shows_what_would_move_and_waits_for_two(at_court, fang, cai, mo, noon):
    old = review(at_court, cai, mo, noon)
    served = noon + timedelta(days=1)
    shifts = deadlines.preview(old, served, by=fang)
    shown = next(s for s in shifts if s.deadline == old)
    assert (shown.was_on, shown.now_on, shown.needs_two) == (date(2026, 1, 12), date(2026, 1, 12), False)
    two_days = noon + timedelta(days=2)
    shown = next(s for s in deadlines.preview(old, two_days, by=fang) if s.deadline == old)
    assert (shown.now_on, shown.days) == (date(2026, 1, 12), 0)  # the 10th to the 12th all end on Monday
    deadlines.correct_day(
        old, two_days + timedelta(days=2), because="Slip of the post", by=fang, at=noon + timedelta(days=9)
    )
    new = at_court.deadlines.get(code=REVIEW, status="proposed")
    old.refresh_from_db()
    assert (new.due_on, new.replaces, old.is_live) == (date(2026, 1, 14), old, True)
    at_court.freeze.refresh_from_db()
    assert at_court.freeze.known_at == two_days + timedelta(days=2)
    assert at_court.events.filter(kind="day_corrected").count() == 1


def test_service_a_day_earlier_counts_at_once_and_is_marked(fang, cai, mo, noon):
    case = build.case(
        fang, at=noon, **build.court(noon, frozen_at=noon - timedelta(days=9), known_at=noon - timedelta(hours=1))
    )
    old = review(case, cai, mo, noon)
    deadlines.correct_day(old, noon - timedelta(days=3), because="Seen on the envelope", by=fang, at=noon)
    new = case.deadlines.get(code=REVIEW, status="live")
    old.refresh_from_db()
    assert old.superseded_by == new
    assert (new.due_on, new.to_confirm, new.confirmed_by) == (date(2026, 1, 7), True, None)
    change = new.changes_in.get()
    assert (change.days, change.why, change.by) == (-5, "Seen on the envelope", fang)


def test_the_day_of_delivery_moves_the_reply_that_is_owed_to_us(case, fang, cai, noon):
    reply = rule(case, COMPLAINT, trigger=triggers.SUBMITTED, trigger_at=noon, by=fang, at=noon)
    deadlines.confirm(reply, by=cai, at=noon)
    deadlines.correct_day(
        reply,
        noon + timedelta(days=2),
        because="Delivered",
        paper=Paper("RR 123 456 789 BE"),
        by=fang,
        at=noon + timedelta(days=3),
    )
    new = case.deadlines.get(code=COMPLAINT, status="live")
    assert (reply.due_on, new.due_on) == (date(2026, 1, 26), date(2026, 1, 28))
    assert new.changes_in.get().paper == "RR 123 456 789 BE"


def test_what_a_corrected_day_cannot_be(at_court, fang, cai, mo, noon):
    old = review(at_court, cai, mo, noon)
    for moment, because, wrong in (
        (noon, " ", {"because": "reason_missing"}),
        (noon + timedelta(days=1), "x", {"moment": "in_future"}),
        (old.trigger_at, "x", {"moment": "same_moment"}),
        (at_court.freeze.frozen_at - timedelta(days=1), "x", {"moment": "before_the_freeze"}),
    ):
        with pytest.raises(ValidationError) as refused:
            deadlines.correct_day(old, moment, because=because, by=fang, at=noon)
        assert codes(refused) == wrong


def test_a_day_alone_moves_no_limit_that_runs_in_hours(case, fang, cai, noon):
    counsel = case.deadlines.get(code="seed-consult-lawyer-24h")
    due, later = counsel.due_at, noon + timedelta(days=2)
    for act in (
        lambda: deadlines.preview(counsel, noon - timedelta(days=1), by=fang, has_time=False),
        lambda: deadlines.correct_day(
            counsel, noon - timedelta(minutes=30), because="Post", by=fang, at=noon, has_time=False
        ),
        lambda: deadlines.suspend(
            counsel, since=noon + timedelta(hours=1), because="Outage", by=cai, at=later, has_time=False
        ),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert codes(refused) == {"clock": "time_needed"}
    paused = deadlines.suspend(counsel, since=noon + timedelta(hours=1), because="Outage", by=cai, at=later)
    with pytest.raises(ValidationError) as refused:
        deadlines.resume(paused, since=later, by=cai, at=later, has_time=False)
    assert codes(refused) == {"clock": "time_needed"}
    counsel.refresh_from_db()
    assert counsel.due_at == due


def test_a_day_alone_may_be_the_day_of_the_freeze(fang, cai, mo, noon):
    frozen = noon - timedelta(hours=2)
    case = build.case(fang, at=noon, frozen_at=frozen, known_at=noon - timedelta(hours=1))
    reply = rule(case, COMPLAINT, trigger=triggers.SUBMITTED, trigger_at=noon, by=fang, at=noon)
    early = frozen - timedelta(hours=1)
    with pytest.raises(ValidationError) as refused:
        deadlines.correct_day(reply, early, because="Slip", by=fang, at=noon)
    assert codes(refused) == {"moment": "before_the_freeze"}
    deadlines.correct_day(reply, early, because="Slip", by=fang, at=noon, has_time=False)
    assert case.events.filter(kind="day_corrected").count() == 1


# --- rules and calendars that are newer ------------------------------------------------------------------------------


def newer_edition(code, **changes):
    old = Edition.objects.get(kind=Kind.TIME_LIMIT, code=code, is_current=True)
    Edition.objects.filter(pk=old.pk).update(is_current=False)
    return Edition.objects.create(
        kind=old.kind, code=code, number=old.number + 1, position=old.position, title_zh=old.title_zh,
        title_en=old.title_en, body={**old.body, **changes}, digest=f"newer-{code}", confidence=old.confidence,
        is_current=True, loaded_at=old.loaded_at,
    )  # fmt: skip


def test_a_newer_edition_moves_open_dates_and_a_dry_run_moves_none(at_court, cai, mo, noon, capsys):
    old = review(at_court, cai, mo, noon)
    newer = newer_edition(REVIEW, amount=10)
    call_command("recompute_deadlines", "--dry-run")
    assert f"{at_court.ref} {REVIEW} 2026-01-12 > 2026-01-15" in capsys.readouterr().out
    assert Deadline.objects.get(pk=old.pk).is_live
    call_command("recompute_deadlines")
    new = at_court.deadlines.get(code=REVIEW, status="proposed")
    old.refresh_from_db()
    assert (new.due_on, new.rule, new.replaces, old.is_live) == (date(2026, 1, 15), newer, old, True)
    change = new.changes_in.get()
    assert (change.kind, change.by, change.days) == (ClockChange.Kind.RULE, None, 3)
    with translation.override("en"):
        assert change.why == "A newer edition of the rule was loaded."


def test_a_newer_edition_that_ends_earlier_counts_at_once(at_court, cai, mo, noon):
    review(at_court, cai, mo, noon)
    newer_edition(REVIEW, amount=3)
    deadlines.recompute_all(at=noon)
    new = at_court.deadlines.get(code=REVIEW, status="live")
    assert (new.due_on, new.to_confirm) == (date(2026, 1, 8), True)


def test_running_it_twice_changes_nothing_more(at_court, cai, mo, noon):
    review(at_court, cai, mo, noon)
    newer_edition(REVIEW, amount=3)
    assert len(deadlines.recompute_all(at=noon)) == 1
    assert deadlines.recompute_all(at=noon) == []


def test_a_closed_case_keeps_its_dates(at_court, cai, mo, noon):
    review(at_court, cai, mo, noon)
    moves.close(at_court, "released", lessons="None", by=mo, at=noon)
    newer_edition(REVIEW, amount=10)
    assert list(deadlines.pending()) == []


def test_a_year_that_becomes_official_settles_its_provisional_dates(fang, cai, mo, monkeypatch):
    late = datetime(2026, 12, 30, 4, 0, tzinfo=UTC)
    case = build.case(fang, at=late, **build.court(late))
    cai_mo = review(case, cai, mo, late)
    assert cai_mo.provisional
    known = catalogue.calendars()
    work = known["CN-WORK"]
    years = {
        **work.years,
        2027: replace(work.years[2026], year=2027) if hasattr(work.years[2026], "year") else work.years[2026],
    }
    newer = replace(work, years=years)
    monkeypatch.setattr(reckoning.catalogue, "calendars", lambda: {**dict(known), "CN-WORK": newer})
    assert [shift.deadline for shift in deadlines.pending()] == [cai_mo]
    deadlines.recompute_all(at=late)
    settled = case.deadlines.get(code=REVIEW, status="live")
    assert (settled.provisional, settled.due_on) == (False, cai_mo.due_on)
    assert (settled.confirmed_by, settled.second_confirmed_by, settled.to_confirm) == (cai, mo, False)


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "words"), [("en", "no rule"), ("zh-hans", "没有")])
def test_an_unknown_rule_is_refused_in_the_readers_language(case, fang, noon, language, words):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        rule(case, "xx-nonsense", trigger_at=noon, by=fang, at=noon)
    with translation.override(language):
        assert words in refused.value.messages[0]
    assert refused.value.code == "unknown_rule"


@pytest.mark.parametrize(
    ("changes", "moment", "code"),
    [
        ({"counting": {"profile": "cn-court", "calendar": "XX-MOON"}}, None, "unknown_calendar"),
        ({}, datetime(2099, 12, 31, tzinfo=UTC), "year_out_of_range"),
        ({}, datetime(2100, 1, 4, tzinfo=UTC), "year_out_of_range"),
    ],
)
def test_what_the_engine_refuses_makes_no_date_and_says_why(at_court, fang, cai, noon, changes, moment, code):
    newer_edition(REVIEW, **changes)
    offer = next(o for o in deadlines.offered(at_court, triggers.KNOWN, moment=moment or noon) if o.code == REVIEW)
    assert (offer.refused.code, offer.is_ticked) == (code, False)
    assert offer.refused.text("en") != offer.refused.text("zh")
    before = at_court.deadlines.count()
    assert rule(at_court, REVIEW, trigger_at=moment or noon, by=fang, at=noon) is None
    assert at_court.deadlines.count() == before


def test_an_event_after_the_end_of_its_rule_is_refused(at_court, noon):
    old = Edition.objects.get(kind=Kind.TIME_LIMIT, code=REVIEW, is_current=True)
    newer_edition(REVIEW, source={**old.body["source"], "effective_to": "2025-12-31"})
    offer = next(o for o in deadlines.offered(at_court, triggers.KNOWN, moment=noon) if o.code == REVIEW)
    assert offer.refused.code == "no_longer_in_force"
    assert offer.refused.text("en") != offer.refused.text("zh")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_event_before_the_freeze_is_refused(at_court, fang, noon, language):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        deadlines.happened(
            at_court, triggers.KNOWN, moment=noon - timedelta(days=30), ticked=[], reasons={}, by=fang, at=noon
        )
    assert codes(refused) == {"moment": "before_the_freeze"}


def test_two_who_confirm_at_once_are_told_apart(at_court, cai, mo, noon):
    seen_by_cai, seen_by_mo = (at_court.deadlines.get(code=REVIEW) for _ in range(2))
    deadlines.confirm(seen_by_cai, by=cai, at=noon)
    with pytest.raises(ValidationError) as refused:
        deadlines.confirm(seen_by_mo, by=mo, at=noon)
    assert refused.value.code == "changed_meanwhile"

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from audit import log
from cases import causes, checklists, gates, moves, verification
from cases.models import Case, Move
from cases.stages import Outcome, Stage
from tests import build


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon)


def test_a_stage_cannot_be_skipped(case, mo, noon):
    with pytest.raises(ValidationError) as refused:
        moves.move(case, Stage.APPEAL, by=mo, at=noon)
    assert refused.value.code == "no_such_move"


def test_an_unmet_gate_says_what_is_open(case, fang, noon):
    with pytest.raises(ValidationError) as refused:
        moves.move(case, Stage.FUNDS, by=fang, at=noon)
    assert refused.value.code == "gate_unmet"
    assert {"verify-notice", "body-type"} <= {u.code for u in gates.unmet(case)}


def test_what_is_open_is_told_with_the_marks_of_the_language(case, fang, noon):
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        moves.move(case, Stage.FUNDS, by=fang, at=noon)
    assert "；" in refused.value.messages[0]
    assert ";" not in refused.value.messages[0]
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        moves.move(case, Stage.FUNDS, by=fang, at=noon)
    assert "; " in refused.value.messages[0]
    assert ".;" not in refused.value.messages[0]


def test_only_a_manager_goes_past_the_gate_and_only_with_a_reason(case, fang, mo, noon):
    with pytest.raises(PermissionDenied):
        moves.move(case, Stage.FUNDS, by=fang, at=noon, past_gate=True, because="urgent")
    with pytest.raises(ValidationError) as refused:
        moves.move(case, Stage.FUNDS, by=mo, at=noon, past_gate=True)
    assert refused.value.code == "reason_missing"
    moves.move(case, Stage.FUNDS, by=mo, at=noon, past_gate=True, because="Wages are due on Friday")
    kept = Move.objects.get()
    assert kept.because == "Wages are due on Friday"
    assert "verify-notice" in kept.past_gate


def test_the_gate_opens_when_its_lines_are_done(case, fang, cai, noon):
    verification.verify(case, how="官网公布的客服电话", when=noon, by=fang, at=noon)
    for _round in range(3):
        for item in case.items.filter(stage="confirm", is_gate=True, state="todo"):
            if not checklists.blocked(case, [item]):
                checklists.complete(item, by=cai, at=noon)
    assert gates.unmet(case) == []
    assert moves.move(case, Stage.FUNDS, by=fang, at=noon).stage == Stage.FUNDS


def test_the_second_mover_is_told(case, mo, noon):
    stale = Case.objects.get(pk=case.pk)
    moves.move(case, Stage.FUNDS, by=mo, at=noon, past_gate=True, because="both at once")
    with pytest.raises(ValidationError) as refused:
        moves.move(stale, Stage.FUNDS, by=mo, at=noon, past_gate=True, because="both at once")
    assert refused.value.code == "moved_meanwhile"


def test_going_back_takes_a_reason(case, mo, noon):
    moves.move(case, Stage.FUNDS, by=mo, at=noon, past_gate=True, because="x")
    with pytest.raises(ValidationError) as refused:
        moves.move(case, Stage.CONFIRM, by=mo, at=noon)
    assert refused.value.code == "reason_missing"


def test_an_appeal_needs_a_named_cause_or_a_refusal_to_name_one(case, mo, cai, noon):
    for stage in (Stage.FUNDS, Stage.APPEAL):
        moves.move(case, stage, by=mo, at=noon, past_gate=True, because="x")
    assert "no_cause" in {u.code for u in gates.unmet(case)}
    causes.decide(case, {"amount-out-of-profile": "possible"}, refused=False, by=cai, at=noon)
    assert "no_cause" in {u.code for u in gates.unmet(case)}
    causes.decide(case, {"amount-out-of-profile": "likely"}, refused=False, by=cai, at=noon)
    assert "no_cause" not in {u.code for u in gates.unmet(case)}
    causes.decide(case, {}, refused=True, by=cai, at=noon)
    assert "no_cause" not in {u.code for u in gates.unmet(case)}


def test_the_security_lock_asks_for_nothing_once_its_cause_is_ruled_out_and_returns_with_it(case, fang, mo, cai, noon):
    """Row 1.3c: visible with the reason; what somebody did or waived stays as they left it."""

    def say(likelihood, hours):
        named = {causes.SECURITY: likelihood} if likelihood else {}
        causes.decide(case, named, refused=False, by=cai, at=noon + timedelta(hours=hours))

    def gate():
        return {u.code for u in gates.unmet(case) if u.code.startswith("s-")}

    say("likely", 0)
    lines = {item.code: item for item in case.items.filter(code__startswith="s-")}
    assert len(gate()) == 6
    checklists.complete(lines["s-reset"], by=fang, at=noon)
    checklists.waive(lines["s-mfa"], by=mo, at=noon, because="No second factor there")
    for n, away in enumerate(("ruled_out", None), start=1):
        say(away, n)
        assert not gate()
        aside = case.items.get(code="s-users")
        assert (aside.state, aside.settled_by) == ("waived", cai)
        assert "原因" in aside.note
        assert "ruled out" in aside.note
        moves.move(case, Stage.FUNDS, by=mo, at=noon, past_gate=True, because="x") if away else None
        say("possible", n + 10)
        assert gate() == {"s-sessions", "s-users", "s-recall", "s-confirm"}
        back = case.items.get(code="s-users")
        assert (back.stage, back.note, back.due_at) == ("funds", "", noon + timedelta(hours=n + 10 + 8))
    for code, state in (("s-reset", "done"), ("s-mfa", "waived")):
        assert case.items.get(code=code).state == state
    assert case.items.get(code="s-mfa").note == "No second factor there"
    assert log.entries(case.chain).last().data["set_aside"] == []


def test_starting_a_stage_sets_the_dates_of_its_lines(case, mo, noon):
    waiting = case.items.filter(stage="funds", starts_with="stage_started")
    assert not waiting.exclude(due_at=None).exists()
    moves.move(case, Stage.FUNDS, by=mo, at=noon, past_gate=True, because="x")
    assert not waiting.filter(due_at=None).exists()


def test_a_silent_case_is_found_but_not_a_paused_one(case, fang, noon):
    later = noon + timedelta(days=10)
    assert case in Case.objects.silent_since(later)
    moves.pause(case, because="等待开户行答复", by=fang, at=noon)
    assert case not in Case.objects.silent_since(later)
    moves.resume(case, by=fang, at=later)
    assert case not in Case.objects.silent_since(later)


def test_closing_asks_for_the_lessons_and_ends_the_clocks(case, mo, noon):
    with pytest.raises(ValidationError) as refused:
        moves.close(case, Outcome.RELEASED, lessons=" ", by=mo, at=noon)
    assert refused.value.error_dict["lessons"][0].code == "lessons_missing"
    moves.close(case, Outcome.RELEASED, lessons="Papers were ready.", by=mo, at=noon)
    case.refresh_from_db()
    assert case.is_closed
    assert case.next_deadline_at is None
    assert not case.deadlines.filter(status__in=["live", "proposed"]).exists()


def test_finance_cannot_close(case, fang, noon):
    with pytest.raises(PermissionDenied):
        moves.close(case, Outcome.RELEASED, lessons="x", by=fang, at=noon)

"""An overdue answer has its chaser ready, in both languages with the number; a recorded answer takes it away."""

from datetime import date, timedelta

import pytest

from appeals import chasing, replies
from appeals.models import Appeal, Pack, Submission
from cases import deadlines, moves
from cases.stages import Stage
from tests.appeals import world
from tests.cases.clocks import COMPLAINT, rule


@pytest.fixture
def waiting(case, fang, cai, mo, noon):
    """Sent at noon with a number, and an answer owed by 26 January."""
    appeal, _made = world.letter(case, fang, at=noon)
    pack = world.approved(appeal, fang, cai, at=noon)
    Pack.objects.filter(pk=pack.pk).update(state=Pack.State.SUBMITTED)
    Appeal.objects.filter(pk=appeal.pk).update(status=Appeal.Status.SUBMITTED)
    Submission.objects.create(
        appeal=appeal, pack=pack, channel_kind="email", submitted_at=noon, submitted_by=fang, sha256="0" * 64,
        receipt="number", receipt_no="CMP-88213", receipt_at=noon,
    )  # fmt: skip
    moves.move(case, Stage.FOLLOW_UP, by=mo, at=noon, because="test", past_gate=True)
    reply = rule(case, COMPLAINT, trigger_at=noon, by=fang, at=noon)
    deadlines.confirm(reply, by=cai, at=noon)
    assert reply.due_on == date(2026, 1, 26)
    return case


def ready(case, at):
    return chasing.ready(case, list(case.deadlines.running()), at=at)


def text_of(letter):
    return "".join(p.text for block in letter.blocks for p in block.paragraphs)


def test_it_stands_ready_a_working_day_after_the_date_and_not_before(waiting, noon):
    assert ready(waiting, noon + timedelta(days=21, hours=8)) == []  # the 26th itself
    [chaser] = ready(waiting, noon + timedelta(days=22))
    zh, en = chaser.letters
    assert "CMP-88213" in text_of(zh)
    assert "CMP-88213" in text_of(en)
    assert "26 January 2026" in text_of(en)
    assert "2026年1月26日" in text_of(zh)


def test_a_recorded_answer_takes_it_away(waiting, fang, noon):
    late = noon + timedelta(days=23)
    assert ready(waiting, late)
    replies.answered(waiting, by=fang, at=late, note="Answered")
    assert ready(waiting, late) == []


def test_nothing_sent_nothing_asked(waiting, noon):
    Submission.objects.filter(appeal__case=waiting).delete()
    assert ready(waiting, noon + timedelta(days=22)) == []

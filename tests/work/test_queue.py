"""Work is asked for once, taken by one, counted while it runs, and finished by the one who holds it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.roles import Role
from audit import log
from notifications.models import Heartbeat
from tests.work.people import NOON, firm, person, three
from work import queue
from work.models import Job, State
from work.queue import Outcome

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def house():
    return firm()


@pytest.fixture
def fang(house):
    return three(house)[0]


def asked(fang, house, about="case/12", at=NOON, **changes):
    fields = {"params": {"language": "zh-hans"}, "dedupe": f"bundle/{about}"} | changes
    return queue.ask("bundle", organisation=house, about=about, by=fang, at=at, **fields)


def test_the_same_work_is_asked_for_once_while_it_is_active(fang, house):
    first = asked(fang, house)
    assert asked(fang, house) == first
    job = queue.claim(at=NOON)
    assert asked(fang, house) == first
    queue.finish(job, Outcome({"sha256": "ab"}), NOON)
    assert asked(fang, house) != first


def test_the_database_keeps_it_once_too(fang, house):
    asked(fang, house)
    twin = Job(organisation=house, kind="bundle", about="case/12", requested_by=fang, created_at=NOON, ready_at=NOON)
    twin.dedupe = "bundle/case/12"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_the_one_that_waits_longest_is_taken_first_and_by_one_only(fang, house):
    second = asked(fang, house, about="case/2", at=LATER)
    first = asked(fang, house, about="case/1")
    assert queue.claim(at=LATER) == first
    assert queue.claim(at=LATER) == second
    assert queue.claim(at=LATER) is None


def test_a_named_job_is_taken_by_name(fang, house):
    asked(fang, house, about="case/1")
    second = asked(fang, house, about="case/2")
    assert queue.claim(at=NOON, only=second.pk) == second
    assert queue.claim(at=NOON, only=second.pk) is None


def test_progress_is_counted_and_keeps_the_lease(fang, house):
    asked(fang, house)
    job = queue.claim(at=NOON)
    queue.progress(job, "merging", 3, 12, LATER)
    seen = Job.objects.get()
    assert (seen.phase, seen.done, seen.total, seen.percent) == ("merging", 3, 12, 25)
    assert seen.lease_until == LATER + queue.LEASE


def test_a_silent_worker_loses_the_job_and_its_late_result_is_not_wanted(fang, house):
    asked(fang, house)
    dead = queue.claim(at=NOON)
    assert queue.take_over(LATER) == 1
    alive = queue.claim(at=LATER)
    assert alive.attempts == 2
    with pytest.raises(queue.TakenOver):
        queue.progress(dead, "merging", 1, 2, LATER)
    with pytest.raises(queue.TakenOver):
        queue.finish(
            dead, Outcome({"by": "dead"}, attach=lambda: Heartbeat.objects.create(name="dead", at=NOON)), LATER
        )
    assert not queue.keep(dead, LATER)
    queue.finish(alive, Outcome({"by": "alive"}, attach=lambda: Heartbeat.objects.create(name="alive", at=NOON)), LATER)
    assert Job.objects.get().result == {"by": "alive"}
    assert [beat.name for beat in Heartbeat.objects.all()] == ["alive"]


def test_a_living_worker_keeps_the_job(fang, house):
    asked(fang, house)
    job = queue.claim(at=NOON)
    assert queue.keep(job, LATER)
    assert queue.take_over(LATER + timedelta(seconds=10)) == 0


def test_work_that_kills_its_workers_is_given_up_with_a_sentence(fang, house):
    asked(fang, house)
    now = NOON
    for _start in range(queue.ATTEMPTS):
        assert queue.claim(at=now)
        now += timedelta(minutes=2)
        queue.take_over(now)
    job = Job.objects.get()
    assert (job.state, job.problems) == (State.FAILED, [{"code": "gave_up"}])
    assert job.sentences[0]
    assert queue.claim(at=now) is None


def test_a_stumble_waits_longer_each_time_and_ends(fang, house):
    asked(fang, house)
    now, waits = NOON, []
    while job := queue.claim(at=now):
        queue.stumble(job, {"code": "crashed"}, now)
        job.refresh_from_db()
        waits.append((job.ready_at - now).total_seconds())
        now = max(now, job.ready_at)
    assert waits[:2] == [20, 40]
    assert job is None
    assert Job.objects.get().state == State.FAILED


def test_what_cannot_be_attached_is_not_finished(fang, house):
    asked(fang, house)
    job = queue.claim(at=NOON)
    with pytest.raises(ZeroDivisionError):
        queue.finish(job, Outcome({}, attach=lambda: 1 / 0), NOON)
    assert Job.objects.get().state == State.RUNNING


def test_a_cancelled_job_stops_at_its_next_step_and_the_log_says_who(fang, house):
    asked(fang, house)
    job = queue.claim(at=NOON)
    queue.cancel(job, by=fang, at=NOON)
    with pytest.raises(queue.Cancelled):
        queue.progress(job, "merging", 1, 2, NOON)
    entry = log.entries("case/12").last()
    assert (entry.action, entry.actor_id) == ("work.cancelled", fang.pk)


def test_what_has_ended_cannot_be_cancelled(fang, house):
    job = asked(fang, house)
    queue.cancel(job, by=fang, at=NOON)
    with pytest.raises(ValidationError) as refusal:
        queue.cancel(job, by=fang, at=NOON)
    assert refusal.value.code == "already_ended"


def test_an_auditor_cancels_nobodys_work(fang, house):
    job = asked(fang, house)
    with pytest.raises(PermissionDenied):
        queue.cancel(job, by=person("An", Role.AUDITOR, house), at=NOON)


def test_another_firm_sees_nothing(fang, house):
    asked(fang, house)
    xu = person("Xu", Role.MANAGER, firm("Elsewhere", "EL"))
    assert Job.objects.visible_to(fang).count() == 1
    assert not Job.objects.visible_to(xu).exists()


def test_sentences_come_in_the_readers_language_or_as_they_were_said():
    job = Job(problems=[{"code": "too_long"}, {"code": "no_pages", "text": "第3号证据没有页。"}])
    assert job.sentences[1] == "第3号证据没有页。"
    assert job.sentences[0].startswith("The work") or job.sentences[0] != "too_long"

"""From claim to end: what a piece of work can answer, and what the person reads then."""

import logging
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connections
from django.utils import timezone, translation
from kombu import Connection

from jobs import nudge, running, tasks
from jobs.work import WORK
from tests.work.people import firm, three
from work import queue
from work.models import Job, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    house = firm()
    return queue.ask(
        "trial", organisation=house, about="case/1", params={}, by=three(house)[2], at=timezone.now(), dedupe="trial"
    )


@pytest.fixture
def does(monkeypatch):
    return lambda function: monkeypatch.setitem(WORK, "trial", function)


def test_the_result_and_the_count_arrive(job, does):
    def work(job, *, at, progress):
        progress("reading", 1, 2)
        assert Job.objects.get().percent == 50
        return {"pages": 12}

    does(work)
    assert running.run(job.pk) == job
    done = Job.objects.get()
    assert (done.state, done.result, done.done) == (State.DONE, {"pages": 12}, 2)


def test_it_speaks_the_language_of_the_person_who_asked(job, does):
    heard = []
    does(lambda job, *, at, progress: heard.append(translation.get_language()) or {})
    running.run(job.pk)
    assert heard == ["en"]


def test_a_refusal_is_read_by_the_person_and_not_tried_again(job, does):
    def work(job, *, at, progress):
        raise ValidationError("Exhibit 3 has no pages.", code="no_pages")

    does(work)
    running.run(job.pk)
    failed = Job.objects.get()
    assert (failed.state, failed.problems) == (State.FAILED, [{"code": "no_pages", "text": "Exhibit 3 has no pages."}])


def test_a_fault_is_tried_again_a_little_later(job, does, caplog):
    does(lambda job, *, at, progress: 1 / 0)
    running.run(job.pk)
    again = Job.objects.get()
    assert again.state == State.QUEUED
    assert again.ready_at > timezone.now()
    assert "broke" in caplog.text


def test_a_cancelled_job_attaches_nothing(job, does):
    attached = []

    def work(job, *, at, progress):
        queue.cancel(job, by=job.requested_by, at=at)
        return queue.Outcome({}, attach=lambda: attached.append(1))

    does(work)
    running.run(job.pk)
    assert (Job.objects.get().state, attached) == (State.CANCELLED, [])


def test_unknown_work_is_failed_with_a_sentence(job):
    running.run(job.pk)
    assert Job.objects.get().problems == [{"code": "unknown_kind"}]


def test_nothing_waits_nothing_happens():
    assert running.run() is None


def test_the_sweep_points_the_workers_at_what_waits(job, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda **options: sent.append(options["args"]))
    assert tasks.sweep_work() == 1
    assert sent == [(job.pk,)]


def test_a_nudge_goes_out_after_the_commit_only(job, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda **options: sent.append(options))
    with django_capture_on_commit_callbacks() as waiting:
        nudge.work(job)
        assert sent == []
    waiting[0]()
    assert [(options["args"], options["expires"]) for options in sent] == [((job.pk,), nudge.EXPIRES)]


def test_a_broker_that_is_away_fails_no_page_and_is_left_alone_for_a_while(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    tried = []

    def away(**options):
        tried.append(1)
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.sweep_messages, "apply_async", away)
    monkeypatch.setattr(nudge, "_away_until", 0.0)
    caplog.set_level(logging.WARNING)
    with django_capture_on_commit_callbacks(execute=True):
        nudge.messages()
        nudge.messages()
    assert tried == [1]
    assert "no broker" in caplog.text


def test_nobody_waits_for_a_broker_that_is_away(monkeypatch, caplog):
    away = Connection("redis://127.0.0.1:1/0", transport_options=nudge._line().transport_options)
    monkeypatch.setattr(nudge, "_line", lambda: away)
    monkeypatch.setattr(nudge, "_away_until", 0.0)
    start = time.monotonic()
    nudge._send(tasks.sweep_messages)
    assert time.monotonic() - start < 5  # left alone, Celery holds the page for six seconds
    assert "could not be nudged" in caplog.text


def test_the_lease_is_renewed_beside_the_work_and_a_sleeping_database_ends_nothing(job, monkeypatch):
    """The renewing thread has its own connection; here it is stood in for, because the test holds one transaction."""
    kept = []

    def keep(job, at):
        kept.append(at)
        if len(kept) == 1:
            raise OperationalError("asleep")
        return len(kept) < 3

    monkeypatch.setattr(queue, "keep", keep)
    monkeypatch.setattr(type(connections), "close_all", lambda self: None)

    class Pause:
        def wait(self, seconds):
            return False

    running._renew(job, Pause())
    assert len(kept) == 3

"""The clock's door: every tick has its task, and the loop without a queue does the same."""

import json
import signal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from freezedesk.celery import app
from jobs import periodic, tasks
from jobs.schedule import BEAT, EVERY
from jobs.work import WORK
from notifications import health, outbox
from notifications.models import Message, State
from tests.work.elsewhere import place
from tests.work.people import firm, three
from work import queue
from work.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def fang():
    return three(firm())[0]


def posted(fang):
    return outbox.post(
        channel="mail", kind="trial", about="", subject="x", body="y", dedupe="x", recipient=fang, at=timezone.now()
    )


def test_every_tick_has_its_task_and_expires_before_the_next():
    app.loader.import_default_modules()
    for tick in BEAT.values():
        assert tick["task"] in app.tasks
        assert tick["options"]["expires"] < tick["schedule"]


def test_the_clock_and_the_loop_without_a_queue_know_the_same_acts():
    assert set(EVERY) == set(periodic.ACTS)


def test_a_tick_carries_messages_and_says_what_it_did(fang):
    posted(fang)
    told = tasks.sweep_messages()
    assert told["sent"] == 1
    assert json.dumps(told)


def test_a_tick_derives_the_reminders():
    assert tasks.sweep_deadlines() == 0


def test_the_loop_without_a_queue_carries_messages_and_does_the_work(fang, monkeypatch):
    monkeypatch.setitem(WORK, "trial", lambda job, *, at, progress: {"pages": 1})
    queue.ask(
        "trial", organisation=fang.memberships.get().organisation, about="case/1", params={}, by=fang,
        at=timezone.now(), dedupe="t",
    )  # fmt: skip
    posted(fang)
    call_command("run_sweeper", once=True, work=True)
    assert Message.objects.get().state == State.SENT
    assert Job.objects.get().result == {"pages": 1}
    assert health.age(health.SWEEPER, timezone.now()) < 60


def test_the_loop_leaves_long_work_to_the_workers_unless_told(fang):
    queue.ask(
        "trial", organisation=fang.memberships.get().organisation, about="case/1", params={}, by=fang,
        at=timezone.now(), dedupe="t",
    )  # fmt: skip
    call_command("run_sweeper", once=True)
    assert Job.objects.get().state == "queued"


def test_the_loop_leaves_a_beat_of_its_own_and_every_periodic_act_goes_round(fang):
    call_command("run_sweeper", once=True)
    now = timezone.now()
    assert health.age(health.LOOP, now) < 60
    assert health.lateness(now).ok
    assert set(periodic.ACTS) == set(EVERY)


def test_a_sweep_that_fails_stops_no_other_and_is_told(fang, monkeypatch, caplog):
    def fault(at):
        raise RuntimeError("a fault")

    monkeypatch.setitem(periodic.ACTS, "work", fault)
    posted(fang)
    with pytest.raises(CommandError):
        call_command("run_sweeper", once=True)
    assert Message.objects.get().state == State.SENT
    assert health.age(health.LOOP, timezone.now()) < 60
    assert "A sweep failed" in caplog.text


def test_the_loop_ends_cleanly_when_told_to(tmp_path):
    """In a process of its own, on a database of its own."""
    with place("sqlite", tmp_path) as here:
        process = here.start(
            """
            from django.core.management import call_command
            from jobs import periodic
            from notifications import outbox
            periodic.ACTS = {"messages": lambda at: outbox.sweep(at=at), "say": lambda at: print("round", flush=True)}
            import jobs.schedule
            jobs.schedule.EVERY["say"] = 0.1
            call_command("run_sweeper", every=0.1)
            print("ended", flush=True)
            """
        )
        assert process.stdout.readline() == "round\n"
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        process.stdout.close()
        assert process.wait(10) == 0
        assert rest.endswith("ended\n")

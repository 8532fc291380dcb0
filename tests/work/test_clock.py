"""The clock's door: every tick has its task, and the loop without a queue does the same."""

import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from freezedesk.celery import app
from jobs import periodic, tasks
from jobs.schedule import BEAT, EVERY
from jobs.work import WORK
from notifications import health, outbox
from notifications.models import Message, State
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

"""What differs from SQLite: many writers at once, and guards that only a server has."""

import threading
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from accounts.models import Organisation
from accounts.roles import Role
from tests.work.people import NOON, firm, person
from work import queue
from work.models import Job, State

MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)


def shown(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_connection_has_the_guards_of_the_settings():
    assert connection.vendor == "postgresql"
    assert (shown("jit"), shown("statement_timeout")) == ("off", "1min")
    assert shown("idle_in_transaction_session_timeout") == "1min"
    assert shown("timezone") == "UTC"
    assert shown("server_encoding") == "UTF8"


@pytest.mark.django_db
def test_every_migration_applies_and_no_change_of_a_model_lacks_one():
    call_command("migrate", check_unapplied=True, verbosity=0)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_a_statement_that_never_ends_is_ended():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        with pytest.raises(DatabaseError, match="statement timeout"), transaction.atomic():
            cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.django_db
def test_chinese_text_comes_back_as_it_went_in():
    name = "海蓝贸易（上海）有限公司　䶮🀄"
    assert Organisation.objects.get(pk=firm(name).pk).name == name


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_reaching_for_one_job_exactly_one_gets_it():
    house = firm()
    fang = person("Fang", Role.FINANCE, house)
    job = queue.ask("bundle", organisation=house, about="case/1", params={}, by=fang, at=NOON, dedupe="bundle/1")
    start, won = threading.Barrier(8), []

    def reach():
        try:
            start.wait(10)
            if queue.claim(at=NOON):
                won.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=reach) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(won) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.RUNNING, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_work_asked_for_in_the_same_moment_is_one_job():
    house = firm()
    fang = person("Fang", Role.FINANCE, house)
    start, got = threading.Barrier(6), []

    def ask():
        try:
            start.wait(10)
            job = queue.ask("b", organisation=house, about="case/1", params={}, by=fang, at=NOON, dedupe="b/1")
            got.append(job.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(got) == 6
    assert len(set(got)) == 1
    assert Job.objects.count() == 1

"""The cache and the queue on a real Redis: no pickle in it, and nothing lost when it is wiped."""

import pickle

import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from accounts.roles import Role
from jobs import nudge, tasks
from notifications.models import Heartbeat
from tests.work.people import firm, person
from work import queue
from work.models import Job, State


class Bomb:
    def __reduce__(self):
        return (exec, ("raise SystemExit('a cached value ran')",))


def test_values_come_back_and_lie_there_as_json(redis):
    cache.set("who", {"name": "房", "tries": [1, 2.5, True, None]}, 60)
    assert cache.get("who") == {"name": "房", "tries": [1, 2.5, True, None]}
    (key,) = redis.keys("*who*")
    assert redis.get(key).decode() == '{"name":"房","tries":[1,2.5,true,null]}'


def test_counting_and_taking_a_lock_work_in_the_server(redis):
    assert cache.add("lock", value=True)
    assert not cache.add("lock", value=True)
    cache.set("count", 1)
    assert cache.incr("count") == 2
    assert cache.get("count") == 2


def test_a_pickle_planted_in_the_cache_is_not_run(redis):
    cache.set("victim", 1)
    (key,) = redis.keys("*victim*")
    redis.set(key, pickle.dumps(Bomb()))
    with pytest.raises(ValueError, match=r"decode|Expecting"):
        cache.get("victim")


def test_an_object_that_is_no_json_is_not_stored(redis):
    with pytest.raises(TypeError):
        cache.set("thing", object())


def test_the_queue_takes_json_only():
    assert current_app.conf.accept_content == ["json"]
    assert current_app.conf.broker_url.startswith("redis://")
    assert current_app.conf.result_backend is None


def asked(kind="of no known kind"):
    house = firm()
    fang = person("Fang", Role.FINANCE, house)
    return queue.ask(kind, organisation=house, about="case/1", params={}, by=fang, at=timezone.now(), dedupe="b/1")


def ended(job):
    return Job.objects.filter(pk=job.pk, state=State.FAILED).exists()


def test_a_worker_takes_the_job_that_redis_points_it_at(worker, until):
    job = asked()
    nudge.work(job)
    until(lambda: ended(job))
    job.refresh_from_db()
    assert job.problems == [{"code": "unknown_kind"}]
    assert job.attempts == 1


def test_a_wiped_redis_loses_nothing_because_the_row_is_the_truth(worker, redis, until):
    job = asked()
    nudge.work(job)
    redis.flushdb()
    tasks.sweep_work.apply_async(expires=30)  # what the clock sends every ten seconds
    until(lambda: ended(job))


def test_the_sweep_of_messages_leaves_its_heartbeat(worker, until):
    tasks.sweep_messages.apply_async(expires=30)
    until(Heartbeat.objects.exists)


@pytest.mark.django_db
def test_a_page_does_not_fail_when_the_queue_is_away(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(nudge, "_away_until", 0.0)

    def away(*args, **kwargs):
        raise ConnectionError("nobody there")

    monkeypatch.setattr(tasks.run_job, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        job = asked()
        nudge.work(job)
    assert Job.objects.ready(timezone.now()).get() == job


def test_each_test_process_has_a_redis_of_its_own(worker_id):
    number = worker_id.removeprefix("gw") if worker_id != "master" else "0"
    assert settings.REDIS_URL.endswith(f"/{number}")

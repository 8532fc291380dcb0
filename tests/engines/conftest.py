"""These tests are about PostgreSQL, Redis and S3 themselves; `make stories` starts all three privately for them."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from ops.servers import answers, free_port
from ops.supervise import parent_death_signal

HERE = Path(__file__).parent
AS_ROOT = "ignore:You're running the worker with superuser privileges"


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.engines)


@pytest.fixture(autouse=True)
def _real_engines():
    if connection.vendor != "postgresql" or not settings.REDIS_URL:
        pytest.fail("These tests need private servers. Run `make stories`.")


@pytest.fixture
def redis():
    """The shared cache and queue, empty before and after."""
    cache.clear()
    yield cache._cache.get_client()
    cache.clear()


@pytest.fixture
def worker(transactional_db, redis):
    """A real worker process on the test's own database and queue."""
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "freezedesk", "worker", "-c", "1", "-l", "WARNING"]
    process = subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle"],
        cwd=settings.BASE,
        env={**os.environ, "DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL, "PYTHONWARNINGS": AS_ROOT},
        stdin=subprocess.DEVNULL,
        preexec_fn=parent_death_signal(),
    )
    end = time.monotonic() + 180
    while not current_app.control.ping(timeout=0.5):  # a nudge that nobody takes in five seconds is dropped
        assert process.poll() is None, "the worker did not start"
        assert time.monotonic() < end, "the worker did not answer"
    yield process
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def until():
    def wait(ask, seconds=120.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if answer := ask():
                return answer
            time.sleep(0.1)
        raise AssertionError("It did not come in time.")

    return wait


@pytest.fixture(scope="session")
def s3_server():
    """A local S3, spoken to over HTTP like any other. It checks no signatures; our own code's tests do."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=parent_death_signal(),
    )
    end = time.monotonic() + 120
    while not answers(port):
        assert server.poll() is None, "the local S3 did not start"
        assert time.monotonic() < end, "the local S3 did not answer"
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(10)

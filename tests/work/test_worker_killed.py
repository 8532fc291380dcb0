"""kill -9 of the real worker, with the queue in a folder, in the middle of a bundle: it still arrives, once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.work.elsewhere import BASE, place

pytestmark = pytest.mark.slow

ASK = """
    from accounts.models import Organisation, User
    from jobs import tasks
    from work import queue
    job = queue.ask("slow", organisation=Organisation.objects.get(), about="case/1", params={}, by=User.objects.first(),
                    at=timezone.now(), dedupe="slow/1")
    tasks.run_job.apply_async(args=(job.pk,), expires=5)
"""


@contextmanager
def worker(here):
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "tests.work.slow_worker", "worker", "-B", "-c", "1", "-l", "warning",
         "-s", str(here.folder / "beat")],
        cwd=BASE,
        env=here.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def row(here, columns="state, done, attempts"):
    with closing(sqlite3.connect(here.folder / "test.sqlite3", timeout=10)) as line:
        return line.execute(f"SELECT {columns} FROM work_job").fetchone()


def until(condition, seconds=180):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def children(parent):
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


@pytest.mark.parametrize("whom", ["all", "children"])
def test_a_killed_worker_costs_a_moment_and_not_the_work(whom, tmp_path):
    with place("sqlite", tmp_path) as here:
        here.run(ASK)
        with worker(here) as first:
            until(lambda: row(here)[1] >= 2)
            if whom == "all":
                os.killpg(first.pid, signal.SIGKILL)
                first.wait()
            else:  # what the system does when memory runs out: the worker lives, its child is gone
                for pid in children(first.pid):
                    os.kill(pid, signal.SIGKILL)
            assert row(here)[0] == "running"
            with worker(here):
                until(lambda: row(here)[0] == "done")
                time.sleep(2)  # a second result would arrive now
        state, _done, attempts = row(here)
        assert (state, row(here, "result")[0]) == ("done", '{"pages": 8}')
        assert attempts >= 2
        with closing(sqlite3.connect(here.folder / "test.sqlite3")) as line:
            assert line.execute("SELECT count(*) FROM notifications_heartbeat WHERE name LIKE '1 %'").fetchone() == (1,)

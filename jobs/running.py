"""Run one piece of long work from claim to end, and keep its lease while it runs."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connections
from django.utils import timezone, translation

from jobs.work import WORK
from work import queue
from work.models import Job

logger = logging.getLogger(__name__)

LONGEST = timedelta(minutes=10)  # then the lease is left to run out, also where no pool can end a hanging task


def run(job_id: int | None = None) -> Job | None:
    """Take the named job, or the one that waits longest, and do it. None: there was nothing to take."""
    job = queue.claim(at=timezone.now(), only=job_id)
    if job is None:
        return None
    if job.kind not in WORK:
        queue.fail(job, [{"code": "unknown_kind"}], timezone.now())
        logger.error("Nobody knows how to do %s (job %s).", job.kind, job.pk)
        return job
    # What the work has to say is written for the person who asked for it.
    with _kept(job), translation.override(job.requested_by.language):
        try:
            _do(job)
        except queue.Cancelled as news:
            logger.info("%s", news)
        except ValidationError as refusal:
            queue.fail(job, _sentences(refusal), timezone.now())
        except SoftTimeLimitExceeded:
            logger.exception("Job %s took too long.", job.pk)
            queue.fail(job, [{"code": "too_long"}], timezone.now())
        except Exception:
            logger.exception("Job %s broke, start %s.", job.pk, job.attempts)
            queue.stumble(job, {"code": "crashed"}, timezone.now())
    return job


def _do(job: Job) -> None:
    def progress(phase: str, done: int = 0, total: int = 0) -> None:
        queue.progress(job, phase, done, total, timezone.now())

    found = WORK[job.kind](job, at=timezone.now(), progress=progress)
    outcome = found if isinstance(found, queue.Outcome) else queue.Outcome(found)
    queue.finish(job, outcome, timezone.now())


def _sentences(refusal: ValidationError) -> list[dict[str, str]]:
    return [
        {"code": error.code or "refused", "text": " ".join(str(message) for message in error.messages)}
        for error in refusal.error_list
    ]


@contextmanager
def _kept(job: Job) -> Iterator[None]:
    """A second thread renews the lease: a page that takes a minute to render must not look like a dead worker."""
    over = threading.Event()
    thread = threading.Thread(target=_renew, args=(job, over), name=f"lease of job {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def _renew(job: Job, over: threading.Event) -> None:
    end = time.monotonic() + LONGEST.total_seconds()
    touched = False
    try:
        while not over.wait(queue.LEASE.total_seconds() / 4) and time.monotonic() < end:
            touched = True
            try:
                if not queue.keep(job, timezone.now()):
                    return  # cancelled or taken over; the work hears of it at its next step
            except DatabaseError as error:
                logger.warning("The lease of job %s could not be renewed: %s", job.pk, error)
    finally:
        if touched:
            connections.close_all()  # this thread's own

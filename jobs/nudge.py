"""Tell the workers to look, once the transaction has been committed. The rows are the truth; this only saves waiting.

A page never fails for the queue's sake: when the broker is away the line stands in the log, and the sweep finds the
rows a few seconds later.
"""

import logging
import time
from collections.abc import Sequence
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.pools import producers

from jobs import tasks
from work.models import Job

logger = logging.getLogger(__name__)

EXPIRES = 5.0
REST = 15.0  # seconds without a try after a failure: nobody waits for a broker that is known to be away

_away_until = 0.0


def messages() -> None:
    """Something was posted."""
    transaction.on_commit(lambda: _send(tasks.sweep_messages))


def papers() -> None:
    """Something was taken in that may wait to be read."""
    transaction.on_commit(lambda: _send(tasks.sweep_papers))


def work(job: Job | None = None) -> None:
    """Something was asked for."""
    if job is None:
        transaction.on_commit(lambda: _send(tasks.sweep_work))
    else:
        transaction.on_commit(lambda: _send(tasks.run_job, [job.pk]))


def _send(task: Any, args: Sequence[int] = ()) -> None:
    global _away_until
    if time.monotonic() < _away_until:
        return
    try:
        with producers[_line()].acquire(block=True, timeout=2) as producer:
            task.apply_async(args=tuple(args), expires=EXPIRES, retry=False, producer=producer)
    except Exception as error:  # each broker has its own ways to fail
        _away_until = time.monotonic() + REST
        logger.warning(
            "The workers could not be nudged (%s: %s); the sweep comes by itself.", type(error).__name__, error
        )


def _line() -> Any:
    """A connection that tries once. Celery's own tries for six seconds before it gives up, and a person would wait."""
    once = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    return current_app.connection_for_write(transport_options={**current_app.conf.broker_transport_options, **once})

"""The real worker with one more kind of work, slow enough to be killed in the middle of it."""

import time
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from freezedesk.celery import app  # noqa: E402
from jobs.schedule import BEAT  # noqa: E402
from jobs.work import WORK  # noqa: E402
from notifications.models import Heartbeat  # noqa: E402
from work import queue  # noqa: E402

__all__ = ["app"]

queue.LEASE = timedelta(seconds=3)
BEAT["sweep-work"]["schedule"] = 2.0


def slow(job, *, at, progress):
    for step in range(8):
        progress("binding", step, 8)
        time.sleep(0.25)
    moment = f"{job.pk} {time.time()}"
    return queue.Outcome({"pages": 8}, attach=lambda: Heartbeat.objects.create(name=moment, at=timezone.now()))


WORK["slow"] = slow

"""The tasks. Each loads, calls one act with the time of now, and ends; each may run twice or be lost without harm."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from jobs import periodic, running
from work.models import Job

SOON = 9.0  # seconds: the next round comes after ten and finds the same rows


@shared_task
def sweep_messages() -> dict[str, Any]:
    return periodic.messages(timezone.now())


@shared_task
def sweep_work() -> int:
    """Give abandoned work back, and point the workers at whatever waits."""
    now = timezone.now()
    periodic.work(now)
    waiting = list(Job.objects.ready(now).values_list("pk", flat=True)[:20])
    for pk in waiting:
        run_job.apply_async(args=(pk,), expires=SOON)
    return len(waiting)


@shared_task
def sweep_papers() -> int:
    """Papers that wait become work, and the workers are pointed at it at once."""
    asked = periodic.papers(timezone.now())
    if asked:
        sweep_work()
    return asked


@shared_task
def sweep_deadlines() -> int:
    return periodic.deadlines(timezone.now())


@shared_task
def sweep_completeness() -> dict[str, int]:
    return periodic.completeness_watch(timezone.now())


@shared_task
def sweep_invitations() -> int:
    return periodic.calendar_invitations(timezone.now())


@shared_task
def sweep_mailbox() -> dict[str, int]:
    return periodic.mailbox(timezone.now())


@shared_task
def sweep_summaries() -> int:
    return periodic.summaries(timezone.now())


@shared_task
def sweep_watches() -> int:
    return periodic.watches(timezone.now())


@shared_task
def sweep_runways() -> int:
    return periodic.cash_runways(timezone.now())


@shared_task
def sweep_quarter() -> int:
    return periodic.quarter(timezone.now())


@shared_task
def sweep_leftovers() -> dict[str, int]:
    return periodic.files_without_rows(timezone.now())


@shared_task
def run_job(job_id: int) -> None:
    running.run(job_id)

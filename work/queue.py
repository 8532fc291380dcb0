"""Long work, asked for, taken, counted, finished once.

A row is the truth; a message to a worker only says "look". A worker that dies leaves a lease that runs out, and the
work is done again by another. Each start has its own token, and the result is attached by the holder of the token
alone, so it arrives once, whoever else is still busy with the same row.
"""

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from audit import log
from work.models import ACTIVE, Job, State

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # renewed every few seconds while the worker lives
ATTEMPTS = 3
PAUSE = timedelta(seconds=20)  # before the next start after a stumble; doubled each time

Problem = Mapping[str, str]


class Cancelled(Exception):
    """Somebody cancelled the job. The work stops at its next step."""


class TakenOver(Cancelled):
    """The lease ran out and another worker has the job. What this one found is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job leaves. `attach` writes its rows in the transaction that finishes the job, so they exist once."""

    result: Mapping[str, Any]
    problems: Sequence[Problem] = ()
    attach: Callable[[], None] | None = field(default=None)


def ask(
    kind: str,
    *,
    organisation: Organisation,
    about: str,
    params: Mapping[str, Any],
    by: User,
    at: datetime,
    dedupe: str,
) -> Job:
    """Put work down, in the caller's transaction. While the same work is waiting or running, that job is returned."""
    if job := Job.objects.active().filter(dedupe=dedupe).first():
        return job
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind,
                organisation=organisation,
                about=about,
                params=dict(params),
                requested_by=by,
                created_at=at,
                ready_at=at,
                dedupe=dedupe,
            )
    except IntegrityError:  # asked for twice in the same moment
        job = Job.objects.active().filter(dedupe=dedupe).first()
        if job is None:
            raise
        return job


def claim(*, at: datetime, lease: timedelta = LEASE, only: int | None = None) -> Job | None:
    """Take the job that waits longest, or the named one. Two who reach for the same job: one gets it."""
    waiting = Job.objects.ready(at) if only is None else Job.objects.ready(at).filter(pk=only)
    for pk in waiting.values_list("pk", flat=True)[:20]:
        token = uuid.uuid4()
        taken = Job.objects.filter(pk=pk, state=State.QUEUED).update(
            state=State.RUNNING,
            claim_token=token,
            lease_until=at + lease,
            heartbeat_at=at,
            started_at=at,
            attempts=F("attempts") + 1,
            phase="",
            done=0,
            total=0,
        )
        if taken:
            return Job.objects.select_related("organisation", "requested_by").get(pk=pk)
    return None


def progress(job: Job, phase: str, done: int, total: int, at: datetime) -> None:
    """Say how far it is, and by that keep the lease. Raises Cancelled when the work is not wanted any more."""
    if not _mine(job).update(phase=phase, done=done, total=total, heartbeat_at=at, lease_until=at + LEASE):
        _stop(job)
    job.phase, job.done, job.total = phase, done, total


def keep(job: Job, at: datetime) -> bool:
    """Renew the lease during a step that cannot be counted."""
    return bool(_mine(job).update(heartbeat_at=at, lease_until=at + LEASE))


def finish(job: Job, outcome: Outcome, at: datetime) -> None:
    """Attach the result, once: only the holder of the claim can, and in one transaction with the rows it leaves."""
    with transaction.atomic():
        finished = _mine(job).update(
            state=State.DONE,
            result=dict(outcome.result),
            problems=[dict(problem) for problem in outcome.problems],
            claim_token=None,
            lease_until=None,
            finished_at=at,
            done=F("total"),
        )
        if not finished:
            _stop(job)
        if outcome.attach:
            outcome.attach()


def fail(job: Job, problems: Sequence[Problem], at: datetime) -> bool:
    """It cannot be done, and trying again would not help. False when the job was no longer ours to fail."""
    return bool(_mine(job).update(**_failed(problems, at)))


def stumble(job: Job, problem: Problem, at: datetime) -> bool:
    """Something broke that may be whole again in a moment: back into the queue, and failed after the last attempt."""
    if job.attempts >= ATTEMPTS:
        return fail(job, [problem], at)
    later = at + PAUSE * 2 ** (job.attempts - 1)
    return bool(_mine(job).update(state=State.QUEUED, claim_token=None, lease_until=None, ready_at=later))


@transaction.atomic
def cancel(job: Job, *, by: User, at: datetime) -> None:
    if job.requested_by_id != by.pk:
        by.require(Can.WORK_ON_CASE, job.organisation_id)
    cancelled = Job.objects.filter(pk=job.pk, state__in=ACTIVE).update(
        state=State.CANCELLED, claim_token=None, lease_until=None, finished_at=at
    )
    if not cancelled:
        raise ValidationError(
            _("This work has already ended. Reload the page to see the result."), code="already_ended"
        )
    job.refresh_from_db()
    chain = job.about if job.about.startswith("case/") else f"org/{job.organisation_id}"
    log.record(chain=chain, action="work.cancelled", by=by, at=at, data={"job": job.pk, "kind": job.kind})


def take_over(at: datetime) -> int:
    """Jobs whose worker fell silent go back into the queue; one that killed its worker again and again is failed."""
    abandoned = Job.objects.abandoned(at)
    hopeless = abandoned.filter(attempts__gte=ATTEMPTS).update(**_failed([{"code": "gave_up"}], at))
    again = abandoned.update(state=State.QUEUED, claim_token=None, lease_until=None, ready_at=at)
    if hopeless or again:
        logger.warning("Work without a worker: %s started again, %s given up.", again, hopeless)
    return again + hopeless


def _mine(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, claim_token=job.claim_token)


def _stop(job: Job) -> None:
    state = Job.objects.filter(pk=job.pk).values_list("state", flat=True).first()
    if state == State.CANCELLED:
        raise Cancelled(f"Job {job.pk} was cancelled.")
    raise TakenOver(f"Job {job.pk} belongs to another worker.")


def _failed(problems: Sequence[Problem], at: datetime) -> dict[str, Any]:
    return {
        "state": State.FAILED,
        "problems": [dict(problem) for problem in problems],
        "claim_token": None,
        "lease_until": None,
        "finished_at": at,
    }

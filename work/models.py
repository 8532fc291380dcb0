"""A long piece of work as a row: what was asked for, who runs it, how far it is, what came out."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User


class State(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("job", "Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


ACTIVE = (State.QUEUED.value, State.RUNNING.value)

# What we say ourselves; anything else in `problems` is a sentence in the language of the person who asked.
SENTENCES = {
    "gave_up": _("The work was started several times and did not finish. Try again, or ask your administrator."),
    "crashed": _("Something went wrong in the program. The administrator finds the details in the log."),
    "too_long": _("The work took too long and was stopped. Split it into smaller parts and try again."),
    "unknown_kind": _("This version of the program does not know this kind of work. Start it again."),
}


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> Self:
        """What runs in one's organisations. A page of a case loads the case first, by its own visible_to."""
        return self.filter(organisation__in=user.organisation_ids)

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def concerning(self, about: str) -> Self:
        return self.filter(about=about)

    def ready(self, at: datetime) -> Self:
        return self.filter(state=State.QUEUED, ready_at__lte=at).order_by("ready_at", "pk")

    def abandoned(self, at: datetime) -> Self:
        return self.filter(state=State.RUNNING, lease_until__lt=at)


class Job(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60)  # "case/12": a name, because the rooms above are not known here
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="jobs")
    params = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    phase = models.CharField(max_length=40, blank=True)  # a code; the page knows its words
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # 0: not counted yet
    attempts = models.PositiveSmallIntegerField(default=0)
    claim_token = models.UUIDField(null=True, blank=True)  # new with every start: an overtaken worker cannot write
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    ready_at = models.DateTimeField()  # later than created_at after a stumble
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    problems = models.JSONField(default=list, blank=True)  # [{"code": "gave_up", "text": "..."}]
    result = models.JSONField(null=True, blank=True)
    dedupe = models.CharField(max_length=200)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dedupe"], condition=Q(state__in=ACTIVE), name="job_once_at_a_time"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(claim_token__isnull=False, lease_until__isnull=False),
                name="job_running_has_a_runner",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ACTIVE, finished_at=None) | (~Q(state__in=ACTIVE) & Q(finished_at__isnull=False)),
                name="job_finished_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["ready_at"], condition=Q(state=State.QUEUED), name="job_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state=State.RUNNING), name="job_running"),
            models.Index(fields=["about", "-created_at"], name="job_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about} ({self.state})"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def is_failed(self) -> bool:
        return self.state == State.FAILED

    @property
    def percent(self) -> int | None:
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def sentences(self) -> list[str]:
        """The problems, as a person reads them."""
        return [_sentence(problem) for problem in self.problems]


def _sentence(problem: dict[str, Any]) -> str:
    known = SENTENCES.get(problem["code"])
    return str(known) if known is not None else str(problem.get("text") or problem["code"])

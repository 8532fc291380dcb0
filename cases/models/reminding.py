"""A reminder put off for a while: by whom, until when, and why."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.clock import Deadline


class Snooze(models.Model):
    """Never beyond the date itself, and never beyond the next step: the manager's overview lists each one."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="snoozes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(_("remind me again"))
    because = models.CharField(_("why it can wait"), max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="snooze_ends_later"),
            models.CheckConstraint(condition=~Q(because=""), name="snooze_says_why"),
        ]
        indexes = [models.Index(fields=["at", "id"], name="snooze_newest")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.deadline_id}: {self.until:%Y-%m-%d %H:%M}"

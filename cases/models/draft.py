"""A half-filled log of a freeze. Saved as it is typed; two browsers cannot overwrite each other unseen."""

from django.conf import settings
from django.db import models

from accounts.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> "DraftQuerySet":
        return self.filter(organisation_id__in=user.organisation_ids)

    def unfinished(self) -> "DraftQuerySet":
        return self.filter(case=None)


class Draft(models.Model):
    key = models.CharField(max_length=24, unique=True)  # random, in the address
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="drafts")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)  # step name to what was typed, as it was typed
    notice_file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    case = models.OneToOneField("cases.Case", models.PROTECT, null=True, blank=True, related_name="draft")

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-saved_at"], name="draft_newest")]

    def __str__(self) -> str:
        return self.key

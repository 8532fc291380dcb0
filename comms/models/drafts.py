"""A message to an authority before it goes out: counsel reads exactly these words, and approves or returns them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases.models import Case, Message


class OutDraftQuerySet(models.QuerySet["OutDraft"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user))

    def to_decide(self, user: User) -> Self:
        """Never one's own: four eyes."""
        mine = user.organisations_where(Can.CONTACT_AUTHORITY)
        return self.filter(state=OutDraft.State.WAITING, case__organisation__in=mine).exclude(written_by=user)


class OutDraft(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("With counsel")
        RETURNED = "returned", _("Returned for changes")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Sent")

    case = models.ForeignKey(Case, models.PROTECT, related_name="out_drafts")
    channel = models.CharField(_("channel"), max_length=10, choices=Message.Channel.choices)
    other_side = models.CharField(_("to whom"), max_length=200)
    subject = models.CharField(_("about"), max_length=200)
    text = models.TextField(_("what is to be written or said"))
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(blank=True)
    message = models.OneToOneField(Message, models.PROTECT, null=True, blank=True, related_name="draft")

    objects = OutDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(written_by=models.F("decided_by")) | Q(decided_by=None), name="draft_out_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None) | ~Q(state="waiting") & Q(decided_by__isnull=False),
                name="draft_out_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reasons=""), name="draft_out_returned_with_reasons"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", message__isnull=False) | ~Q(state="sent") & Q(message=None),
                name="draft_out_sent_is_in_the_log",
            ),
        ]
        indexes = [models.Index(fields=["case", "-written_at"], name="draft_out_newest")]

    def __str__(self) -> str:
        return self.subject

"""The appeal goes out: what exactly, to whom, by which channel, and the proof that it arrived."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Appeal
from appeals.models.pack import Pack
from knowledge.providers import channel_name


class Submission(models.Model):
    class Receipt(models.TextChoices):
        NUMBER = "number", _("Receipt number")
        SCREENSHOT = "screenshot", _("Screenshot of the receipt")
        PENDING = "pending", _("Not yet: chase it")

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="submissions")
    pack = models.ForeignKey(Pack, models.PROTECT, related_name="submissions")
    channel_kind = models.CharField(_("channel"), max_length=20)
    channel_address = models.CharField(_("address of the channel"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the exact file sent (row 3.0)
    receipt = models.CharField(_("receipt"), max_length=12, choices=Receipt.choices)
    receipt_no = models.CharField(_("receipt number"), max_length=120, blank=True)
    receipt_file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    receipt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # A submission is never "sent" without a proof or a running chase (row 3.2c).
            models.CheckConstraint(condition=~Q(receipt="number") | ~Q(receipt_no=""), name="receipt_number_is_stated"),
            models.CheckConstraint(
                condition=~Q(receipt="screenshot") | Q(receipt_file__isnull=False), name="receipt_screenshot_is_kept"
            ),
        ]
        ordering = ["submitted_at", "pk"]

    def __str__(self) -> str:
        return f"{self.appeal} {self.submitted_at:%Y-%m-%d}"

    @property
    def channel(self) -> str:
        return channel_name(self.channel_kind)

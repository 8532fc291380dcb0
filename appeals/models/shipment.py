"""A submission on paper: what was handed to the post, its number and slip, and the day it arrived (row 3.2e)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.models.submission import Submission


class Shipment(models.Model):
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="shipment")
    carrier = models.CharField(_("carrier"), max_length=80)
    waybill = models.CharField(_("waybill number"), max_length=80)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    originals = models.PositiveSmallIntegerField(_("of these with originals"), default=1)
    slip = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    delivered_file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    delivery_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(carrier="") & ~Q(waybill=""), name="shipment_can_be_traced"),
            models.CheckConstraint(
                condition=Q(copies__gte=1) & Q(originals__lte=models.F("copies")), name="shipment_originals_are_copies"
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None, delivery_by=None)
                | Q(delivered_at__isnull=False, delivery_by__isnull=False),
                name="shipment_delivery_noted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.waybill}"

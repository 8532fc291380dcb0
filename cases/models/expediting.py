"""A faster handling that an institution offers for a higher fee: asked for by one person, approved by another."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models.case import Case


class ExpeditingQuerySet(models.QuerySet["Expediting"]):
    def visible_to(self, user: User) -> "ExpeditingQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user))


class Expediting(models.Model):
    """The fee is kept as it was approved, with the profile's factor and hours of that day (row 5.2a)."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    case = models.ForeignKey(Case, models.CASCADE, related_name="expeditings")
    provider = models.ForeignKey("knowledge.Edition", models.PROTECT, related_name="+")  # who says what it offers
    standard_fee = models.DecimalField(_("standard fee"), max_digits=18, decimal_places=2)
    fee = models.DecimalField(_("fee"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    hours = models.PositiveSmallIntegerField(_("hours"))  # in which an answer is expected, no right
    daily_need = models.DecimalField(_("cash needed a day"), max_digits=18, decimal_places=2, null=True, blank=True)
    days_saved = models.PositiveSmallIntegerField(_("days saved"), null=True, blank=True)  # against the usual time
    because = models.CharField(_("why"), max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = ExpeditingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(standard_fee__gt=0, fee__gt=0), name="expediting_costs_something"),
            models.CheckConstraint(condition=~Q(because=""), name="expediting_says_why"),
            models.CheckConstraint(
                condition=Q(daily_need=None) | Q(daily_need__gt=0), name="expediting_needs_something_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None, decided_at=None)
                | Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="expediting_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="expediting_takes_two_people"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state="asked"), name="one_expediting_waits_a_case"),
        ]
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.fee} {self.currency}"

    @property
    def benefit(self) -> Decimal | None:
        """The cash that the firm need not find elsewhere, in the fee's currency (row 5.2e). A guess, no promise."""
        if self.daily_need is None or self.days_saved is None:
            return None
        return self.daily_need * self.days_saved

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

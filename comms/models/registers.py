"""What was said in a call, what we promised, what we offered, who was shown what."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from cases.models import Case, Message


class CallNote(models.Model):
    """The three aims of a call (guide, 2.3): on what it rests, how they stand to it, whether security would do."""

    message = models.OneToOneField(Message, models.PROTECT, related_name="call")
    basis_given = models.TextField(_("on what facts and rule they rely"), blank=True)
    attitude = models.TextField(_("how they see the case and what they want"), blank=True)
    security_view = models.TextField(_("whether security or a settlement would help"), blank=True)
    agreed = models.TextField(_("what comes next, who does it, by when"), blank=True)

    def __str__(self) -> str:
        return str(self.message)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user))


class Commitment(models.Model):
    """Something we promised the other side. Only with counsel, and kept until it is kept (row 2.3c)."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("promise", "Open")
        KEPT = "kept", _("Kept")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    case = models.ForeignKey(Case, models.PROTECT, related_name="commitments")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="commitments")
    text = models.CharField(_("what was promised"), max_length=500)
    to_whom = models.CharField(_("to whom"), max_length=200)
    given_on = models.DateField(_("on"))
    due_on = models.DateField(_("to be kept by"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(to_whom=""), name="commitment_says_what_to_whom"),
            models.CheckConstraint(
                condition=Q(state="open", settled_by=None) | ~Q(state="open") & Q(settled_by__isnull=False),
                name="commitment_settled_by_somebody",
            ),
        ]
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user))


class Offer(models.Model):
    """Security or a settlement that we may offer: approved before it is made (row 2.3e)."""

    class Kind(models.TextChoices):
        SECURITY = "security", _("Security: deposit or guarantee")
        SUBSTITUTE = "substitute", _("Another asset instead")
        SETTLEMENT = "settlement", _("Settlement")

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for approval")
        APPROVED = "approved", _("Approved, not made yet")
        REFUSED = "refused", _("Not approved")
        MADE = "made", _("Made to the other side")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    case = models.ForeignKey(Case, models.PROTECT, related_name="offers")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    terms = models.CharField(_("what is offered"), max_length=500)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("decided_by")) | Q(decided_by=None), name="offer_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None) | ~Q(state="asked") & Q(decided_by__isnull=False),
                name="offer_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=Decimal(0)) & ~Q(currency=""), name="offer_amount_in_a_currency"
            ),
        ]
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.terms


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user))


class Disclosure(models.Model):
    """To whom something about a case was disclosed, why, on what basis, and which files exactly (row 11.5)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="disclosures")
    about = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    to_whom = models.CharField(_("to whom"), max_length=300)
    why_zh = models.CharField(max_length=300)
    why_en = models.CharField(max_length=300)
    basis_zh = models.CharField(max_length=300, blank=True)
    basis_en = models.CharField(max_length=300, blank=True)
    files = models.JSONField(default=list)  # [{"name", "sha256"}]
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(to_whom=""), name="disclosure_says_to_whom")]
        indexes = [models.Index(fields=["case", "-at", "-id"], name="disclosure_newest")]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.to_whom} {self.at:%Y-%m-%d}"

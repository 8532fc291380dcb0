"""What can be pledged, and what is offered to the freezing body in place of the frozen money (section 8.2, LEGAL d)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from funds.models.rows import MONEY, MoneyQuerySet


class Asset(models.Model):
    """Worth something, valued on a day. Only a free one carries a loan or stands as security."""

    class State(models.TextChoices):
        FREE = "free", _("Free")
        PLEDGED = "pledged", _("Pledged to another")
        SEIZED = "seized", _("Frozen or seized")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="assets")
    name = models.CharField(_("what it is"), max_length=200)
    value = models.DecimalField(_("value"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    valued_on = models.DateField(_("valued on"))
    share = models.DecimalField(_("share of it that is lent"), max_digits=5, decimal_places=4)
    senior_lien = models.DecimalField(_("what stands before us on it"), default=Decimal(0), **MONEY)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.FREE)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gt=0, share__gt=0, share__lte=1, senior_lien__gte=0), name="asset_makes_sense"
            ),
            models.UniqueConstraint(fields=["party", "name"], name="asset_once"),
        ]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_free(self) -> bool:
        return self.state == self.State.FREE


class SecurityOffer(models.Model):
    """担保置换: a deposit, a guarantee or an asset instead of the account. Another approves before it goes out."""

    class Kind(models.TextChoices):
        DEPOSIT = "deposit", _("Cash deposit with the court")
        GUARANTEE = "guarantee", _("Guarantee of a bank or insurer")
        ASSET = "asset", _("Another asset instead")

    class State(models.TextChoices):
        DRAFT = "draft", _("Waits for approval")
        APPROVED = "approved", _("Approved, not sent")
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        DROPPED = "dropped", _("Dropped")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="security_offers")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, blank=True, related_name="offers")
    issuer = models.CharField(_("who issues it"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    valid_until = models.DateField(_("valid until"))
    why = models.CharField(_("why"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    offered_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    instrument = models.CharField(_("number of the ruling"), max_length=100, blank=True)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="security_amount_positive"),
            models.CheckConstraint(condition=~Q(kind="asset") | Q(asset__isnull=False), name="security_asset_is_named"),
            # Four eyes: nobody approves their own offer, and nothing goes out without it.
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("added_by")), name="security_approved_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"]) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="security_approved_before_it_goes_out",
            ),
        ]
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"

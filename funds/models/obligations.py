"""What must be paid and what is expected: with a tier, a day, and the account that a receipt lands on."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from funds.models.rows import MONEY, MoneyQuerySet


class Kind(models.TextChoices):
    PAYROLL = "payroll", _("Wages")
    SOCIAL = "social", _("Social charges")
    TAX = "tax", _("Tax and customs")
    KEY_SUPPLIER = "key_supplier", _("Key supplier")
    RENT = "rent", _("Rent")
    UTILITIES = "utilities", _("Utilities")
    INSURANCE = "insurance", _("Insurance")
    LEGAL_FEES = "legal_fees", _("Legal fees")
    OTHER = "other", _("Other")


class Tier(models.IntegerChoices):
    WAGES = 1, _("Wages and social charges")
    TAX = 2, _("Tax")
    SUPPLIERS = 3, _("Key suppliers")
    RUNNING = 4, _("Rent and utilities")
    OTHER = 5, _("Other")


# Local law may put tax first: an organisation changes its own order (TierRule).
TIER_OF: dict[str, int] = {
    Kind.PAYROLL: Tier.WAGES,
    Kind.SOCIAL: Tier.WAGES,
    Kind.TAX: Tier.TAX,
    Kind.KEY_SUPPLIER: Tier.SUPPLIERS,
    Kind.RENT: Tier.RUNNING,
    Kind.UTILITIES: Tier.RUNNING,
    Kind.INSURANCE: Tier.RUNNING,
    Kind.LEGAL_FEES: Tier.SUPPLIERS,
    Kind.OTHER: Tier.OTHER,
}


class TierRule(models.Model):
    """The tier that an organisation gives a kind, where it differs from the house's: everywhere, or in a country."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    country = models.CharField(_("country"), max_length=2, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    tier = models.PositiveSmallIntegerField(_("priority"), choices=Tier.choices)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "country"], name="one_tier_a_kind"),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="tier_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: P{self.tier}"


class Obligation(models.Model):
    """应付款: a payment that is owed. It is planned here and made elsewhere: no money moves from this house."""

    class Every(models.TextChoices):
        ONCE = "once", _("Once")
        WEEK = "week", _("Every week")
        TWO_WEEKS = "2weeks", _("Every two weeks")
        MONTH = "month", _("Every month")
        QUARTER = "quarter", _("Every quarter")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PAID = "paid", _("Paid")
        CANCELLED = "cancelled", _("No longer owed")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="obligations")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    payee = models.CharField(_("payee"), max_length=200)
    reference = models.CharField(_("for what"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    due_on = models.DateField(_("due on"))
    every = models.CharField(_("comes again"), max_length=8, choices=Every.choices, default=Every.ONCE)
    # Wages of the 31st: the 28th in February is no new habit.
    month_day = models.PositiveSmallIntegerField(null=True, blank=True)
    seen = models.JSONField(default=list, blank=True)  # what a proposal rested on: [day, amount], oldest first
    partial = models.BooleanField(_("the payee accepts part payments"), default=False)
    min_partial = models.DecimalField(_("of at least"), default=Decimal(0), **MONEY)
    late_rate = models.DecimalField(_("late interest a year"), max_digits=6, decimal_places=4, default=Decimal(0))
    late_fixed = models.DecimalField(_("flat late charge"), default=Decimal(0), **MONEY)
    pay_from = models.ForeignKey("cases.Account", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    settled_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="obligation_amount_positive"),
            models.CheckConstraint(
                condition=Q(month_day=None) | Q(month_day__gte=1, month_day__lte=31), name="obligation_day_of_a_month"
            ),
            models.CheckConstraint(
                condition=Q(min_partial__gte=0, min_partial__lte=F("amount"), late_rate__gte=0, late_fixed__gte=0),
                name="obligation_parts_make_sense",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_on=None) | ~Q(state="open") & Q(settled_on__isnull=False),
                name="obligation_settled_on_a_day",
            ),
            # A payee twice: the same sum on the same day is a copy, unless its reference says otherwise.
            models.UniqueConstraint(
                fields=["party", "payee", "due_on", "amount", "currency", "reference"],
                condition=Q(state="open"),
                name="obligation_once",
            ),
        ]
        indexes = [models.Index(fields=["party", "due_on"], condition=Q(state="open"), name="obligation_open")]
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.payee}: {self.currency} {self.amount}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def seen_days(self) -> list[date]:
        return [date.fromisoformat(day) for day, _amount in self.seen]


class Receipt(models.Model):
    """A payment that is expected. On a frozen account it is captured, until it is redirected lawfully."""

    class State(models.TextChoices):
        OPEN = "open", _("Expected")
        CAME = "came", _("Came in")
        CANCELLED = "cancelled", _("Will not come")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="receipts")
    payer = models.CharField(_("payer"), max_length=200)
    reference = models.CharField(_("for what"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    due_on = models.DateField(_("expected on"))
    probability = models.PositiveSmallIntegerField(_("probability in percent"), default=100)
    account = models.ForeignKey("cases.Account", models.PROTECT, related_name="+")
    # The payer was told of another account, openly: who allowed it and on what ground.
    redirected_because = models.CharField(_("why it may go elsewhere"), max_length=300, blank=True)
    redirected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_amount_positive"),
            models.CheckConstraint(condition=Q(probability__lte=100), name="receipt_probability_is_percent"),
            models.CheckConstraint(
                condition=Q(redirected_by=None) | ~Q(redirected_because=""), name="receipt_redirected_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["party", "due_on"], condition=Q(state="open"), name="receipt_open")]
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.payer}: {self.currency} {self.amount}"

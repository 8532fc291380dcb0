"""What is there: balances with their day, rates with theirs, and the frame in which a party plans."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from funds.models.rows import MONEY, MoneyQuerySet


class Budget(models.Model):
    """The frame of one party's plan. Without a row the defaults hold."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    party = models.OneToOneField("cases.Party", models.PROTECT, related_name="budget")
    currency = models.CharField(_("currency of the plan"), max_length=3, default="EUR")
    buffer = models.DecimalField(_("cash that must always stay"), default=Decimal(0), **MONEY)
    household_floor = models.DecimalField(
        _("needed for the household"), default=Decimal(0), help_text=_("Sole traders only: a month's living."), **MONEY
    )
    reserve_days = models.PositiveSmallIntegerField(_("reserve target in days"), default=30)
    second_above = models.DecimalField(_("a second person decides above"), null=True, blank=True, **MONEY)
    version = models.PositiveIntegerField(default=1)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(buffer__gte=0, household_floor__gte=0) & (Q(second_above=None) | Q(second_above__gte=0)),
                name="budget_not_negative",
            ),
            models.CheckConstraint(condition=Q(reserve_days__lte=371), name="budget_reserve_under_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.currency}"


class Balance(models.Model):
    """How much stood on an account, or in the till, on a day. Never changed: the next one supersedes it."""

    class Source(models.TextChoices):
        TYPED = "typed", _("Typed in")
        STATEMENT = "statement", _("From a statement")
        LIST = "list", _("From a pasted list")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="balances")
    account = models.ForeignKey("cases.Account", models.PROTECT, null=True, blank=True, related_name="balances")
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("balance"), **MONEY)  # negative: overdrawn
    as_of = models.DateField(_("as of"))
    overdraft = models.DecimalField(_("agreed overdraft"), default=Decimal(0), **MONEY)
    min_keep = models.DecimalField(_("must stay on the account"), default=Decimal(0), **MONEY)
    frozen_amount = models.DecimalField(_("frozen part"), default=Decimal(0), **MONEY)
    lag_days = models.PositiveSmallIntegerField(_("days until it can be used"), default=0)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices, default=Source.TYPED)
    is_current = models.BooleanField(default=True)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(overdraft__gte=0, min_keep__gte=0, frozen_amount__gte=0), name="balance_parts_not_negative"
            ),
            # Row 8.1c: no more can be frozen than is there.
            models.CheckConstraint(
                condition=Q(frozen_amount=0) | Q(frozen_amount__lte=F("amount")), name="balance_frozen_part_is_there"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_current=True, account__isnull=False), name="one_balance_an_account"
            ),
            models.UniqueConstraint(
                fields=["party", "currency"], condition=Q(is_current=True, account=None), name="one_till_a_currency"
            ),
        ]
        indexes = [models.Index(fields=["party"], condition=Q(is_current=True), name="balance_now")]

    def __str__(self) -> str:
        return f"{self.currency} {self.amount} ({self.as_of})"


class Rate(models.Model):
    """What one unit of a currency was worth on a day, and who says so. Without one, currencies are never added."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)
    base = models.CharField(_("in"), max_length=3)
    rate = models.DecimalField(
        _("rate"), max_digits=18, decimal_places=8, validators=[MinValueValidator(Decimal("0.00000001"))]
    )
    as_of = models.DateField(_("of the day"))
    source = models.CharField(_("source"), max_length=100)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_is_positive"),
            models.CheckConstraint(condition=~Q(currency=F("base")), name="rate_of_another_currency"),
            models.UniqueConstraint(fields=["organisation", "currency", "base", "as_of"], name="one_rate_a_day"),
        ]
        ordering = ["-as_of", "-pk"]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.rate} {self.base} ({self.as_of})"

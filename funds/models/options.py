"""A way to money: what it gives, when, at what cost. It counts once it is decided and its agreement attached."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from funds.models.rows import MONEY, MoneyQuerySet

SHARE: dict[str, Any] = {"max_digits": 8, "decimal_places": 6, "default": Decimal(0)}


class Option(models.Model):
    class Kind(models.TextChoices):
        DISCOUNT = "early_payment_discount", _("Early payment by a customer")
        EXTENSION = "term_extension", _("Longer term from a supplier")
        SHAREHOLDER = "shareholder_loan", _("Loan from a shareholder or related company")
        BRIDGE = "bridge_loan", _("Bridge loan")
        ASSET = "asset_loan", _("Loan against an asset")
        FACTORING = "factoring", _("Factoring")
        INSTALMENTS = "instalment_loan", _("Instalment or micro-loan")

    class State(models.TextChoices):
        OPEN = "open", _("Being looked at")
        COMMITTED = "committed", _("Committed")
        DROPPED = "dropped", _("Dropped")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="options")
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    name = models.CharField(_("what it is"), max_length=200)
    lender = models.CharField(_("from whom"), max_length=200)
    licence = models.CharField(_("licence of the lender"), max_length=200, blank=True)
    amount = models.DecimalField(_("at most"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    arrives_on = models.DateField(_("arrives on"))
    days = models.PositiveSmallIntegerField(_("for how many days"))
    rate = models.DecimalField(_("rate"), help_text=_("Interest a year, discount, surcharge or monthly fee."), **SHARE)
    fee = models.DecimalField(_("fee on the sum"), **SHARE)
    fixed_fee = models.DecimalField(_("fixed fee"), default=Decimal(0), **MONEY)
    advance = models.DecimalField(_("share that is advanced"), max_digits=8, decimal_places=6, default=Decimal(1))
    asset = models.ForeignKey("funds.Asset", models.PROTECT, null=True, blank=True, related_name="options")
    instalments = models.PositiveSmallIntegerField(_("number of instalments"), null=True, blank=True)
    per_year = models.PositiveSmallIntegerField(_("instalments a year"), null=True, blank=True)
    instalment = models.DecimalField(_("each instalment"), null=True, blank=True, **MONEY)
    asset_value = models.DecimalField(_("value of the asset"), null=True, blank=True, **MONEY)
    senior_lien = models.DecimalField(_("what stands before us on it"), default=Decimal(0), **MONEY)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    agreement = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, days__gte=1), name="option_gives_something"),
            models.CheckConstraint(
                condition=Q(rate__gte=0, fee__gte=0, fee__lt=1, fixed_fee__gte=0, senior_lien__gte=0)
                & Q(advance__gt=0, advance__lte=1),
                name="option_costs_make_sense",
            ),
            models.CheckConstraint(
                condition=~Q(kind="instalment_loan") | Q(instalments__gte=1, per_year__gte=1, per_year__lte=366),
                name="option_instalments_are_counted",
            ),
            # Row 8.2c: an inflow counts as committed only with its agreement.
            models.CheckConstraint(
                condition=~Q(state="committed") | Q(agreement__isnull=False), name="option_committed_with_agreement"
            ),
        ]
        ordering = ["arrives_on", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

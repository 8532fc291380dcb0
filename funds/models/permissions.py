"""支付许可: what a freezing body is asked to allow, what it granted, and the ledger that never goes over the cap."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from funds.models.obligations import Kind
from funds.models.rows import MONEY, MoneyQuerySet


class Permission(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Being drafted")
        REQUESTED = "requested", _("Requested")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="permissions")
    number = models.PositiveIntegerField()  # 1, 2, … on the case
    account = models.ForeignKey("cases.Account", models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)
    ground = models.CharField(_("basis"), max_length=30)  # a code of licences.GROUNDS
    why = models.TextField(_("why the payments are needed"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    requested_on = models.DateField(null=True, blank=True)
    instrument = models.CharField(_("number of the decision"), max_length=100, blank=True)
    paper = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    cap = models.DecimalField(_("cap"), null=True, blank=True, **MONEY)
    spent = models.DecimalField(default=Decimal(0), **MONEY)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="permission_number_once"),
            # The ledger refuses one cent more: the table itself says no, whoever asks.
            models.CheckConstraint(
                condition=Q(spent=0) | Q(spent__gt=0, cap__isnull=False, spent__lte=F("cap")),
                name="permission_never_over_its_cap",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted")
                | Q(cap__gt=0, valid_from__isnull=False, valid_to__isnull=False, valid_to__gte=F("valid_from"))
                & ~Q(instrument=""),
                name="permission_granted_by_a_paper",
            ),
        ]
        ordering = ["case", "number"]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}"

    @property
    def left(self) -> Decimal:
        return (self.cap or Decimal(0)) - self.spent

    @property
    def is_granted(self) -> bool:
        return self.state == self.State.GRANTED


class PermissionItem(models.Model):
    """One line of the request. What is granted may be less: lines that were not granted are marked."""

    permission = models.ForeignKey(Permission, models.CASCADE, related_name="items")
    obligation = models.ForeignKey("funds.Obligation", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    payee = models.CharField(_("payee"), max_length=200)
    reference = models.CharField(_("for what"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    due_on = models.DateField(_("due on"))
    granted = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="permission_item_positive")]
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.payee}: {self.amount}"

    @property
    def booked(self) -> Decimal:
        return sum((entry.amount for entry in self.entries.all()), Decimal(0))

    @property
    def left(self) -> Decimal:
        return self.amount - self.booked


class LedgerEntry(models.Model):
    """A payment that the institution made under the permission. Booked once, never changed."""

    permission = models.ForeignKey(Permission, models.PROTECT, related_name="entries")
    item = models.ForeignKey(PermissionItem, models.PROTECT, related_name="entries")
    amount = models.DecimalField(_("amount"), **MONEY)
    paid_on = models.DateField(_("paid on"))
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_entry_positive")]
        ordering = ["paid_on", "pk"]

    def __str__(self) -> str:
        return f"{self.paid_on}: {self.amount}"

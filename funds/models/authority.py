"""Who may decide how much, until when; and every decision with who asked, who decided and how long it took."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from funds.models.rows import MONEY, MoneyQuerySet


class Subject(models.TextChoices):
    PAYMENT = "payment", _("Payment")
    FUNDING = "funding", _("Loan or other funding")
    SPENDING = "spending", _("New contract or purchase")


class Delegation(models.Model):
    """授权额度: one person, one currency, up to a sum each and a sum in any seven days, between two days."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations")
    subject = models.CharField(_("for"), max_length=10, choices=Subject.choices)
    currency = models.CharField(_("currency"), max_length=3)
    limit = models.DecimalField(_("limit for each decision"), **MONEY)
    weekly_limit = models.DecimalField(_("limit in seven days"), null=True, blank=True, **MONEY)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"))
    is_emergency = models.BooleanField(_("emergency"), default=False)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(limit__gt=0) & (Q(weekly_limit=None) | Q(weekly_limit__gte=F("limit"))),
                name="delegation_limits_make_sense",
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="delegation_ends_after_it_begins"),
            # Nobody gives power to themselves.
            models.CheckConstraint(condition=~Q(person=F("given_by")), name="delegation_by_another"),
            models.UniqueConstraint(
                fields=["organisation", "person", "subject", "currency"],
                condition=Q(ended_at=None),
                name="one_delegation_a_subject",
            ),
        ]
        ordering = ["person", "subject"]

    def __str__(self) -> str:
        return f"{self.person}: {self.currency} {self.limit}"


class Decision(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        SECOND = "second", _("Waiting for a second person")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Not approved")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="decisions")
    subject = models.CharField(_("for"), max_length=10, choices=Subject.choices)
    title = models.CharField(_("what is to be decided"), max_length=200)
    why = models.TextField(_("why"), blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    obligation = models.ForeignKey("funds.Obligation", models.PROTECT, null=True, blank=True, related_name="decisions")
    option = models.ForeignKey("funds.Option", models.PROTECT, null=True, blank=True, related_name="decisions")
    needs_second = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    first_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="decision_amount_positive"),
            # Nobody approves their own request, and the second person is another one.
            models.CheckConstraint(
                condition=(Q(decided_by=None) | ~Q(decided_by=F("asked_by")) | Q(state="refused"))
                & (Q(first_by=None) | ~Q(first_by=F("asked_by")))
                & (Q(decided_by=None) | Q(first_by=None) | ~Q(decided_by=F("first_by")) | Q(state="refused")),
                name="decision_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(needs_second=False) | Q(first_by__isnull=False),
                name="decision_by_two_above_the_limit",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "second"], decided_by=None, decided_at=None)
                | Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="decision_says_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "asked_at"], condition=Q(decided_at=None), name="decision_waiting")
        ]
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.decided_at is None

    @property
    def took(self) -> timedelta | None:
        return self.decided_at - self.asked_at if self.decided_at else None

"""The quarterly look at each account of the register: is it used, is its data current, who signs in (row 12.1a)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from cases.models.register import Account


class HealthReviewQuerySet(models.QuerySet["HealthReview"]):
    def visible_to(self, user: User) -> "HealthReviewQuerySet":
        return self.filter(organisation_id__in=user.organisation_ids)

    def open(self) -> "HealthReviewQuerySet":
        return self.filter(done_at=None)


class HealthReview(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="reviews")
    quarter = models.DateField()  # its first day
    due_on = models.DateField(_("due on"))
    last_use_on = models.DateField(_("last movement on the account"), null=True, blank=True)
    last_update_on = models.DateField(_("data at the institution last updated"), null=True, blank=True)
    logins = models.TextField(_("who signed in, and anything unusual"), blank=True)
    note = models.TextField(_("what is to be done"), blank=True)
    created_at = models.DateTimeField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = HealthReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "quarter"], name="one_review_a_quarter"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False, last_update_on__isnull=False) & ~Q(logins=""),
                name="review_done_says_what_was_found",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "due_on", "id"], condition=Q(done_at=None), name="review_open"),
            models.Index(fields=["organisation", "-quarter", "id"], name="review_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.quarter_name}"

    @property
    def quarter_name(self) -> str:
        return f"{self.quarter.year} Q{(self.quarter.month + 2) // 3}"

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

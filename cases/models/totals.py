"""What is frozen in all, per currency: one line an organisation and currency, so that a dashboard adds nothing up."""

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User


class FrozenTotalQuerySet(models.QuerySet["FrozenTotal"]):
    def visible_to(self, user: User) -> "FrozenTotalQuerySet":
        return self.filter(organisation_id__in=user.organisation_ids)


class FrozenTotal(models.Model):
    """Written by cases/totals.py alone, counted anew each time and never added to."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=24, decimal_places=2)
    cases = models.PositiveIntegerField()

    objects = FrozenTotalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "currency"], name="frozen_total_once_a_currency"),
            models.CheckConstraint(condition=Q(amount__gt=0, cases__gt=0), name="frozen_total_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.currency} {self.amount}"

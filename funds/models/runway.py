"""Until when a party's money lasts, kept as a day: a dashboard asks for the earliest and adds nothing up."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Organisation
from cases.models import Case
from funds.models.rows import MoneyQuerySet

if TYPE_CHECKING:
    from typing import Self


class RunwayQuerySet(MoneyQuerySet):
    def of_frozen(self) -> "Self":
        """Parties with an open case: the money of the others is planned, but no freeze shortens it."""
        return self.filter(Exists(Case.objects.open().filter(party=OuterRef("party"))))

    def out_of_date(self, today: date) -> "Self":
        """A figure of the plan has changed, a day has passed, or the case has moved: accounts freeze and come free."""
        moved = Case.objects.filter(party=OuterRef("party"), last_activity_at__gt=OuterRef("reckoned_at"))
        old = Q(reckoned_at=None) | Q(reckoned_on__lt=today) | Q(changed_at__isnull=False)
        return self.filter(old | Exists(moved))


class CashRunway(models.Model):
    """Written by funds/runways.py alone, from the same picture as the page. Acts only note that it is out of date."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    party = models.OneToOneField("cases.Party", models.CASCADE, related_name="cash_runway")
    ends_on = models.DateField(null=True, blank=True)  # none: it lasts as far as was looked
    looked_until = models.DateField(null=True, blank=True)  # none: there is no plan, a balance or a payment is missing
    reckoned_on = models.DateField(null=True, blank=True)
    reckoned_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = RunwayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(looked_until__isnull=False, ends_on__lte=F("looked_until")),
                name="runway_ends_where_it_was_looked",
            ),
            models.CheckConstraint(
                condition=Q(reckoned_at=None, reckoned_on=None, looked_until=None)
                | Q(reckoned_at__isnull=False, reckoned_on__isnull=False),
                name="runway_says_when_it_was_reckoned",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "ends_on"], name="runway_shortest")]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.ends_on}"

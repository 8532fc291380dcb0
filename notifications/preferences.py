"""How a person wants to be reminded, and who stands in for them while they are away."""

from datetime import date, time
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.roles import Can

EARLIEST, LATEST = time(5, 0), time(12, 0)  # a morning is a morning, and never an hour that a clock change skips
MOST_GRACE = 48  # hours
WEEK = "12345"


class Preference(models.Model):
    """One row a person; whoever has none is served as the fields say by default."""

    user = models.OneToOneField(User, models.PROTECT, related_name="preference")
    legal_by_mail = models.BooleanField(_("by e-mail"), default=True)
    legal_in_app = models.BooleanField(_("as a notice in the app"), default=False)
    other_by_mail = models.BooleanField(_("by e-mail"), default=True)
    other_in_app = models.BooleanField(_("as a notice in the app"), default=False)
    morning = models.TimeField(_("time of reminders"), default=time(8, 30))
    grace_hours = models.PositiveSmallIntegerField(_("hours before it goes to the next person"), default=4)
    digest = models.BooleanField(_("one summary each working morning"), default=True)
    digest_at = models.TimeField(_("time of the summary"), default=time(8, 0))
    digest_when_empty = models.BooleanField(_("also when there is nothing to say"), default=False)
    weekly = models.BooleanField(_("the week's overview on its first working morning"), default=True)
    quiet = models.BooleanField(_("nothing on my days off"), default=True)
    weekdays = models.CharField(_("days I work"), max_length=7, default=WEEK)  # ISO: 1 is Monday
    country = models.CharField(_("public holidays of"), max_length=2, blank=True)  # empty: by the time zone
    calendar_by_mail = models.BooleanField(_("send my dates as calendar invitations"), default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A date on which a right is lost reaches its owner by one way at least, whatever a form sends.
            models.CheckConstraint(
                condition=Q(legal_by_mail=True) | Q(legal_in_app=True), name="legal_reminders_keep_a_channel"
            ),
            models.CheckConstraint(condition=Q(grace_hours__lte=MOST_GRACE), name="grace_ends"),
            models.CheckConstraint(condition=~Q(weekdays=""), name="week_has_a_working_day"),
            models.CheckConstraint(
                condition=Q(morning__range=(EARLIEST, LATEST), digest_at__range=(EARLIEST, LATEST)),
                name="mornings_are_in_the_morning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.morning:%H:%M}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, user: User) -> Self:
        """One's own, those one stands in for, and as a manager those of one's people."""
        mine = Membership.objects.filter(organisation__in=user.organisations_where(Can.ASSIGN), ended_at=None)
        return self.filter(Q(user=user) | Q(deputy=user) | Q(user__in=mine.values("user")))

    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def on(self, day: date) -> Self:
        return self.standing().filter(starts_on__lte=day, ends_on__gte=day)

    def not_over(self, day: date) -> Self:
        return self.standing().filter(ends_on__gte=day)


class Absence(models.Model):
    """Away from a day to a day, both included; another person hears the reminders meanwhile."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="stands_in", verbose_name=_("who stands in"))
    starts_on = models.DateField(_("first day away"))
    ends_on = models.DateField(_("last day away"))
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(deputy=F("user")), name="absence_needs_another_person"),
        ]
        indexes = [models.Index(fields=["user", "ends_on"], condition=Q(ended_at=None), name="absence_standing")]
        ordering = ["starts_on", "pk"]

    def __str__(self) -> str:
        return f"{self.user}: {self.starts_on} – {self.ends_on}, {self.deputy}"


def of(user: User) -> Preference:
    """The person's own, or what everybody begins with (not stored)."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)

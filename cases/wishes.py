"""A person says how they want to be reminded, and that they are away. What waits for them follows at once."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.roles import ALLOWED, Can
from audit import log
from cases import reminders
from notifications.models import Absence, Preference
from notifications.preferences import EARLIEST, LATEST, MOST_GRACE

FIELDS = (
    "legal_by_mail",
    "legal_in_app",
    "other_by_mail",
    "other_in_app",
    "morning",
    "grace_hours",
    "digest",
    "digest_at",
    "digest_when_empty",
    "weekly",
    "quiet",
    "weekdays",
    "country",
    "calendar_by_mail",
)
WORKERS = [role.value for role, acts in ALLOWED.items() if Can.WORK_ON_CASE in acts]


@transaction.atomic
def set_preference(user: User, values: Mapping[str, Any], *, by: User, at: datetime) -> Preference:
    """Only for oneself. Everything but the one thing that would let a right be lost unheard."""
    if by != user:
        raise PermissionDenied(_("Everybody sets their own reminders."))
    _check(values)
    before = Preference.objects.filter(user=user).first() or Preference(user=user)
    changed = sorted(name for name in FIELDS if name in values and getattr(before, name) != values[name])
    preference, _made = Preference.objects.update_or_create(
        user=user, defaults={**{name: values[name] for name in FIELDS if name in values}, "changed_at": at}
    )
    if changed:
        reminders.derive_for_reader(user, at=at)
        log.record(
            chain=f"user/{user.pk}",
            action="preference.changed",
            by=by,
            at=at,
            data={name: str(values[name]) for name in changed},
        )
    return preference


def _check(values: Mapping[str, Any]) -> None:
    wrong: dict[str, ValidationError] = {}
    if not values.get("legal_by_mail", True) and not values.get("legal_in_app", False):
        wrong["legal_by_mail"] = ValidationError(
            _(
                "Reminders of legal dates need one way to reach you: if one is missed, a right can be lost."
                " Keep e-mail or notices."
            ),
            code="legal_needs_a_channel",
        )
    for name in ("morning", "digest_at"):
        if name in values and not EARLIEST <= values[name] <= LATEST:
            wrong[name] = ValidationError(_("Choose a time between 05:00 and 12:00."), code="not_a_morning")
    if not 0 <= values.get("grace_hours", 0) <= MOST_GRACE:
        wrong["grace_hours"] = ValidationError(_("Choose between 0 and 48 hours."), code="grace_too_long")
    if not values.get("weekdays", "1"):
        wrong["weekdays"] = ValidationError(_("Tick the days on which you work."), code="no_working_day")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def be_away(user: User, *, deputy: User | None, starts_on: date, ends_on: date, by: User, at: datetime) -> Absence:
    """From a day to a day the reminders go to somebody else, who must be able to work on the same cases."""
    if by != user and not _may_enter_for(user, by):
        raise PermissionDenied(_("Only the person or a manager can enter an absence."))
    User.objects.select_for_update().get(pk=user.pk)  # two windows: the second sees what the first has entered
    wrong: dict[str, ValidationError] = {}
    if ends_on < starts_on:
        wrong["ends_on"] = ValidationError(_("The last day lies before the first."), code="ends_before_start")
    elif ends_on < at.astimezone(ZoneInfo(user.time_zone)).date():
        wrong["ends_on"] = ValidationError(_("The last day lies in the past."), code="in_past")
    elif Absence.objects.standing().filter(user=user, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        wrong["starts_on"] = ValidationError(
            _("You are away already in these days. End the other absence first."), code="away_already"
        )
    if deputy is None:
        wrong["deputy"] = ValidationError(_("Choose who hears your reminders meanwhile."), code="deputy_missing")
    elif deputy not in deputies_for(user):
        wrong["deputy"] = ValidationError(_("This person cannot work on your cases. Choose another."), code="no_deputy")
    if wrong or deputy is None:
        raise ValidationError(wrong)
    absence = Absence.objects.create(
        user=user, deputy=deputy, starts_on=starts_on, ends_on=ends_on, entered_at=at, entered_by=by
    )
    reminders.derive_for_reader(user, at=at)
    _record(absence, "absence.entered", by=by, at=at)
    return absence


@transaction.atomic
def come_back(absence: Absence, *, by: User, at: datetime) -> Absence:
    """Earlier than said, or never gone: what has not been sent yet goes to the person again."""
    if by != absence.user and not _may_enter_for(absence.user, by):
        raise PermissionDenied(_("Only the person or a manager can end an absence."))
    if not Absence.objects.filter(pk=absence.pk, ended_at=None).update(ended_at=at):
        raise ValidationError(_("This absence has ended already."), code="ended_already")
    absence.refresh_from_db()
    reminders.derive_for_reader(absence.user, at=at)
    _record(absence, "absence.ended", by=by, at=at)
    return absence


def deputies_for(user: User) -> list[User]:
    """Who works in every organisation of this person, in a role that may work on cases."""
    found = User.objects.filter(is_active=True).exclude(pk=user.pk)
    for organisation in user.organisation_ids:
        workers = Membership.objects.filter(organisation=organisation, ended_at=None, role__in=WORKERS)
        found = found.filter(pk__in=workers.values("user"))
    return list(found.order_by("name", "pk")) if user.organisation_ids else []


def workers_of(manager: User) -> list[User]:
    """Whose absence a manager may enter: everybody who works on cases where the manager hands them out."""
    firms = manager.organisations_where(Can.ASSIGN)
    workers = Membership.objects.filter(organisation__in=firms, ended_at=None, role__in=WORKERS)
    found = User.objects.filter(is_active=True, pk__in=workers.values("user"))
    return list(found.order_by("name", "pk"))


def absences_of(user: User, *, at: datetime) -> list[Absence]:
    today = at.astimezone(ZoneInfo(user.time_zone)).date()
    return list(Absence.objects.not_over(today).filter(Q(user=user) | Q(deputy=user)).select_related("user", "deputy"))


def _may_enter_for(user: User, by: User) -> bool:
    return any(by.can(Can.ASSIGN, organisation) for organisation in user.organisation_ids)


def _record(absence: Absence, action: str, *, by: User, at: datetime) -> None:
    log.record(
        chain=f"user/{absence.user_id}",
        action=action,
        by=by,
        at=at,
        data={
            "from": absence.starts_on.isoformat(),
            "until": absence.ends_on.isoformat(),
            "deputy": absence.deputy_id,
        },
    )

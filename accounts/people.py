"""Who works in the organisation: invite, change the role, end the membership. Administrators only; always logged."""

from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from accounts.roles import Can, Role
from audit import log

GIVEN = tuple(role for role in Role if role != Role.GUEST)  # a guest gets one case, not a membership


@transaction.atomic
def invite(
    organisation: Organisation, email: str, name: str, role: str, *, by: User, at: datetime, language: str = ""
) -> Membership:
    """Make the person known and a member. They choose the password themselves, by a link that the page sends."""
    by.require(Can.MANAGE_PEOPLE, organisation.pk)
    role = _known(role)
    email = email.strip().lower()
    validate_email(email)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    user = User.objects.filter(email=email).first()
    if user is None:
        extra = {"language": language} if language else {}
        user = User.objects.create_user(email, None, name=name.strip(), time_zone=organisation.time_zone, **extra)
    elif organisation.memberships.filter(user=user, ended_at=None).exists():
        raise ValidationError(_("This person is already a member. Change the role instead."), code="already_member")
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, since=at)
    _record(membership, "person.invited", by=by, at=at, role=role)
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: User, at: datetime) -> Membership:
    by.require(Can.MANAGE_PEOPLE, membership.organisation_id)
    role = _known(role)
    _not_oneself(membership, by)
    _keep_an_administrator(membership, role)
    before = membership.role
    # Two administrators may change the same person at once: the second one is told, and nothing is overwritten.
    changed = Membership.objects.filter(pk=membership.pk, role=before, ended_at=None).update(role=role)
    if not changed:
        raise ValidationError(_("Somebody changed this person just now. Look again."), code="changed_meanwhile")
    membership.role = role
    _record(membership, "person.role_changed", by=by, at=at, before=before, role=role)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User, at: datetime) -> Membership:
    """From this moment the person sees nothing here any more, and is signed out everywhere."""
    by.require(Can.MANAGE_PEOPLE, membership.organisation_id)
    _not_oneself(membership, by)
    _keep_an_administrator(membership, "")
    ended = Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=at)
    if not ended:
        raise ValidationError(_("This membership has already ended."), code="already_ended")
    membership.ended_at = at
    end_sessions([membership.user])
    _record(membership, "person.ended", by=by, at=at, role=membership.role)
    return membership


def end_sessions(users: Iterable[User], *, but: str = "") -> None:
    """Sign these people out everywhere, except in the session that is named."""
    for row in UserSession.objects.filter(user__in=list(users)).exclude(session_key=but):
        row.end()


def _known(role: str) -> str:
    if role not in GIVEN:
        raise ValidationError(_("Choose a role from the list."), code="unknown_role")
    return str(role)


def _not_oneself(membership: Membership, by: User) -> None:
    if membership.user_id == by.pk:
        raise ValidationError(_("Another administrator has to do this for you."), code="not_oneself")


def _keep_an_administrator(membership: Membership, new_role: str) -> None:
    """Without an administrator nobody could invite one. The lock lets two such changes pass one after the other."""
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    if membership.role != Role.ADMINISTRATOR or new_role == Role.ADMINISTRATOR:
        return
    others = organisation.memberships.filter(role=Role.ADMINISTRATOR, ended_at=None).exclude(pk=membership.pk)
    if not others.exists():
        raise ValidationError(_("Name another administrator first."), code="last_administrator")


def _record(membership: Membership, action: str, *, by: User, at: datetime, **data: str) -> None:
    log.record(
        chain=f"org/{membership.organisation_id}",
        action=action,
        by=by,
        at=at,
        data={"user": membership.user_id, **data},
        private={"name": membership.user.name, "email": membership.user.email},
    )

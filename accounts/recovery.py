"""A lost second factor: two administrators check who is asking, each in their own way, before the factors are removed.

Row 11.2. Never by e-mail alone: whoever holds the mailbox may hold the password as well.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, RecoveryRequest, User
from accounts.people import end_sessions
from accounts.roles import Can, Role
from audit import log


def ask(person: User, *, at: datetime, organisation: Organisation | None = None) -> RecoveryRequest:
    """The person says that the factor is lost; asked twice, it stays one request. Nothing is removed yet."""
    memberships = Membership.objects.filter(user=person, ended_at=None).order_by("since", "pk")
    if organisation:
        memberships = memberships.filter(organisation=organisation)
    membership = memberships.first()
    if membership is None:
        raise ValidationError(_("Ask the person who invited you."), code="no_organisation")
    if known := RecoveryRequest.objects.filter(person=person, second_at=None, refused_at=None).first():
        return known
    try:
        with transaction.atomic():
            request = RecoveryRequest.objects.create(person=person, organisation=membership.organisation, asked_at=at)
            _record(request, "recovery.asked", by=person, at=at)
    except IntegrityError:  # asked twice in the same moment
        return RecoveryRequest.objects.get(person=person, second_at=None, refused_at=None)
    return request


@transaction.atomic
def confirm(request: RecoveryRequest, *, how: str, by: User, at: datetime) -> RecoveryRequest:
    """One administrator vouches. The second one, who must be another person, makes it happen."""
    request = _open(request, by)
    if request.person_id == by.pk:
        raise ValidationError(_("Nobody vouches for themselves. Two other administrators decide."), code="not_oneself")
    if not how.strip():
        raise ValidationError(_("Say how you checked who is asking."), code="how_missing")
    if request.first_by_id is None:
        request.first_by, request.first_at, request.first_how = by, at, how.strip()
        request.save(update_fields=["first_by", "first_at", "first_how"])
        _record(request, "recovery.first_check", by=by, at=at, how=how)
        return request
    if request.first_by_id == by.pk:
        raise ValidationError(_("You have already confirmed. A second administrator has to."), code="needs_another")
    request.second_by, request.second_at, request.second_how = by, at, how.strip()
    request.save(update_fields=["second_by", "second_at", "second_how"])
    Authenticator.objects.filter(user_id=request.person_id).delete()
    end_sessions([request.person])
    _record(request, "recovery.granted", by=by, at=at, how=how)
    return request


@transaction.atomic
def refuse(request: RecoveryRequest, *, by: User, at: datetime) -> RecoveryRequest:
    request = _open(request, by)
    request.refused_by, request.refused_at = by, at
    request.save(update_fields=["refused_by", "refused_at"])
    _record(request, "recovery.refused", by=by, at=at)
    return request


def administrators(request: RecoveryRequest) -> QuerySet[User]:
    """Who can decide: every administrator of the organisation but the person who asks."""
    return User.objects.filter(
        memberships__organisation=request.organisation_id,
        memberships__role=Role.ADMINISTRATOR,
        memberships__ended_at=None,
    ).exclude(pk=request.person_id)


def _open(request: RecoveryRequest, by: User) -> RecoveryRequest:
    by.require(Can.MANAGE_PEOPLE, request.organisation_id)
    # Read again under the lock: two administrators who press at once are then first and second, not twice first.
    request = RecoveryRequest.objects.select_for_update().select_related("person").get(pk=request.pk)
    if not request.is_open:
        raise ValidationError(_("This request has already been decided."), code="already_decided")
    return request


def _record(request: RecoveryRequest, action: str, *, by: User, at: datetime, how: str = "") -> None:
    log.record(
        chain=f"org/{request.organisation_id}",
        action=action,
        by=by,
        at=at,
        data={"request": request.pk, "user": request.person_id},
        private={"how": how.strip()} if how.strip() else None,
    )

"""Who does it, who answers for it, who is counsel, and who may look in as a guest until a date."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can, Role, may
from accounts.words import both
from cases import checklists, deadlines, history, timeline
from cases.models import Case, Guest, Item


def members(organisation: Organisation, *roles: Role) -> list[User]:
    """The people who hold one of these roles today, longest-serving first."""
    found = User.objects.filter(
        is_active=True, memberships__organisation=organisation, memberships__ended_at=None, memberships__role__in=roles
    )
    return list(found.order_by("memberships__since", "pk"))


def holder_of(organisation: Organisation, role: Role) -> User:
    """The first person with the role; a role nobody holds falls to the manager (row 7.3b)."""
    if person := anybody(organisation, role):
        return person
    raise ValidationError(
        _("%(organisation)s has nobody who can answer for a case. Invite a manager first."),
        code="no_manager",
        params={"organisation": organisation},
    )


def anybody(organisation: Organisation, role: Role) -> User | None:
    """The same for what comes round by itself, which nobody could be refused."""
    holders = (members(organisation, candidate) for candidate in (role, Role.MANAGER, Role.ADMINISTRATOR))
    return next((people[0] for people in holders if people), None)


@transaction.atomic
def assign(
    case: Case,
    *,
    owner: User | None = None,
    manager: User | None = None,
    counsel: User | None = None,
    by: User,
    at: datetime,
) -> Case:
    """Hand a part over. Open items and dates of the person go with it."""
    case.require(by, Can.WORK_ON_CASE)
    changes: dict[str, User] = {
        part: person
        for part, person in (("owner", owner), ("manager", manager), ("counsel", counsel))
        if person is not None
    }
    for part, person in changes.items():
        role = person.roles.get(case.organisation_id)
        if not may(role, Can.WORK_ON_CASE) or (part == "counsel" and role != Role.COUNSEL):
            raise ValidationError(
                {
                    part: ValidationError(
                        _("%(person)s does not have the role for this."), code="wrong_role", params={"person": person}
                    )
                }
            )
        before: User | None = getattr(case, part)
        setattr(case, part, person)
        if before is not None and before != person:
            case.items.filter(state=Item.State.TODO, assignee=before).update(assignee=person)
            if part == "owner":
                deadlines.hand_over(case, before, person, at=at)
    case.save(update_fields=[*changes])
    history.record(case, "case.assigned", by=by, at=at, data={part: person.pk for part, person in changes.items()})
    return case


@transaction.atomic
def engage_counsel(case: Case, *, by: User, at: datetime, counsel: User | None = None) -> Case:
    """The 24-hour clock of the guide (2.3) stops when somebody is engaged, and says who."""
    case.require(by, Can.WORK_ON_CASE)
    counsel = counsel or case.counsel
    if counsel is None:
        raise ValidationError(_("Choose the counsel who takes the case."), code="counsel_missing")
    if counsel.roles.get(case.organisation_id) != Role.COUNSEL:
        raise ValidationError(
            _("%(person)s does not have the role for this."), code="wrong_role", params={"person": counsel}
        )
    if not Case.objects.filter(pk=case.pk, counsel_engaged_at=None).update(counsel=counsel, counsel_engaged_at=at):
        raise ValidationError(_("Counsel has been engaged already."), code="engaged_already")
    case.refresh_from_db()
    zh, en = both(_("Counsel engaged: %(name)s"), name=counsel)
    timeline.note_event(case, "counsel_engaged", happened_at=at, zh=zh, en=en, by=by, at=at)
    checklists.settle(case, "engage-counsel", by=by, at=at, note=str(counsel))
    deadlines.meet_code(case, deadlines.COUNSEL_CLOCK, by=by, at=at)
    history.record(case, "counsel.engaged", by=by, at=at, data={"counsel": counsel.pk})
    return case


@transaction.atomic
def invite_guest(case: Case, *, email: str, name: str, expires_at: datetime, by: User, at: datetime) -> Guest:
    """One case, until a date. A member of the organisation needs no invitation."""
    case.require(by, Can.INVITE_GUEST)
    if expires_at <= at:
        raise ValidationError({"expires_at": ValidationError(_("The last day lies in the past."), code="in_past")})
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user and case.organisation_id in user.roles:
        raise ValidationError(
            {"email": ValidationError(_("This person belongs to the organisation already."), code="member_already")}
        )
    if user is None:
        user = User.objects.create_user(email, name=name.strip(), language=by.language, time_zone=by.time_zone)
    if Guest.objects.filter(case=case, user=user, ended_at=None).exists():
        raise ValidationError(
            {"email": ValidationError(_("This person is a guest of the case already."), code="guest_already")}
        )
    guest = Guest.objects.create(case=case, user=user, invited_by=by, invited_at=at, expires_at=expires_at)
    history.record(
        case,
        "guest.invited",
        by=by,
        at=at,
        data={"guest": user.pk, "until": expires_at.isoformat()},
        private={"email": email},
    )
    return guest


@transaction.atomic
def end_guest(guest: Guest, *, by: User, at: datetime) -> Guest:
    guest.case.require(by, Can.INVITE_GUEST)
    if not Guest.objects.filter(pk=guest.pk, ended_at=None).update(ended_at=at):
        raise ValidationError(_("The access has ended already."), code="ended_already")
    guest.refresh_from_db()
    history.record(guest.case, "guest.ended", by=by, at=at, data={"guest": guest.user_id})
    return guest

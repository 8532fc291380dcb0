"""Worlds for tests, made by the same acts that the pages call."""

from datetime import datetime

from accounts import people
from accounts.models import Membership, Organisation, User
from accounts.roles import Role

PASSWORD = "correct horse battery"


def organisation(
    name: str, prefix: str, *, at: datetime, country: str = "CN", zone: str = "Asia/Shanghai"
) -> Organisation:
    return Organisation.objects.create(name=name, prefix=prefix, country=country, time_zone=zone, created_at=at)


def first_administrator(firm: Organisation, name: str, *, at: datetime) -> User:
    """The one person nobody could invite: set-up makes this one by hand."""
    user = User.objects.create_user(_email(name, firm), PASSWORD, name=name, time_zone=firm.time_zone)
    Membership.objects.create(user=user, organisation=firm, role=Role.ADMINISTRATOR, since=at)
    return user


def member(firm: Organisation, name: str, role: str, *, by: User, at: datetime, **extra: str) -> User:
    user = people.invite(firm, _email(name, firm), name, role, by=by, at=at).user
    user.set_password(PASSWORD)
    for field, value in extra.items():
        setattr(user, field, value)
    user.save()
    return User.objects.get(pk=user.pk)


def _email(name: str, firm: Organisation) -> str:
    return f"{name.lower()}@{firm.prefix.lower()}.example"

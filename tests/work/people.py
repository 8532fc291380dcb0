"""A firm with three people, for the rooms of the ground floor."""

from datetime import UTC, datetime

from accounts.models import Membership, Organisation, User
from accounts.roles import Role

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


def firm(name="海蓝贸易有限公司", prefix="HL"):
    return Organisation.objects.create(name=name, prefix=prefix, created_at=NOON)


def person(name, role, organisation, language="zh-hans"):
    user = User.objects.create_user(f"{name.lower()}@example.cn", "x", name=name, language=language)
    Membership.objects.create(user=user, organisation=organisation, role=role, since=NOON)
    return user


def three(organisation):
    return (
        person("Fang", Role.FINANCE, organisation),
        person("Cai", Role.COUNSEL, organisation),
        person("Mo", Role.MANAGER, organisation, language="en"),
    )

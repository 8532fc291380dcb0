"""Worlds for tests, made by the same acts that the pages call."""

from datetime import datetime, timedelta
from decimal import Decimal

from accounts import people
from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from cases import precedents
from cases.answers import FreezeAnswers
from cases.intake import log_freeze
from cases.models import Case, CaseNote

PASSWORD = "correct horse battery"
DECISION = {
    "country": "CN",
    "court_zh": "示例中级人民法院",
    "court_en": "Sample Intermediate Court",
    "shows_zh": "保函可以置换冻结款项。",
    "shows_en": "A guarantee may take the place of frozen money.",
    "source": "示例公报2025年第11期",
}


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


def answers(at: datetime, **other: object) -> FreezeAnswers:
    """A provider's own freeze of EUR 486,200, learned of an hour ago, with two of the four facts unknown."""
    given: dict[str, object] = {
        "account_number": "BE47 9149 9900 0180",
        "institution": "iBanFirst SA",
        "provider": "ibanfirst-be",
        "country": "BE",
        "party_name": "宁波海岚进出口有限公司",
        "party_name_en": "Ningbo Hailan Import & Export Co., Ltd.",
        "body_kind": "provider",
        "jurisdiction": "BE",
        "scope": "whole",
        "amount": Decimal("486200.00"),
        "amount_state": "known",
        "frozen_at": at - timedelta(hours=2),
        "known_at": at - timedelta(hours=1),
    }
    return FreezeAnswers(**{**given, **other})  # type: ignore[arg-type]


def case(by: User, *, at: datetime, **other: object) -> Case:
    """A case as the wizard makes it."""
    firm = Organisation.objects.get(pk=by.organisation_ids[0])
    return log_freeze(answers(at, **other), organisation=firm, by=by, at=at)


def case_note(firm: Organisation, by: User, number: str, *, at: datetime, **other: object) -> CaseNote:
    """A decision as somebody of the desk enters it; nobody has verified it."""
    given = {**DECISION, "number": number, "decided_on": (at - timedelta(days=90)).date(), **other}
    return precedents.write(firm, given, by=by, at=at)


def court(at: datetime, **other: object) -> dict[str, object]:
    """The same account, frozen by a Chinese court."""
    return {
        "account_number": "6222021102003300512",
        "institution": "示例银行苏州分行",
        "provider": "",
        "country": "CN",
        "body_kind": "court-preservation",
        "jurisdiction": "CN",
        "currency": "CNY",
        **other,
    }

"""The pause that an institution asks for before the same papers come again; counsel may go past it, and says why."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from appeals.models import Appeal, Rejection
from knowledge import providers
from knowledge.providers import Gap


def gap_of(appeal: Appeal) -> Gap | None:
    """Of the institution's own profile, else of the guide's figures for it (row 5.3a)."""
    edition = appeal.case.account.provider
    if edition is None:
        return None
    profile = providers.of(edition)
    guide = providers.guide_for(profile)
    return profile.resubmission_gap or (guide.resubmission_gap if guide else None)


def earliest(appeal: Appeal) -> datetime | None:
    """Before that moment a repeated appeal is too early. None where nobody asks for a pause, or nothing was refused."""
    gap = gap_of(appeal) if appeal.is_second else None
    if gap is None:
        return None
    refused = Rejection.objects.filter(appeal__case=appeal.case, appeal__round=appeal.round - 1).first()
    return refused.received_at + timedelta(hours=gap.hours) if refused else None


def require_gap(appeal: Appeal, *, submitted_at: datetime, because: str, by: User) -> bool:
    """True when counsel goes past it. At 23 h 59 min it is refused, at 24 h it may go."""
    allowed = earliest(appeal)
    if allowed is None or submitted_at >= allowed:
        return False
    if appeal.case.role_of(by) == Role.COUNSEL and because.strip():
        return True
    gap = gap_of(appeal)
    raise ValidationError(
        {
            "submitted_at": ValidationError(
                _("The institution asks for %(hours)s hours after its rejection. Counsel may go past it and says why."),
                code="too_soon",
                params={"hours": gap.hours if gap else 0},
            )
        }
    )

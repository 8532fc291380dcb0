"""Cases for programs: list, read, log a freeze."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict, field_validator

from accounts.models import Organisation, User
from accounts.pasted import as_seen
from accounts.roles import Can
from api.moments import Day, Moment
from cases.answers import FreezeAnswers
from cases.intake import log_freeze
from cases.models import Case
from jobs import nudge
from knowledge import providers

router = Router(tags=["cases"])
PAGE = 100


class FreezeIn(Schema):
    """Everything unknown may stay away; it becomes an item to chase."""

    # A misspelt name would else be dropped unseen, and with it a date that a time limit starts from.
    model_config = ConfigDict(extra="forbid")

    account_number: str = Field(max_length=60)
    institution: str = Field(max_length=200)
    party_name: str = Field(max_length=200)
    organisation: int | None = None  # needed only by people who belong to several
    country: str = Field("", pattern="^([A-Z]{2})?$")
    provider: str = ""
    body_kind: str = "unknown"
    body_name: str = Field("", max_length=200)
    jurisdiction: str = Field("", pattern="^([A-Z]{2})?$")
    instrument_no: str = Field("", max_length=120)
    scope: Literal["whole", "sum", "unknown"] = "unknown"
    amount: Annotated[Decimal, Field(max_digits=18, decimal_places=2)] | None = None
    currency: str = Field("EUR", pattern="^[A-Z]{3}$")
    frozen_at: Moment | None = None
    known_at: Moment | None = None
    notice_on: Day | None = None
    ends_on: Day | None = None
    reason_quoted: str = Field("", max_length=5000)

    @field_validator("*", mode="before")
    @classmethod
    def without_what_nobody_sees(cls, value: Any) -> Any:
        return as_seen(value) if isinstance(value, str) else value


class CaseOut(Schema):
    ref: str
    party: str
    account: str
    institution: str
    stage: str
    body_kind: str
    amount: Decimal | None
    currency: str
    opened_at: datetime
    next_deadline_at: datetime | None
    closed_at: datetime | None
    outcome: str

    @staticmethod
    def of(case: Case) -> "CaseOut":
        return CaseOut(
            ref=case.ref,
            party=case.party.name,
            account=case.account.number,
            institution=case.account.institution,
            stage=case.stage,
            body_kind=case.freeze.body_kind,
            amount=case.freeze.amount,
            currency=case.freeze.currency,
            opened_at=case.opened_at,
            next_deadline_at=case.next_deadline_at,
            closed_at=case.closed_at,
            outcome=case.outcome,
        )


class CasePage(Schema):
    cases: list[CaseOut]
    before: int | None = Field(description="Pass it as `before` for the next page; null on the last one.")


def caller(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@router.get("", response=CasePage, summary="Cases, newest first")
def list_cases(request: HttpRequest, before: int | None = None, open_only: bool = False) -> CasePage:
    cases = Case.objects.visible_to(caller(request)).for_lists().order_by("-id")
    if open_only:
        cases = cases.open()
    if before is not None:
        cases = cases.filter(pk__lt=before)
    rows = list(cases[: PAGE + 1])
    return CasePage(
        cases=[CaseOut.of(case) for case in rows[:PAGE]], before=rows[PAGE - 1].pk if len(rows) > PAGE else None
    )


@router.get("/{ref}", response=CaseOut, summary="One case")
def read_case(request: HttpRequest, ref: str) -> CaseOut:
    return CaseOut.of(get_object_or_404(Case.objects.visible_to(caller(request)).for_lists(), ref=ref))


@router.post("", response={201: CaseOut}, summary="Log a freeze")
def create_case(request: HttpRequest, freeze: FreezeIn) -> Status[CaseOut]:
    user = caller(request)
    given = freeze.dict(exclude={"organisation"})
    if freeze.provider and freeze.provider not in providers.current():
        raise ValidationError(
            {
                "provider": ValidationError(
                    _("The directory has no provider of this code. Leave it out: the account number tells it."),
                    code="unknown_provider",
                )
            }
        )
    for fact, state in (("instrument_no", "instrument_state"), ("amount", "amount_state"), ("ends_on", "term_state")):
        given[state] = "known" if given[fact] else "unknown"
    for moment in ("frozen_at", "known_at"):
        if given[moment] is not None and given[moment].tzinfo is None:
            raise ValidationError(
                {
                    moment: ValidationError(
                        _("Give the moment with its offset, as in 2026-11-18T09:40+01:00."), code="no_zone"
                    )
                }
            )
    case = log_freeze(
        FreezeAnswers(**given), organisation=_organisation(user, freeze.organisation), by=user, at=timezone.now()
    )
    nudge.messages()
    return Status(201, CaseOut.of(case))


def _organisation(user: User, wanted: int | None) -> Organisation:
    """The one a person may log for; who may for several must say which."""
    able = user.organisations_where(Can.LOG_FREEZE) or user.organisation_ids
    if wanted is None and len(able) > 1:
        raise ValidationError(
            {
                "organisation": ValidationError(
                    _("Say for which organisation: you belong to several."), code="organisation_missing"
                )
            }
        )
    return get_object_or_404(Organisation.objects.filter(pk__in=able), pk=wanted or (able[0] if able else 0))

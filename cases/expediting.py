"""Faster handling for a higher fee: whoever works on the case asks, a manager approves. Only an expectation moves."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from cases import expectations, history, timeline
from cases.models import Case, Expediting

CENT = Decimal("0.01")


@transaction.atomic
def ask(
    case: Case,
    *,
    standard_fee: Decimal,
    currency: str,
    because: str,
    by: User,
    at: datetime,
    daily_need: Decimal | None = None,
) -> Expediting:
    """The profile names the factor and the hours; what the standard fee is, the institution says."""
    case.require(by, Can.WORK_ON_CASE)
    if case.is_closed:
        raise ValidationError(_("The case is closed."), code="case_closed")
    profile = expectations.profile_of(case)
    if profile is None or profile.expedite is None:
        raise ValidationError(
            _("Nothing says that this institution handles anything faster for a fee."), code="not_offered"
        )
    wrong: dict[str, ValidationError] = {}
    if standard_fee <= 0:
        wrong["standard_fee"] = ValidationError(_("Enter the standard fee, more than zero."), code="no_fee")
    if daily_need is not None and daily_need <= 0:
        wrong["daily_need"] = ValidationError(_("Enter more than zero, or leave it empty."), code="no_need")
    if not because.strip():
        wrong["because"] = ValidationError(_("Say why the fee is worth paying."), code="reason_missing")
    if wrong:
        raise ValidationError(wrong)
    try:
        with transaction.atomic():
            row = Expediting.objects.create(
                case=case,
                provider_id=profile.edition_id,
                standard_fee=standard_fee,
                fee=(standard_fee * profile.expedite.factor).quantize(CENT, ROUND_HALF_UP),
                currency=currency,
                hours=profile.expedite.target_hours,
                daily_need=daily_need,
                days_saved=expectations.days_saved(case, at=at),
                because=because.strip()[:300],
                asked_by=by,
                asked_at=at,
            )
    except IntegrityError:
        raise ValidationError(_("This waits for approval already."), code="asked_already") from None
    history.record(
        case,
        "expediting.asked",
        by=by,
        at=at,
        data={"expediting": row.pk, "fee": str(row.fee), "currency": currency, "hours": row.hours},
        private={"because": row.because},
    )
    return row


@transaction.atomic
def decide(row: Expediting, *, approve: bool, by: User, at: datetime, note: str = "") -> Expediting:
    """Money is decided on by a second person. Once approved, the institution is expected sooner; no statute moves."""
    case = row.case
    case.require(by, Can.DECIDE_MONEY)
    if by.pk == row.asked_by_id:
        raise PermissionDenied(_("You asked for this yourself. Somebody else must decide on it."))
    if not approve and not note.strip():
        raise ValidationError({"note": ValidationError(_("Say why not."), code="reason_missing")})
    state = Expediting.State.APPROVED if approve else Expediting.State.REFUSED
    # Compare and swap: of two who decide at once, the second is told.
    if not Expediting.objects.filter(pk=row.pk, state=Expediting.State.ASKED).update(
        state=state, decided_by=by, decided_at=at, note=note.strip()[:300]
    ):
        raise ValidationError(_("This has been decided on already."), code="decided_already")
    row.refresh_from_db()
    if approve:
        zh, en = both(_("Faster handling approved: %(fee)s %(currency)s"), fee=row.fee, currency=row.currency)
        timeline.note_event(case, "expediting_approved", happened_at=at, zh=zh, en=en, by=by, at=at)
    history.record(
        case,
        "expediting.decided",
        by=by,
        at=at,
        data={"expediting": row.pk, "state": state, "fee": str(row.fee), "currency": row.currency},
        private={"note": row.note} if row.note else None,
    )
    return row

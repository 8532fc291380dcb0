"""What we promise and what we offer: never without counsel, never forgotten (guide, 2.3: 切勿自行承诺)."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from cases import deadlines, history
from cases.models import Case, Deadline, Message
from comms.models import Commitment, Offer

# From which state an offer may come into which.
NEXT: dict[str, frozenset[str]] = {
    Offer.State.APPROVED: frozenset({Offer.State.MADE}),
    Offer.State.MADE: frozenset({Offer.State.ACCEPTED, Offer.State.DECLINED}),
}


@transaction.atomic
def commit(
    case: Case,
    *,
    text: str,
    to_whom: str,
    given_on: date,
    by: User,
    at: datetime,
    due_on: date | None = None,
    message: Message | None = None,
) -> Commitment:
    """Only counsel puts a promise on record: whoever promised something alone tells counsel first."""
    if not case.allows(by, Can.APPROVE_PACK):
        raise PermissionDenied(
            _("Promises to the other side are entered by counsel or a manager. Tell them what was said.")
        )
    wrong: dict[str, ValidationError] = {}
    if not text.strip():
        wrong["text"] = ValidationError(_("Say what was promised."), code="text_missing")
    if not to_whom.strip():
        wrong["to_whom"] = ValidationError(_("Say to whom."), code="to_whom_missing")
    if due_on and due_on < given_on:
        wrong["due_on"] = ValidationError(_("This day lies before the promise. Check both dates."), code="due_before")
    if wrong:
        raise ValidationError(wrong)
    row = Commitment.objects.create(
        case=case,
        text=text.strip()[:500],
        to_whom=to_whom.strip()[:200],
        given_on=given_on,
        due_on=due_on,
        message=message,
        approved_by=by,
        recorded_at=at,
    )
    if due_on:
        both_ways = both(_("Keep the promise: %(text)s"), text=row.text[:200])
        _remind(row, case, due_on, both_ways, by=by, at=at)
    history.record(
        case, "commitment.given", by=by, at=at, data={"commitment": row.pk, "due_on": str(due_on or "")},
        private={"text": row.text, "to": row.to_whom},
    )  # fmt: skip
    return row


@transaction.atomic
def settle(row: Commitment, state: str, *, by: User, at: datetime, note: str = "") -> Commitment:
    row.case.require(by, Can.WORK_ON_CASE)
    if state not in (Commitment.State.KEPT, Commitment.State.WITHDRAWN):
        raise ValidationError(_("Say whether it was kept or withdrawn."), code="unknown_state")
    if not Commitment.objects.filter(pk=row.pk, state=Commitment.State.OPEN).update(
        state=state, settled_by=by, settled_at=at, note=note.strip()[:300]
    ):
        raise ValidationError(_("Someone else has settled this already."), code="settled_already")
    row.refresh_from_db()
    deadlines.meet_code(row.case, _code(row), by=by, at=at, note=row.get_state_display())
    history.record(row.case, "commitment.settled", by=by, at=at, data={"commitment": row.pk, "state": state})
    return row


@transaction.atomic
def propose(
    case: Case,
    *,
    kind: str,
    terms: str,
    by: User,
    at: datetime,
    amount: Decimal | None = None,
    currency: str = "",
    expires_on: date | None = None,
) -> Offer:
    """Security or a settlement, to be approved by somebody else before it is made."""
    case.require(by, Can.WORK_ON_CASE)
    wrong: dict[str, ValidationError] = {}
    if kind not in Offer.Kind.values:
        wrong["kind"] = ValidationError(_("Choose what is offered."), code="kind_missing")
    if not terms.strip():
        wrong["terms"] = ValidationError(_("Write what is offered, in a sentence."), code="terms_missing")
    if amount is not None and amount <= 0:
        wrong["amount"] = ValidationError(_("The amount must be more than 0, or left empty."), code="not_positive")
    if amount is not None and not currency.strip():
        wrong["currency"] = ValidationError(_("Say in which currency."), code="currency_missing")
    if expires_on is not None and expires_on < case.organisation.day_of(at):
        wrong["expires_on"] = ValidationError(
            _("This day has passed. Enter the last day on which the offer may be accepted, or leave it empty."),
            code="expired",
        )
    if wrong:
        raise ValidationError(wrong)
    row = Offer.objects.create(
        case=case,
        kind=kind,
        terms=terms.strip()[:500],
        amount=amount,
        currency=currency.strip().upper()[:3] if amount is not None else "",
        expires_on=expires_on,
        asked_by=by,
        asked_at=at,
        changed_at=at,
    )
    history.record(
        case, "offer.asked", by=by, at=at, data={"offer": row.pk, "amount": str(amount or "")},
        private={"terms": row.terms},
    )  # fmt: skip
    return row


@transaction.atomic
def decide(row: Offer, *, approve: bool, by: User, at: datetime, note: str = "") -> Offer:
    case = row.case
    case.require(by, Can.APPROVE_PACK)
    if row.asked_by_id == by.pk:
        raise PermissionDenied(_("You wrote or sent this yourself. Somebody else must decide on it."))
    state = Offer.State.APPROVED if approve else Offer.State.REFUSED
    if not Offer.objects.filter(pk=row.pk, state=Offer.State.ASKED).update(
        state=state, decided_by=by, decided_at=at, changed_at=at, note=note.strip()[:300]
    ):
        raise ValidationError(_("This offer has been decided on already."), code="decided_already")
    row.refresh_from_db()
    if approve and row.expires_on and row.expires_on >= case.organisation.day_of(at):
        both_ways = both(_("Offer runs out: %(terms)s"), terms=row.terms[:200])
        _remind(row, case, row.expires_on, both_ways, by=by, at=at)
    history.record(case, "offer.decided", by=by, at=at, data={"offer": row.pk, "state": state})
    return row


@transaction.atomic
def move(row: Offer, state: str, *, by: User, at: datetime) -> Offer:
    """Made to the other side, then accepted or declined. An offer that ran out is not made."""
    case = row.case
    case.require(by, Can.WORK_ON_CASE)
    if state not in NEXT.get(row.state, frozenset()):
        raise ValidationError(
            _("The offer is not there yet. Follow the order: approved, made, answered."), code="order"
        )
    if state == Offer.State.MADE and row.expires_on and row.expires_on < case.organisation.day_of(at):
        raise ValidationError(_("The offer has run out. Ask for approval of a new one."), code="expired")
    if not Offer.objects.filter(pk=row.pk, state=row.state).update(state=state, changed_at=at):
        raise ValidationError(_("Somebody has just changed this offer. Reload the page."), code="changed")
    row.refresh_from_db()
    if state in (Offer.State.ACCEPTED, Offer.State.DECLINED):
        deadlines.meet_code(case, _code(row), by=by, at=at, note=row.get_state_display())
    history.record(case, "offer.moved", by=by, at=at, data={"offer": row.pk, "state": state})
    return row


# --- neither is forgotten --------------------------------------------------------------------------------------------


def _code(row: Commitment | Offer) -> str:
    return f"{'promise' if isinstance(row, Commitment) else 'offer'}-{row.pk}"


def _remind(
    row: Commitment | Offer, case: Case, due_on: date, both_ways: tuple[str, str], *, by: User, at: datetime
) -> None:
    """On the dashboard and in the reminders like any date of the case; settling the row ends it."""
    source_zh, source_en = both(_("Register of promises and offers"))
    deadlines.set_date(
        case,
        code=_code(row),
        kind=Deadline.Kind.TARGET,
        actor=Deadline.Actor.US,
        zh=both_ways[0],
        en=both_ways[1],
        due_on=due_on,
        zone=case.organisation.time_zone,
        trigger="promise",
        trigger_at=at,
        source_zh=source_zh,
        source_en=source_en,
        by=by,
        at=at,
    )

"""By post: the waybill is the proof of sending, the day of delivery starts what the other side owes us (row 3.2e)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals import paper
from appeals.models import Shipment, Submission
from cases import deadlines, history, timeline, triggers
from cases.models import Deadline
from cases.thinkable import in_future
from documents.models import StoredFile


def require_carried(submission: Submission) -> None:
    """A mail and a portal have no waybill: their proof is the receipt."""
    if submission.channel_kind not in paper.CARRIED:
        raise ValidationError(
            _("This appeal went out by: %(channel)s. A waybill belongs to one that was sent by post."),
            code="not_by_post",
            params={"channel": submission.channel},
        )


def require_whole(*, carrier: str, waybill: str, copies: int | None, originals: int | None) -> None:
    """What a waybill is not recorded without, also beside a form that lacks a number."""
    wrong: dict[str, ValidationError] = {}
    if not carrier.strip():
        wrong["carrier"] = ValidationError(_("Say who carries it, for example EMS."), code="carrier_missing")
    if not waybill.strip():
        wrong["waybill"] = ValidationError(_("Enter the number of the waybill."), code="waybill_missing")
    if copies is not None and originals is not None and originals > copies:
        wrong["originals"] = ValidationError(_("There cannot be more originals than copies."), code="originals")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def hand_in(
    submission: Submission,
    *,
    carrier: str,
    waybill: str,
    copies: int,
    originals: int,
    by: User,
    at: datetime,
    slip: StoredFile | None = None,
) -> Shipment:
    case = submission.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    require_carried(submission)
    require_whole(carrier=carrier, waybill=waybill, copies=copies, originals=originals)
    try:
        with transaction.atomic():
            row = Shipment.objects.create(
                submission=submission,
                carrier=carrier.strip()[:80],
                waybill=waybill.strip()[:80],
                copies=copies,
                originals=originals,
                slip=slip,
                recorded_by=by,
                recorded_at=at,
            )
    except IntegrityError:
        raise ValidationError(_("The waybill of this submission is recorded already."), code="recorded") from None
    zh, en = both(_("Handed to %(carrier)s, waybill %(number)s"), carrier=row.carrier, number=row.waybill)
    timeline.note_event(
        case, "posted", happened_at=submission.submitted_at, zh=zh, en=en, by=by, at=at, file=slip,
        sha256=submission.sha256,
    )  # fmt: skip
    history.record(
        case, "shipment.recorded", by=by, at=at, data={"submission": submission.pk, "copies": copies},
        private={"waybill": row.waybill},
    )  # fmt: skip
    return row


def require_arrival(submission: Submission, *, delivered_at: datetime | None, at: datetime) -> None:
    if delivered_at and delivered_at > at:
        raise ValidationError({"delivered_at": in_future()})
    if delivered_at and delivered_at < submission.submitted_at:
        raise ValidationError(
            {"delivered_at": ValidationError(_("This lies before it was sent. Check the day."), code="before_sending")}
        )


@transaction.atomic
def delivered(
    row: Shipment, *, delivered_at: datetime, by: User, at: datetime, file: StoredFile | None = None
) -> list[Deadline]:
    """It arrived later than it was sent: every date that ran from the sending now runs from the arrival."""
    submission = row.submission
    case = submission.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    require_arrival(submission, delivered_at=delivered_at, at=at)
    if not Shipment.objects.filter(pk=row.pk, delivered_at=None).update(
        delivered_at=delivered_at, delivered_file=file, delivery_by=by
    ):
        raise ValidationError(_("The delivery is recorded already."), code="recorded")
    row.refresh_from_db()
    zh, en = both(_("Delivered, waybill %(number)s"), number=row.waybill)
    timeline.note_event(case, "delivered", happened_at=delivered_at, zh=zh, en=en, by=by, at=at, file=file)
    owed = case.deadlines.filter(
        trigger=triggers.SUBMITTED,
        trigger_at=submission.submitted_at,
        actor=Deadline.Actor.THEM,
        status__in=[Deadline.Status.LIVE, Deadline.Status.PROPOSED],
        rule__isnull=False,
    ).first()
    moved: list[Deadline] = []
    if owed is not None and delivered_at != submission.submitted_at:
        because = gettext("Delivered by %(carrier)s, waybill %(number)s") % {
            "carrier": row.carrier,
            "number": row.waybill,
        }
        moved = deadlines.correct_day(owed, delivered_at, because=because, by=by, at=at)
    history.record(case, "shipment.delivered", by=by, at=at, data={"submission": submission.pk, "moved": len(moved)})
    return moved

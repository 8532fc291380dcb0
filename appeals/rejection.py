"""A rejection, cut into its sentences: each is a point or not, and each point is answered (驳回点核对表)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both, listed
from appeals import replies
from appeals.facts import require_page, touched
from appeals.models import Appeal, Evidence, PackItem, PointEvidence, ProviderStatus, Rejection, RejectionPoint
from appeals.sentences import sentences
from cases import checklists, deadlines, history, news, timeline, triggers
from cases.models import Deadline
from cases.thinkable import in_future
from documents.models import StoredFile
from knowledge import rejections
from knowledge.rejections import Suggestion


@dataclass(frozen=True)
class Decision:
    is_point: bool
    category: str = ""
    is_vague: bool = False


def decided(point: RejectionPoint) -> Decision | None:
    """How the sentence is marked; None while it is open."""
    return None if point.is_point is None else Decision(point.is_point, point.category, point.is_vague)


def suggest(point: RejectionPoint) -> Suggestion | None:
    """The category a sentence sounds like, and what usually answers it. A person decides."""
    return rejections.suggest(point.quote)


def handed_in(rejection: Rejection) -> dict[int, str]:
    """The papers that lay before the other side when it refused, with their numbers of that time."""
    sent = PackItem.objects.filter(pack__submissions__appeal=rejection.appeal)
    return dict(sent.values_list("evidence_id", "exhibit"))


# --- it arrives ------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_rejection(
    appeal: Appeal,
    *,
    text: str,
    received_at: datetime,
    by: User,
    at: datetime,
    language: str = "zh-Hans",
    reference: str = "",
    file: StoredFile | None = None,
) -> Rejection:
    """Word for word, and at once cut into sentences. The clocks of the remedy start with its arrival."""
    case = appeal.case
    case.require(by, Can.WORK_ON_CASE)
    text = text.strip()
    if not text:
        raise ValidationError(
            {"text": ValidationError(_("Paste the text of the rejection, word for word."), code="text_missing")}
        )
    if received_at > at:
        raise ValidationError({"received_at": in_future()})
    sent = appeal.submissions.order_by("submitted_at").first()
    if sent and received_at < sent.submitted_at:
        raise ValidationError(
            {
                "received_at": ValidationError(
                    _("This lies before the appeal was submitted. Check the day."), code="before_submission"
                )
            }
        )
    if not Appeal.objects.filter(pk=appeal.pk, status=Appeal.Status.SUBMITTED).update(status=Appeal.Status.REJECTED):
        raise ValidationError(_("Only an appeal that has gone out can be rejected."), code="not_submitted")
    appeal.refresh_from_db()
    rejection = Rejection.objects.create(
        appeal=appeal,
        received_at=received_at,
        text=text,
        language=language,
        reference=reference.strip()[:120],
        file=file,
        recorded_by=by,
        recorded_at=at,
    )
    cut = sentences(text)
    RejectionPoint.objects.bulk_create(
        RejectionPoint(rejection=rejection, position=position, quote=quote)
        for position, quote in enumerate(cut, start=1)
    )
    replies.set_status(case, ProviderStatus.State.COMPLETED, since=received_at, by=by, at=at)
    replies.answered(case, by=by, at=at, note=str(_("Rejected")))
    zh, en = both(_("Appeal %(round)s rejected"), round=appeal.round)
    event = timeline.note_event(
        case,
        "rejection_received",
        happened_at=received_at,
        zh=zh,
        en=en,
        by=by,
        at=at,
        zone=case.freeze.zone,
        file=file,
    )
    checklists.event_happened(case, "rejection_received", received_at)
    deadlines.start_chain(case, triggers.REJECTED, trigger_at=received_at, by=by, at=at, event=event)
    for reader in {person for person in (case.counsel, case.manager) if person is not None and person != by}:
        news.tell(case, reader, "rejection_received", at=at, key=str(rejection.pk), rejection=rejection)
    history.record(
        case,
        "rejection.recorded",
        by=by,
        at=at,
        data={"rejection": rejection.pk, "round": appeal.round, "sentences": len(cut)},
        private={"text": text, "reference": reference},
    )
    return rejection


# --- point or not ----------------------------------------------------------------------------------------------------


def decide(
    point: RejectionPoint, *, is_point: bool, by: User, at: datetime, category: str = "", is_vague: bool = False
) -> RejectionPoint:
    decide_all(point.rejection, {point.pk: Decision(is_point, category, is_vague)}, by=by, at=at)
    point.refresh_from_db()
    return point


@transaction.atomic
def decide_all(
    rejection: Rejection,
    decisions: Mapping[int, Decision],
    *,
    by: User,
    at: datetime,
    seen: Mapping[int, Decision | None] | None = None,
) -> Rejection:
    """Mark sentences as points or not, and number the points through: 驳回理由第X条.

    `seen` is how the sentences stood before the eyes of who decided: another mark that came meanwhile is not lost.
    """
    case = rejection.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    require_open(rejection)
    rows = {row.pk: row for row in rejection.points.select_for_update()}
    if set(decisions) - set(rows):
        raise ValidationError(_("The sentences changed meanwhile. Reload the page."), code="changed_meanwhile")
    in_order = sorted(rows.values(), key=lambda row: row.position)
    if clash := [
        place
        for place, row in enumerate(in_order, start=1)
        if row.pk in decisions and decided(row) not in ((seen or {}).get(row.pk, decided(row)), decisions[row.pk])
    ]:
        raise ValidationError(
            _(
                "Somebody marked this otherwise while you had the page open: sentence %(open)s. Nothing is saved yet. "
                "Save again to put your marks in place of theirs."
            ),
            code="marked_meanwhile",
            params={"open": listed(clash)},
        )
    for pk, decision in decisions.items():
        if decision.category and decision.category not in RejectionPoint.Category.values:
            raise ValidationError(_("Choose one of the four categories."), code="unknown_category")
        row = rows[pk]
        row.is_point = decision.is_point
        row.category = decision.category if decision.is_point else ""
        row.is_vague = decision.is_point and decision.is_vague
        row.number = None
    # First free all numbers, then count: two points never share one, not even for a moment.
    rejection.points.update(number=None)
    number = 0
    for row in in_order:
        number += bool(row.is_point)
        row.number = number if row.is_point else None
    RejectionPoint.objects.bulk_update(rows.values(), ["is_point", "category", "is_vague", "number"])
    PointEvidence.objects.filter(point__in=[row.pk for row in rows.values() if row.is_point is False]).delete()
    touched(case)
    history.record(
        case,
        "rejection.marked",
        by=by,
        at=at,
        data={
            "rejection": rejection.pk,
            "points": [[row.position, row.category] for row in rows.values() if row.is_point],
            "undecided": sum(row.is_point is None for row in rows.values()),
        },
    )
    return rejection


# --- answering -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """An answer as it is kept."""

    kind: str
    zh: str
    en: str
    owner: int | None

    @classmethod
    def of(cls, point: RejectionPoint) -> "Answered":
        return cls(point.answer_kind, point.answer_zh, point.answer_en, point.owner_id)

    def as_stored(self) -> dict[str, str | int | None]:
        return {"answer_kind": self.kind, "answer_zh": self.zh, "answer_en": self.en, "owner": self.owner}


def answered_meanwhile() -> ValidationError:
    return ValidationError(
        _(
            "Somebody answered this point while you had the page open. Nothing of yours is saved yet; their answer is "
            "shown below. Save again to put yours in its place."
        ),
        code="answered_meanwhile",
    )


@transaction.atomic
def answer(
    point: RejectionPoint,
    *,
    kind: str,
    zh: str,
    en: str,
    by: User,
    at: datetime,
    owner: User | None = None,
    seen: Answered | None = None,
) -> RejectionPoint:
    """Add, correct or argue: with the words that go into the letter, and who sees to it (row 6.1c).

    `seen` is the answer that stood before the eyes of who wrote: an answer that came meanwhile is not lost.
    """
    case = point.rejection.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    require_open(point.rejection)
    if not point.is_point:
        raise ValidationError(_("Only a point is answered. Mark the sentence as a point first."), code="not_a_point")
    if kind and kind not in RejectionPoint.Answer.values:
        raise ValidationError({"answer_kind": ValidationError(_("Choose the kind of answer."), code="unknown_kind")})
    if owner is not None and case.organisation_id not in owner.roles:
        raise ValidationError(
            {"owner": ValidationError(_("This person does not belong to the organisation."), code="not_a_member")}
        )
    rows = RejectionPoint.objects.filter(pk=point.pk, **(seen.as_stored() if seen else {}))
    if not rows.update(answer_kind=kind, answer_zh=zh.strip(), answer_en=en.strip(), owner=owner):
        raise answered_meanwhile()
    point.refresh_from_db()
    touched(case)
    history.record(
        case,
        "rejection.answered",
        by=by,
        at=at,
        data={"point": point.number, "rejection": point.rejection_id, "kind": kind},
        private={"zh": zh.strip(), "en": en.strip()},
    )
    return point


@transaction.atomic
def attach(point: RejectionPoint, evidence: Evidence, *, by: User, at: datetime, page: int = 1) -> PointEvidence:
    """This paper answers that point. When it is new, the letter says so in one sentence, written from this row."""
    case = point.rejection.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    require_open(point.rejection)
    if not point.is_point:
        raise ValidationError(_("Only a point is answered. Mark the sentence as a point first."), code="not_a_point")
    require_page(case, evidence, page)
    link, _made = PointEvidence.objects.update_or_create(point=point, evidence=evidence, defaults={"page": page})
    touched(case)
    history.record(
        case, "rejection.proved", by=by, at=at, data={"point": point.number, "evidence": evidence.pk, "page": page}
    )
    return link


@transaction.atomic
def detach(link: PointEvidence, *, by: User, at: datetime) -> None:
    case = link.point.rejection.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    require_open(link.point.rejection)
    data = {"point": link.point.number, "evidence": link.evidence_id}
    link.delete()
    touched(case)
    history.record(case, "rejection.unproved", by=by, at=at, data=data)


# --- done ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def finish(rejection: Rejection, *, by: User, at: datetime) -> Rejection:
    """The analysis is left only with every sentence marked (row 6.1a) and every point in one of the four categories."""
    case = rejection.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    points = list(rejection.points.all())
    undecided = [place for place, row in enumerate(points, start=1) if row.is_point is None]
    if undecided:
        raise ValidationError(
            _("Mark every sentence as a point or not. Still open: %(open)s."),
            code="undecided",
            params={"open": listed(undecided)},
        )
    if not any(row.is_point for row in points):
        raise ValidationError(
            _("No sentence is marked as a point. A rejection without a reason is answered by asking for one."),
            code="no_points",
        )
    if bare := [row.number for row in points if row.is_point and not row.category]:
        raise ValidationError(
            _("Choose a category for each point. Still open: %(open)s."),
            code="category_missing",
            params={"open": listed(bare)},
        )
    Rejection.objects.filter(pk=rejection.pk).update(analysed_at=at)
    rejection.refresh_from_db()
    checklists.settle(case, "read-rejection", by=by, at=at)
    computed = case.deadlines.filter(status=Deadline.Status.PROPOSED, trigger=triggers.REJECTED)
    if not computed.exists() and case.allows(by, Can.CONFIRM_CLOCKS):
        checklists.settle(case, "remedy-clock", by=by, at=at)
    history.record(
        case,
        "rejection.analysed",
        by=by,
        at=at,
        data={"rejection": rejection.pk, "points": sum(bool(row.is_point) for row in points)},
    )
    return rejection


def require_open(rejection: Rejection) -> None:
    """Once the next round has gone out, what it answered stays as it was."""
    later = Appeal.objects.filter(case=rejection.appeal.case, round__gt=rejection.appeal.round)
    if any(not appeal.is_open for appeal in later):
        raise ValidationError(
            _("The answer to this rejection has gone out. Its points stay as they were."), code="analysis_closed"
        )

"""What the other side says while it decides: four provider states, the step within, further documents, or a yes."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals.models import Appeal, ProviderStatus
from cases import checklists, deadlines, history, news, timeline, triggers
from cases.models import Case, Deadline, Event
from cases.thinkable import in_future
from documents.models import StoredFile

SUPPLEMENT = "supplement"
END_OF_DAY = time(23, 59, 59)


def current(case: Case) -> ProviderStatus | None:
    return case.provider_statuses.order_by("-since", "-pk").first()


@transaction.atomic
def set_status(
    case: Case,
    state: str,
    *,
    since: datetime,
    by: User,
    at: datetime,
    step: str = "",
    due_on: date | None = None,
    due_time: time | None = None,
    none_stated: bool = False,
    note: str = "",
    late_reason: str = "",
) -> ProviderStatus:
    """待提交, 审核中, 补充材料, 已完成 (row 5.1e). Further documents ask by when, and starts that clock at once."""
    case.require(by, Can.WORK_ON_CASE)
    if state not in ProviderStatus.State.values or step not in ProviderStatus.Step.values:
        raise ValidationError({"state": ValidationError(_("Choose one of the four states."), code="unknown_state")})
    if since > at:
        raise ValidationError({"since": in_future()})
    zone = case.freeze.zone
    asks = state == ProviderStatus.State.MORE_MATERIAL
    if asks and due_on is None and not none_stated:
        raise ValidationError(
            {
                "due_on": ValidationError(
                    _("Enter by when the documents are asked for, or tick “no date stated”."), code="due_or_none"
                )
            }
        )
    if asks and due_on and due_on < since.astimezone(ZoneInfo(zone)).date():
        raise ValidationError(
            {
                "due_on": ValidationError(
                    _("This day lies before the request. Check both dates."), code="due_before_request"
                )
            }
        )
    before = current(case)
    handed_in = before is not None and before.state == ProviderStatus.State.MORE_MATERIAL and not asks
    late = _missed(case, since) if handed_in and state == ProviderStatus.State.IN_REVIEW else None
    if late and not late_reason.strip():
        raise ValidationError(
            {
                "late_reason": ValidationError(
                    _("The papers were due by %(day)s. Say why they came later; the same reason goes with them."),
                    code="late_reason_missing",
                    params={"day": f"{late.due_on} {_clock(late.due_at, late.zone)}" if late.has_time else late.due_on},
                )
            }
        )
    due_at = (
        datetime.combine(due_on, due_time or END_OF_DAY, ZoneInfo(zone)).astimezone(UTC) if asks and due_on else None
    )
    status = ProviderStatus.objects.create(
        case=case,
        state=state,
        step=step if state == ProviderStatus.State.IN_REVIEW else "",
        since=since,
        due_on=due_on if asks else None,
        due_at=due_at,
        none_stated=asks and due_on is None,
        note=note.strip(),
        late_reason=late_reason.strip() if late else "",
        recorded_by=by,
        recorded_at=at,
    )
    said = (
        status.get_state_display() if not status.step else f"{status.get_state_display()}, {status.get_step_display()}"
    )
    zh, en = both(_("Provider status: %(state)s"), state=_State(status))
    event = timeline.note_event(case, "provider_status", happened_at=since, zh=zh, en=en, by=by, at=at, zone=zone)
    if asks:
        checklists.event_happened(case, "supplement_requested", since, by_then=due_at)
        if due_on:
            _start_clock(case, status, due_time, event=event, by=by, at=at)
        else:
            # No date in the request: where a statute sets one, it runs.
            deadlines.start_chain(case, triggers.SUPPLEMENT, trigger_at=since, by=by, at=at, event=event)
    elif handed_in:
        deadlines.meet_started_by(case, triggers.SUPPLEMENT, by=by, at=at, note=said)
        checklists.settle(case, "supplement", by=by, at=at, note=said)
    if state != ProviderStatus.State.TO_SUBMIT:
        checklists.settle(case, "status", by=by, at=at, note=said)
    history.record(
        case,
        "provider.status",
        by=by,
        at=at,
        data={"state": state, "step": status.step, "due_on": due_on.isoformat() if asks and due_on else None},
        private={"note": status.note, "late_reason": status.late_reason} if status.note or late else None,
    )
    return status


def hour_of(status: ProviderStatus, zone: str) -> str:
    """17:00 where the request names an hour; empty where it names the day alone."""
    if status.due_at is None or status.due_at.astimezone(ZoneInfo(zone)).time() == END_OF_DAY:
        return ""
    return _clock(status.due_at, zone)


def _clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def _missed(case: Case, since: datetime) -> Deadline | None:
    """Row 4.2e: the day by which the papers were asked for, or which a statute sets for them, when it has passed."""
    rows = case.deadlines.filter(
        trigger=triggers.SUPPLEMENT,
        actor=Deadline.Actor.US,
        status__in=[Deadline.Status.LIVE, Deadline.Status.PROPOSED],
        due_at__lt=since,
    )
    return rows.order_by("due_at").first()


class _State:
    """The state and its step, said in whichever language is asked for at that moment."""

    def __init__(self, status: ProviderStatus) -> None:
        self.status = status

    def __str__(self) -> str:
        state = str(ProviderStatus.State(self.status.state).label)
        if not self.status.step:
            return state
        return f"{state} / {ProviderStatus.Step(self.status.step).label}"


def _start_clock(
    case: Case, status: ProviderStatus, due_time: time | None, *, event: Event, by: User, at: datetime
) -> None:
    if status.due_on is None:
        return
    zh, en = both(_("Hand in the further documents"))
    source_zh, source_en = both(_("Date stated in the request"))
    deadlines.set_date(
        case,
        code=SUPPLEMENT,
        kind=Deadline.Kind.LEGAL,
        actor=Deadline.Actor.US,
        zh=zh,
        en=en,
        due_on=status.due_on,
        due_time=due_time,
        zone=case.freeze.zone,
        trigger=triggers.SUPPLEMENT,
        trigger_at=status.since,
        source_zh=source_zh,
        source_en=source_en,
        by=by,
        at=at,
        event=event,
    )


def answered(case: Case, *, by: User, at: datetime, note: str) -> None:
    """A decision is here: the other side's clocks stop, and nothing more is asked of us in this round."""
    theirs = case.deadlines.filter(
        status__in=[Deadline.Status.LIVE, Deadline.Status.PROPOSED],
        actor=Deadline.Actor.THEM,
        rule_kind="response-due",
    )
    for code in set(theirs.values_list("code", flat=True)):
        deadlines.meet_code(case, code, by=by, at=at, note=note)
    deadlines.meet_started_by(case, triggers.SUPPLEMENT, by=by, at=at, note=note)
    checklists.settle(case, "supplement", by=by, at=at, note=note)


@transaction.atomic
def grant(
    appeal: Appeal, *, received_at: datetime, by: User, at: datetime, note: str = "", file: StoredFile | None = None
) -> Appeal:
    """The freeze is lifted. Closing the case asks for the outcome and the lessons; that is another act."""
    case = appeal.case
    case.require(by, Can.WORK_ON_CASE)
    if received_at > at:
        raise ValidationError({"received_at": in_future()})
    if not Appeal.objects.filter(pk=appeal.pk, status=Appeal.Status.SUBMITTED).update(status=Appeal.Status.GRANTED):
        raise ValidationError(_("Only an appeal that has gone out can be granted."), code="not_submitted")
    appeal.refresh_from_db()
    set_status(case, ProviderStatus.State.COMPLETED, since=received_at, by=by, at=at, note=note)
    answered(case, by=by, at=at, note=str(_("Granted")))
    zh, en = both(_("Appeal %(round)s granted"), round=appeal.round)
    timeline.note_event(case, "appeal_granted", happened_at=received_at, zh=zh, en=en, by=by, at=at, file=file)
    checklists.event_happened(case, "release_notified", received_at)
    for reader in {case.owner, case.manager} - {by}:
        news.tell(case, reader, "appeal_granted", at=at, key=str(appeal.pk), appeal=appeal)
    history.record(case, "appeal.granted", by=by, at=at, data={"appeal": appeal.pk, "round": appeal.round})
    return appeal

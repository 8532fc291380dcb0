"""A date is settled: met, found not to apply, closed with its case, or handed to another person."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import history, reminders
from cases.deadlines import proposing, rows
from cases.models import Case, Deadline


@transaction.atomic
def meet(
    deadline: Deadline, *, by: User, at: datetime, note: str = "", answered_at: datetime | None = None
) -> Deadline:
    """`answered_at`: when the other side did it. What was to follow from its silence is withdrawn or counted anew."""
    deadline.case.require(by, Can.WORK_ON_CASE)
    followers = list(deadline.chained.open())
    rows.must_have_changed(rows.end(deadline, Deadline.Status.MET, at=at, note=note))
    _count_from_the_answer(deadline, followers, answered_at or at, by=by, at=at)
    history.record(deadline.case, "deadline.met", by=by, at=at, data={"deadline": deadline.pk})
    return deadline


def _count_from_the_answer(
    first: Deadline, followers: list[Deadline], answered_at: datetime, *, by: User, at: datetime
) -> None:
    """Acceptance that came early starts the next limit on its own day; a limit that ran from silence is gone."""
    emitted = first.rule.content.get("emits") if first.rule else None
    for follower in followers:
        if emitted and follower.rule and follower.rule.content["trigger_event"] == emitted:
            proposing.propose(first.case, follower.code, trigger=emitted, trigger_at=answered_at, by=by, at=at)


@transaction.atomic
def waive(deadline: Deadline, *, because: str, by: User, at: datetime) -> Deadline:
    """A computed date that does not apply: taken away by someone who may confirm, with the reason kept."""
    deadline.case.require(by, Can.CONFIRM_CLOCKS)
    if not because.strip():
        raise ValidationError(
            {"because": ValidationError(_("Say why this date does not apply."), code="reason_missing")}
        )
    rows.must_have_changed(rows.end(deadline, Deadline.Status.WAIVED, at=at, note=because, proposed_too=True))
    history.record(
        deadline.case, "deadline.waived", by=by, at=at, data={"deadline": deadline.pk}, private={"because": because}
    )
    return deadline


def meet_code(case: Case, code: str, *, by: User, at: datetime, note: str = "") -> None:
    """Called by acts that do what the date waits for. Nothing happens when no such date runs."""
    for deadline in case.deadlines.open().filter(code=code):
        if deadline.is_proposed:
            rows.end(deadline, Deadline.Status.WAIVED, at=at, note=note, proposed_too=True)
        else:
            rows.end(deadline, Deadline.Status.MET, at=at, note=note)


def meet_started_by(case: Case, trigger: str, *, by: User, at: datetime, note: str = "") -> None:
    """We did what was asked of us: every date of ours that the request started, whoever named its day."""
    ours = case.deadlines.open().filter(trigger=trigger, actor=Deadline.Actor.US)
    for code in set(ours.values_list("code", flat=True)):
        meet_code(case, code, by=by, at=at, note=note)


def end_with_case(deadline: Deadline, *, at: datetime) -> None:
    rows.end(deadline, Deadline.Status.WAIVED, at=at, note="case closed", proposed_too=True)


def hand_over(case: Case, frm: User, to: User, *, at: datetime) -> None:
    """The dates of a person go to another, and so do their reminders."""
    for deadline in case.deadlines.open().filter(owner=frm):
        # The new owner has not seen it yet.
        Deadline.objects.filter(pk=deadline.pk).update(owner=to, acknowledged_by=None, acknowledged_at=None)
        deadline.refresh_from_db()
        reminders.cancel(deadline, at=at)
        if deadline.is_live:
            reminders.derive_for(deadline, at=at)

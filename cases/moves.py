"""Move a case from stage to stage, pause it, close it. Every change of stage goes through move() or close()."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both, told
from cases import checklists, deadlines, gates, history, timeline, totals
from cases.models import Account, Case, Move
from cases.stages import MOVES, Outcome, Stage, comes_after


@transaction.atomic
def move(case: Case, to: Stage | str, *, by: User, at: datetime, because: str = "", past_gate: bool = False) -> Case:
    """One step along the rail. Forward needs the gate, or a manager who goes past it and says why."""
    case.require(by, Can.MOVE_CASE)
    frm, to, because = case.stage_now, Stage(to), because.strip()
    if to not in MOVES[frm] or to == Stage.CLOSED:
        raise ValidationError(
            _("A case cannot go from “%(frm)s” to “%(to)s”."),
            code="no_such_move",
            params={"frm": frm.label, "to": to.label},
        )
    open_gate: list[str] = []
    if comes_after(to, frm):
        unmet = gates.unmet(case)
        if unmet and not past_gate:
            raise ValidationError(
                _("Before the next stage: %(open)s"),
                code="gate_unmet",
                params={"open": told(u.sentence for u in unmet)},
            )
        if unmet:
            case.require(by, Can.OVERRIDE_GATE)
            if not because:
                raise ValidationError(
                    _("Say why the case moves on with open items. The reason is kept."), code="reason_missing"
                )
            open_gate = [u.code for u in unmet]
    elif not because:
        raise ValidationError(_("Say why the case goes back a stage. The reason is kept."), code="reason_missing")
    # Compare and swap: whoever comes second finds no row.
    if not Case.objects.filter(pk=case.pk, stage=frm).update(stage=to):
        raise ValidationError(_("Someone else has just moved this case. Reload the page."), code="moved_meanwhile")
    case.refresh_from_db()
    Move.objects.create(case=case, frm=frm, to=to, by=by, at=at, because=because, past_gate=open_gate)
    checklists.start_stage(case, to, at=at)
    zh, en = both(_("Stage: %(stage)s"), stage=to.label)
    timeline.note_event(case, "stage_started", happened_at=at, zh=zh, en=en, by=by, at=at)
    history.record(
        case,
        "case.moved",
        by=by,
        at=at,
        data={"from": frm.value, "to": to.value, "past_gate": open_gate},
        private={"because": because} if because else None,
    )
    return case


@transaction.atomic
def pause(case: Case, *, because: str, by: User, at: datetime) -> Case:
    """Waiting for a third party on purpose: the case is not called silent meanwhile. No legal date stops for it."""
    case.require(by, Can.WORK_ON_CASE)
    if not because.strip():
        raise ValidationError(_("Say what the case waits for."), code="reason_missing")
    if not Case.objects.filter(pk=case.pk, paused_at=None, closed_at=None).update(
        paused_at=at, paused_because=because.strip()[:300]
    ):
        raise ValidationError(_("The case is paused or closed already."), code="paused_already")
    case.refresh_from_db()
    history.record(case, "case.paused", by=by, at=at, private={"because": because})
    return case


@transaction.atomic
def resume(case: Case, *, by: User, at: datetime) -> Case:
    case.require(by, Can.WORK_ON_CASE)
    if not Case.objects.filter(pk=case.pk, paused_at__isnull=False).update(paused_at=None, paused_because=""):
        raise ValidationError(_("The case is not paused."), code="not_paused")
    case.refresh_from_db()
    history.record(case, "case.resumed", by=by, at=at)
    return case


@transaction.atomic
def close(case: Case, outcome: Outcome | str, *, lessons: str, by: User, at: datetime) -> Case:
    """The end: with the outcome, and with what the firm learned, or an explicit "nothing"."""
    case.require(by, Can.CLOSE_CASE)
    if not lessons.strip():
        raise ValidationError(
            {
                "lessons": ValidationError(
                    _("Write what the firm learned, or say in a sentence why there is nothing."), code="lessons_missing"
                )
            }
        )
    frm = case.stage_now
    closed = Case.objects.filter(pk=case.pk, stage=frm, closed_at=None).update(
        stage=Stage.CLOSED,
        closed_at=at,
        outcome=Outcome(outcome),
        lessons=lessons.strip(),
        paused_at=None,
        paused_because="",
    )
    if not closed:
        raise ValidationError(_("The case is closed already."), code="closed_already")
    case.refresh_from_db()
    Move.objects.create(case=case, frm=frm, to=Stage.CLOSED, by=by, at=at, because=lessons.strip())
    elsewhere = Case.objects.open().filter(account_id=case.account_id)
    if outcome == Outcome.RELEASED and not case.is_drill and not elsewhere.exists():
        Account.objects.filter(pk=case.account_id).update(status=Account.Status.USABLE)
    for deadline in case.deadlines.open():
        deadlines.end_with_case(deadline, at=at)
    totals.keep(case.organisation_id)
    zh, en = both(_("Case closed: %(outcome)s"), outcome=Outcome(outcome).label)
    timeline.note_event(case, "case_closed", happened_at=at, zh=zh, en=en, by=by, at=at)
    history.record(
        case,
        "case.closed",
        by=by,
        at=at,
        data={"outcome": str(outcome), "from": frm.value},
        private={"lessons": lessons},
    )
    return case

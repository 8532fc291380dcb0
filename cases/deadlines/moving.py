"""A date moves: the newer row, whether it counts at once or waits for people, the difference kept, and what follows.

The safe side never waits: an earlier day counts at once and is marked "to confirm". A later day on which a right is
lost waits for two people, and the earlier one goes on reminding until they have looked.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can, Role
from accounts.words import both
from cases import history
from cases.deadlines import reckoning, rows
from cases.models import ClockChange, Deadline
from documents.models import StoredFile
from knowledge.refusals import Refused

AT_ONCE, TO_CONFIRM, ONE, TWO = "at_once", "to_confirm", "one", "two"


def effect(old: Deadline, due_at: datetime, *, by: User | None) -> str:
    """What a move to that moment needs before it counts."""
    if old.is_proposed:
        return TWO if old.is_limitation else ONE
    if due_at == old.due_at:
        return AT_ONCE
    alone = confirms_alone(old, by)
    ours = old.is_limitation or (old.actor == Deadline.Actor.US and old.kind == Deadline.Kind.LEGAL)
    if due_at > old.due_at and ours and not alone:
        return TWO if old.is_limitation else ONE
    return AT_ONCE if alone or old.kind == Deadline.Kind.TARGET else TO_CONFIRM


def confirms_alone(deadline: Deadline, by: User | None) -> bool:
    """One who may confirm dates has confirmed it by moving it; but no one alone when a right is lost."""
    if by is None or deadline.is_limitation or not deadline.case.allows(by, Can.CONFIRM_CLOCKS):
        return False
    return deadline.confidence != "low" or deadline.case.role_of(by) == Role.COUNSEL


def take_over(
    old: Deadline,
    *,
    kind: str,
    why: tuple[str, str],
    by: User | None,
    at: datetime,
    paper: str = "",
    file: StoredFile | None = None,
    follow: bool = True,
    **changes: Any,
) -> Deadline:
    """The newer row takes the older one's place, or waits beside it. Both stay, and the difference with them."""
    due_at = changes.get("due_at", old.due_at)
    if due_at == old.due_at and not old.is_proposed:
        kept = {name: getattr(old, name) for name in ("status", "paused_from", "acknowledged_by", "acknowledged_at")}
        new = rows.successor(old, at=at, confirmed=True, **{**kept, **changes})
        rows.supersede(old, new, at=at)
        if new.is_live:
            rows.run(new, by=by, at=at)
    elif old.is_paused:
        new = rows.successor(
            old, at=at, confirmed=True, status=old.status, **{"paused_from": old.paused_from, **changes}
        )
        rows.supersede(old, new, at=at)
    else:
        new = rows.successor(old, at=at, **changes)
        place(old, new, by=by, at=at)
    rows.note_change(kind, old, new, why=why, by=by, at=at, paper=paper, file=file)
    history.record(
        new.case,
        "deadline.moved",
        by=by,
        at=at,
        data={"deadline": new.pk, "was": old.pk, "kind": kind, "from": str(old.due_on), "to": str(new.due_on)},
        private={"why": why[0], "paper": paper} if why[0] or paper else None,
    )
    if follow:
        follow_on(old, new, by=by, at=at)
    new.refresh_from_db()
    return new


def place(old: Deadline, new: Deadline, *, by: User | None, at: datetime) -> None:
    """Where a newer proposed row stands towards the older one that is still open."""
    if old.is_proposed:
        rows.supersede(old, new, at=at)
        return
    needs = effect(old, new.due_at, by=by)
    if needs in (ONE, TWO):
        for waiting in old.replacements.filter(status=Deadline.Status.PROPOSED):
            rows.supersede(waiting, new, at=at)
        Deadline.objects.filter(pk=new.pk).update(replaces=old)
        new.refresh_from_db()
        return
    rows.supersede(old, new, at=at)
    rows.make_live(new, by=by, at=at, unseen=needs == TO_CONFIRM or by is None)


def follow_on(old: Deadline, new: Deadline, *, by: User | None, at: datetime) -> None:
    """Dates that run from this date: counted again from where it stands now."""
    why = both(_("The date it follows has moved: %(what)s"), what="{}")
    for child in old.chained.open():
        child.chained_from = new
        try:
            due = reckoning.reckon_again(child)
        except Refused as refused:
            history.record(
                new.case, "deadline.refused", by=by, at=at, data={"rule": child.code, "reason": refused.code}
            )
            continue
        take_over(
            child,
            kind=ClockChange.Kind.CHAINED,
            why=(why[0].format(new.title_zh), why[1].format(new.title_en)),
            by=by,
            at=at,
            chained_from_id=new.pk,
            trigger_at=new.due_at,
            **reckoning.columns(due, actor=child.actor, given=reckoning.Given.of(child)),
        )

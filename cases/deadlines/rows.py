"""The rows of dates: made, taken over by a newer one, made live, ended. Nothing here decides; the acts do."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.words import both
from cases import reminders, timeline, workdays
from cases.models import Case, ClockChange, Deadline
from documents.models import StoredFile

TARGET_BEFORE_LEGAL = 2  # working days, so that counsel has one full day (team setting)
END_OF_DAY = time(23, 59, 59)
# What a newer row of the same date keeps of the older one.
KEPT = (
    "organisation_id", "case_id", "code", "kind", "actor", "title_zh", "title_en", "rule_id", "rule_kind", "confidence",
    "trigger", "trigger_at", "event_id", "parent_id", "chained_from_id", "zone", "due_on", "due_at", "has_time",
    "provisional", "trace", "ruler", "given", "calendars", "later_on", "says_zh", "says_en", "later_says_zh",
    "later_says_en", "owner_id",
)  # fmt: skip
CONFIRMATIONS = ("confirmed_by_id", "confirmed_at", "second_confirmed_by_id", "to_confirm")


def end_of(day: date, zone: str, at: time | None = None) -> datetime:
    """The last moment of a stated day."""
    return datetime.combine(day, at or END_OF_DAY, ZoneInfo(zone)).astimezone(UTC)


def successor(old: Deadline, *, at: datetime, confirmed: bool = False, **changes: Any) -> Deadline:
    """The next row of the same date; proposed, unless told otherwise. `confirmed`: who confirmed it stays."""
    kept = KEPT + CONFIRMATIONS if confirmed else KEPT
    return Deadline.objects.create(**{**{name: getattr(old, name) for name in kept}, **changes, "created_at": at})


def supersede(old: Deadline, new: Deadline | None, *, at: datetime) -> None:
    """Compare and swap: of two people who change the same date, the second is told."""
    done = Deadline.objects.filter(pk=old.pk, status__in=Deadline.OPEN).update(
        status=Deadline.Status.SUPERSEDED, superseded_by=new, settled_at=at
    )
    must_have_changed(done)
    reminders.cancel(old, at=at)
    if new is not None:  # what waits to replace the older one waits to replace the newer
        old.replacements.filter(status=Deadline.Status.PROPOSED).exclude(pk=new.pk).update(replaces=new)
    for target in old.targets.open():
        supersede(target, None, at=at)


def make_live(deadline: Deadline, *, by: User | None, at: datetime, second: bool = False, unseen: bool = False) -> None:
    """`unseen`: live before anybody confirmed it, because waiting would be the danger. It is marked "to confirm"."""
    who: Mapping[str, Any] = {"confirmed_by": by, "confirmed_at": at}
    if unseen:
        who = {"to_confirm": True}
    elif second:
        who = {"second_confirmed_by": by}
    done = Deadline.objects.filter(pk=deadline.pk, status=Deadline.Status.PROPOSED).update(
        status=Deadline.Status.LIVE, **who
    )
    must_have_changed(done)
    deadline.refresh_from_db()
    if (old := deadline.replaces) is not None and old.is_open:
        supersede(old, deadline, at=at)
    run(deadline, by=by, at=at)


def run(deadline: Deadline, *, by: User | None, at: datetime) -> None:
    """What belongs to a running date: our own target before it, its reminders, and its place on the case."""
    if deadline.kind == Deadline.Kind.LEGAL and deadline.actor == Deadline.Actor.US:
        _set_target(deadline, by=by, at=at)
    reminders.derive_for(deadline, at=at)
    keep_next(deadline.case)


def _set_target(legal: Deadline, *, by: User | None, at: datetime) -> None:
    """Our own date, two working days earlier, unless that has passed already.

    A request for a hearing has five working days by statute: the target is then the third, where the guide still has
    three days as the limit (row 9.2d).
    """
    case = legal.case
    on = workdays.before(legal.due_on, TARGET_BEFORE_LEGAL, case=case)
    if on < at.astimezone(ZoneInfo(legal.zone)).date():
        return
    zh, en = both(_("Ready two working days before: %(what)s"), what="{}")
    steps = [
        {"code": "target_from", "params": {"legal": legal.due_on.isoformat(), "days": TARGET_BEFORE_LEGAL}},
        {"code": "stated_date", "params": {"on": on.isoformat(), "time": ""}},
    ]
    target = Deadline.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        code=f"target-{legal.code}"[:80],
        kind=Deadline.Kind.TARGET,
        actor=Deadline.Actor.US,
        title_zh=zh.format(legal.title_zh)[:300],
        title_en=en.format(legal.title_en)[:300],
        trigger="legal_date",
        trigger_at=legal.due_at,
        parent=legal,
        zone=legal.zone,
        due_on=on,
        due_at=end_of(on, legal.zone),
        trace=steps,
        owner=legal.owner,
        created_at=at,
        status=Deadline.Status.LIVE,
        confirmed_by=by or legal.owner,  # the firm's own date binds nobody else
        confirmed_at=at,
    )
    reminders.derive_for(target, at=at)


def end(deadline: Deadline, status: str, *, at: datetime, note: str, proposed_too: bool = False) -> int:
    runs = Deadline.OPEN if proposed_too else (Deadline.Status.LIVE, Deadline.Status.PAUSED)
    done = Deadline.objects.filter(pk=deadline.pk, status__in=runs).update(
        status=status, settled_at=at, settled_note=note.strip()[:300]
    )
    if done:
        deadline.refresh_from_db()
        reminders.cancel(deadline, at=at)
        for target in deadline.targets.filter(status=Deadline.Status.LIVE):
            end(target, status, at=at, note=note)
        for waiting in deadline.replacements.filter(status=Deadline.Status.PROPOSED):
            end(waiting, Deadline.Status.WAIVED, at=at, note=note, proposed_too=True)
        for next_one in deadline.chained.open():
            withdrawn = str(_("Withdrawn: the date it would have followed was settled before."))
            end(next_one, Deadline.Status.WAIVED, at=at, note=withdrawn, proposed_too=True)
        keep_next(deadline.case)
    return done


def must_have_changed(done: int) -> None:
    if not done:
        raise ValidationError(_("Someone else has just changed this date. Reload the page."), code="changed_meanwhile")


def keep_next(case: Case) -> None:
    """The case's next date stands on the case, in the same transaction: the work list sorts by it."""
    nearest = case.deadlines.running().order_by("due_at").values_list("due_at", flat=True).first()
    Case.objects.filter(pk=case.pk).update(next_deadline_at=nearest)


def note_change(
    kind: str,
    old: Deadline,
    new: Deadline,
    *,
    why: tuple[str, str],
    by: User | None,
    at: datetime,
    paper: str = "",
    file: StoredFile | None = None,
) -> ClockChange:
    """The difference, kept: the day before, the day now, why in both languages, and with which paper."""
    if kind != ClockChange.Kind.RESTATED:  # what states it anew tells the timeline itself
        _tell_timeline(kind, old, new, by=by, at=at, file=file)
    return ClockChange.objects.create(
        case_id=new.case_id,
        code=new.code,
        kind=kind,
        was=old,
        now=new,
        was_on=old.due_on,
        now_on=new.due_on,
        days=(new.due_on - old.due_on).days,
        why_zh=why[0][:300],
        why_en=why[1][:300],
        paper=paper.strip()[:200],
        file=file,
        by=by,
        at=at,
    )


def _tell_timeline(
    kind: str, old: Deadline, new: Deadline, *, by: User | None, at: datetime, file: StoredFile | None
) -> None:
    zh, en = both(
        _("%(how)s: %(what)s, from %(was)s to %(now)s"),
        how=ClockChange.Kind(kind).label,
        what="{}",
        was=old.due_on.isoformat(),
        now=new.due_on.isoformat(),
    )
    timeline.note_event(
        new.case,
        "date_moved",
        happened_at=at,
        zh=zh.format(new.title_zh),
        en=en.format(new.title_en),
        by=by,
        at=at,
        file=file,
    )

"""Deadlines of a case: proposed with their reasons, confirmed by a person, met or superseded; never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can, Role
from accounts.words import both
from cases import history, reminders, triggers, workdays
from cases.models import Case, Deadline, Event
from knowledge import catalogue, routes, timelimits
from knowledge.models import Edition, Kind

COUNSEL_CLOCK = "seed-consult-lawyer-24h"
TARGET_BEFORE_LEGAL = 2  # working days, so that counsel has one full day (team setting)
KIND_OF_RULE = {
    "limitation": Deadline.Kind.LEGAL,
    "response-due": Deadline.Kind.LEGAL,
    "freeze-expiry": Deadline.Kind.FREEZE_END,
    "recommended-practice": Deadline.Kind.TARGET,
    "cooling-off": Deadline.Kind.TARGET,
}
END_OF_DAY = time(23, 59, 59)


# --- proposing -------------------------------------------------------------------------------------------------------


@transaction.atomic
def propose(
    case: Case,
    rule_code: str,
    *,
    trigger: str,
    trigger_at: datetime,
    by: User,
    at: datetime,
    event: Event | None = None,
) -> Deadline | None:
    """Compute a date from a rule of the knowledge. It is live only after a person has confirmed it.

    A rule the engine refuses (repealed, open-ended, a warning) makes no row: the refusal is written to the history, so
    that nobody wonders later why there is no date.
    """
    edition = Edition.objects.pick(Kind.TIME_LIMIT, rule_code)
    rule = timelimits.parse_rule(edition.content)
    zone = case.freeze.zone
    try:
        due = timelimits.compute(
            rule, trigger=trigger_at.astimezone(ZoneInfo(zone)), zone=zone, calendars=catalogue.calendars()
        )
    except timelimits.Refused as refused:
        history.record(case, "deadline.refused", by=by, at=at, data={"rule": rule_code, "reason": refused.code})
        return None
    kind = KIND_OF_RULE[rule.kind]
    deadline = _replace(
        case,
        code=rule_code,
        kind=kind,
        actor=rule.actor,
        title_zh=edition.title_zh[:300],
        title_en=edition.title_en[:300],
        rule=edition,
        rule_kind=rule.kind,
        confidence=rule.confidence,
        trigger=trigger,
        trigger_at=trigger_at,
        event=event,
        zone=due.zone,
        **_moment_of(due),
        provisional=due.provisional,
        trace=[step.as_json() for step in due.trace],
        ruler=[day.as_json() for day in due.ruler],
        owner=case.owner,
        at=at,
    )
    history.record(
        case,
        "deadline.proposed",
        by=by,
        at=at,
        data={"deadline": deadline.pk, "rule": rule_code, "edition": edition.number, "due_on": str(deadline.due_on)},
    )
    if kind == Deadline.Kind.TARGET and rule.confidence != "low":
        _make_live(deadline, by=by, at=at)  # the firm's own target binds nobody else: no confirmation needed
    return deadline


def _moment_of(due: "timelimits.Due") -> dict[str, Any]:
    """due_utc is the last moment, 24:00 of the day or 23:59 where a court closes then."""
    local = due.due_local
    has_time = isinstance(local, datetime)
    return {
        "due_on": local.date() if isinstance(local, datetime) else local,
        "due_at": due.due_utc,
        "has_time": has_time,
    }


@transaction.atomic
def start_chain(
    case: Case, trigger: str, *, trigger_at: datetime, by: User, at: datetime, event: Event | None = None
) -> list[Deadline]:
    """All rules of the case's route that run from this event."""
    if case.route is None:
        return []
    names = triggers.names_of(trigger)
    chain = routes.clock_chain(routes.of(case.route))
    rules = [clock.rule_id for clock in chain if clock.starts_at in names and clock.rule_id not in triggers.ONLY_IF]
    made = [
        propose(case, code, trigger=trigger, trigger_at=trigger_at, by=by, at=at, event=event)
        for code in dict.fromkeys(rules)
    ]
    return [deadline for deadline in made if deadline is not None]


@transaction.atomic
def set_date(
    case: Case,
    *,
    code: str,
    kind: str,
    actor: str,
    zh: str,
    en: str,
    due_on: date,
    zone: str,
    trigger: str,
    trigger_at: datetime,
    source_zh: str,
    source_en: str,
    by: User,
    at: datetime,
    due_time: time | None = None,
    event: Event | None = None,
    owner: User | None = None,
) -> Deadline:
    """A date that a paper states, or that the firm sets itself: nothing is computed, so it is live at once."""
    moment = datetime.combine(due_on, due_time or END_OF_DAY, ZoneInfo(zone)).astimezone(UTC)
    steps = [
        {
            "code": "stated_trigger",
            "params": {"zh": source_zh, "en": source_en, "at": trigger_at.astimezone(ZoneInfo(zone)).isoformat()},
        },
        {
            "code": "stated_date",
            "params": {"on": due_on.isoformat(), "time": due_time.isoformat("minutes") if due_time else ""},
        },
    ]
    deadline = _replace(
        case,
        code=code,
        kind=kind,
        actor=actor,
        title_zh=zh,
        title_en=en,
        trigger=trigger,
        trigger_at=trigger_at,
        event=event,
        zone=zone,
        due_on=due_on,
        due_at=moment,
        has_time=due_time is not None,
        trace=steps,
        owner=owner or case.owner,
        at=at,
    )
    _make_live(deadline, by=by, at=at)
    history.record(
        case, "deadline.set", by=by, at=at, data={"deadline": deadline.pk, "code": code, "due_on": due_on.isoformat()}
    )
    return deadline


def _replace(case: Case, *, code: str, at: datetime, **values: Any) -> Deadline:
    """A newer date of the same name supersedes the older one; both stay, so that the difference can be read."""
    older = list(case.deadlines.filter(code=code, status__in=[Deadline.Status.PROPOSED, Deadline.Status.LIVE]))
    deadline = Deadline.objects.create(
        organisation_id=case.organisation_id, case=case, code=code, created_at=at, **values
    )
    for old in older:
        Deadline.objects.filter(pk=old.pk).update(
            status=Deadline.Status.SUPERSEDED, superseded_by=deadline, settled_at=at
        )
        reminders.cancel(old, at=at)
        for target in old.targets.filter(status=Deadline.Status.LIVE):
            Deadline.objects.filter(pk=target.pk).update(status=Deadline.Status.SUPERSEDED, settled_at=at)
            reminders.cancel(target, at=at)
    if older:
        _keep_next(case)
    return deadline


# --- confirming, meeting, waiving ------------------------------------------------------------------------------------


@transaction.atomic
def confirm(deadline: Deadline, *, by: User, at: datetime) -> Deadline:
    """A person takes a computed date over. A limitation takes two; an unconfirmed source takes counsel."""
    case = deadline.case
    case.require(by, Can.CONFIRM_CLOCKS)
    if deadline.confidence == "low" and case.role_of(by) != Role.COUNSEL:
        raise ValidationError(
            _("The source of this rule is weak. Only counsel can confirm the date."), code="counsel_confirms"
        )
    two = deadline.rule_kind == "limitation"
    if not deadline.is_proposed:
        raise ValidationError(_("This date has been confirmed or replaced already."), code="not_proposed")
    if two and deadline.confirmed_by_id is None:
        done = Deadline.objects.filter(pk=deadline.pk, status=Deadline.Status.PROPOSED, confirmed_by=None).update(
            confirmed_by=by, confirmed_at=at
        )
        _must_have_changed(done)
        deadline.refresh_from_db()
        history.record(case, "deadline.confirmed_first", by=by, at=at, data={"deadline": deadline.pk})
        return deadline
    if two:
        if deadline.confirmed_by_id == by.pk:
            raise ValidationError(
                _("A limitation date needs a second person. You have confirmed it already."),
                code="second_person_needed",
            )
        _make_live(deadline, by=by, at=at, second=True)
    else:
        _make_live(deadline, by=by, at=at)
    if not case.deadlines.filter(status=Deadline.Status.PROPOSED).exists():
        from_checklist_confirmed(case, by=by, at=at)
    history.record(
        case, "deadline.confirmed", by=by, at=at, data={"deadline": deadline.pk, "due_on": str(deadline.due_on)}
    )
    return deadline


def _make_live(deadline: Deadline, *, by: User, at: datetime, second: bool = False) -> None:
    who: Mapping[str, Any] = {"second_confirmed_by": by} if second else {"confirmed_by": by, "confirmed_at": at}
    done = Deadline.objects.filter(pk=deadline.pk, status=Deadline.Status.PROPOSED).update(
        status=Deadline.Status.LIVE, **who
    )
    _must_have_changed(done)
    deadline.refresh_from_db()
    if deadline.kind == Deadline.Kind.LEGAL and deadline.actor == Deadline.Actor.US:
        _set_target(deadline, by=by, at=at)
    reminders.derive_for(deadline, at=at)
    _keep_next(deadline.case)


def _set_target(legal: Deadline, *, by: User, at: datetime) -> None:
    """Our own date, two working days earlier, unless that has passed already."""
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
        due_at=datetime.combine(on, END_OF_DAY, ZoneInfo(legal.zone)).astimezone(UTC),
        trace=steps,
        owner=legal.owner,
        created_at=at,
        status=Deadline.Status.LIVE,
        confirmed_by=by,
        confirmed_at=at,
    )
    reminders.derive_for(target, at=at)


def from_checklist_confirmed(case: Case, *, by: User, at: datetime) -> None:
    """All proposed dates are decided: the line "review and confirm computed limits" is done with it."""
    case.items.filter(code="accept-clocks", state="todo").update(state="done", settled_by=by, settled_at=at)


@transaction.atomic
def acknowledge(deadline: Deadline, *, by: User, at: datetime) -> Deadline:
    """I have seen it and take it on: the reminders to others about this step stop."""
    deadline.case.require(by, Can.WORK_ON_CASE)
    done = Deadline.objects.filter(pk=deadline.pk, status=Deadline.Status.LIVE, acknowledged_at=None).update(
        acknowledged_by=by, acknowledged_at=at
    )
    if not done:
        raise ValidationError(_("This date has been acknowledged or settled already."), code="acknowledged_already")
    deadline.refresh_from_db()
    reminders.derive_for(deadline, at=at)
    history.record(deadline.case, "deadline.acknowledged", by=by, at=at, data={"deadline": deadline.pk})
    return deadline


@transaction.atomic
def meet(deadline: Deadline, *, by: User, at: datetime, note: str = "") -> Deadline:
    deadline.case.require(by, Can.WORK_ON_CASE)
    _must_have_changed(_end(deadline, Deadline.Status.MET, at=at, note=note))
    history.record(deadline.case, "deadline.met", by=by, at=at, data={"deadline": deadline.pk})
    return deadline


@transaction.atomic
def waive(deadline: Deadline, *, because: str, by: User, at: datetime) -> Deadline:
    """A computed date that does not apply: taken away by someone who may confirm, with the reason kept."""
    deadline.case.require(by, Can.CONFIRM_CLOCKS)
    if not because.strip():
        raise ValidationError(
            {"because": ValidationError(_("Say why this date does not apply."), code="reason_missing")}
        )
    _must_have_changed(_end(deadline, Deadline.Status.WAIVED, at=at, note=because, proposed_too=True))
    history.record(
        deadline.case, "deadline.waived", by=by, at=at, data={"deadline": deadline.pk}, private={"because": because}
    )
    return deadline


def meet_code(case: Case, code: str, *, by: User, at: datetime, note: str = "") -> None:
    """Called by acts that do what the date waits for. Nothing happens when no such date runs."""
    for deadline in case.deadlines.filter(code=code, status__in=[Deadline.Status.LIVE, Deadline.Status.PROPOSED]):
        if deadline.is_live:
            _end(deadline, Deadline.Status.MET, at=at, note=note)
        else:
            _end(deadline, Deadline.Status.WAIVED, at=at, note=note, proposed_too=True)


def end_with_case(deadline: Deadline, *, at: datetime) -> None:
    _end(deadline, Deadline.Status.WAIVED, at=at, note="case closed", proposed_too=True)


def set_aside(deadline: Deadline, *, at: datetime) -> None:
    """A computed end of the freeze gives way to the one that the notice prints."""
    _end(deadline, Deadline.Status.WAIVED, at=at, note="printed end prevails", proposed_too=True)


def hand_over(case: Case, frm: User, to: User, *, at: datetime) -> None:
    """The dates of a person go to another, and so do their reminders."""
    for deadline in case.deadlines.filter(owner=frm, status__in=[Deadline.Status.PROPOSED, Deadline.Status.LIVE]):
        Deadline.objects.filter(pk=deadline.pk).update(owner=to)
        deadline.owner = to
        reminders.cancel(deadline, at=at)
        if deadline.is_live:
            reminders.derive_for(deadline, at=at)


def _end(deadline: Deadline, status: str, *, at: datetime, note: str, proposed_too: bool = False) -> int:
    runs = [Deadline.Status.LIVE, Deadline.Status.PROPOSED] if proposed_too else [Deadline.Status.LIVE]
    done = Deadline.objects.filter(pk=deadline.pk, status__in=runs).update(
        status=status, settled_at=at, settled_note=note.strip()[:300]
    )
    if done:
        deadline.refresh_from_db()
        reminders.cancel(deadline, at=at)
        for target in deadline.targets.filter(status=Deadline.Status.LIVE):
            _end(target, status, at=at, note=note)
        _keep_next(deadline.case)
    return done


def _must_have_changed(done: int) -> None:
    if not done:
        raise ValidationError(_("Someone else has just changed this date. Reload the page."), code="changed_meanwhile")


def _keep_next(case: Case) -> None:
    """The case's next date stands on the case, in the same transaction: the work list sorts by it."""
    nearest = (
        case.deadlines.filter(status=Deadline.Status.LIVE).order_by("due_at").values_list("due_at", flat=True).first()
    )
    Case.objects.filter(pk=case.pk).update(next_deadline_at=nearest)


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clocks:
    """The three cards of a case, in this order. None is an answer too: "not stated"."""

    legal: Deadline | None
    target: Deadline | None
    end: Deadline | None


def clocks(case: Case) -> Clocks:
    """The nearest of each kind: what we must do before what they must do, running before proposed before met."""
    rows = list(case.deadlines.standing().select_related("owner", "confirmed_by", "rule").order_by("due_at", "pk"))
    rank = {Deadline.Status.LIVE: 0, Deadline.Status.PROPOSED: 1, Deadline.Status.MET: 2}

    def nearest(kind: str) -> Deadline | None:
        of_kind = [row for row in rows if row.kind == kind]
        of_kind.sort(key=lambda row: (rank[Deadline.Status(row.status)], row.actor != Deadline.Actor.US, row.due_at))
        return of_kind[0] if of_kind else None

    return Clocks(nearest(Deadline.Kind.LEGAL), nearest(Deadline.Kind.TARGET), nearest(Deadline.Kind.FREEZE_END))


def has_limitation(case: Case) -> bool:
    """A case without a limitation date carries a red banner: nobody has yet said by when it is lost."""
    return case.deadlines.standing().filter(rule_kind="limitation").exists()

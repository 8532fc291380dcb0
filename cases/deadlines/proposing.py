"""Dates are proposed with their reasons: from a rule, from an event with the whole chain of its route, or as stated."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.words import both
from cases import history, triggers
from cases.deadlines import moving, reckoning, rows
from cases.models import Case, ClockChange, Deadline, Event
from knowledge import catalogue, routes, timelimits
from knowledge.models import Edition
from knowledge.refusals import Refused
from knowledge.timelimits import Due

COUNSEL_CLOCK = "seed-consult-lawyer-24h"
KIND_OF_RULE = {
    "limitation": Deadline.Kind.LEGAL,
    "response-due": Deadline.Kind.LEGAL,
    "freeze-expiry": Deadline.Kind.FREEZE_END,
    "recommended-practice": Deadline.Kind.TARGET,
    "cooling-off": Deadline.Kind.TARGET,
}


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
    parent: Deadline | None = None,
    parent_due: Due | None = None,
) -> Deadline | None:
    """Compute a date from a rule of the knowledge. It is live only after a person has confirmed it.

    A rule the engine refuses (repealed, open-ended, a warning) makes no row: the refusal is written to the history, so
    that nobody wonders later why there is no date.
    """
    try:
        edition = reckoning.edition_of(rule_code)
        moment: date | datetime = parent_due.due_local if parent_due else trigger_at
        due = reckoning.reckon(edition, trigger=moment, zone=case.freeze.zone, parent=parent_due)
    except Refused as refused:
        if refused.code == "unknown_rule":
            raise refusal(refused) from None
        history.record(case, "deadline.refused", by=by, at=at, data={"rule": rule_code, "reason": refused.code})
        return None
    rule = timelimits.parse_rule(edition.content)
    kind = KIND_OF_RULE[rule.kind]
    deadline = replace(
        case,
        code=rule_code,
        by=by,
        at=at,
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
        chained_from=parent,
        owner=case.owner,
        **reckoning.columns(due, actor=rule.actor),
    )
    history.record(
        case,
        "deadline.proposed",
        by=by,
        at=at,
        data={"deadline": deadline.pk, "rule": rule_code, "edition": edition.number, "due_on": str(deadline.due_on)},
    )
    if deadline.is_proposed and kind == Deadline.Kind.TARGET and rule.confidence != "low":
        rows.make_live(deadline, by=by, at=at)  # the firm's own target binds nobody else: no confirmation needed
    for code in following(case, edition):
        propose(case, code, trigger=rule.id[:60], trigger_at=due.due_utc, by=by, at=at, parent=deadline, parent_due=due)
    return deadline


def refusal(refused: Refused, field: str = "") -> ValidationError:
    """The engine's own sentence, in the language of whoever reads it."""
    said = _told_later(lambda: refused.text(get_language() or "zh-hans"))
    error = ValidationError(said, code=refused.code)
    return ValidationError({field: error}) if field else error


def _told_later(say: Callable[[], str]) -> Any:
    return lazy(say, str)()


def following(case: Case, edition: Edition) -> list[str]:
    """Rules that the catalogue chains to this one: its silence, or its acceptance, starts their count."""
    chained = [rule.id for rule in catalogue.rules().values() if rule.chained_to == edition.code]
    emitted = edition.content.get("emits")
    if emitted and case.route is not None:
        chain = routes.clock_chain(routes.of(case.route))
        chained += [clock.rule_id for clock in chain if clock.starts_at == emitted]
    return [code for code in dict.fromkeys(chained) if code not in triggers.ONLY_IF]


@transaction.atomic
def start_chain(
    case: Case, trigger: str, *, trigger_at: datetime, by: User, at: datetime, event: Event | None = None
) -> list[Deadline]:
    """All rules of the case's route that run from this event."""
    made = [
        propose(case, code, trigger=trigger, trigger_at=trigger_at, by=by, at=at, event=event)
        for code in started_by(case, trigger)
    ]
    return [deadline for deadline in made if deadline is not None]


def started_by(case: Case, trigger: str) -> list[str]:
    if case.route is None:
        return []
    names = triggers.names_of(trigger)
    chain = routes.clock_chain(routes.of(case.route))
    rules = [clock.rule_id for clock in chain if clock.starts_at in names and clock.rule_id not in triggers.ONLY_IF]
    return list(dict.fromkeys(rules))


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
    deadline = replace(
        case,
        code=code,
        by=by,
        at=at,
        stated=True,
        kind=kind,
        actor=actor,
        title_zh=zh,
        title_en=en,
        trigger=trigger,
        trigger_at=trigger_at,
        event=event,
        zone=zone,
        due_on=due_on,
        due_at=rows.end_of(due_on, zone, due_time),
        has_time=due_time is not None,
        trace=steps,
        owner=owner or case.owner,
    )
    rows.make_live(deadline, by=by, at=at)
    history.record(
        case, "deadline.set", by=by, at=at, data={"deadline": deadline.pk, "code": code, "due_on": due_on.isoformat()}
    )
    return deadline


def replace(case: Case, *, code: str, by: User | None, at: datetime, stated: bool = False, **values: Any) -> Deadline:
    """A newer date of the same name supersedes the older one; both stay, so that the difference can be read."""
    older = list(case.deadlines.open().filter(code=code, replaces=None))
    deadline = Deadline.objects.create(
        organisation_id=case.organisation_id, case=case, code=code, created_at=at, **values
    )
    for old in older:
        if stated:
            rows.supersede(old, deadline, at=at)
        else:
            moving.place(old, deadline, by=by, at=at)
        why = both(_("Set anew from a newer event or paper."))
        rows.note_change(ClockChange.Kind.RESTATED, old, deadline, why=why, by=by, at=at)
    if older:
        deadline.refresh_from_db()
        rows.keep_next(case)
    return deadline

"""What was unknown when the freeze was logged becomes known: who ordered it, the number, the sum, the end."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from cases import checklists, deadlines, history, timeline, totals, triggers
from cases.models import Case, Freeze
from cases.zones import zone_of
from knowledge import routes
from knowledge.models import Edition, Kind


@dataclass(frozen=True)
class Learned:
    """Only what is now known; the rest stays as it is. `term_none`: the notice prints no end."""

    body_kind: str = ""
    body_name: str = ""
    jurisdiction: str = ""
    instrument_no: str = ""
    amount: Decimal | None = None
    ends_on: date | None = None
    term_none: bool = False


def unknown(case: Case) -> list[str]:
    """Which of the four facts (row 2.1b) is still being asked for: body, instrument, amount, term."""
    freeze = case.freeze
    states = {
        "body": freeze.body_state,
        "instrument": freeze.instrument_state,
        "amount": freeze.amount_state,
        "term": freeze.term_state,
    }
    return [fact for fact, state in states.items() if state == Freeze.Fact.UNKNOWN]


@transaction.atomic
def learn(case: Case, learned: Learned, *, by: User, at: datetime) -> Case:
    """Fill in what was open, tick the lines that asked for it, and set in motion what follows from the body."""
    case.require(by, Can.WORK_ON_CASE)
    open_facts = unknown(case)
    changes: dict[str, Any] = {}
    found: list[str] = []
    if learned.body_kind and "body" in open_facts:
        if learned.body_kind not in {kind.code for kind in routes.body_kinds(with_unknown=False)}:
            raise ValidationError(
                {"body_kind": ValidationError(_("Choose who ordered the freeze."), code="body_unknown")}
            )
        law = learned.jurisdiction or case.freeze.jurisdiction or case.account.country
        changes |= {"body_kind": learned.body_kind, "body_state": Freeze.Fact.KNOWN, "jurisdiction": law}
        changes |= {"body_name": learned.body_name or case.freeze.body_name}
        changes |= {"zone": zone_of(law, otherwise=case.organisation.time_zone)}
        found.append("body")
    if learned.instrument_no.strip() and "instrument" in open_facts:
        changes |= {"instrument_no": learned.instrument_no.strip()[:120], "instrument_state": Freeze.Fact.KNOWN}
        found.append("instrument")
    if learned.amount is not None and "amount" in open_facts:
        if learned.amount <= 0:
            message = _("The frozen amount must be more than 0. If you do not know it yet, leave it empty.")
            raise ValidationError({"amount": ValidationError(message, code="amount_not_positive")})
        changes |= {"amount": learned.amount, "amount_state": Freeze.Fact.KNOWN}
        found.append("amount")
    if (learned.ends_on or learned.term_none) and "term" in open_facts:
        if learned.ends_on and learned.ends_on < case.freeze.began_on:
            message = _("The freeze ends before it began. Check both dates.")
            raise ValidationError({"ends_on": ValidationError(message, code="ends_before_start")})
        state = Freeze.Fact.KNOWN if learned.ends_on else Freeze.Fact.NOT_APPLICABLE
        changes |= {"ends_on": learned.ends_on, "term_state": state}
        found.append("term")
    if not found:
        raise ValidationError(_("Fill in at least one of the open answers."), code="nothing_learned")
    # Compare and swap: two people who learn the same thing at once are told apart by the state they saw.
    seen = {f"{fact}_state": Freeze.Fact.UNKNOWN for fact in found}
    if not Freeze.objects.filter(case=case, **seen).update(**changes):
        raise ValidationError(_("Someone else has just filled this in. Reload the page."), code="learned_meanwhile")
    case.freeze.refresh_from_db()
    for fact in found:
        checklists.settle(case, f"ask-{fact}", by=by, at=at)
    if "body" in found:
        _take_route(case, by=by, at=at)
    if "term" in found and case.freeze.ends_on:
        _printed_end(case, by=by, at=at)
    if not unknown(case):
        checklists.settle(case, "four-facts", by=by, at=at)
    zh, en = both(_("Facts of the freeze completed"))
    timeline.note_event(case, "facts_learned", happened_at=at, zh=zh, en=en, by=by, at=at)
    totals.keep(case.organisation_id)
    history.record(
        case,
        "freeze.learned",
        by=by,
        at=at,
        data={"facts": found, "body": case.freeze.body_kind},
        private={name: str(value) for name, value in changes.items()},
    )
    return case


def _take_route(case: Case, *, by: User, at: datetime) -> None:
    """Who froze it decides the route, the further lines and the clocks, exactly as if it had been known at once."""
    route = routes.route_for(case.freeze.body_kind, case.freeze.jurisdiction)
    if isinstance(route, routes.Route):
        case.route = Edition.objects.pick(Kind.ROUTE, route.code)
        case.save(update_fields=["route"])
    checklists.add_missing(case, at=at)
    moments = {triggers.FROZEN: case.freeze.frozen_at, triggers.KNOWN: case.freeze.known_at}
    for happening, moment in moments.items():
        deadlines.start_chain(case, happening, trigger_at=moment, by=by, at=at)


def _printed_end(case: Case, *, by: User, at: datetime) -> None:
    zh, en = both(_("The freeze ends, as printed in the notice"))
    source_zh, source_en = both(_("End date printed in the notice"))
    assert case.freeze.ends_on is not None
    computed = list(case.deadlines.open().filter(kind="end"))
    printed = deadlines.set_date(
        case,
        code="freeze-end-printed",
        kind="end",
        actor="them",
        zh=zh,
        en=en,
        due_on=case.freeze.ends_on,
        zone=case.freeze.zone,
        trigger=triggers.FROZEN,
        trigger_at=case.freeze.frozen_at,
        source_zh=source_zh,
        source_en=source_en,
        by=by,
        at=at,
    )
    for row in computed:
        deadlines.set_aside(row, printed=printed, by=by, at=at)

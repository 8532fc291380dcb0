"""Something happened: which dates would it start? A person sees them with their reasons, and ticks which apply."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from cases import history, timeline, triggers
from cases.deadlines import moments, proposing, reckoning, rows
from cases.deadlines.changing import NO_PAPER, Paper
from cases.models import Case, Deadline
from cases.thinkable import in_future
from knowledge import catalogue, routes
from knowledge.phrases import Phrase
from knowledge.refusals import Refused
from knowledge.rules import Rule, parse_rule


@dataclass(frozen=True)
class Offer:
    """A date that the event would start, or the reason why it gives none."""

    rule: Rule
    zh: str
    en: str
    on_route: bool  # expected here: leaving it out takes a reason
    columns: Mapping[str, Any]
    trace: Collection[Mapping[str, Any]]
    refused: Refused | None = None
    standing: Deadline | None = None  # a date of the same name that is open already

    @property
    def code(self) -> str:
        return self.rule.id

    @property
    def is_ticked(self) -> bool:
        return self.on_route and self.refused is None


def event_names(case: Case) -> list[tuple[str, Phrase]]:
    """What may have happened on this route, then what the other rules of the same country know."""
    codes: list[str] = []
    if case.route is not None:
        codes += [clock.starts_at for clock in routes.clock_chain(routes.of(case.route))]
    law = case.freeze.jurisdiction or case.account.country
    codes += [rule.trigger_event for rule in catalogue.rules().values() if rule.jurisdiction == law and rule.enabled]
    return [(code, catalogue.event_name(code)) for code in dict.fromkeys(codes)]


def offered(case: Case, event: str, *, moment: datetime, rule_code: str = "", has_time: bool = True) -> list[Offer]:
    """Nothing is written. The rules of the route come first; `rule_code` asks for one more by its id."""
    expected = proposing.started_by(case, event)
    names = triggers.names_of(event)
    law = case.freeze.jurisdiction or case.account.country
    possible = [
        rule.id
        for rule in catalogue.rules().values()
        if rule.trigger_event in names and rule.jurisdiction == law and rule.enabled
    ]
    wanted = [*expected, *possible, *([rule_code] if rule_code else [])]
    standing = {row.code: row for row in case.deadlines.open().order_by("due_at")}
    found = (_offer(case, code, moment, expected, standing.get(code), has_time) for code in dict.fromkeys(wanted))
    return [offer for offer in found if offer is not None]


def _offer(
    case: Case, code: str, moment: datetime, expected: Collection[str], standing: Deadline | None, has_time: bool
) -> Offer | None:
    try:
        edition = reckoning.edition_of(code)
    except Refused as refused:
        raise proposing.refusal(refused, "rule") from None
    rule = parse_rule(edition.content)
    if rule.kind not in proposing.KIND_OF_RULE:
        return None
    on_route = code in expected and not rule.condition  # what needs more than the event is offered, not expected
    told: dict[str, Any] = {"rule": rule, "zh": edition.title_zh, "en": edition.title_en, "standing": standing}
    try:
        if rule.unit == "hours" and not has_time:  # counted from noon it might be half a day wrong
            raise Refused("time_needed", rule=code, day=moment.astimezone(ZoneInfo(case.freeze.zone)).date())
        due = reckoning.reckon(edition, trigger=moment, zone=case.freeze.zone)
    except Refused as refused:
        return Offer(on_route=on_route, columns={}, trace=(), refused=refused, **told)
    columns = reckoning.columns(due, actor=rule.actor)
    return Offer(on_route=on_route, columns=columns, trace=columns["trace"], **told)


def check_moment(case: Case, event: str, *, moment: datetime, at: datetime, has_time: bool = True) -> None:
    """What happened did so after the freeze began; on its day itself, where only the day is known."""
    if moment > at:
        raise ValidationError({"moment": in_future()})
    if moments.is_before_the_freeze(case, event, moment, has_time=has_time):
        raise ValidationError({"moment": moments.before_the_freeze()})


@transaction.atomic
def happened(
    case: Case,
    event: str,
    *,
    moment: datetime,
    ticked: Collection[str],
    reasons: Mapping[str, str],
    by: User,
    at: datetime,
    rule_code: str = "",
    paper: Paper = NO_PAPER,
    has_time: bool = True,
) -> list[Deadline]:
    """The event goes to the timeline, the ticked dates are proposed, and an expected one left out says why."""
    case.require(by, Can.WORK_ON_CASE)
    check_moment(case, event, moment=moment, at=at, has_time=has_time)
    every = offered(case, event, moment=moment, rule_code=rule_code, has_time=has_time)
    offers = [offer for offer in every if offer.refused is None]
    left_out = [offer for offer in offers if offer.on_route and offer.code not in ticked]
    _check_left_out(case, left_out, reasons, by)
    name = catalogue.event_name(event)
    zh, en = both(_("Happened: %(what)s"), what="{}")
    noted = timeline.note_event(
        case,
        event[:40],
        happened_at=moment,
        zh=zh.format(name.zh),
        en=en.format(name.en),
        by=by,
        at=at,
        zone=case.freeze.zone,
        file=paper.file,
    )
    made = []
    for offer in offers:
        if offer in left_out or offer.code in ticked:
            row = proposing.propose(case, offer.code, trigger=event, trigger_at=moment, by=by, at=at, event=noted)
            if row is None:
                continue
            if offer in left_out:
                rows.end(row, Deadline.Status.WAIVED, at=at, note=reasons[offer.code].strip(), proposed_too=True)
            else:
                made.append(row)
    history.record(
        case,
        "event.started_dates",
        by=by,
        at=at,
        data={"event": noted.pk, "kind": event, "ticked": sorted(ticked), "left_out": [o.code for o in left_out]},
        private={"reasons": {o.code: reasons[o.code] for o in left_out}, "paper": paper.words} if left_out else None,
    )
    return made


def _check_left_out(case: Case, left_out: list[Offer], reasons: Mapping[str, str], by: User) -> None:
    wrong: dict[str, ValidationError] = {}
    for offer in left_out:
        if not reasons.get(offer.code, "").strip():
            wrong[f"why_{offer.code}"] = ValidationError(_("Say why this date does not apply."), code="reason_missing")
        elif offer.rule.kind == "limitation" and not case.allows(by, Can.CONFIRM_CLOCKS):
            wrong[f"why_{offer.code}"] = ValidationError(
                _("A right is lost on this day: counsel or manager decides that it does not apply. Leave it ticked."),
                code="limitation_left_out",
            )
    if wrong:
        raise ValidationError(wrong)

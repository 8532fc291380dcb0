"""Where else one may go: each outside route with its price, its time, what it presupposes, and whether limits wait.

Only the steps of this case's own route are offered: a criminal freeze never shows administrative reconsideration. A
complaint stops no limit unless the law of that route says so (row 6.3d).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeals.models import Rejection
from cases.models import Case, Deadline
from knowledge import route_limits, routes
from knowledge.phrases import is_chinese
from knowledge.routes import HardStop, Step

OUTSIDE = ("second", "outside", "compensation")
COURTS = {"court-registry", "online-court", "e-curia"}
EFFECTS: dict[str, Any] = {
    "yes": _("All limits keep running meanwhile."),
    "interrupts": _("The limit of this route is interrupted; the others keep running."),
    "check": _("Whether limits run meanwhile is not settled: counsel looks it up first."),
    "not-applicable": _("No limit is touched."),
}


@dataclass(frozen=True)
class Option:
    step: Step
    cost: str | Promise
    answers: tuple[str, ...]  # by when they must answer
    limits: tuple[str, ...]  # by when we must have filed
    effect: str | Promise
    waits_for: str | Promise  # empty: open now

    @property
    def where(self) -> str:
        """Which rung it is, and by which channels."""
        names = [self.step.tier_name, *self.step.channel_names]
        return ("，" if is_chinese(get_language() or "") else ", ").join(names)

    @property
    def is_open(self) -> bool:
        return not self.waits_for


@dataclass(frozen=True)
class Compared:
    options: Sequence[Option]
    never: Sequence[HardStop]


def compare(case: Case, *, at: datetime) -> Compared | None:
    """None where no route is known: counsel defines it, and nothing is offered."""
    if case.route is None:
        return None
    route = routes.of(case.route)
    steps = [step for step in route.steps if step.tier in OUTSIDE]
    titles = route_limits.titles(steps)
    answered = _is_answered(case, at)
    return Compared([_option(step, titles, answered=answered) for step in steps], routes.hard_stops(route))


def _option(step: Step, titles: Mapping[str, str], *, answered: bool) -> Option:
    return Option(
        step=step,
        cost=_cost(step),
        answers=route_limits.of_side(step, "them", titles),
        limits=route_limits.of_side(step, "us", titles),
        effect=EFFECTS.get(step.limits_run_meanwhile, EFFECTS["check"]),
        waits_for=_waits_for(step, answered=answered),
    )


def _waits_for(step: Step, *, answered: bool) -> str | Promise:
    if any(use.starts_at.startswith("judgment") for use in step.limits):
        return _("Open after a judgment.")
    if answered:
        return ""
    return _("Open after a final answer, or once the period for it has passed without one.")


def _cost(step: Step) -> str | Promise:
    if COURTS & set(step.channels):
        return _("Court fee and counsel; the sum is asked at the registry.")
    if step.tier == "compensation":
        return _("No fee; counsel's time.")
    if step.contact == "counsel-only":
        return _("Usually no fee; counsel's time.")
    return _("No fee known.")


def _is_answered(case: Case, at: datetime) -> bool:
    """A decision is here, or the time for it is over: before that an ombudsman sends the complaint back."""
    if Rejection.objects.filter(appeal__case=case).exists():
        return True
    owed = case.deadlines.filter(actor=Deadline.Actor.THEM, rule_kind="response-due")
    return owed.exists() and not owed.filter(due_at__gte=at).exists()

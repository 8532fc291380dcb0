"""How fast the firm is: from the knowledge of a freeze to its cause, to the first submission, to the release (10.0).

Nothing is kept for it: the three figures are read from what happened and from the history, and can be read again by
anybody who may see them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit import log
from cases.models import Case, CaseCause, Event
from cases.models.case import CaseQuerySet
from cases.stages import Outcome

NEWEST = 2000  # cases looked at: four queries whatever the size
FREED = (Outcome.RELEASED, Outcome.PARTLY_RELEASED)
STEPS: Mapping[str, str | Promise] = {
    "cause": _("To the likely cause, or the other side's refusal to name one"),
    "submission": _("To the first submission"),
    "release": _("To the release, whole or in part"),
}


@dataclass(frozen=True)
class Measure:
    code: str
    title: str | Promise
    times: Sequence[timedelta]

    @property
    def n(self) -> int:
        return len(self.times)

    @property
    def middle(self) -> timedelta | None:
        """Half of the cases were faster. A single slow case moves a mean, but not this."""
        return timedelta(seconds=median(time.total_seconds() for time in self.times)) if self.times else None

    @property
    def fastest(self) -> timedelta | None:
        return min(self.times, default=None)

    @property
    def slowest(self) -> timedelta | None:
        return max(self.times, default=None)


def measures(cases: CaseQuerySet) -> list[Measure]:
    """Over the newest cases. A case counts for a step once it has reached it."""
    rows = cases.select_related("freeze").only("pk", "outcome", "freeze__known_at").order_by("-opened_at")
    newest = list(rows[:NEWEST])
    known = {case.pk: case.freeze.known_at for case in newest}
    reached = {"cause": _causes(newest), "submission": _first(newest, "submission_made"), "release": _releases(newest)}
    return [
        Measure(code, title, [max(at - known[pk], timedelta()) for pk, at in reached[code].items()])
        for code, title in STEPS.items()
    ]


def _causes(cases: Iterable[Case]) -> dict[int, datetime]:
    """The first decision in the history that called a cause likely, or noted the refusal."""
    chains = {case.chain: case.pk for case in cases}
    found: dict[int, datetime] = {}
    for chain, at, data in log.acts_of(chains, "causes.decided"):
        if data.get("refused") or CaseCause.Likelihood.LIKELY in data.get("causes", {}).values():
            found.setdefault(chains[chain], at)
    return found


def _first(cases: Iterable[Case], kind: str) -> dict[int, datetime]:
    """When it happened, not when it was written down; a corrected entry gives way to its correction."""
    rows = Event.objects.filter(case__in=list(cases), kind=kind, corrected_by=None).order_by("-happened_at")
    return dict(rows.values_list("case_id", "happened_at"))


def _releases(cases: Sequence[Case]) -> dict[int, datetime]:
    """When the other side said so; without such an entry, when the case was closed as released."""
    closed = _first([case for case in cases if case.outcome in FREED], "case_closed")
    return closed | _first(cases, "appeal_granted")

"""What a case's dates say: the three clocks, whether a limitation is known at all, and how each date came to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.db.models.expressions import F

from cases.models import Case, ClockChange, Deadline, Event


@dataclass(frozen=True)
class Clocks:
    """The three cards of a case, in this order. None is an answer too: "not stated"."""

    legal: Deadline | None
    target: Deadline | None
    end: Deadline | None


RANK = {Deadline.Status.LIVE: 0, Deadline.Status.PROPOSED: 1, Deadline.Status.PAUSED: 2, Deadline.Status.MET: 3}


def clocks(case: Case) -> Clocks:
    """The nearest of each kind: what we must do before what they must do, running before proposed before met."""
    rows = list(case.deadlines.standing().select_related("owner", "confirmed_by", "rule").order_by("due_at", "pk"))

    def nearest(kind: str) -> Deadline | None:
        of_kind = [row for row in rows if row.kind == kind]
        of_kind.sort(key=lambda row: (RANK[Deadline.Status(row.status)], row.actor != Deadline.Actor.US, row.due_at))
        return of_kind[0] if of_kind else None

    return Clocks(nearest(Deadline.Kind.LEGAL), nearest(Deadline.Kind.TARGET), nearest(Deadline.Kind.FREEZE_END))


def has_limitation(case: Case) -> bool:
    """A case without a limitation date carries a red banner: nobody has yet said by when it is lost."""
    return case.deadlines.standing().filter(rule_kind="limitation").exists()


def of_a_case(case_id: F | OuterRef) -> Exists:
    """The same for a list or a page, inside its own query: is a limitation known?"""
    return Exists(Deadline.objects.standing().filter(case_id=case_id, rule_kind="limitation"))


def changes(case: Case) -> Mapping[str, list[ClockChange]]:
    """How each date of the case moved, by its code, oldest first. One query."""
    found: dict[str, list[ClockChange]] = {}
    for change in case.clock_changes.select_related("by", "file", "now").order_by("at", "pk"):
        found.setdefault(change.code, []).append(change)
    return found


def from_events(case: Case, events: Iterable[Event]) -> dict[int, Deadline]:
    """For each event that open dates run from, one of them: the way to correct its day with all of theirs."""
    happened = {event.pk: event.happened_at for event in events}
    rows = case.deadlines.open().filter(event__in=list(happened), rule__isnull=False, chained_from=None)
    # The entry of a freeze carries dates of the day it became known as well: those have their own way.
    return {
        row.event_id: row
        for row in rows.order_by("-due_at", "-pk")
        if row.event_id and row.trigger_at == happened[row.event_id]
    }

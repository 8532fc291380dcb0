"""The dates of a person as calendar entries: which ones, under which lasting name, and how often each has moved.

Nothing private leaves: no amounts, no account numbers, no names of parties. Whoever reads the entry sees the case
number and what is due, and needs to sign in for the rest.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from cases import firsts, news
from cases.models import Deadline
from notifications.ics import CANCELLED, CONFIRMED, TENTATIVE, Entry
from notifications.models import FeedScope

BACK, AHEAD = timedelta(days=60), timedelta(days=730)
KEPT = timedelta(days=60)  # how long one that fell away is still told, so that every calendar takes it out
MOST = 1000  # the nearest ones to come; a calendar with more is no help
PASSED = 250  # the latest that lie behind: in a large house they must not crowd out what comes
REASONS = ("trace", "ruler", "given", "calendars")  # long, and no line of a calendar
LAST_MINUTE = time(23, 59)

Status = Deadline.Status
FELL = (Status.WAIVED, Status.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Chain:
    """The date that a moved date began as, and how many moves there were."""

    root: int
    moves: int


def entries(user: User, *, scope: str, at: datetime) -> list[Entry]:
    """What stands now, in order, and what fell away lately. Three questions, whatever the number of dates."""
    seen = Deadline.objects.visible_to(user).filter(due_at__gte=at - BACK, due_at__lt=at + AHEAD)
    ways = [seen]
    if scope == FeedScope.MINE:
        # Two ways to be concerned, each along its own index: joined by an "or", every date of the firm would be read.
        theirs = Q(case__owner=user) | Q(case__manager=user) | Q(case__counsel=user) | Q(case__deputy=user)
        ways = [seen.filter(owner=user), seen.filter(theirs)]
    lists: dict[str, QuerySet[Deadline]] = {}
    for n, way in enumerate(ways):
        lists[f"ahead{n}"] = way.standing().filter(due_at__gte=at).order_by("due_at", "pk")[:MOST]
        lists[f"passed{n}"] = way.standing().filter(due_at__lt=at).order_by("-due_at", "-pk")[:PASSED]
        fell = way.filter(status__in=FELL, settled_at__gte=at - KEPT)
        lists[f"gone{n}"] = fell.order_by("due_at", "pk")[:MOST]
    wanted = {pk for keys in firsts.keys(lists).values() for pk in keys}
    rows = list(
        seen.filter(pk__in=wanted).select_related("case").defer(*REASONS).order_by("due_at", "pk") if wanted else ()
    )
    standing, gone = [row for row in rows if row.status not in FELL], [row for row in rows if row.status in FELL]
    # Each way gives as many as are told; the first of both together are among them.
    passed, ahead = [row for row in standing if row.due_at < at], [row for row in standing if row.due_at >= at]
    return of([*passed[-PASSED:], *ahead[:MOST]], gone[:MOST], reader=user)


def of(standing: Iterable[Deadline], gone: Iterable[Deadline], *, reader: User) -> list[Entry]:
    """One entry a name: the row that stands now; else the last one that fell away, as cancelled."""
    standing, gone = list(standing), list(gone)
    chains = chains_of([*standing, *gone])
    told: dict[str, Entry] = {}
    with translation.override(reader.language):
        for deadline in [*standing, *sorted(gone, key=lambda row: -row.pk)]:
            uid = name_of(deadline, chains)
            if uid not in told:
                told[uid] = entry(deadline, chains, reader=reader)
    return list(told.values())


def chains_of(deadlines: Iterable[Deadline]) -> dict[int, Chain]:
    """For every date of these cases: where its chain began, and how long it is. One question."""
    before: dict[int, list[int]] = defaultdict(list)
    moved = Deadline.objects.filter(case_id__in={row.case_id for row in deadlines}).exclude(superseded_by=None)
    for pk, successor in moved.values_list("pk", "superseded_by_id").order_by("pk"):
        before[successor].append(pk)
    found: dict[int, Chain] = {}
    # A row is superseded by a younger one: by the time we come to it, its elders are known.
    for successor in sorted(before):
        elders = [found.get(pk, Chain(pk, 0)) for pk in before[successor]]
        found[successor] = Chain(min(elder.root for elder in elders), 1 + max(elder.moves for elder in elders))
    return found


def _chain(pk: int, chains: dict[int, Chain]) -> Chain:
    return chains.get(pk, Chain(pk, 0))


def name_of(deadline: Deadline, chains: dict[int, Chain]) -> str:
    """The UID. Our own target keeps the name of the legal date it stands before, whatever row it is today."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    if deadline.parent_id is not None:
        return f"target-of-{_chain(deadline.parent_id, chains).root}@{host}"
    return f"date-{_chain(deadline.pk, chains).root}@{host}"


def sequence_of(deadline: Deadline, chains: dict[int, Chain]) -> int:
    """One higher with each move, and once more when it ends."""
    moves = _chain(deadline.pk, chains).moves
    if deadline.parent_id is not None:
        moves += _chain(deadline.parent_id, chains).moves
    return moves + (deadline.settled_at is not None)


def entry(deadline: Deadline, chains: dict[int, Chain], *, reader: User) -> Entry:
    """In the language that is active: the caller sets the reader's."""
    gone = deadline.status in FELL
    status = CANCELLED if gone else TENTATIVE if deadline.is_proposed or deadline.is_paused else CONFIRMED
    moments = (deadline.created_at, deadline.confirmed_at, deadline.settled_at)
    return Entry(
        uid=name_of(deadline, chains),
        sequence=sequence_of(deadline, chains),
        status=status,
        summary=_summary(deadline),
        description=_description(deadline),
        start=start_of(deadline, ZoneInfo(reader.time_zone)),
        stamp=max(moment for moment in moments if moment is not None),
        url=news.address_of(deadline.case),
    )


def start_of(deadline: Deadline, zone: ZoneInfo) -> datetime | date:
    """A whole day where the reader's day is the authority's. Elsewhere the last minute of it, in UTC: 24:00 in Shanghai
    is six in the evening in Brussels, and a whole day there would promise hours that are not left."""
    theirs = ZoneInfo(deadline.zone)
    if deadline.has_time:
        return deadline.due_at.astimezone(UTC)
    noon = datetime.combine(deadline.due_on, time(12), theirs)
    if noon.utcoffset() == noon.astimezone(zone).utcoffset():
        return deadline.due_on
    return datetime.combine(deadline.due_on, LAST_MINUTE, theirs).astimezone(UTC)


def _summary(deadline: Deadline) -> str:
    said = {"ref": deadline.case.ref, "kind": deadline.get_kind_display(), "what": deadline.title}
    if deadline.is_met:
        return _("%(ref)s done: %(what)s") % said
    if deadline.is_proposed:
        return _("%(ref)s %(kind)s, not confirmed yet: %(what)s") % said
    return _("%(ref)s %(kind)s: %(what)s") % said


def _description(deadline: Deadline) -> str:
    local = deadline.due_at.astimezone(ZoneInfo(deadline.zone))
    moment = f"{local:%Y-%m-%d %H:%M}" if deadline.has_time else f"{deadline.due_on} 24:00"
    return _("Last moment: %(moment)s (%(zone)s). The reasons of this date stand in the case.") % {
        "moment": moment,
        "zone": deadline.zone,
    }

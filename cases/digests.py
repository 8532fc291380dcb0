"""One summary a person and working morning, built straight from the dates: a second path, independent of reminders.

Were every reminder lost, this mail would still say what is late, what is due today and what comes next. It is posted
at any moment of that day after the person's hour, and once: its key names the person and the day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from cases.models import Case, Deadline
from cases.models.clock import DeadlineQuerySet
from cases.readers import Book, Reader
from notifications import posting
from notifications.models import Absence, Channel, Message

MOST = 20  # rows of a group; the rest is one click away
WORKING_DAYS_AHEAD = 5
ENDS_WITHIN = timedelta(days=30)
CHUNK = 200


@dataclass(frozen=True)
class Group:
    code: str
    title: str | Promise
    rows: Sequence[Any]  # dates, or cases that are paused
    is_cut: bool = False

    @property
    def count(self) -> str:
        return f"{len(self.rows)}+" if self.is_cut else str(len(self.rows))


# --- whose morning it is ---------------------------------------------------------------------------------------------


def post_all(*, at: datetime) -> int:
    """For everybody whose hour has come today and who has not been served: any number of times, one mail each."""
    people = iter(_everybody().iterator(chunk_size=CHUNK))
    posted = 0
    while some := list(islice(people, CHUNK)):
        book = Book(some)
        due = {_key(reader, at): reader for user in some if _wants(reader := book.reader(user), at)}
        known = set(Message.objects.filter(dedupe__in=due).values_list("dedupe", flat=True))
        posted += sum(_post(reader, book, at=at) for name, reader in due.items() if name not in known)
    return posted


def _everybody() -> "QuerySet[User]":
    members = User.objects.filter(is_active=True, memberships__ended_at=None, memberships__isnull=False)
    return members.distinct().order_by("pk")


def _wants(reader: Reader, at: datetime) -> bool:
    local = reader.habits.local(at)
    return reader.wishes.digest and reader.habits.hears(local.date()) and local.time() >= reader.wishes.digest_at


def _key(reader: Reader, at: datetime) -> str:
    return f"digest/{reader.user.pk}/{reader.habits.local(at):%Y%m%d}"


def _post(reader: Reader, book: Book, *, at: datetime) -> int:
    today = reader.habits.local(at).date()
    if is_away(reader.user, book, today):
        return 0  # whoever stands in finds these dates in their own summary
    groups = groups_of(reader, book, at=at)
    if not groups and not reader.wishes.digest_when_empty:
        return 0
    subject, body, html = rendered("digest", reader, at=at, groups=groups, today=today, urgent=_urgent(groups))
    posting.post(
        channel=Channel.MAIL,
        organisation=_firm_of(reader.user),
        recipient=reader.user,
        kind="digest",
        about=f"user/{reader.user.pk}",
        subject=subject,
        body=body,
        html=html,
        language=reader.user.language,
        not_after=datetime.combine(today + timedelta(days=1), reader.wishes.digest_at, reader.habits.zone),
        dedupe=_key(reader, at),
        at=at,
    )
    return 1


def _firm_of(user: User) -> Organisation | None:
    """A summary over several organisations belongs to none of them: it is its reader's alone."""
    firms = list(Organisation.objects.filter(pk__in=user.organisation_ids)[:2])
    return firms[0] if len(firms) == 1 else None


def _urgent(groups: Sequence[Group]) -> dict[str, Group]:
    return {group.code: group for group in groups if group.code in {"overdue", "today"}}


def is_away(user: User, book: Book, day: date) -> bool:
    return any(book.stands_in(user, day, organisation) != user for organisation in user.organisation_ids[:1])


def rendered(name: str, reader: Reader, *, at: datetime, **context: Any) -> tuple[str, str, str]:
    """Subject, plain text and printable HTML, in the reader's language and time."""
    context |= {"reader": reader.user, "at": at, "site": settings.SITE_URL.rstrip("/")}
    with translation.override(reader.user.language), timezone.override(ZoneInfo(reader.user.time_zone)):
        context["lang"] = "en" if reader.user.language.startswith("en") else "zh-Hans"
        subject, _blank, body = render_to_string(f"notices/{name}.txt", context).strip().partition("\n")
        html = render_to_string(f"notices/{name}.html", context)
    return subject.strip(), body.strip() + "\n", html


# --- what it says ----------------------------------------------------------------------------------------------------


def groups_of(reader: Reader, book: Book, *, at: datetime) -> list[Group]:
    """The groups that have something, most urgent first."""
    found = [*_by_urgency(reader, book, at), *_standing(reader, at)]
    return [group for group in found if group.rows]


def dates_of(user: User) -> DeadlineQuerySet:
    return (
        Deadline.objects.visible_to(user)
        .filter(organisation__in=user.organisation_ids, case__closed_at=None)
        .select_related("case__party", "case__organisation", "owner")
        .order_by("due_at", "pk")
    )


def _by_urgency(reader: Reader, book: Book, at: datetime) -> Iterator[Group]:
    """One's own dates, those of whom one stands in for, and what is late in cases one answers for."""
    user, habits = reader.user, reader.habits
    today = habits.local(at).date()
    mine = Q(owner=user) | Q(owner__in=_stands_in_for(user, book, today))
    running = dates_of(user).running().exclude(kind=Deadline.Kind.FREEZE_END)
    late = _some(running.filter(mine | Q(case__manager=user), due_at__lt=at))
    yield Group("overdue", _("Overdue"), *late)
    last = today
    for _day in range(WORKING_DAYS_AHEAD):
        last = next(day for day in _following(last) if habits.works(day))
    until = datetime.combine(last + timedelta(days=2), habits.morning, habits.zone)
    rows = list(running.filter(mine, due_at__gte=at, due_at__lt=until)[: 10 * MOST])
    days = [(habits.day_for(row.due_at, row.due_on), row) for row in rows]
    on_the_day = [row for day, row in days if day <= today]
    soon = [row for day, row in days if today < day <= last]
    yield Group("today", _("Due today"), on_the_day[:MOST], len(on_the_day) > MOST)
    yield Group("soon", _("Next five working days"), soon[:MOST], len(soon) > MOST)


def _following(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day


def _standing(reader: Reader, at: datetime) -> Iterator[Group]:
    """What is no step of the day: ends of freezes, what stands still, what waits for a second pair of eyes."""
    user = reader.user
    concerned = Q(case__owner=user) | Q(case__manager=user) | Q(case__counsel=user)
    ends = dates_of(user).running().filter(concerned, kind=Deadline.Kind.FREEZE_END, due_at__lt=at + ENDS_WITHIN)
    yield Group("ends", _("Freezes that end"), *_some(ends))
    waiting = (
        Case.objects.visible_to(user)
        .open()
        .filter(Q(owner=user) | Q(manager=user), paused_at__isnull=False)
        .select_related("party")
        .order_by("paused_at", "pk")
    )
    yield Group("paused", _("Paused cases"), *_some(waiting))
    still = dates_of(user).paused().filter(concerned | Q(owner=user)).order_by("paused_from", "pk")
    yield Group("still", _("Clocks that stand still"), *_some(still))
    proposed = dates_of(user).filter(
        Q(case__manager=user) | Q(case__counsel=user),
        status=Deadline.Status.PROPOSED,
        organisation__in=user.organisations_where(Can.CONFIRM_CLOCKS),
    )
    yield Group("proposed", _("To be confirmed by you"), *_some(proposed))


def _some(rows: "QuerySet[Any]") -> tuple[list[Any], bool]:
    found = list(rows[: MOST + 1])
    return found[:MOST], len(found) > MOST


def _stands_in_for(user: User, book: Book, day: date) -> list[int]:
    """Whoever is away today and has named this person; the chain of deputies is followed as reminders follow it."""
    away = [absence.user for absence in Absence.objects.on(day).select_related("user")[:CHUNK]]
    return [
        person.pk
        for person in away
        if any(book.stands_in(person, day, organisation) == user for organisation in person.organisation_ids)
    ]

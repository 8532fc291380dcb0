"""The manager's week: what is late, which cases are silent, who carries what, what was put off, what did not arrive.

Posted on the first working morning of a person's week, once: its key names organisation, person and week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from accounts.models import Membership, Organisation
from accounts.roles import ALLOWED, Can
from cases import digests, watch
from cases.models import Case, Deadline, Snooze
from cases.readers import Book, Reader
from notifications import posting
from notifications.models import Channel, Message

MOST = 15
WEEKS = 4
CHUNK = 200
MANAGERS = [role.value for role, acts in ALLOWED.items() if Can.ASSIGN in acts]


@dataclass(frozen=True)
class Load:
    name: str
    weeks: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.weeks)

    @property
    def line(self) -> str:
        return " / ".join(map(str, self.weeks))


@dataclass(frozen=True)
class Week:
    starts: Sequence[date]
    late: Sequence[Deadline]
    late_count: int
    silent: Sequence[Case]
    silent_count: int
    load: Sequence[Load]
    snoozes: Sequence[Snooze]
    undelivered: int

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.silent or self.load or self.snoozes or self.undelivered)


def post_all(*, at: datetime) -> int:
    members = iter(
        Membership.objects.filter(role__in=MANAGERS, ended_at=None, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("pk")
        .iterator(chunk_size=CHUNK)
    )
    posted, weeks = 0, dict[int, Week]()
    while some := list(islice(members, CHUNK)):
        book = Book(member.user for member in some)
        due = {_key(m, reader, at): (m, reader) for m in some if _wants(reader := book.reader(m.user), at)}
        known = set(Message.objects.filter(dedupe__in=due).values_list("dedupe", flat=True))
        for key, (member, reader) in due.items():
            if key not in known and not digests.is_away(member.user, book, reader.habits.local(at).date()):
                firm = member.organisation
                week = weeks[firm.pk] = weeks.get(firm.pk) or week_of(firm, at=at)
                posted += _post(key, reader, firm, week, at=at)
    return posted


def _wants(reader: Reader, at: datetime) -> bool:
    """On the first day of the week that the person works, from their hour on."""
    local = reader.habits.local(at)
    monday = local.date() - timedelta(days=local.isoweekday() - 1)
    first = next((day for n in range(7) if reader.habits.works(day := monday + timedelta(days=n))), None)
    return reader.wishes.weekly and local.date() == first and local.time() >= reader.wishes.digest_at


def _key(member: Membership, reader: Reader, at: datetime) -> str:
    return f"weekly/{member.organisation_id}/{member.user_id}/{reader.habits.local(at):%G-W%V}"


def _post(key: str, reader: Reader, firm: Organisation, week: Week, *, at: datetime) -> int:
    if week.is_empty and not reader.wishes.digest_when_empty:
        return 0
    today = reader.habits.local(at).date()
    subject, body, html = digests.rendered("weekly", reader, at=at, week=week, firm=_name_of(firm, reader), today=today)
    posting.post(
        channel=Channel.MAIL,
        organisation=firm,
        recipient=reader.user,
        kind="weekly",
        about=f"user/{reader.user.pk}",
        subject=subject,
        body=body,
        html=html,
        language=reader.user.language,
        not_after=at + timedelta(days=3),
        dedupe=key,
        at=at,
    )
    return 1


def _name_of(firm: Organisation, reader: Reader) -> str:
    return firm.name_en or firm.name if reader.user.language.startswith("en") else firm.name


# --- what it says ----------------------------------------------------------------------------------------------------


def week_of(firm: Organisation, *, at: datetime) -> Week:
    """Seven queries, however many cases: counted in the database, and a page of each list."""
    running = Deadline.objects.running().filter(organisation=firm, case__closed_at=None, case__is_drill=False)
    late = running.exclude(kind=Deadline.Kind.FREEZE_END).filter(due_at__lt=at)
    quiet = watch.silent(Case.objects.filter(organisation=firm, is_drill=False), at=at)
    snoozes = Snooze.objects.filter(deadline__organisation=firm, at__gte=at - timedelta(days=7))
    starts = _mondays(firm, at)
    return Week(
        starts=[firm.day_of(start) for start in starts[:-1]],
        late=list(late.select_related("case__party", "owner").order_by("due_at", "pk")[:MOST]),
        late_count=late.count(),
        silent=list(quiet.select_related("party", "owner").order_by("last_activity_at", "pk")[:MOST]),
        silent_count=quiet.count(),
        load=_load(running, starts),
        snoozes=list(snoozes.select_related("deadline__case", "by").order_by("-at", "-pk")[:MOST]),
        undelivered=Message.objects.undelivered().filter(organisation=firm).count(),
    )


def _mondays(firm: Organisation, at: datetime) -> list[datetime]:
    """This week's Monday and the four after it, where the firm is."""
    local = at.astimezone(ZoneInfo(firm.time_zone))
    monday = local.date() - timedelta(days=local.isoweekday() - 1)
    return [datetime.combine(monday + timedelta(weeks=n), time(0), local.tzinfo) for n in range(WEEKS + 1)]


def _load(running: Any, starts: Sequence[datetime]) -> list[Load]:
    """Dates a person and week: who can take more, and who cannot."""
    columns = {f"week{n}": Count("pk", filter=Q(due_at__gte=starts[n], due_at__lt=starts[n + 1])) for n in range(WEEKS)}
    rows = (
        running.filter(due_at__gte=starts[0], due_at__lt=starts[-1])
        .values("owner__name")
        .annotate(**columns, total=Count("pk"))
        .order_by("-total", "owner__name")[:MOST]
    )
    return [Load(row["owner__name"], [row[f"week{n}"] for n in range(WEEKS)]) for row in rows]

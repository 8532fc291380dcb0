"""The deadline dashboard: what is late, what comes next, which freezes end, who waits for whom, and who fell silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation, User
from accounts.roles import Can
from cases import workdays
from cases.models import Case, Deadline, Freeze, Item
from knowledge.trace import Step
from web import shown
from web.forms.board import BoardFilter
from web.requests import Request

MOST = 50  # rows of a group; the rest is one filter away
COUNTED_UP_TO = 1000  # beyond it a count reads "1000+": counting on costs more than it tells
SILENT_AFTER = 3  # working days (guide 2.3, row 2.3f)
AHEAD = timedelta(days=28)


@dataclass(frozen=True)
class Row:
    deadline: Deadline
    state: str  # data-s of the design
    word: str | Promise
    left: int  # working days; negative when late

    @property
    def why(self) -> list[tuple[str, list[str]]]:
        """The trace in the reader's language, each heading once."""
        language = get_language() or "zh-hans"
        told: dict[str, list[str]] = {}
        for data in self.deadline.trace:
            step = Step.from_json(data)
            told.setdefault(step.heading(language), []).append(step.text(language))
        return list(told.items())

    @property
    def is_late(self) -> bool:
        return self.state == "late"

    @property
    def days_late(self) -> int:
        return -self.left


@dataclass(frozen=True)
class Group:
    code: str
    title: str | Promise
    state: str
    icon: str
    rows: Sequence[Row]
    is_cut: bool  # more than can be shown


@dataclass(frozen=True)
class Figure:
    """A number on top of the page, with the way to what it counts."""

    value: str
    label: str | Promise
    hint: str | Promise = ""
    url: str = ""
    state: str = ""
    icon: str = ""


@dataclass(frozen=True)
class GoldenCase:
    case: Case
    done: int
    total: int
    ends_at: datetime

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


@require_GET
def board(request: Request) -> HttpResponse:
    now = timezone.now()
    user = request.user
    country = country_of(user)
    form = BoardFilter(request.GET, user=user)
    narrowed = form.narrow(_rows_of(user), user) if form.is_valid() else _rows_of(user)
    only = form.cleaned_data.get("only", "") if form.is_valid() else ""
    groups = _groups(narrowed, now, only, country)
    return render(
        request,
        "deadlines/board.html",
        {
            "form": form,
            "now": now,
            "figures": _figures(user, now, country),
            "groups": groups,
            "shown": sum(len(group.rows) for group in groups),
            "silent": silent_cases(user, now, country)[:MOST],
            "paused": paused_cases(user)[:MOST],
            "golden": golden_cases(user, now),
            "may_log": user.can_anywhere(Can.LOG_FREEZE),
            "open_cases": _upto(Case.objects.visible_to(user).open()),
        },
    )


def _rows_of(user: User) -> "QuerySet[Deadline]":
    return (
        Deadline.objects.visible_to(user)
        .filter(case__closed_at=None)
        .select_related("case__party", "case__account", "case__organisation", "owner", "acknowledged_by")
        .order_by("due_at", "id")
    )


def _groups(rows: "QuerySet[Deadline]", now: datetime, only: str, country: str) -> list[Group]:
    soon_until = next_working_day_ends(now, country)
    live = rows.filter(status=Deadline.Status.LIVE)
    if only == "unacknowledged":
        live = live.filter(acknowledged_at=None)
    if only == "waiting":
        live = live.filter(actor=Deadline.Actor.THEM)
    running = live.exclude(kind=Deadline.Kind.FREEZE_END)
    wanted = [
        ("overdue", _("Overdue"), "late", "octagon-alert", running.filter(due_at__lt=now)),
        (
            "soon",
            _("Today and the next working day"),
            "soon",
            "triangle-alert",
            running.filter(due_at__range=(now, soon_until)),
        ),
        (
            "later",
            _("Next four weeks"),
            "todo",
            "calendar-clock",
            running.filter(due_at__gt=soon_until, due_at__lt=now + AHEAD),
        ),
        ("ends", _("Freeze ends"), "todo", "snowflake", live.filter(kind=Deadline.Kind.FREEZE_END)),
        ("proposed", _("To be confirmed by a person"), "wait", "eye", rows.filter(status=Deadline.Status.PROPOSED)),
    ]
    if only in {"overdue", "proposed"}:
        wanted = [group for group in wanted if group[0] == only]
    groups = []
    for code, title, state, icon, found in wanted:
        some = list(found[: MOST + 1])
        if some:
            groups.append(Group(code, title, state, icon, [row_of(d, now) for d in some[:MOST]], len(some) > MOST))
    return groups


def row_of(deadline: Deadline, now: datetime) -> Row:
    zone = ZoneInfo(deadline.zone)
    today = now.astimezone(zone).date()
    left = workdays.between(today, deadline.due_on, deadline.case.organisation.country)
    if deadline.is_proposed:
        return Row(deadline, "wait", _("Proposed"), left)
    if deadline.due_at < now:
        return Row(deadline, "late", _("Late"), min(left, 0))
    if deadline.actor == Deadline.Actor.THEM:
        return Row(deadline, "wait", _("Waiting"), left)
    if left <= 1:
        return Row(deadline, "soon", _("Due soon"), left)
    return Row(deadline, "ok", _("On track"), left)


def next_working_day_ends(now: datetime, country: str) -> datetime:
    """Midnight after the reader's next working day: what falls before it wants doing now."""
    zone = timezone.get_current_timezone()
    day = workdays.shift(now.astimezone(zone).date(), 1, workdays.calendar_of(country))
    return datetime.combine(day + timedelta(days=1), time(0), zone)


# --- the figures on top ----------------------------------------------------------------------------------------------


def _figures(user: User, now: datetime, country: str) -> list[Figure]:
    live = Deadline.objects.visible_to(user).running().filter(case__closed_at=None)
    running = live.exclude(kind=Deadline.Kind.FREEZE_END)
    overdue = _upto(running.filter(due_at__lt=now))
    unseen = _upto(running.filter(due_at__lt=now, acknowledged_at=None))
    soon = _upto(running.filter(due_at__range=(now, next_working_day_ends(now, country))))
    waiting = _upto(live.filter(actor=Deadline.Actor.THEM))
    silent = _upto(silent_cases(user, now, country))
    totals = frozen_totals(user)
    figures = [
        Figure(
            _plus(overdue),
            pgettext_lazy("figure", "overdue"),
            _("%(n)s not acknowledged") % {"n": _plus(unseen)} if overdue else "",
            "?only=overdue",
            "late" if overdue else "",
            "octagon-alert" if overdue else "",
        ),
        Figure(_plus(soon), _("today and next"), "", "#soon", "soon" if soon else "", "triangle-alert" if soon else ""),
        Figure(_plus(waiting), _("waiting for a reply"), "", "?only=waiting"),
        Figure(_plus(silent), _("silent"), _("no entry for 3 working days"), "#silent" if silent else ""),
    ]
    if totals:
        (currency, amount), *rest = totals
        figures.append(Figure(_money(amount, currency), _("frozen"), " + ".join(_money(a, c) for c, a in rest)))
    return figures


def _money(amount: Decimal, currency: str) -> str:
    return shown.round_money(amount, currency)


def frozen_totals(user: User) -> list[tuple[str, Decimal]]:
    """Per currency, never added across currencies: there is no dated rate here."""
    rows = (
        Freeze.objects.filter(
            case__in=Case.objects.visible_to(user).open().filter(is_drill=False), amount__isnull=False
        )
        .values("currency")
        .annotate(total=Sum("amount"), n=Count("pk"))
        .order_by("-n", "currency")
    )
    return [(row["currency"], row["total"]) for row in rows]


def country_of(user: User) -> str:
    """Whose working days the page counts in: those of the reader's organisation."""
    first = Organisation.objects.filter(pk__in=user.organisation_ids).order_by("pk").values_list("country", flat=True)
    return first.first() or ""


def silent_cases(user: User, now: datetime, country: str) -> "QuerySet[Case]":
    """Open, not paused, and untouched for three working days."""
    since = workdays.shift(timezone.localdate(now), -SILENT_AFTER, workdays.calendar_of(country))
    moment = datetime.combine(since, time(0), timezone.get_current_timezone())
    return Case.objects.visible_to(user).silent_since(moment).for_lists().order_by("last_activity_at", "pk")


def paused_cases(user: User) -> "QuerySet[Case]":
    return Case.objects.visible_to(user).open().exclude(paused_at=None).for_lists().order_by("paused_at", "pk")


def golden_cases(user: User, now: datetime) -> list[GoldenCase]:
    """Cases in their first hours, or past them with open lines, newest first (row 2.1d). Two queries."""
    recent = list(
        Case.objects.visible_to(user)
        .open()
        .filter(freeze__known_at__gte=now - timedelta(days=3))
        .for_lists()
        .order_by("-opened_at", "-pk")[:MOST]
    )
    counted = {
        row["case"]: row
        for row in Item.objects.filter(case__in=recent, is_golden=True)
        .values("case")
        .annotate(total=Count("pk"), done=Count("pk", filter=~Q(state=Item.State.TODO)))
    }
    found = []
    for case in recent:
        row = counted.get(case.pk)
        if row and (row["done"] < row["total"]):
            found.append(GoldenCase(case, row["done"], row["total"], case.freeze.known_at + timedelta(hours=24)))
    return found


def _upto(rows: "QuerySet[Deadline] | QuerySet[Case]") -> int:
    return rows.order_by()[: COUNTED_UP_TO + 1].count()


def _plus(number: int) -> str:
    return f"{COUNTED_UP_TO}+" if number > COUNTED_UP_TO else str(number)

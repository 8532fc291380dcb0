"""The lines of the dashboard: which dates stand in which group, read together, with gate and limitation beside them.

The same few questions whatever there is: the dates of all groups at once, then their cases with their gates, and the
people, a few tables each: a question over seven is planned longer than it is answered. Dates of closed cases end with
the case, so a live date belongs to an open one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from cases import watch, workdays
from cases.models import Case, Deadline, Item
from cases.models.case import CaseQuerySet
from cases.thinkable import is_thinkable
from web import board_ask
from web.date_rows import CaseRow, Gate, Row, row_of
from web.forms.board import BoardFilter

Line = TypeVar("Line", bound=Model)
MOST = 10  # lines of a group where all groups are shown; the rest is one click away
FEWER = 5  # of a group that asks for nothing today: what does stays in sight
FAR = {"later", "ends", "paused", "still"}
MOST_ALONE = 100  # of a group that is shown alone, a page at a time
AHEAD = timedelta(days=28)
GOLDEN = timedelta(days=3)
NOBODY = 0  # no row has this key: an empty list is asked for as well, so that a page asks equally often at every size
ONE_DAY = timedelta(days=1)
TO_MEET = (Deadline.Kind.LEGAL, Deadline.Kind.TARGET)  # somebody does something; a freeze end comes by itself
ACROSS = {"unacknowledged", "waiting", "disputed"}  # what is looked for in all groups of running dates
CASES = {"paused": "paused_at", "silent": "last_activity_at"}

# What a line shows: hundreds of rows are read, and each has columns that only its own page needs.
OF_A_DATE = (
    *("kind", "actor", "code", "title_zh", "title_en", "trigger_at", "zone", "due_on", "due_at", "has_time"),
    *("provisional", "trace", "status", "confirmed_at", "acknowledged_at", "created_at", "organisation_id"),
    *("later_on", "later_says_zh", "later_says_en", "to_confirm", "paused_from", "case_id", "owner_id"),
    "acknowledged_by_id",
)
OF_A_CASE = (
    *("ref", "stage", "opened_at", "last_activity_at", "paused_at", "paused_because", "organisation_id", "owner_id"),
    *("party__name", "party__name_en", "freeze__known_at", "organisation__country"),
)

OF_A_PERSON = ("name", "email")

TITLES: dict[str, tuple["str | Promise", str, str]] = {
    "overdue": (_("Overdue"), "late", "octagon-alert"),
    "soon": (_("Today and the next working day"), "soon", "triangle-alert"),
    "week": (_("This week"), "todo", "calendar-clock"),
    "later": (_("Next four weeks"), "todo", "calendar-clock"),
    "ends": (_("Freeze ends"), "todo", "snowflake"),
    "paused": (_("Paused, waiting for someone else"), "todo", "circle-pause"),
    "still": (_("Clocks that stand still"), "wait", "circle-pause"),
    "silent": (_("Silent: no entry for three working days"), "soon", "hourglass"),
    "proposed": (_("To be confirmed by a person"), "wait", "eye"),
    "day": (_("On this day"), "todo", "calendar-clock"),
}


@dataclass(frozen=True)
class Times:
    """The edges between the groups, in the reader's zone and by the working days of the reader's firm."""

    now: datetime
    today: date
    soon: date  # the next working day: what is due by then wants doing now
    sunday: date

    @classmethod
    def at(cls, now: datetime, country: str) -> "Times":
        zone, calendar = timezone.get_current_timezone(), workdays.calendar_of(country)
        today = now.astimezone(zone).date()
        return cls(
            now=now,
            today=today,
            soon=workdays.shift(today, 1, calendar),
            sunday=today + timedelta(days=6 - today.weekday()),
        )


@dataclass(frozen=True)
class Group:
    code: str
    title: "str | Promise"
    state: str
    icon: str
    rows: Sequence[Row | CaseRow]
    is_cut: bool  # more than can be shown
    after: str = ""  # where the next page of a group begins


def country_of(user: User) -> str:
    """Whose working days the page counts in: those of the reader's organisation."""
    first = Organisation.objects.filter(pk__in=user.organisation_ids).order_by("pk").values_list("country", flat=True)
    return first.first() or ""


# --- which dates -----------------------------------------------------------------------------------------------------


def lists(form: BoardFilter, times: Times) -> dict[str, "QuerySet[Deadline] | CaseQuerySet"]:
    """The groups as questions, each sorted as it is shown. A date stands in one group only."""
    user, only, on = form.user, form.group, form.cleaned_data.get("on")
    live = form.narrow(Deadline.objects.visible_to(user).running())
    if only == "unacknowledged":
        live = live.filter(acknowledged_at=None)
    if only == "waiting":
        live = live.filter(actor=Deadline.Actor.THEM)
    if only == "disputed":
        live = live.filter(later_on__isnull=False)
    meet = live.filter(kind__in=TO_MEET)
    proposed = Deadline.objects.visible_to(user).filter(status=Deadline.Status.PROPOSED)
    cases = form.narrow_cases(Case.objects.visible_to(user).open())
    dates = {
        "overdue": meet.filter(due_at__lt=times.now),
        "soon": to_come(meet, times, times.today, times.soon),
        "week": to_come(meet, times, times.soon + ONE_DAY, times.sunday),
        "later": to_come(meet, times, max(times.soon, times.sunday) + ONE_DAY, times.today + AHEAD),
        "ends": live.filter(kind=Deadline.Kind.FREEZE_END),
        "still": form.narrow(Deadline.objects.visible_to(user).paused()),
        "proposed": form.narrow(proposed),
    }
    if on:
        dates = {"day": of_days(live, on, on)}
    wanted: dict[str, QuerySet[Deadline] | CaseQuerySet] = {
        code: rows.order_by("due_at", "id") for code, rows in dates.items()
    }
    if not on and only not in ACROSS:
        wanted["paused"] = cases.filter(paused_at__isnull=False).order_by("paused_at", "id")
        wanted["silent"] = watch.silent(cases, at=times.now).order_by("last_activity_at", "id")
    if only in ACROSS:
        wanted = {code: rows for code, rows in wanted.items() if code not in {"still", "proposed"}}
    return {only: wanted[only]} if only in wanted else wanted


def golden(user: User, times: Times) -> CaseQuerySet:
    """Cases in their first hours, newest first (row 2.1d). Nobody logs a freeze before knowing of it."""
    since = times.now - GOLDEN
    rows = Case.objects.visible_to(user).open().filter(opened_at__gte=since, freeze__known_at__gte=since)
    return rows.order_by("-opened_at", "-id")


def of_days(rows: "QuerySet[Deadline]", first: date, last: date) -> "QuerySet[Deadline]":
    """By the date in the authority's zone, which is the one that counts: Friday in Brussels is Friday in Beijing too.

    The moments around these days are named as well, because the index goes by moment.
    """
    begin = datetime.combine(first, time(0), UTC) - ONE_DAY
    end = datetime.combine(max(last, first), time(0), UTC) + 2 * ONE_DAY
    return rows.filter(due_on__gte=first, due_on__lte=last, due_at__gte=begin, due_at__lt=end)


def to_come(rows: "QuerySet[Deadline]", times: Times, first: date, last: date) -> "QuerySet[Deadline]":
    """What is late already stands elsewhere. What is due today for us may be dated yesterday there."""
    if first == times.today:
        first -= ONE_DAY
    return of_days(rows, first, last).filter(due_at__gte=times.now)


# --- reading them ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """All lines of the page, and the cases in their first hours, which no filter hides."""

    groups: list[Group]
    golden: list[Case]


def read(
    form: BoardFilter, times: Times, *, since: datetime, after: str = "", groups: Collection[str] = tuple(TITLES)
) -> Read:
    """`groups`: those that are shown, where a page shows only some."""
    wanted = {code: rows for code, rows in lists(form, times).items() if code in groups}
    alone = len(wanted) == 1
    if alone:
        wanted = {code: _from(rows, CASES.get(code, "due_at"), after) for code, rows in wanted.items()}
    lines_of = {code: MOST_ALONE if alone else FEWER if code in FAR else MOST for code in wanted}
    asked_for = {code: rows[: lines_of[code] + 1] for code, rows in wanted.items()}
    asked_for["golden"] = golden(form.user, times)[: MOST + 1]
    keys, dates = board_ask.first_dates(asked_for, MOST_ALONE + 1, OF_A_DATE)
    new = keys.pop("golden")
    in_lists = [*new, *(pk for code in CASES for pk in keys.get(code, ()))]
    beside = Beside(form.user, dates.values(), in_lists, form.colleagues)
    cases = beside.cases
    found = []
    for code in TITLES:
        some: list[Case] | list[Deadline]
        field, rows, most = CASES.get(code, "due_at"), keys.get(code, []), lines_of.get(code, MOST)
        if code in CASES:
            some = _sorted([cases[pk] for pk in rows if pk in cases], field)
            lines: list[Row | CaseRow] = [beside.case_row(case, code, times.now) for case in some[:most]]
        else:
            some = _sorted([dates[pk] for pk in rows if pk in dates], field)
            lines = [beside.row(due, times.now, since) for due in some[:most]]
        if lines:
            cut = len(some) > most
            next_page = _place(some[most - 1], field) if cut and alone else ""
            title, state, icon = TITLES[code]
            found.append(Group(code, title, state, icon, lines, cut, next_page))
    first_hours = _sorted([cases[pk] for pk in new if pk in cases], "opened_at")
    return Read(found, first_hours[::-1][:MOST])


class Beside:
    """The cases of these dates and those listed for themselves, with their people; what stands beside their lines:
    how far the gate is, and whether a limitation is known at all."""

    def __init__(
        self, user: User, dates: Collection[Deadline], in_lists: Iterable[int] = (), known: Iterable[User] = ()
    ) -> None:
        """`known`: people who were read already, for the filters."""
        limitation = Deadline.objects.standing().filter(case=OuterRef("pk"), rule_kind="limitation")
        keys = {NOBODY, *in_lists, *(due.case_id for due in dates)}
        rows = Case.objects.visible_to(user).filter(pk__in=keys).select_related("party", "freeze", "organisation")
        # One look into the index a case; as an EXISTS it may be answered by reading all limitations of the house.
        one, gate = Subquery(limitation.values("pk")[:1]), Subquery(_gate())
        found: Collection[Any] = list(rows.only(*OF_A_CASE).annotate(limitation=one, gate=gate))
        self.cases: dict[int, Case] = {case.pk: case for case in found}
        self.limited = {case.pk for case in found if case.limitation}
        self.gates = {case.pk: Gate(case.gate["done"], case.gate["total"]) for case in found if case.gate}
        self._bring_together(dates, {person.pk: person for person in known})

    def _bring_together(self, dates: Collection[Deadline], people: dict[int, User]) -> None:
        keys = {case.owner_id for case in self.cases.values()}
        keys |= {key for due in dates for key in (due.owner_id, due.acknowledged_by_id) if key}
        if missing := keys - people.keys():  # who has left the firm since, or works elsewhere
            people |= {person.pk: person for person in User.objects.filter(pk__in=missing).only(*OF_A_PERSON)}
        for case in self.cases.values():
            case.owner = people[case.owner_id]
        for due in dates:
            due.case = self.cases[due.case_id]
            due.owner = people[due.owner_id]
            if due.acknowledged_by_id:
                due.acknowledged_by = people[due.acknowledged_by_id]

    def row(self, due: Deadline, now: datetime, since: datetime) -> Row:
        came = max(due.created_at, due.confirmed_at or due.created_at)
        return replace(
            row_of(due, now),
            gate=self.gates.get(due.case_id),
            lacks_limitation=due.case_id not in self.limited,
            is_new=since < came <= now,
        )

    def case_row(self, case: Case, code: str, now: datetime) -> CaseRow:
        since = (case.paused_at if code == "paused" else case.last_activity_at) or now
        days = (timezone.localdate(now) - timezone.localdate(since)).days
        return CaseRow(case, code, since, days, self.gates.get(case.pk), case.pk not in self.limited)


def _gate() -> "QuerySet[Any]":
    """How many lines stand between a case and its next stage; counted by the state, which is in the index."""
    lines = Item.objects.filter(case=OuterRef("pk"), stage=OuterRef("stage"), is_gate=True)
    done = Count("state", filter=~Q(state=Item.State.TODO))
    counted = lines.order_by().values("case").annotate(fact=JSONObject(done=done, total=Count("state")))
    return counted.values("fact")


def _sorted(rows: list[Line], field: str) -> list[Line]:
    return sorted(rows, key=lambda row: (getattr(row, field), row.pk))


# --- page by page ----------------------------------------------------------------------------------------------------


def _place(row: Model, field: str) -> str:
    """The last line of this page: the next one begins after it, wherever that is by then."""
    return f"{getattr(row, field).isoformat()}_{row.pk}"


def _from(rows: "QuerySet[Deadline] | CaseQuerySet", field: str, after: str) -> "QuerySet[Deadline] | CaseQuerySet":
    stamp, _dot, pk = after.rpartition("_")
    try:
        moment, last = datetime.fromisoformat(stamp), int(pk)
    except ValueError:
        return rows
    if timezone.is_naive(moment) or not is_thinkable(moment) or not 0 < last < 2**63:
        return rows
    following = Q(**{f"{field}__gt": moment}) | Q(**{field: moment, "pk__gt": last})
    return rows.filter(following, **{f"{field}__gte": moment})

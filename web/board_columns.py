"""The week as a calendar and the board with its columns: the same dates and the same filters as the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from cases import firsts
from cases.models import Deadline
from cases.stages import FIVE
from knowledge.calendars import Calendar
from web.board_rows import NOBODY, OF_A_DATE, of_days
from web.date_rows import Row, row_of
from web.forms.board import ME, BoardFilter

A_DAY = 12  # dates of one day in the calendar; the rest is one click away
A_COLUMN = 15
PEOPLE = 12  # columns, when they are people
YEARS = range(2000, 2100)
BESIDE_A_DATE = (
    *("case__ref", "case__stage", "case__party__name", "case__party__name_en", "case__organisation__country"),
    *("owner__name", "owner__email"),
)


@dataclass(frozen=True)
class Column:
    """A day of the week, a stage, or a person, with the dates that belong there."""

    code: str  # the address of the whole of it: on=2026-11-24, stage=appeal, owner=7
    title: str
    rows: Sequence[Row]
    is_cut: bool
    day: date | None = None
    is_off: bool = False
    is_today: bool = False


def week_of(wanted: str, now: datetime) -> date:
    """The Monday of 2026-W48; of this week when the address says nothing or nonsense."""
    year, _w, week = wanted.partition("-W")
    if year.isascii() and year.isdigit() and week.isascii() and week.isdigit() and int(year) in YEARS:
        try:
            return date.fromisocalendar(int(year), int(week), 1)
        except ValueError:
            pass
    today = timezone.localdate(now)
    return today - timedelta(days=today.weekday())


def code_of(monday: date) -> str:
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02d}"


def days(form: BoardFilter, monday: date, now: datetime, calendar: Calendar) -> list[Column]:
    """Seven days by the date in the authority's zone, which is the date that counts."""
    week = [monday + timedelta(days=n) for n in range(7)]
    live = _narrowed(form, now)
    rows = _rows(form.user, {day.isoformat(): of_days(live, day, day) for day in week}, A_DAY, now)
    today = timezone.localdate(now)
    return [
        Column(
            code=f"on={day.isoformat()}",
            title="",
            rows=rows[day.isoformat()][:A_DAY],
            is_cut=len(rows[day.isoformat()]) > A_DAY,
            day=day,
            is_off=not calendar.is_working(day),
            is_today=day == today,
        )
        for day in week
    ]


def by_stage(form: BoardFilter, now: datetime) -> list[Column]:
    live = _narrowed(form, now)
    rows = _rows(form.user, {stage.value: live.filter(case__stage=stage) for stage in FIVE}, A_COLUMN, now)
    return [_column(f"stage={stage.value}", str(stage.label), rows[stage.value]) for stage in FIVE]


def by_owner(form: BoardFilter, now: datetime) -> list[Column]:
    """The reader first, then colleagues by name; who has nothing has no column."""
    live = _narrowed(form, now)
    people = [form.user, *(person for person in form.colleagues if person != form.user)]
    rows = _rows(
        form.user, {str(person.pk): live.filter(owner=person) for person in people[: PEOPLE * 2]}, A_COLUMN, now
    )
    columns = [
        _column(f"owner={ME if person == form.user else person.pk}", str(person), rows[str(person.pk)])
        for person in people[: PEOPLE * 2]
    ]
    return [column for column in columns if column.rows][:PEOPLE]


def _narrowed(form: BoardFilter, now: datetime) -> "QuerySet[Deadline]":
    rows = form.narrow(Deadline.objects.visible_to(form.user).running())
    if form.group == "unacknowledged":
        return rows.filter(acknowledged_at=None)
    if form.group == "waiting":
        return rows.filter(actor=Deadline.Actor.THEM)
    if form.group == "overdue":
        return rows.filter(due_at__lt=now).exclude(kind=Deadline.Kind.FREEZE_END)
    if form.group == "ends":
        return rows.filter(kind=Deadline.Kind.FREEZE_END)
    return rows


def _rows(user: User, lists: "Mapping[str, QuerySet[Deadline]]", most: int, now: datetime) -> dict[str, list[Row]]:
    """One more than is shown, to know whether there is more."""
    keys = firsts.keys({code: rows.order_by("due_at", "id")[: most + 1] for code, rows in lists.items()})
    asked = [NOBODY, *(pk for some in keys.values() for pk in some)]
    dates = Deadline.objects.visible_to(user).filter(pk__in=asked).only(*OF_A_DATE, *BESIDE_A_DATE)
    found = {due.pk: due for due in dates.select_related("case__party", "case__organisation", "owner")}
    return {
        code: sorted(
            (row_of(found[pk], now) for pk in some if pk in found),
            key=lambda row: (row.deadline.due_at, row.deadline.pk),
        )
        for code, some in keys.items()
    }


def _column(code: str, title: str, rows: list[Row]) -> Column:
    return Column(code, title, rows[:A_COLUMN], len(rows) > A_COLUMN)


def shifted(day: date, count: int) -> date:
    return day + timedelta(days=count)

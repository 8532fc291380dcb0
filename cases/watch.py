"""Cases that nobody touches: after three working days they are silent, and those who answer for them hear of it (2.3f).

The owner hears first, the manager a working day later, each once. An entry ends the silence; a new silence is a new
occasion. A paused case is quiet on purpose.
"""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, DateTimeField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.db.models.sql.compiler import SQLCompiler

from cases import telling, workdays
from cases.models import Case, Party
from cases.models.case import CaseQuerySet
from cases.readers import Book
from cases.telling import Occasion
from cases.zones import ZONES, zone_of
from knowledge.institutions import CALENDARS
from notifications.models import Message

Written = tuple[str, tuple[str | int, ...]]  # SQL and what it is filled with

SILENT_AFTER = 3  # working days
MANAGER_AFTER = SILENT_AFTER + 1
OLD_NEWS = timedelta(days=21)  # a silence that began before was told then
COUNTRIES = [country for country in ZONES if country in CALENDARS]  # whose working days are known


def silent(rows: CaseQuerySet, *, at: datetime, after: int = SILENT_AFTER) -> CaseQuerySet:
    """Open, not paused, and no entry for so many working days of the country in which the case's party sits.

    Between the narrowest and the widest of these limits lie few cases: only they are asked where their party sits.
    """
    limits: dict[datetime, list[str]] = {}
    for country in COUNTRIES:
        limits.setdefault(silent_since(country, at=at, after=after), []).append(country)
    otherwise = silent_since("", at=at, after=after)
    least, most = min(otherwise, *limits), max(otherwise, *limits)
    found = rows.silent_since(most)
    if least == most:
        return found
    where = Q(touched__lt=otherwise) & ~Q(country__in=COUNTRIES)
    for moment, countries in limits.items():
        where |= Q(touched__lt=moment, country__in=countries)
    touched = ExpressionWrapper(OuterRef("last_activity_at"), output_field=DateTimeField())
    party = Party.objects.alias(touched=touched).filter(where, pk=OuterRef("party"))
    return found.filter(Q(last_activity_at__lt=least) | Exists(party))


def silent_since(country: str, *, at: datetime, after: int = SILENT_AFTER) -> datetime:
    """The beginning of the day so many working days ago: an entry before it lies too far back."""
    zone = ZoneInfo(zone_of(country, otherwise="Asia/Shanghai"))
    day = workdays.shift(at.astimezone(zone).date(), -after, workdays.calendar_of(country))
    return datetime.combine(day, time(0), zone)


def tell(*, at: datetime) -> int:
    """A silence that was told is passed over by the database: every ten minutes there are thousands of those."""
    told, book = 0, Book()
    recent = Case.objects.filter(last_activity_at__gte=at - OLD_NEWS, is_drill=False)
    twice = recent.exclude(manager=F("owner"))  # whoever does both hears once
    for part, rows, after in (("owner", recent, SILENT_AFTER), ("manager", twice, MANAGER_AFTER)):
        known = Message.objects.filter(dedupe=OuterRef("silence"))
        found = with_keys(silent(rows, at=at, after=after), part=part).exclude(Exists(known))
        found = found.select_related("party", "organisation", "owner", "manager").order_by("pk")
        for some in telling.chunks(found):
            for case in some:
                told += telling.tell(_occasion(case, part), book, at=at, case=case, part=part)
    return told


class _Stamp(Func):
    """A moment as 20260105T235959000007, in UTC."""

    output_field = CharField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any) -> Written:
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYYMMDD\"T\"HH24MISSUS')"
        return super().as_sql(compiler, connection, template=template)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any) -> Written:
        """A moment is kept as 2026-01-05 23:59:59.000007, and without its fraction where that is nothing."""
        second = "replace(replace(replace(substr(%(expressions)s, 1, 19), '-', ''), ':', ''), ' ', 'T')"
        fraction = "substr(substr(%(expressions)s, 21) || '000000', 1, 6)"
        return super().as_sql(compiler, connection, template=f"({second} || {fraction})")


def with_keys(rows: CaseQuerySet, *, part: str) -> CaseQuerySet:
    """Each with the key of its silence. The last entry is in it: whoever heard of this silence hears again only of the
    next one."""
    number, moment = Cast("pk", CharField()), _Stamp("last_activity_at")
    return rows.annotate(silence=Concat(Value("silent/"), number, Value("/"), moment, Value(f"/{part}")))


def _occasion(case: Case, part: str) -> Occasion:
    return Occasion(
        key=case.silence,  # type: ignore[attr-defined]
        notice="case_silent",
        to=case.owner if part == "owner" else case.manager,
        organisation=case.organisation,
        about=f"case/{case.pk}",
        url=f"/cases/{case.ref}/",
    )

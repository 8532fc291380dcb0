"""Cases that nobody touches: after three working days they are silent, and those who answer for them hear of it (2.3f).

The owner hears first, the manager a working day later, each once. An entry ends the silence; a new silence is a new
occasion. A paused case is quiet on purpose.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q

from cases import telling, workdays
from cases.models import Case, Party
from cases.models.case import CaseQuerySet
from cases.readers import Book
from cases.telling import Occasion
from cases.zones import ZONES, zone_of
from knowledge.institutions import CALENDARS

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
    told, book = 0, Book()
    recent = Case.objects.filter(last_activity_at__gte=at - OLD_NEWS, is_drill=False)
    for part, after in (("owner", SILENT_AFTER), ("manager", MANAGER_AFTER)):
        found = silent(recent, at=at, after=after).select_related("party", "organisation", "owner", "manager")
        for some in telling.chunks(found.order_by("pk")):
            cases = {f"case/{case.pk}": case for case in some if part == "owner" or case.manager_id != case.owner_id}
            for occasion in telling.not_told(_occasion(case, part) for case in cases.values()):
                told += telling.tell(occasion, book, at=at, case=cases[occasion.about], part=part)
    return told


def _occasion(case: Case, part: str) -> Occasion:
    """The last entry is in the key: whoever heard of this silence hears again only of the next one."""
    return Occasion(
        key=f"silent/{case.pk}/{case.last_activity_at:%Y%m%dT%H%M%S%f}/{part}",
        notice="case_silent",
        to=case.owner if part == "owner" else case.manager,
        organisation=case.organisation,
        about=f"case/{case.pk}",
        url=f"/cases/{case.ref}/",
    )

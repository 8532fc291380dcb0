"""Cases that nobody touches: after three working days they are silent, and those who answer for them hear of it (2.3f).

The owner hears first, the manager a working day later, each once. An entry ends the silence; a new silence is a new
occasion. A paused case is quiet on purpose.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from cases import telling, workdays
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.readers import Book
from cases.telling import Occasion
from cases.zones import ZONES, zone_of
from knowledge.institutions import CALENDARS

SILENT_AFTER = 3  # working days
MANAGER_AFTER = SILENT_AFTER + 1
OLD_NEWS = timedelta(days=21)  # a silence that began before was told then


def silent(rows: CaseQuerySet, *, at: datetime, after: int = SILENT_AFTER) -> CaseQuerySet:
    """Open, not paused, and no entry for so many working days of the country in which the case's party sits."""
    limits = {country: silent_since(country, at=at, after=after) for country in ZONES if country in CALENDARS}
    otherwise = silent_since("", at=at, after=after)
    quiet = Q(last_activity_at__lt=otherwise) & ~Q(party__country__in=list(limits))
    for country, moment in limits.items():
        quiet |= Q(last_activity_at__lt=moment, party__country=country)
    # The widest limit first: that is what the index knows.
    return rows.silent_since(max([otherwise, *limits.values()])).filter(quiet)


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

"""Papers of the firm that run out: licence, power of attorney, proof of address. Told 60, 30 and 7 days before (7.1b).

One mail a step and never daily, to whoever keeps the paper; the manager hears the last one too. A paper that came in
late gets the step at which it stands, not those it has missed. A newer paper of the same kind ends it.
"""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.functional import lazy

from accounts.models import User
from accounts.roles import Role
from cases import parties, people, telling, zones
from cases.models import Party, PartyPaper
from cases.readers import Book
from cases.telling import Occasion
from knowledge import papers

_name_of = lazy(papers.paper_title, str)  # in the language of whoever reads it
STEPS = (parties.WARN_BEFORE.days, 30, 7)  # days before the printed end


def tell(*, at: datetime) -> int:
    told, book = 0, Book()
    for some in telling.chunks(_ending(at)):
        held = {f"paper/{paper.pk}": paper for paper in some}
        for occasion in telling.not_told(o for paper in some for o in _occasions(paper, at=at)):
            paper = held[occasion.about]
            told += telling.tell(occasion, book, at=at, paper=paper, name_of_paper=_name_of(paper.kind))
    return told


def step_of(paper: PartyPaper, *, on: date) -> int:
    """The step at which a paper stands on that day: 60, 30 or 7; 0 before the first, and after the end."""
    if paper.expires_on is None or paper.expires_on < on or paper.replaced_by_id is not None:
        return 0
    left = (paper.expires_on - on).days
    return min((step for step in STEPS if left <= step), default=0)


def marks(party: Party, *, on: date) -> list[tuple[PartyPaper, str, date]]:
    """Papers in use that have run out or will within 60 days: for the page of the party, and of each of its cases."""
    found = []
    for paper in party.papers.all():
        ends = parties.good_until(paper)
        if paper.replaced_by_id is None and ends is not None and ends < on + timedelta(days=STEPS[0]):
            found.append((paper, "late" if ends < on else "soon", ends))
    return sorted(found, key=lambda mark: (mark[2], mark[0].pk))


def _ending(at: datetime) -> "QuerySet[PartyPaper]":
    """Wherever the firm is: its own day decides, not that of the machine."""
    earliest, latest = zones.days_anywhere(at)
    return (
        PartyPaper.objects.filter(
            replaced_by=None,
            expires_on__gte=earliest,
            expires_on__lte=latest + timedelta(days=STEPS[0]),
        )
        .select_related("party__organisation")
        .order_by("pk")
    )


def _occasions(paper: PartyPaper, *, at: datetime) -> list[Occasion]:
    organisation = paper.party.organisation
    step = step_of(paper, on=organisation.day_of(at))
    if not step:
        return []
    readers = [("keeper", _keeper(paper))]
    if step == STEPS[-1]:
        readers.append(("manager", people.anybody(organisation, Role.MANAGER)))
    seen: dict[int, Occasion] = {}
    for part, person in readers:
        if person is None:
            continue
        seen.setdefault(
            person.pk,
            Occasion(
                key=f"paper/{paper.pk}/{paper.expires_on:%Y%m%d}/{step}/{part}",
                notice="paper_expires",
                to=person,
                organisation=organisation,
                about=f"paper/{paper.pk}",
                url=f"/accounts-register/parties/{paper.party_id}/",
            ),
        )
    return list(seen.values())


def _keeper(paper: PartyPaper) -> User | None:
    """Who brought the older paper brings the newer one, as long as they are there."""
    organisation = paper.party.organisation
    keepers = people.members(organisation, Role.FINANCE, Role.COUNSEL, Role.MANAGER)
    return next((p for p in keepers if p.pk == paper.added_by_id), None) or people.anybody(organisation, Role.FINANCE)

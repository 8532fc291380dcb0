"""The ready pack of an account: the corporate papers of its holder, and which of them are pre-cleared (row 5.3c)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import parties
from cases.models import Party, PartyPaper


@dataclass(frozen=True)
class Ready:
    """One paper, and whether it may go into a pack without another look."""

    paper: PartyPaper
    state: str  # late, soon, ok on the day asked

    @property
    def name(self) -> str:
        return parties.paper_name(self.paper)

    @property
    def is_cleared(self) -> bool:
        """Compared with its original by somebody, in date, and its file is here."""
        return (
            self.paper.file_id is not None
            and self.state != "late"
            and self.paper.authenticity == PartyPaper.Authenticity.GENUINE
        )

    @property
    def why_not(self) -> "str | Promise":
        """What keeps it back; the first thing to be done comes first."""
        if self.paper.authenticity == PartyPaper.Authenticity.DOUBTFUL:
            return _("doubtful")
        if self.state == "late":
            return _("expired or too old")
        if self.paper.file_id is None:
            return _("no file")
        return "" if self.is_cleared else _("not compared with the original")


@dataclass(frozen=True)
class ReadyPack:
    papers: tuple[Ready, ...]

    def __len__(self) -> int:
        return len(self.papers)

    @property
    def cleared(self) -> int:
        return sum(each.is_cleared for each in self.papers)

    @property
    def is_complete(self) -> bool:
        return bool(self.papers) and self.cleared == len(self.papers)

    def __str__(self) -> str:
        return str(_("%(cleared)s/%(total)s pre-cleared") % {"cleared": self.cleared, "total": len(self.papers)})


def of(party: Party, *, on: date) -> ReadyPack:
    """From papers that are loaded already, where they are."""
    return of_papers(party.papers.all(), on=on)


def of_papers(papers: Iterable[Any], *, on: date) -> ReadyPack:
    """The current paper of each kind; a replaced one counts no more."""
    current = [paper for paper in papers if paper.replaced_by_id is None]
    return ReadyPack(tuple(Ready(paper, parties.paper_state(paper, on=on)) for paper in current))

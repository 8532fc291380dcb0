"""Provisions a letter may rest on: when each was in force, what replaced it, and whether counsel has verified it.

Law, article and date belong together: article 104 of the Civil Procedure Law meant something else before 2022.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext

from knowledge.models import Edition, Kind
from knowledge.shelf import Shelf
from knowledge.words import NO_WORDS, Words, words


@dataclass(frozen=True)
class Citation:
    edition_id: int
    code: str
    type: str  # provision, case
    law: Words
    article: Words
    jurisdiction: str
    since: date | None
    until: date | None  # the last day in force
    status: str  # in-force, repealed, renumbered, not-yet-applicable
    successor: str | None
    says: Words  # one sentence of our own, never the text itself
    why_typical: Words  # a starting point; the letter states its own reason
    trap: Words
    confidence: str
    is_verified: bool  # by counsel; an unverified one may be drafted with, not sent
    verified_by: str = ""
    verified_on: date | None = None

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Words:
        return Words(f"{self.law.zh}{self.article.zh}", f"{self.law.en}, {self.article.en}")

    @property
    def has_gone(self) -> bool:
        return self.status in {"repealed", "renumbered"}

    def stood_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


# Where each country publishes the text in force; the letter encloses that text, never ours.
OFFICIAL: Mapping[str, Words] = {
    "CN": Words("国家法律法规数据库（flk.npc.gov.cn）", "National Database of Laws and Regulations (flk.npc.gov.cn)"),
    "EU": Words("欧盟法律数据库EUR-Lex（eur-lex.europa.eu）", "EUR-Lex (eur-lex.europa.eu)"),
    "BE": Words("比利时官方公报法律库（ejustice.just.fgov.be）", "Belgian Official Gazette (ejustice.just.fgov.be)"),
    "US": Words("联邦法规电子汇编（ecfr.gov）", "Electronic Code of Federal Regulations (ecfr.gov)"),
}
ELSEWHERE: Mapping[str, Words] = {  # by the beginning of a code, where a body publishes its own rules
    "gb-disp": Words("英国金融行为监管局手册（handbook.fca.org.uk）", "FCA Handbook (handbook.fca.org.uk)"),
    "gb-": Words("英国法律数据库（legislation.gov.uk）", "legislation.gov.uk"),
}


def official_text(citation: Citation) -> Words:
    """Empty where nobody has named the place yet."""
    for beginning, place in ELSEWHERE.items():
        if citation.code.startswith(beginning):
            return place
    return OFFICIAL.get(citation.jurisdiction, NO_WORDS)


@dataclass(frozen=True)
class Finding:
    code: Literal["repealed", "renumbered", "not_yet_in_force", "unverified"]
    blocks: bool
    sentence: str
    successor: Citation | None = None


def current() -> Mapping[str, Citation]:
    return _SHELF.all()


def get(code: str) -> Citation:
    return _SHELF.get(code)


def of(edition: Edition) -> Citation:
    return _SHELF.of(edition)


def for_jurisdiction(*jurisdictions: str, on: date | None = None) -> list[Citation]:
    """For the picker: what stands, on that day if one is given."""
    return [
        citation
        for citation in current().values()
        if citation.jurisdiction in jurisdictions and (citation.stood_on(on) if on else citation.status == "in-force")
    ]


def in_force(code: str, on: date) -> bool:
    return get(code).stood_on(on)


def successor_of(code: str) -> Citation | None:
    """What stands in its place today, over several steps if need be."""
    known, seen = current(), {code}
    found = known.get(known[code].successor or "") if code in known else None
    while found and found.successor and found.successor not in seen:
        seen.add(found.code)
        found = known.get(found.successor)
    return found


def findings(citation: Citation, *, fact_on: date | None, letter_on: date) -> list[Finding]:
    """Compared with the day of the fact, and with the day of the letter when no fact is dated (row 4.3d)."""
    found = []
    day = fact_on or letter_on
    if citation.until and citation.until < day:
        found.append(_replaced(citation))
    elif citation.since and day < citation.since:
        sentence = gettext(
            "%(name)s was not yet in force on %(day)s: it applies from %(since)s. Cite what stood on that day."
        )
        values = {"name": citation.name, "day": day.isoformat(), "since": citation.since.isoformat()}
        found.append(Finding("not_yet_in_force", blocks=True, sentence=sentence % values))
    if not citation.is_verified:
        sentence = gettext(
            "%(name)s has not been verified by counsel. It may stand in a draft; counsel ticks it before it goes out."
        )
        found.append(Finding("unverified", blocks=False, sentence=sentence % {"name": citation.name}))
    return found


def _replaced(citation: Citation) -> Finding:
    successor = successor_of(citation.code)
    code: Literal["repealed", "renumbered"] = "renumbered" if citation.status == "renumbered" else "repealed"
    until = citation.until.isoformat() if citation.until else ""
    values = {"name": citation.name, "until": until, "new": successor.name if successor else ""}
    if successor:
        sentence = gettext("%(name)s was in force until %(until)s only. Cite %(new)s instead.") % values
    else:
        sentence = (
            gettext("%(name)s was in force until %(until)s only. Take it out, or cite what stood on that day.") % values
        )
    return Finding(code, blocks=True, sentence=sentence, successor=successor)


def _citation(edition: Edition) -> Citation:
    body = edition.content
    return Citation(
        edition_id=edition.pk,
        code=edition.code,
        type=body["type"],
        law=words(body["law"]),
        article=words(body["article"]),
        jurisdiction=body["jurisdiction"],
        since=_day(body["in_force"]["from"]),
        until=_day(body["in_force"]["to"]),
        status=body["status"],
        successor=body.get("successor"),
        says=words(body["says"]),
        why_typical=words(body["why_typical"]),
        trap=words(body.get("trap")),
        confidence=body["confidence"],
        is_verified=bool(body["verified"]),
        verified_by=str(body.get("verified_by") or ""),
        verified_on=_day(body.get("verified_on")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_SHELF: Shelf[Citation] = Shelf(Kind.CITATION, _citation)

"""What the library shows in one list: provisions, case notes, phrases and terms, found by words of either language."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import overload

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import CaseNote
from knowledge import citations, glossary
from knowledge import letters as templates
from knowledge.citations import Citation
from knowledge.templates import GAP
from knowledge.words import NO_WORDS, Words
from web.letter_inserts import PURPOSES

KINDS: dict[str, "str | Promise"] = {
    "provision": _("Provisions"),
    "case": _("Case notes"),
    "phrase": _("Phrases"),
    "term": _("Terms"),
}
MOST_WORDS = 8
_MARKS = re.compile(r"[《》〈〉“”\"'·()（）]")
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\uf900-\ufaff]+")
NOTE_COLUMNS = ("court_zh", "court_en", "number", "shows_zh", "shows_en", "source")


@dataclass(frozen=True)
class Row:
    kind: str
    title: Words
    text: Words
    url: str = ""
    place: str = ""  # a country, or EU
    group: "str | Promise" = ""  # what a phrase is for
    citation: Citation | None = None
    note: CaseNote | None = None


class OneAfterAnother(Sequence[Row]):
    """Lists in memory and rows of the database as one sequence, of which only the page asked for is read."""

    def __init__(self, *parts: "Sequence[Row] | Notes") -> None:
        self.parts = parts
        self.sizes = [len(part) for part in parts]

    def __len__(self) -> int:
        return sum(self.sizes)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        first, last, _step = place.indices(len(self))
        found: list[Row] = []
        for part, size in zip(self.parts, self.sizes, strict=True):
            if first < size and last > 0:
                found += part[max(first, 0) : min(last, size)]
            first, last = first - size, last - size
        return found


class Notes:
    def __init__(self, rows: "QuerySet[CaseNote]") -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, place: slice) -> list[Row]:
        return [of_note(note) for note in self.rows[place]]


def found(user: User, *, q: str, kind: str, place: str, body: str) -> OneAfterAnother:
    """`body`: the provisions on which letters to that freezing body usually rest."""
    words = words_of(q)
    parts: list[Sequence[Row] | Notes] = []
    if kind in ("", "provision", "case"):
        parts.append([row for row in _provisions(body) if _fits(row, words, kind, place)])
    if kind in ("", "case") and not body:
        parts.append(Notes(_notes(user, words, place)))
    if not place and not body:
        others = [*_phrases(), *_terms()]
        parts.append([row for row in others if _fits(row, words, kind, "")])
    return OneAfterAnother(*parts)


def words_of(q: str) -> list[str]:
    """行政处罚法第45条 is 行政处罚法第, 45 and 条: each must stand somewhere, in whichever language."""
    return _WORD.findall(_folded(q))[:MOST_WORDS]


def places() -> list[str]:
    return sorted({citation.jurisdiction for citation in citations.current().values()})


def of_note(note: CaseNote) -> Row:
    url = reverse("library-note", args=[note.pk])
    return Row("case", note.name, note.shows, url, note.country, note=note)


def of_citation(citation: Citation) -> Row:
    url = reverse("library-provision", args=[citation.code])
    kind = "case" if citation.type == "case" else "provision"
    return Row(kind, citation.name, citation.says, url, citation.jurisdiction, citation=citation)


def _provisions(body: str) -> Iterator[Row]:
    wanted = None
    if body:
        wanted = {code for letter in templates.for_body(body) for code in letter.zh.suggested_citations}
    for citation in citations.current().values():
        if wanted is None or citation.code in wanted:
            yield of_citation(citation)


def _phrases() -> Iterator[Row]:
    for phrase in templates.phrases():
        yield Row("phrase", NO_WORDS, _with_gaps_named(phrase.text), group=PURPOSES.get(phrase.purpose, phrase.purpose))


def _terms() -> Iterator[Row]:
    for term in glossary.current().values():
        yield Row("term", term.name, term.means)


def _with_gaps_named(text: Words) -> Words:
    """A reader sees 【date of the freeze】 where the letter puts what the case knows."""
    fields = templates.fields()

    def named(language: str) -> str:
        def label(gap: re.Match[str]) -> str:
            field = fields.get(gap[1])
            return f"【{field.label.text(language) if field else gap[1]}】"

        return GAP.sub(label, text.text(language))

    return Words(named("zh"), named("en"))


def _notes(user: User, words: list[str], place: str) -> "QuerySet[CaseNote]":
    rows = CaseNote.objects.visible_to(user).select_related("verified_by", "written_by")
    if place:
        rows = rows.filter(country=place)
    for word in words:
        anywhere: Q = reduce(or_, (Q(**{f"{name}__icontains": word}) for name in NOTE_COLUMNS))
        rows = rows.filter(anywhere)
    return rows.order_by("-decided_on", "-pk")


def _fits(row: Row, words: list[str], kind: str, place: str) -> bool:
    if (kind and row.kind != kind) or (place and row.place != place):
        return False
    if not words:
        return True
    more = f"{row.citation.code} {row.citation.trap.zh} {row.citation.trap.en}" if row.citation else ""
    hay = _folded(" ".join((row.title.zh, row.title.en, row.text.zh, row.text.en, more)))
    return all(word in hay for word in words)


def _folded(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()

"""The words of screens and letters in both languages, each with what it means."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.models import Edition, Kind
from knowledge.shelf import Shelf
from knowledge.words import Words, words


@dataclass(frozen=True)
class Term:
    code: str
    name: Words
    means: Words

    def __str__(self) -> str:
        return str(self.name)


def current() -> Mapping[str, Term]:
    return _SHELF.all()


def _term(edition: Edition) -> Term:
    return Term(edition.code, words(edition.content), words(edition.content["means"]))


_SHELF: Shelf[Term] = Shelf(Kind.TERM, _term)

"""The letters that can be written: templates in both languages, the gaps they may have, ready sentences to insert."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.models import Edition, Kind
from knowledge.shelf import Shelf
from knowledge.templates import Template, template
from knowledge.words import Words, language_of, words

# The twelve kinds of body in the coarser words of the templates.
BODY_OF: Mapping[str, str] = {
    "provider": "provider",
    "bank": "provider",
    "court-preservation": "court",
    "court-enforcement": "court",
    "police-criminal": "police",
    "prosecutor": "prosecutor",
    "tax": "tax",
    "customs": "customs",
    "administrative": "administrative",
    "fiu": "fiu",
    "sanctions": "sanctions",
    "data-protection": "regulator",
}
# The letter a case starts with. Where none is named, counsel chooses: no template fits unread.
FIRST: Mapping[str, str] = {
    "provider": "first-appeal-provider",
    "bank": "first-appeal-provider",
    "court-preservation": "objection-court-preservation",
    "court-enforcement": "objection-court-enforcement",
    "sanctions": "request-lifting-authority",
    "police-criminal": "complaint-police-freeze",
    "prosecutor": "complaint-police-freeze",
    "tax": "first-appeal-authority-cn-administrative",
    "customs": "first-appeal-authority-cn-administrative",
    "administrative": "first-appeal-authority-cn-administrative",
}
SECOND = "second-appeal"


@dataclass(frozen=True)
class Field:
    """A gap of a letter: what it holds and the grammar that keeps its sentence right."""

    code: str
    type: str  # text, date, money, exhibit-ref, ...
    form: str  # verb-phrase, clause, by-phrase, word for word, auto, counsel, ...
    is_list: bool
    min_items: int
    label: Words
    example: Words

    @property
    def is_automatic(self) -> bool:
        return "auto" in self.form or "computed" in self.form

    @property
    def is_for_counsel(self) -> bool:
        return "counsel" in self.form

    @property
    def is_reference(self) -> bool:
        """Empty prints nothing; the sentence is underlined instead."""
        return self.type == "exhibit-ref"


@dataclass(frozen=True)
class Letter:
    """A template as a pair: the two languages are parallel, block by block."""

    edition_id: int
    code: str
    name: Words
    zh: Template
    en: Template

    def __str__(self) -> str:
        return str(self.name)

    @property
    def kind(self) -> str:
        return self.zh.kind

    @property
    def is_internal(self) -> bool:
        return self.zh.is_internal

    def template(self, language: str | None) -> Template:
        return self.zh if language_of(language) == "zh-hans" else self.en

    def serves(self, body_kind: str) -> bool:
        return BODY_OF.get(body_kind) in self.zh.bodies


@dataclass(frozen=True)
class Phrase:
    """A sentence pair to insert; none admits fault."""

    code: str
    purpose: str  # opening, facts, evidence, request, law, closing, follow-up, answer-<category>
    text: Words


def current() -> Mapping[str, Letter]:
    return _LETTERS.all()


def get(code: str) -> Letter:
    return _LETTERS.get(code)


def of(edition: Edition) -> Letter:
    return _LETTERS.of(edition)


def for_body(body_kind: str) -> list[Letter]:
    """The outgoing letters that serve for this freezing body."""
    return [letter for letter in current().values() if letter.serves(body_kind) and not letter.is_internal]


def first_letter(body_kind: str) -> Letter | None:
    """The letter of the first appeal; None where counsel chooses."""
    code = FIRST.get(body_kind)
    return get(code) if code else None


def second_letter(body_kind: str) -> Letter | None:
    """The second appeal, where the route knows one before the same body."""
    letter = get(SECOND)
    return letter if letter.serves(body_kind) or BODY_OF.get(body_kind) in {"tax", "customs"} else None


def fields() -> Mapping[str, Field]:
    """The whitelist: a gap outside it stops the loading."""
    return _FIELDS.get("fields")


def label(code: str) -> str:
    """What a gap waits for, in the reader's language."""
    field = fields().get(code)
    return str(field.label) if field else code


def needed_lists(letter: Template) -> frozenset[str]:
    """The lists of a letter that must have at least one item; an empty one leaves its gaps open."""
    known = fields()
    return frozenset(
        code.partition(".n")[0]
        for code in letter.gaps()
        if (field := known.get(code)) and field.is_list and field.min_items
    )


def phrases(purpose: str | None = None) -> list[Phrase]:
    return [phrase for phrase in _PHRASES.all().values() if purpose in (None, phrase.purpose)]


def _letter(edition: Edition) -> Letter:
    versions = edition.content["versions"]
    return Letter(edition.pk, edition.code, edition.names, template(versions["zh-Hans"]), template(versions["en"]))


def _fields(edition: Edition) -> Mapping[str, Field]:
    return {
        code: Field(
            code=code,
            type=row["type"],
            form=row["form"] or "",
            is_list=row["list"],
            min_items=row.get("min_items", 0),
            label=words(row["label"]),
            example=words(row["example"]),
        )
        for code, row in edition.content.items()
    }


def _phrase(edition: Edition) -> Phrase:
    return Phrase(edition.code, edition.content["purpose"], words(edition.content))


_LETTERS: Shelf[Letter] = Shelf(Kind.LETTER, _letter)
_FIELDS: Shelf[Mapping[str, Field]] = Shelf(Kind.LETTER_FIELDS, _fields)
_PHRASES: Shelf[Phrase] = Shelf(Kind.PHRASE, _phrase)

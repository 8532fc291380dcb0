"""Why an account may be frozen: three families, fourteen causes. A cause is a possible explanation, never "you did"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from knowledge.models import Edition, Kind
from knowledge.shelf import Shelf
from knowledge.words import Words, words

Weight = Literal["core", "support"]
# No cause but a state: the other side will not say. The case goes on without one (row 1.0).
REFUSES_TO_SAY = "refuses-to-say"
REFUSES_TO_SAY_NAME = _("The provider refuses to say")


@dataclass(frozen=True)
class Proof:
    """A paper that speaks to a cause, and how much."""

    paper: str
    weight: Weight

    @property
    def is_core(self) -> bool:
        return self.weight == "core"


@dataclass(frozen=True)
class Cause:
    edition_id: int
    code: str
    family: str
    row: str
    name: Words
    explanation: Words
    fears: Words  # what the other side is afraid of
    questions: tuple[Words, ...]
    evidence: tuple[Proof, ...]
    innocent: tuple[Words, ...]  # innocent explanations to test
    never_say: tuple[Words, ...]
    likely_bodies: tuple[str, ...]
    often_with: tuple[str, ...]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def core(self) -> tuple[str, ...]:
        return tuple(proof.paper for proof in self.evidence if proof.is_core)


@dataclass(frozen=True)
class Family:
    code: str
    row: str
    name: Words
    explanation: Words
    causes: tuple[Cause, ...]

    def __str__(self) -> str:
        return str(self.name)


def families() -> list[Family]:
    """The three families with their causes, for the form and the library."""
    known = list(_CAUSES.all().values())
    return [
        Family(
            code,
            str(body["row"]),
            words(body),
            words(body["explanation"]),
            tuple(cause for cause in known if cause.family == code),
        )
        for code, body in _FAMILIES.all().items()
    ]


def current() -> Mapping[str, Cause]:
    return _CAUSES.all()


def get(code: str) -> Cause:
    return _CAUSES.get(code)


def of(edition: Edition) -> Cause:
    return _CAUSES.of(edition)


def for_body(body_kind: str) -> list[Cause]:
    """All causes, those first that this freezing body usually acts on."""
    return sorted(current().values(), key=lambda cause: body_kind not in cause.likely_bodies)


def for_case(codes: Iterable[str]) -> list[Cause]:
    """The causes of a case in the order they were named. A refusal to say is no cause and is left out."""
    known = current()
    return [known[code] for code in dict.fromkeys(codes) if code in known]


def _cause(edition: Edition) -> Cause:
    body = edition.content
    return Cause(
        edition_id=edition.pk,
        code=edition.code,
        family=body["family"],
        row=str(body["row"]),
        name=words(body),
        explanation=words(body["explanation"]),
        fears=words(body["other_side_fears"]),
        questions=_all(body["questions"]),
        evidence=tuple(Proof(row["document"], row["weight"]) for row in body["evidence"]),
        innocent=_all(body["innocent_explanations"]),
        never_say=_all(body["never_say"]),
        likely_bodies=tuple(body["likely_bodies"]),
        often_with=tuple(body["often_together_with"]),
    )


def _all(rows: Iterable[Mapping[str, Any]]) -> tuple[Words, ...]:
    return tuple(words(row) for row in rows)


_CAUSES: Shelf[Cause] = Shelf(Kind.CAUSE, _cause)
_FAMILIES: Shelf[dict[str, Any]] = Shelf(Kind.CAUSE_FAMILY, lambda edition: edition.content)

"""What the letter said at each saving, and what changed between two savings, sentence by sentence."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals import letters, material
from appeals.filling import FilledLetter
from appeals.models import AllowedWording, Appeal, LetterVersion
from appeals.proofreading import of_case as of_case_words
from appeals.proofreading.plain import folded, sentences
from cases import history
from cases.models import Case
from knowledge import tone

Words = Mapping[str, Sequence[Sequence[str]]]  # language to [part, heading, text]
ONE_SITTING = timedelta(minutes=10)  # a page that saves by itself makes one version of a sitting, not a hundred
NOT_COMPARED = frozenset({"header", "parties", "signature", "exhibits"})


@dataclass(frozen=True)
class Piece:
    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True)
class Part:
    code: str
    heading: str
    pieces: tuple[Piece, ...]

    @property
    def has_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def words_of(filled: Mapping[str, FilledLetter]) -> dict[str, list[list[str]]]:
    return {
        language: [
            [block.code, block.heading, paragraph.text]
            for block in letter.blocks
            if block.code not in NOT_COMPARED
            for paragraph in block.paragraphs
            if paragraph.text
        ]
        for language, letter in filled.items()
    }


def keep(appeal: Appeal, *, by: User, at: datetime) -> LetterVersion | None:
    """Used by drafting.write(). The same words make no version; one person's sitting makes one."""
    words = words_of(letters.fill_all(material.read(appeal)))
    newest = appeal.versions.first()
    if newest and newest.words == words:
        return None
    if newest and newest.saved_by_id == by.pk and at - newest.saved_at < ONE_SITTING and appeal.versions.count() > 1:
        newest.delete()
    return LetterVersion.objects.create(appeal=appeal, number=appeal.version, words=words, saved_by=by, saved_at=at)


def of_case(case: Case) -> list[LetterVersion]:
    """Of every round: a second appeal is compared with the first."""
    rows = LetterVersion.objects.filter(appeal__case=case).select_related("appeal", "saved_by")
    return list(rows.order_by("-appeal__round", "-number"))


def compare(old: Words, new: Words, language: str) -> list[Part]:
    """Part by part in the order of the newer letter; what only the older has comes after it."""
    before, after = _parts(old, language), _parts(new, language)
    found = []
    for code in dict.fromkeys([*after, *before]):
        heading = (after.get(code) or before[code])[0]
        one = before[code][1] if code in before else []
        other = after[code][1] if code in after else []
        found.append(Part(code, heading, tuple(_pieces(one, other))))
    return found


def _parts(words: Words, language: str) -> dict[str, tuple[str, list[str]]]:
    found: dict[str, tuple[str, list[str]]] = {}
    for code, heading, text in words.get(language, []):
        said = [piece.strip() for _start, piece in sentences(text)]
        found.setdefault(code, (heading, []))[1].extend(said)
    return found


def _pieces(one: list[str], other: list[str]) -> list[Piece]:
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Piece("same", text) for text in one[a:b]]
        else:
            found += [Piece("gone", text) for text in one[a:b]] + [Piece("new", text) for text in other[c:d]]
    return found


# --- what counsel lets stand -----------------------------------------------------------------------------------------


def key_of(sentence: str) -> str:
    return hashlib.sha256(folded(sentence).encode()).hexdigest()


@transaction.atomic
def allow(appeal: Appeal, *, sentence: str, by: User, at: datetime) -> AllowedWording:
    """Counsel ticks a sentence that can be read as an admission; the letter says it in these words only."""
    case = appeal.case
    case.require(by, Can.REVIEW_EVIDENCE)
    sentence = sentence.strip()
    known = material.read(appeal)
    passages = [p for language in appeal.languages for p in of_case_words.own_words(known, language)]
    said = {folded(part[0]) for passage in passages for part in tone.SENTENCE.finditer(passage.text)}
    if not folded(sentence) or folded(sentence) not in said:
        raise ValidationError(_("The letter does not say this any more. Open it again."), code="not_said")
    allowed, made = AllowedWording.objects.get_or_create(
        appeal=appeal,
        key=key_of(sentence),
        defaults={"sentence": sentence, "allowed_by": by, "allowed_at": at},
    )
    if made:
        history.record(
            case,
            "letter.wording_allowed",
            by=by,
            at=at,
            data={"appeal": appeal.pk, "key": allowed.key},
            private={"sentence": sentence},
        )
    return allowed

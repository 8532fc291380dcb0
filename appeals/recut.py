"""Where a rejection was cut otherwise than a reader would: sentences are joined, and words are cut out of them."""

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals import lines
from appeals.models import RejectionPoint
from appeals.rejection import Decision, decide_all, decided, require_open


@transaction.atomic
def join_next(point: RejectionPoint, *, by: User, at: datetime) -> RejectionPoint:
    """Two sentences that say one thing become one. Not a word of the quotation is lost, nor of an answer."""
    rejection = point.rejection
    case = rejection.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    require_open(rejection)
    following = rejection.points.filter(position__gt=point.position).order_by("position").first()
    if following is None:
        raise ValidationError(_("This is the last sentence."), code="no_next")
    has = set(point.evidence.values_list("evidence_id", flat=True))
    following.evidence.exclude(evidence_id__in=has).update(point=point)
    following.delete()
    RejectionPoint.objects.filter(pk=point.pk).update(
        quote=lines.joined(point.quote, following.quote),
        is_point=True if following.is_point else point.is_point,
        category=point.category or following.category,
        is_vague=point.is_vague or following.is_vague,
        answer_kind=point.answer_kind or following.answer_kind,
        answer_zh="\n".join(filter(None, [point.answer_zh, following.answer_zh])),
        answer_en="\n".join(filter(None, [point.answer_en, following.answer_en])),
        owner=point.owner_id or following.owner_id,
    )
    decide_all(rejection, {}, by=by, at=at)
    point.refresh_from_db()
    return point


@transaction.atomic
def cut_out(point: RejectionPoint, words: str, *, by: User, at: datetime) -> RejectionPoint:
    """Words that a person selected become a sentence of their own: one sentence may refuse for two reasons (row 6.1a).

    What stood before and after them stays, marked as the whole was; an answer stays with the first part. Words that
    reach into the next sentences take of them what was selected, and are open where those were marked otherwise.
    """
    rejection = point.rejection
    case = rejection.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    require_open(rejection)
    tail = _reach(point, words, by=by, at=at)
    before, wanted, after = _around(point.quote, words)
    agreed = decided(point) if decided(point) == decided(tail) else None
    marks = ((before, decided(point)), (wanted, agreed), (after, decided(tail)))
    parts = [(part, marked) for part, marked in marks if part]
    if len(parts) == 1 and tail is not point:
        return point  # two whole sentences, joined
    if len(parts) == 1:
        raise ValidationError(_("This is the whole sentence. Select a part of it."), code="whole_sentence")
    # From the end backwards: two sentences never stand in one place, not even for a moment.
    for later in rejection.points.filter(position__gt=point.position).order_by("-position"):
        RejectionPoint.objects.filter(pk=later.pk).update(position=later.position + len(parts) - 1)
    first, mark = parts[0]
    RejectionPoint.objects.filter(pk=point.pk).update(quote=first, number=None, **_columns(mark))
    RejectionPoint.objects.bulk_create(
        RejectionPoint(
            rejection=rejection,
            position=point.position + step,
            quote=part,
            **_columns(marked),
        )
        for step, (part, marked) in enumerate(parts[1:], start=1)
    )
    decide_all(rejection, {}, by=by, at=at)
    return rejection.points.get(position=point.position + bool(before))


def _columns(marked: Decision | None) -> dict[str, Any]:
    return asdict(marked) if marked else {"is_point": None, "category": "", "is_vague": False}


def _reach(point: RejectionPoint, words: str, *, by: User, at: datetime) -> RejectionPoint:
    """Join as many of the next sentences as the words reach into, and return the last of them as it was marked."""
    if _found(point.quote, words):
        return point
    quote = point.quote
    following = point.rejection.points.filter(position__gt=point.position).order_by("position")
    for reached, sentence in enumerate(following, start=1):
        quote = lines.joined(quote, sentence.quote)
        if hits := _found(quote, words):
            if hits[0].start() >= len(point.quote):
                return point  # they begin in a later sentence: the button beside that one cuts them
            marked = decided(point)
            for _step in range(reached):
                join_next(point, by=by, at=at)
            if point.answer_kind == "":  # the first keeps its own marks, unless an answer came to it
                RejectionPoint.objects.filter(pk=point.pk).update(number=None, **_columns(marked))
                point.refresh_from_db(fields=["is_point", "category", "is_vague", "number"])
            return sentence
    return point


def _found(quote: str, words: str) -> list[re.Match[str]]:
    """Where the words stand; a line end or a blank in what was selected may be none in the quotation."""
    wanted = r"\s*".join(map(re.escape, "".join(words.split())))
    return list(re.finditer(wanted, quote)) if wanted else []


def _around(quote: str, words: str) -> tuple[str, str, str]:
    """The quotation before the words, the words, and what follows."""
    found = _found(quote, words)
    if not found:
        raise ValidationError(
            _("These words do not stand in the sentence. Select them there, or type them as they stand."),
            code="words_not_found",
        )
    if len(found) > 1:
        raise ValidationError(_("These words stand there twice. Select a few more of them."), code="words_twice")
    before, middle, after = quote[: found[0].start()], found[0][0], quote[found[0].end() :]
    before, middle = _stops_moved(before, middle)
    middle, after = _stops_moved(middle, after)
    if not any(letter.isalnum() for letter in before):  # a bracket or a full stop alone is no sentence
        before, middle = "", before + middle
    if not any(letter.isalnum() for letter in after):
        middle, after = middle + after, ""
    return before.strip(), middle.strip(), after.strip()


def _stops_moved(first: str, second: str) -> tuple[str, str]:
    """No sentence begins with a comma: it stays with the words that it closes."""
    rest = second.lstrip(" ，、；：,;:")
    return (first + second[: len(second) - len(rest)], rest) if first and rest else (first, second)

"""Comments on a pack: said at a place, answered, settled, opened again. They never enter the bound pack."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals.filling import FilledLetter
from appeals.models import Comment, Pack, PackItem, Reply
from appeals.models.review import WHOLE
from cases import history
from cases.models import Case


@dataclass(frozen=True)
class Place:
    """An exhibit's sheet, with or without a point on it; or a paragraph of the letter; or neither: the whole pack."""

    item: PackItem | None = None
    page: int = 1
    x: int | None = None
    y: int | None = None
    paragraph: int | None = None


@transaction.atomic
def say(pack: Pack, *, text: str, kind: str, place: Place, by: User, at: datetime) -> Comment:
    case = pack.case
    _may_talk(case, by)
    text = _words(text, "text")
    if kind not in Comment.Kind.values:
        raise ValidationError({"kind": ValidationError(_("Choose one of the three kinds."), code="kind_unknown")})
    comment = Comment.objects.create(
        case=case,
        appeal_id=pack.appeal_id,
        pack=pack,
        kind=kind,
        text=text,
        written_by=by,
        written_at=at,
        **_where(pack, place),
    )
    history.record(
        case,
        "comment.written",
        by=by,
        at=at,
        data={"comment": comment.pk, "pack": pack.pk, "kind": kind, "page": comment.page},
        private={"text": text},
    )
    return comment


def _where(pack: Pack, place: Place) -> dict[str, object]:
    if place.item is not None:
        last = place.item.file.pages or 1
        if not 1 <= place.page <= last:
            raise ValidationError(
                {
                    "page": ValidationError(
                        _("This exhibit has %(pages)s sheets."), code="no_such_page", params={"pages": last}
                    )
                }
            )
        pinned = place.x is not None and place.y is not None
        if pinned and not (0 <= (place.x or 0) <= WHOLE and 0 <= (place.y or 0) <= WHOLE):
            raise ValidationError(_("This point does not lie on the page."), code="pin_off_the_page")
        return {
            "evidence_id": place.item.evidence_id,
            "sha256": place.item.sha256,
            "page": place.page,
            "x": place.x if pinned else None,
            "y": place.y if pinned else None,
        }
    if place.paragraph is not None:
        said = paragraphs(pack).get(place.paragraph)
        if said is None:
            raise ValidationError(
                {"place": ValidationError(_("The letter has no such paragraph."), code="no_such_paragraph")}
            )
        return {"paragraph": place.paragraph, "quote": said[:300]}
    return {}


def paragraphs(pack: Pack) -> dict[int, str]:
    """The numbered paragraphs of the pack's first letter; both languages count alike."""
    letter = FilledLetter.from_dict(next(iter(pack.letters.values())))
    return {p.number: p.text for block in letter.blocks for p in block.paragraphs if p.number}


@transaction.atomic
def answer(comment: Comment, *, text: str, by: User, at: datetime) -> Reply:
    case = comment.case
    _may_talk(case, by)
    reply = Reply.objects.create(comment=comment, text=_words(text, "text"), written_by=by, written_at=at)
    history.record(case, "comment.answered", by=by, at=at, data={"comment": comment.pk}, private={"text": reply.text})
    return reply


@transaction.atomic
def settle(comment: Comment, *, by: User, at: datetime) -> Comment:
    """What must be changed is settled by who reviews, or by who said it: not by the one who was asked to change it."""
    case = comment.case
    _may_talk(case, by)
    if comment.kind == Comment.Kind.MUST and by.pk != comment.written_by_id and not case.allows(by, Can.APPROVE_PACK):
        raise PermissionDenied(_("A comment that must be acted on is settled by a reviewer. Reply to it instead."))
    if not Comment.objects.filter(pk=comment.pk, settled_at=None).update(settled_at=at, settled_by=by):
        raise ValidationError(_("This comment has been settled already."), code="settled_already")
    comment.refresh_from_db()
    history.record(case, "comment.settled", by=by, at=at, data={"comment": comment.pk})
    return comment


@transaction.atomic
def reopen(comment: Comment, *, by: User, at: datetime) -> Comment:
    case = comment.case
    _may_talk(case, by)
    if not Comment.objects.filter(pk=comment.pk).exclude(settled_at=None).update(settled_at=None, settled_by=None):
        raise ValidationError(_("This comment is open already."), code="open_already")
    comment.refresh_from_db()
    history.record(case, "comment.reopened", by=by, at=at, data={"comment": comment.pk})
    return comment


def _may_talk(case: Case, by: User) -> None:
    case.require(by, Can.WORK_ON_CASE)
    if case.is_closed:
        raise ValidationError(_("The case is closed."), code="case_closed")


def _words(text: str, name: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({name: ValidationError(_("Write what you want to say."), code="says_nothing")})
    return text

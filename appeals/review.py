"""Four eyes: counsel or a manager approves exactly these bytes, or gives them back with reasons and a day."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals import pack as packs
from appeals.models import Appeal, Approval, CitationUse, Pack
from cases import checklists, history, news, timeline


def require_other_eyes(pack: Pack, by: User) -> None:
    """Neither who sent the pack nor who wrote the letter last may decide on it."""
    if by.pk in (pack.made_by_id, pack.appeal.written_by_id):
        raise PermissionDenied(_("You wrote or sent this yourself. Somebody else must decide on it."))


@transaction.atomic
def approve(pack: Pack, *, content_hash: str, by: User, at: datetime) -> Approval:
    """`content_hash` is what the person had before their eyes: the approval is bound to it and to nothing else."""
    case = pack.case
    case.require(by, Can.APPROVE_PACK)
    require_other_eyes(pack, by)
    if content_hash != pack.content_hash:
        raise ValidationError(
            _("The page you approved showed another version. Open the pack again and compare."), code="hash_differs"
        )
    packs.require_standing(pack)
    if not Pack.objects.filter(pk=pack.pk, state=Pack.State.WITH_COUNSEL).update(state=Pack.State.APPROVED):
        raise ValidationError(_("This pack has been decided on already."), code="decided_already")
    pack.refresh_from_db()
    approval = Approval.objects.create(
        pack=pack,
        content_hash=content_hash,
        decision=Approval.Decision.APPROVED,
        requested_by=pack.made_by,
        decided_by=by,
        decided_at=at,
    )
    Appeal.objects.filter(pk=pack.appeal_id).update(status=Appeal.Status.APPROVED)
    done = ["approve"]
    if case.allows(by, Can.REVIEW_EVIDENCE):
        # Counsel's approval covers what only counsel may judge: the three tests, the law, and words of regret.
        done += ["three-tests", "authorities", "identity-set", "apology-tick"]
        CitationUse.objects.filter(appeal_id=pack.appeal_id, checked_by=None).update(checked_by=by)
    for code in done:
        checklists.settle(case, code, by=by, at=at, note=f"v{pack.number}")
    zh, en = both(_("Pack v%(number)s approved by %(name)s"), number=pack.number, name=by)
    timeline.note_event(case, "pack_approved", happened_at=at, zh=zh, en=en, by=by, at=at, sha256=content_hash)
    news.tell(case, pack.made_by, "pack_approved", at=at, key=str(pack.pk), pack=pack, decider=by)
    history.record(
        case, "pack.approved", by=by, at=at, data={"pack": pack.pk, "number": pack.number, "hash": content_hash}
    )
    return approval


@transaction.atomic
def give_back(pack: Pack, *, reasons: str, fix_by: date | None, by: User, at: datetime) -> Approval:
    """Back to the desk, with what is to be changed and by when."""
    case = pack.case
    case.require(by, Can.APPROVE_PACK)
    require_other_eyes(pack, by)
    if not reasons.strip():
        raise ValidationError(
            {"reasons": ValidationError(_("Say what has to change. The desk reads it."), code="reason_missing")}
        )
    if fix_by and fix_by < at.date():
        raise ValidationError({"fix_by": ValidationError(_("This day lies in the past."), code="in_past")})
    if not Pack.objects.filter(pk=pack.pk, state=Pack.State.WITH_COUNSEL).update(state=Pack.State.RETURNED):
        raise ValidationError(_("This pack has been decided on already."), code="decided_already")
    pack.refresh_from_db()
    approval = Approval.objects.create(
        pack=pack,
        content_hash=pack.content_hash,
        decision=Approval.Decision.RETURNED,
        requested_by=pack.made_by,
        decided_by=by,
        decided_at=at,
        reasons=reasons.strip(),
        fix_by=fix_by,
    )
    Appeal.objects.filter(pk=pack.appeal_id, status=Appeal.Status.IN_REVIEW).update(status=Appeal.Status.RETURNED)
    zh, en = both(_("Pack v%(number)s returned for changes by %(name)s"), number=pack.number, name=by)
    timeline.note_event(case, "pack_returned", happened_at=at, zh=zh, en=en, by=by, at=at)
    news.tell(case, pack.made_by, "pack_returned", at=at, key=str(pack.pk), pack=pack, decider=by, approval=approval)
    history.record(
        case,
        "pack.returned",
        by=by,
        at=at,
        data={"pack": pack.pk, "number": pack.number, "fix_by": fix_by.isoformat() if fix_by else None},
        private={"reasons": reasons.strip()},
    )
    return approval

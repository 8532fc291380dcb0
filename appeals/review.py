"""Four eyes: counsel or a manager approves exactly these bytes, or gives them back with reasons and a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from accounts.roles import Can
from accounts.words import both, listed
from appeals import assessing, citing
from appeals import pack as packs
from appeals.models import Appeal, Approval, Assessment, CitationUse, Comment, Pack, PackItem
from cases import checklists, deadlines, history, news, timeline
from cases.models import Deadline


@dataclass(frozen=True)
class Standing:
    """What the review itself has found: what is still asked for, and what the three tests say."""

    must: int  # open comments that must be acted on
    other: int  # open comments besides
    refused: tuple[str, ...]  # exhibits that fail a test
    doubted: tuple[str, ...]
    untested: tuple[str, ...]  # exhibits without all three verdicts

    @property
    def is_clear(self) -> bool:
        return not self.must and not self.refused


def standing(pack: Pack, items: Sequence[PackItem]) -> Standing:
    kinds = list(Comment.objects.filter(appeal_id=pack.appeal_id).open().values_list("kind", flat=True))
    must = kinds.count(Comment.Kind.MUST)
    verdicts = assessing.of(items)

    def with_verdict(verdict: str) -> tuple[str, ...]:
        return tuple(
            item.exhibit
            for item in items
            if any(row.verdict == verdict for row in verdicts.get(item.evidence_id, {}).values())
        )

    untested = tuple(item.exhibit for item in items if len(verdicts.get(item.evidence_id, {})) < len(assessing.TESTS))
    return Standing(
        must,
        len(kinds) - must,
        with_verdict(Assessment.Verdict.NO),
        with_verdict(Assessment.Verdict.DOUBT),
        untested,
    )


def require_clear(pack: Pack) -> Standing:
    """An exhibit that fails a test, and a comment that must be acted on, stand against an approval."""
    found = standing(pack, list(pack.items.all()))
    wrong = []
    if found.must:
        wrong.append(
            ValidationError(
                ngettext_lazy(
                    "%(count)d comment must still be acted on. Settle it, or return the pack.",
                    "%(count)d comments must still be acted on. Settle them, or return the pack.",
                    "count",
                ),
                code="must_open",
                params={"count": found.must},
            )
        )
    if found.refused:
        wrong.append(
            ValidationError(
                _("These exhibits fail one of the three tests: %(exhibits)s. Return the pack, or judge them again."),
                code="test_failed",
                params={"exhibits": listed(found.refused)},
            )
        )
    if wrong:
        raise ValidationError(wrong)
    return found


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
    citing.require_all_verified(pack.appeal)
    found = require_clear(pack)
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
        case,
        "pack.approved",
        by=by,
        at=at,
        data={
            "pack": pack.pk,
            "number": pack.number,
            "hash": content_hash,
            "open_comments": found.other,
            "untested": list(found.untested),
        },
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
    if fix_by and fix_by < case.organisation.day_of(at):
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
    if fix_by:
        _start_clock(pack, fix_by, by=by, at=at)
    history.record(
        case,
        "pack.returned",
        by=by,
        at=at,
        data={"pack": pack.pk, "number": pack.number, "fix_by": fix_by.isoformat() if fix_by else None},
        private={"reasons": reasons.strip()},
    )
    return approval


def _start_clock(pack: Pack, on: date, *, by: User, at: datetime) -> None:
    """The day that counsel set runs like any other date of the firm's own; the next version meets it."""
    case = pack.case
    zh, en = both(_("Change pack v%(number)s as counsel asks and send it again"), number=pack.number)
    source_zh, source_en = both(_("Stated when pack v%(number)s was returned"), number=pack.number)
    deadlines.set_date(
        case,
        code=packs.TO_FIX,
        kind=Deadline.Kind.TARGET,
        actor=Deadline.Actor.US,
        zh=zh,
        en=en,
        due_on=on,
        zone=case.organisation.time_zone,
        trigger="pack_returned",
        trigger_at=at,
        source_zh=source_zh,
        source_en=source_en,
        owner=pack.made_by,
        by=by,
        at=at,
    )

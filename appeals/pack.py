"""The evidence pack: a numbered snapshot of letter and exhibits, and one hash over every word and file of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals import checks, letters, material, proof
from appeals.filling import FilledLetter
from appeals.material import Material
from appeals.models import Appeal, Pack, PackItem
from cases import checklists, deadlines, history, news, timeline
from cases.models import Case

TO_FIX = "fix-pack"  # the day by which a returned pack comes again
OPEN = (Pack.State.WITH_COUNSEL, Pack.State.RETURNED, Pack.State.APPROVED)
# Of an exhibit, everything that is printed or decides where it is printed.
ITEM = ("section", "exhibit", "title_zh", "title_en", "source_zh", "source_en", "proves_zh", "proves_en")
ITEM_TOO = ("form", "confidentiality", "is_new", "annex", "sha256")


@dataclass(frozen=True)
class Content:
    """What a pack would hold if it were made now."""

    letters: Mapping[str, FilledLetter]
    items: tuple[PackItem, ...]  # not saved
    hash: str


def content(known: Material, filled: Mapping[str, FilledLetter] | None = None) -> Content:
    filled = filled if filled is not None else letters.fill_all(known)
    marked = proof.marked(known.case)
    annexes = {new.evidence.pk: new.annex for new in known.new_items}
    items = tuple(
        PackItem(
            evidence=item,
            position=position,
            section=item.section,
            exhibit=exhibit,
            title_zh=item.title_zh or item.title_en,
            title_en=item.title_en or item.title_zh,
            source_zh=item.source_zh,
            source_en=item.source_en,
            proves_zh=item.proves_zh,
            proves_en=item.proves_en,
            dated_on=item.dated_on,
            form=item.form,
            confidentiality=item.confidentiality,
            file=item.file,
            sha256=item.file.sha256,
            is_new=known.appeal.is_second and item.added_round == known.appeal.round,
            annex=annexes.get(item.pk),
            key_pages=marked.get(item.pk, []),
        )
        for position, (exhibit, item) in enumerate(known.exhibits, start=1)
    )
    as_data = {language: letter.as_dict() for language, letter in filled.items()}
    return Content(filled, items, content_hash(as_data, items))


def content_hash(letters_as_data: Mapping[str, Any], items: tuple[PackItem, ...]) -> str:
    """SHA-256 over canonical JSON (RFC 8785): the same content gives the same hash on every machine."""
    rows = [
        {
            **{name: getattr(item, name) for name in (*ITEM, *ITEM_TOO)},
            "dated_on": item.dated_on.isoformat() if item.dated_on else None,
            "position": item.position,
            **({"key_pages": item.key_pages} if item.key_pages else {}),
        }
        for item in items
    ]
    return hashlib.sha256(rfc8785.dumps({"letters": dict(letters_as_data), "items": rows})).hexdigest()


# --- void or not -----------------------------------------------------------------------------------------------------


def current_hash(appeal: Appeal) -> str:
    return content(material.read(appeal)).hash


def is_void(pack: Pack, now: str | None = None) -> bool:
    """Letter or evidence is not what it was. What has gone out stays what it was, whatever changes later."""
    if pack.state == Pack.State.VOID:
        return True
    if pack.state == Pack.State.SUBMITTED:
        return False
    return pack.content_hash != (now if now is not None else current_hash(pack.appeal))


def require_standing(pack: Pack) -> None:
    if is_void(pack):
        raise ValidationError(
            _("Letter or evidence changed after this pack was made. Send it to counsel again as a new version."),
            code="void",
        )


def newest(case: Case) -> Pack | None:
    return case.packs.order_by("-number").first()


# --- making one ------------------------------------------------------------------------------------------------------


@transaction.atomic
def send_to_counsel(appeal: Appeal, *, by: User, at: datetime, note: str = "") -> Pack:
    """Freeze letter and evidence as they stand, and hand them over. A red gate lists everything that is missing."""
    case = appeal.case
    case.require(by, Can.WORK_ON_CASE)
    known = material.read(appeal)
    appeal = known.appeal
    if not appeal.is_open:
        raise ValidationError(_("This appeal has gone out already."), code="already_submitted")
    filled = letters.fill_all(known)
    red = [problem for problem in checks.of(known, filled, at=at) if problem.blocks]
    if red:
        raise ValidationError([ValidationError(str(problem.sentence), code=problem.code) for problem in red])
    made = content(known, filled)
    if case.packs.filter(state=Pack.State.WITH_COUNSEL, content_hash=made.hash).exists():
        raise ValidationError(_("Counsel has exactly this pack already."), code="with_counsel_already")
    case.packs.filter(appeal=appeal, state__in=OPEN).update(state=Pack.State.VOID)
    number = (Pack.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0) + 1
    pack = Pack.objects.create(
        case=case,
        appeal=appeal,
        number=number,
        content_hash=made.hash,
        letters={language: letter.as_dict() for language, letter in made.letters.items()},
        note=note.strip(),
        made_by=by,
        made_at=at,
    )
    for item in made.items:
        item.pack = pack
    PackItem.objects.bulk_create(made.items)
    Appeal.objects.filter(pk=appeal.pk).update(status=Appeal.Status.IN_REVIEW)
    deadlines.meet_code(case, TO_FIX, by=by, at=at, note=f"v{number}")
    for code in ("channel", "letter", "facts-matrix", "collect-evidence", "identity-set"):
        checklists.settle(case, code, by=by, at=at, note=f"v{number}")
    if appeal.is_second:
        for code in ("point-table", "new-channel", "third-party-evidence"):
            checklists.settle(case, code, by=by, at=at, note=f"v{number}")
    zh, en = both(_("Pack v%(number)s sent to counsel"), number=number)
    timeline.note_event(case, "pack_sent", happened_at=at, zh=zh, en=en, by=by, at=at, sha256=made.hash)
    if case.counsel and case.counsel != by:
        news.tell(case, case.counsel, "pack_for_review", at=at, key=str(pack.pk), pack=pack, maker=by)
    history.record(
        case,
        "pack.made",
        by=by,
        at=at,
        data={"pack": pack.pk, "number": number, "hash": made.hash, "items": len(made.items)},
    )
    return pack

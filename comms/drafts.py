"""To an authority only counsel speaks. Finance writes a draft; counsel reads exactly these words and lets them out."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import contact, history
from cases.models import Case, Message
from comms.models import OutDraft
from documents.models import StoredFile

# A recording is kept of what was said; nothing is sent as one.
CHANNELS = frozenset(Message.Channel.values) - {Message.Channel.RECORDING.value}


def hash_of(channel: str, other_side: str, subject: str, text: str, file: StoredFile | None) -> str:
    content = [channel, other_side, subject, text, file.sha256 if file else ""]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def write(case: Case, *, given: dict[str, Any], by: User, at: datetime) -> OutDraft:
    """It goes to counsel's queue and nowhere else (row 2.3c)."""
    case.require(by, Can.WORK_ON_CASE)
    clean = _checked(given)
    draft = OutDraft.objects.create(case=case, **clean, content_hash=hash_of(**clean), written_by=by, written_at=at)
    history.record(
        case,
        "draft.written",
        by=by,
        at=at,
        data={"draft": draft.pk, "hash": draft.content_hash, "channel": draft.channel},
        private={"subject": draft.subject, "to": draft.other_side},
    )
    return draft


@transaction.atomic
def rewrite(draft: OutDraft, *, given: dict[str, Any], by: User, at: datetime) -> OutDraft:
    """After counsel returned it. An approved draft that changes has to be approved again."""
    case = draft.case
    case.require(by, Can.WORK_ON_CASE)
    clean = _checked(given)
    if clean["file"] is None:
        clean["file"] = draft.file
    changed = OutDraft.objects.filter(pk=draft.pk, content_hash=draft.content_hash).exclude(state=OutDraft.State.SENT)
    if not changed.update(
        **clean,
        content_hash=hash_of(**clean),
        state=OutDraft.State.WAITING,
        written_by=by,
        written_at=at,
        decided_by=None,
        decided_at=None,
        reasons="",
    ):
        raise ValidationError(_("Somebody has just changed or sent this draft. Reload the page."), code="changed")
    draft.refresh_from_db()
    history.record(
        case, "draft.written", by=by, at=at, data={"draft": draft.pk, "hash": draft.content_hash},
        private={"subject": draft.subject, "to": draft.other_side},
    )  # fmt: skip
    return draft


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    wrong: dict[str, ValidationError] = {}
    clean = {name: str(given.get(name) or "").strip() for name in ("channel", "other_side", "subject", "text")}
    if clean["channel"] not in CHANNELS:
        wrong["channel"] = ValidationError(_("Choose a channel."), code="channel_missing")
    for name, sentence in (
        ("other_side", _("Say to whom it is addressed.")),
        ("subject", _("Say what it is about.")),
        ("text", _("Write what is to be said.")),
    ):
        if not clean[name]:
            wrong[name] = ValidationError(sentence, code=f"{name}_missing")
    if wrong:
        raise ValidationError(wrong)
    return {
        "channel": clean["channel"],
        "other_side": clean["other_side"][:200],
        "subject": clean["subject"][:200],
        "text": clean["text"],
        "file": given.get("file"),
    }


@transaction.atomic
def decide(draft: OutDraft, *, approve: bool, content_hash: str, by: User, at: datetime, reasons: str = "") -> OutDraft:
    """Bound to the words that counsel had before the eyes."""
    case = draft.case
    case.require(by, Can.CONTACT_AUTHORITY)
    if draft.written_by_id == by.pk:
        raise PermissionDenied(_("You wrote or sent this yourself. Somebody else must decide on it."))
    if content_hash != draft.content_hash:
        raise ValidationError(
            _("The page you approved showed another version. Open the draft again and compare."), code="hash_differs"
        )
    if not approve and not reasons.strip():
        raise ValidationError({"reasons": ValidationError(_("Say what has to change."), code="reasons_missing")})
    state = OutDraft.State.APPROVED if approve else OutDraft.State.RETURNED
    if not OutDraft.objects.filter(pk=draft.pk, state=OutDraft.State.WAITING, content_hash=content_hash).update(
        state=state, decided_by=by, decided_at=at, reasons=reasons.strip()
    ):
        raise ValidationError(_("This draft has been decided on already."), code="decided_already")
    draft.refresh_from_db()
    history.record(
        case,
        f"draft.{state}",
        by=by,
        at=at,
        data={"draft": draft.pk, "hash": content_hash},
        private={"reasons": reasons.strip()} if reasons.strip() else None,
    )
    return draft


@transaction.atomic
def sent(draft: OutDraft, *, happened_at: datetime, by: User, at: datetime) -> OutDraft:
    """It went out as approved. The one who speaks to authorities records it; the log keeps the words."""
    case = draft.case
    contact.require_contact(case, by)
    if draft.state != OutDraft.State.APPROVED:
        raise ValidationError(_("Counsel has not approved this draft."), code="not_approved")
    message = contact.log_message(
        case,
        way=Message.Way.OUT,
        channel=draft.channel,
        subject=draft.subject,
        text=draft.text,
        other_side=draft.other_side,
        happened_at=happened_at,
        by=by,
        at=at,
        file=draft.file,
    )
    if not OutDraft.objects.filter(pk=draft.pk, state=OutDraft.State.APPROVED, content_hash=draft.content_hash).update(
        state=OutDraft.State.SENT, message=message
    ):
        raise ValidationError(_("Somebody has just changed or sent this draft. Reload the page."), code="changed")
    draft.refresh_from_db()
    history.record(case, "draft.sent", by=by, at=at, data={"draft": draft.pk, "message": message.pk})
    return draft

"""Who may speak to whom: to court, police, tax and the like only counsel; a provider may be called by finance."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import history
from cases.models import Case, Message
from cases.thinkable import in_future
from documents.models import StoredFile
from knowledge import routes


def counsel_only(case: Case) -> bool:
    """The outbound lock (row 1.1f). An unknown body is locked too: it may turn out to be a court."""
    return routes.body_kind(case.freeze.body_kind).is_authority


def require_contact(case: Case, by: User) -> None:
    if counsel_only(case):
        if not case.allows(by, Can.CONTACT_AUTHORITY):
            raise PermissionDenied(
                _(
                    "The freeze was ordered by an authority, or it is not yet known by whom. "
                    "Only counsel writes to or calls the other side. Hand your draft to counsel."
                )
            )
    else:
        case.require(by, Can.CONTACT_INSTITUTION)


def require_verified(case: Case) -> None:
    """No paper leaves before the notice is known to be genuine (row 2.1a): a false notice fishes for papers."""
    if not case.freeze.is_verified:
        raise ValidationError(
            _("Nothing can be sent yet: first verify the notice through an official channel, never its own contact."),
            code="not_verified",
        )


def require_whole(
    *,
    channel: str,
    subject: str,
    happened_at: datetime | None,
    basis: str,
    at: datetime,
    file: StoredFile | None = None,
) -> None:
    """What no contact is logged without: all of it is said at once, also beside a form that lacks other things."""
    wrong: dict[str, ValidationError] = {}
    if not subject.strip():
        wrong["subject"] = ValidationError(_("Say what it was about."), code="subject_missing")
    if happened_at and happened_at > at:
        wrong["happened_at"] = in_future()
    is_audio = file is not None and file.mime.startswith("audio/")
    if channel != Message.Channel.RECORDING and is_audio:
        wrong["channel"] = ValidationError(
            _("This file is a recording. Choose “Recording” as the channel and say on what ground it is kept."),
            code="is_a_recording",
        )
    if (channel == Message.Channel.RECORDING or is_audio) and not basis.strip():
        wrong["basis"] = ValidationError(
            _("Say on what ground the recording is kept: who consented and when, or which rule allows it."),
            code="basis_missing",
        )
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def log_message(
    case: Case,
    *,
    way: str,
    channel: str,
    subject: str,
    text: str,
    other_side: str,
    happened_at: datetime,
    by: User,
    at: datetime,
    file: StoredFile | None = None,
    basis: str = "",
    is_privileged: bool = False,
) -> Message:
    """A call, mail, letter or portal message, ours or theirs. Logging what we said needs the right to say it."""
    case.require(by, Can.WORK_ON_CASE)
    if way == Message.Way.OUT:
        require_contact(case, by)
        if file is not None:
            require_verified(case)
    require_whole(channel=channel, subject=subject, happened_at=happened_at, basis=basis, file=file, at=at)
    if is_privileged:
        case.require(by, Can.READ_PRIVILEGED)
    message = Message.objects.create(
        case=case,
        way=way,
        channel=channel,
        subject=subject.strip()[:200],
        text=text,
        other_side=other_side[:200],
        happened_at=happened_at,
        file=file,
        basis=basis.strip()[:300],
        is_privileged=is_privileged,
        recorded_at=at,
        recorded_by=by,
    )
    history.record(
        case,
        "message.logged",
        by=by,
        at=at,
        data={"message": message.pk, "way": way, "channel": channel},
        private=None if is_privileged else {"subject": subject, "other_side": other_side},
    )
    return message

"""The note of a call, with its three aims (guide, 2.3)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.words import both
from cases import contact, timeline
from cases.models import Case, Message
from comms.models import CallNote

AIMS = ("basis_given", "attitude", "security_view", "agreed")


@transaction.atomic
def log_call(case: Case, *, given: dict[str, Any], by: User, at: datetime) -> CallNote:
    """A call we made is outbound: to an authority only counsel makes it. Whoever called, the three answers are kept."""
    told = {name: str(given.get(name) or "").strip() for name in AIMS}
    if not any(told.values()):
        raise ValidationError(
            {
                "basis_given": ValidationError(
                    _("Write down what you learned: at least one of the answers."), code="empty"
                )
            }
        )
    message = contact.log_message(
        case,
        way=given["way"],
        channel=Message.Channel.PHONE,
        subject=given["subject"],
        text="\n".join(line for line in told.values() if line),
        other_side=given.get("other_side", ""),
        happened_at=given["happened_at"],
        by=by,
        at=at,
        is_privileged=bool(given.get("is_privileged")),
    )
    note = CallNote.objects.create(message=message, **told)
    if not message.is_privileged:
        zh, en = both(_("Call: %(about)s"), about=message.subject)
        timeline.note_event(case, "call", happened_at=message.happened_at, zh=zh, en=en, by=by, at=at)
    return note

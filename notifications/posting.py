"""Put a message down, in the transaction of the act that has something to say. What carries it comes later."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import Organisation, User
from notifications.models import Channel, Message, OnDoubt, State

HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
# These say who wrote what to whom; they come from the row's own fields and from nowhere else.
OURS = {"from", "to", "cc", "bcc", "subject", "date", "message-id", "sender", "mime-version", "content-type"}


def draft(
    *,
    channel: str,
    kind: str,
    about: str,
    subject: str,
    body: str,
    dedupe: str,
    at: datetime,
    recipient: User | None = None,
    to: str = "",
    organisation: Organisation | None = None,
    url: str = "",
    html: str = "",
    language: str = "",
    send_at: datetime | None = None,
    not_after: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[Mapping[str, Any]] = (),
    on_doubt: str = OnDoubt.RESEND,
) -> Message:
    """A message that is not stored yet. `dedupe` names the occasion: the same occasion is told once."""
    if channel not in (Channel.MAIL, Channel.IN_APP):
        raise ValueError(f"{channel!r}: a message goes by mail or is shown in the app.")
    address = to or (recipient.email if recipient and channel == Channel.MAIL else "")
    if channel == Channel.MAIL and "@" not in parseaddr(address)[1]:
        raise ValueError("A message by mail needs an address.")
    if channel == Channel.IN_APP and recipient is None:
        raise ValueError("A notice in the app needs a reader.")
    for name, value in (headers or {}).items():
        if not HEADER_NAME.fullmatch(name) or name.lower() in OURS or ("\0" in value or len(value.splitlines()) > 1):
            raise ValueError(f"The header {name!r} cannot be set.")
    message = Message(
        channel=channel,
        kind=kind,
        about=about,
        url=url,
        # A subject is one line. Whatever else a name in it may hold, it does not become a header of its own.
        subject=" ".join(subject.split())[:300],
        body=body,
        html=html,
        dedupe=dedupe,
        recipient=recipient,
        to=address,
        organisation=organisation,
        language=language
        or (recipient.language if recipient else translation.get_language() or settings.LANGUAGE_CODE),
        headers=dict(headers or {}),
        attachments=[dict(attachment) for attachment in attachments],
        send_at=send_at or at,
        not_after=not_after,
        on_doubt=on_doubt,
        message_id=f"<{uuid.uuid4().hex}@{_domain()}>",
        created_at=at,
    )
    if channel == Channel.IN_APP and message.send_at <= at:
        message.state, message.sent_at = State.SENT, at  # the row is the notice: nothing has to be carried
    return message


def post(**fields: Any) -> Message:
    """Store one message; posted again for the same occasion it returns the first. Arguments as for draft()."""
    message = draft(**fields)
    if known := Message.objects.filter(dedupe=message.dedupe).first():
        return known
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:  # posted twice in the same moment
        known = Message.objects.filter(dedupe=message.dedupe).first()
        if known is None:
            raise
        return known
    return message


def post_all(messages: Iterable[Message]) -> int:
    """Store many drafts in one statement; those that exist already stay as they are. Returns how many were new."""
    drafts = list(messages)
    before = Message.objects.filter(dedupe__in=[m.dedupe for m in drafts]).count()
    Message.objects.bulk_create(drafts, batch_size=500, ignore_conflicts=True)
    return Message.objects.filter(dedupe__in=[m.dedupe for m in drafts]).count() - before


def cancel(*, about: str | Iterable[str], at: datetime, kinds: Iterable[str] = ()) -> int:
    """Take back what has not left, in the transaction of the act that made it pointless.

    A message that is just being carried is taken back too: its carrier looks again before the last byte.
    """
    names = [about] if isinstance(about, str) else list(about)
    waiting = Message.objects.filter(about__in=names, state__in=(State.PENDING, State.CLAIMED))
    if kinds := list(kinds):
        waiting = waiting.filter(kind__in=kinds)
    return waiting.update(state=State.CANCELLED, claim_token=None, lease_until=None, last_error=f"cancelled {at:%F %T}")


def take_back(message: Message, *, at: datetime) -> int:
    """One message that nobody needs any more, unless it has left."""
    waiting = Message.objects.filter(pk=message.pk, state__in=(State.PENDING, State.CLAIMED))
    return waiting.update(state=State.CANCELLED, claim_token=None, lease_until=None, last_error=f"cancelled {at:%F %T}")


def reschedule(message: Message, *, send_at: datetime, not_after: datetime) -> int:
    """It waits for another moment, or waits again after it was taken back. What has left stays as it is."""
    if message.state == State.PENDING and message.send_at == send_at:
        return 0
    resting = Message.objects.filter(pk=message.pk, state__in=(State.PENDING, State.CANCELLED), sent_at=None)
    return resting.update(state=State.PENDING, send_at=send_at, not_after=not_after, last_error="")


def _domain() -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return domain if re.fullmatch(r"[A-Za-z0-9.-]+", domain) else "localhost"

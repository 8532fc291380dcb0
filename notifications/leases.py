"""Who carries a message, and until when. Each step is one short statement that looks at the state it changes.

Leases are counted by the clock of the database: the carriers' own clocks may differ, and a wrong one must not make
two of them carry the same message.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from notifications.models import Channel, Message, State

LEASE = timedelta(seconds=60)
# How long an unanswered message rests before it is judged: longer than a server needs to show what it accepted.
GRACE = timedelta(seconds=30)
MARGIN = timedelta(seconds=1)


def claim(*, at: datetime, count: int, lease: timedelta, webhooks: bool = False) -> list[Message]:
    """Take some that are due. Two carriers never take the same one. Mail never waits behind a slow endpoint."""
    token = uuid.uuid4()
    with transaction.atomic():
        wanted = Q(channel=Channel.WEBHOOK) if webhooks else ~Q(channel=Channel.WEBHOOK)
        due = (
            Message.objects.due(at)
            .filter(wanted)
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)[:count]
        )
        taken = list(due)
        if not taken:
            return []
        Message.objects.filter(pk__in=taken, state=State.PENDING).update(
            state=State.CLAIMED, claim_token=token, lease_until=Now() + lease
        )
    return list(
        Message.objects.filter(claim_token=token)
        .select_related("recipient", "organisation", "webhook")
        .order_by("send_at", "pk")
    )


def fence(message: Message, *, lease: timedelta, grace: timedelta) -> bool:
    """The last look before the last byte. False: it was cancelled or belongs to somebody else; hang up."""
    still_mine = Message.objects.filter(
        pk=message.pk, claim_token=message.claim_token, state=State.CLAIMED, lease_until__gt=Now() + MARGIN
    )
    return bool(still_mine.update(state=State.DATA, lease_until=Now() + lease + grace, attempts=F("attempts") + 1))


def sent(message: Message, *, at: datetime, ref: str, channel: str) -> bool:
    return bool(
        _mine(message).update(
            state=State.SENT,
            sent_at=at,
            provider_ref=ref[:300],
            channel=channel,
            claim_token=None,
            lease_until=None,
            last_error="",
        )
    )


def later(message: Message, *, at: datetime, error: str, counted: bool) -> bool:
    """Back into the queue. `counted` says whether the message itself was refused, or the server was not there."""
    # The fence has counted already when it was passed.
    once = Case(When(state=State.CLAIMED, then=1), default=0) if counted else Value(0)
    return bool(
        _mine(message).update(
            state=State.PENDING,
            send_at=at,
            attempts=F("attempts") + once,
            claim_token=None,
            lease_until=None,
            last_error=error[:500],
        )
    )


def again(message: Message, *, at: datetime, repeated: bool) -> bool:
    """Out of doubt and into the queue, with the same Message-ID; marked when it may be a repeat."""
    return bool(
        _mine(message).update(
            state=State.PENDING,
            send_at=at,
            resent=F("resent") + (1 if repeated else 0),
            claim_token=None,
            lease_until=None,
        )
    )


def give_back(messages: list[Message]) -> None:
    """Untouched ones, when the server is gone: they stay due."""
    for message in messages:
        Message.objects.filter(pk=message.pk, state=State.CLAIMED, claim_token=message.claim_token).update(
            state=State.PENDING, claim_token=None, lease_until=None
        )


def end(message: Message, state: State, *, error: str) -> bool:
    return bool(_mine(message).update(state=state, claim_token=None, lease_until=None, last_error=error[:500]))


def take_back_abandoned() -> int:
    """Claimed, and the carrier fell silent before the last byte: nothing can have arrived, so it is free again."""
    return Message.objects.filter(state=State.CLAIMED, lease_until__lt=Now()).update(
        state=State.PENDING, attempts=F("attempts") + 1, claim_token=None, lease_until=None
    )


def in_doubt(count: int) -> list[Message]:
    """The last byte was written and no answer came. It may have arrived."""
    rows = Message.objects.filter(state=State.DATA, lease_until__lt=Now())
    return list(rows.select_related("recipient").order_by("lease_until")[:count])


def _mine(message: Message) -> Any:
    return Message.objects.filter(pk=message.pk, claim_token=message.claim_token, state__in=(State.CLAIMED, State.DATA))

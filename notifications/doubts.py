"""The carrier fell silent after the last byte. Did the message arrive? Ask; and where nobody can be asked, say so.

Whoever was killed after the answer has left a note on this machine (witness.py): then it did.

`settings.MAIL_ASK` may name a function that looks a Message-ID up (a provider's API, the mail server's log, the folder
of sent mail) and returns True, False, or None when it cannot tell. Without one, the message's own rule decides:
sent again with the same Message-ID and a visible mark, or held for a person. Never more than a few repeats.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from notifications import alarms, leases, witness
from notifications.channels import api
from notifications.models import Channel, Message, OnDoubt, State

logger = logging.getLogger(__name__)

REPEATS = 3
REMEMBERED = timedelta(hours=20)  # providers keep a key for 24


def settle(message: Message, *, at: datetime) -> State | None:
    """Decide on one message in doubt. Returns its new state, or None when another carrier was faster."""
    arrived = _ask(message, at=at)
    if arrived:
        settled = leases.sent(message, at=at, ref="confirmed afterwards", channel=message.channel)
        witness.forget(message)
        return State.SENT if settled else None
    if arrived is None and (message.on_doubt == OnDoubt.HOLD or message.resent >= REPEATS):
        if not leases.end(message, State.UNCERTAIN, error="The mail server took it and did not confirm."):
            return None
        logger.error("Message %s to %s may not have arrived: a person must look.", message.pk, message.to)
        alarms.raise_alarm(message, State.UNCERTAIN, at=at)
        return State.UNCERTAIN
    repeated = arrived is None
    if not leases.again(message, at=at, repeated=repeated):
        return None
    logger.warning("Message %s goes out again%s.", message.pk, ", marked as possibly repeated" if repeated else "")
    return State.PENDING


def _ask(message: Message, *, at: datetime) -> bool | None:
    if witness.knows(message):
        return True
    if message.channel == Channel.WEBHOOK:
        return False  # sent again under the same delivery number: the receiver knows a repeat by it
    if api.knows_repeats() and message.lease_until and at - message.lease_until < REMEMBERED:
        return False  # sent again under the same idempotency key: the provider takes it once
    path: str = getattr(settings, "MAIL_ASK", "")
    if not path:
        return None
    ask: Callable[[str], bool | None] = import_string(path)
    try:
        return ask(message.message_id)
    except OSError as error:
        logger.warning("Message %s: could not be asked about (%s).", message.pk, error)
        return None

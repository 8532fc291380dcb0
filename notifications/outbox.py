"""The outbox: post() writes a row in the caller's transaction, sweep() carries out what is due.

What may be promised. Each message exists once. None is lost or silently uncertain while the database survives, and
the queue may be wiped at any time. On the wire it is exactly once where the mail server can be asked by Message-ID;
otherwise at least once, and a repeat carries the same Message-ID and says in its subject that it may be one.
"""

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import DatabaseError

from notifications import alarms, doubts, endpoint_health, guards, health, leases, witness
from notifications.channels import api, in_app, mailbox, smtp, webhook
from notifications.channels.answers import Overtaken, Refused, Unreachable, Unsure
from notifications.models import Channel, Message, State, Webhook
from notifications.posting import cancel, draft, post, post_all

__all__ = ["Swept", "cancel", "draft", "post", "post_all", "sweep"]

logger = logging.getLogger(__name__)

BATCH = 10
EVENTS = 20  # a round
EVENT_ATTEMPTS = 12  # about eight hours
ATTEMPTS = 30  # about a day, with the pauses below
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
UNREACHABLE_PAUSE = timedelta(seconds=15)


@dataclass(slots=True)
class Swept:
    """What one round did."""

    sent: int = 0
    delayed: int = 0
    dead: int = 0
    stale: int = 0
    uncertain: int = 0
    recovered: int = 0
    mute: str = ""  # "cloned" or "restored": see guards


def sweep(*, at: datetime, limit: int = 500, lease: timedelta = leases.LEASE, grace: timedelta = leases.GRACE) -> Swept:
    """One round: take up what was left lying, then carry what is due. Any number of these may run at once."""
    done = Swept()
    row = guards.instance()
    health.beat(health.SWEEPER, at)
    done.mute = guards.why_mute(row)
    if done.mute:
        return done
    done.recovered = leases.take_back_abandoned()
    started = False
    with ExitStack() as stack:
        session = stack.enter_context(smtp.Session())
        _settle_doubts(done, at=at)
        is_due = Message.objects.has_due(at)  # most rounds find nothing, and look once
        while is_due and done.sent + done.delayed + done.dead + done.stale < limit:
            batch = leases.claim(at=at, count=min(BATCH, limit), lease=lease)
            if not batch:
                break
            if not started:
                guards.next_round(row)
                started = True
            if not _carry_batch(batch, session, done, at=at, lease=lease, grace=grace):
                break
    # After the mail: an endpoint that keeps us waiting must not keep a reminder waiting.
    waiting = Message.objects.filter(channel=Channel.WEBHOOK)
    if is_due and waiting.has_due(at) and (events := leases.claim(at=at, count=EVENTS, lease=lease, webhooks=True)):
        if not started:
            guards.next_round(row)
        _carry_events(events, done, at=at, lease=lease, grace=grace)
    if any((done.sent, done.delayed, done.dead, done.stale, done.uncertain, done.recovered)):
        logger.info("Messages: %s", done)
    return done


def _carry_batch(
    batch: list[Message], session: smtp.Session, done: Swept, *, at: datetime, lease: timedelta, grace: timedelta
) -> bool:
    """False when the server is gone: the rest of the batch stays due, and this round ends."""
    batch = _set_aside_what_is_too_late(batch, done, at=at)
    for position, message in enumerate(batch):
        try:
            _carry(message, session, done, at=at, lease=lease, grace=grace)
        except Unreachable as error:
            logger.warning("The mail server cannot be reached: %s", error)
            leases.later(message, at=at + UNREACHABLE_PAUSE, error=str(error), counted=False)
            leases.give_back(batch[position + 1 :])
            done.delayed += 1
            return False
        except Exception as error:
            # One bad row must not stop the others, whatever is wrong with it.
            logger.exception("Message %s could not be carried.", message.pk)
            _try_later(message, f"{type(error).__name__}: {error}", done, at=at)
    return True


def _carry(
    message: Message, session: smtp.Session, done: Swept, *, at: datetime, lease: timedelta, grace: timedelta
) -> None:
    try:
        if message.channel == Channel.IN_APP:
            ref, channel = in_app.carry(message), in_app.CHANNEL
        elif settings.MAIL_CHANNEL == mailbox.CHANNEL:
            ref, channel = mailbox.carry(message), mailbox.CHANNEL
        else:
            fence = partial(leases.fence, message, lease=lease, grace=grace)
            by_api = settings.MAIL_CHANNEL == api.NAME
            ref = api.carry(message, fence) if by_api else session.carry(message, fence)
            witness.taken(message)  # before anything else: what follows may be killed, or find no database
            channel = Channel.MAIL
    except Refused as error:
        if error.for_good:
            _bury(message, str(error), done, at=at)
        else:
            _try_later(message, str(error), done, at=at)
    except Overtaken:
        logger.info("Message %s was cancelled or taken over; nothing was handed over.", message.pk)
    except Unsure as error:
        # It rests until its lease ends, then doubts.py asks or decides. Never decided silently, never in a hurry.
        logger.warning("Message %s: no answer after the last byte (%s).", message.pk, error)
    else:
        _note(message, ref, channel, done, at=at)


def _note(message: Message, ref: str, channel: str, done: Swept, *, at: datetime) -> None:
    """It has arrived, whatever happens to the note. It must never go back into the queue from here."""
    try:
        done.sent += leases.sent(message, at=at, ref=ref, channel=channel)
    except DatabaseError:
        logger.exception("Message %s was taken and could not be noted; it is settled when its lease ends.", message.pk)
    else:
        witness.forget(message)


def _carry_events(events: list[Message], done: Swept, *, at: datetime, lease: timedelta, grace: timedelta) -> None:
    """Each endpoint until its first failure: what else waits for it rests as long as the one that failed."""
    resting: set[Webhook] = set()
    for event in events:
        hook = event.webhook
        assert hook is not None  # the table says so
        if hook in resting:
            leases.later(event, at=at + UNREACHABLE_PAUSE, error=event.last_error, counted=False)
            continue
        try:
            ref = webhook.carry(event, partial(leases.fence, event, lease=lease, grace=grace), at=at)
        except Refused as error:
            resting.add(hook)
            if error.for_good or event.attempts + 1 >= EVENT_ATTEMPTS:
                done.dead += leases.end(event, State.DEAD, error=str(error))
            else:
                _try_later(event, str(error), done, at=at)
            endpoint_health.failed(hook, str(error), at=at, for_good=error.for_good)
        except Overtaken:
            logger.info("Event %s was cancelled or taken over; nothing was handed over.", event.pk)
        except Exception as error:
            logger.exception("Event %s could not be carried.", event.pk)
            _try_later(event, f"{type(error).__name__}: {error}", done, at=at)
        else:
            done.sent += leases.sent(event, at=at, ref=ref, channel=webhook.CHANNEL)
            endpoint_health.answered(hook)


def _try_later(message: Message, error: str, done: Swept, *, at: datetime) -> None:
    if message.attempts + 1 >= ATTEMPTS:
        _bury(message, error, done, at=at)
        return
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(message.attempts, 12))
    done.delayed += leases.later(message, at=at + pause, error=error, counted=True)


def _bury(message: Message, error: str, done: Swept, *, at: datetime) -> None:
    if leases.end(message, State.DEAD, error=error):
        logger.error("Message %s to %s will not be delivered: %s", message.pk, message.to, error)
        alarms.raise_alarm(message, State.DEAD, at=at)
        done.dead += 1


def _set_aside_what_is_too_late(batch: list[Message], done: Swept, *, at: datetime) -> list[Message]:
    """After a standstill, "five days to go" would be wrong. It is not sent, and that is told once, not a hundred times.

    No error of one message: nothing is wrong with it, and nobody has to decide about it. The digest says how things
    stand today.
    """
    late = [message for message in batch if message.not_after is not None and message.not_after < at]
    if not late:
        return batch
    ended = [message for message in late if leases.end(message, State.STALE, error="It became due too late.")]
    done.stale += len(ended)
    logger.warning("%s messages became due too late to be of use and were not sent.", len(ended))
    alarms.tell_of_stale(ended, at=at)
    return [message for message in batch if message not in late]


def _settle_doubts(done: Swept, *, at: datetime) -> None:
    witness.tidy(at)
    for message in leases.in_doubt(count=50):
        verdict = doubts.settle(message, at=at)
        done.recovered += verdict in (State.SENT, State.PENDING)
        done.uncertain += verdict == State.UNCERTAIN

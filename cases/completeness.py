"""Does every reminder of these days exist? Counted from the dates themselves, not from what the outbox says it has.

A second look beside reminders.derive(), and independent of it: what a fault or a hand in the database took away is
noticed here, written again, and told by /health when it is still missing afterwards.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from cases import reminders
from cases.readers import Book
from notifications import health
from notifications.models import Message

logger = logging.getLogger(__name__)

WINDOW = timedelta(hours=48)  # before and after now
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Found:
    expected: int
    restored: int  # were missing, and exist again
    missing: int  # are missing still


def watch(*, at: datetime) -> Found:
    """One round: what should exist, what does, and the rest written again. Leaves the beat that /health reads."""
    expected, missing = _compare(at)
    left = missing
    if missing:
        logger.error("%s reminders that should exist do not; they are written again.", missing)
        reminders.derive(at=at)
        _expected, left = _compare(at)
    found = Found(expected, missing - left, left)
    health.beat(health.DERIVER, at, {"expected": expected, "restored": found.restored, "missing": left})
    return found


def _compare(at: datetime) -> tuple[int, int]:
    expected = missing = 0
    wanted = _should_exist(at)
    while keys := list(islice(wanted, CHUNK)):
        known = Message.objects.filter(dedupe__in=keys).count()
        expected += len(keys)
        missing += len(keys) - known
    return expected, missing


def _should_exist(at: datetime) -> Iterator[str]:
    """The key of each reminder of a running date whose moment lies in the window."""
    book = Book()
    for deadline in reminders.near(at).iterator(chunk_size=CHUNK):
        for name, (step, _channel) in reminders.wanted_of(deadline, book).items():
            if step.send_at >= deadline.created_at and abs(step.send_at - at) <= WINDOW:
                yield name

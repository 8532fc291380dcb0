"""A note beside the database that the mail server has taken a message, written before the database hears of it.

Writing the row takes a millisecond, waits for other writers, and fails while the database is down: a carrier killed in
that time would leave the message in doubt, and where nobody can be asked it would go out twice. An empty file takes
some 30 millionths of a second, outlives the carrier and the database's crash, and is found by whoever settles the
doubt on this machine. Named after the claim, so that no backup and no second attempt can be mistaken for it.
"""

import contextlib
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from notifications.models import Message

logger = logging.getLogger(__name__)

KEPT = timedelta(days=3)  # left behind by a carrier that was killed after the row was written


def taken(message: Message) -> None:
    """The server has answered 250. No error here may keep us from noting it in the database too."""
    place = _place(message)
    try:
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600))
    except FileNotFoundError:
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch(0o600)
    except OSError as error:
        logger.warning("The mail server's answer cannot be noted in %s: %s", place.parent, error)


def knows(message: Message) -> bool:
    return message.claim_token is not None and _place(message).exists()


def forget(message: Message) -> None:
    """The row says it by now."""
    with contextlib.suppress(OSError):
        _place(message).unlink(missing_ok=True)


def tidy(at: datetime) -> None:
    with contextlib.suppress(OSError):
        for entry in os.scandir(_folder()):
            if entry.stat().st_mtime < (at - KEPT).timestamp():
                Path(entry.path).unlink(missing_ok=True)


def _place(message: Message) -> Path:
    return _folder() / f"{message.pk}-{message.claim_token}"


def _folder() -> Path:
    return Path(settings.VAR) / "handed-over"

"""Two reasons to send nothing: this is a copy of the database, or an old backup of it. Both would tell people twice.

The clone guard compares settings.INSTANCE_ID with the name in the database. The restore guard counts every round of
sending in the database and in a file outside it; a database that knows fewer rounds than the file is a backup.
"""

import json
import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import F

from notifications.models import Channel, Instance, Message, State

logger = logging.getLogger(__name__)

CLONED = "cloned"
RESTORED = "restored"


def instance() -> Instance:
    row = Instance.objects.filter(pk=1).first()
    if row is None:
        Instance.objects.bulk_create([Instance(pk=1, instance_id=settings.INSTANCE_ID)], ignore_conflicts=True)
        row = Instance.objects.get(pk=1)
    return row


def why_mute(row: Instance, *, quiet: bool = False) -> str:
    """Empty when messages may go out; otherwise the reason as a code, and a clear line in the log."""
    say = logger.debug if quiet else logger.error
    if row.instance_id != settings.INSTANCE_ID:
        say(
            "No message is sent: this database belongs to the installation %r, and this one is %r. If it has moved for"
            " good, run: manage.py release_messages --adopt",
            row.instance_id,
            settings.INSTANCE_ID,
        )
        return CLONED
    if row.held or _outside(row) > row.epoch:
        say(
            "No message is sent: this database was restored from a backup (round %s, outside it round %s). Messages"
            " since the backup may have been sent already. Run: manage.py release_messages --since TIME-OF-BACKUP",
            row.epoch,
            _outside(row),
        )
        return RESTORED
    return ""


def next_round(row: Instance) -> None:
    """Count one round of sending: in the database first, then outside, and only then may anything leave."""
    Instance.objects.filter(pk=1).update(epoch=F("epoch") + 1)
    row.refresh_from_db()
    _write_outside(row)


def hold(reason: str) -> None:
    """For `restore`: nothing leaves until a person has said since when messages may have gone out."""
    instance()
    Instance.objects.filter(pk=1).update(held=reason[:200])


def release(*, since: datetime | None, at: datetime, adopt: bool = False) -> int:
    """Let messages go again. Those due between `since` and now may have been sent before: a person decides on each."""
    row = instance()
    doubtful = 0
    if since is not None:
        # Notices cannot be doubled, and receivers of events know a repeat by its number.
        mail = Message.objects.exclude(channel__in=(Channel.IN_APP, Channel.WEBHOOK))
        doubtful = mail.filter(
            state__in=(State.PENDING, State.CLAIMED, State.DATA), send_at__gte=since, send_at__lte=at
        ).update(
            state=State.UNCERTAIN,
            claim_token=None,
            lease_until=None,
            last_error="It may have been sent before the database was restored.",
        )
    row.held = ""
    row.epoch = max(row.epoch, _outside(row)) + 1
    if adopt:
        row.instance_id = settings.INSTANCE_ID
    row.save()
    _write_outside(row)
    return doubtful


def _file() -> Path:
    return Path(settings.VAR) / "messages-round.json"


def _outside(row: Instance) -> int:
    try:
        known = json.loads(_file().read_text("utf8"))
        return int(known["round"]) if known["database"] == str(row.database) else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0  # a new machine: nothing is known outside, so nothing can contradict


def _write_outside(row: Instance) -> None:
    text = json.dumps({"database": str(row.database), "round": max(row.epoch, _outside(row))})
    try:
        fresh = _file().with_suffix(f".{row.epoch}.new")
        fresh.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, "utf8")
        fresh.replace(_file())
    except OSError as error:
        logger.warning("The restore guard cannot write %s: %s", _file(), error)

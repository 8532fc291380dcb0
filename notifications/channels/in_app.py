"""Notices behind the bell. The row is the notice; it shows from its moment on, and is read once."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from notifications.models import Channel, Message

CHANNEL = Channel.IN_APP


def carry(message: Message) -> str:
    return "in_app"


def read(user: User, *, at: datetime, ids: Iterable[int] | None = None) -> int:
    """Mark one's own notices as read: some, or all. Reading again changes nothing."""
    unread = Message.objects.bell_of(user).unread()
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=at)

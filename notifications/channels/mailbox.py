"""Where no mail server is set, the message itself is shown on a page inside the app. Nothing has to be carried."""

from notifications.models import Channel, Message

CHANNEL = Channel.MAILBOX


def carry(message: Message) -> str:
    return "mailbox"

"""Mail through a provider's API (django-anymail), with the last look at the database before the request leaves.

A request is one piece: there is no dot to hold back as in SMTP, and it takes longer. So the Message-ID goes along as
the idempotency key. A provider that honours it takes the same message once, however often it is asked, and a message in
doubt is simply sent again. With the others a lost answer stays a doubt, and doubts.py decides.
"""

from collections.abc import Callable
from typing import Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from notifications.channels.answers import Overtaken, Refused, Unreachable, Unsure
from notifications.channels.providers import IDEMPOTENT
from notifications.channels.smtp import content_of, subject_of
from notifications.models import Channel, Message

CHANNEL = Channel.MAIL
NAME = "api"
WRONG_KEY = {401, 403}
LATER = {408, 409, 425, 429, 503}


def knows_repeats() -> bool:
    return settings.MAIL_CHANNEL == NAME and settings.MAIL_API in IDEMPOTENT


def carry(message: Message, fence: Callable[[], bool]) -> str:
    """Hand one message over. Returns the provider's own number; raises one of channels.answers otherwise."""
    try:
        mail = _mail(message)
        backend: Any = get_connection(f"anymail.backends.{settings.MAIL_API}.EmailBackend")
        backend.open()
    except (ValueError, OSError) as error:  # poison: it will never become a mail
        raise Refused(f"The message cannot be written as a mail: {error}", for_good=True) from error
    try:
        post = backend.session.request
        backend.session.headers["Idempotency-Key"] = message.message_id.strip("<>")

        def looked_at(**params: Any) -> Any:
            """Everything is written out by now; what is left is the request itself."""
            if not fence():
                raise Overtaken
            return post(**params, allow_redirects=False)

        backend.session.request = looked_at
        backend.send_messages([mail])
    except AnymailAPIError as error:
        raise _judged(error) from error
    except AnymailError as error:
        raise Refused(_told(error), for_good=True) from error
    finally:
        backend.close()
    return str(mail.anymail_status.message_id or "")  # type: ignore[attr-defined]


def _judged(error: AnymailAPIError) -> Exception:
    status = getattr(getattr(error, "response", None), "status_code", None)
    told = _told(error)
    if status is None:
        # No line was made, so nothing left. After that, an answer may have been lost.
        if isinstance(error, requests.ConnectTimeout) or "NewConnectionError" in repr(error.__cause__):
            return Unreachable(told)
        return Unsure(told)
    if status in WRONG_KEY:
        return Unreachable(told)  # says nothing about this message: the key is wrong for all of them
    if status in LATER:
        return Refused(told, for_good=False)
    if status >= 500 or status < 400:
        return Refused(told, for_good=False) if knows_repeats() else Unsure(told)
    return Refused(told, for_good=True)


def _mail(message: Message) -> EmailMultiAlternatives:
    # No Date of ours: the same message is the same request in every attempt, or its key would not fit.
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated", **message.headers}
    if any(mark in text for text in (message.to, *message.headers.values()) for mark in "\r\n\0"):
        raise ValueError("A line break stands in an address or a header.")
    mail = EmailMultiAlternatives(
        subject_of(message), message.body, settings.DEFAULT_FROM_EMAIL, [message.to], headers=headers
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments:
        # Without its parameters: a calendar file says its method itself, and providers know the bare type.
        mail.attach(attachment["name"], content_of(attachment), str(attachment["type"]).partition(";")[0].strip())
    return mail


def _told(error: Exception) -> str:
    status = getattr(getattr(error, "response", None), "status_code", "")
    return f"{status} {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300].strip()

"""Deliver one event to one endpoint: signed, in one request, to an address that was looked at; no redirect is followed.

Once or more, never silently: whatever is not a clear 2xx is tried again with the same delivery number, by which the
receiver knows a repeat. The signature covers the moment of sending, so that an old delivery cannot be played again.
"""

import hashlib
import hmac
import http.client
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from accounts import wrapping
from notifications.channels import addresses
from notifications.channels.answers import Overtaken, Refused
from notifications.models import Channel, Message, Webhook

CHANNEL = Channel.WEBHOOK
CONNECT, ANSWER = 5.0, 10.0  # seconds
GONE = 410


def carry(message: Message, fence: Callable[[], bool], *, at: datetime) -> str:
    hook = message.webhook
    if hook is None or not hook.is_on:
        raise Refused("The endpoint is switched off.", for_good=True)
    try:
        secret = wrapping.unwrap(hook.secret_wrapped, context=hook.context)
    except wrapping.CannotUnwrap as error:
        raise Refused(str(error), for_good=False) from error
    try:
        line = _connect(hook)
    except addresses.Forbidden as error:
        raise Refused(str(error), for_good=False) from error
    except OSError as error:
        raise Refused(f"No connection: {error}", for_good=False) from error
    try:
        if not fence():
            raise Overtaken
        return _deliver(line, hook, message, secret, at)
    finally:
        line.close()


def signature(secret: str, moment: int, body: bytes) -> str:
    """t=1767585600,v1=hex: HMAC-SHA256 over the moment, a dot, and the bytes of the body."""
    sealed = hmac.new(secret.encode(), str(moment).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={sealed}"


def _connect(hook: Webhook) -> http.client.HTTPConnection:
    parts = urlsplit(hook.url)
    host, secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    where = addresses.resolve(host, port)
    plain = socket.create_connection((where[0], port), CONNECT)
    line = http.client.HTTPConnection(host, port)
    try:
        plain.settimeout(ANSWER)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # The certificate is checked against the name, although the connection goes to the address.
        line.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    except BaseException:
        plain.close()
        raise
    return line


def _deliver(line: http.client.HTTPConnection, hook: Webhook, message: Message, secret: str, at: datetime) -> str:
    parts, body = urlsplit(hook.url), message.body.encode()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "FreezeDesk-Webhook/1",
        "FreezeDesk-Event": message.kind,
        "FreezeDesk-Delivery": message.message_id.strip("<>").partition("@")[0],
        "FreezeDesk-Signature": signature(secret, int(at.timestamp()), body),
    }
    try:
        line.request("POST", path, body, headers)
        answer = line.getresponse()
        answer.read(1024)  # nobody reads more of it
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Refused(f"No answer: {type(error).__name__}: {error}", for_good=False) from error
    if 200 <= answer.status < 300:
        return f"{answer.status}"
    raise Refused(f"{answer.status} {answer.reason}"[:200], for_good=answer.status == GONE)

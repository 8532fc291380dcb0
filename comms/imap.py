"""Fetch the mails of a mailbox, one by one. A mail is marked as read only after it was kept; nothing is deleted."""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

WAIT = 30
LOCAL = {"localhost", "127.0.0.1", "::1"}
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Unreachable(Exception):
    """The mailbox could not be opened; the reason is for the operator."""


@dataclass(frozen=True)
class Box:
    host: str
    port: int
    user: str
    password: str
    folder: str
    how: str  # ssl, tls or open


@dataclass
class Polled:
    taken: int = 0
    known: int = 0
    failed: int = 0
    too_large: int = 0


def box(url: str) -> Box:
    """`imap+ssl://user:password@host:993/INBOX`; imap+tls for STARTTLS, imap only to this machine."""
    parts = urlsplit(url)
    how = {"imap+ssl": "ssl", "imaps": "ssl", "imap+tls": "tls", "imap": "open"}.get(parts.scheme, "")
    if not how or not parts.hostname:
        raise Unreachable("IMAP_URL is not understood: write imap+ssl://user:password@host:993/INBOX.")
    if how == "open" and parts.hostname not in LOCAL:
        raise Unreachable("The mailbox password is not sent over an open line: use imap+ssl:// or imap+tls://.")
    return Box(
        parts.hostname,
        parts.port or (993 if how == "ssl" else 143),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
        how,
    )


def poll(where: Box, take: Callable[[bytes], bool], *, limit_bytes: int, most: int = 200) -> Polled:
    """`take` keeps a mail and says whether it was new. Raises Unreachable; a mail that fails is left unread."""
    done = Polled()
    with _opened(where) as server:
        for number in _unread(server, most):
            size = _size(server, number)
            if size > limit_bytes:
                done.too_large += 1  # left unread: a person looks at it in the mailbox itself
                continue
            raw = _fetched(server, number)
            if raw is None:
                done.failed += 1
                continue
            try:
                new = take(raw)
            except Exception:  # one mail must not keep the others back; it stays unread and is tried again
                done.failed += 1
                continue
            done.taken, done.known = done.taken + new, done.known + (not new)
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                server.uid("STORE", number, "+FLAGS", "(\\Seen)")
    return done


@contextlib.contextmanager
def _opened(where: Box) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context()
    server: imaplib.IMAP4
    try:
        if where.how == "ssl":
            server = imaplib.IMAP4_SSL(where.host, where.port, ssl_context=context, timeout=WAIT)
        else:
            server = imaplib.IMAP4(where.host, where.port, timeout=WAIT)
            if where.how == "tls":
                server.starttls(ssl_context=context)
        server.login(where.user, where.password)
        answer, _data = server.select(f'"{where.folder}"')
    except (OSError, imaplib.IMAP4.error) as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error
    if answer != "OK":
        raise Unreachable(f"There is no folder {where.folder!r} in the mailbox.")
    try:
        yield server
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            server.close()
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _unread(server: imaplib.IMAP4, most: int) -> list[str]:
    try:
        answer, data = server.uid("SEARCH", "UNSEEN")
    except (OSError, imaplib.IMAP4.error) as error:
        raise Unreachable(str(error)) from error
    return [number.decode() for number in (data[0] or b"").split()][:most] if answer == "OK" and data else []


def _size(server: imaplib.IMAP4, number: str) -> int:
    with contextlib.suppress(OSError, imaplib.IMAP4.error):
        _answer, data = server.uid("FETCH", number, "(RFC822.SIZE)")
        for row in data:
            told = row if isinstance(row, bytes) else row[0] if isinstance(row, tuple) else b""
            if found := SIZE.search(told):
                return int(found[1])
    return 0


def _fetched(server: imaplib.IMAP4, number: str) -> bytes | None:
    """BODY.PEEK: to look at a mail is not to have read it."""
    try:
        _answer, data = server.uid("FETCH", number, "(BODY.PEEK[])")
    except (OSError, imaplib.IMAP4.error):
        return None
    return next((bytes(row[1]) for row in data if isinstance(row, tuple) and len(row) > 1), None)

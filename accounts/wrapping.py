"""What must be read again later is kept wrapped: AES-256-GCM, under a master key that lies outside the database.

The key is WRAPPING_KEY, or on one machine the first line of a file made once beside the database. Former keys
(WRAPPING_KEY_FALLBACKS, further lines) still open what they wrapped until rotate_keys has wrapped it again. It is never
derived from SECRET_KEY, which may be changed at any time. The context is sealed in: a wrapped secret copied to another
row does not open there.
"""

import base64
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = b"\x01"
NONCE = 12


class CannotUnwrap(Exception):
    """Another key, another row, or altered."""


def wrap(secret: str, *, context: str) -> str:
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(_derived(masters()[0])[0]).encrypt(nonce, secret.encode(), context.encode())
    return base64.b64encode(VERSION + nonce + sealed).decode()


def unwrap(wrapped: str, *, context: str) -> str:
    return _opened(wrapped, context, masters())


def is_newest(wrapped: str, *, context: str) -> bool:
    """Whether the newest key opens it, so that the former ones are not needed for it."""
    try:
        _opened(wrapped, context, masters()[:1])
    except CannotUnwrap:
        return False
    return True


def newest() -> str:
    """Which key wraps today: a name for it that tells nothing about it."""
    return _derived(masters()[0])[1]


def masters() -> list[str]:
    """Newest first. A file of this machine stays among the former ones when the environment brings a key later."""
    given = [settings.WRAPPING_KEY, *settings.WRAPPING_KEY_FALLBACKS] if settings.WRAPPING_KEY else []
    place = _own_file()
    if not given and not place.exists():
        _make(place)
    return given + (place.read_text("utf8").split() if place.exists() else [])


def renew() -> str:
    """A new first line in the file of this machine; the former ones stay below it. Returns the new key's name."""
    place = _own_file()
    former = masters()
    fresh = place.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    _write(fresh, "\n".join([secrets.token_urlsafe(48), *former]))
    fresh.replace(place)
    return newest()


def _opened(wrapped: str, context: str, keys: list[str]) -> str:
    try:
        raw = base64.b64decode(wrapped, validate=True)
    except ValueError:
        raw = b""
    for key in keys if raw[:1] == VERSION else ():
        try:
            return AESGCM(_derived(key)[0]).decrypt(raw[1 : 1 + NONCE], raw[1 + NONCE :], context.encode()).decode()
        except (ValueError, InvalidTag):
            continue
    raise CannotUnwrap(f"The wrapped secret of {context} does not open with this WRAPPING_KEY.")


@lru_cache(maxsize=16)
def _derived(master: str) -> tuple[bytes, str]:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"freezedesk wrapping 1").derive(master.encode())
    name = HKDF(algorithm=SHA256(), length=6, salt=None, info=b"freezedesk wrapping name").derive(master.encode())
    return key, name.hex()


def _own_file() -> Path:
    return Path(settings.VAR) / "wrapping_key"


def _make(place: Path) -> None:
    """Whole or not at all: two processes that begin at once must not read half of it, nor make two."""
    half = place.with_name(f"wrapping_key.{secrets.token_hex(4)}")
    _write(half, secrets.token_urlsafe(48))
    try:
        os.link(half, place)
    except FileExistsError:
        pass
    finally:
        half.unlink()


def _write(place: Path, text: str) -> None:
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())

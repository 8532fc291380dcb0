"""A secret that must be read again later is kept wrapped: AES-256-GCM, under a key that lies outside the database.

The key is WRAPPING_KEY, or on one machine a file made once beside the database. It is never derived from SECRET_KEY,
which may be changed at any time. The context is sealed in: a wrapped secret copied to another row does not open there.
"""

import base64
import os
import secrets
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
    sealed = AESGCM(_key()).encrypt(nonce, secret.encode(), context.encode())
    return base64.b64encode(VERSION + nonce + sealed).decode()


def unwrap(wrapped: str, *, context: str) -> str:
    try:
        raw = base64.b64decode(wrapped, validate=True)
        if raw[:1] != VERSION:
            raise ValueError("unknown version")
        return AESGCM(_key()).decrypt(raw[1 : 1 + NONCE], raw[1 + NONCE :], context.encode()).decode()
    except (ValueError, InvalidTag) as error:
        raise CannotUnwrap(f"The wrapped secret of {context} does not open with this WRAPPING_KEY.") from error


def _key() -> bytes:
    given = settings.WRAPPING_KEY or _own_file()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"freezedesk wrapping 1").derive(given.encode())


def _own_file() -> str:
    path = Path(settings.VAR) / "wrapping_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("utf8").strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(made := secrets.token_urlsafe(48))
    return made

"""The store of files: each is sealed under a key of its own before it is written, and opened when it is read.

Whoever holds the disk, the bucket or a backup of them holds nothing to read. A sealed file ends in `.sealed`; what an
older version stored without it is read as it lies, until rotate_keys has sealed it too. On the way in and out the bytes
pass through memory in pieces; no clear copy is written beside them.
"""

import base64
import io
import os
import secrets
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from accounts import wrapping
from documents.ciphering import KEY, Damaged, Opening, Sealing
from documents.filekey import FileKey

if TYPE_CHECKING:
    from django.core.files.storage import Storage as Below
else:
    Below = object

SEALED = ".sealed"
SMALL = 8 * 2**20  # opened at once, in memory; a larger file is read piece by piece


class Unreadable(ValidationError):
    """The file is known and cannot be given: it is gone, altered, or its key is not here. Says what to do."""


SAYS = {
    "file_gone": _(
        "This file is missing from the store. Nothing was changed. Tell your administrator: it must be brought back "
        "from the backup of the files (%(name)s)."
    ),
    "file_damaged": _(
        "This file was altered or cut off where it is stored, and is not shown. Tell your administrator: it must be "
        "brought back from the backup of the files (%(name)s)."
    ),
    "key_gone": _(
        "This file is encrypted, and its key is not here. Tell your administrator: WRAPPING_KEY must be the key under "
        "which it was stored, or that key must stand in WRAPPING_KEY_FALLBACKS (%(name)s)."
    ),
}


def unreadable(code: str, name: str) -> Unreadable:
    return Unreadable(SAYS[code], code=code, params={"name": name})


class Vault(Below):
    """Put before a store of Django's: `class Folder(Vault, FileSystemStorage)`."""

    def _save(self, name: str, content: "File[Any]") -> str:
        if not settings.ENCRYPT_FILES:
            return super()._save(name, content)  # type: ignore[misc,no-any-return]
        name = self.get_available_name(name + SEALED, max_length=None)
        content.seek(0, os.SEEK_END)
        size = content.tell()
        key = secrets.token_bytes(KEY)
        sealed = File(io.BufferedReader(Sealing(content, size, key, name), 2**17), name=name)
        kept: str = super()._save(name, sealed)  # type: ignore[misc]
        if kept != name:  # somebody wrote there meanwhile, and the place is sealed in
            raise RuntimeError(f"{name} was taken while it was being written.")
        wrapped = wrapping.wrap(base64.b64encode(key).decode(), context=name)
        try:
            FileKey.objects.create(name=name, wrapped=wrapped, under=wrapping.newest(), size=size)
        except DatabaseError:
            super().delete(name)  # without its key it would lie there for nothing
            raise
        return name

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        try:
            lies: File[Any] = super()._open(name, mode)  # type: ignore[misc]
        except FileNotFoundError:
            if not name.endswith(SEALED) and FileKey.objects.filter(name=name + SEALED).exists():
                return self._open(name + SEALED, mode)  # it was sealed since somebody wrote its name down
            raise unreadable("file_gone", name) from None
        return opened(lies, name) if name.endswith(SEALED) else lies

    def delete(self, name: str) -> None:
        super().delete(name)
        if name.endswith(SEALED):
            FileKey.objects.filter(name=name).delete()

    def size(self, name: str) -> int:
        row = FileKey.objects.filter(name=name).first() if name.endswith(SEALED) else None
        return row.size if row is not None else int(super().size(name))

    def seal(self, name: str) -> str:
        """Seal beside it what lies in the clear. The caller names the new place in its row, then deletes the old."""
        with self._open(name) as content:
            return self._save(name, content)

    def put_back(self, name: str, content: IO[bytes]) -> None:
        """Bytes out of a backup of this store, as they lay there, sealed or not."""
        super()._save(name, File(content, name=name))  # type: ignore[misc]


def opened(lies: "File[Any]", name: str) -> "File[Any]":
    """What comes out was proved to the last byte, so that nobody is handed half a file."""
    row = FileKey.objects.filter(name=name).first()
    try:
        if row is None:
            raise unreadable("key_gone", name)
        key = base64.b64decode(wrapping.unwrap(row.wrapped, context=name))
        lies.seek(0, os.SEEK_END)
        stream = Opening(lies, lies.tell(), key, name)
        if stream.size != row.size:
            raise Damaged(f"{name} has {stream.size} bytes, not {row.size}.")
        if row.size <= SMALL:
            with stream:
                return File(io.BytesIO(stream.readall()), name=name)
        stream.prove()
    except wrapping.CannotUnwrap:
        lies.close()
        raise unreadable("key_gone", name) from None
    except Damaged:
        lies.close()
        raise unreadable("file_damaged", name) from None
    except BaseException:
        lies.close()
        raise
    return File(io.BufferedReader(stream, 2**17), name=name)


class Folder(Vault, FileSystemStorage):
    """Files on this machine's disk."""

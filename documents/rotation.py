"""Every file under today's master key: keys are wrapped again, and what an older version left in the clear is sealed.

Wrapping again touches rows only, never a file. It goes in small steps, each a transaction of its own: stopped anywhere,
it goes on from there when it is started again.
"""

import logging
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction

from accounts import wrapping
from documents.filekey import FileKey
from documents.models import Rendition, StoredFile
from documents.vault import SEALED, Unreadable

logger = logging.getLogger(__name__)

BATCH = 500


def rewrap() -> tuple[int, int]:
    """Wrap the keys of files under the newest master key. Returns how many were, and how many no key here opens."""
    newest, after, done, closed = wrapping.newest(), 0, 0, 0
    while rows := list(FileKey.objects.exclude(under=newest).filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = rows[-1].pk
        with transaction.atomic():
            for row in rows:
                try:
                    key = wrapping.unwrap(row.wrapped, context=row.name)
                except wrapping.CannotUnwrap:
                    logger.warning("The key of the file %s does not open.", row.name)
                    closed += 1
                    continue
                wrapped = wrapping.wrap(key, context=row.name)
                # Two who rotate at once: the second finds the row changed and leaves it.
                done += FileKey.objects.filter(pk=row.pk, wrapped=row.wrapped).update(wrapped=wrapped, under=newest)
    return done, closed


def locked() -> int:
    """How many files no key that is here opens: after a restore without its WRAPPING_KEY, all of them."""
    count = 0
    for name, wrapped in FileKey.objects.values_list("name", "wrapped").iterator():
        try:
            wrapping.unwrap(wrapped, context=name)
        except wrapping.CannotUnwrap:
            count += 1
    return count


def seal_what_lies_clear() -> tuple[int, int]:
    """Files of an older version, or of the time when ENCRYPT_FILES was off. Returns how many, and how many are gone."""
    done = gone = 0
    for row in _clear() if settings.ENCRYPT_FILES else ():
        try:
            name = default_storage.seal(row.key)  # type: ignore[attr-defined]  # our own store: vault.py
        except Unreadable:
            logger.warning("The file %s is not in the store.", row.key)
            gone += 1
            continue
        if type(row)._default_manager.filter(pk=row.pk, key=row.key).update(key=name):
            default_storage.delete(row.key)
            done += 1
        else:
            default_storage.delete(name)  # somebody else did it
    return done, gone


def _clear() -> Iterator[Any]:
    tables: tuple[type[models.Model], ...] = (StoredFile, Rendition)
    for table in tables:
        after = 0
        clear = table._default_manager.exclude(key__endswith=SEALED).only("pk", "key").order_by("pk")
        while rows := list(clear.filter(pk__gt=after)[:BATCH]):
            after = rows[-1].pk
            yield from rows

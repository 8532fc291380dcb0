"""A scan gets its words after it was taken in: some pages at a time, each batch kept, so that nothing is read twice.

What was handed in is not touched. The copy for binding gets the words, and with it the search and the bundle.
"""

import shutil
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from documents import intake, reading, storing
from documents.models import Rendition, StoredFile
from documents.storing import PDF, open_pdf, put, quarantine

BATCH = 4  # pages; a killed worker loses no more than these
TOLD = ("ocr", "turned")  # what a reading may have done


def unread(file: StoredFile) -> list[int]:
    """Pages that are pictures and were not looked at for words yet."""
    return [int(page) for page in file.facts.get("unread", [])]


def mute(file: StoredFile) -> list[int]:
    """Pages that were read, and nothing was found."""
    return [int(page) for page in file.facts.get("mute", [])]


def can_read() -> bool:
    return reading.reader() is not None


def leave(file: StoredFile) -> None:
    """Nothing more can be done here: no reader is installed, or there is nothing to read."""
    file.waits = False
    StoredFile.objects.filter(pk=file.pk).update(waits=False)


def read(file: StoredFile, *, at: datetime) -> None:
    """Give the next pages their words. Safe to repeat, and to be killed at any line."""
    pages = unread(file)[:BATCH]
    with quarantine() as place:
        path, layered, again = place / "file.pdf", place / "read.pdf", place / "again.pdf"
        with open_pdf(file) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, 2**20)
        found = intake.read_pages(path, layered, pages)
        made = bool(found.get("made"))
        last = len(pages) == len(unread(file))
        facts: dict[str, Any] = {}
        if last and (made or _was_read(file)):
            facts = _measured(layered if made else path, again)
        _keep(file, layered if made else None, pages, found, facts, at=at)


def _was_read(file: StoredFile) -> bool:
    return any(finding["code"] in TOLD for finding in file.findings)


def _measured(path: Path, again: Path) -> dict[str, Any]:
    """The last batch: what the words say is compared with the register like that of any paper."""
    seen = intake.ask_child(path, "pdf", again)
    if "refused" in seen:
        return {}
    return {name: seen[name] for name in ("sizes", "feet", "prints", "said")} | {"mute": seen["unread"]}


@transaction.atomic
def _keep(
    file: StoredFile, copy: Path | None, pages: list[int], found: dict[str, Any], facts: dict[str, Any], *, at: datetime
) -> None:
    """Who asks for the copy in this very moment gets the new one: see open_pdf."""
    now = StoredFile.objects.select_for_update().get(pk=file.pk)
    if copy is not None:
        values = {
            "key": put(copy, file.organisation),
            "sha256": intake.fingerprint(copy),
            "size": copy.stat().st_size,
            "mime": PDF,
            "pages": now.pages,
            "made_at": at,
        }
        if former := storing.binding_copy(now):
            transaction.on_commit(partial(default_storage.delete, former.key))
        Rendition.objects.update_or_create(file=now, kind=Rendition.Kind.PDF, page=0, dpi=0, defaults=values)
        now.renditions.filter(kind=Rendition.Kind.PAGE, page__in=pages).delete()  # drawn again, with their words
        now.page_texts.all().delete()
    told = [{"code": each["code"]} for each in found.get("findings", []) if each["code"] in TOLD]
    findings = [*now.findings, *(each for each in told if each not in now.findings)]
    left = [page for page in unread(now) if page not in pages]
    now.facts = now.facts | facts | {"findings": findings, "unread": left}
    now.waits = bool(left)
    now.save(update_fields=["facts", "waits"])
    file.facts, file.waits = now.facts, now.waits

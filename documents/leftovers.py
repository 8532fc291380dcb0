"""What a killed process leaves behind: bytes in the store that no row names, and the folders it worked in.

Only what is a day old is swept: somebody may be writing the row right now. And only a little at a time: where many
files have no row, the database is not the one of this store (a copy, an older backup), and nothing is touched.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage

from documents.storing import orphans

logger = logging.getLogger(__name__)

OLD = timedelta(days=1)
BATCH = 500
FEW, SHARE = 50, 0.05  # more leftovers than both: this is not our database
FOLDERS = "fd-"  # every folder we work in begins so: fd-bundle-, fd-intake-


@dataclass(frozen=True)
class Swept:
    """What went, and what was left because there was too much of it."""

    files: int = 0
    folders: int = 0
    left: int = 0


def sweep(*, at: datetime, dry: bool = False) -> Swept:
    """Safe to run twice, from two places, or to be killed itself."""
    folders = _sweep_folders(at, dry=dry)
    seen, found = 0, []
    for batch in _batches():
        seen += len(batch)
        found += [key for key in orphans(batch) if _is_old(key, at)]
    if len(found) > max(FEW, seen * SHARE):
        logger.error("%s of %s stored files have no row: is this the database of this store?", len(found), seen)
        return Swept(0, folders, len(found))
    for key in found if not dry else ():
        default_storage.delete(key)
    if found or folders:
        logger.warning("Left by processes that died: %s files and %s folders.", len(found), folders)
    return Swept(len(found), folders)


def _batches() -> Iterator[list[str]]:
    """The keys of the store, folder by folder: organisation / two digits / name."""
    batch: list[str] = []
    for organisation in _inside("")[0]:
        for digits in _inside(organisation)[0]:
            batch += [f"{organisation}/{digits}/{name}" for name in _inside(f"{organisation}/{digits}")[1]]
            if len(batch) >= BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _inside(place: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = default_storage.listdir(place)
    except FileNotFoundError:  # nothing was stored yet
        return [], []
    return sorted(folders), sorted(files)


def _is_old(key: str, at: datetime) -> bool:
    try:
        return default_storage.get_modified_time(key) < at - OLD
    except FileNotFoundError:  # gone in the meantime
        return False


def _sweep_folders(at: datetime, *, dry: bool) -> int:
    """Evidence in the clear must not lie about: a folder is deleted by the process that made it, or here."""
    gone = 0
    for place in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        try:
            told = place.lstat()
        except FileNotFoundError:
            continue
        old = told.st_mtime < (at - OLD).timestamp()
        if old and told.st_uid == os.getuid() and place.is_dir() and not place.is_symlink():
            gone += 1
            if not dry:
                shutil.rmtree(place, ignore_errors=True)
    return gone

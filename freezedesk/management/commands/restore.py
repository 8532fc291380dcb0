"""A backup is put back: database, files, and the guard that keeps old reminders from going out twice.

    manage.py restore --database freezedesk-2026-11-22.dump --files files-2026-11-22.tgz --yes
    manage.py restore --files /backup/files --yes      the database has been loaded already (pg_restore beside it)

Stop web, worker and clock first. Messages are held before anything else is done with the restored database, and stay
held until a person says since when they may have gone out: release_messages --since. Files go into the store that the
settings name, a folder or S3; what is there already is left as it is, because files are never overwritten.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from documents import rotation
from documents.models import Rendition, StoredFile
from notifications import guards

WRONG_USE = 2
SQLITE = b"SQLite format 3\x00"


class Command(BaseCommand):
    help = "Put a backup back and hold all messages until release_messages --since is run."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", type=Path, help="A copy of the SQLite file, or a dump made by pg_dump -Fc.")
        parser.add_argument("--files", type=Path, help="The folder of files, or a .tar or .tgz of it.")
        parser.add_argument("--yes", action="store_true", help="Replace what is there. Nothing is done without it.")

    def handle(self, *args: Any, database: Path | None, files: Path | None, yes: bool, **options: Any) -> None:
        for given in filter(None, (database, files)):
            if not given.exists():
                raise CommandError(f"{given} is not there.", returncode=WRONG_USE)
        if not yes:
            raise CommandError(
                f"This replaces the data in {_target()}. Stop web, worker and clock, then say --yes.",
                returncode=WRONG_USE,
            )
        if database is not None:
            _replace(database)
        call_command("migrate", verbosity=0)  # the backup may be of an older version
        guards.hold(guards.RESTORED)
        added = sum(_put(name, content) for name, content in _contents(files)) if files else 0
        told = {"held": guards.RESTORED, "files_added": added, "files_missing": _missing()}
        told["files_locked"] = rotation.locked()  # the backup came without the master key that wraps theirs
        self.stdout.write(json.dumps(told))
        call_command("verify_audit", stdout=self.stdout)
        self.stdout.write("Now: manage.py release_messages --since TIME-OF-BACKUP")


def _target() -> str:
    """Which one, without its password."""
    there = connection.settings_dict
    return f"{there['NAME']} at {there['HOST']}" if there["HOST"] else str(there["NAME"])


# --- the database ----------------------------------------------------------------------------------------------------


def _replace(backup: Path) -> None:
    with backup.open("rb") as file:
        is_sqlite = file.read(len(SQLITE)) == SQLITE
    if is_sqlite != (connection.vendor == "sqlite"):
        raise CommandError(
            f"{backup} is {'an SQLite file' if is_sqlite else 'no SQLite file'}, and the database here is"
            f" {connection.display_name}.",
            returncode=WRONG_USE,
        )
    connections.close_all()
    if is_sqlite:
        _replace_sqlite(backup)
    else:
        _replace_postgresql(backup)


def _replace_sqlite(backup: Path) -> None:
    """Checked first; what was there before stays beside it."""
    place = Path(connection.settings_dict["NAME"])
    try:
        with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as copy:
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        raise CommandError(f"{backup} is damaged: {verdict}", returncode=1)
    fresh = place.with_suffix(".restoring")
    shutil.copyfile(backup, fresh)
    fresh.chmod(0o600)
    if place.exists():
        place.replace(place.with_suffix(".before-restore"))
    for rest in ("-wal", "-shm"):
        place.with_name(place.name + rest).unlink(missing_ok=True)
    fresh.replace(place)


def _replace_postgresql(dump: Path) -> None:
    """All of it or nothing: in one transaction."""
    there = connection.settings_dict
    program = shutil.which("pg_restore")
    if program is None:
        raise CommandError("pg_restore is not installed here: load the dump beside the server, then restore --files.")
    command = [program, "--clean", "--if-exists", "--no-owner", "--single-transaction", "-d", str(there["NAME"])]
    for option, name in (("-h", "HOST"), ("-p", "PORT"), ("-U", "USER")):
        command += [option, str(there[name])] if there[name] else []
    done = subprocess.run(  # noqa: S603  (the settings' own database, and a file that the operator names)
        [*command, str(dump)],
        env={**os.environ, "PGPASSWORD": str(there["PASSWORD"] or "")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"Nothing was restored: {done.stderr.strip()[-600:]}")


# --- the files -------------------------------------------------------------------------------------------------------


def _contents(place: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as content:
                    yield path.relative_to(place).as_posix(), content
        return
    try:
        with tarfile.open(place) as archive:
            for member in archive:
                inside = archive.extractfile(member) if member.isfile() else None
                if inside is not None:
                    yield member.name, inside
    except (tarfile.TarError, OSError, EOFError) as error:
        raise CommandError(f"{place} cannot be read: {error}", returncode=WRONG_USE) from None


def _put(name: str, content: IO[bytes]) -> bool:
    """The archive may hold the folder `files` itself. A name that leads out of the store is no file of ours."""
    parts = [part for part in PurePosixPath(name).parts if part != "."]
    if parts[:1] == ["files"]:
        parts = parts[1:]
    if not parts or ".." in parts or parts[0] == "/":
        return False
    key = "/".join(parts)
    if default_storage.exists(key):
        return False
    default_storage.put_back(key, content)  # type: ignore[attr-defined]  # our own store: documents/vault.py
    return True


def _missing() -> int:
    """Rows whose file is not in the store: the backup of the files is older, or incomplete."""
    missing = 0
    for table in (StoredFile, Rendition):
        keys = table._default_manager.order_by().values_list("key", flat=True)
        missing += sum(not default_storage.exists(key) for key in keys.iterator())
    return missing

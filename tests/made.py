"""A database with its tables and the shipped knowledge: made once, then copied by every worker and every run.

Applying every migration takes a good quarter of a minute, copying the result a moment. A copy is never stale: its name
carries a digest of all it was made from, and whatever is changed there is made anew.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

BASE = Path(__file__).resolve().parents[1]
PLACE = Path(os.environ.get("FREEZEDESK_VAR", str(BASE / "var"))) / "made"
# Whatever a migration or the loading of knowledge may run. The rooms below knowledge are the only ones it can import.
MADE_FROM = (
    "*/migrations/*.py", "requirements.txt", "freezedesk/settings.py", "knowledge/**/*", "accounts/*.py", "audit/*.py",
    "tests/made.py",
)  # fmt: skip
LOADED = datetime(2026, 1, 1, tzinfo=UTC)


def digest(base: Path = BASE) -> str:
    whole = hashlib.sha256(f"{sys.version} {django.__version__} {sqlite3.sqlite_version}".encode())
    for path in sorted({path for pattern in MADE_FROM for path in base.glob(pattern)}):
        if path.is_file() and path.suffix != ".pyc":
            whole.update(f"{path.relative_to(base)} {path.stat().st_size} ".encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    """Where several workers begin at once, one makes and the others wait for it."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(url: str) -> None:
    """In a process of its own: this one may have a database open already."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.made"],
        cwd=BASE,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "freezedesk.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, f"The database of the tests could not be made:\n{process.stderr}"


def file() -> Path:
    """The SQLite file, to be copied and never written to."""
    made = PLACE / f"{digest()}.sqlite3"
    with _alone():
        if not made.exists():
            for old in PLACE.glob("*.sqlite3*"):
                old.unlink()
            making = PLACE / "making.sqlite3"
            _make(f"sqlite:///{making}")
            with closing(sqlite3.connect(making)) as half:
                half.execute("PRAGMA journal_mode=DELETE")  # a copy in memory cannot have a log beside it
            making.rename(made)
    return made


def on_server(url: str, name: str) -> None:
    """A database of this name on the PostgreSQL server, in the place of one that was there."""
    import psycopg

    template = f"made_{digest()}"
    with _alone(), psycopg.connect(url, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            server.execute("DROP DATABASE IF EXISTS making WITH (FORCE)")
            server.execute("CREATE DATABASE making")
            _make(f"{url.rpartition('/')[0]}/making")
            server.execute(f'ALTER DATABASE making RENAME TO "{template}"')
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def open_for_tests() -> Callable[[], None]:
    """The default connection leads to a copy, under the name Django gives the database of a test. Returns what ends it."""
    usual, name = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    connection.close()
    if connection.vendor == "postgresql":
        on_server(settings.DATABASE_URL, name)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(file())) as made:
            made.backup(connection.connection)
    return lambda: connection.creation.destroy_test_db(usual, verbosity=0)


def main() -> None:
    from django.core.management import call_command

    django.setup()
    from knowledge import loading

    call_command("migrate", verbosity=0)
    loading.load(at=LOADED)


if __name__ == "__main__":
    main()

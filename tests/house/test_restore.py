"""A backup is put back by one command: yesterday's data, today's files kept, and not one reminder goes out by itself."""

import json
import sqlite3
import tarfile
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from freezedesk.management.commands import restore
from notifications import guards, outbox
from tests.work.people import NOON, firm, three


@pytest.fixture
def called(monkeypatch):
    """The tables are up to date, and there is no audit chain to walk: both have tests of their own."""
    names = []
    monkeypatch.setattr(restore, "call_command", lambda name, **given: names.append(name))
    return names


@pytest.fixture
def here(monkeypatch, tmp_path):
    """A database file of the test's own in place of the real one."""
    name = tmp_path / "desk.sqlite3"
    there = SimpleNamespace(settings_dict={"NAME": str(name), "HOST": ""}, vendor="sqlite", display_name="SQLite")
    monkeypatch.setattr(restore, "connection", there)
    monkeypatch.setattr(restore, "connections", SimpleNamespace(close_all=lambda: None))
    return name


def database(path, word):
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE words (word)")
        made.execute("INSERT INTO words VALUES (?)", [word])
    made.close()
    return path


def word_in(path):
    with sqlite3.connect(path) as read:
        return read.execute("SELECT word FROM words").fetchone()[0]


def test_without_yes_nothing_is_done_and_what_would_be_replaced_is_named(here, called, tmp_path):
    database(here, "today")
    with pytest.raises(CommandError, match=r"desk\.sqlite3.*--yes"):
        call_command("restore", database=database(tmp_path / "copy", "yesterday"))
    with pytest.raises(CommandError, match="is not there"):
        call_command("restore", files=tmp_path / "nowhere", yes=True)
    assert (word_in(here), called) == ("today", [])


def test_the_database_of_the_backup_stands_in_its_place_and_the_old_one_beside_it(here, tmp_path):
    database(here, "today")
    here.with_name("desk.sqlite3-wal").write_bytes(b"of today")
    restore._replace(database(tmp_path / "copy", "yesterday"))
    assert word_in(here) == "yesterday"
    assert word_in(here.with_suffix(".before-restore")) == "today"
    assert not here.with_name("desk.sqlite3-wal").exists()


@pytest.mark.parametrize(
    ("content", "why"), [(b"PGDMP...", "no SQLite file"), (b"SQLite format 3\x00" + b"?" * 5000, "damaged")]
)
def test_what_is_no_whole_copy_replaces_nothing(here, tmp_path, content, why):
    database(here, "today")
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(CommandError, match=why):
        restore._replace(tmp_path / "copy")
    assert word_in(here) == "today"


@pytest.mark.parametrize("packed", [False, True])
def test_files_go_into_the_store_and_messages_wait_for_a_person(db, settings, called, tmp_path, packed):
    settings.VAR = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "documents.vault.Folder",
            "OPTIONS": {"location": tmp_path / "store"},
        },
    }
    files = tmp_path / "files"
    (files / "ab").mkdir(parents=True)
    (files / "ab" / "exhibit").write_bytes(b"paper")
    (files / "there").write_bytes(b"of the backup")
    (files / "outside").symlink_to("/etc/hostname")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "there").write_bytes(b"of today")
    fang, *_others = three(firm())
    outbox.post(channel="mail", kind="trial", about="", subject="s", body="b", recipient=fang, dedupe="1", at=NOON)
    place = files
    if packed:
        place = tmp_path / "files.tgz"
        with tarfile.open(place, "w:gz") as archive:
            archive.add(files, "files")
    told = StringIO()
    call_command("restore", files=place, yes=True, stdout=told)
    assert json.loads(told.getvalue().splitlines()[0]) == {
        "held": "restored",
        "files_added": 1,
        "files_missing": 0,
        "files_locked": 0,
    }
    assert default_storage.open("ab/exhibit").read() == b"paper"
    assert default_storage.open("there").read() == b"of today"
    assert not default_storage.exists("outside")
    assert called == ["migrate", "verify_audit"]
    assert outbox.sweep(at=NOON).mute == guards.RESTORED

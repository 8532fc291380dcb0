"""What a killed process leaves is gone after a day, and nothing else."""

import os
import re
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from documents import leftovers, storing
from tests.documents.samples import pdf

LATER = timedelta(days=2)


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A place of its own for folders to work in."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def stored(firm, noon, work):
    return storing.store(pdf(), name="a.pdf", organisation=firm, at=noon)


def left_behind(firm, name):
    return default_storage.save(f"{firm.pk}/ab/{name}", ContentFile(b"half a bundle"))


def test_bytes_without_a_row_go_after_a_day_and_no_sooner(firm, stored):
    key = left_behind(firm, "orphan")
    assert leftovers.sweep(at=timezone.now()).files == 0
    assert leftovers.sweep(at=timezone.now() + LATER, dry=True).files == 1
    assert default_storage.exists(key)
    assert leftovers.sweep(at=timezone.now() + LATER).files == 1
    assert not default_storage.exists(key)
    with storing.open_original(stored) as file:
        assert file.read() == pdf()


def test_where_much_has_no_row_the_database_is_another_and_nothing_goes(firm, stored, monkeypatch):
    monkeypatch.setattr(leftovers, "FEW", 2)
    keys = [left_behind(firm, f"orphan{n}") for n in range(4)]
    assert leftovers.sweep(at=timezone.now() + LATER).left == 4
    assert all(default_storage.exists(key) for key in keys)


def test_an_old_folder_with_papers_in_it_goes_and_those_of_others_stay(db, work):
    for name in ("fd-bundle-x", "fd-bundle-young", "of-somebody-else"):
        (work / name).mkdir()
        (work / name / "paper.pdf").write_bytes(pdf())
    (work / "fd-link").symlink_to(work / "of-somebody-else")
    long_ago = (timezone.now() - LATER).timestamp()
    for name in ("fd-bundle-x", "of-somebody-else"):
        os.utime(work / name, (long_ago, long_ago))
    assert leftovers.sweep(at=timezone.now()).folders == 1
    assert sorted(path.name for path in work.iterdir()) == ["fd-bundle-young", "fd-link", "of-somebody-else"]


def test_every_folder_that_papers_are_worked_on_in_is_one_that_is_swept():
    rooms = ("documents", "appeals", "comms", "cases", "funds", "web", "api", "jobs")
    made = [
        said
        for room in rooms
        for path in Path(settings.BASE, room).rglob("*.py")
        for said in re.findall(r"(?:TemporaryDirectory|mkdtemp|NamedTemporaryFile)\(([^)]*)", path.read_text("utf-8"))
    ]
    assert made
    assert all(said.startswith(f'prefix="{leftovers.FOLDERS}') for said in made), made

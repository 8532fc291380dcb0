"""A photo that is uploaded again and again, each time killed (-9) one step later; run in a process of its own."""

import json
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections
from django.utils import timezone

from accounts.models import Organisation, User
from appeals import evidence, scans
from cases.models import Case
from documents import intake, leftovers, searchable, storing
from documents.models import FileKey, StoredFile
from jobs import running
from tests.appeals import world
from tests.documents.samples import photo
from tests.work.killed_binding import die, folders, named, on_disk
from work import queue
from work.models import Job

PHOTO = photo((827, 1169))


def after(module, name, nth=1):
    """Die when that function of the house has returned for the nth time."""
    real, calls = getattr(module, name), iter(range(1, nth))

    def then_dies(*of, **how):
        found = real(*of, **how)
        if next(calls, None) is None:
            die()
        return found

    setattr(module, name, then_dies)


TAKING = {
    "received": lambda: after(storing, "receive"),
    "inspected": lambda: after(intake, "inspect"),
    "bytes written": lambda: after(storing, "put"),
    "kept": lambda: after(storing, "keep"),
    "entered": lambda: after(evidence, "enter"),
}
READING = {
    "read": lambda: after(intake, "read_pages"),
    "words written": lambda: after(searchable, "put"),
    "words kept": lambda: after(searchable, "_keep"),
}


def attempt(work, deadly=None):
    connections.close_all()
    child = os.fork()
    if child == 0:
        intake.read_pages = read_pages
        if deadly is not None:
            deadly()
        work()
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def read_pages(path, out, _pages):
    """The reader has tests of its own, and takes longer than all the rest."""
    Path(out).write_bytes(Path(path).read_bytes() + b"\n% read\n")
    return {"made": True, "findings": [{"code": "ocr"}]}


def upload():
    fang = User.objects.get(name="Fang")
    evidence.add(Case.objects.get(), PHOTO, name="photo.jpg", by=fang, at=timezone.now())


def rows_without_bytes():
    return [key for key in named() if not default_storage.exists(key)]


def state():
    return {"exhibits": Case.objects.get().evidence.count(), "hollow": rows_without_bytes()}


def main():
    now = timezone.now()
    tempfile.tempdir = str(settings.VAR / "tmp")
    Path(tempfile.tempdir).mkdir()
    searchable.can_read = lambda: True
    world.freeze(Organisation.objects.get(), User.objects.get(name="Fang"), at=now)
    seen = {step: {"signal": attempt(upload, deadly), **state()} for step, deadly in TAKING.items()}
    scans.take_up(timezone.now())
    for step, deadly in READING.items():
        seen[step] = {"signal": attempt(running.run, deadly), **state()}
        queue.take_over(timezone.now() + timedelta(hours=1))
        Job.objects.update(attempts=0, ready_at=now)
    attempt(running.run)
    scans.take_up(timezone.now())
    attempt(running.run)
    left = {"bytes": len(on_disk() - named()), "folders": folders()}
    swept = leftovers.sweep(at=timezone.now() + timedelta(days=2))
    file = StoredFile.objects.get()
    with storing.open_original(file) as original, storing.open_pdf(file) as copy:
        whole = original.read() == PHOTO and copy.read().startswith(b"%PDF-")
    end = {
        **state(),
        "whole": whole,
        "waits": file.waits,
        "jobs": sorted(Job.objects.values_list("state", flat=True)),
        "swept": [swept.files, swept.folders],
        "unnamed": len(on_disk() - named()),
        "keys": FileKey.objects.count() - len(on_disk()),
    }
    sys.stdout.write(json.dumps({"steps": seen, "left": left, "end": end}))

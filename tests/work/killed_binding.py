"""A pack that is bound again and again, each time killed (-9) one step later. Run in a process of its own, which prints
what it saw; each attempt is a child of it, so that nothing of one reaches the next but the database and the disk.
"""

import json
import os
import signal
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone

from accounts.models import Organisation, User
from appeals import bundle, evidence
from appeals import pack as packs
from appeals.models import Bundle, Pack, PackItem
from documents import binding, leftovers, storing
from documents.models import Rendition, StoredFile
from jobs import running
from jobs.work import WORK
from knowledge import loading
from knowledge.models import Edition
from tests.appeals import world
from work import queue
from work.models import Job

BETWEEN = ("bytes written", "kept", "attached")
STEPS = (*bundle.PHASES, *BETWEEN)
printed = {}
print_letters = bundle.printed_letters


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def letters_once(pack, items, plan, **how):
    """The printing has tests of its own, and takes longer than all the rest."""
    if plan not in printed:
        printed[plan] = print_letters(pack, items, plan, **how)
    return printed[plan]


def deadly(step):
    """The real work, that ends at that step."""

    def build(job, *, at, progress):
        def said(phase, done=0, total=0):
            progress(phase, done, total)
            if phase == step:
                die()

        if step == "bytes written":
            storing.put = written(storing.put)
        outcome = bundle.build(job, at=at, progress=said)
        if step == "kept":
            die()

        def attach():
            outcome.attach()
            die()

        return queue.Outcome(outcome.result, outcome.problems, attach if step == "attached" else outcome.attach)

    return build


def written(put):
    def dies(*of):
        put(*of)
        die()

    return dies


def attempt(job, build):
    """In a child; what it leaves is on the disk."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        WORK[bundle.KIND] = build
        running.run(job.pk)
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def asked(now):
    if not Edition.objects.exists():
        loading.load(at=now)
    fang, mo = (User.objects.get(name=name) for name in ("Fang", "Mo"))
    case = world.at_appeal(world.freeze(Organisation.objects.get(), fang, at=now), mo, at=now)
    appeal, made = world.letter(case, fang, at=now)
    evidence.describe(made["lading"], {"confidentiality": "sealed"}, by=fang, at=now)
    appeal.refresh_from_db()
    pack = packs.send_to_counsel(appeal, by=fang, at=now)
    items = list(pack.items.select_related("file", "file__organisation"))
    with tempfile.TemporaryDirectory() as folder:
        spec = bundle.spec_of(pack, items, Path(folder), at=now, progress=lambda *a: None)
        binding.settle_letters(spec, lambda plan: letters_once(pack, items, plan), Path(folder))
    return bundle.ask_for(pack, by=fang, at=now)


def state(job):
    return {
        "job": Job.objects.get(pk=job.pk).state,
        "bundles": Bundle.objects.count(),
        "placed": PackItem.objects.exclude(first_page=None).count(),
    }


def on_disk():
    store = settings.VAR / "files"
    return {str(path.relative_to(store)) for path in store.rglob("*") if path.is_file()}


def named():
    return {*StoredFile.objects.values_list("key", flat=True), *Rendition.objects.values_list("key", flat=True)}


def folders():
    return len(list(Path(tempfile.gettempdir()).glob("fd-*")))


def main():
    now = timezone.now()
    tempfile.tempdir = str(settings.VAR / "tmp")
    Path(tempfile.tempdir).mkdir()
    bundle.printed_letters = letters_once
    job = asked(now)
    seen = {}
    for step in STEPS:
        signalled = attempt(job, deadly(step))
        seen[step] = {"signal": signalled, **state(job)}
        queue.take_over(timezone.now() + timedelta(hours=1))
        Job.objects.filter(pk=job.pk).update(attempts=0, ready_at=now)
    left = {"bytes": len(on_disk() - named()), "folders": folders()}
    attempt(job, bundle.build)
    made = Bundle.objects.get()
    with storing.open_original(made.file) as file:
        whole = file.read()
    swept = leftovers.sweep(at=timezone.now() + timedelta(days=2))
    end = {
        **state(job),
        "whole": whole[:5] == b"%PDF-" and len(whole) == made.file.size,
        "sealed": made.sealed_file is not None,
        "items": Pack.objects.get().items.count(),
        "swept": [swept.files, swept.folders],
        "unnamed": len(on_disk() - named()),
        "folders": folders(),
        "made": StoredFile.objects.filter(facts__made=bundle.KIND).count(),
    }
    sys.stdout.write(json.dumps({"steps": seen, "left": left, "end": end}))

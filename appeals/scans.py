"""Papers that wait: to be made ready for binding, and to be made searchable, page by page, in the background."""

import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from appeals.models import Evidence
from documents import searchable, storing
from documents.models import StoredFile
from work import queue
from work.models import Job, State

KIND = "scans"
MOST = 20  # papers asked for at once
SECONDS = 240  # of one job; a long scan goes on in the next
REST = timedelta(hours=12)  # before what failed is tried again


class Progress(Protocol):
    def __call__(self, phase: str, done: int = 0, total: int = 0) -> None: ...


def take_up(at: datetime) -> int:
    """Ask for work on the exhibits that wait for it, whichever door they came through."""
    rows = Evidence.objects.standing().filter(file__waits=True).select_related("case__organisation", "added_by")
    found = {row.file_id: row for row in rows.order_by("file", "pk")[: MOST * 5]}
    failed = set(
        Job.objects.filter(
            kind=KIND, dedupe__in=[_once(pk) for pk in found], state=State.FAILED, finished_at__gt=at - REST
        ).values_list("dedupe", flat=True)
    )
    asked = [row for pk, row in found.items() if _once(pk) not in failed][:MOST]
    for row in asked:
        queue.ask(
            KIND,
            organisation=row.case.organisation,
            about=row.case.chain,
            params={"file": row.file_id},
            by=row.added_by,
            at=at,
            dedupe=_once(row.file_id),
        )
    return len(asked)


def _once(file: int) -> str:
    return f"{KIND}/{file}"


def work_on(files: Iterable[StoredFile]) -> list[Job]:
    """What is under way for these files, for a page that shows them."""
    waiting = [_once(file.pk) for file in files if file.waits]
    jobs = Job.objects.active().filter(kind=KIND, dedupe__in=waiting).select_related("requested_by").order_by("pk")
    return list(jobs[:5]) if waiting else []


def run(job: Job, *, at: datetime, progress: Progress) -> Mapping[str, Any]:
    """Each batch of pages is kept when it is read: what is killed goes on behind the last one."""
    file = StoredFile.objects.select_related("organisation").get(pk=job.params["file"])
    progress("preparing", 0, 0)
    storing.prepare(file, at=at)
    total = len(searchable.unread(file))
    if not total or not searchable.can_read():
        searchable.leave(file)
        return {"pages": 0, "left": total}
    end = time.monotonic() + SECONDS
    while (left := len(searchable.unread(file))) and time.monotonic() < end:
        progress("reading", total - left, total)
        searchable.read(file, at=at)
    return {"pages": total - left, "left": left}

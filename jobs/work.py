"""Which function does which kind of long work.

The contract of such a function, `def run(job: Job, *, at: datetime, progress: Progress) -> Outcome | Mapping`:

- It reads what it needs from `job.about` and `job.params`, and checks again what may have changed since it was asked.
- It calls `progress("phase", done, total)` at every step worth showing. That call raises when the work was cancelled
  or taken over; let it pass through.
- It runs outside a transaction, so that its progress can be seen. It may run again from the start after a crash, so
  what it stores on the way must not harm when stored twice (files by their hash do not).
- What must exist once - the row that says "here is the bundle" - it writes in `Outcome.attach`, which is called in the
  transaction that finishes the job. A job overtaken by another attaches nothing.
- A refusal is a ValidationError; the person reads its sentences. Anything else is a fault and is tried again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from appeals import bundle, export, scans
from work.models import Job
from work.queue import Outcome


class Progress(Protocol):
    def __call__(self, phase: str, done: int = 0, total: int = 0) -> None: ...


class Run(Protocol):
    def __call__(self, job: Job, *, at: datetime, progress: Progress) -> Outcome | Mapping[str, Any]: ...


WORK: dict[str, Run] = {bundle.KIND: bundle.build, export.KIND: export.build, scans.KIND: scans.run}

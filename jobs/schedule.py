"""The whole clockwork, most frequent first. Static on purpose: one reads it here, not in a table.

A tick that nobody took in time is dropped: the next one finds the same rows. What comes round stands in periodic.py;
`manage.py run_sweeper` goes round at the same pace without a queue.
"""

from typing import Any

EVERY: dict[str, float] = {  # seconds
    "messages": 10.0,
    "work": 10.0,
    "papers": 15.0,
    "runways": 15.0,
    "deadlines": 60.0,
    "completeness": 60.0,
    "invitations": 60.0,
    "mailbox": 120.0,
    "summaries": 300.0,
    "watches": 600.0,
    "quarter": 3600.0,
    "leftovers": 21_600.0,
}

BEAT: dict[str, dict[str, Any]] = {
    f"sweep-{name}": {"task": f"jobs.tasks.sweep_{name}", "schedule": pace, "options": {"expires": pace * 0.9}}
    for name, pace in EVERY.items()
}

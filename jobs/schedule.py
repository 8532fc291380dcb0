"""The whole clockwork, most frequent first. Static on purpose: one reads it here, not in a table.

A tick that nobody took in time is dropped: the next one finds the same rows.
"""

from typing import Any

BEAT: dict[str, dict[str, Any]] = {
    "sweep-messages": {"task": "jobs.tasks.sweep_messages", "schedule": 10.0, "options": {"expires": 9.0}},
    "sweep-work": {"task": "jobs.tasks.sweep_work", "schedule": 10.0, "options": {"expires": 9.0}},
    "sweep-deadlines": {"task": "jobs.tasks.sweep_deadlines", "schedule": 60.0, "options": {"expires": 55.0}},
}

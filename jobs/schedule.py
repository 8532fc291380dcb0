"""The whole clockwork, most frequent first. Static on purpose: one reads it here, not in a table."""

from typing import Any

BEAT: dict[str, dict[str, Any]] = {
    "sweep-messages": {"task": "jobs.tasks.sweep_messages", "schedule": 10.0},
    "sweep-work": {"task": "jobs.tasks.sweep_work", "schedule": 10.0},
    "sweep-deadlines": {"task": "jobs.tasks.sweep_deadlines", "schedule": 60.0},
}

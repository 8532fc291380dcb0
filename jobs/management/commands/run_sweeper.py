"""The sweeps in one loop, without a queue: for lower latency, or as a second pair of eyes beside the clock.

Any number may run, together with the clock or instead of it: each row is claimed by one of them. TERM and Ctrl-C end it
after the message that is just being carried; KILL at any moment loses nothing either.
"""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

from jobs import periodic, running
from jobs.schedule import EVERY
from notifications import health

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Carry messages, take up abandoned work and derive reminders, until told to stop. Any number may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=1.0, help="Seconds between two looks (1).")
        parser.add_argument("--once", action="store_true", help="One round, then end.")
        parser.add_argument("--work", action="store_true", help="Do the waiting long work too, in this process.")

    def handle(self, *args: Any, every: float, once: bool, work: bool, **options: Any) -> None:
        stop = threading.Event()
        if not once:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda number, frame: stop.set())
        # The messages at this loop's own pace, for their latency; everything else as often as the clock asks for it.
        rounds = [
            Round(every if name == "messages" else EVERY[name], partial(_now, act))
            for name, act in periodic.ACTS.items()
        ]
        rounds.append(Round(every, partial(_now, _beat)))
        if work:
            rounds.append(Round(every, running.run))
        while True:
            went_well = [each.when_due() for each in rounds if not stop.is_set()]
            if once and not all(went_well):
                raise CommandError("A sweep failed; the log says why.", returncode=1)
            if once or stop.wait(every):
                return


def _now(act: Callable[[datetime], Any]) -> Any:
    return act(timezone.now())


def _beat(at: datetime) -> None:
    """The loop's own beat: the clock's ticks leave others."""
    health.beat(health.LOOP, at)


class Round:
    """One sweep and its pace. A database that is away for a while, or a fault in one sweep, ends nothing."""

    def __init__(self, every: float, act: Callable[[], Any]) -> None:
        self._every, self._act, self._next = every, act, 0.0

    def when_due(self) -> bool:
        """False when it was due and failed."""
        if time.monotonic() < self._next:
            return True
        self._next = time.monotonic() + self._every
        close_old_connections()
        try:
            self._act()
        except Exception:  # whatever it is, the other sweeps go on
            logger.exception("A sweep failed; the next round tries again.")
            return False
        return True

"""The sweeps in one loop, without a queue: for lower latency, or as a second pair of eyes beside the clock."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from jobs import periodic, running
from jobs.schedule import EVERY

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
        if work:
            rounds.append(Round(every, running.run))
        while True:
            for each in rounds:
                each.when_due()
            if once or stop.wait(every):
                return


def _now(act: Callable[[datetime], Any]) -> Any:
    return act(timezone.now())


class Round:
    """One sweep and its pace. A database that is away for a while ends nothing."""

    def __init__(self, every: float, act: Callable[[], Any]) -> None:
        self._every, self._act, self._next = every, act, 0.0

    def when_due(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._every
        close_old_connections()
        try:
            self._act()
        except DatabaseError:
            logger.exception("The database did not answer; the next round tries again.")

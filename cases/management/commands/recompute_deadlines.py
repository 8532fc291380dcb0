"""Counts open dates again after newer rules or calendars. Each date that moves keeps the difference and its reason."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases import deadlines


class Command(BaseCommand):
    help = "Count open dates again whose rule or calendar is newer. A later day on which a right is lost waits for two."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would move; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            moving = 0
            for shift in deadlines.pending():
                moving += 1
                row = shift.deadline
                self.stdout.write(f"{row.case.ref} {row.code} {shift.was_on} > {shift.now_on} {shift.effect}")
            self.stdout.write(f"{moving} dates would be counted anew.")
            return
        self.stdout.write(f"{len(deadlines.recompute_all(at=timezone.now()))} dates counted anew.")

"""Loads the knowledge of data/, then counts open dates again. Safe at every start: a second run changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases import deadlines
from knowledge import loading
from knowledge.reading import DATA


class Command(BaseCommand):
    help = "Load the knowledge (causes, routes, providers, time limits, letters). Exit status 1 when a file is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=DATA, help="another folder of the same shape")
        parser.add_argument("--check", action="store_true", help="read and check only; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                self.stdout.write(f"Knowledge: {len(loading.checked(options['folder']))} pieces hold together.")
                return
            at = timezone.now()
            done = loading.load(options["folder"], at=at)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=1) from refusal
        self.stdout.write(
            f"Knowledge: {done.current} pieces in use "
            f"({done.added} new, {done.changed} changed, {done.unchanged} as before, {done.retired} retired)."
        )
        if moved := deadlines.recompute_all(at=at):
            self.stdout.write(f"{len(moved)} open dates counted anew.")

"""Delete what killed processes left: stored bytes that no row names, and work folders: `manage.py sweep_files`."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents import leftovers


class Command(BaseCommand):
    help = "Delete stored files that no row names, and work folders of processes that died; both a day old or more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(asdict(leftovers.sweep(at=timezone.now(), dry=options["dry_run"]))))

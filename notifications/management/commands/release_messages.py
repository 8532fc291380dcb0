"""After a restore, or when the installation has moved: let messages go out again."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications import guards


class Command(BaseCommand):
    help = "Let messages go out again after a restore (--since) or a move to another installation (--adopt)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", help="When the backup was made, ISO 8601. What became due since then waits for a person."
        )
        parser.add_argument("--adopt", action="store_true", help="This installation owns the database from now on.")

    def handle(self, *args: Any, since: str | None, adopt: bool, **options: Any) -> None:
        if not (since or adopt):
            raise CommandError("Say --since TIME-OF-BACKUP, --adopt, or both.", returncode=2)
        try:
            moment = datetime.fromisoformat(since) if since else None
        except ValueError as error:
            raise CommandError(f"{since!r} is no moment: write 2026-11-22T03:00+00:00.", returncode=2) from error
        if moment is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        doubtful = guards.release(since=moment, at=timezone.now(), adopt=adopt)
        self.stdout.write(json.dumps({"uncertain": doubtful}))

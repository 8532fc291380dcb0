"""Before or after a restore: nothing goes out until a person has said since when messages may have been sent."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from notifications import guards


class Command(BaseCommand):
    help = "Hold all messages, for instance after restoring a database on a new machine. release_messages lets them go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--because", default=guards.RESTORED, help="A word for the log (restored).")

    def handle(self, *args: Any, because: str, **options: Any) -> None:
        guards.hold(because)
        self.stdout.write("Held: nothing is sent until `manage.py release_messages --since TIME-OF-BACKUP`.")

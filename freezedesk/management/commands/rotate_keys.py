"""Put everything that is wrapped under the newest key, and seal files that an older version stored in the clear.

    manage.py rotate_keys            after WRAPPING_KEY was changed and the former one put into WRAPPING_KEY_FALLBACKS
    manage.py rotate_keys --new      one machine without WRAPPING_KEY: make a new key in var/wrapping_key first

It may run while people work, and be stopped and started again. When it prints "left": 0, the former key is needed for
nothing any more but old backups of the database.
"""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import wrapping
from documents import rotation
from notifications import endpoints

WRONG_USE = 2


class Command(BaseCommand):
    help = "Wrap the keys of files and webhooks under the newest master key; seal files that lie in the clear."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--new", action="store_true", help="Make a new master key on this machine first.")

    def handle(self, *args: Any, new: bool, **options: Any) -> None:
        if new and settings.WRAPPING_KEY:
            raise CommandError(
                "The key comes from WRAPPING_KEY: put a new one there and the former one into WRAPPING_KEY_FALLBACKS,"
                " restart, and run rotate_keys without --new.",
                returncode=WRONG_USE,
            )
        if new:
            wrapping.renew()
        files, closed = rotation.rewrap()
        secrets, locked = endpoints.rewrap()
        sealed, gone = rotation.seal_what_lies_clear()
        told = {"files": files, "webhooks": secrets, "sealed": sealed, "left": closed + locked, "missing": gone}
        self.stdout.write(json.dumps({"key": wrapping.newest()} | told))
        if closed or locked:
            self.stderr.write(
                "Some do not open with any key that is here: bring the former key back, and run it again."
            )
        if closed or locked or gone:
            sys.exit(1)

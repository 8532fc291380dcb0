"""Fetch the mails of the cases' mailbox once. JSON on stdout; the clock does the same every two minutes."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comms import mailbox
from comms.imap import Unreachable


class Command(BaseCommand):
    help = "Take in the unread mails of IMAP_URL. Mails that were kept are marked as read; nothing is deleted."

    def handle(self, *args: Any, **options: Any) -> None:
        if not mailbox.is_set_up():
            raise CommandError("IMAP_URL is not set: there is no mailbox to read.", returncode=2)
        try:
            found = mailbox.poll(at=timezone.now())
        except Unreachable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(found))

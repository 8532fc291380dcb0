"""Django's flush, taught about the audit log: it empties test and demonstration databases, and refuses all others."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections

from audit import triggers


class Command(Flush):
    def handle(self, **options: Any) -> None:
        using = options["database"]
        name = str(connections[using].settings_dict["NAME"])
        if not (settings.DEMO or name.startswith("test_") or "mode=memory" in name):
            raise CommandError("This database holds an audit log. Only a test or demonstration database is emptied.")
        triggers.remove(using)
        try:
            super().handle(**options)
        finally:
            triggers.ensure(using)  # also when Django was told to skip its own step after migrating

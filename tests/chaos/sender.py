"""What is killed and frozen: the real loop or the real worker, with short leases and a mail server of the test's own."""

import os
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from freezedesk.celery import app  # noqa: E402, F401  (what `celery -A tests.chaos.sender` looks for)
from jobs import periodic  # noqa: E402
from notifications import outbox  # noqa: E402

settings.EMAIL_TIMEOUT = 5
settings.MAIL_ASK = os.environ["CHAOS_ASK_BY"]
settings.MAIL_ASK_PORT = int(os.environ["CHAOS_ASK_PORT"])
outbox.FIRST_PAUSE = outbox.UNREACHABLE_PAUSE = timedelta(seconds=0.5)
lease, grace = (timedelta(seconds=float(os.environ[name])) for name in ("CHAOS_LEASE", "CHAOS_GRACE"))
outbox.sweep.__kwdefaults__.update(lease=lease, grace=grace, limit=50)
for name in list(periodic.ACTS):
    if name != "messages":
        del periodic.ACTS[name]

if __name__ == "__main__":
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    call_command("run_sweeper", every=0.2)

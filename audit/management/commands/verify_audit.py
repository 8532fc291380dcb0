"""Walk the audit chains and say where one breaks: run nightly, after a restore, and before an audit."""

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from audit import log

REASONS = {
    "missing": "an entry is missing",
    "does_not_follow": "it does not follow the entry before it",
    "altered": "it was altered",
    "columns_differ": "its searchable columns differ from what was sealed",
    "end_differs": "the recorded end of the chain is another",
    "end_missing": "the recorded end of the chain is missing",
    "beyond_the_end": "it lies beyond the recorded end of the chain",
    "content_missing": "its erasable words are gone, and no entry says that they were erased",
    "content_altered": "its erasable words were altered",
    "content_unknown": "there are erasable words that no entry promised",
}


class Command(BaseCommand):
    help = "Walk the audit chains; exit 0 when all hold, 1 with the first bad entry of each that does not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--chain", help='Only this chain, for example "case/12".')
        parser.add_argument("--json", action="store_true", help="Say it as JSON.")

    def handle(self, *args: Any, chain: str | None, **options: Any) -> None:
        if chain and chain not in log.chains():
            self.stderr.write(f"There is no chain {chain}.")
            sys.exit(2)
        started = time.perf_counter()
        found = list(log.breaks(chain))
        locks = log.missing_locks()
        number = log.count(chain)
        if options["json"]:
            result = {
                "ok": not (found or locks),
                "entries": number,
                "chains": 1 if chain else len(log.chains()),
                "breaks": [{"chain": b.chain, "seq": b.seq, "reason": b.reason} for b in found],
                "missing_locks": locks,
                "seconds": round(time.perf_counter() - started, 3),
            }
            self.stdout.write(json.dumps(result))
        for broken in found:
            self.stderr.write(f"{broken.chain}: entry {broken.seq}: {REASONS[broken.reason]}.")
        for name in locks:
            self.stderr.write(f"The lock {name} is missing from the database or was changed.")
        if found or locks:
            sys.exit(1)
        if not options["json"]:
            self.stdout.write(f"{number} entries hold.")

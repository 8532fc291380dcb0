"""Seal a bundle with the configured certificate: `manage.py seal_bundle PACK.pdf --out SEALED.pdf`."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from documents import sealing, verifying
from documents.management.commands.verify_bundle import shape


class Command(BaseCommand):
    help = "Add an electronic seal (PAdES) with a time-stamp to a bundle, and print what it says, as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bundle", type=Path)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        bundle: Path = options["bundle"]
        if not bundle.is_file():
            self.stderr.write(f"There is no file {bundle}.")
            sys.exit(1)
        try:
            sealing.seal(bundle, options["out"])
        except ValidationError as refusal:
            self.stderr.write(" ".join(refusal.messages))
            sys.exit(1)
        self.stdout.write(json.dumps(shape(verifying.verify(options["out"])), ensure_ascii=False, indent=1))

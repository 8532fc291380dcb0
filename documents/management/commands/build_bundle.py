"""Bind the papers a manifest lists into one numbered PDF: `manage.py build_bundle MANIFEST.json --out pack.pdf`."""

import json
import sys
import tempfile
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from documents.binding import bind
from documents.bundlespec import BundleResult
from documents.manifests import spec_of


class Command(BaseCommand):
    help = "Bind the papers of a manifest into one numbered PDF and print where everything stands, as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("manifest", type=Path)
        parser.add_argument(
            "--out",
            type=Path,
            required=True,
            help="the bundle; confidential and sealed items go to NAME.sealed.pdf beside it",
        )
        parser.add_argument(
            "--ocr", action="store_true", default=None, help="read scans (tesseract), whatever the manifest says"
        )
        parser.add_argument("--quiet", action="store_true", help="no progress on stderr")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        quiet = options["quiet"]
        if not out.parent.is_dir():
            self.refuse(f"There is no folder {out.parent}.", 1)
        sealed = out.with_name(f"{out.stem}.sealed{out.suffix}")

        def said(phase: str, done: int, total: int) -> None:
            if not quiet:
                self.stderr.write(f"{phase} {done}/{total}")

        try:
            with tempfile.TemporaryDirectory(prefix="fd-bundle-") as folder:
                spec = spec_of(
                    options["manifest"],
                    Path(folder),
                    ocr=options["ocr"],
                    said=lambda done, total: said("checking", done, total),
                )
                result = bind(spec, out=out, progress=said, sealed_out=sealed)
        except ValidationError as refusal:
            self.refuse(" ".join(refusal.messages), 1)
        self.stdout.write(json.dumps(shape(result), ensure_ascii=False, indent=1))

    def refuse(self, reason: str, status: int) -> None:
        self.stderr.write(reason)
        sys.exit(status)


def shape(result: BundleResult) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "pages": result.pages,
        "sha256": result.sha256,
        "items": [asdict(item) for item in result.items],
        "sections": list(result.sections),
        "seconds": result.seconds,
        "problems": list(result.problems),
    }
    if result.sealed:
        answer["sealed"] = shape(result.sealed)
    return answer

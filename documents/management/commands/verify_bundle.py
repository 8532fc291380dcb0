"""Is this bundle still what was bound? `manage.py verify_bundle PACK.pdf` names the first wrong page."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from documents import verifying
from documents.verifying import Verdict


class Command(BaseCommand):
    help = "Recompute what the hashes inside a bundle say, and name the first wrong page, as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bundle", type=Path)
        parser.add_argument("--sha256", default="", help="what the whole file's hash should be")
        parser.add_argument("--originals", type=Path, help="the folder with the papers as they were handed in")

    def handle(self, *args: Any, **options: Any) -> None:
        bundle: Path = options["bundle"]
        if not bundle.is_file():
            self.stderr.write(f"There is no file {bundle}.")
            sys.exit(1)
        verdict = verifying.verify(bundle, sha256=options["sha256"].lower(), originals=options["originals"])
        self.stdout.write(json.dumps(shape(verdict), ensure_ascii=False, indent=1))
        if not verdict.is_whole:
            at = f" First wrong page: {verdict.first_page}." if verdict.first_page else ""
            self.stderr.write(f"{verdict.faults[0].sentence}{at}")
            sys.exit(1)


def shape(verdict: Verdict) -> dict[str, Any]:
    seal = verdict.seal
    return {
        "whole": verdict.is_whole,
        "pages": verdict.pages,
        "sha256": verdict.sha256,
        "first_wrong_page": verdict.first_page,
        "faults": [{"code": f.code, "page": f.page or None, "sentence": f.sentence} for f in verdict.faults],
        "seal": {
            "signer": seal.signer,
            "stamped_at": seal.stamped_at.isoformat() if seal.stamped_at else None,
            "whole": seal.is_whole,
            "trusted": seal.is_trusted,
        }
        if seal
        else None,
    }

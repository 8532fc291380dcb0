"""Judge files as an upload would: `manage.py check_document FILE…` prints one verdict a file, as JSON."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from documents import intake


class Command(BaseCommand):
    help = (
        "Print for each file whether it may come in, why not, and what was noticed. Exit status 1 when one is refused."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        answers = [judged(path) for path in options["files"]]
        self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=1))
        if any(answer["verdict"] == "reject" for answer in answers):
            sys.exit(1)


def judged(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {"file": str(path), "verdict": "reject", "code": "no_such_file", "reason": f"There is no file {path}."}
    verdict = intake.inspect(path, name=path.name)
    return {
        "file": str(path),
        "verdict": verdict.verdict,
        "code": verdict.code,
        "reason": verdict.reason,
        "sha256": verdict.sha256,
        "mime": verdict.mime,
        "pages": verdict.pages,
        "findings": [finding | {"note": intake.note(finding)} for finding in verdict.findings],
    }

"""Judge files as an upload would: `manage.py check_document FILE…` prints one verdict a file, as JSON."""

import json
import os
import sys
import tempfile
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


def shown(path: Path) -> str:
    """A name in the letters of another system is written byte by byte: the answer is read as UTF-8 by whoever asks."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def judged(path: Path) -> dict[str, Any]:
    if not path.is_file():
        sentence = f"There is no file {shown(path)}."
        return {"file": shown(path), "verdict": "reject", "code": "no_such_file", "reason": sentence}
    with tempfile.TemporaryDirectory(prefix="fd-check-") as folder:
        link = Path(folder) / "file"  # not every library opens a name that is no UTF-8
        link.symlink_to(path.absolute())
        verdict = intake.inspect(link, name=path.name)
    return {
        "file": shown(path),
        "verdict": verdict.verdict,
        "code": verdict.code,
        "reason": verdict.reason,
        "sha256": verdict.sha256,
        "mime": verdict.mime,
        "pages": verdict.pages,
        "findings": [finding | {"note": intake.note(finding)} for finding in verdict.findings],
    }

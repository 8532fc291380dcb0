"""Check letters as the composer does: `manage.py check_letter FILE… --known known.yaml` prints findings as JSON."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from appeals import proofreading
from appeals.proofreading.known import known_from
from appeals.proofreading.paper import Known

NEEDS = ("facts", "reasons", "request")


class Command(BaseCommand):
    help = (
        "Print for each letter (plain text) what differs from the register, the papers and the law, and what harms. "
        "--known names a YAML file in the form of tests/letters/known.yaml, or one world of it. Exit status 1 when a "
        "finding holds a letter back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--known", type=Path, help="YAML with names, numbers, amounts, dates, exhibits")
        parser.add_argument("--world", default="", help="the part of that file, where it holds several")
        parser.add_argument("--needs", default=",".join(NEEDS), help="parts the letter must have, in their order")

    def handle(self, *args: Any, **options: Any) -> None:
        known = _known(options["known"], options["world"])
        needs = tuple(part for part in options["needs"].split(",") if part)
        answers = [_checked(path, known, needs) for path in options["files"]]
        self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=1))
        if any(finding["severity"] == "block" for answer in answers for finding in answer["findings"]):
            sys.exit(1)


def _known(path: Path | None, world: str) -> Known:
    if path is None:
        return Known(has_exhibits=False)
    try:
        data: Any = yaml.safe_load(path.read_text("utf8"))
        found = data[world] if world else data
        if not isinstance(found, Mapping):
            raise CommandError(f"{path} holds no names, numbers and dates.")
        return known_from(found)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, ValueError, ArithmeticError) as problem:
        raise CommandError(f"{path} cannot be read: {problem}") from problem


def _checked(path: Path, known: Known, needs: tuple[str, ...]) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path} is no text that could be read: {problem}") from problem
    letter = proofreading.read(text, needs=needs)
    return {
        "file": str(path),
        "language": letter.language,
        "parts": letter.parts(),
        "findings": [
            {
                "code": each.code,
                "severity": each.severity,
                "part": each.where,
                "quote": each.quote,
                "sentence": str(each.sentence),
                "instead": each.instead,
            }
            for each in proofreading.check(letter, known)
        ],
    }

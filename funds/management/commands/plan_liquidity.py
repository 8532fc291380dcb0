"""Computes what money is left, who is paid and what an option costs, from a table of cases. Needs no database.

    manage.py plan_liquidity cases.json > answers.json

In: {"cases": [{"id", "kind", "given"}]}. Out: {"<id>": result}.
Exit status: 0 done, 1 refused with a reason, 2 wrong use.
A case that cannot be computed keeps its place with its reason (`refused`) and says it on stderr: it never stops the
others.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funds.refusals import Refused
from funds.worked import answer

WRONG_USE = 2


class Command(BaseCommand):
    help = "Computes plans, runways and costs of options from a JSON file of cases."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cases", metavar="CASES.json", help="a file of cases; “-” reads the standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        answers: dict[str, Any] = {}
        refusals = 0
        for case in _read(options["cases"]):
            try:
                answers[case["id"]] = answer(case["kind"], case["given"])
            except Refused as refused:
                refusals += 1
                answers[case["id"]] = {
                    "refused": refused.code,
                    "en": refused.text("en"),
                    "zh": refused.text("zh-Hans"),
                }
                self.stderr.write(f"{case['id']}: {_told(refused)}")
        self.stdout.write(json.dumps(_plain(answers), ensure_ascii=False, indent=2))
        if refusals:
            raise CommandError(f"{refusals} of {len(answers)} cases refused; the reasons stand above.", returncode=1)


def _read(name: str) -> list[dict[str, Any]]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
        found = json.loads(text, parse_float=Decimal, parse_constant=str)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {error}", returncode=WRONG_USE) from None
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{name} is no JSON: {error}", returncode=WRONG_USE) from None
    cases = found.get("cases") if isinstance(found, dict) else None
    if not isinstance(cases, list):
        raise CommandError(f"{name} has no list “cases”.", returncode=WRONG_USE)
    seen: set[str] = set()
    for place, case in enumerate(cases, start=1):
        shaped = isinstance(case, dict) and isinstance(case.get("id"), str) and isinstance(case.get("given"), dict)
        if not shaped or not isinstance(case.get("kind"), str):
            raise CommandError(_told(Refused("case_not_understood", where=str(place))), returncode=WRONG_USE)
        if case["id"] in seen:
            raise CommandError(_told(Refused("twice", field="cases", id=case["id"])), returncode=WRONG_USE)
        seen.add(case["id"])
    return cases


def _told(refused: Refused) -> str:
    """One line, in both languages: whoever runs this may read either."""
    return f"{refused.code}: {refused.text('en')} / {refused.text('zh-Hans')}".replace("\n", " ")


def _plain(value: Any) -> Any:
    """Exact figures as JSON numbers: under a billion of billions, with four decimals, both ways are the same."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value

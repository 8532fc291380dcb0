"""Computes one time limit, or a table of them, and says why. Needs no database.

    manage.py compute_deadline --rule cn-arl-apply-60d --trigger 2026-01-15 --tz Asia/Shanghai
    manage.py compute_deadline --batch cases.csv > answers.csv

Exit status: 0 done, 1 refused with a reason, 2 wrong use. A table is done when every row has a date or a reason
(column `refused`, and one line on stderr): a bad row never stops the others.
"""

import csv
import io
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from knowledge import catalogue
from knowledge.amounts import Amount, read_amount
from knowledge.batch import BARE, READ, answers, find_rule, read_table, read_trigger
from knowledge.refusals import Refused
from knowledge.timelimits import Due, compute, written

WRONG_USE = 2
NEEDED = ("rule_id", "trigger_local", "trigger_tz")


class Command(BaseCommand):
    help = "Computes when a time limit ends, with its reasons: one rule as JSON, or a CSV table."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rule", help="id of a rule of the catalogue, or profile:NAME with --amount")
        parser.add_argument("--trigger", help="2026-01-15 or 2026-01-15T10:00, as the clock on the wall showed it")
        parser.add_argument("--tz", help="time zone of the trigger, like Asia/Shanghai")
        parser.add_argument(
            "--fold", type=int, choices=(0, 1), default=0, help="which pass of an hour that comes twice"
        )
        parser.add_argument("--acting-tz", help="time zone of the acting body, where it is not the rule's own")
        parser.add_argument("--amount", help="the length that the document states, like “10 business_days”")
        parser.add_argument("--profile", help="count in this way instead of the rule's own")
        parser.add_argument("--calendar", help="use this calendar instead of the rule's own")
        parser.add_argument("--contract-date", help="where the date of the contract chooses the version")
        parser.add_argument("--printed-end", help="the end date that the notice prints; it prevails")
        parser.add_argument("--batch", metavar="CSV", help="a table of cases; “-” reads it from the standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"]:
            if options["rule"] or options["trigger"]:
                raise _wrong_use(
                    "Give --batch, or --rule with --trigger, not both.", "--batch 与 --rule、--trigger 不能同时使用。"
                )
            self._table(options["batch"])
            return
        missing = [f"--{name}" for name in ("rule", "trigger", "tz") if not options[name]]
        if missing:
            names = ", ".join(missing)
            raise _wrong_use(f"Missing: {names} (or give --batch).", f"缺少 {names}（也可使用 --batch）。")
        try:
            due = self._one(options)
        except Refused as refused:
            wrong = refused.code in ("trigger_not_understood", "amount_not_understood")
            raise CommandError(refused.line(), returncode=WRONG_USE if wrong else 1) from None
        self.stdout.write(json.dumps(_shown(due), ensure_ascii=False, indent=2))

    def _one(self, options: dict[str, Any]) -> Due:
        amount = read_amount(options["amount"] or "")
        wanted = options["amount"] or options["rule"].lower().startswith(BARE)
        if amount.unread or amount.either or (wanted and not amount.amount):
            raise Refused("amount_not_understood", text=options["amount"] or "")
        trigger, _ = read_trigger(options["trigger"])
        if isinstance(trigger, datetime) and options["fold"]:
            trigger = trigger.replace(fold=1)
        stated: Amount | None = amount.amount or None
        return compute(
            find_rule(options["rule"], catalogue.rules(), amount=amount, calendar=options["calendar"]),
            trigger=trigger,
            zone=options["tz"],
            calendars=catalogue.calendars(),
            acting_zone=options["acting_tz"],
            amount=stated,
            profile=options["profile"],
            calendar=options["calendar"],
            contract_on=_day(options["contract_date"]),
            printed_end=_day(options["printed_end"]) or amount.printed_end,
        )

    def _table(self, name: str) -> None:
        rows, columns = _read_table(name)
        out = io.StringIO()
        added = ("due_local", "due_utc", "nominal", "provisional", "refused")
        fields = [*(column for column in columns if column not in added), *added]
        writer = csv.DictWriter(out, fields, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        for number, (row, refused) in enumerate(answers(rows, catalogue.rules(), catalogue.calendars()), start=2):
            writer.writerow(row)
            if refused:
                self.stderr.write(f"row {number} ({row.get('case_id') or row.get('rule_id')}): {refused.line()}")
        self.stdout.write(out.getvalue(), ending="")


def _read_table(name: str) -> tuple[list[dict[str, str]], list[str]]:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        rows, columns = read_table(raw)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _wrong_use(f"{name} cannot be read: {error}", f"无法读取 {name}。") from None
    if absent := ", ".join(column for column in NEEDED if column not in columns):
        raise _wrong_use(
            f"{name} has no column {absent}. The first line names the columns, between commas, semicolons or tabs.",
            f"{name} 缺少列 {absent}。首行应为列名，以逗号、分号或制表符分隔。",
        )
    if twice := ", ".join(sorted({column for column in READ if columns.count(column) > 1})):
        raise _wrong_use(f"{name} has the column {twice} twice.", f"{name} 中列 {twice} 重复。")
    return rows, columns


def _shown(due: Due) -> dict[str, Any]:
    """The trace carries its sentences in both languages beside the values they are made from."""
    return {
        "rule_id": due.rule_id,
        "due_local": written(due.due_local),
        "due_utc": written(due.due_utc),
        "nominal": due.nominal.isoformat(),
        "provisional": due.provisional,
        "zone": due.zone,
        "window_from": written(due.window_from) if due.window_from else None,
        "alternatives": [other.as_json() for other in due.alternatives],
        "calendars": list(due.calendars),
        "trace": [{**step.as_json(), "en": step.text("en"), "zh": step.text("zh-Hans")} for step in due.trace],
    }


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong_use(
            f"“{text}” is no date. Write it like 2026-01-15.", f"“{text}”不是日期。请按 2026-01-15 的形式填写。"
        ) from None


def _wrong_use(en: str, zh: str) -> CommandError:
    return CommandError(f"{en} / {zh}", returncode=WRONG_USE)

"""A table of time limits to compute, row by row: how a row is read, and what is written beside it.

Columns: `rule_id` (or `profile:NAME`), `trigger_local`, `trigger_tz`, `amount_unit`, `profile`, `calendar`. `profile`
and `calendar` replace the rule's own. `amount_unit` gives the length where the rule leaves it to the document, where
a profile alone is asked for, or where it differs from every version of the rule; otherwise the day of the event
chooses.
A remark beside it is read too: "(VwVfG)", "(no roll)", "(printed end 2026-11-14)", "+ judicial vacation".
Names are found in small and in capital letters.
A row that cannot be computed keeps its place and says why in `refused`.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from knowledge.amounts import Written, read_amount
from knowledge.calendars import Calendars
from knowledge.profiles import HOME_CALENDARS, PROFILES
from knowledge.refusals import Refused
from knowledge.rules import Rule, bare_rule
from knowledge.timelimits import Due, compute, written

ADDED = ("due_local", "due_utc", "nominal", "provisional", "refused")
READ = ("rule_id", "trigger_local", "trigger_tz", "amount_unit", "profile", "calendar")
BARE = "profile:"

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[Zz]| ?[+-]\d{2}:?\d{2})?)?")
_MARK_OF_SEPARATOR = re.compile(r"\A\s*sep=.[ \t]*\r?\n")  # a line of its own that one spreadsheet writes first
_REMARK = re.compile(r"fold\s*[=:]\s*[01]|[(（][^()（）]*[)）]", re.IGNORECASE)
# A number that is no date, or half a day that is no hour of the clock: to pass over it would be another moment.
_NOT_PASSED_OVER = re.compile(r"\d|\b[ap]\.?m\b|上午|下午|晚上|凌晨|\b(?:utc|gmt)\b", re.IGNORECASE)

_STAYS = re.compile(r"\b(no|not|never|without) roll|\bunrolled|不顺延")
_SECOND_PASS = re.compile(r"fold\s*[=:]\s*1|second pass|第二次", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """One row, understood."""

    rule: Rule
    trigger: date | datetime
    zone: str
    options: Mapping[str, Any]


def read_table(raw: bytes) -> tuple[list[dict[str, str]], list[str]]:
    """As spreadsheets save them: with a mark of order in front, in GB 18030, between semicolons or tabs.

    Lines without a word are no rows. What stands beyond the last column is left out.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
    text = _MARK_OF_SEPARATOR.sub("", text)
    spoken = csv.reader(io.StringIO(text, newline=None), delimiter=_between(text))
    lines = (line for line in spoken if any(map(str.strip, line)))
    columns = [_column(name.strip()) for name in next(lines, [])]
    rows = [dict(zip(columns, [*line, *[""] * len(columns)], strict=False)) for line in lines]
    for row in rows:
        row.pop("", None)
    return rows, [name for name in columns if name]


def _column(name: str) -> str:
    return name.lower() if name.lower() in READ else name


def _between(text: str) -> str:
    """What stands between the names of the columns: they hold none of these themselves."""
    first = text.lstrip().partition("\n")[0]
    return max(",;\t", key=first.count)


def read_trigger(text: str) -> tuple[date | datetime, list[date | datetime]]:
    """ "2026-10-25T02:30 fold=1": the moment, and further ones where a rule runs from two events."""
    moments = [_moment(found[0], text) for found in _MOMENT.finditer(text)]
    left_over = _REMARK.sub(" ", _MOMENT.sub(" ", text))
    if not moments or _NOT_PASSED_OVER.search(left_over):
        raise Refused("trigger_not_understood", text=text)
    first, *others = moments
    if isinstance(first, datetime) and _SECOND_PASS.search(text):
        first = first.replace(fold=1)
    return first, others


def _moment(found: str, text: str) -> date | datetime:
    try:
        if len(found) == len("2026-01-15"):
            return date.fromisoformat(found)
        day, clock = found[:10], found[11:].replace(" ", "").replace(",", ".").upper()
        return datetime.fromisoformat(f"{day}T{clock if clock[2] == ':' else '0' + clock}").replace(microsecond=0)
    except ValueError:
        raise Refused("trigger_not_understood", text=text) from None


def find_rule(code: str, catalogue: Mapping[str, Rule], *, amount: Written, calendar: str | None) -> Rule:
    """A rule of the catalogue, or a plain count by `profile:NAME`."""
    name = code.lower()
    if not name.startswith(BARE):
        found = catalogue.get(name)
        if found is None:
            raise Refused("unknown_rule", rule=code)
        return found
    profile = name.removeprefix(BARE)
    if profile not in PROFILES:
        raise Refused("unknown_profile", profile=profile)
    home = calendar or HOME_CALENDARS.get(profile, "CALENDAR")
    return bare_rule(profile, amount.amount, calendar=home, direction=amount.direction or "after")


def understand(row: Mapping[str, str], catalogue: Mapping[str, Rule]) -> Asked:
    cell = {key: value.strip() for key, value in row.items()}
    stated = cell.get("amount_unit", "")
    amount = read_amount(stated)
    if cell.get("rule_id", "").lower().startswith(BARE) and not amount.amount:
        raise Refused("amount_not_understood", text=stated)
    calendar = cell.get("calendar") or None
    calendar = calendar.upper() if calendar and calendar.islower() else calendar
    rule = find_rule(cell.get("rule_id", ""), catalogue, amount=amount, calendar=calendar)
    if amount.unread and not rule.vacation:  # what the vacation adds is told by its day: "15 September"
        raise Refused("amount_not_understood", text=stated)
    if amount.either and not rule.other_trigger:
        raise Refused("amount_not_understood", text=stated)
    trigger, others = read_trigger(cell.get("trigger_local", ""))
    options: dict[str, Any] = {
        "amount": amount.amount or None,
        "profile": cell.get("profile", "").lower() or None,
        "calendar": calendar,
        "printed_end": amount.printed_end,
        **_remarks(amount.remark),
    }
    if (meant := _remarked(rule, amount.remark)) is not rule:
        rule, options["amount"] = meant, None
    if rule.other_trigger:
        others += (_moment(found[0], stated) for found in _MOMENT.finditer(stated))
        options |= _second_event(rule, amount, others)
    return Asked(rule, trigger, cell.get("trigger_tz", ""), options)


def _second_event(rule: Rule, amount: Written, days: Sequence[date | datetime]) -> dict[str, Any]:
    """ "30 calendar_days, or 14 calendar_days after 2026-03-25": two limits, the later one counts."""
    both = (*rule.parts, rule.other_amount)
    found: dict[str, Any] = {"amount": None} if amount.amount == both else {}
    return found | ({"also": {str(rule.other_trigger): days[0]}} if days else {})


def _remarked(rule: Rule, remark: str) -> Rule:
    """ "(with the judicial vacation)" asks for that reading of the rule itself; "(review 2)" for the second turn."""
    low = remark.lower()
    vacation = next((reading.vacation for reading in rule.readings if reading.vacation), None)
    if vacation and "vacation" in low and not re.search(r"\b(before|without|no)\b", low):
        return replace(rule, vacation=vacation, readings=())
    turn = re.search(
        r"(?:occurrence|recurrence|review|turn) (\d+)|(\d+)(?:st|nd|rd|th) (?:occurrence|recurrence|review)", low
    )
    if rule.profile == "recurring" and rule.amount and turn:
        return replace(rule, amount=rule.amount * int(turn[1] or turn[2]))
    return rule


def _remarks(remark: str) -> dict[str, Any]:
    """German law leaves two things open; a remark in brackets says which law is meant."""
    low = remark.lower()
    options: dict[str, Any] = {}
    if _STAYS.search(low) or ("vwvfg" in low and "roll" not in low):
        options["rolls"] = False
    if "zpo" in low:
        options["rest_hours_count"] = False
    elif "vwvfg" in low:
        options["rest_hours_count"] = True
    return options


def compute_row(row: Mapping[str, str], catalogue: Mapping[str, Rule], calendars: Calendars) -> Due:
    asked = understand(row, catalogue)
    return compute(asked.rule, trigger=asked.trigger, zone=asked.zone, calendars=calendars, **asked.options)


def answers(
    rows: Iterable[Mapping[str, str]], catalogue: Mapping[str, Rule], calendars: Calendars
) -> Iterator[tuple[dict[str, str], Refused | None]]:
    """Each row with the added columns; a refusal does not stop the next row."""
    for row in rows:
        try:
            due = compute_row(row, catalogue, calendars)
        except Refused as refused:
            empty = dict.fromkeys(ADDED, "")
            yield {**row, **empty, "refused": refused.line()}, refused
            continue
        added = {
            "due_local": written(due.due_local),
            "due_utc": written(due.due_utc),
            "nominal": due.nominal.isoformat(),
            "provisional": "true" if due.provisional else "false",
            "refused": "",
        }
        yield {**row, **added}, None

"""Lines of a sheet as people paste them: amounts and days are read as they are written, or refused. None is guessed.

"1.234,56", "1,234.56" and "1 234,56" are one sum; "1.234" could be two, and is asked about.
"""

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funds.money import CURRENCIES, MOST
from funds.refusals import Refused

SIGNS = {"€": "EUR", "£": "GBP"}  # ¥ and $ can be several currencies: that of the sheet is meant
WORDLESS = "¥$元"
LONGEST_LINE = 2_000

_GROUPED = re.compile(r"\d{1,3}(?:([,.])\d{3})(?:\1\d{3})*")
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_CODE = re.compile(r"^([A-Za-z]{3,4})\b|\b([A-Za-z]{3,4})$")


@dataclass(frozen=True)
class Line:
    number: int  # as the reader counts them, from 1
    text: str  # as it was typed
    cells: tuple[str, ...]


def lines_of(text: str) -> list[Line]:
    """Tabs from a sheet, semicolons or commas from a file. Line by line: an open quotation mark swallows no other."""
    rows = [(number, row) for number, row in enumerate(text.splitlines(), start=1) if row.strip()]
    if not rows:
        return []
    delimiter = next((mark for mark in ("\t", ";", "，", ",") if mark in rows[0][1]), "\t")
    return [Line(number, row, _cells(row, delimiter)) for number, row in rows]


def _cells(row: str, delimiter: str) -> tuple[str, ...]:
    if len(row) > LONGEST_LINE:
        return (row[:LONGEST_LINE],)
    return tuple(cell.strip() for cell in next(csv.reader([row.replace("\x00", "")], delimiter=delimiter), []))


def columns(first: Line, known: dict[str, Sequence[str]]) -> dict[str, int] | None:
    """Where the first line names its columns, in either language: which one stands where. Otherwise none."""
    found: dict[str, int] = {}
    for place, cell in enumerate(first.cells):
        name = cell.casefold()
        for field, names in known.items():
            if field not in found and name in names:
                found[field] = place
                break
    return found if len(found) >= 2 else None


def amount(text: str) -> tuple[Decimal, str]:
    """The sum, and its currency where one stands with it."""
    written = unicodedata.normalize("NFKC", text).strip()
    code = ""
    if found := _CODE.search(written):
        code = (found[1] or found[2]).upper()
        written = written[: found.start()] + written[found.end() :]
    for sign in written:
        code = SIGNS.get(sign, code)
    figures = re.sub(r"[\s'’€£" + WORDLESS + "]", "", written)
    below = figures.startswith(("-", "(", "−"))
    value = figure(figures.strip("()").lstrip("-−+"))
    if value is None:
        raise Refused("amount_unclear", value=text)
    if value >= MOST:
        raise Refused("too_large", field="amount", value=text)
    if code and code not in CURRENCIES:
        raise Refused("unknown_currency", currency=code)
    return (-value if below else value), code


def figure(written: str) -> Decimal | None:
    """A sum of money without its sign and its currency, in any of the ways it is written; None where it is unclear."""
    figures = re.sub(r"[\s'’]", "", unicodedata.normalize("NFKC", written))
    if not figures.isascii():
        return None
    if _PLAIN.fullmatch(figures):
        return Decimal(figures.replace(",", "."))
    whole, mark, rest = figures, "", ""
    if match := re.fullmatch(r"(.*\d)([.,])(\d{1,2})", figures):
        whole, mark, rest = match.groups()
    grouped = _GROUPED.fullmatch(whole)
    if not grouped or grouped[1] == mark or (grouped[1] == "." and not mark and whole.count(".") == 1):
        return None
    return Decimal(re.sub(r"[.,]", "", whole) + (f".{rest}" if rest else ""))


def day(text: str) -> date:
    """Year first, or day first with dots; 03/04/2026 could be two days, and is asked about."""
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    parts: tuple[str, str, str] | None = None
    if match := _YEAR_FIRST.fullmatch(written):
        parts = (match[1], match[2], match[3])
    elif match := _YEAR_LAST.fullmatch(written):
        first, second, year = match[1], match[3], match[4]
        if match[2] == "." or int(first) > 12 or first == second:
            parts = (year, second, first)
        elif int(second) > 12:
            parts = (year, first, second)
    elif re.fullmatch(r"20\d{6}", written):
        parts = (written[:4], written[4:6], written[6:])
    try:
        return date(*map(int, parts or ()))
    except (ValueError, TypeError):
        raise Refused("day_unclear", value=text) from None

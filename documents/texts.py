"""A text or a table: what it says, as plain data for the printer. Confined child only."""

import csv
import io
import re
from pathlib import Path
from typing import Any

from documents import mails
from documents.seen import Refused, Seen

# What can be printed in reasonable time: a 5,000-row table took 16.5 s.
LINES, ROWS, COLUMNS, CHARACTERS = 6_000, 2_000, 24, 400_000
MARKUP = re.compile(
    r"\s*(<!--.*?-->\s*)*(<!doctype|<\?xml|<\?php|<\?=|<%|#!\s*/|<(html|head|body|script|svg|math|iframe|object|embed|img"
    r"|form|input|link|meta|base|style|video|audio|template|table|div|marquee)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
# A cell that a spreadsheet would compute, or that asks another program; "-486,200.00" and "+86 574" are no formulas.
FORMULA = re.compile(r"\s*([=@＝＠]\s*[\w(+\-\"']|[+\-＋－].*[(|!])")
LONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
PAIRED = re.compile(rb"[\x80-\xff]{2,}")
# A cell that asks another program, wherever the line is cut, and the old format that Excel reads under any name.
ASKS_PROGRAM = re.compile(r"\|\s*'[^'\n]{0,200}'\s*!|\AID;P[^\n]*\n(?:.*\n)*?C;", re.ASCII)


def decoded(data: bytes) -> str:
    """UTF-8, what its mark says, or the encoding Chinese banks export in."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    unmarked = ("utf-8-sig", "cp1252") if is_european(data) else ("utf-8-sig", "gb18030")
    for encoding in ("utf-16",) if marked else unmarked:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Refused("not_text")


def is_european(data: bytes) -> bool:
    """Münster, Société: one high byte between two plain letters. A Chinese character is two, and mostly both high."""
    return len(LONE.findall(data)) > 9 * len(PAIRED.findall(data))


def look(path: Path, seen: Seen) -> None:
    data = path.read_bytes()
    if seen.mime == "message/rfc822":
        seen.text = mails.read(data, seen)
    else:
        text = decoded(data)
        if MARKUP.match(text):
            raise Refused("other_type")
        if sum(1 for c in text[:20_000] if c < " " and c not in "\n\t\f") > len(text[:20_000]) * 0.01:
            raise Refused("not_text")
        if not text.strip():
            raise Refused("says_nothing")
        cells = re.split(r"[,;\t|\n]\"?", text[:CHARACTERS]) if seen.mime == "text/csv" else []
        if any(FORMULA.match(cell) for cell in cells) or (cells and ASKS_PROGRAM.search(text)):
            seen.note("formulas")
        seen.text = table(text) if seen.mime == "text/csv" else {"kind": "text", "lines": text.split("\n")}
    seen.bindable = printable(seen.text)
    if not seen.bindable:
        seen.note("too_long_to_print")


def printable(text: dict[str, Any]) -> bool:
    rows, lines = text.get("rows", []), text.get("lines", [])
    if len(lines) > LINES or len(rows) > ROWS or any(len(row) > COLUMNS for row in rows):
        return False
    return sum(map(len, lines)) + sum(len(c) for row in rows for c in row) <= CHARACTERS


def table(text: str) -> dict[str, Any]:
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [row for row in csv.reader(io.StringIO(text), dialect) if any(cell.strip() for cell in row)]
    except csv.Error:
        return {"kind": "text", "lines": text.split("\n")}
    widest = max(map(len, rows), default=0)
    return {"kind": "table", "rows": [row + [""] * (widest - len(row)) for row in rows]}

"""A mail, a text or a table: what it says, as plain data for the printer. Confined child only.

Nothing of it is ever shown as markup: an HTML mail is read for its words.
"""

import csv
import io
import re
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from documents.seen import Refused, Seen

# What can be printed in reasonable time: a 5,000-row table took 16.5 s.
LINES, ROWS, COLUMNS, CHARACTERS = 6_000, 2_000, 24, 400_000
MARKUP = re.compile(r"\s*(<!doctype|<html|<head|<body|<script|<svg|<iframe|<\?xml|<\?php|#!/)", re.IGNORECASE)
PARTS, DEPTH = 200, 12


def decoded(data: bytes) -> str:
    """UTF-8, what its mark says, or the encoding Chinese banks export in."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Refused("not_text")


def look(path: Path, seen: Seen) -> None:
    data = path.read_bytes()
    if seen.mime == "message/rfc822":
        seen.text = mail(data, seen)
    else:
        text = decoded(data)
        if MARKUP.match(text):
            raise Refused("other_type")
        if sum(1 for c in text[:20_000] if c < " " and c not in "\n\t\f") > len(text[:20_000]) * 0.01:
            raise Refused("not_text")
        if not text.strip():
            raise Refused("says_nothing")
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


class Words(HTMLParser):
    """The words of an HTML mail; block elements end a line, styles and scripts are not words."""

    SILENT = ("script", "style", "head", "title")
    BLOCKS = ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self.silent += 1
        elif tag in self.BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in self.BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def words_of_html(text: str) -> str:
    reader = Words()
    reader.feed(text)
    reader.close()
    return re.sub(r"\n[ \t\n]*\n", "\n\n", re.sub(r"[ \t\xa0]+", " ", "".join(reader.words))).strip()


def mail(data: bytes, seen: Seen) -> dict[str, Any]:
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        headers = {name: str(message.get(name, "")) for name in ("From", "To", "Cc", "Date", "Subject", "Message-ID")}
    except (MessageError, ValueError, LookupError, IndexError, AttributeError, TypeError, RecursionError):
        raise Refused("damaged") from None
    if not headers["From"] or not (headers["Date"] or headers["Subject"] or headers["To"]):
        raise Refused("other_type")
    body, attachments = parts(message, seen)
    return {"kind": "mail", "headers": headers, "lines": body.split("\n"), "attachments": attachments}


def parts(message: EmailMessage, seen: Seen) -> tuple[str, list[dict[str, Any]]]:
    plain, marked_up, attached = "", "", []
    queue: list[tuple[Any, int]] = [(message, 0)]
    count = 0
    while queue:
        part, depth = queue.pop(0)
        count += 1
        if count > PARTS or depth > DEPTH:
            raise Refused("bomb")
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            queue[:0] = [(p, depth + 1) for p in part.get_payload()]
            continue
        kind = part.get_content_type()
        try:
            content = part.get_payload(decode=True) or b""
            name = part.get_filename() or ""
        except (ValueError, LookupError, AttributeError, TypeError):
            content, name = b"", ""
        if name or part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            attached.append({"name": name or kind, "type": kind, "size": len(content)})
            continue
        charset = part.get_content_charset() or "utf-8"
        try:
            text = content.decode(charset, "replace")
        except LookupError:
            text = content.decode("utf-8", "replace")
        text = text.replace("\r\n", "\n").replace("\x00", "")
        if kind == "text/plain":
            plain += text
        else:
            marked_up += words_of_html(text)
    if attached:
        seen.note("mail_attachments", count=len(attached))
    return (plain.strip() or marked_up), attached

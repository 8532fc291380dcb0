"""A mail: who wrote to whom and when, its words, and what hangs on it. Confined child only.

Nothing of it is ever shown as markup: an HTML mail is read for its words.
"""

import re
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from documents import tails
from documents.names import turns_direction
from documents.office_parts import ARCHIVES, PAGES, PROGRAMS
from documents.seen import Refused, Seen

PARTS, DEPTH, HEADERS = 200, 12, 5_000
HEADER = 2**17  # bytes of one header with its continuations: some three thousand addresses
HEADER_LINES = re.compile(rb"^[!-9;-~]+:.*(?:\r?\n[ \t].*)*", re.MULTILINE)
# Kinds of mail whose words nobody but their addressee can read.
LOCKED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted", "application/pgp-encrypted")
# What a mail may carry without a word of warning is a paper; this is not. Old and macro-bearing Office files included.
NOT_PAPERS = (
    *PROGRAMS, *PAGES, *ARCHIVES, ".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".svg", ".img", ".vhd", ".vhdx",
    ".one", ".dmg", ".chm", ".xll", ".wsh", ".wsc", ".sct", ".scf", ".rdp", ".application", ".appx", ".msix", ".doc",
    ".dot", ".xls", ".xlsb", ".ppt", ".slk", ".library-ms", ".search-ms", ".xlt", ".xla", ".pot", ".pps", ".potm",
    ".ppsm", ".ppam", ".wbk", ".mdb", ".accdb", ".msc", ".psm1", ".py", ".pl", ".inf", ".msp", ".udl", ".theme",
    ".website", ".contact", ".desktop", ".command", ".diagcab", ".apk", ".deb", ".rpm", ".pkg", ".vmdk", ".wim", ".xz",
    ".bz2", ".tgz", ".z", ".ace", ".arj", ".lzh", ".cpgz", ".xps",
)  # fmt: skip
BEGINS_BADLY = (
    b"MZ", b"\x7fELF", b"#!/", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"vhdxfile", b"\x78\x9f\x3e\x22",
    b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ", b"BZh", b"L\x00\x00\x00\x01\x14\x02", b"{\\rtf",
    b"<", b"\xff\xfe<\x00", b"\xfe\xff\x00<",
)  # fmt: skip
ACTS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|GoToE)(?![A-Za-z0-9_])")
OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods")


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
    last = text.rfind(">") + 1  # what is opened behind it is closed nowhere: words, however many brackets
    reader.feed(text[:last] + text[last:].replace("<", "&lt;"))
    reader.close()
    return re.sub(r"\n[ \t\n]*\n", "\n\n", re.sub(r"[ \t\xa0]+", " ", "".join(reader.words))).strip()


def read(data: bytes, seen: Seen) -> dict[str, Any]:
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.count(b"\n--") > 5 * PARTS or data.lower().count(b"message/rfc822") > DEPTH:
        raise Refused("bomb")  # told before the parser spends seconds on it
    head = re.split(rb"\r?\n\r?\n", data[: 2**22], maxsplit=1)[0]
    if head.count(b"\n") > HEADERS or max(map(len, HEADER_LINES.findall(head)), default=0) > HEADER:
        raise Refused("bomb")
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
        if is_locked(part):
            seen.note("mail_locked")
        if part.get_content_type() == "message/external-body":
            seen.note("asks_outside")
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
            if is_no_paper(part, name, content) or carries_danger(part, name, content, depth):
                seen.note("mail_danger")
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


def take_apart(data: bytes, folder: str) -> list[dict[str, str]]:
    """Write each attachment into the folder under a number; its name is only told. Called in the child."""
    taken: list[dict[str, str]] = []
    message = BytesParser(policy=policy.default).parsebytes(data)
    content: Any
    for part in message.walk():
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            continue
        if part.get_content_type() == "message/rfc822":
            inner: Any = part.get_payload()
            content = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
            name = f"{part.get_filename() or 'mail'}".removesuffix(".eml") + ".eml"
        else:
            name = part.get_filename() or ""
            if not name and part.get_content_disposition() != "attachment":
                continue
            content = part.get_payload(decode=True) or b""
        if not isinstance(content, bytes) or not content or len(taken) >= PARTS:
            continue
        place = Path(folder) / str(len(taken))
        place.write_bytes(content)
        taken.append({"name": name or "attachment", "path": str(place)})
    return taken


def is_locked(part: Any) -> bool:
    """Encrypted, as against signed, which wears the same kind."""
    return part.get_content_type() in LOCKED and str(part.get_param("smime-type", "")).lower() not in (
        "signed-data", "certs-only"
    )  # fmt: skip


def is_no_paper(part: Any, name: str, content: bytes) -> bool:
    """Under either of its names: some programs believe the one, some the other."""
    other = part.get_param("name", "")
    return no_paper(name, content) or (isinstance(other, str) and other != name and no_paper(other, content))


def no_paper(name: str, content: bytes) -> bool:
    """A program, an archive, a page of the web: nothing that a mail carries is opened here, so its look decides."""
    lower = name.lower().partition("::")[0].rstrip(". \t\u00a0\u200b").lstrip()
    if tails.EICAR in content or turns_direction(name) or lower.endswith(NOT_PAPERS):
        return True
    if lower.endswith(OFFICE):
        return not content.startswith(b"PK\x03\x04") or b"vbaProject" in content  # names stand in it unpacked
    if b"%PDF-" in content[:1024]:
        return ACTS.search(content) is not None
    return content[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(BEGINS_BADLY)


def carries_danger(part: Any, name: str, content: bytes, depth: int) -> bool:
    """A mail hangs on this one, and something on that."""
    if depth >= DEPTH:
        raise Refused("bomb")
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        letter = inner[0] if isinstance(inner, list) and inner else None
    else:
        letter = BytesParser(policy=policy.default).parsebytes(content) if name.lower().endswith(".eml") else None
    for each in letter.walk() if letter is not None else ():
        if each is letter or each.is_multipart():
            continue
        try:
            found, called = each.get_payload(decode=True) or b"", each.get_filename() or ""
        except (ValueError, LookupError, AttributeError, TypeError):
            return True
        if (called or each.get_content_disposition() == "attachment") and (
            is_no_paper(each, called, found) or carries_danger(each, called, found, depth + 1)
        ):
            return True
    return False

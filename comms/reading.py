"""A mail from outside: who, when, about what, its words and every file in it. Nothing a sender writes stops it.

Broken mails are the rule where banks' gateways rewrite them: a missing or wrong boundary, text cut in the middle
of a character, a mail within a mail. What cannot be understood is named; the original stays beside it, byte for byte.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from comms import charsets, tnef
from documents.mails import words_of_html

PARTS, DEPTH = 400, 10
TEXT = 400_000  # characters of words that are shown; the rest is in the original
IDS = re.compile(r"<[^<>\s]{1,250}>")
EXTENSIONS = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/ms-tnef": "dat",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/html": "html",
    "text/plain": "txt",
}
UUENCODED = re.compile(r"(?m)^begin [0-7]{3} ([^\n]{1,200})\n(.*?)^end[ \t]*$", re.DOTALL)


@dataclass(frozen=True)
class Attached:
    name: str
    kind: str
    data: bytes
    inside: str = ""  # the attached mail or packet it was found in


@dataclass
class Read:
    subject: str = ""
    sender_name: str = ""
    sender: str = ""
    to: list[str] = field(default_factory=list)
    sent_at: datetime | None = None
    message_id: str = ""
    answers_to: list[str] = field(default_factory=list)  # In-Reply-To first, then References, newest first
    text: str = ""
    attached: list[Attached] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # codes, for the page to say
    is_receipt: bool = False  # a read or delivery receipt (RFC 8098, RFC 3464)


@dataclass
class _Words:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


def read(raw: bytes) -> Read:
    """Never raises. What goes wrong is a problem of the result."""
    found, words = Read(), _Words()
    try:
        mail = message_from_bytes(raw)
        _heads(mail, found)
        _walk(mail, found, words, count=[0])
    except Exception:  # the stdlib parser meets mails nobody thought of; the post must go on
        found.problems.append("damaged")
    plain = "\n".join(part for part in words.plain if part.strip())
    found.text = (plain or "\n".join(words.html)).replace("\x00", "").strip()[:TEXT]
    if not (found.subject or found.text or found.attached):
        found.text = charsets.text(raw[:TEXT]).replace("\x00", "")
        found.problems.append("damaged")
    found.problems = list(dict.fromkeys(found.problems))
    return found


# --- heads -----------------------------------------------------------------------------------------------------------


def _raw(part: Message, name: str) -> list[str]:
    """As it came, eight bits and all: the parser's own access would put question marks there."""
    return [str(value) for key, value in part.raw_items() if key.lower() == name.lower()]


def _heads(mail: Message, found: Read) -> None:
    found.subject = charsets.header(next(iter(_raw(mail, "Subject")), ""))[:500]
    if senders := _people(mail, "From", "Sender", "Return-Path"):
        found.sender_name, found.sender = senders[0]
    found.to = [address for _name, address in _people(mail, "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")]
    found.message_id = next(iter(IDS.findall(str(mail.get("Message-ID", "")))), "")
    answered = IDS.findall(str(mail.get("In-Reply-To", "")))
    found.answers_to = list(dict.fromkeys([*answered, *reversed(IDS.findall(str(mail.get("References", ""))))]))[:100]
    found.sent_at = _moment(mail.get("Date"))
    found.is_receipt = mail.get_content_type() == "multipart/report"
    if not found.sender:
        found.problems.append("no_sender")


def _people(mail: Message, *names: str) -> list[tuple[str, str]]:
    people = []
    for name in names:
        for value in _raw(mail, name):
            for told, address in getaddresses([charsets.header(value)]):
                if "@" in address:
                    people.append((charsets.one_line(told)[:200], charsets.one_line(address)[:254]))
    return people


def _moment(value: Any) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(value))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


# --- parts -----------------------------------------------------------------------------------------------------------


def _walk(part: Message, found: Read, words: _Words, *, count: list[int], depth: int = 0, inside: str = "") -> None:
    count[0] += 1
    if count[0] > PARTS or depth > DEPTH:
        found.problems.append("too_many_parts")
        return
    kind = part.get_content_type()
    if kind == "message/rfc822" and depth:
        _mail_within(part, found, words, count=count, depth=depth, inside=inside)
    elif part.is_multipart():
        for child in _children(part):
            _walk(child, found, words, count=count, depth=depth + 1, inside=inside)
    elif part.get_content_maintype() == "multipart":
        _mended(part, found, words, count=count, depth=depth, inside=inside)
    else:
        _leaf(part, kind, found, words, inside=inside)


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _mail_within(part: Message, found: Read, words: _Words, *, count: list[int], depth: int, inside: str) -> None:
    """Kept whole as a file of its own, and opened for the files in it."""
    children = _children(part)
    if not children:
        _keep(part, "message/rfc822", _content(part), found, inside)
        return
    for child in children:
        subject = charsets.header(next(iter(_raw(child, "Subject")), ""))[:80]
        name = _name_of(part) or f"{subject or 'mail'}.eml"
        try:
            data = child.as_bytes()
        except (ValueError, UnicodeError, LookupError, AttributeError, TypeError, KeyError):
            data = str(child.get_payload() or "").encode("utf-8", "surrogateescape")
            found.problems.append("damaged")
        found.attached.append(Attached(name, "message/rfc822", data, inside))
        # Its words are not ours: only its files are taken out.
        _walk(child, found, _Words(), count=count, depth=depth + 1, inside=name)


def _mended(part: Message, found: Read, words: _Words, *, count: list[int], depth: int, inside: str) -> None:
    """Parts without a boundary, or with a wrong one: the line that stands before the first part's head is it."""
    body = str(part.get_payload() or "").encode("utf-8", "surrogateescape")
    mark = re.search(rb"(?m)^--([^\r\n]{1,200}?)[ \t]*\r?\nContent-[A-Za-z-]+:", body)
    found.problems.append("boundary")
    if mark is None or count[0] > PARTS:
        words.plain.append(charsets.text(body))
        return
    quoted = mark[1].replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    again = message_from_bytes(b'Content-Type: multipart/mixed; boundary="' + quoted + b'"\r\n\r\n' + body)
    if again.is_multipart():
        _walk(again, found, words, count=count, depth=depth + 1, inside=inside)
    else:
        words.plain.append(charsets.text(body))


def _leaf(part: Message, kind: str, found: Read, words: _Words, *, inside: str) -> None:
    content, name = _content(part), _name_of(part)
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    is_text = kind in ("text/plain", "text/html") and not disposition.startswith("attachment") and not name
    if is_text and not inside:
        said = charsets.text(content, _label(part))
        if kind == "text/html":
            words.html.append(_words_of(said))
        else:
            words.plain.append(_without_files(said.replace("\r\n", "\n"), found))
    elif not is_text and (content or name):
        _keep(part, kind, content, found, inside, name)


def _keep(part: Message, kind: str, content: bytes, found: Read, inside: str, name: str = "") -> None:
    name = name or f"{kind.partition('/')[2][:40] or 'part'}-{len(found.attached) + 1}.{EXTENSIONS.get(kind, 'bin')}"
    found.attached.append(Attached(name, kind, content, inside))
    if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
        unpacked = tnef.files(content)
        found.attached += [
            Attached(each.name or f"winmail-{number}.bin", "application/octet-stream", each.data, name)
            for number, each in enumerate(unpacked, start=1)
        ]
    if not content:
        found.problems.append("empty_attachment")


def _content(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError, AssertionError):
        payload = None
    if isinstance(payload, bytes):
        if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64" and part.defects:
            mended = charsets.forgiving_base64(str(part.get_payload()).encode("ascii", "ignore"))
            return max(payload, mended, key=len) if b"=" in payload[-4:] else mended
        return payload
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _label(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""


def _name_of(part: Message) -> str:
    """By RFC 2231, by encoded words (which the standard forbids and everybody sends), or in plain eight bits."""
    try:
        given = part.get_filename() or ""
    except (ValueError, LookupError, AttributeError, TypeError):
        given = ""
    if "\ufffd" in given or not given:
        raw = "; ".join([*_raw(part, "Content-Disposition"), *_raw(part, "Content-Type")])
        plain = re.search(r"(?i)\b(?:file)?name\s*=\s*\"?([^\";\r\n]+)", raw)
        given = plain[1] if plain else given
    return charsets.header(given).replace("/", "_").replace("\\", "_")[:200]


def _words_of(html: str) -> str:
    try:
        return words_of_html(html)
    except (AssertionError, ValueError, RecursionError):
        return re.sub(r"<[^>]*>", " ", html)


def _without_files(said: str, found: Read) -> str:
    """Files written into the text itself, as programs did before MIME."""

    def take(match: re.Match[str]) -> str:
        lines = match[2].encode("ascii", "replace").split(b"\n")
        found.attached.append(Attached(charsets.header(match[1]), "application/octet-stream", _uu(lines)))
        return ""

    return UUENCODED.sub(take, said) if "begin " in said else said


def _uu(lines: list[bytes]) -> bytes:
    whole = b""
    for line in lines:
        if not line or line[0] in b"` ":
            continue
        length = (line[0] - 32) & 63
        bits = [((c - 32) & 63) for c in line[1:].ljust(-(-length // 3) * 4, b" ")]
        data = bytearray()
        for at in range(0, len(bits) - 3, 4):
            a, b, c, d = bits[at : at + 4]
            data += bytes([(a << 2 | b >> 4) & 255, (b << 4 | c >> 2) & 255, (c << 6 | d) & 255])
        whole += bytes(data[:length])
    return whole

"""What a machine sends back about a mail: it failed, waits, was delivered or opened. Read from the report, not guessed.

RFC 3464 (delivery), RFC 8098 (opening). Servers that write no report are believed where they name who was not reached.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from enum import StrEnum

from comms import charsets

IDS = re.compile(r"<[!-;=?-~]{1,248}>")
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
ADDRESS = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+")
MOST_PARTS, DEPTH = 200, 20


class Kind(StrEnum):
    """What the mail is, seen from the mail of ours that it is about."""

    NONE = ""
    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    OPENED = "opened"
    UNOPENED = "unopened"  # deleted or moved on without being opened
    OTHER = "other"  # a report about something else: DMARC, abuse, a kind nobody knows


@dataclass
class Returned:
    kind: Kind = Kind.NONE
    to: str = ""  # who was written to
    status: str = ""  # 5.1.1, by RFC 3463
    said: str = ""  # the server's own words
    ids: list[str] = field(default_factory=list)  # of the mail that it is about


# Of several receivers the one that was not reached is the one to tell of.
ACTIONS = {
    "failed": Kind.FAILED,
    "delayed": Kind.DELAYED,
    "delivered": Kind.DELIVERED,
    "relayed": Kind.DELIVERED,
    "expanded": Kind.DELIVERED,
}


def of(mail: Message) -> Returned:
    parts = list(_parts(mail))
    found = Returned()
    if any(part.get_content_type() == "multipart/report" for part in parts):
        found.kind = Kind.OTHER
    for part in parts:
        kind = part.get_content_type()
        if kind in ("message/delivery-status", "message/global-delivery-status"):
            _delivery(_blocks(part), found)
        elif kind in ("message/disposition-notification", "message/global-disposition-notification"):
            _opening(_blocks(part), found)
    if found.kind == Kind.NONE and (failed := _one(mail, "X-Failed-Recipients")):
        found.kind, found.to = Kind.FAILED, _address(failed)
    if found.kind not in (Kind.NONE, Kind.OTHER):
        found.ids = list(dict.fromkeys([*found.ids, *_ids_of_the_original(parts)]))[:10]
    return found


def _parts(part: Message, depth: int = 0) -> Iterator[Message]:
    """Not those of a mail within: a report that somebody hands on as a file is not about the mail in hand."""
    yield part
    if part.get_content_maintype() != "multipart" or depth > DEPTH:
        return
    payload = part.get_payload()
    for child in payload[:MOST_PARTS] if isinstance(payload, list) else []:
        if isinstance(child, Message):
            yield from _parts(child, depth + 1)


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload[:MOST_PARTS] if isinstance(each, Message)] if isinstance(payload, list) else []


def _delivery(blocks: list[Message], found: Returned) -> None:
    told = [(kind, block) for block in blocks if (kind := ACTIONS.get(_one(block, "Action").lower()))]
    if not told:
        return
    first = list(ACTIONS.values())
    kind, block = min(told, key=lambda each: first.index(each[0]))
    said = _one(block, "Diagnostic-Code")
    status = STATUS.search(_one(block, "Status")) or STATUS.search(said)
    found.kind = kind
    found.to = _address(_one(block, "Original-Recipient")) or _address(_one(block, "Final-Recipient"))
    found.status = status[0][:12] if status else ""
    found.said = re.sub(r"^(?i:smtp|x-[\w-]+)\s*;\s*", "", said)[:300]


def _opening(blocks: list[Message], found: Returned) -> None:
    for block in blocks:
        disposition = _one(block, "Disposition").lower()
        if not disposition:
            continue
        opened = re.search(r";\s*(displayed|processed|dispatched)\b", disposition)
        found.kind = Kind.OPENED if opened and opened[1] == "displayed" else Kind.UNOPENED
        if opened and opened[1] != "displayed":
            found.kind = Kind.DELIVERED
        found.to = _address(_one(block, "Original-Recipient")) or _address(_one(block, "Final-Recipient"))
        found.ids += IDS.findall(_one(block, "Original-Message-ID"))


def _ids_of_the_original(parts: list[Message]) -> Iterator[str]:
    """The mail that came back is enclosed, whole or by its head alone."""
    for part in parts:
        kind = part.get_content_type()
        if kind in ("message/rfc822", "message/global", "message/rfc822-headers"):
            heads = _blocks(part)
        elif kind in ("text/rfc822-headers", "message/global-headers"):
            payload = part.get_payload(decode=True)
            heads = [message_from_bytes(payload)] if isinstance(payload, bytes) else _blocks(part)
        else:
            continue
        for head in heads:
            yield from IDS.findall(_one(head, "Message-ID"))


def _one(part: Message, name: str) -> str:
    values = [str(value) for key, value in part.raw_items() if key.lower() == name.lower()]
    return charsets.one_line(charsets.header(values[0][:2000])).strip() if values else ""


def _address(told: str) -> str:
    """rfc822; x@y.example"""
    found = ADDRESS.search(told.partition(";")[2] or told)
    return found[0][:254] if found else ""

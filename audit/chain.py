"""The arithmetic of the sealed log: an entry as bytes, its seal, and where a chain breaks. Knows no database."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

import rfc8785

GENESIS = "0" * 64
# A version in front: another way of sealing gets another tag, and old entries keep theirs.
TAG = "freezedesk-audit-1"
CHAIN_NAME = re.compile(r"system|[a-z]+/[0-9]+")
ACTION_CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
ACTOR_CODE = re.compile(r"[a-z][a-z0-9_.:/-]*")


class Link(NamedTuple):
    """One stored entry, as the database gives it back."""

    seq: int
    at: datetime
    actor: str
    action: str
    body: str
    content_commit: str
    prev: str
    hash: str


def canonical(value: Mapping[str, Any]) -> str:
    """RFC 8785 JSON: the same facts are the same bytes, on every machine."""
    return rfc8785.dumps(_plain(value)).decode()


def body(*, action: str, actor: str, at: datetime, data: Mapping[str, Any]) -> str:
    for what, pattern in ((action, ACTION_CODE), (actor, ACTOR_CODE)):
        if not pattern.fullmatch(what):
            raise ValueError(f"{what!r} is no code that the log can carry.")
    return canonical({"action": action, "at": stamp(at), "by": actor, "data": data})


def stamp(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("The log needs a moment with its time zone.")
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="microseconds")[:26] + "Z"


def seal(chain: str, seq: int, prev: str, content_commit: str, body_text: str) -> str:
    """The body stands last: it is the only part whose length is free. PostgreSQL computes the same in a trigger."""
    return hashlib.sha256(f"{TAG}\n{prev}\n{chain}\n{seq}\n{content_commit}\n{body_text}".encode()).hexdigest()


def commitment(key: bytes, text: str) -> str:
    """What the chain keeps of words that may have to be erased. A bare hash of a short field could be guessed."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class Walk(NamedTuple):
    """How far a chain was read, and the first place that does not hold, with the reason as a code."""

    last: int
    broken: tuple[int, str] | None


def walk(chain: str, links: Iterable[Sequence[Any]], end: tuple[int, str]) -> Walk:
    """Follow the links (fields in the order of Link) to the recorded end of the chain and past it."""
    prev, seq = GENESIS, 0
    end_seq, end_hash = end
    for link_seq, at, actor, action, body_text, commit, link_prev, link_hash in links:
        seq += 1
        if link_seq != seq:
            return Walk(seq, (seq, "missing"))
        if link_prev != prev:
            return Walk(seq, (seq, "does_not_follow"))
        if seal(chain, seq, prev, commit, body_text) != link_hash:
            return Walk(seq, (seq, "altered"))
        # The columns beside the body serve searching. The body is the evidence, so they must say the same. It is
        # canonical (keys in order, codes without anything to escape), so its beginning is known without parsing it.
        if not body_text.startswith(f'{{"action":"{action}","at":"{stamp(at)}","by":"{actor}","data":'):
            return Walk(seq, (seq, "columns_differ"))
        if seq == end_seq and link_hash != end_hash:
            return Walk(seq, (seq, "end_differs"))
        prev = link_hash
    if seq < end_seq:
        return Walk(seq, (seq + 1, "missing"))  # the tail was cut
    return Walk(seq, None)


def _plain(value: Any) -> Any:
    """Only what JSON can hold without loss. Text in one normal form; money and dates as text; never a float."""
    match value:
        case None | bool():
            return value
        case Enum():
            return _plain(value.value)
        case int():
            return int(value)
        case str():
            return unicodedata.normalize("NFC", value).encode("utf-8", "replace").decode()
        case Decimal():
            return format(value, "f")
        case datetime():
            return stamp(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {_key(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case float():
            raise TypeError("The log holds no floating-point numbers: write money and shares as text or Decimal.")
    if type(value).__name__ == "__proxy__":  # a lazy translation: say the code instead where you can
        return _plain(str(value))
    raise TypeError(f"The log cannot hold a {type(value).__name__}.")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError("Names in the log are text.")
    return str(_plain(key))

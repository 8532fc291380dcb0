"""A call or a talk that was recorded: is it sound, and nothing else? Confined child only.

It is kept byte for byte and never played here; what can be bound is its transcript.
"""

from pathlib import Path

from documents import tails
from documents.seen import Refused, Seen

# MPEG audio without a label begins with eleven set bits, then version, layer and rate, of which some say nothing.
SYNC, NO_LAYER, NO_RATE = 0xFFE0, 0x0000, 0xF000
BOXES = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"3gp4", b"3gp5")
BEGINNINGS = {"audio/amr": (b"#!AMR\n", b"#!AMR-WB\n"), "audio/ogg": (b"OggS",)}


def fits(mime: str, head: bytes) -> bool:
    """Whether the first bytes are those of the kind its name says."""
    if mime == "audio/wav":
        return head[:4] == b"RIFF" and head[8:12] == b"WAVE"
    if mime == "audio/mp4":
        return head[4:8] == b"ftyp" and head[8:12] in BOXES
    if mime == "audio/mpeg":
        return head.startswith(b"ID3") or _is_frame(head)
    return head.startswith(BEGINNINGS[mime])


def _is_frame(head: bytes) -> bool:
    first, second = int.from_bytes(head[:2]), int.from_bytes(head[2:4])
    return first & SYNC == SYNC and first & 0x0006 != NO_LAYER and second & 0xF000 != NO_RATE


def look(path: Path, seen: Seen) -> None:
    tail = tails.last_of(path)
    if tails.ends_as_archive(tail) or tails.holds_archive(tail):
        raise Refused("two_files_in_one")
    seen.bindable = False
    seen.note("recording")

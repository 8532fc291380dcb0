"""What hangs behind a file's end, and what every scanner is tested with. Confined child only.

A picture that is a program to another reader, a PDF that is an archive to the next: two files in one are not evidence.
Telephones do append harmless data to photographs, so only what would be a file of its own counts.
"""

import mmap
import re
import struct
from pathlib import Path

# The harmless string that stands for a virus wherever one is looked for (eicar.org). Written in two, so that this file
# itself is not taken for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
ANOTHER_FILE = re.compile(
    rb"PK\x03\x04|%PDF-1|<\?php|<script|<html|<!doctype|<svg|<iframe|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\xd0\xcf\x11\xe0\xa1\xb1",
    re.IGNORECASE,
)
PROGRAM = (b"MZ", b"\x7fELF", b"#!/", b"PK", b"L\x00\x00\x00\x01\x14\x02")
END_OF_ZIP, NEAR = b"PK\x05\x06", 66_000
DISC = 0x8001


def is_test_virus(path: Path) -> bool:
    with path.open("rb") as f, mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(EICAR) >= 0


def another_file(tail: bytes) -> bool:
    """Only its beginning is searched: in the megabytes of a second photograph every short word turns up."""
    bare = tail.lstrip(b"\x00\r\n\t ")[:4096]
    return bare.startswith(PROGRAM) or ANOTHER_FILE.search(bare) is not None


def ends_as_archive(tail: bytes) -> bool:
    """A ZIP is read from its end: what ends like one opens like one."""
    at = tail.rfind(END_OF_ZIP)
    return at >= 0 and len(tail) == at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little")


def holds_archive(tail: bytes) -> bool:
    """Also one that something was written behind: its readers look for its directory from the end backwards."""
    at = tail.rfind(END_OF_ZIP)
    while at >= 0:
        directory = at - int.from_bytes(tail[at + 12 : at + 16], "little")
        kept_in_pdf = tail[at + 22 : at + 60].lstrip().startswith(b"endstream")
        if 0 <= directory < at and tail.startswith(b"PK\x01\x02", directory) and not kept_in_pdf:
            return True
        at = tail.rfind(END_OF_ZIP, 0, at)
    return False


def is_disc(path: Path) -> bool:
    """The image of a CD leaves its first 32 KB to whoever wants them: to a PDF, for instance."""
    with path.open("rb") as f:
        f.seek(DISC)
        return f.read(5) in (b"CD001", b"BEA01")


def last_of(path: Path, size: int = NEAR) -> bytes:
    with path.open("rb") as f:
        f.seek(max(0, path.stat().st_size - size))
        return f.read()


def behind_pdf(path: Path) -> bool:
    tail = last_of(path)
    end = tail.rfind(b"%%EOF")
    return ends_as_archive(tail) or holds_archive(tail) or (end >= 0 and another_file(tail[end + 5 :]))


def behind_picture(path: Path, mime: str) -> bool:
    tail = last_of(path)
    if ends_as_archive(tail) or holds_archive(tail):
        return True
    if mime == "image/tiff":  # its parts stand in any order, so it has no end of its own
        return ANOTHER_FILE.search(tail) is not None
    data = path.read_bytes()
    end = END.get(mime, len)(data)
    return end < len(data) and another_file(data[end:])


def end_of_png(data: bytes) -> int:
    at = 8
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        at += 12 + size
        if kind == b"IEND":
            return at
    return len(data)


def end_of_jpeg(data: bytes) -> int:
    """Over the segments to the scan, past any small preview, and from there to the end mark."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        at += 1 if data[at + 1] == 0xFF else 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    end = data.find(b"\xff\xd9", at)
    return end + 2 if end >= 0 else len(data)


def end_of_webp(data: bytes) -> int:
    return 8 + int(struct.unpack("<I", data[4:8])[0]) if len(data) >= 8 else len(data)


END = {"image/png": end_of_png, "image/jpeg": end_of_jpeg, "image/webp": end_of_webp}

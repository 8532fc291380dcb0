"""How large does a picture in a PDF say it is, and how large is it? Confined child only."""

import re
import struct
from typing import Any

import pikepdf

from documents import unpacking
from documents.seen import PIXELS, Refused
from documents.unpacking import STREAM_LIMIT, counted, filters_of

# A picture that stands in the middle of a page's own words: its few entries, then its bytes.
INLINE = re.compile(rb"\bBI\s((?:[^B]|B(?!I\s)){1,1000}?)\sID\s")
SIDE = re.compile(rb"/(W|Width|H|Height)\s+(\d{1,12})\b")
PICTURES_OWN = ("DCTDecode", "JPXDecode", "JBIG2Decode", "CCITTFaxDecode")


def look_at_picture(picture: Any, room: int) -> int:
    """Refuse a picture that is larger than it says; return how much was unpacked to know it."""
    width, height = whole(picture.get("/Width")), whole(picture.get("/Height"))
    refuse_pixels(width, height)
    names = filters_of(picture)
    if not names:
        return 0
    inner, last = names[:-1], names[-1]
    if last == "CCITTFaxDecode":
        told = unpacking.parameters_of(picture)[-1]
        if isinstance(told, pikepdf.Dictionary):
            refuse_pixels(whole(told.get("/Columns")), whole(told.get("/Rows")))
        return 0
    if set(inner) & set(PICTURES_OWN):
        raise Refused("too_complex")  # a photograph of a photograph: no program writes that
    data = unpacking.opened(bytes(picture.read_raw_bytes()), inner, STREAM_LIMIT)
    if last in PICTURES_OWN:
        refuse_pixels(*own_size(data))
        return 0
    bits = whole(picture.get("/BitsPerComponent")) or 8
    most = height * (width * bits * 4 // 8 + 2) * 2 + 2**16  # four colours and a byte a line, and as much again
    return swollen(data, last, most, room)


def swollen(data: bytes, name: str, most: int, room: int) -> int:
    """How much the last filter makes of it, refused when that is more than the picture can hold."""
    if name == "FlateDecode":
        return counted(data, most, room)
    if name in ("LZWDecode", "RunLengthDecode") and room > 0:
        # Followed for a while only: one that swells does so from its beginning.
        unpack = unpacking.lempel_ziv_welch if name == "LZWDecode" else unpacking.run_lengths
        size = len(unpack(data[: unpacking.STEP], min(most, room)))
        if size > most:
            raise Refused("bomb")
        return size
    return 0


def look_at_inline(content: bytes, room: int) -> int:
    """The same for a picture that is no object of its own; return how much was unpacked."""
    total = 0
    for found in INLINE.finditer(content):
        sides: dict[bytes, int] = {}
        for name, size in SIDE.findall(found[1]):
            sides[name[:1]] = int(size)
        width, height = sides.get(b"W", 0), sides.get(b"H", 0)
        refuse_pixels(width, height)
        if re.search(rb"/Fl(ateDecode)?\b", found[1]):
            most = height * (width * 8 + 2) * 2 + 2**16
            total += counted(content[found.end() :], most, room - total)
    return total


def whole(value: Any) -> int:
    try:
        return int(value) if value is not None else 0
    except (TypeError, ValueError, OverflowError):
        return 0


def refuse_pixels(width: int, height: int) -> None:
    if width * height > PIXELS:
        raise Refused("picture_too_large", megapixels=width * height // 1_000_000)


def own_size(data: bytes) -> tuple[int, int]:
    """The size that stands in the picture itself, which the PDF around it may contradict."""
    if data[:4] == b"\xff\x4f\xff\x51" or data[4:8] == b"jP  ":
        return size_of_jpeg2000(data)
    if data[:2] == b"\xff\xd8":
        return size_of_jpeg(data)
    if len(data) > 19 and data[4] & 63 == 48:  # JBIG2: the page's own segment comes first
        return struct.unpack(">II", data[11:19])
    return 0, 0


def size_of_jpeg2000(data: bytes) -> tuple[int, int]:
    at = data.find(b"\xff\x4f\xff\x51")
    if at < 0 or len(data) < at + 24:
        return 0, 0
    wide, high, left, top = struct.unpack(">IIII", data[at + 8 : at + 24])
    return wide - left, high - top


def size_of_jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in (0xFF, 0x01) or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return 0, 0

"""How large does a packed stream of a PDF become, and how large does a picture say it is? Confined child only.

Nothing here keeps what it unpacks: a bomb is told by counting, and counting stops at the limit.
"""

import base64
import binascii
import re
import struct
import zlib
from typing import Any

import pikepdf

from documents.seen import PIXELS, Refused

STREAM_LIMIT = 64 * 2**20  # one content stream of 64 MB is a bomb
FILTERS = 4
STEP = 2**18
SHORT = {
    "Fl": "FlateDecode",
    "AHx": "ASCIIHexDecode",
    "A85": "ASCII85Decode",
    "RL": "RunLengthDecode",
    "LZW": "LZWDecode",
}
# How often the drawing program may be sent into a form that a form draws: a page of print needs a few hundred.
DRAWINGS = 200_000
SMALLEST_TILE = 0.01  # square points
DRAWN = re.compile(rb"/([^\s/<>\[\]()%]+)\s+Do\b")


def filters_of(stream: Any) -> list[str]:
    filters = stream.get("/Filter")
    if filters is None:
        return []
    names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    if len(names) > FILTERS:
        raise Refused("bomb")
    return [SHORT.get(str(name).lstrip("/"), str(name).lstrip("/")) for name in names]


def unpacked(stream: Any, room: int) -> bytes:
    """The stream as its reader sees it, refused before it passes the limit; pictures stay packed in their own way."""
    data = bytes(stream.read_raw_bytes())
    limit = min(STREAM_LIMIT, room)
    for name in filters_of(stream):
        try:
            if name == "FlateDecode":
                data = zlib.decompressobj().decompress(data, limit + 1)
            elif name == "ASCIIHexDecode":
                digits = re.sub(rb"[^0-9A-Fa-f]", b"", data.split(b">")[0]).decode()
                data = bytes.fromhex(digits + "0" * (len(digits) % 2))
            elif name == "ASCII85Decode":
                data = base64.a85decode(b"".join(data.split(b"~>")[0].split()).removeprefix(b"<~"))
            elif name == "RunLengthDecode":
                data = run_lengths(data, limit)
            elif name == "LZWDecode":
                if (
                    len(data) > limit // 8
                ):  # a code of nine bits may stand for thousands of bytes; nobody writes these now
                    raise Refused("too_complex")
                return data
            else:
                return data
        except (zlib.error, ValueError, binascii.Error):
            return b""  # damaged: qpdf says so where it matters
        if len(data) > limit:
            raise Refused("bomb")
    return data


def run_lengths(data: bytes, limit: int) -> bytes:
    out, at = bytearray(), 0
    while at < len(data) and data[at] != 128 and len(out) <= limit:
        length = data[at]
        if length < 128:
            out += data[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            out += data[at + 1 : at + 2] * (257 - length)
            at += 2
    return bytes(out)


# --- pictures --------------------------------------------------------------------------------------------------------


def look_at_picture(picture: Any, room: int) -> int:
    """Refuse a picture that is larger than it says; return how much was unpacked to know it."""
    width, height = whole(picture.get("/Width")), whole(picture.get("/Height"))
    refuse_pixels(width, height)
    names = filters_of(picture)
    if not names:
        return 0
    if names[-1] in ("DCTDecode", "DCT", "JPXDecode", "JBIG2Decode"):
        if len(names) == 1:
            refuse_pixels(*own_size(bytes(picture.read_raw_bytes())))
        return 0
    if names == ["CCITTFaxDecode"] or names[0] != "FlateDecode":
        return 0
    bits = whole(picture.get("/BitsPerComponent")) or 8
    most = height * (width * bits * 4 // 8 + 2) * 2 + 2**16  # four colours and a byte a line, and as much again
    return counted(bytes(picture.read_raw_bytes()), most, room)


def whole(value: Any) -> int:
    try:
        return int(value) if value is not None else 0
    except (TypeError, ValueError, OverflowError):
        return 0


def refuse_pixels(width: int, height: int) -> None:
    if width * height > PIXELS:
        raise Refused("picture_too_large", megapixels=width * height // 1_000_000)


def counted(data: bytes, most: int, room: int) -> int:
    """Unpack and forget, a quarter of a megabyte at a time. Past `room` the file is taken at its word."""
    unpacker, total = zlib.decompressobj(), 0
    try:
        while data and not unpacker.eof and total < room:
            total += len(unpacker.decompress(data, STEP))
            data = unpacker.unconsumed_tail
            if total > most:
                raise Refused("bomb")
    except zlib.error:
        return total
    return total


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


def refuse_endless_tiles(pattern: Any) -> None:
    """A pattern that repeats every ten-thousandth of a point is drawn a hundred million times on a page."""
    try:
        step = abs(float(pattern.get("/XStep", 0)) * float(pattern.get("/YStep", 0)))
    except (TypeError, ValueError):
        return
    if 0 < step < SMALLEST_TILE and "/Matrix" not in pattern:
        raise Refused("too_complex")


# --- forms that draw forms -------------------------------------------------------------------------------------------

Drawings = dict[Any, list[tuple[Any, int]]]


def drawings(form: Any, content: bytes) -> list[tuple[Any, int]]:
    """The forms that this one draws, and how often."""
    resources = form.get("/Resources")
    shelf = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(shelf, pikepdf.Dictionary):
        return []
    times: dict[bytes, int] = {}
    for name in DRAWN.findall(content):
        times[name] = times.get(name, 0) + 1
    found = []
    for name, count in times.items():
        target = shelf.get("/" + name.decode("latin-1"))
        if isinstance(target, pikepdf.Stream) and target.get("/Subtype") == "/Form":
            found.append((target.objgen, count))
    return found


def refuse_endless_drawing(forms: Drawings) -> None:
    """A dozen forms that each draw the next a dozen times keep a drawing program busy for a lifetime."""
    costs: dict[Any, int] = {}
    above: set[Any] = set()

    def cost(form: Any, depth: int) -> int:
        if form in costs:
            return costs[form]
        if depth > 60 or form in above:  # a form that draws itself: some programs never stop
            raise Refused("too_complex")
        above.add(form)
        total = 1 + sum(times * cost(target, depth + 1) for target, times in forms.get(form, []))
        if total > DRAWINGS:
            raise Refused("too_complex")
        costs[form] = total
        above.discard(form)
        return total

    for form in forms:
        cost(form, 0)

"""How large does a packed stream of a PDF become? Confined child only.

A bomb is told by counting, and counting stops at the limit; nothing is kept of what is only counted.
"""

import base64
import binascii
import re
import zlib
from typing import Any

import pikepdf

from documents.seen import Refused

STREAM_LIMIT = 64 * 2**20  # one content stream of 64 MB is a bomb
FILTERS = 4
STEP, PIECE = 2**18, 2**16  # unpacked at once, and packed
# Packed bytes of LZW that are followed code by code. Nobody has written longer ones since the nineties.
LZW_LIMIT = 2**20
SHORT = {
    "Fl": "FlateDecode",
    "AHx": "ASCIIHexDecode",
    "A85": "ASCII85Decode",
    "RL": "RunLengthDecode",
    "LZW": "LZWDecode",
    "CCF": "CCITTFaxDecode",
    "DCT": "DCTDecode",
}
CLEAR, END, FIRST = 256, 257, 258


def filters_of(stream: Any) -> list[str]:
    filters = stream.get("/Filter")
    if filters is None:
        return []
    names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    if len(names) > FILTERS:
        raise Refused("bomb")
    return [SHORT.get(str(name).lstrip("/"), str(name).lstrip("/")) for name in names]


def parameters_of(stream: Any) -> list[Any]:
    """What each of its filters is told, in their order."""
    said = stream.get("/DecodeParms")
    return list(said) if isinstance(said, pikepdf.Array) else [said]


def unpacked(stream: Any, room: int) -> bytes:
    """The stream as its reader sees it, refused before it passes the limit; pictures stay packed in their own way."""
    limit = min(STREAM_LIMIT, room)
    names = filters_of(stream)
    data = opened(bytes(stream.read_raw_bytes()), names, limit)
    if any(isinstance(said, pikepdf.Dictionary) and "/Predictor" in said for said in parameters_of(stream)):
        try:  # its size is known now, and what stands in it is known only with the prediction taken off
            return bytes(stream.read_bytes())
        except (pikepdf.PdfError, RuntimeError, ValueError, OverflowError):
            return data
    return data


def opened(data: bytes, names: list[str], limit: int) -> bytes:
    """Through its filters one by one, as far as the first that is a picture's own."""
    for name in names:
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
                if len(data) > LZW_LIMIT:
                    raise Refused("too_complex")
                data = lempel_ziv_welch(data, limit)
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


def lempel_ziv_welch(data: bytes, limit: int) -> bytes:
    """As PDF writes it: codes of nine to twelve bits, the longer ones one code early."""
    out = bytearray()
    table: list[bytes] = []
    bits = held = 0
    wide, last = 9, b""
    for byte in data:
        held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < wide:
            continue
        bits -= wide
        code = held >> bits & (1 << wide) - 1
        if code == CLEAR:
            table, wide, last = [], 9, b""
            continue
        if code == END or len(out) > limit:
            break
        if code < CLEAR:
            word = bytes((code,))
        elif code - FIRST < len(table):
            word = table[code - FIRST]
        elif last:
            word = last + last[:1]
        else:
            break  # no such code: damaged from here
        out += word
        if last and len(table) < 4096 - FIRST:
            table.append(last + word[:1])
            known = len(table) + FIRST
            wide = 12 if known >= 2047 else 11 if known >= 1023 else 10 if known >= 511 else 9
        last = word
    return bytes(out)


def counted(data: bytes | memoryview, most: int, room: int) -> int:
    """Unpack and forget, a quarter of a megabyte at a time. Past `room` the file is taken at its word."""
    unpacker, total = zlib.decompressobj(), 0
    try:
        for at in range(0, len(data), PIECE):
            piece = bytes(data[at : at + PIECE])
            while piece and not unpacker.eof and total < room:
                total += len(unpacker.decompress(piece, STEP))
                piece = unpacker.unconsumed_tail
                if total > most:
                    raise Refused("bomb")
            if unpacker.eof or total >= room:
                break
    except zlib.error:
        return total
    return total

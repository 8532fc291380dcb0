"""winmail.dat: the packet in which one mail program hides its attachments. Only the files are taken out of it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from comms import charsets

SIGNATURE = 0x223E9F78
BEGINS, TITLE, DATA, PROPERTIES, CODEPAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007
LONG_NAME_UNICODE, LONG_NAME = b"\x1f\x00\x07\x37", b"\x1e\x00\x07\x37"  # MAPI 0x3707, type before tag


@dataclass
class Packed:
    name: str = ""
    data: bytes = b""


def files(packet: bytes) -> list[Packed]:
    """The files of the packet; what is cut off is given as far as it goes."""
    found: list[Packed] = []
    page = ""
    for tag, data in _records(packet):
        if tag == CODEPAGE and len(data) >= 4:
            page = f"cp{struct.unpack_from('<I', data)[0]}"
        elif tag == BEGINS:
            found.append(Packed())
        elif not found:
            continue
        elif tag == TITLE and not found[-1].name:
            found[-1].name = charsets.text(data.rstrip(b"\x00"), page)
        elif tag == DATA:
            found[-1].data = data
        elif tag == PROPERTIES and (longer := _long_name(data, page)):
            found[-1].name = longer
    return [each for each in found if each.data]


def _records(packet: bytes) -> Iterator[tuple[int, bytes]]:
    if len(packet) < 6 or struct.unpack_from("<I", packet)[0] != SIGNATURE:
        return
    at = 6
    while at + 9 <= len(packet):
        tag, length = struct.unpack_from("<HxxI", packet, at + 1)
        yield tag, packet[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _long_name(data: bytes, page: str) -> str:
    """One value, its length, its bytes: the long file name where there is one."""
    for mark, is_unicode in ((LONG_NAME_UNICODE, True), (LONG_NAME, False)):
        at = data.find(mark)
        if at < 0 or at + 12 > len(data):
            continue
        length = struct.unpack_from("<I", data, at + 8)[0]
        raw = data[at + 12 : at + 12 + min(length, 1024)]
        name = raw.decode("utf-16-le", "replace") if is_unicode else charsets.text(raw, page)
        return name.split("\x00")[0]
    return ""

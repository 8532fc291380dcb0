"""Which characters a mail's bytes mean: the label is asked first and believed only where it fits.

Mails of Chinese banks say GB2312 and mean GB18030, say UTF-8 and are GBK, say nothing and are Big5. Nothing raises:
what cannot be read is marked by the replacement character and the original is kept byte for byte.
"""

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# A wider set of the same family reads everything the narrow one does, and what its senders really write.
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
         "x-gbk": "gb18030", "cp936": "gb18030", "ms936": "gb18030", "cp950": "big5hkscs", "hz": "hz", "ascii": "",
         "us-ascii": "", "iso-8859-1": "", "latin-1": "", "windows-1252": "", "unknown-8bit": "", "default": "",
         "utf8": "utf-8", "unicode-1-1-utf-7": "utf-7", "x-unknown": "", "binary": ""}  # fmt: skip
# What Python reads beside character sets: codes for other things, some of which fail whatever they are given.
NO_SETS = {"base64", "bz2", "hex", "quopri", "rot-13", "uu", "zlib", "idna", "punycode", "undefined", "unicode-escape",
           "raw-unicode-escape", "mbcs", "oem"}  # fmt: skip
LONE = re.compile("[\ud800-\udfff]")  # halves of a character: no database takes them
ENCODED = re.compile(rb"=\?([^?*\s]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)(?:\?=|\Z)")
BETWEEN = re.compile(rb"\A[ \t\r\n]*\Z")


def text(data: bytes, label: str = "") -> str:
    """The words of some bytes. A byte order mark, a fitting label, then what the bytes look like."""
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    named = known(label)
    if data.isascii() and named not in ("utf-16", "utf-16-le", "utf-16-be", "utf-7", "hz") and b"\x1b" not in data:
        return data.decode("ascii")
    as_utf8 = strictly(data, "utf-8")
    if named == "utf-8" or not named:
        return as_utf8 if as_utf8 is not None else looks_like(data)
    # Labelled otherwise, yet whole UTF-8 with Chinese in it: no text of another set comes out so by chance.
    if as_utf8 is not None and HAN.search(as_utf8):
        return as_utf8
    labelled = strictly(data, named)
    if labelled is not None:
        return labelled
    return as_utf8 if as_utf8 is not None else looks_like(data, otherwise=named)


def known(label: str) -> str:
    """The name of a set that this machine reads; empty where the label says nothing."""
    label = label.strip().strip("\"'").lower()
    if label in WIDER:
        return WIDER[label]
    try:
        name = codecs.lookup(label).name if label.isascii() and label else ""
    except (LookupError, ValueError):  # a zero byte in a name is no name
        return ""
    return "" if name in NO_SETS else name


def strictly(data: bytes, name: str) -> str | None:
    try:
        return LONE.sub("\ufffd", data.decode(name))
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def looks_like(data: bytes, otherwise: str = "") -> str:
    """Without a usable label: simplified, traditional, or western, by how common the characters would be."""
    pairs = list(double_bytes(data))
    if pairs:
        kana = sum(lead in (0x82, 0x83) for lead, _trail in pairs) / len(pairs)
        if kana > 0.3 and (japanese := strictly(data, "shift_jis")) is not None:
            return japanese
        simplified = sum(0xB0 <= lead <= 0xD7 and trail >= 0xA1 for lead, trail in pairs) / len(pairs)
        traditional = sum(0xA4 <= lead <= 0xC6 for lead, _trail in pairs) / len(pairs)
        first, second = ("gb18030", "big5hkscs") if simplified >= traditional else ("big5hkscs", "gb18030")
        for name in (first, second):
            found = strictly(data, name)
            if found is not None and len(HAN.findall(found)) * 2 >= sum(c > "\x7f" for c in found):
                return found
    return LONE.sub("\ufffd", data.decode(otherwise or "utf-8", "replace"))


def double_bytes(data: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while at + 1 < len(data):
        if data[at] >= 0x81 and data[at + 1] >= 0x40:
            yield data[at], data[at + 1]
            at += 2
        else:
            at += 1


def header(value: object) -> str:
    """A header as a person reads it. Encoded words are joined first: senders cut inside a character."""
    raw = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else bytes(str(value), "utf-8", "replace")
    said: list[tuple[str, bytes]] = []
    end = 0
    for found in ENCODED.finditer(raw):
        before = raw[end : found.start()]
        if before and not (end and BETWEEN.match(before)):
            said.append(("", before))
        label = found[1].decode("ascii", "replace")
        data = _decoded(found[2], found[3])
        if said and said[-1][0] == label.lower():
            said[-1] = (said[-1][0], said[-1][1] + data)
        else:
            said.append((label.lower(), data))
        end = found.end()
    said.append(("", raw[end:]))
    return one_line("".join(text(data, label) for label, data in said))


def _decoded(how: bytes, data: bytes) -> bytes:
    if how in b"qQ":
        return quopri.decodestring(data.replace(b"_", b"=20"), header=False)
    return forgiving_base64(data)


def forgiving_base64(data: bytes) -> bytes:
    """As much as can be read: foreign characters dropped, missing padding added."""
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:  # cannot happen with the cleaned alphabet; a mail must never stop the post
        return data


def one_line(words: str) -> str:
    """A header is one line: whatever a sender hides in it does not become another."""
    return " ".join("".join(" " if c in "\r\n\t" else c for c in words if c >= " " or c in "\r\n\t").split())

"""A fingerprint for each page: its drawing, pictures and fonts, not where it stands. It survives binding and re-saving.

The hash of the whole file says that something was changed; these say on which page. White space between operators and
the packing of a stream do not count; every picture's bytes do.
"""

import hashlib
import zlib
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream

from documents.pdf_files import frame_of, inherited

DIGITS = 20  # of the SHA-256
# What a page or picture says of its place in a document, and how a stream is packed.
PASSING = {
    "/Parent", "/StructParent", "/StructParents", "/Length", "/Filter", "/DecodeParms", "/OC", "/Properties",
    "/PieceInfo", "/LastModified", "/Metadata",
}  # fmt: skip
SPACE = b" \t\r\n\f\0"
DEEP = 40
Seen = dict[tuple[int, int], bytes]


def of_file(path: Path) -> str:
    """All pages of a PDF, one after the other, DIGITS each."""
    seen: Seen = {}
    with pikepdf.open(path) as pdf:
        return "".join(of_page(page.obj, seen) for page in pdf.pages)


def split(prints: str) -> list[str]:
    return [prints[i : i + DIGITS] for i in range(0, len(prints), DIGITS)]


def of_page(page: Any, seen: Seen) -> str:
    """A page as it came in."""
    contents = page.get("/Contents")
    streams = [contents] if isinstance(contents, Stream) else list(contents) if isinstance(contents, Array) else []
    frame = frame_of(page)
    words = b"".join(data_of(each) for each in streams if isinstance(each, Stream))
    return whole(words, inherited(page, "/Resources"), frame.box, frame.turn, seen)


def of_bound_page(page: Any, seen: Seen) -> str:
    """The same page within a bundle: its content is one closed object there, and may stand on a longer sheet."""
    frame = frame_of(page)
    forms = page.get("/Resources", Dictionary()).get("/XObject", Dictionary())
    form = forms.get("/FdPage")
    if form is None:
        return whole(b"", None, frame.box, frame.turn, seen)
    box = tuple(float(v) for v in form.get("/BBox"))
    return whole(data_of(form), form.get("/Resources"), box, frame.turn, seen)


def whole(words: bytes, resources: Any, box: tuple[float, ...], turn: int, seen: Seen) -> str:
    digest = hashlib.sha256(words.translate(None, SPACE))
    digest.update(of_thing(resources if isinstance(resources, Dictionary) else Dictionary(), seen, 0))
    digest.update(f"{[round(v, 2) for v in box]} {turn}".encode())
    return digest.hexdigest()[:DIGITS]


def of_thing(thing: Any, seen: Seen, depth: int) -> bytes:
    if not isinstance(thing, (Dictionary, Array, Stream)):
        return str(thing).encode()
    key = thing.objgen if thing.is_indirect else None
    if key is not None:
        if key in seen:
            return seen[key]
        seen[key] = b"again"  # a circle ends here
    digest = hashlib.sha256()
    if depth > DEEP:
        return b"deep"
    if isinstance(thing, Array):
        for each in thing:
            digest.update(b"," + of_thing(each, seen, depth + 1))
    else:
        for name in sorted(thing.keys()):
            if name not in PASSING:
                digest.update(name.encode() + b"=" + of_thing(thing[name], seen, depth + 1))
        if isinstance(thing, Stream):
            digest.update(hashlib.sha256(data_of(thing)).digest())
    found = digest.digest()
    if key is not None:
        seen[key] = found
    return found


def data_of(stream: Any) -> bytes:
    """Unpacked where it is packed the common way: a saved file packs what came unpacked."""
    packing = stream.get("/Filter")
    first = packing[0] if isinstance(packing, Array) and len(packing) else packing
    raw = bytes(stream.read_raw_bytes())
    if first is None or str(first) not in ("/FlateDecode", "/Fl"):
        return raw
    try:
        return zlib.decompressobj().decompress(raw, 2**26)
    except zlib.error:
        return raw

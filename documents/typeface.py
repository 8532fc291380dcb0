"""The Chinese faces at arm's length: which glyph a character is, how wide it runs, and a cut with those glyphs alone.

HarfBuzz does it, which the printer needs anyway: the font stays in its file, and a cut of 400 characters takes 20 ms
and no memory, where one made in Python takes a second and 160 MB.
"""

import ctypes
import shutil
import struct
import subprocess
from collections.abc import Iterable
from ctypes import POINTER, byref, c_char_p, c_int, c_uint, c_void_p
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
NO_HINTING, DESUBROUTINIZE = 1, 4  # hb_subset_flags_t

FROM_HARFBUZZ: dict[str, tuple[Any, list[Any]]] = {
    "hb_blob_create_from_file_or_fail": (c_void_p, [c_char_p]),
    "hb_blob_get_data": (c_void_p, [c_void_p, POINTER(c_uint)]),
    "hb_blob_destroy": (None, [c_void_p]),
    "hb_face_create": (c_void_p, [c_void_p, c_uint]),
    "hb_face_destroy": (None, [c_void_p]),
    "hb_face_get_upem": (c_uint, [c_void_p]),
    "hb_face_reference_blob": (c_void_p, [c_void_p]),
    "hb_face_reference_table": (c_void_p, [c_void_p, c_uint]),
    "hb_font_create": (c_void_p, [c_void_p]),
    "hb_font_get_nominal_glyph": (c_int, [c_void_p, c_uint, POINTER(c_uint)]),
    "hb_font_get_glyph_h_advance": (c_int, [c_void_p, c_uint]),
    "hb_set_add": (None, [c_void_p, c_uint]),
    "hb_set_clear": (None, [c_void_p]),
}
FROM_SUBSETTER: dict[str, tuple[Any, list[Any]]] = {
    "hb_subset_input_create_or_fail": (c_void_p, []),
    "hb_subset_input_set_flags": (None, [c_void_p, c_uint]),
    "hb_subset_input_glyph_set": (c_void_p, [c_void_p]),
    "hb_subset_input_unicode_set": (c_void_p, [c_void_p]),
    "hb_subset_input_set": (c_void_p, [c_void_p, c_uint]),
    "hb_subset_input_destroy": (None, [c_void_p]),
    "hb_subset_or_fail": (c_void_p, [c_void_p, c_void_p]),
}


@lru_cache(maxsize=1)
def harfbuzz() -> dict[str, Any] | None:
    """Its functions with their types; None on a machine without it."""
    found: dict[str, Any] = {}
    try:
        for library, functions in (("libharfbuzz.so.0", FROM_HARFBUZZ), ("libharfbuzz-subset.so.0", FROM_SUBSETTER)):
            loaded = ctypes.CDLL(library)
            for name, (answer, takes) in functions.items():
                function = getattr(loaded, name)
                function.restype, function.argtypes = answer, takes
                found[name] = function
    except (OSError, AttributeError):
        return None
    return found


@lru_cache(maxsize=1)
def installed() -> dict[tuple[str, str], tuple[str, int]]:
    """Family and style to file and number; fc-list tells the truth where fc-match would substitute."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return {}
    command = [fc_list, ":", "--format", "%{family[0]}\t%{style[0]}\t%{file}\t%{index}\n"]
    said = subprocess.run(command, capture_output=True, check=False, timeout=30, text=True).stdout  # noqa: S603
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for line in sorted(said.splitlines()):
        family, style, file, index = f"{line}\t\t\t".split("\t")[:4]
        if family in (SERIF, SANS) and index.isdigit():
            found.setdefault((family, style), (file, int(index) & 0xFFFF))
    return found


@dataclass(frozen=True)
class CutFont:
    """What PDF needs to write with it: the glyph data, and for each character its code and width."""

    name: str
    data: bytes  # the bare CFF table
    codes: dict[str, int]
    widths: dict[int, int]  # in thousandths of the size
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def knows(self, text: str) -> bool:
        return all(c in self.codes for c in text)

    def width(self, text: str, size: float) -> float:
        return sum([self.widths[self.codes[c]] for c in text]) * size / 1000

    def encoded(self, text: str) -> bytes:
        return b"<" + "".join([f"{self.codes[c]:04x}" for c in text]).encode() + b">"

    def embed(self, pdf: pikepdf.Pdf) -> Any:
        """Into that PDF, with the table that lets a reader copy and search what is written with it."""
        data = pdf.make_stream(self.data, Subtype=Name.CIDFontType0C)
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name(f"/{self.name}"), Flags=4, FontBBox=list(self.box),
            ItalicAngle=0, Ascent=self.ascent, Descent=self.descent, CapHeight=733, StemV=120, FontFile3=data,
        )  # fmt: skip
        widths: list[Any] = []
        for code in sorted(self.widths):
            widths += [code, Array([self.widths[code]])]
        system = Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0)
        cid = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=descriptor.FontName, CIDSystemInfo=system,
            FontDescriptor=pdf.make_indirect(descriptor), DW=1000, W=Array(widths),
        )  # fmt: skip
        face = Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=descriptor.FontName, Encoding=Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(cid)], ToUnicode=pdf.make_stream(self.to_unicode()),
        )  # fmt: skip
        return pdf.make_indirect(face)

    def to_unicode(self) -> bytes:
        """From codes back to characters, so that what is printed can be searched and read aloud."""
        pairs = sorted((code, character) for character, code in self.codes.items())
        lines = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CMapName /FreezeDesk-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
        ]
        for start in range(0, len(pairs), 100):
            block = pairs[start : start + 100]
            lines.append(f"{len(block)} beginbfchar")
            lines += [f"<{code:04x}> <{character.encode('utf-16-be').hex()}>" for code, character in block]
            lines.append("endbfchar")
        lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return "\n".join(lines).encode()


class Typeface:
    """One face of an installed font. Its codes are those PDF writes: these fonts name a glyph by its place."""

    def __init__(self, name: str, file: str, index: int, call: dict[str, Any]) -> None:
        blob = call["hb_blob_create_from_file_or_fail"](file.encode())
        if not blob:
            raise OSError(file)
        self.name = name
        self.call = call
        self.face = call["hb_face_create"](blob, index)
        self.font = call["hb_font_create"](self.face)
        self.known: dict[str, int | None] = {}
        self.absent: set[str] = set()
        self.written: dict[str, str] = {}  # a character as it stands in a PDF
        self.advances: dict[str, float] = {}  # in sizes
        self.scale = 1000 / call["hb_face_get_upem"](self.face)
        self.box: tuple[int, ...] = tuple(
            round(v * self.scale) for v in struct.unpack_from(">4h", self.table("head"), 36)
        )
        self.ascent, self.descent = (round(v * self.scale) for v in struct.unpack_from(">2h", self.table("hhea"), 4))

    def table(self, tag: str, face: Any = None) -> bytes:
        blob = self.call["hb_face_reference_table"](face or self.face, int.from_bytes(tag.encode(), "big"))
        size = c_uint()
        place = self.call["hb_blob_get_data"](blob, byref(size))
        data = ctypes.string_at(place, size.value)
        self.call["hb_blob_destroy"](blob)
        return data

    def code(self, character: str) -> int | None:
        """None: this face has no such character."""
        if character not in self.known:
            glyph = c_uint()
            there = self.call["hb_font_get_nominal_glyph"](self.font, ord(character), byref(glyph))
            code = self.known[character] = glyph.value if there and glyph.value else None
            self.written[character] = f"{code or 0:04x}"
            if code is None:
                self.absent.add(character)
        return self.known[character]

    def lacks(self, text: str) -> set[str]:
        """Of these characters, those that this face does not have."""
        said = set(text)
        for character in said.difference(self.known):
            self.code(character)
        return said & self.absent

    def encoded(self, text: str) -> str:
        """The text as it stands in a PDF; ask first what is lacking."""
        return "".join([self.written[character] for character in text])

    def advance(self, character: str) -> float:
        found = self.advances.get(character)
        if found is None:
            code = self.code(character)
            found = self.call["hb_font_get_glyph_h_advance"](self.font, code or 0) * self.scale / 1000
            self.advances[character] = found
        return found

    def width(self, text: str, size: float) -> float:
        return sum(map(self.advance, text)) * size

    def cut(self, characters: Iterable[str]) -> CutFont:
        codes = {c: code for c in sorted(set(characters)) if (code := self.code(c)) is not None}
        wanted = self.call["hb_subset_input_create_or_fail"]()
        self.call["hb_subset_input_set_flags"](wanted, NO_HINTING | DESUBROUTINIZE)
        glyphs = self.call["hb_subset_input_glyph_set"](wanted)
        for code in codes.values():
            self.call["hb_set_add"](glyphs, code)
        small = self.call["hb_subset_or_fail"](self.face, wanted)
        self.call["hb_subset_input_destroy"](wanted)
        if not small:
            raise OSError(self.name)
        data = self.table("CFF ", small)
        self.call["hb_face_destroy"](small)
        widths = {code: round(self.advance(c) * 1000) for c, code in codes.items()}
        x0, y0, x1, y1 = self.box
        return CutFont(f"FDCUTS+{self.name}", data, codes, widths, (x0, y0, x1, y1), self.ascent, self.descent)


@lru_cache(maxsize=8)
def typeface(family: str, style: str) -> Typeface | None:
    """None on a machine without this face, or without HarfBuzz; documents/fonts.py says what to install."""
    place, call = installed().get((family, style)), harfbuzz()
    if place is None or call is None:
        return None
    return Typeface(f"{family.replace(' ', '')}-{style}", place[0], place[1], call)

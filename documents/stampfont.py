"""A small cut of the Chinese font for the numbers and labels stamped on every page; one for the whole bundle."""

import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY, STYLE = "Noto Sans CJK SC", "Bold"
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "–·证据附件密封补充材料新增第页册卷"


@dataclass(frozen=True)
class StampFont:
    """What PDF needs to write with it: the glyph data, and for each character its code and width."""

    data: bytes  # the bare CFF table
    codes: dict[str, int]
    widths: dict[int, int]  # in thousandths of the size
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def knows(self, text: str) -> bool:
        return all(c in self.codes for c in text)

    def width(self, text: str, size: float) -> float:
        return sum(self.widths[self.codes[c]] for c in text) * size / 1000

    def encoded(self, text: str) -> bytes:
        return b"<" + "".join(f"{self.codes[c]:04x}" for c in text).encode() + b">"


@lru_cache(maxsize=1)
def font_file() -> tuple[str, int] | None:
    """The file and the number within it; fc-list tells the truth where fc-match would substitute."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return None
    command = [fc_list, f"{FAMILY}:style={STYLE}", "--format", "%{file}\t%{index}\n"]
    said = subprocess.run(command, capture_output=True, check=False, timeout=30, text=True).stdout  # noqa: S603
    lines = sorted(line.split("\t") for line in said.splitlines() if "\t" in line)
    return (lines[0][0], int(lines[0][1]) & 0xFFFF) if lines else None


@lru_cache(maxsize=4)
def cut(more: str = "") -> StampFont | None:
    """The font with the usual characters and `more`; None on a machine without it. A third of a second, once."""
    place = font_file()
    if place is None:
        return None
    # Without recalcTimestamp=False the file's date would differ, and with it the hash of every bundle.
    font: Any = TTFont(place[0], fontNumber=place[1], lazy=True, recalcTimestamp=False)
    options: Any = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS", "GDEF"]
    cutter: Any = subset.Subsetter(options)
    cutter.populate(text=ALWAYS + more)
    cutter.subset(font)
    saved = io.BytesIO()
    font.save(saved)
    small: Any = TTFont(saved)
    scale = 1000 / small["head"].unitsPerEm
    codes, widths = {}, {}
    for codepoint, glyph in small.getBestCmap().items():
        # A CID-keyed font names its glyphs after the code that PDF writes: cid01234.
        code = int(glyph[3:]) if glyph.startswith("cid") and glyph[3:].isdigit() else small.getGlyphID(glyph)
        codes[chr(codepoint)] = code
        widths[code] = round(small["hmtx"][glyph][0] * scale)
    head, hhea = small["head"], small["hhea"]
    return StampFont(
        data=bytes(small.reader["CFF "]),
        codes=codes,
        widths=widths,
        box=(round(head.xMin * scale), round(head.yMin * scale), round(head.xMax * scale), round(head.yMax * scale)),
        ascent=round(hhea.ascent * scale),
        descent=round(hhea.descent * scale),
    )

"""A small cut of the Chinese font for the numbers and labels stamped on every page; one for the whole bundle."""

from functools import lru_cache

from documents.typeface import SANS, CutFont, typeface

ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "–·证据附件密封补充材料新增第页册卷"


@lru_cache(maxsize=4)
def cut(more: str = "") -> CutFont | None:
    """The font with the usual characters and `more`; None on a machine without it."""
    face = typeface(SANS, "Bold")
    return face.cut(ALWAYS + more) if face else None

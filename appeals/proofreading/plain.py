"""A text as it is compared: one form of digit, letter and blank, each character still in its place. [pure]"""

import re
import unicodedata

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2007\u2009\u202f"), " ")
_MARKS = {ord("—"): "-", ord("–"): "-", ord("−"): "-", ord("‐"): "-", ord("‑"): "-", ord("’"): "'", ord("‘"): "'"}
_TABLE = _WIDE | _BLANKS | _MARKS
# A dot between digits, and the dot of a short form, ends no sentence.
_END = re.compile(r"[。！？!?；;\n]|(?<!\d)\.(?=\s|$)|(?<=\d)\.(?=\s+[A-Z\u4e00-\u9fff]|\s*$)")
_SHORT = re.compile(
    r"(?:\b(?:co|ltd|inc|corp|no|nos|art|arts|para|p|pp|ex|mr|mrs|ms|dr|st|approx|cf|encl|dept|tel|s\.a|b\.v|n\.v"
    r"|e\.g|i\.e|u\.s|u\.k|[a-z]))\.$",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Full-width digits and letters become half-width, every blank a blank. Positions stay."""
    return text.translate(_TABLE)


def folded(text: str) -> str:
    """For names: without case, blanks, accents and marks. 宁波（海岚） and Ningbo "Hailan" keep their letters."""
    split = unicodedata.normalize("NFKD", plain(text).casefold().replace("&", "and"))
    return "".join(c for c in split if c.isalnum())


def bare(number: str) -> str:
    """An account or file number without blanks, dashes and dots."""
    return re.sub(r"[^0-9A-Z*]", "", plain(number).upper())


def is_chinese(text: str) -> bool:
    return "\u4e00" <= text <= "\u9fff" if len(text) == 1 else any("\u4e00" <= c <= "\u9fff" for c in text)


def sentences(text: str) -> list[tuple[int, str]]:
    """(where it begins, what it says), in order."""
    found: list[tuple[int, str]] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()]
        if end[0] == "." and _SHORT.search(piece.rstrip()) and text[end.end() :].strip():
            continue
        if piece.strip():
            found.append((start, piece))
        start = end.end()
    if text[start:].strip():
        found.append((start, text[start:]))
    return found


def distance(one: str, other: str, most: int = 3) -> int:
    """Changes of one character from one to the other, two neighbours swapped counting once. Above `most`: most + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return last[-1]

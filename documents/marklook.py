"""How a mark looks that brings no picture of itself: the words of a text box, the lines of a drawing, a stamp's name.

The format leaves these to the reader's program (ISO 32000, 12.5.6), and programs differ: some draw an empty box or
nothing. Drawn here in the page's own coordinates; words stand upright for the reader, in a type that is embedded.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, PdfError, Stream

from documents import typesetting
from documents.pagebox import Box, Frame, normalised
from documents.sheets import NoTypeface, faces, printable, width
from documents.typeface import CutFont
from documents.typesetting import Run

DRAWN = frozenset(
    {"/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline", "/Squiggly",
     "/StrikeOut", "/Caret", "/Stamp", "/Ink"}
)  # fmt: skip
INSIDE = 3.0  # points between a box and its words
SMALLEST, LARGEST, USUAL = 5.0, 72.0, 12.0  # of type, in points
LEAD = 1.25
ROUND = 0.5523
Point = tuple[float, float]


class CannotBeDrawn(Exception):
    """The mark does not say enough of itself, or says it in characters that no face here has."""


@dataclass(frozen=True)
class Look:
    """Operators in the page's coordinates, the box they fill, and what they need. The face is called FdMarkFont."""

    content: bytes
    box: Box
    font: CutFont | None = None
    opacity: float = 1.0
    multiplies: bool = False


def of(note: Any, turn: int) -> Look:
    """`turn` is the page's: words are written for the one who reads the page."""
    kind = str(note.Subtype)
    try:
        if kind == "/FreeText":
            return text_box(note, turn)
        if kind == "/Stamp":
            return stamp(note, turn)
        return strokes(note, kind)
    except NoTypeface:
        raise CannotBeDrawn from None


# --- what it says of itself ------------------------------------------------------------------------------------------


def numbers(value: Any) -> list[float]:
    """A list of numbers; empty when it is none, or not only numbers."""
    try:
        found = [float(each) for each in value] if isinstance(value, Array) else []
    except (TypeError, ValueError):
        return []
    return found if all(math.isfinite(each) and abs(each) < 1e6 for each in found) else []


def points(value: Any) -> list[Point]:
    found = numbers(value)
    return list(zip(found[::2], found[1::2], strict=False)) if len(found) % 2 == 0 else []


def place_of(note: Any) -> Box | None:
    rect = numbers(note.get("/Rect"))
    if len(rect) != 4:
        return None
    box = normalised(rect)
    return box if box[2] - box[0] > 0.1 and box[3] - box[1] > 0.1 else None


def colour_of(value: Any, *, fills: bool = False) -> str:
    """The operator for it; empty for none, which means transparent."""
    parts = [min(max(each, 0.0), 1.0) for each in numbers(value)]
    operator = {1: "g", 3: "rg", 4: "k"}.get(len(parts), "")
    said = " ".join(f"{each:.3g}" for each in parts)
    return f"{said} {operator if fills else operator.upper()}" if operator else ""


def line_width(note: Any) -> float:
    style, border = note.get("/BS"), numbers(note.get("/Border"))
    said = style.get("/W", 1) if isinstance(style, Dictionary) else border[2] if len(border) >= 3 else 1
    try:
        return min(max(float(said), 0.0), 24.0)
    except (TypeError, ValueError):
        return 1.0


def opacity_of(note: Any) -> float:
    try:
        return min(max(float(note.get("/CA", 1)), 0.05), 1.0)
    except (TypeError, ValueError):
        return 1.0


def content_of(stream: Any) -> bytes:
    """Its bytes, unpacked; packed as they are where they cannot be."""
    try:
        return bytes(stream.read_bytes())
    except PdfError:
        return bytes(stream.read_raw_bytes())


def words_of(note: Any) -> str:
    """What a text box says: its plain words, or those of its formatted ones."""
    plain = str(note.get("/Contents", ""))
    if plain.strip():
        return plain
    formatted = note.get("/RC", "")
    text = content_of(formatted).decode("utf-8", "replace") if isinstance(formatted, Stream) else str(formatted)
    for mark, instead in ((r"<(?:br|/p|/div)\b[^>]*>", "\n"), (r"<[^>]*>", "")):
        text = re.sub(mark, instead, text)
    for name, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(name, character)
    return text


# --- words -----------------------------------------------------------------------------------------------------------


def text_box(note: Any, turn: int) -> Look:
    rect = place_of(note)
    if rect is None:
        raise CannotBeDrawn
    inset = numbers(note.get("/RD"))
    if len(inset) == 4 and rect[0] + inset[0] < rect[2] - inset[2] and rect[1] + inset[1] < rect[3] - inset[3]:
        rect = (rect[0] + inset[0], rect[1] + inset[1], rect[2] - inset[2], rect[3] - inset[3])
    said = str(note.get("/DA", ""))
    size = re.search(r"(-?\d*\.?\d+)\s+Tf", said)
    ink = re.findall(r"((?:\d*\.?\d+\s+){1,4}(?:g|rg|k))\b", said)
    asked = float(size[1]) if size else 0.0
    frame = Frame(rect, turn)
    fill = colour_of(note.get("/C"), fills=True)
    wide = line_width(note)
    box = f"0 0 {frame.width:.2f} {frame.height:.2f} re"
    under = f"{fill} {box} f " if fill else ""
    around = f"{ink[-1].upper() if ink else '0 G'} {wide:g} w {box} S " if wide and "/BS" in note else ""
    words, font = written(
        words_of(note), frame, size=asked if asked > 0 else USUAL, ink=ink[-1] if ink else "0 g",
        align=int(numbers(Array([note.get("/Q", 0)]))[0]) if numbers(Array([note.get("/Q", 0)])) else 0,
    )  # fmt: skip
    matrix = " ".join(f"{v:.6g}" for v in frame.matrix)
    called = callout(note, ink[-1].upper() if ink else "0 G", wide or 1)
    content = f"{called}q {matrix} cm {under}{around}{words} Q"
    return Look(content.encode(), rect, font, opacity_of(note))


def callout(note: Any, ink: str, wide: float) -> str:
    """The line from a text box to what it speaks of."""
    found = points(note.get("/CL"))
    return f"q {ink} {wide:g} w {path(found)} S Q " if len(found) in (2, 3) else ""


def written(text: str, frame: Frame, *, size: float, ink: str, align: int) -> tuple[str, CutFont | None]:
    """The words in the box: as large as was asked, smaller where they would not fit, never cut off."""
    paragraphs = [typesetting.plain(each) for each in re.split(r"\r\n|\r|\n", text.strip())]
    if not "".join(paragraphs).strip():
        return "", None
    used = set("".join(paragraphs))
    if printable("sans", "".join(sorted(used)))[1]:
        raise CannotBeDrawn
    room, height = frame.width - 2 * INSIDE, frame.height - 2 * INSIDE
    size = min(size, LARGEST)
    while size >= SMALLEST and room > size:
        lead = size * LEAD
        lines: list[typesetting.Line | None] = []
        for paragraph in paragraphs:
            lines += typesetting.lines([Run(paragraph, "sans", size)], room, lead, width) or [None]
        if len(lines) * lead <= height + lead - size:
            break
        size -= 0.5
    else:
        raise CannotBeDrawn
    face = faces()["sans"]
    top, parts = frame.height - INSIDE, []
    for place, line in enumerate(lines):
        if line is None:
            continue
        left = INSIDE + (room - line.width) * {1: 0.5, 2: 1.0}.get(align, 0.0)
        baseline = top - place * lead - 0.88 * size
        said = "".join(piece.text for piece in line.pieces)
        printable("sans", said)
        parts.append(f"1 0 0 1 {left:.2f} {baseline:.2f} Tm <{face.encoded(said)}> Tj")
    return f"BT /FdMarkFont {size:g} Tf {ink} {' '.join(parts)} ET", face.cut(used | {" "})


def stamp(note: Any, turn: int) -> Look:
    """A framed word. The format names fourteen; programs name their own, which say something only in words."""
    rect = place_of(note)
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(note.get("/Name", "/Draft")).lstrip("/"))
    said = name if re.fullmatch(r"[A-Za-z][A-Za-z ]{2,40}", name) else words_of(note).strip()
    if rect is None or not said:
        raise CannotBeDrawn
    frame = Frame(rect, turn)
    ink = colour_of(note.get("/C"), fills=True) or "0.69 0.188 0.165 rg"
    natural = max(width("sans", printable("sans", said)[0], 1.0), 0.1)
    size = min((frame.width - 3 * INSIDE) / natural, frame.height / LEAD * 0.75, LARGEST)
    words, font = written(said, frame, size=max(size, SMALLEST), ink=ink, align=1)
    matrix = " ".join(f"{v:.6g}" for v in frame.matrix)
    edge = f"{ink.upper()} 1.5 w 1 1 {frame.width - 2:.2f} {frame.height - 2:.2f} re S"
    lower = (frame.height - 2 * INSIDE - size * LEAD) / 2  # the word in the middle of its frame
    return Look(
        f"q {matrix} cm {edge} 1 0 0 1 0 {-max(lower, 0):.2f} cm {words} Q".encode(), rect, font, opacity_of(note)
    )


# --- lines -----------------------------------------------------------------------------------------------------------


def strokes(note: Any, kind: str) -> Look:
    ink, fill = colour_of(note.get("/C")) or "0 G", colour_of(note.get("/IC"), fills=True)
    wide = line_width(note)
    style = note.get("/BS")
    dashes = "[3] 0 d " if isinstance(style, Dictionary) and style.get("/S") == "/D" else ""
    pen = f"{ink} {wide or 1:g} w 1 J 1 j {dashes}"
    marked = kind in ("/Highlight", "/Underline", "/Squiggly", "/StrikeOut")
    if marked:
        drawn, touched = on_words(note, kind)
        shade = colour_of(note.get("/C"), fills=True) or "1 1 0 rg"
        pen = f"{shade} " if kind == "/Highlight" else f"{ink} "
    elif kind in ("/Square", "/Circle", "/Caret"):
        rect = place_of(note)
        if rect is None:
            raise CannotBeDrawn
        touched = [(rect[0], rect[1]), (rect[2], rect[3])]
        drawn = caret(rect) if kind == "/Caret" else shape(rect, kind, wide, fill)
        pen += f"{fill} " if fill and kind != "/Caret" else ""
    else:
        lines = [points(each) for each in note.get("/InkList", [])] if kind == "/Ink" else [path_of(note, kind)]
        lines = [line for line in lines if len(line) > 1]
        touched = [point for line in lines for point in line]
        if not touched:
            raise CannotBeDrawn
        closes = kind == "/Polygon"
        drawn = " ".join(path(line) + (" h" if closes else "") for line in lines) + (" B" if closes and fill else " S")
        pen += f"{fill} " if closes and fill else ""
        if kind in ("/Line", "/PolyLine"):
            drawn += arrows(lines[0], note.get("/LE"), wide or 1)
    across, up = [x for x, _y in touched], [y for _x, y in touched]
    box = (min(across) - 1, min(up) - 1, max(across) + 1, max(up) + 1)
    return Look((pen + drawn).encode(), box, None, opacity_of(note), kind == "/Highlight")


def path_of(note: Any, kind: str) -> list[Point]:
    return points(note.get("/L" if kind == "/Line" else "/Vertices"))


def path(found: Sequence[Point]) -> str:
    return " ".join(f"{x:.2f} {y:.2f} {'l' if place else 'm'}" for place, (x, y) in enumerate(found))


def on_words(note: Any, kind: str) -> tuple[str, list[Point]]:
    """Along the words that are marked: four corners each, upper ones first."""
    found = points(note.get("/QuadPoints"))
    if len(found) < 4:
        rect = place_of(note)
        if rect is None:
            raise CannotBeDrawn
        found = [(rect[0], rect[3]), (rect[2], rect[3]), (rect[0], rect[1]), (rect[2], rect[1])]
    parts = []
    for start in range(0, len(found) - 3, 4):
        upper_left, upper_right, lower_left, lower_right = found[start : start + 4]
        if kind == "/Highlight":
            parts.append(path([upper_left, upper_right, lower_right, lower_left]) + " h f")
            continue
        high = math.dist(upper_left, lower_left)
        share = 0.5 if kind == "/StrikeOut" else 0.08
        left, right = between(lower_left, upper_left, share), between(lower_right, upper_right, share)
        line = [left, right]
        if kind == "/Squiggly":
            steps = max(2, min(int(math.dist(left, right) / max(high * 0.12, 1.5)), 400))
            line = [
                between(between(left, right, n / steps), between(upper_left, upper_right, n / steps), 0.08 * (n % 2))
                for n in range(steps + 1)
            ]
        parts.append(f"{max(high * 0.06, 0.5):.2f} w {path(line)} S")
    return " ".join(parts), found


def between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def shape(rect: Box, kind: str, wide: float, fill: str) -> str:
    half = wide / 2
    x0, y0, x1, y1 = rect[0] + half, rect[1] + half, rect[2] - half, rect[3] - half
    how = ("B" if wide else "f") if fill else "S"
    if kind == "/Square":
        return f"{x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re {how}"
    cx, cy, rx, ry = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
    kx, ky = rx * ROUND, ry * ROUND
    return (
        f"{x1:.2f} {cy:.2f} m {x1:.2f} {cy + ky:.2f} {cx + kx:.2f} {y1:.2f} {cx:.2f} {y1:.2f} c "
        f"{cx - kx:.2f} {y1:.2f} {x0:.2f} {cy + ky:.2f} {x0:.2f} {cy:.2f} c "
        f"{x0:.2f} {cy - ky:.2f} {cx - kx:.2f} {y0:.2f} {cx:.2f} {y0:.2f} c "
        f"{cx + kx:.2f} {y0:.2f} {x1:.2f} {cy - ky:.2f} {x1:.2f} {cy:.2f} c h {how}"
    )


def caret(rect: Box) -> str:
    """The sign of an insertion."""
    return path([(rect[0], rect[1]), ((rect[0] + rect[2]) / 2, rect[3]), (rect[2], rect[1])]) + " S"


def arrows(line: Sequence[Point], ends: Any, wide: float) -> str:
    """A head at each end that has one; which of the format's ten shapes is not told apart."""
    said = [str(each) for each in ends] if isinstance(ends, Array) else []
    if len(said) != 2:
        return ""
    parts = []
    for ending, tip, before in ((said[0], line[0], line[1]), (said[1], line[-1], line[-2])):
        if ending == "/None" or tip == before:
            continue
        angle, size = math.atan2(before[1] - tip[1], before[0] - tip[0]), 6 + 2 * wide
        sides = [
            (tip[0] + size * math.cos(angle + turn), tip[1] + size * math.sin(angle + turn)) for turn in (-0.45, 0.45)
        ]
        parts.append(f" {path([sides[0], tip, sides[1]])} S")
    return "".join(parts)

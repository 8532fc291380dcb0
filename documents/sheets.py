"""Sheets of A4 and what is written on them: words, rules, boxes, links. Drawn directly, because an index of 300 rows
takes a printer of web pages five seconds and this 50 milliseconds.

Places count from the top left corner, in points, as one reads. The same words give the same bytes.
"""

import io
import struct
from collections.abc import Iterable
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageCms

from documents import typesetting
from documents.typeface import SANS, SERIF, Typeface, typeface
from documents.typesetting import BOX, Colour, Face, Line, Piece, Run

WIDE, HIGH = 595.28, 841.89
MM = 72 / 25.4
COLOURS: dict[str, str] = {
    "ink": "0.086 0.114 0.141", "soft": "0.29 0.333 0.376", "hair": "0.725 0.749 0.773", "seal": "0.69 0.188 0.165",
    "grid": "0.522 0.553 0.584", "head": "0.949 0.941 0.918", "group": "0.98 0.976 0.961",
}  # fmt: skip
FACES: dict[Face, tuple[str, str]] = {
    "serif": (SERIF, "Regular"),
    "serif-bold": (SERIF, "Bold"),
    "sans": (SANS, "Regular"),
    "sans-bold": (SANS, "Bold"),
}
MISSING = "〓"  # what printers set for a type they do not have
ROUND = 0.5523


Words = tuple[float, float, str, Face, float, Colour]


class NoTypeface(Exception):
    """A Chinese face or HarfBuzz is not installed here."""


@lru_cache(maxsize=1)
def faces() -> dict[Face, Typeface]:
    found = {face: there for face, place in FACES.items() if (there := typeface(*place)) is not None}
    if len(found) < len(FACES):
        raise NoTypeface
    return found


def printable(face: Face, text: str) -> tuple[str, set[str]]:
    """The text with 〓 for what the face does not have, and what that was."""
    lacking = faces()[face].lacks(text)
    return ("".join(MISSING if c in lacking else c for c in text) if lacking else text), lacking


def width(face: Face, text: str, size: float) -> float:
    return faces()[face].width(printable(face, text)[0], size)


@lru_cache(maxsize=16_000)
def set_lines(runs: tuple[Run, ...], room: float, height: float) -> tuple[Line, ...]:
    """Kept, because an index is set again when its own length moves the page numbers: most of it stays as it was."""
    return tuple(typesetting.lines(runs, room, height, width))


def lines(runs: Iterable[Run], room: float, height: float) -> list[Line]:
    return list(set_lines(tuple(runs), room, height))


class Sheets:
    """A paper in the making."""

    def __init__(self) -> None:
        self.faces = faces()
        self.replaced: set[str] = set()
        # Words are kept as words until the file is made: an index is set twice, and the first is only counted.
        self.sheets: list[list[str | Words]] = []
        self.links: list[list[tuple[tuple[float, float, float, float], str]]] = []
        self.names: dict[str, int] = {}

    # --- writing ---------------------------------------------------------------------------------------------------
    def new(self, name: str = "") -> None:
        self.sheets.append([])
        self.links.append([])
        if name:
            self.names[name] = len(self.sheets)

    def text(self, x: float, baseline: float, text: str, face: Face, size: float, colour: Colour = "ink") -> None:
        said, lacking = printable(face, text)
        self.replaced |= lacking
        self.sheets[-1].append((x, HIGH - baseline, said, face, size, colour))

    def line(self, line: Line, x: float, top: float) -> None:
        """A set line whose upper edge is at `top`."""
        for piece in line.pieces:
            self.piece(piece, x, top, line.height)

    def piece(self, piece: Piece, x: float, top: float, height: float) -> None:
        run, left = piece.run, x + piece.x
        baseline = top + height / 2 + 0.36 * run.size
        if run.boxed:
            self.frame(left + 1, baseline - run.size, piece.width - 2, run.size * 1.3, 0.5)
            left += BOX
        if piece.text.strip():
            self.text(left, baseline, piece.text, run.face, run.size, run.colour)
        if run.link:
            self.link(left, top, piece.width, height, run.link)

    def lines(self, found: Iterable[Line], x: float, top: float) -> float:
        """One under the other; returns where the next would begin."""
        for line in found:
            self.line(line, x, top)
            top += line.height
        return top

    def link(self, x: float, top: float, wide: float, high: float, to: str) -> None:
        self.links[-1].append(
            ((round(x, 2), round(HIGH - top - high, 2), round(x + wide, 2), round(HIGH - top, 2)), to)
        )

    # --- drawing ---------------------------------------------------------------------------------------------------
    def rule(self, x: float, y: float, wide: float, thick: float, colour: str = "ink") -> None:
        self.sheets[-1].append(
            f"{COLOURS[colour]} RG {thick:g} w {x:.2f} {HIGH - y:.2f} m {x + wide:.2f} {HIGH - y:.2f} l S"
        )

    def upright(self, x: float, y: float, high: float, thick: float, colour: str = "ink") -> None:
        self.sheets[-1].append(
            f"{COLOURS[colour]} RG {thick:g} w {x:.2f} {HIGH - y:.2f} m {x:.2f} {HIGH - y - high:.2f} l S"
        )

    def fill(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        self.sheets[-1].append(f"{COLOURS[colour]} rg {x:.2f} {HIGH - y - high:.2f} {wide:.2f} {high:.2f} re f")

    def frame(self, x: float, y: float, wide: float, high: float, thick: float, colour: str = "ink") -> None:
        box = f"{x:.2f} {HIGH - y - high:.2f} {wide:.2f} {high:.2f}"
        self.sheets[-1].append(f"{COLOURS[colour]} RG {thick:g} w {box} re S")

    def seal(self, x: float, y: float, across: float, text: str) -> None:
        """A dashed circle where the company's seal goes, with what belongs there written in it."""
        r, k = across / 2, across / 2 * ROUND
        cx, cy = x + r, HIGH - y - r
        r *= 0.92
        k = r * ROUND
        ring = (
            f"{cx + r:.2f} {cy:.2f} m {cx + r:.2f} {cy + k:.2f} {cx + k:.2f} {cy + r:.2f} {cx:.2f} {cy + r:.2f} c "
            f"{cx - k:.2f} {cy + r:.2f} {cx - r:.2f} {cy + k:.2f} {cx - r:.2f} {cy:.2f} c "
            f"{cx - r:.2f} {cy - k:.2f} {cx - k:.2f} {cy - r:.2f} {cx:.2f} {cy - r:.2f} c "
            f"{cx + k:.2f} {cy - r:.2f} {cx + r:.2f} {cy - k:.2f} {cx + r:.2f} {cy:.2f} c"
        )
        self.sheets[-1].append(f"q [2.3 2.3] 0 d {COLOURS['seal']} RG 0.8 w {ring} S Q")
        wide = width("serif", text, 8.3)
        self.text(x + across / 2 - wide / 2, y + across / 2 + 3, text, "serif", 8.3, "seal")

    # --- the file --------------------------------------------------------------------------------------------------
    def characters(self) -> dict[Face, set[str]]:
        used: dict[Face, set[str]] = {face: set() for face in FACES}
        for content in self.sheets:
            for each in content:
                if not isinstance(each, str):
                    used[each[3]].update(each[2])
        return used

    def written(self, each: str | Words) -> str:
        if isinstance(each, str):
            return each
        x, y, said, face, size, colour = each
        codes = self.faces[face].encoded(said)
        return f"BT /{face} {size:g} Tf {COLOURS[colour]} rg {x:.2f} {y:.2f} Td <{codes}> Tj ET"

    def pdf(self, *, title: str = "", language: str = "") -> bytes:
        """With a title it is a paper of its own and fit for the archive (PDF/A-2b); without, it is bound into one."""
        out = io.BytesIO()
        with pikepdf.new() as made:
            fonts = Dictionary()
            for face, characters in self.characters().items():
                if characters:
                    fonts[f"/{face}"] = self.faces[face].cut(characters).embed(made)
            resources = made.make_indirect(Dictionary(Font=fonts))
            for content, links in zip(self.sheets, self.links, strict=True):
                made.add_blank_page(page_size=(WIDE, HIGH))
                page = made.pages[-1].obj
                page.Resources = resources
                page.Contents = made.make_stream("\n".join(map(self.written, content)).encode())
                if links:
                    page.Annots = Array(
                        Dictionary(
                            Type=Name.Annot, Subtype=Name.Link, Rect=list(box), Border=[0, 0, 0], F=4,
                            Dest=pikepdf.String(to),
                        )
                        for box, to in links
                    )  # fmt: skip
            if title:
                fit_for_the_archive(made, title, language)
            made.save(out, deterministic_id=True, compress_streams=True, min_version="1.7")
        return out.getvalue()


def fit_for_the_archive(made: pikepdf.Pdf, title: str, language: str) -> None:
    """What PDF/A-2b asks for beyond fonts that are inside: what its colours mean, and what it says of itself."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = struct.pack(">6H", 2020, 1, 1, 0, 0, 0)  # the moment it was made; the same bytes every time
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=pikepdf.String("sRGB"),
        Info=pikepdf.String("sRGB IEC61966-2.1"), DestOutputProfile=made.make_stream(bytes(profile), N=3),
    )  # fmt: skip
    made.Root.OutputIntents = Array([made.make_indirect(intent)])
    made.Root.Lang = pikepdf.String(language)
    made.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    made.docinfo["/Title"] = title
    with made.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        said["dc:title"] = title
        said["pdfaid:part"], said["pdfaid:conformance"] = "2", "B"

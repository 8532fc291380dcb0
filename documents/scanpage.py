"""A scanned page in grey at 100 dpi, straight from its one photograph. Confined child only.

Drawing such a page unpacks every dot and then scales it down, forty times the work of a typed page. A JPEG can be
unpacked small. Only where nothing else can be seen on the page, nothing covers or turns the picture and its colours
mean what they say; any other page is drawn.
"""

import io
from math import ceil
from typing import Any

import numpy
import pikepdf
from pikepdf import Array, Dictionary, Stream
from PIL import Image
from pypdfium2 import raw

INVISIBLE = 3  # the way of writing that lays words for searching over a picture
PLAIN = {"/DeviceGray": "L", "/CalGray": "L", "/DeviceRGB": "RGB", "/CalRGB": "RGB"}
CHANNELS = {1: "L", 3: "RGB"}
UNUSUAL = ("/Decode", "/DecodeParms", "/Mask", "/SMask", "/SMaskInData", "/ImageMask", "/OC")
MOST_THINGS = 5_000  # words laid over one page


def unpacked(page: Any, resources: Any, dots: float) -> Any:
    """The page as its reader sees it, `dots` a point; None when only drawing it tells."""
    picture = its_photograph(resources)
    placed = where(page) if picture is not None else None
    if picture is None or placed is None:
        return None
    left, bottom, right, top = placed
    low_x, low_y, high_x, high_y = page.get_bbox()
    size = (ceil((right - left) * dots), ceil((top - bottom) * dots))  # as the drawing program counts
    sheet = (ceil((high_x - low_x) * dots), ceil((high_y - low_y) * dots))
    if min(size) < 1 or max(*size, *sheet) > 10_000:
        return None
    grey = small(picture, size)
    if grey is None:
        return None
    whole = grey
    at = (round((left - low_x) * dots), round((high_y - top) * dots))
    if at != (0, 0) or grey.size != sheet:
        whole = Image.new("L", sheet, 255)
        whole.paste(grey, at)
    return numpy.rot90(numpy.asarray(whole), -(int(page.get_rotation()) // 90))


def its_photograph(resources: Any) -> Any:
    """The only picture that this page could draw, when it is a photograph with nothing odd about it."""
    shelf = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    if not isinstance(shelf, Dictionary) or len(shelf) != 1 or "/Pattern" in resources or "/Shading" in resources:
        return None
    picture: Any = next(iter(shelf.values()))
    if not isinstance(picture, Stream) or picture.get("/Subtype") != "/Image" or any(key in picture for key in UNUSUAL):
        return None
    packing = picture.get("/Filter")
    if isinstance(packing, Array):
        packing = packing[0] if len(packing) == 1 else None
    return picture if packing == "/DCTDecode" and mode_of(picture.get("/ColorSpace")) else None


def mode_of(colours: Any) -> str | None:
    if isinstance(colours, Array) and len(colours) > 1 and colours[0] == "/ICCBased":
        profile = colours[1]
        return CHANNELS.get(int(profile.get("/N", 0))) if isinstance(profile, Stream) else None
    return PLAIN.get(str(colours[0] if isinstance(colours, Array) and len(colours) else colours))


def where(page: Any) -> tuple[float, float, float, float] | None:
    """Where the picture stands, upright; None when anything else is seen, or the picture is cut or covered."""
    if raw.FPDFPage_GetAnnotCount(page):
        return None
    found = None
    for number, thing in enumerate(page.get_objects(max_depth=1)):
        if number > MOST_THINGS:
            return None
        if thing.type == raw.FPDF_PAGEOBJ_TEXT and raw.FPDFTextObj_GetTextRenderMode(thing) == INVISIBLE:
            continue
        if thing.type != raw.FPDF_PAGEOBJ_IMAGE or found is not None or raw.FPDFPageObj_CountMarks(thing):
            return None
        clip = raw.FPDFPageObj_GetClipPath(thing)
        if (clip and raw.FPDFClipPath_CountPaths(clip) > 0) or raw.FPDFPageObj_HasTransparency(thing):
            return None
        a, b, c, d, e, f = thing.get_matrix().get()
        if a <= 0 or d <= 0 or abs(b) > a / 2_000 or abs(c) > d / 2_000:
            return None
        found = e, f, e + a, f + d
    return found


def small(picture: Any, size: tuple[int, int]) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(bytes(picture.read_raw_bytes())), formats=["JPEG"]) as photograph:
            if photograph.mode != mode_of(picture.get("/ColorSpace")):
                return None
            if photograph.size != (int(picture.get("/Width", 0)), int(picture.get("/Height", 0))):
                return None
            photograph.draft("L", (max(1, size[0] - 2), max(1, size[1] - 2)))
            grey = photograph.convert("L")
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        pikepdf.PdfError,
    ):
        return None
    return grey if grey.size == size else grey.resize(size, Image.Resampling.HAMMING)

"""Pictures denser than 300 dpi are made lighter: courts ask for it, and mail boxes. Confined child only.

The original keeps every pixel; only the copy for binding is lighter. Four-colour print, colour tables and stencils
are taken as a reader sees them; where a mask and its picture must fit dot by dot, both stay as they are.
"""

import io
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pikepdf.exceptions import PikepdfError
from PIL import Image
from pypdfium2 import raw

from documents.seen import Seen

DPI, TOLERATED = 300, 310
SMALL = 250_000  # pixels; a logo may be as dense as it likes

Dense = dict[
    tuple[int, int], float
]  # width and height in pixels to how many times too dense, where it is drawn largest


def look(page: Any, dense: Dense, drawn: Dense) -> None:
    """How large are the pictures of this page drawn? From their headers; nothing is decoded."""
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=6):
        try:
            width, height = thing.get_px_size()
            left, bottom, right, top = thing.get_bounds()
        except (RuntimeError, ValueError):
            continue
        inches = (right - left) * (top - bottom) / 72**2
        if width * height < SMALL or inches <= 0:
            continue
        size = (int(width), int(height))
        factor = (width * height / inches) ** 0.5 / DPI
        drawn[size] = min(factor, drawn.get(size, factor))  # one picture may be drawn twice: the largest counts
        if drawn[size] * DPI > TOLERATED:
            dense[size] = drawn[size]
        else:
            dense.pop(size, None)


def write(path: Path, out: Path, dense: Dense, seen: Seen) -> bool:
    """Write to `out` the PDF with lighter pictures; False when none could be made lighter."""
    changed = 0
    with pikepdf.open(path) as pdf:
        pictures = [
            thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]
        layers = [picture.get(key) for picture in pictures for key in ("/SMask", "/Mask")]
        masks = {layer.objgen for layer in layers if isinstance(layer, pikepdf.Stream)}
        for picture in pictures:
            size = (int(picture.get("/Width", 0)), int(picture.get("/Height", 0)))
            if size in dense and picture.objgen not in masks:
                changed += lighter(picture, dense[size])
        if changed:
            pdf.save(out, deterministic_id=True)
            seen.note("resampled")
    return changed > 0


def lighter(picture: Any, factor: float) -> bool:
    """A mask stays as it is: it may have another size than what it covers, unless the two are bound to each other."""
    mask = picture.get("/SMask")
    if isinstance(picture.get("/Mask"), pikepdf.Array) or (mask is not None and "/Matte" in mask):
        return False
    stencil = bool(picture.get("/ImageMask", False))
    pixels = (None if stencil else plain(picture)) or as_drawn(picture)
    if pixels is None:
        return False
    size = (max(1, round(pixels.width / factor)), max(1, round(pixels.height / factor)))
    bilevel = pixels.mode == "1" or stencil
    small = pixels.convert("L" if pixels.mode in ("1", "L") else "RGB").resize(size, Image.Resampling.LANCZOS)
    if bilevel:
        packed = zlib.compress(small.point(lambda v: 255 if v > 140 else 0).convert("1").tobytes(), 9)
        picture.write(packed, filter=pikepdf.Name.FlateDecode)
    elif isinstance(picture.get("/ColorSpace"), pikepdf.Array) and picture.ColorSpace[0] == "/Indexed":
        picture.write(zlib.compress(small.tobytes(), 9), filter=pikepdf.Name.FlateDecode)  # drawn, not photographed
    else:
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=88)
        picture.write(buffer.getvalue(), filter=pikepdf.Name.DCTDecode)
    told = picture.stream_dict
    for key in ("/Decode", "/Intent", "/SMaskInData"):
        if key in told:
            del told[key]
    told["/Width"], told["/Height"] = size
    told["/BitsPerComponent"] = 1 if bilevel else 8
    if not stencil:
        told["/ColorSpace"] = pikepdf.Name.DeviceRGB if small.mode == "RGB" else pikepdf.Name.DeviceGray
    return True


def plain(picture: Any) -> Image.Image | None:
    """The pixels of a grey, coloured or black-and-white picture without anything unusual about it."""
    if "/Decode" in picture:
        return None
    try:
        pixels = pikepdf.PdfImage(picture).as_pil_image()
        pixels.load()
    except (PikepdfError, pikepdf.PdfError, OSError, ValueError, NotImplementedError, TypeError, zlib.error):
        return None
    return pixels if pixels.mode in ("1", "L", "RGB") else None


def as_drawn(picture: Any) -> Image.Image | None:
    """Any other picture as a reader sees it: drawn alone, dot by dot, on a sheet of its own."""
    wide, high = int(picture.Width), int(picture.Height)
    grey = bool(picture.get("/ImageMask", False)) or picture.get("/BitsPerComponent") == 1
    with pikepdf.new() as alone:
        copy = alone.copy_foreign(picture)
        for key in ("/SMask", "/Mask"):
            if key in copy:
                del copy[key]
        alone.add_blank_page(page_size=(wide, high))
        page = alone.pages[0].obj
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=copy))
        page.Contents = alone.make_stream(f"q {wide} 0 0 {high} 0 0 cm /Im Do Q".encode())
        made = io.BytesIO()
        alone.save(made)
    try:
        document = pypdfium2.PdfDocument(made)
        try:
            pixels: Image.Image = document[0].render(scale=1, grayscale=grey).to_pil()
        finally:
            document.close()
    except (pypdfium2.PdfiumError, RuntimeError, ValueError, MemoryError):
        return None
    return pixels if pixels.size == (wide, high) else None

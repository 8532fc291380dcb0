"""Pictures denser than 300 dpi are made lighter: courts ask for it, and mail boxes. Confined child only.

The original keeps every pixel; only the copy for binding is lighter. Anything unusual about a picture (masks,
four-colour print, odd colour tables) leaves it as it is: a wrong colour would be worse than a large file.
"""

import io
import zlib
from pathlib import Path
from typing import Any

import pikepdf
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
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                size = (int(thing.get("/Width", 0)), int(thing.get("/Height", 0)))
                if size in dense:
                    changed += lighter(thing, dense[size])
        if changed:
            pdf.save(out, deterministic_id=True)
            seen.note("resampled")
    return changed > 0


def lighter(picture: Any, factor: float) -> bool:
    if any(key in picture for key in ("/Decode", "/Mask", "/ImageMask", "/SMask")):
        return False
    try:
        pixels = pikepdf.PdfImage(picture).as_pil_image()
        pixels.load()
    except (pikepdf.PdfError, OSError, ValueError, NotImplementedError, TypeError, zlib.error):
        return False
    if pixels.mode not in ("1", "L", "RGB"):
        return False
    size = (max(1, round(pixels.width / factor)), max(1, round(pixels.height / factor)))
    bilevel = pixels.mode == "1"
    small = pixels.convert("L" if pixels.mode in ("1", "L") else "RGB").resize(size, Image.Resampling.LANCZOS)
    if bilevel:
        packed = zlib.compress(small.point(lambda v: 255 if v > 140 else 0).convert("1").tobytes(), 9)
        picture.write(packed, filter=pikepdf.Name.FlateDecode)
    else:
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=88)
        picture.write(buffer.getvalue(), filter=pikepdf.Name.DCTDecode)
    picture.stream_dict["/Width"], picture.stream_dict["/Height"] = size
    picture.stream_dict["/BitsPerComponent"] = 1 if bilevel else 8
    picture.stream_dict["/ColorSpace"] = pikepdf.Name.DeviceRGB if small.mode == "RGB" else pikepdf.Name.DeviceGray
    return True

"""A photograph or scan becomes a page: upright, at most 300 dpi, without the place and the camera. Confined child only.

A JPEG that needs no change is embedded as it is, only without its metadata; nothing is encoded twice without need.
"""

import io
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

from documents import tails
from documents.pagebox import Box, Matrix
from documents.seen import PIXELS, Refused, Seen

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/tiff": "TIFF", "image/heic": "HEIF"}
A4 = (595.28, 841.89)
MARGIN, FOOT = 28.0, 48.0  # points; the foot stays free for the page number
DPI = 300
WRITTEN = 480  # dots: a picture narrower than this holds a line or two, or nothing to read
NARROW = 144.0  # points: a screenshot no wider than this on paper cannot be read
FRAMES = 500
SCANS = 100  # a picture that becomes clearer in steps has ten of them
# EXIF orientation to a matrix on the unit square that PDF draws a picture into.
TURNS: dict[int, Matrix] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


def opened(path: Path, mime: str) -> Image.Image:
    """Open with the one decoder its type allows; a bomb is told by its header, before a pixel is read."""
    Image.MAX_IMAGE_PIXELS = PIXELS
    if mime == "image/heic":
        try:
            import pillow_heif  # not built for every machine
        except ImportError:
            raise Refused("heic_not_readable") from None
        pillow_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(path, formats=[FORMATS[mime]])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("picture_too_large") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, zlib.error):
        raise Refused("damaged") from None


def frames(picture: Image.Image) -> int:
    return int(getattr(picture, "n_frames", 1))


def scans(data: bytes) -> int:
    """How often the whole picture is drawn over."""
    return data.count(b"\xff\xda", 0, tails.end_of_jpeg(data))


def look(path: Path, seen: Seen) -> None:
    if seen.mime == "image/jpeg" and scans(path.read_bytes()) > SCANS:
        raise Refused("bomb")
    if tails.behind_picture(path, seen.mime):
        raise Refused("two_files_in_one")
    with opened(path, seen.mime) as picture:
        seen.pages = count = frames(picture) if seen.mime == "image/tiff" else 1
        if count > FRAMES:
            raise Refused("too_many_pages", pages=count)
        if picture.width * picture.height > PIXELS:
            raise Refused("picture_too_large", megapixels=picture.width * picture.height // 1_000_000)
        for i in range(count):
            try:
                picture.seek(i)
                if picture.width * picture.height > PIXELS:
                    raise Refused("picture_too_large", megapixels=picture.width * picture.height // 1_000_000)
                picture.load()
            except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error):
                raise Refused("damaged") from None
        if picture.getexif():
            seen.note("camera_data")
        if count < frames(picture) and getattr(picture, "is_animated", False):
            seen.note("moving", frames=frames(picture))
        longer, shorter = max(picture.size), min(picture.size)
        _page, (_x, _y, wide, high) = sheet(*picture.size)
        if shorter >= WRITTEN and min(wide, high) < NARROW:
            seen.note("squeezed", page=1, times=round(longer / shorter))


def write(path: Path, out: Path, seen: Seen) -> bool:
    with opened(path, seen.mime) as picture, pikepdf.new() as pdf:
        for i in range(frames(picture) if seen.mime == "image/tiff" else 1):
            picture.seek(i)
            orientation = int(picture.getexif().get(0x0112, 1) or 1)
            orientation = orientation if orientation in TURNS else 1
            turned = orientation >= 5
            width, height = (picture.height, picture.width) if turned else picture.size
            page, box = sheet(width, height)
            dense = max(width / (box[2] / 72), height / (box[3] / 72)) / DPI
            image = as_jpeg_bytes(path, picture) if dense <= 1.02 else None
            if image is None:
                upright = ImageOps.exif_transpose(picture)
                embedded = encode(pdf, upright, dense, exact=picture.format == "PNG")
                turn = TURNS[1]
            else:
                embedded = jpeg_object(pdf, image, picture)
                turn = TURNS[orientation]
            add_page(pdf, page, box, embedded, turn)
        pdf.save(out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        seen.pages = len(pdf.pages)
    return True


def sheet(width: int, height: int) -> tuple[tuple[float, float], Box]:
    """A4, standing or lying as the picture does, and the picture's place on it: as large as fits, above the foot."""
    page = A4 if height >= width else (A4[1], A4[0])
    room = (page[0] - 2 * MARGIN, page[1] - MARGIN - FOOT)
    scale = min(room[0] / width, room[1] / height)
    # A small picture is not blown up beyond 72 dpi: a till receipt stays a till receipt.
    scale = min(scale, 1.0) if max(width, height) < 600 else scale
    w, h = width * scale, height * scale
    return page, ((page[0] - w) / 2, page[1] - MARGIN - h, w, h)


def as_jpeg_bytes(path: Path, picture: Image.Image) -> bytes | None:
    """The JPEG itself without its metadata (place, time, camera, preview); None when it must be encoded anew."""
    if picture.format != "JPEG" or picture.mode not in ("RGB", "L"):
        return None
    return without_metadata(path.read_bytes())


def without_metadata(data: bytes) -> bytes | None:
    """Keep the picture's own segments; drop comments and every APPn but JFIF and Adobe, which name the colours."""
    if data[:2] != b"\xff\xd8":
        return None
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:  # the scan: everything up to the last end-of-image mark; what hangs behind it is dropped
            end = data.rfind(b"\xff\xd9")
            return b"".join(kept) + data[at : end + 2] if end > at else None
        size = struct.unpack(">H", data[at + 2 : at + 4])[0]
        keep = not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in (0xE0, 0xEE)
        if keep:
            kept.append(data[at : at + 2 + size])
        at += 2 + size
    return None


def jpeg_object(pdf: pikepdf.Pdf, data: bytes, picture: Image.Image) -> Any:
    return pdf.make_stream(
        data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceGray if picture.mode == "L" else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )


def encode(pdf: pikepdf.Pdf, picture: Image.Image, dense: float, *, exact: bool) -> Any:
    """Pixels into the file: photographs as JPEG, drawings and black-and-white without loss; transparency onto white."""
    lossless = exact or picture.mode in ("1", "P", "LA", "RGBA", "I;16", "I")
    bilevel = picture.mode == "1"
    if picture.mode in ("I;16", "I;16B", "I"):
        picture = picture.point(lambda v: v / 256).convert("L")
    if picture.mode in ("P", "LA", "RGBA", "PA", "RGBa", "La"):
        over = picture.convert("RGBA")
        paper = Image.new("RGBA", over.size, (255, 255, 255, 255))
        picture = Image.alpha_composite(paper, over).convert("RGB")
    elif picture.mode not in ("RGB", "L", "1"):
        picture = picture.convert("L" if picture.mode == "F" else "RGB")
    if dense > 1.02:
        size = (max(1, round(picture.width / dense)), max(1, round(picture.height / dense)))
        picture = picture.convert("L") if bilevel else picture
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    if picture.mode == "1":
        picture = picture.convert("L")
    if not lossless or (dense > 1.02 and not bilevel and not exact and not flat(picture)):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=90, subsampling=0)
        return jpeg_object(pdf, buffer.getvalue(), picture)
    return pdf.make_stream(
        zlib.compress(picture.tobytes(), 6),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceGray if picture.mode == "L" else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.FlateDecode,
    )


def flat(picture: Image.Image) -> bool:
    """Few colours: a screenshot or a scan of print, where JPEG would leave dirt round the letters."""
    return picture.resize((256, 256), Image.Resampling.NEAREST).getcolors(maxcolors=4096) is not None


def add_page(pdf: pikepdf.Pdf, size: tuple[float, float], box: Box, picture: Any, turn: Matrix) -> None:
    pdf.add_blank_page(page_size=size)
    page = pdf.pages[-1]
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
    x, y, w, h = box
    numbers = " ".join(f"{v:g}" for v in turn)
    page.obj.Contents = pdf.make_stream(f"q {w:.3f} 0 0 {h:.3f} {x:.3f} {y:.3f} cm {numbers} cm /Im Do Q".encode())

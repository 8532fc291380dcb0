"""Scans inside a PDF as machines write them: too dense, in four colours, masked, turned, standing on their heads."""

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.documents.trap_pictures import saved, written

A4 = (595, 842)


def scan(data, size, filters, *, space="DeviceGray", bits=8, box=(0, 0, *A4), before=b"", after=b"", page=None, **more):
    """One page, the picture over all of it; `more` are entries of the picture, `page` those of the page."""
    with pikepdf.new() as made:
        if filters:
            more["Filter"] = Name(f"/{filters}")
        keys = {
            name: made.make_indirect(value) if isinstance(value, Dictionary) else value for name, value in more.items()
        }
        if isinstance(space, str):
            space = Name(f"/{space}")
        if space is not None:
            keys["ColorSpace"] = space
        picture = made.make_stream(
            data, Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1], BitsPerComponent=bits, **keys
        )
        made.add_blank_page(page_size=(box[2] - box[0], box[3] - box[1]))
        one = made.pages[0].obj
        one.MediaBox = Array(box)
        for key, value in (page or {}).items():
            one[f"/{key}"] = value
        one.Resources = Dictionary(XObject=Dictionary(Im=picture))
        draw = f"q {box[2] - box[0]} 0 0 {box[3] - box[1]} {box[0]} {box[1]} cm /Im Do Q".encode()
        one.Contents = made.make_stream(before + draw + after)
        out = io.BytesIO()
        made.save(out, deterministic_id=True)
        return out.getvalue()


def grey(dpi, **more):
    picture = written((round(8.27 * dpi), round(11.69 * dpi)))
    return scan(saved(picture, "JPEG", quality=70), picture.size, "DCTDecode", **more)


def on_its_head(turn=0):
    """The sheet lay the wrong way round in the scanner, and the page is turned as well."""
    picture = written((1654, 2339)).rotate(180 + turn, expand=True)
    box = (0, 0, *A4) if turn in (0, 180) else (0, 0, A4[1], A4[0])
    return scan(saved(picture, "JPEG", quality=70), picture.size, "DCTDecode", box=box, page={"Rotate": turn})


def four_colours(dpi):
    picture = written((round(8.27 * dpi), round(11.69 * dpi)), "RGB").convert("CMYK")
    return scan(saved(picture, "JPEG", quality=70), picture.size, "DCTDecode", space="DeviceCMYK",
                Decode=Array([1, 0] * 4))  # fmt: skip


def few_colours(dpi):
    picture = written((round(8.27 * dpi), round(11.69 * dpi)), "RGB").quantize(8)
    colours = bytes(picture.getpalette())[:24].ljust(24, b"\0")
    space = Array([Name.Indexed, Name.DeviceRGB, 7, pikepdf.String(colours)])
    return scan(zlib.compress(picture.tobytes()), picture.size, "FlateDecode", space=space)


def masked(dpi):
    with pikepdf.new() as made:
        picture = written((round(8.27 * dpi), round(11.69 * dpi)))
        mask = made.make_stream(
            zlib.compress(b"\xff" * (picture.width * picture.height)), Type=Name.XObject, Subtype=Name.Image,
            Width=picture.width, Height=picture.height, ColorSpace=Name.DeviceGray, BitsPerComponent=8,
            Filter=Name.FlateDecode,
        )  # fmt: skip
        image = made.make_stream(
            saved(picture, "JPEG", quality=70), Type=Name.XObject, Subtype=Name.Image, Width=picture.width,
            Height=picture.height, ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.DCTDecode, SMask=mask,
        )  # fmt: skip
        made.add_blank_page(page_size=A4)
        made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=image))
        made.pages[0].obj.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
        out = io.BytesIO()
        made.save(out, deterministic_id=True)
        return out.getvalue()


def stencil(dpi):
    """Black through a mask of one bit, as copiers write it."""
    picture = written((round(8.27 * dpi), round(11.69 * dpi)), "1")
    return scan(zlib.compress(picture.tobytes()), picture.size, "FlateDecode", space=None, bits=1, ImageMask=True)


def fax(dpi):
    """CCITT group 4, black is one."""
    picture = written((round(8.27 * dpi), round(11.69 * dpi)), "1")
    tiff = saved(picture, "TIFF", compression="group4", tiffinfo={278: picture.height})
    with Image.open(io.BytesIO(tiff)) as seen:
        (offset,), (length,) = seen.tag_v2[273], seen.tag_v2[279]
        white_is_zero = seen.tag_v2[262] == 0
    data = tiff[offset : offset + length]
    parms = Dictionary(K=-1, Columns=picture.width, Rows=picture.height, BlackIs1=not white_is_zero)
    return scan(data, picture.size, "CCITTFaxDecode", bits=1, DecodeParms=parms)


def wavelets(dpi):
    picture = written((round(8.27 * dpi), round(11.69 * dpi)))
    return scan(saved(picture, "JPEG2000"), picture.size, "JPXDecode", space=None)


def scans():
    """Name, bytes, whether it shows upright as it is."""
    return [
        ("scan 200 dpi", grey(200), True),
        ("scan 600 dpi", grey(600), True),
        ("scan with open q", grey(200, before=b"q 0.5 0 0 0.5 0 0 cm q Q Q q ", after=b" q 2 0 0 2 0 0 cm BT"), True),
        ("scan with bare matrix", grey(200, before=b"0.9 0 0 0.9 20 20 cm "), True),
        ("scan turned offset", grey(200, box=(-300, 200, 295, 1042), page={"Rotate": 0, "UserUnit": 1.5}), True),
        ("scan on its head", on_its_head(), False),
        ("scan on its head turned 90", on_its_head(90), False),
        ("scan on its head turned 180", on_its_head(180), False),
        ("scan CMYK 600 dpi", four_colours(600), True),
        ("scan indexed 600 dpi", few_colours(600), True),
        ("scan masked 600 dpi", masked(600), True),
        ("scan stencil 600 dpi", stencil(600), True),
        ("scan fax 600 dpi", fax(600), True),
        ("scan JPEG 2000 400 dpi", wavelets(400), True),
    ]

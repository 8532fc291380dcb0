"""Pictures that swell, lie about their size, or are something else as well."""

import io
import struct
import zlib

from PIL import Image

from tests.documents.corpus.verdicts import CAREFUL, NO, TAKEN, flate
from tests.documents.hostile import office
from tests.documents.samples import pdf, photo


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, data, *more, bits=8, colour=0):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def jpeg2000(width, height):
    size = struct.pack(">HHIIIIIIIIHBBB", 41, 0, width, height, 0, 0, width, height, 0, 0, 1, 7, 1, 1)
    return b"\xff\x4f\xff\x51" + size + b"\xff\x93\xff\xd9"


def jpeg_header(width, height):
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0" + frame + b"\xff\xd9"


def tiff(width, height, *, offset=8, next_ifd=0, strip=8):
    rows = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, strip),
            (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, min(width * height, 2**32 - 1))]  # fmt: skip
    table = struct.pack("<H", len(rows)) + b"".join(struct.pack("<HHII", *row) for row in rows)
    return b"II*\0" + struct.pack("<I", offset) + table + struct.pack("<I", next_ifd)


PICTURES = [
    ("bomb.png", lambda: png(50_000, 50_000, zlib.compress(b"\0" * 10**6)), NO),
    ("bomb-real.png", lambda: png(20_000, 20_000, flate(100, byte=b"\0")), NO),
    ("text-bomb.png", lambda: png(9, 9, zlib.compress(b"\0" * 90), chunk(b"zTXt", b"a\0\0" + flate(100))), NO | TAKEN),
    ("icc-bomb.png", lambda: png(9, 9, zlib.compress(b"\0" * 90), chunk(b"iCCP", b"a\0\0" + flate(100))), NO | TAKEN),
    ("crc.png", lambda: photo((90, 90), kind="PNG").replace(b"IDAT", b"IDAX"), NO),
    ("cut.png", lambda: photo((900, 900), kind="PNG")[:900], NO),
    ("zero.png", lambda: png(0, 0, b""), NO),
    ("apng.png", lambda: png(90, 90, zlib.compress(b"\0" * 8190), chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))), NO | TAKEN),
    ("html-in.png", lambda: png(9, 9, zlib.compress(b"\0" * 90), chunk(b"tEXt", b"a\0<script>alert(1)</script>")), TAKEN),
    ("zip-after.png", lambda: photo((90, 90), kind="PNG") + office(), CAREFUL),
    ("php-after.jpg", lambda: photo((90, 90)) + b"<?php system($_GET['c']); ?>", CAREFUL),
    ("exe-after.jpg", lambda: photo((90, 90)) + b"MZ\x90\x00" + b"\0" * 3000, CAREFUL),
    ("pdf-after.jpg", lambda: photo((90, 90)) + pdf(), CAREFUL),
    ("js-comment.jpg", lambda: photo((90, 90)).replace(b"\xff\xdb", b"\xff\xfe\x00\x1b/*<script>alert(1)//*/aaaa\xff\xdb", 1)[:], TAKEN | CAREFUL),
    ("huge.jpg", lambda: jpeg_header(65_000, 65_000), NO),
    ("half.jpg", lambda: photo((900, 900))[:2000], NO),
    ("gif.jpg", lambda: b"GIF89a=1;alert(1)//" + b"\0" * 90, NO),
    ("gif-js.gif", lambda: b"GIF89a/*\0\0*/=1;alert(1)", NO),
    ("bmp.png", lambda: b"BM" + b"\0" * 90, NO),
    ("eps.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\nsystemdict /OutputICCProfile", NO),
    ("mvg.png", lambda: b"push graphic-context\nimage over 0,0 0,0 'url(http://198.51.100.7/x)'", NO),
    ("huge.tif", lambda: tiff(100_000, 100_000), NO),
    ("loop.tif", lambda: tiff(9, 9, next_ifd=8), NO | TAKEN),
    ("outside.tif", lambda: tiff(90, 90, strip=2**31), NO),
    ("pages.tif", lambda: many_frames(700), NO),
    ("cut.tif", lambda: photo((900, 900), kind="TIFF")[:5000], NO),
    ("cut.webp", lambda: photo((900, 900), kind="WEBP")[:200], NO),
    ("anim.webp", lambda: animation("WEBP"), NO | TAKEN),
    ("fake.webp", lambda: b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\0" * 90, NO),
    ("fake.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 90, NO),
    ("svg-script.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', NO),
    ("svg-xxe.svg", lambda: b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', NO),
    ("svg.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', NO),
    ("jp2.jpg", lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + jpeg2000(9, 9), NO),
    ("ico.png", lambda: b"\0\0\1\0\1\0" + b"\0" * 60, NO),
    ("psd.tif", lambda: b"8BPS\0\1" + b"\0" * 60, NO),
]  # fmt: skip


def many_frames(number):
    out = io.BytesIO()
    page = Image.new("1", (8, 8), 1)
    page.save(out, "TIFF", save_all=True, append_images=[page] * (number - 1))
    return out.getvalue()


def animation(kind):
    out = io.BytesIO()
    pages = [Image.new("RGB", (60, 60), (i, 90, 90)) for i in range(20)]
    pages[0].save(out, kind, save_all=True, append_images=pages[1:])
    return out.getvalue()

"""Pictures, mail, text and office files as nasty as they come, for traps.py."""

import io
import random
import zlib

from PIL import Image, ImageDraw, ImageFont

from tests.documents.corpus.pictures import png

TYPE = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
LINES = [f"Line {n}: payment of EUR {n * 1000},00 received from the buyer under the contract" for n in range(1, 13)]


def written(size=(1240, 1754), mode="L", background=255, lines=LINES):
    """A page of type as a scanner sees it."""
    picture = Image.new("L", size, background)
    pen = ImageDraw.Draw(picture)
    try:
        font = ImageFont.truetype(TYPE, size[0] // 45)
    except OSError:
        font = ImageFont.load_default(size[0] // 45)
    for n, line in enumerate(lines):
        pen.text((size[0] // 12, size[1] // 12 + n * size[1] // 24), line, fill=0, font=font)
    return picture if mode == "L" else picture.convert(mode)


def saved(picture, kind, **more):
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def jpeg(**more):
    return saved(written(mode="RGB"), "JPEG", quality=80, **more)


def turned(orientation):
    """Lies on its side in the file; the camera says how it was held, and where."""
    back = {3: 180, 6: 90, 8: 270}
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CameraMaker"
    picture = written(mode="RGB").rotate(back[orientation], expand=True)
    return saved(picture, "JPEG", exif=exif)


def sixteen_bit():
    picture = written((620, 877))
    rows = b"".join(
        b"\0" + b"".join(bytes((v, v)) for v in picture.crop((0, y, 620, y + 1)).tobytes()) for y in range(877)
    )
    return png(620, 877, zlib.compress(rows), bits=16)


def transparent():
    picture = written((900, 1200), "RGBA")
    picture.putalpha(picture.convert("L").point(lambda v: 255 - v))
    return saved(picture, "PNG")


def palette():
    return saved(written((900, 1200), "RGB").quantize(16), "PNG", transparency=0)


def several(kind="TIFF", **more):
    pages = [written((1240, 1754), "1"), written((877, 620), "L"), written((620, 877), "RGB")]
    return saved(pages[0], kind, save_all=True, append_images=pages[1:], **more)


def wide():
    """20,000 pixels across: a long screenshot, as telephones make them, lying down."""
    return saved(Image.new("L", (20_000, 1_200), 230), "PNG")


def liar(width, height):
    return png(width, height, zlib.compress(b"\0" * 1000))


def animated():
    pages = [Image.new("RGB", (300, 300), (n * 9, 90, 90)) for n in range(12)]
    return saved(pages[0], "PNG", save_all=True, append_images=pages[1:])


def noisy():
    random.seed(7)
    return saved(Image.frombytes("RGB", (1200, 900), random.randbytes(1200 * 900 * 3)), "JPEG", quality=60)


def mail():
    return (
        b"From: =?gb18030?B?us/Hrg==?= <a@provider.example>\r\nTo: b@example.com\r\nDate: Wed, 18 Nov 2026 09:40:00 +0100\r\n"
        b"Subject: =?utf-8?B?5Yaz5a6a?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Your account is frozen until the documents "
        b"are received. <img src='cid:logo'></p>\r\n"
        b"--x\r\nContent-Type: image/png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"iVBORw0KGgo=\r\n--x--\r\n"
    )


def pictures():
    """File name, bytes, number of pages, and whether reading it must find words."""
    words = "关于账户冻结的说明：货款486,200.00欧元系合同价款，单证齐全，请求解除冻结。\r\n"
    return [
        ("收据（正本）.jpg", jpeg(), 1, True),
        ("turned 6.jpg", turned(6), 1, True),
        ("turned 3.JPG", turned(3), 1, True),
        ("turned 8.jpeg", turned(8), 1, True),
        ("CMYK.jpg", saved(written(mode="RGB").convert("CMYK"), "JPEG"), 1, True),
        ("progressive.jpg", jpeg(progressive=True), 1, True),
        ("grey.jpg", saved(written(), "JPEG"), 1, True),
        ("noise.jpg", noisy(), 1, False),
        ("sixteen bit.png", sixteen_bit(), 1, True),
        ("transparent.png", transparent(), 1, True),
        ("palette.png", palette(), 1, True),
        ("20000 wide.png", wide(), 1, False),
        ("animated.png", animated(), 1, False),
        ("one bit.png", saved(written(mode="1"), "PNG"), 1, True),
        ("screenshot.webp", saved(written((900, 1600), "RGB"), "WEBP"), 1, True),
        ("dense.png", saved(written((4960, 7016)), "PNG"), 1, True),
        ("fax.tif", several(), 3, True),
        ("lzw.tiff", several(compression="tiff_lzw"), 3, True),
        ("jpeg.tif", saved(written(mode="RGB"), "TIFF", compression="jpeg"), 1, True),
        ("说明.txt", words.encode("gb18030"), 1, True),
        ("UTF-16.txt", words.encode("utf-16"), 1, True),
        ("流水.csv", "日期;摘要;金额\n2026-11-16;货款收入合同价款申诉人账户;-486200,00\n".encode("gb18030"), 1, True),
        ("inline picture.eml", mail(), 1, True),
    ]

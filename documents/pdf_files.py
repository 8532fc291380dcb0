"""A PDF from a stranger: is it whole, is it open, what hides in it? Runs in the confined child only."""

import re
from pathlib import Path
from typing import Any

import numpy
import pikepdf
import pypdfium2

from documents import acting, endless, pagetree, quality, resampling, scanpage, streams, tails, unpacking
from documents.pagebox import Frame, stamp_scale, visible
from documents.seen import PAGES, Refused, Seen

TOTAL_LIMIT = 256 * 2**20
PICTURES_LIMIT = 512 * 2**20  # unpacked to be counted; what comes after is taken at its word
FOOT_WIDTH, FOOT_HEIGHT = 200.0, 30.0  # where the number and the exhibit label go, on A4


def opened(path: Path) -> pikepdf.Pdf:
    try:
        return pikepdf.open(path)
    except pikepdf.PasswordError:
        raise Refused("needs_password") from None
    except (pikepdf.PdfError, RuntimeError, ValueError) as problem:
        # Locked for certain people, or in a way that nobody can open here: to its reader it is locked.
        raise Refused("needs_password" if "encryption" in str(problem).lower() else "damaged") from None


def look(path: Path, seen: Seen) -> None:
    """Everything that decides whether the file may come in. Writes nothing."""
    with path.open("rb") as f:
        head = f.read(1024)
    before = head.split(b"%PDF-", 1)[0]
    if before.strip(b"\xef\xbb\xbf\x00 \t\r\n"):
        if re.search(rb"PK\x03\x04|MZ|\xff\xd8\xff|\x89PNG|GIF8|<[a-zA-Z!?]|#!", before):
            raise Refused("two_files_in_one")
        seen.note("junk_before_header")
    if tails.behind_pdf(path):
        raise Refused("two_files_in_one")
    with opened(path) as pdf:
        if pdf.is_encrypted:
            seen.note("encrypted")
        try:
            crooked = pagetree.miscounts(pdf)
            seen.pages = len(pdf.pages)
        except (pikepdf.PdfError, RuntimeError, ValueError):
            raise Refused("damaged") from None
        if seen.pages == 0:
            raise Refused("no_pages")
        if seen.pages > PAGES:
            raise Refused("too_many_pages", pages=seen.pages)
        walk(pdf, seen)
        root = pdf.Root
        if "/AcroForm" in root:
            seen.note("form")
        if "/OCProperties" in root:
            seen.note("layers")
        if root.get("/OpenAction") is not None and isinstance(root.OpenAction, pikepdf.Dictionary):
            kind = root.OpenAction.get("/S")
            if kind is not None and str(kind) != "/GoTo":
                seen.note("acts_by_itself")
        if crooked or pdf.get_warnings():
            seen.note("repaired")


def walk(pdf: pikepdf.Pdf, seen: Seen) -> None:
    """Every object once: names of active things, and no stream that swells beyond measure."""
    total = pictures = 0
    forms = endless.Forms()
    for thing in pdf.objects:
        stream = isinstance(thing, pikepdf.Stream)
        if not isinstance(thing, (pikepdf.Stream, pikepdf.Dictionary, pikepdf.Array)):
            acting.look_at_word(thing, seen)
            continue
        words = (thing.stream_dict if stream else thing).unparse(resolved=True)
        acting.look(thing, words, seen)
        if not stream:
            continue
        if "/F" in thing or "/Ref" in thing:
            seen.note("other_file")
        if "/XStep" in thing:
            endless.refuse_endless_tiles(thing)
        if b"/Image" in words and thing.get("/Subtype") == "/Image":
            pictures += streams.look_at_picture(thing, PICTURES_LIMIT - pictures)
            continue
        if "/Filter" in thing:
            content = unpacking.unpacked(thing, TOTAL_LIMIT - total)
            total += len(content)
        else:
            content = bytes(thing.read_raw_bytes())
        pictures += streams.look_at_inline(content, PICTURES_LIMIT - pictures)
        if thing.get("/Subtype") == "/Form":
            forms.add(thing, content)
    forms.refuse_endless(pdf)


def frame_of(page: Any) -> Frame:
    """The reader's frame of a pikepdf page, inherited values included."""
    own, above = page.keys(), page.get("/Parent")

    def said(key: str) -> Any:
        return page.get(key) if key in own else inherited(above, key)

    turn = said("/Rotate")
    try:
        quarter = int(turn) % 360 // 90 * 90 if turn is not None else 0
    except (TypeError, ValueError):
        quarter = 0
    media, crop = said("/MediaBox"), said("/CropBox")
    unit = (_floats([said("/UserUnit")]) or [1.0])[0] if "/UserUnit" in own else 1.0
    return Frame(visible(_floats(media), _floats(crop)), quarter, unit if unit > 0 else 1.0)


def _floats(box: Any) -> list[float] | None:
    try:
        return [float(v) for v in box] if box is not None else None
    except (TypeError, ValueError):
        return None


def inherited(page: Any, key: str) -> Any:
    node, steps = page, 0
    while node is not None and steps < 64:
        value = node.get(key)
        if value is not None:
            return value
        node, steps = node.get("/Parent"), steps + 1
    return None


def measure(path: Path, seen: Seen) -> resampling.Dense:
    """The size of each page, and whether its foot is free for the number; returns the pictures that are too dense."""
    dense: resampling.Dense = {}
    drawn: resampling.Dense = {}
    document, parsed = pypdfium2.PdfDocument(str(path)), pikepdf.open(path)
    try:
        if document.get_formtype():
            document.init_forms()
        feet, said = [], quality.Said()
        for i in range(len(document)):
            page = document[i]
            width, height = page.get_size()
            seen.sizes.append((round(width, 2), round(height, 2)))
            # A scan is decoded once, for its foot and for its legibility; a typed page is drawn at the foot only.
            whole = None
            if quality.scanned(page):
                whole = drawn_whole(page, width, height, inherited(parsed.pages[i].obj, "/Resources"))
            feet.append("1" if foot_is_blank(page, width, height, whole) else "0")
            quality.look(page, i + 1, whole, seen)
            words = words_of(page)
            blank = {"code": "blank", "page": i + 1} in seen.findings
            if whole is not None and not blank and not quality.has_words(words):
                seen.unread.append(i + 1)
            said.read(words, i + 1)
            resampling.look(page, dense, drawn)
            page.close()
        said.settle(seen)
        seen.feet = "".join(feet)
        seen.pages = len(feet)
        return dense
    finally:
        document.close()
        parsed.close()


def words_of(page: Any) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    except (RuntimeError, ValueError, pypdfium2.PdfiumError):
        return ""
    finally:
        text.close()


def drawn_whole(page: Any, width: float, height: float, resources: Any = None) -> Any:
    """The page in grey at 100 dpi, or None when it is no size for a page."""
    if not 72 <= max(width, height) <= 4_000:
        return None
    try:
        whole = scanpage.unpacked(page, resources, quality.DOTS)
        if whole is not None:
            return whole
        drawn = page.render(scale=quality.DOTS, grayscale=True, may_draw_forms=True).to_numpy()
        return drawn.reshape(drawn.shape[0], drawn.shape[1])
    except (RuntimeError, ValueError, IndexError, pypdfium2.PdfiumError):
        return None


def foot_is_blank(page: Any, width: float, height: float, whole: Any = None) -> bool:
    """Nothing but light paper where the number goes; drawn, because only the drawing knows."""
    scale = stamp_scale(width, height)
    wide, high = min(FOOT_WIDTH * scale, width), min(FOOT_HEIGHT * scale, height)
    if whole is not None:
        dots = quality.DOTS
        return light(whole[-max(1, round(high * dots)) :, -max(1, round(wide * dots)) :])
    resolution = 1.5 if scale <= 1 else 1.5 / scale
    try:
        picture = page.render(
            scale=resolution,
            crop=(max(0.0, width - wide), 0, 0, max(0.0, height - high)),
            grayscale=True,
            may_draw_forms=True,
        ).to_numpy()
    except (RuntimeError, ValueError, pypdfium2.PdfiumError):
        return False
    return light(picture)


def light(picture: Any) -> bool:
    if picture.size == 0:
        return False
    paper = float(numpy.median(picture))
    return paper >= 225 and int(picture.min()) >= paper - 36

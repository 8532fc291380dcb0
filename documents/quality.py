"""Can a stranger read this page? Resolution, blur, blank and slanting pages, missing ones. Confined child only.

Figures of a page brought to 100 dpi grey; they separate sharp from blurred prints by a factor of ten and more. Pages of
typed text are not measured, only read.
"""

import re
import unicodedata
from datetime import date
from hashlib import sha256
from typing import Any

import numpy
from pypdfium2 import raw

from documents.seen import Seen

DPI = 100
DOTS = DPI / 72 * 0.99999  # a point; a hair less: a scanned A4 page has 827.0000001, and would be stretched to 828
COARSE, POOR = 150, 100  # dpi: harder to read; not to be handed in
EDGES, SHARPEST, ONE_EDGE, INK = 120.0, 30.0, 90.0, 0.002
DARK = 60  # grey levels under the paper
SLANT, STEPS = 1.5, numpy.arange(-6, 6.01, 0.5)  # degrees
FILLS = 0.5  # of the page, and it is a picture of a page
FEWEST = 3  # characters; less is no text
ENOUGH = 25  # characters; a page with fewer is a picture of a page
WIDEST = 20_000  # characters of a page that are looked through

# Any page says where it stands: 第3页/共5页, 3 / 5, Page 3 of 5.
OF_SO_MANY = re.compile(
    r"第\s*(\d{1,4})\s*页\s*[,，/、]?\s*[（(]?\s*共\s*(\d{1,4})\s*页|\bpage\s+(\d{1,4})\s*(?:of|/)\s*(\d{1,4})\b"
    r"|共\s*(?P<all>\d{1,4})\s*页\s*[,，/、]?\s*第\s*(?P<this>\d{1,4})\s*页",
    re.IGNORECASE,
)
# The same without a word, at the very foot or head of the page: 3 / 5. Elsewhere it may be a fraction or a count.
ALONE = re.compile(r"[-–—\s]*(\d{1,3})\s*/\s*(\d{1,3})[-–—\s]*")
DAY = r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})"
EXPIRES = re.compile(
    r"(?:有效期(?:限)?(?:至|自.{0,24}?至)|营业期限.{0,24}?至|有效日期至|valid until|expir(?:y date|es on|es))\W{0,6}"
    + DAY,
    re.IGNORECASE,
)
COMPANY = re.compile(r"[一-鿿（）()]{4,40}?(?:有限责任公司|股份有限公司|有限公司|合伙企业)")
CREDIT_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])")
ADDRESS = re.compile(r"(?:住所|注册地址|经营场所|registered address)\s*[:：]?\s*([^\n]{6,80})", re.IGNORECASE)
SAID = 12  # names, codes, addresses kept of one file


def look(page: Any, number: int, picture: Any, seen: Seen) -> None:
    """One page, whose picture the caller has drawn when it is a scan; None for typed pages."""
    if picture is None:
        return
    dark = picture < int(numpy.median(picture[::4, ::4])) - DARK
    ink = numpy.count_nonzero(dark) / dark.size
    if ink < 0.00002:
        seen.note("blank", page=number)
        return
    dpi = resolution(page)
    if dpi and dpi < COARSE:
        seen.note("unreadable" if dpi < POOR else "coarse", page=number, dpi=dpi)
    if ink > INK and (not dpi or dpi >= POOR) and edges(picture) < EDGES:
        # A page with one black bar has few edges, but they are sharp.
        steps = numpy.abs(numpy.diff(picture[::4].astype(numpy.int16), axis=1))
        usual, steepest = numpy.percentile(steps, (99.7, 99.99))
        if usual < SHARPEST and steepest < ONE_EDGE:
            seen.note("blurred", page=number)
    slant = slant_of(dark)
    if abs(slant) >= SLANT:
        seen.note("slanting", page=number, degrees=round(abs(slant), 1))


def edges(picture: Any) -> float:
    """How much neighbouring dots differ (the variance of the Laplacian), along every third line of the page."""
    above, here, below = (picture[first:end:3].astype(numpy.int16) for first, end in ((0, -2), (1, -1), (2, None)))
    found = here[:, 1:-1] * 4 - above[:, 1:-1] - below[:, 1:-1] - here[:, :-2] - here[:, 2:]
    return float(found.var(dtype=numpy.float32))


def scanned(page: Any) -> bool:
    """A picture fills the page: a scan or a photograph, with or without words laid over it."""
    width, height = page.get_size()
    return any(
        (box[2] - box[0]) * (box[3] - box[1]) > FILLS * width * height
        for box in (thing.get_bounds() for thing in pictures(page))
    )


def has_words(text: str) -> bool:
    """Enough of them to be found by; a page number alone is none."""
    return len(re.sub(r"\W+", "", text)) >= ENOUGH


def pictures(page: Any) -> list[Any]:
    try:
        return list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=6))
    except (RuntimeError, ValueError):
        return []


def resolution(page: Any) -> int:
    """Of the largest picture, in dots an inch as it is drawn; 0 when nobody knows."""
    best = (0.0, 0)
    for thing in pictures(page):
        try:
            width, height = thing.get_px_size()
            left, bottom, right, top = thing.get_bounds()
        except (RuntimeError, ValueError):
            continue
        area = (right - left) * (top - bottom) / 72**2
        if area > best[0]:
            best = (area, round((width * height / area) ** 0.5))
    return best[1]


def slant_of(dark: Any) -> float:
    """Lines of print stand out as stripes when one looks along them: the angle with the sharpest stripes."""
    ys, xs = numpy.nonzero(dark[::2, ::2])
    if len(ys) < 400:
        return 0.0
    if len(ys) > 8_000:
        chosen = slice(None, None, len(ys) // 8_000 + 1)
        ys, xs = ys[chosen], xs[chosen]
    best, straight, angle = 0.0, 0.0, 0.0
    for degrees in STEPS:
        stripes = numpy.bincount((ys - xs * numpy.tan(numpy.radians(degrees)) + 600).astype(int)).astype(float)
        sharp = float((numpy.diff(stripes) ** 2).sum())
        if degrees == 0:
            straight = sharp
        if sharp > best:
            best, angle = sharp, float(degrees)
    return angle if straight and best > 1.25 * straight else 0.0


def _alone(text: str) -> tuple[int, int] | None:
    lines = [line for line in text.splitlines() if line.strip()]
    for line in (*lines[-1:], *lines[:1]):
        told = ALONE.fullmatch(line)
        if told and 1 <= int(told[1]) <= int(told[2]) > 1:
            return int(told[1]), int(told[2])
    return None


# --- what the file says ----------------------------------------------------------------------------------------------


class Said:
    """The words of a file, as far as they are compared with the register: names, numbers, addresses, days."""

    def __init__(self) -> None:
        self.digest = sha256()
        self.characters = 0
        self.places: dict[int, tuple[int, int]] = {}
        self.names: dict[str, int] = {}
        self.codes: dict[str, int] = {}
        self.addresses: dict[str, int] = {}
        self.ends: dict[str, int] = {}

    def read(self, text: str, page: int) -> None:
        text = unicodedata.normalize("NFKC", text[:WIDEST])
        bare = re.sub(r"\W+", "", text)
        self.digest.update(bare.encode())
        self.characters += len(bare)
        if told := OF_SO_MANY.search(text):
            figures = [int(value) for value in (told["this"], told["all"]) if value] or [
                int(value) for value in told.groups() if value
            ]
            self.places[page] = (figures[0], figures[1])
        elif alone := _alone(text):
            self.places[page] = alone
        tight = re.sub(r"[ \t\u3000]+", "", text)
        for found, kept in ((COMPANY.findall(tight), self.names), (CREDIT_CODE.findall(text), self.codes)):
            for each in found[:SAID]:
                kept.setdefault(each, page)
        for each in ADDRESS.findall(text)[:SAID]:
            self.addresses.setdefault(each.strip(), page)
        for year, month, day in EXPIRES.findall(text)[:SAID]:
            try:
                self.ends.setdefault(date(int(year), int(month), int(day)).isoformat(), page)
            except ValueError:
                continue

    def settle(self, seen: Seen) -> None:
        totals = {total for _this, total in self.places.values()}
        if (len(totals) == 1 and len(self.places) > 1) or (totals and len(self.places) == seen.pages):
            total = max(totals)
            there = {this for this, _total in self.places.values()}
            missing = [number for number in range(1, min(total, 500) + 1) if number not in there]
            unlabelled = (seen.pages or 0) - len(self.places)
            if len(totals) == 1 and missing and len(missing) > unlabelled:
                seen.note("page_missing", page=missing[0], missing=", ".join(map(str, missing[:20])), total=total)
        seen.said = {
            "text": self.digest.hexdigest() if self.characters >= 40 else "",
            "names": dict(list(self.names.items())[:SAID]),
            "codes": dict(list(self.codes.items())[:SAID]),
            "addresses": dict(list(self.addresses.items())[:SAID]),
            "ends": dict(list(self.ends.items())[:SAID]),
        }

"""Make a scan searchable: tesseract reads the page, and its words lie invisibly over the picture. Confined child only.

The picture is never encoded again. Reading takes seconds a page where all else takes milliseconds, so it is asked for,
and pages that already have words are left alone.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from documents import quality
from documents.pdf_files import frame_of
from documents.seen import Seen

DPI = 200
LANGUAGES = "chi_sim+eng"
LONGEST = 7_000  # pixels: an A1 drawing is read at 200 dpi, a sheet as large as a house at what it is
PAGE_SECONDS = 300  # by the clock: seven on a machine at rest, eighty on one where others work
SURE = 4.0  # below this confidence a page is not turned


def reader() -> str | None:
    return shutil.which("tesseract")


def read(path: Path, out: Path, seen: Seen, only: frozenset[int] | None = None) -> bool:
    """Write to `out` the PDF with a layer of text on every page that is only a picture. False when there is none.

    `only`: look at these pages alone, from 1: a long scan is read in batches, and each is kept.
    """
    program = reader()
    if program is None:
        seen.note("no_reader")
        return False
    found: dict[int, Path] = {}
    turned: set[int] = set()
    with tempfile.TemporaryDirectory(prefix="fd-reading-") as folder:
        document = pypdfium2.PdfDocument(str(path))
        try:
            for i in range(len(document)):
                if only is not None and i + 1 not in only:
                    continue
                page = document[i]
                if needs_reading(page):
                    base = Path(folder) / f"{i}"
                    picture_of(page, base)
                    if stands_on_its_head(program, base):
                        page.set_rotation((page.get_rotation() + 180) % 360)
                        picture_of(page, base)
                        turned.add(i)
                    layer = words_of(program, base)
                    if layer is not None:
                        found[i] = layer
                page.close()
        finally:
            document.close()
        if not found and not turned:
            return False
        with pikepdf.open(path) as pdf:
            for i in turned:
                pdf.pages[i].rotate(180, relative=True)
            for i, layer in found.items():
                lay_over(pdf, pdf.pages[i], layer)
            pdf.save(out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    if found:
        seen.note("ocr")
    if turned:
        seen.note("turned")
    return True


def needs_reading(page: Any) -> bool:
    text = page.get_textpage()
    try:
        if quality.has_words(text.get_text_range()):
            return False
    finally:
        text.close()
    picture = page.render(scale=0.4, grayscale=True).to_numpy()
    return bool((picture < 150).mean() > 0.004)


def picture_of(page: Any, base: Path) -> None:
    scale = min(DPI / 72, LONGEST / max(page.get_size()))
    picture = page.render(scale=scale, grayscale=True).to_pil()
    picture.save(base.with_suffix(".png"), dpi=(DPI, DPI), compress_level=1)


def stands_on_its_head(program: str, base: Path) -> bool:
    """Only reading can tell; a page is turned when the reader is sure."""
    command = [program, str(base.with_suffix(".png")), "-", "--psm", "0", "--dpi", str(DPI)]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=PAGE_SECONDS, text=True)  # noqa: S603
    except (subprocess.SubprocessError, OSError, UnicodeDecodeError):
        return False
    turn = re.search(r"Orientation in degrees: (\d+)[\s\S]*?Orientation confidence: ([\d.]+)", done.stdout)
    return turn is not None and turn[1] == "180" and float(turn[2]) > SURE


def words_of(program: str, base: Path) -> Path | None:
    command = [
        program,
        str(base.with_suffix(".png")),
        str(base),
        "-l",
        LANGUAGES,
        "--dpi",
        str(DPI),
        "-c",
        "textonly_pdf=1",
        "pdf",
    ]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=PAGE_SECONDS)  # noqa: S603  # fixed program
    except (subprocess.SubprocessError, OSError):
        return None
    made = base.with_suffix(".pdf")
    return made if made.exists() else None


def lay_over(pdf: pikepdf.Pdf, page: pikepdf.Page, layer: Path) -> None:
    """The words stand where the reader sees them, whatever turn and box the page has."""
    frame = frame_of(page.obj)
    with pikepdf.open(layer) as words:
        form = pdf.copy_foreign(words.pages[0].as_form_xobject())
        _x, _y, width, height = (float(v) for v in form.BBox)
    a, b, c, d, e, f = frame.matrix
    x, y = frame.width / width, frame.height / height
    name = page.add_resource(form, pikepdf.Name.XObject)
    matrix = " ".join(f"{v:.6g}" for v in (a * x, b * x, c * y, d * y, e, f))
    # First of all, where nothing that the page leaves open or turned can move it; it is invisible anyhow.
    page.contents_add(f"q {matrix} cm {name} Do Q\n".encode(), prepend=True)

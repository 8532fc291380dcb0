"""Black out parts of a PDF so that what stood there is gone: from picture, text, objects and properties.

redacting.py draws the pages in a confined child; here they take the place of the old ones, and the result is searched
for what should be gone before anybody gets it.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pikepdf import Array, Dictionary, Name

from documents import marks as page_marks
from documents.intake import child_environment
from documents.redacting import MARGIN, Box
from documents.seen import Seen
from documents.sheets import faces
from documents.typesetting import plain

SECONDS = 90
Marks = Mapping[int, Sequence[Box]]


def places_of(path: Path, words: Sequence[str]) -> dict[int, list[Box]]:
    """Where these words stand in the file; empty for a scan that nobody has read yet."""
    found = asked({"path": str(path), "find": list(words)})["found"]
    return {int(page): [(b[0], b[1], b[2], b[3]) for b in boxes] for page, boxes in found.items()}


def print_marks(path: Path) -> None:
    """A paper that came in when text boxes and stamps still lay on its pages: their words are looked for as well."""
    marked = path.with_suffix(".marked.pdf")
    if page_marks.burn(path, marked, Seen(mime="application/pdf")):
        marked.replace(path)


def black_out(path: Path, out: Path, marks: Marks, place: Path) -> list[str]:
    """Write the redacted copy; the pages without a mark stay as they are. Returns the words that are gone."""
    question = {"path": str(path), "folder": str(place), "marks": {str(k): list(v) for k, v in marks.items()}}
    answer = asked(question)
    if "refused" in answer:
        raise ValidationError(
            _("There is no such page. The file has %(pages)s."),
            code="no_such_page",
            params={"pages": answer["pages"]},
        )
    with pikepdf.open(path) as pdf:
        for key in list(pdf.Root.keys()):
            if key not in ("/Type", "/Pages", "/OCProperties"):
                del pdf.Root[key]
        for key in list(pdf.trailer.keys()):
            if key in ("/Info", "/ID"):
                del pdf.trailer[key]
        for number, said in answer["pages"].items():
            replace(pdf, int(number), said, place / f"{number}.jpg")
        pdf.remove_unreferenced_resources()
        pdf.save(out, encryption=False, static_id=True)
    require_gone(out, marks)
    return [words for said in answer["pages"].values() for words in said["gone"]]


def replace(pdf: pikepdf.Pdf, number: int, said: dict[str, Any], picture: Path) -> None:
    page = pdf.pages[number - 1].obj
    width, height = said["size"]
    image = pdf.make_stream(
        picture.read_bytes(), Type=Name.XObject, Subtype=Name.Image, Width=said["pixels"][0],
        Height=said["pixels"][1], ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
    for key in list(page.keys()):
        if key not in ("/Type", "/Parent"):
            del page[key]
    page.MediaBox = Array([0, 0, round(width, 2), round(height, 2)])
    page.Rotate = 0
    layer, font = invisible(pdf, said["words"], height)
    page.Contents = pdf.make_stream(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im Do Q\n".encode() + layer)
    page.Resources = Dictionary(XObject=Dictionary(Im=image), Font=Dictionary(F=font))


def invisible(pdf: pikepdf.Pdf, words: list[list[Any]], height: float) -> tuple[bytes, Any]:
    """The words that may be read, laid over the picture without ink, so that the page can be searched and read out."""
    face = faces()["sans"]
    lines, used = [], set[str]()
    for text, left, top, wide, high in words:
        said = "".join(c for c in plain(text) if face.code(c) is not None)
        natural = face.width(said, high) if said else 0.0
        if natural <= 0:
            continue
        used.update(said)
        codes = "".join(f"{face.code(c) or 0:04x}" for c in said)
        stretch = max(1.0, min(400.0, 100 * wide / natural))
        lines.append(
            f"{high:.2f} 0 0 {high:.2f} {left:.2f} {height - top - 0.85 * high:.2f} Tm {stretch:.1f} Tz <{codes}> Tj"
        )
    layer = "BT 3 Tr /F 1 Tf\n" + "\n".join(lines) + "\nET"
    return layer.encode(), face.cut(used | {" "}).embed(pdf)


def require_gone(path: Path, marks: Marks) -> None:
    """Look as a reader would: under a mark there is no text, and a marked page has nothing but its picture."""
    document = pypdfium2.PdfDocument(str(path))
    try:
        for number, boxes in marks.items():
            page = document[number - 1]
            width, height = page.get_size()
            text = page.get_textpage()
            for left, top, wide, high in boxes:
                inside = text.get_text_bounded(
                    left * width + MARGIN, height - (top + high) * height + MARGIN,
                    (left + wide) * width - MARGIN, height - top * height - MARGIN,
                )  # fmt: skip
                if inside.strip():
                    raise ValidationError(
                        _("Something could still be read under a mark on page %(page)s. Nothing was changed."),
                        code="not_gone",
                        params={"page": number},
                    )
    finally:
        document.close()


def asked(question: dict[str, Any]) -> dict[str, Any]:
    try:
        done = subprocess.run(  # our own module, no shell
            [sys.executable, "-m", "documents.redacting"],
            input=json.dumps(question).encode(),
            capture_output=True,
            check=True,
            cwd=settings.BASE,
            env=child_environment(),
            timeout=SECONDS,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise ValidationError(
            _("These pages could not be drawn, so nothing was blacked out. Choose fewer pages."), code="not_drawn"
        ) from None
    return answer

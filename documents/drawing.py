"""The child that draws and reads pages: `python -m documents.drawing`. No hostile PDF reaches a reviewer's browser."""

import json
import re
import sys
from pathlib import Path
from typing import Any

from documents.confining import confine

SECONDS, MEMORY_MB, WRITTEN_MB = 20, 1024, 64
MOST_PIXELS = 40_000_000
MOST_CHARACTERS = 40_000  # of one page


def draw(question: dict[str, Any]) -> dict[str, Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(question["path"])
    try:
        first = question["page"]
        if not 1 <= first <= len(document):
            return {"refused": "no_such_page", "params": {"pages": len(document)}}
        if document.get_formtype():
            document.init_forms()
        last = min(first + question.get("ahead", 0), len(document))
        return {"pages": [draw_page(document, number, question) for number in range(first, last + 1)]}
    finally:
        document.close()


def draw_page(document: Any, number: int, question: dict[str, Any]) -> dict[str, Any]:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = question["dpi"] / 72
        if width * height * scale * scale > MOST_PIXELS:
            scale = (MOST_PIXELS / (width * height)) ** 0.5
        picture = page.render(scale=scale, may_draw_forms=True).to_pil()
        out = Path(question["out"]) / str(number)
        if question["kind"] == "webp":
            picture.save(out, "WEBP", quality=82, method=3)
        else:
            picture.save(out, "PNG", compress_level=6)
        return {"page": number, "size": [picture.width, picture.height], "words": words(page, width, height)}
    finally:
        page.close()


def read(question: dict[str, Any]) -> dict[str, Any]:
    """The words of every page of some files; null where a file does not open."""
    return {"texts": [texts(path) for path in question["paths"]]}


def texts(path: str) -> list[str] | None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return None
    try:
        return [text_of(document[number]) for number in range(len(document))]
    finally:
        document.close()


def text_of(page: Any) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range())[:MOST_CHARACTERS].replace("\x00", "")
    finally:
        text.close()
        page.close()


def words(page: Any, width: float, height: float) -> list[list[Any]]:
    """The lines of text and where they stand, in fractions of the page: for a selectable layer over the picture."""
    text = page.get_textpage()
    try:
        found = []
        for i in range(min(text.count_rects(), 4000)):
            left, bottom, right, top = text.get_rect(i)
            said = re.sub(r"\s+", " ", text.get_text_bounded(left, bottom, right, top)).strip()
            if said:
                box = (left / width, 1 - top / height, (right - left) / width, (top - bottom) / height)
                found.append([said, *(round(v, 5) for v in box)])
        return found
    finally:
        text.close()


def main() -> int:
    question = json.loads(sys.stdin.buffer.read())
    confine(memory_mb=MEMORY_MB, cpu_seconds=SECONDS, written_mb=WRITTEN_MB)
    answer = read(question) if question["kind"] == "text" else draw(question)
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())

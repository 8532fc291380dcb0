"""The child that blacks out: `python -m documents.redacting`. A redacted page is drawn anew, so nothing lies under it.

A black box over text hides nothing: the words are still in the file. Here the page becomes a picture with the boxes
burnt in, and only the words outside them are given back, to lie invisibly on the picture and be found.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import ImageDraw

from documents.confining import confine

SECONDS, MEMORY_MB, WRITTEN_MB = 60, 1536, 256
DPI, MOST_PIXELS = 200, 40_000_000
SLIVER = 0.001  # of the page
MARGIN = 1.0  # points around a mark within which no letter survives
Box = tuple[float, float, float, float]  # left, top, width, height, in fractions of the page as it is shown


def find(document: Any, words: list[str]) -> dict[str, list[Box]]:
    """Where these words stand, on every page."""
    found: dict[str, list[Box]] = {}
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        width, height = page.get_size()
        text = page.get_textpage()
        for word in words:
            search = text.search(word, match_case=False)
            while place := search.get_next():
                start, count = place
                for i in range(text.count_rects(start, count)):
                    left, bottom, right, top = text.get_rect(i)
                    box = on_page(left / width, 1 - top / height, right / width, 1 - bottom / height)
                    found.setdefault(str(number), []).append(box)
        text.close()
    return found


def on_page(left: float, top: float, right: float, bottom: float) -> Box:
    """What a reader sees of it; a sliver at the edge for a word beyond, so that its page is drawn anew without it."""
    x0, y0 = min(max(left, 0.0), 1 - SLIVER), min(max(top, 0.0), 1 - SLIVER)
    return x0, y0, max(min(right, 1.0) - x0, SLIVER), max(min(bottom, 1.0) - y0, SLIVER)


def drawn(document: Any, number: int, boxes: list[Box], out: Path) -> dict[str, Any]:
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(DPI / 72, (MOST_PIXELS / (width * height)) ** 0.5)
    picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    pen = ImageDraw.Draw(picture)
    for left, top, wide, high in boxes:
        x, y = left * picture.width, top * picture.height
        pen.rectangle((x, y, x + wide * picture.width, y + high * picture.height), fill=(0, 0, 0))
    picture.save(out, "JPEG", quality=88, dpi=(DPI, DPI))
    return {
        "size": [width, height],
        "pixels": list(picture.size),
        "words": words(page, width, height, boxes),
        "gone": under(page, width, height, boxes),
    }


def under(page: Any, width: float, height: float, boxes: list[Box]) -> list[str]:
    """What stood under the marks, mark by mark."""
    text = page.get_textpage()
    found = [
        text.get_text_bounded(left * width, (1 - top - high) * height, (left + wide) * width, (1 - top) * height)
        for left, top, wide, high in boxes
    ]
    text.close()
    return found


def words(page: Any, width: float, height: float, boxes: list[Box]) -> list[list[Any]]:
    """The runs of letters that no mark touches: text, left, top, width, height, in points."""
    text = page.get_textpage()
    count = text.count_chars()
    whole = text.get_text_range(0, count) if count else ""
    found: list[list[Any]] = []
    run: list[Any] = []

    def close() -> None:
        if run and not run[5]:
            found.append(run[:5])
        run.clear()

    for i in range(min(count, len(whole))):
        letter = whole[i]
        left, bottom, right, top = text.get_charbox(i, loose=True)
        if letter.isspace() or letter in "\ufffe\uffff" or right <= left:
            close()
            continue
        if right <= 0 or left >= width or top <= 0 or bottom >= height:  # off the page nobody sees it
            close()
            continue
        hidden = any(touches(left, height - top, right, height - bottom, box, width, height) for box in boxes)
        apart = letter > "\u2e80" or (run and (run[0][-1] > "\u2e80" or abs(run[2] - (height - top)) > 3))
        if run and (apart or left < run[1]):
            close()
        if run:
            run[0] += letter
            run[3], run[5] = right - run[1], run[5] or hidden
        else:
            run += [letter, left, height - top, right - left, top - bottom, hidden]
    close()
    text.close()
    return found


def touches(left: float, top: float, right: float, bottom: float, box: Box, width: float, height: float) -> bool:
    x0, y0 = box[0] * width - MARGIN, box[1] * height - MARGIN
    x1, y1 = (box[0] + box[2]) * width + MARGIN, (box[1] + box[3]) * height + MARGIN
    return left < x1 and right > x0 and top < y1 and bottom > y0


def answer(question: dict[str, Any]) -> dict[str, Any]:
    document = pypdfium2.PdfDocument(question["path"])
    try:
        if document.get_formtype():
            document.init_forms()
        if "find" in question:
            return {"found": find(document, question["find"])}
        folder = Path(question["folder"])
        pages = {}
        for number, boxes in question["marks"].items():
            if not 1 <= int(number) <= len(document):
                return {"refused": "no_such_page", "pages": len(document)}
            pages[number] = drawn(document, int(number), boxes, folder / f"{number}.jpg")
        return {"pages": pages}
    finally:
        document.close()


def main() -> int:
    question = json.loads(sys.stdin.buffer.read())
    confine(memory_mb=MEMORY_MB, cpu_seconds=SECONDS, written_mb=WRITTEN_MB)
    sys.stdout.buffer.write(json.dumps(answer(question)).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())

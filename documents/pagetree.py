"""The tree that a PDF's pages hang on may miscount them or lead to nothing; then each program counts differently."""

from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

DEPTH = 100


class Crooked(Exception):
    """A node says another number than it has, or what hangs on it is no page."""


def miscounts(pdf: pikepdf.Pdf) -> bool:
    """Ask before the pages are: asking for them mends the tree in memory, and the file stays as it is."""
    try:
        return pages_below(pdf.Root.Pages, 0) != len(pdf.pages)
    except (Crooked, AttributeError, TypeError, ValueError):
        return True


def pages_below(node: Any, depth: int) -> int:
    if not isinstance(node, pikepdf.Dictionary) or depth > DEPTH:
        raise Crooked
    kids = node.get("/Kids")
    if not isinstance(kids, pikepdf.Array):
        return 1
    found = sum(pages_below(kid, depth + 1) for kid in kids)
    if found != int(node.get("/Count", -1)):
        raise Crooked
    return found


def straighten(path: Path, out: Path) -> bool:
    """Write it as a plain list of the pages that are there; False when nothing is wrong with it."""
    with pikepdf.open(path) as pdf:
        if not miscounts(pdf) and drawn_pages(path) == len(pdf.pages):
            return False
        pdf.Root.Pages.Count = len(pdf.pages)
        pdf.add_blank_page()
        del pdf.pages[-1]  # with this the list is written anew, and each page gets what it inherited
        pdf.save(out, deterministic_id=True)
    return True


def drawn_pages(path: Path) -> int:
    """How many the drawing program counts; it mends less than the binding one."""
    try:
        document = pypdfium2.PdfDocument(str(path))
    except pypdfium2.PdfiumError:
        return -1
    try:
        return len(document)
    finally:
        document.close()

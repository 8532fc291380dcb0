"""A letter as a Word file for counsel outside, and the words that come back in it. Knows nothing of letters.

Each text that may be changed stands in a cell with a name of its own (a content control). A stranger's file is read as
XML and nothing more: no entity, no network, no part of it but the text; deletions that are tracked count as deleted.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.table import _Cell
from lxml import etree

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES, MOST_XML = 10_000_000, 40_000_000
PART = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = "fd:"


@dataclass(frozen=True)
class Row:
    """One text in its two languages; an empty name is a cell that cannot be changed."""

    title: str
    names: tuple[str, str]
    texts: tuple[str, str]


def written(
    title: str, letters: Sequence[tuple[str, Sequence[tuple[str, str]]]], rows: Sequence[Row], note: str
) -> bytes:
    """`letters`: each language's title and its (heading, text) as it reads; then the table of what may be changed."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Noto Serif", Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Serif CJK SC")
    document.core_properties.title = title
    document.core_properties.author = ""
    document.add_heading(title, level=0)
    document.add_paragraph(note)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, said in zip(table.rows[0].cells, ("", "中文", "English"), strict=True):
        cell.text = said
    for row in rows:
        cells = table.add_row().cells
        cells[0].text = row.title
        for cell, name, text in zip(cells[1:], row.names, row.texts, strict=True):
            if name:
                _named(cell, name, text)
            else:
                cell.text = text
    for heading, paragraphs in letters:
        document.add_heading(heading, level=1)
        for part, text in paragraphs:
            if part:
                document.add_heading(part, level=2)
            document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _named(cell: _Cell, name: str, text: str) -> None:
    cell.text = text
    paragraph = cell.paragraphs[0]._p
    control, properties, content = OxmlElement("w:sdt"), OxmlElement("w:sdtPr"), OxmlElement("w:sdtContent")
    tag = OxmlElement("w:tag")
    tag.set(qn("w:val"), f"{MARK}{name}")
    properties.append(tag)
    control.append(properties)
    control.append(content)
    paragraph.addprevious(control)
    content.append(paragraph)
    cell._tc.append(OxmlElement("w:p"))  # a cell ends in a paragraph of its own


def read(data: bytes) -> dict[str, str]:
    """The named texts as they came back."""
    root = _xml(data)
    found: dict[str, str] = {}
    for control in root.iter(f"{W}sdt"):
        tag = control.find(f"{W}sdtPr/{W}tag")
        name = tag.get(f"{W}val", "") if tag is not None else ""
        if name.startswith(MARK):
            paragraphs = [_text(paragraph) for paragraph in control.iter(f"{W}p")]
            found[name.removeprefix(MARK)] = "\n".join(paragraphs).strip()
    if not found:
        raise ValidationError(
            _("This file holds none of the letter's texts. Send the Word file from this page, and take that one back."),
            code="no_texts",
        )
    return found


def _xml(data: bytes) -> "etree._Element":
    refused = ValidationError(_("This is no Word file (.docx) that could be read."), code="no_word_file")
    if len(data) > MOST_BYTES:
        raise refused
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(PART).file_size > MOST_XML:
                raise refused
            with archive.open(PART) as part:
                xml = part.read(MOST_XML + 1)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, EOFError):
        raise refused from None
    if len(xml) > MOST_XML or b"<!DOCTYPE" in xml[:4096]:
        raise refused
    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        raise refused from None


def _text(paragraph: "etree._Element") -> str:
    said: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{W}t":
            said.append(node.text or "")
        elif node.tag == f"{W}tab":
            said.append(" ")
        elif node.tag in (f"{W}br", f"{W}cr"):
            said.append("\n")
    return "".join(said)  # w:delText, what was struck out, is another tag

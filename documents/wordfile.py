"""A letter as a Word file for counsel outside, and the words that come back in it. Knows nothing of letters.

Each text that may be changed stands in a cell with a name of its own (a content control). A stranger's file is read as
XML and nothing more: no entity, no network, no part of it but the text; deletions that are tracked count as deleted.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.table import _Cell
from lxml import etree

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES, MOST_XML = 10_000_000, 40_000_000
PART = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MARK, LINE = "fd:", "fdr:"  # a text by its name; the first cell of a line, with a print of both texts as they went out
GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{W}rt", f"{MC}Fallback", f"{W}txbxContent"})
OURS = "_fd"  # a hidden bookmark: the print of a paragraph as it went out, so that it is nobody's addition
ASIDE = ("comments", "footnotes", "endnotes")
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0, 2.2


@dataclass(frozen=True)
class Row:
    """One text in its two languages; an empty name is a cell that cannot be changed."""

    title: str
    names: tuple[str, str]
    texts: tuple[str, str]


@dataclass(frozen=True)
class Returned:
    """What came back: the texts that are not as they went out, all names that were found, and words beside them."""

    changed: Mapping[str, str]
    names: frozenset[str]
    beside: tuple[str, ...] = ()  # outside the table, or in a line that is new
    remarks: tuple[str, ...] = ()  # comments and notes, with their author where he is named


def written(
    title: str, letters: Sequence[tuple[str, Sequence[tuple[str, str]]]], rows: Sequence[Row], note: str
) -> bytes:
    """`letters`: each language's title and its (heading, text) as it reads; then the table of what may be changed."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Noto Serif", Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Serif CJK SC")
    document.core_properties.title = _writable(title)
    document.core_properties.author = ""
    document.add_heading(_writable(title), level=0)
    document.add_paragraph(note)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, said in zip(table.rows[0].cells, ("", "中文", "English"), strict=True):
        cell.text = said
    for row in rows:
        cells = table.add_row().cells
        _named(cells[0], _line(row), row.title)
        for cell, name, text in zip(cells[1:], row.names, row.texts, strict=True):
            if name:
                _named(cell, f"{MARK}{name}", text)
            else:
                cell.text = _writable(text)
    for heading, paragraphs in letters:
        document.add_heading(_writable(heading), level=1)
        for part, text in paragraphs:
            if part:
                document.add_heading(_writable(part), level=2)
            document.add_paragraph(_writable(text))
    _sign(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _sign(document: WordDocument) -> None:
    """What the letter said that day is known from the file itself, whatever was saved since."""
    signed: set[str] = set()
    for paragraph in document.paragraphs:
        for said in {paragraph.text, *paragraph.text.splitlines()}:
            if not said.strip() or (name := f"{OURS}{_print(said)}") in signed:
                continue
            start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            for mark in (start, end):
                mark.set(qn("w:id"), str(len(signed)))
            start.set(qn("w:name"), name)
            paragraph._p.extend((start, end))
            signed.add(name)


def _writable(text: str) -> str:
    """Signs that a Word file cannot hold; they came along when something was pasted."""
    return UNWRITABLE.sub("", text)


def _line(row: Row) -> str:
    """Both names are one but for their language. Word takes 64 characters."""
    stem = next(name for name in row.names if name)[:-2]
    return f"{LINE}{stem}|{'|'.join(_print(text) for text in row.texts)}"


def _print(text: str) -> str:
    return hashlib.sha256(_plain(text).encode()).hexdigest()[:8]


def _plain(text: str) -> str:
    """As it is compared: what a word processor does to spaces and line ends is nobody's change."""
    lines = (" ".join(line.split()) for line in _writable(text).replace("\u00a0", " ").splitlines())
    return "\n".join(line for line in lines if line)


def _named(cell: _Cell, name: str, text: str) -> None:
    cell.text = _writable(text)
    paragraph = cell.paragraphs[0]._p
    control, properties, content = OxmlElement("w:sdt"), OxmlElement("w:sdtPr"), OxmlElement("w:sdtContent")
    tag = OxmlElement("w:tag")
    tag.set(qn("w:val"), name)
    properties.append(tag)
    control.append(properties)
    control.append(content)
    paragraph.addprevious(control)
    content.append(paragraph)
    cell._tc.append(OxmlElement("w:p"))  # a cell ends in a paragraph of its own


def read(data: bytes, sent: Sequence[str] = ()) -> Returned:
    """The texts by their names, wherever their line was moved to. `sent` is what else may stand in a file of ours."""
    parts = _parts(data)
    root = parts[PART]
    found: dict[str, str] = {}
    as_sent: dict[str, str] = {}
    beside = [_text(paragraph) for paragraph in root.iterfind(f"{W}body/{W}p")]
    for line in root.iter(f"{W}tr"):
        cells = list(line.iterfind(f".//{W}tc"))
        tags = [_tag(control) for control in line.iter(f"{W}sdt")]
        stem = next((tag.removeprefix(LINE) for tag in tags if tag.startswith(LINE)), "")
        named = [tag.removeprefix(MARK) for tag in tags if tag.startswith(MARK)]
        if not stem and not named:
            beside += [_cell(cell) for cell in cells]
            continue
        stem, *prints = stem.split("|") if stem else [named[0][:-2]]
        # The place in the line, and not the control: whoever types a cell anew takes the control away with the words.
        for side, cell, was in zip(("zh", "en"), cells[1:3], (*prints, "", "")[:2], strict=False):
            found[f"{stem}{side}"], as_sent[f"{stem}{side}"] = _cell(cell), was
    if not found:
        raise ValidationError(
            _("This file holds none of the letter's texts. Send the Word file from this page, and take that one back."),
            code="no_texts",
        )
    known = {_print(each) for text in sent for each in (text, *text.splitlines())}
    known |= {mark.get(f"{W}name", "").removeprefix(OURS) for mark in root.iter(f"{W}bookmarkStart")}
    aside = [_remark(note) for name in ASIDE if (part := parts.get(f"word/{name}.xml")) is not None for note in part]
    return Returned(
        {name: text for name, text in found.items() if _print(text) != as_sent[name]},
        frozenset(found),
        tuple(text for text in beside if _plain(text) and _print(text) not in known),
        tuple(text for text in aside if text),
    )


def _tag(control: "etree._Element") -> str:
    tag = control.find(f"{W}sdtPr/{W}tag")
    return tag.get(f"{W}val", "") if tag is not None else ""


def _cell(cell: "etree._Element") -> str:
    """Its paragraphs; one whose end was struck out runs on into the next."""
    said = ""
    for paragraph in cell.iter(f"{W}p"):
        if any(above.tag in GONE for above in paragraph.iterancestors()):
            continue
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        runs_on = mark is not None and any(mark.find(name) is not None for name in (f"{W}del", f"{W}moveFrom"))
        said += _text(paragraph) + ("" if runs_on else "\n")
    return "\n".join(line for line in said.strip().split("\n") if line.strip())


def _remark(note: "etree._Element") -> str:
    who = note.get(f"{W}author", "")
    said = _cell(note)
    return f"{who}: {said}" if who and said else said


def _parts(data: bytes) -> dict[str, "etree._Element"]:
    refused = ValidationError(_("This is no Word file (.docx) that could be read."), code="no_word_file")
    if len(data) > MOST_BYTES:
        raise refused
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            there = set(archive.namelist())
            for name in (PART, *(f"word/{each}.xml" for each in ASIDE)):
                if name != PART and name not in there:
                    continue
                if archive.getinfo(name).file_size > MOST_XML:
                    raise refused
                with archive.open(name) as part:
                    found[name] = part.read(MOST_XML + 1)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, EOFError):
        raise refused from None
    if any(len(xml) > MOST_XML or b"<!DOCTYPE" in xml[:4096] for xml in found.values()):
        raise refused
    try:
        safe = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return {name: etree.fromstring(xml, safe) for name, xml in found.items()}
    except etree.XMLSyntaxError:
        raise refused from None


def _text(element: "etree._Element") -> str:
    """As it would print with every tracked change accepted: w:delText is not read, nor what was moved away."""
    said: list[str] = []
    for node in element:
        if node.tag in GONE:
            continue
        if node.tag == f"{W}t":
            said.append(node.text or "")
        elif node.tag in (f"{W}tab", f"{W}ptab"):
            said.append(" ")
        elif node.tag in (f"{W}br", f"{W}cr"):
            said.append("\n")
        elif node.tag == f"{W}noBreakHyphen":
            said.append("-")
        elif node.tag != f"{W}tabs":
            said.append(_text(node))
    return "".join(said)

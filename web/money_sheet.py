"""A workbook by hand: sheets of text and numbers, nothing else. No formula: a cell that begins with “=” stays text."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

Cell = str | Decimal | date | int | None
NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(sheets: Sequence[tuple[str, Sequence[Sequence[Cell]]]]) -> bytes:
    """Each sheet is a name and its rows; the first row reads as the head."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        parts = [f"/xl/worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)]
        types = "".join(f'<Override PartName="{part}" ContentType="{SPREADSHEET}.worksheet+xml"/>' for part in parts)
        book.writestr(
            "[Content_Types].xml",
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>{types}</Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        names = "".join(
            f'<sheet name={quoteattr(name[:31])} sheetId="{n}" r:id="r{n}"/>'
            for n, (name, _rows) in enumerate(sheets, 1)
        )
        book.writestr(
            "xl/workbook.xml", f'{HEAD}<workbook xmlns="{NS}" xmlns:r="{REL}"><sheets>{names}</sheets></workbook>'
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        )
        for n, (_name, rows) in enumerate(sheets, 1):
            body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
            book.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'{HEAD}<worksheet xmlns="{NS}"><sheetData>{body}</sheetData></worksheet>',
            )
    return out.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, Decimal | int):
        return f"<c><v>{value}</v></c>"
    told = value.isoformat() if isinstance(value, date) else _clean(value)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(told)}</t></is></c>'


def _clean(text: str) -> str:
    """XML takes no control characters; people paste them."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")

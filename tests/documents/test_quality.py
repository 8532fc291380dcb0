"""A page that cannot be read is told, with its number; a page that can is left in peace."""

import io

import numpy
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter

from documents import pdf_files, quality, scanpage
from documents.seen import Seen


def page(*, dpi=200, blur=0, turn=0, empty=False):
    """A scan of print, with the noise of a scanner, as a PDF page."""
    paper = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(paper)
    for row in range(0 if empty else 40):
        pen.text(
            (150, 150 + row * 50), "Contract HL-2026-118, EUR 486,200.00, Ningbo to Izmir " * 2, fill=0, font_size=26
        )
    paper = paper.rotate(turn, fillcolor=255, resample=Image.Resampling.BILINEAR) if turn else paper
    paper = paper.filter(ImageFilter.GaussianBlur(blur)) if blur else paper
    grain = numpy.random.default_rng(1).integers(-4, 5, (2339, 1654))
    paper = Image.fromarray(numpy.clip(numpy.asarray(paper).astype(int) + grain, 0, 255).astype("uint8"))
    paper = paper.resize((round(8.27 * dpi), round(11.69 * dpi))) if dpi != 200 else paper
    out = io.BytesIO()
    paper.save(out, "PDF", resolution=dpi)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ({}, []),
        ({"dpi": 60}, ["unreadable"]),
        ({"dpi": 120}, ["coarse"]),
        ({"blur": 4}, ["blurred"]),
        ({"turn": 3}, ["slanting"]),
        ({"empty": True}, ["blank"]),
    ],
    ids=["fine", "60 dpi", "120 dpi", "blurred", "slanting", "blank"],
)
def test_what_is_wrong_with_a_scan_is_told_with_its_page(kind, codes):
    document = pypdfium2.PdfDocument(page(**kind))
    sheet, seen = document[0], Seen("application/pdf")
    quality.look(sheet, 7, pdf_files.drawn_whole(sheet, *sheet.get_size()), seen)
    document.close()
    assert [finding["code"] for finding in seen.findings] == codes
    assert all(finding["page"] == 7 for finding in seen.findings)


def with_form(data):
    """The same scan, with a stamp drawn over it by the page itself."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        sheet = pdf.pages[0]
        sheet.contents_add(b"0 0 200 200 re f")
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("blur", [0, 2, 4])
def test_a_scan_unpacked_small_is_judged_like_one_that_is_drawn(dpi, blur):
    data = page(dpi=dpi, blur=blur)
    document = pypdfium2.PdfDocument(data)
    sheet = document[0]
    with pikepdf.open(io.BytesIO(data)) as parsed:
        straight = scanpage.unpacked(sheet, parsed.pages[0].obj.Resources, quality.DOTS)
    drawn = pdf_files.drawn_whole(sheet, *sheet.get_size())
    assert straight.shape == drawn.shape
    codes = []
    for picture in (straight, drawn):
        seen = Seen("application/pdf")
        quality.look(sheet, 1, picture, seen)
        codes.append([finding["code"] for finding in seen.findings])
    document.close()
    assert codes[0] == codes[1]
    assert numpy.abs(straight.astype(int) - drawn.astype(int)).mean() < 6


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_scan_is_seen_as_its_reader_sees_it(turn):
    with pikepdf.open(io.BytesIO(page())) as pdf:
        pdf.pages[0].obj.Rotate = turn
        out = io.BytesIO()
        pdf.save(out)
        document = pypdfium2.PdfDocument(out.getvalue())
        straight = scanpage.unpacked(document[0], pdf.pages[0].obj.Resources, quality.DOTS)
    drawn = pdf_files.drawn_whole(document[0], *document[0].get_size())
    document.close()
    assert straight.shape == drawn.shape
    assert numpy.abs(straight.astype(int) - drawn.astype(int)).mean() < 6


def test_a_scan_that_something_is_drawn_over_is_drawn():
    data = with_form(page())
    document = pypdfium2.PdfDocument(data)
    with pikepdf.open(io.BytesIO(data)) as parsed:
        assert scanpage.unpacked(document[0], parsed.pages[0].obj.Resources, quality.DOTS) is None
    document.close()


def said(*pages):
    words, seen = quality.Said(), Seen("application/pdf", pages=len(pages))
    for number, text in enumerate(pages, start=1):
        words.read(text, number)
    words.settle(seen)
    return seen


@pytest.mark.parametrize(
    ("pages", "missing"),
    [
        (["第1页 共3页", "第3页 共3页"], "2"),
        (["Page 1 of 5", "Page 2 of 5", "Page 5 of 5"], "3, 4"),
        (["共4页 第1页", "共4页，第2页", "共4页，第4页"], "3"),
        (["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"], None),
        (["Page 1 of 2", "no number", "Page 2 of 2"], None),
        (["see page 3 of 5 in the annex", "nothing here", "nor here"], None),
        (["Contract\n1 / 5", "2/5\nof the goods", "Price\n- 3 / 5 -", "Seal\r\n5 / 5\r\n"], "4"),
        (["Parts\n1/2\nof the sum", "Parts\n2/3\nof the sum", "Rest"], None),
        (["Ratio\n1/2\nagreed", "Ratio\n1/2\nagreed"], None),
        (["Paid\n5/2", "Paid\n5/2"], None),
    ],
)
def test_a_page_that_its_own_numbers_miss_is_missed(pages, missing):
    found = [finding["missing"] for finding in said(*pages).findings]
    assert found == ([missing] if missing else [])


def test_names_numbers_addresses_and_days_of_a_licence_are_read():
    text = (
        "营业执照\n名称 宁波海岚进出口有限公司\n统一社会信用代码 91330200MA0000000X\n"
        "住所 浙江省宁波市鄞州区海晏北路88号\n营业期限 2016年01月01日至2026年01月31日"
    )
    kept = said(text).said
    assert "宁波海岚进出口有限公司" in next(iter(kept["names"]))
    assert list(kept["codes"]) == ["91330200MA0000000X"]
    assert list(kept["ends"]) == ["2026-01-31"]
    assert "海晏北路88号" in next(iter(kept["addresses"]))


def test_the_same_words_in_another_format_have_the_same_fingerprint():
    words = "合同金额为四十八万六千二百欧元，买方应于清关后第二十四日支付全部价款，逾期按日计息，双方签字盖章后生效，一式两份。"
    assert said(words).said["text"] == said(words.replace("，", "， ")).said["text"] != ""

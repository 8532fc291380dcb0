"""The index is set by hand: nothing may be lost, stick out, or begin with a comma."""

import io

import pikepdf
import pypdfium2
from hypothesis import given
from hypothesis import strategies as st

from documents import frontpages
from documents.sheets import HIGH, WIDE, Sheets, lines, width
from documents.typesetting import CLOSE, OPEN, Run, plain

WORDS = st.text(alphabet="冻结证据合同，。（）：Nbgo 0123.-–", min_size=1, max_size=120)


def said(found):
    return ["".join(piece.text for piece in line.pieces) for line in found]


@given(WORDS, st.floats(30, 300))
def test_every_character_stands_on_some_line_and_none_sticks_out(text, room):
    found = lines([Run(text)], room, 12)
    assert "".join("".join(said(found)).split()) == "".join(text.split())
    assert all(line.width <= room + 10 or len(line.pieces[0].text.strip(OPEN + CLOSE)) <= 1 for line in found)


def test_no_line_begins_with_a_comma_or_ends_with_an_opening_bracket():
    text = "账户自二〇二六年一月起被冻结，申请人已提交（合同、发票、提单）等证明材料，请予核实。" * 3
    for room in range(40, 200, 7):
        found = said(lines([Run(text)], room, 12))
        assert not any(line[0] in CLOSE or line[-1] in OPEN for line in found)


def test_a_latin_word_stays_whole_where_it_fits():
    assert said(lines([Run("Notice of freezing order")], width("serif", "freezing", 9) + 1, 12)) == [
        "Notice", "of", "freezing", "order",
    ]  # fmt: skip


def test_marks_that_only_steer_are_not_printed():
    assert plain("a\u202eb\ufeffc\nd\u200d") == "abc d"


def test_a_character_no_face_has_is_named_and_stood_for():
    sheets = Sheets()
    sheets.new()
    sheets.lines(lines([Run("章🦄")], 200, 12), 40, 40)
    assert sheets.replaced == {"🦄"}
    document = pypdfium2.PdfDocument(io.BytesIO(sheets.pdf()))
    assert document[0].get_textpage().get_text_bounded().strip() == "章〓"


def test_a_row_higher_than_a_sheet_is_cut_and_goes_on():
    sheets = Sheets()
    flow = frontpages.Flow(sheets)
    flow.begin("index-zh")
    table = frontpages.Table(flow, [frontpages.ROOM])
    table.row([lines([Run("很长的名称" * 2_000)], frontpages.ROOM, 12.8)], centred=set())
    assert len(sheets.sheets) > 2
    document = pypdfium2.PdfDocument(io.BytesIO(sheets.pdf()))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert text.count("很") == 2_000


def test_the_same_words_give_the_same_bytes():
    def made():
        sheets = Sheets()
        sheets.new()
        sheets.text(40, 40, "证据目录 Index", "serif-bold", 15)
        sheets.link(40, 30, 100, 20, "page/3")
        return sheets.pdf()

    assert made() == made()
    assert (round(WIDE), round(HIGH)) == (595, 842)


def test_a_sheet_of_its_own_is_fit_for_the_archive_and_the_same_every_time():
    def made():
        sheets = Sheets()
        sheets.new()
        sheets.text(60, 90, "打印清单", "serif", 12)
        sheets.link(60, 90, 50, 12, "item/1")
        return sheets.pdf(title="打印清单 FD-0007", language="zh-CN")

    assert made() == made()
    with pikepdf.open(io.BytesIO(made())) as pdf:
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("2", "B")
        assert said["dc:title"] == str(pdf.docinfo["/Title"]) == "打印清单 FD-0007"
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert bytes(intent.DestOutputProfile.read_bytes())[36:40] == b"acsp"
        assert int(pdf.pages[0].obj.Annots[0].F) == 4
        assert len(pdf.trailer.ID) == 2

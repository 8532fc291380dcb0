"""The letter: numerals and numbers, the page behind each sentence, and nothing internal in what goes out."""

import re

import pikepdf
import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from documents.letterpage import Block, Paragraph, Reference, context, numeral, set_text, spans
from documents.printing import render_letter
from tests.documents.samples import letter_en, letter_zh


def named_pages(path):
    """The names inside a PDF of ours and the pages (from 1) they stand on."""
    with pikepdf.open(path) as made:
        numbers = {page.obj.objgen: i for i, page in enumerate(made.pages, 1)}
        return {str(name): numbers[place[0].objgen] for name, place in pikepdf.NameTree(made.Root.Names.Dests).items()}


@pytest.mark.parametrize(
    ("reference", "chinese", "english"),
    [
        (Reference("2.1", (9, 14)), "证据2.1，第9、14页", "Exhibit 2.1, pp. 9, 14"),
        (Reference("2.3", (23,)), "证据2.3，第23页", "Exhibit 2.3, p. 23"),
        (Reference("2.6", tuple(range(35, 43))), "证据2.6，第35–42页", "Exhibit 2.6, pp. 35–42"),
        (Reference("2.1"), "证据2.1", "Exhibit 2.1"),
        (Reference("2.2", (17,), annex=1), "附件1（证据2.2），第17页", "Annex 1 (Exhibit 2.2), p. 17"),
    ],
)
def test_a_reference_reads_as_people_write_it(reference, chinese, english):
    assert reference.text("zh-hans") == chinese
    assert reference.text("en") == english


@given(st.lists(st.integers(1, 200), max_size=30))
def test_page_spans_name_every_page_once(pages):
    named = []
    for span in ", ".join(spans(tuple(pages))).split(", ") if pages else []:
        first, _dash, last = span.partition("–")
        named += range(int(first), int(last or first) + 1)
    assert named == sorted(set(pages))


def test_headings_are_numbered_in_each_languages_way():
    assert [numeral(n, "zh-hans") for n in (1, 5, 10, 12, 20, 21)] == ["一", "五", "十", "十二", "二十", "二十一"]
    assert [numeral(n, "en") for n in (1, 4, 9, 12)] == ["I", "IV", "IX", "XII"]


@given(st.text(max_size=80))
def test_no_text_becomes_markup(words):
    for language in ("zh-hans", "en"):
        set_words = (
            str(set_text(words, language))
            .replace('<span lang="en">', "")
            .replace('<span lang="en" class="quoted">', "")
            .replace('<span class="nw">', "")
            .replace("</span>", "")
        )
        assert "<" not in set_words
        assert ">" not in set_words


def test_a_name_stays_whole_and_a_quoted_sentence_breaks_between_its_words():
    said = str(set_text("买方Marmara Teknik Ltd.答复：“Clause 9.1 of the framework agreement allows it.”", "zh-hans"))
    assert '<span lang="en">Marmara Teknik Ltd.</span>' in said
    assert '<span lang="en" class="quoted">Clause 9.1 of the framework' in said


def test_a_line_does_not_end_between_a_paper_or_a_reason_and_its_number():
    english = str(set_text("In answer to reason 2 and reason 3, we now add Annex 1 (receipt); see Exhibit 2.1.", "en"))
    for whole in ("reason 2", "reason 3", "Annex 1", "Exhibit 2.1"):
        assert f'<span class="nw">{whole}</span>' in english
    chinese = str(set_text("根据驳回理由第2、3条，现补充Marmara Teknik签收单作为附件1，见证据2.1。", "zh-hans"))
    for whole in ("第2、3条", "附件1", "证据2.1"):
        assert f'<span class="nw">{whole}</span>' in chinese
    assert '<span lang="en">Marmara Teknik</span>' in chinese


def test_justification_does_not_stretch_an_account_number_in_a_chinese_line():
    said = str(set_text("解除对账户BE47 9149 9900 0180的冻结措施。", "zh-hans"))
    assert '<span lang="en">BE47\u00a09149\u00a09900\u00a00180</span>的冻结' in said


def test_nothing_stands_behind_a_paragraph_that_names_no_exhibit():
    """A blank there is measured with the line: a sentence that just fits was broken behind its first word."""
    page = letter_en()
    assert any(not paragraph.refs for block in page.blocks for paragraph in block.paragraphs)
    printed_page = render_to_string("print/letter.html", context(page))
    bare = [line for line in re.findall(r"<p[^>]*>(.*?)</p>", printed_page, re.DOTALL) if 'class="ref' not in line]
    assert bare
    assert all(line == line.strip() for line in bare)


def test_paragraph_numbers_run_through_the_whole_letter():
    said = context(letter_zh())
    numbers = [paragraph["number"] for block in said["blocks"] for paragraph in block["paragraphs"]]
    assert numbers == [f"{n}." for n in range(1, len(numbers) + 1)]
    assert [block["title"][:2] for block in said["blocks"]] == ["一、", "二、", "三、", "四、"]
    assert said["exhibits_title"] == "五、随附证据"


def test_the_chinese_letter_reads_as_chinese(ocr, faces):
    pdf = render_letter(letter_zh())
    seen = ocr(pdf, dpi=200)
    for words in ("关于解除账户冻结并恢复使用的申诉书", "采购合同", "对核实事项的说明", "统一社会信用代码"):
        assert words in seen
    assert not [face for face in faces(pdf) if "JP" in face or "CJK" not in face]


def test_the_english_letter_has_english_numerals_and_page_words(text):
    said = " ".join(text(render_letter(letter_en())))
    assert "I. Facts" in said
    assert "III. Exhibits enclosed" in said
    assert "Page 1 of" in said
    assert "Exhibit 2.1, pp. 9, 14" in said


def test_every_reference_leads_to_its_exhibit(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(render_letter(letter_zh()))
    names = named_pages(path)
    assert {"exh-2.1", "exh-2.1-p1", "exh-2.5-p2", "exh-4.1-p3"} <= set(names)
    assert names["exh-2.1-p1"] == 2  # the list of exhibits stands on the second page


def test_the_letter_can_be_read_aloud_in_order(opened):
    """Tagged: the subject is the first heading, and the place of the seal says what it is."""
    headings, figures = [], []

    def walk(element):
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary):
            kind = str(element.get("/S", ""))
            if kind.startswith("/H"):
                headings.append(kind)
            if kind == "/Figure":
                figures.append(str(element.Alt))
            walk(element.get("/K"))

    with opened(render_letter(letter_zh())) as pdf:
        walk(pdf.Root.StructTreeRoot.K)
        assert pdf.Root.MarkInfo.Marked
    assert headings == ["/H1"] + ["/H2"] * 5
    assert figures == ["加盖公章"]


def test_only_a_draft_shows_that_it_is_one_and_what_is_unproved(text):
    block = letter_zh().blocks[0]
    unproved = Paragraph("此句尚无证据。", unproved=True)
    blocks = (type(block)("事实", (unproved,)),)
    draft = " ".join(text(render_letter(letter_zh(blocks=blocks, draft=True))))
    sent = " ".join(text(render_letter(letter_zh(blocks=blocks))))
    assert "草稿" in draft
    assert "草稿" not in sent
    assert context(letter_zh(blocks=blocks, draft=True))["blocks"][0]["paragraphs"][0]["unproved"]
    assert not context(letter_zh(blocks=blocks))["blocks"][0]["paragraphs"][0]["unproved"]


def test_the_signature_never_stands_alone_on_a_page(text):
    """It takes a row of the table with it."""
    exhibits = letter_zh().exhibits
    for count in (3, 8, 10, 11, 12, 13):
        rows = (exhibits * 2)[:count]
        last = text(render_letter(letter_zh(exhibits=rows)))[-1]
        assert "加盖公章" in last
        assert any(row.title[:4] in last for row in rows)


@pytest.mark.parametrize("letter", [letter_zh, letter_en], ids=["zh", "en"])
def test_the_signature_takes_two_lines_of_the_text_onto_a_new_page(letter, text):
    """Also where the letter ends with one line of thanks, under no heading of its own."""
    filler = Paragraph("Only the length of the page changes. " if letter is letter_en else "此段只改变版面长度。")
    thanks = Paragraph("Thank you." if letter is letter_en else "感谢贵方拨冗处理。", numbered=False)
    went_over = 0
    for count in range(14, 34):
        blocks = (Block("Facts", (filler,) * count), Block("", (thanks,)))
        pages = text(render_letter(letter(exhibits=(), blocks=blocks)))
        if len(pages) > 1:
            before, said, _sign = pages[-1].partition(thanks.text)
            assert said, count
            assert filler.text.strip() in before, count
            went_over += 1
    assert went_over


def test_the_letter_leaves_room_for_the_bundles_page_number(tmp_path):
    from documents.binding import looked_at

    for letter in (letter_zh(), letter_en()):
        path = tmp_path / "letter.pdf"
        path.write_bytes(render_letter(letter))
        assert set(looked_at(path)) == {"1"}


def test_an_english_reference_may_end_a_line_between_paper_and_page_and_within_neither():
    from documents.letterpage import Reference

    ref = Reference("2.1", (9, 14, 35, 36, 37))
    assert ref.parts("en") == ("Exhibit 2.1,", "pp. 9, 14, 35–37")
    assert ref.parts("zh-hans") == ("证据2.1，", "第9、14、35–37页")
    assert "".join(ref.parts("zh-hans")) == ref.text("zh-hans")
    assert ref.text("en") == "Exhibit 2.1, pp. 9, 14, 35–37"


def test_a_chinese_title_is_not_cut_within_a_word_and_an_account_number_nowhere():
    from documents.letterpage import set_text, title_pieces

    title = "关于某公司对账户BE47 9149 9900 0180采取冻结措施的投诉申请"
    pieces = title_pieces(title, "zh-hans")
    assert "".join(text for text, _whole in pieces).replace("\u00a0", " ") == title
    assert [text for text, whole in pieces if whole] == ["账户", "采取冻结措施的", "投诉申请"]
    assert "BE47\u00a09149\u00a09900\u00a00180" in set_text("Account BE47 9149 9900 0180 was frozen.", "en")
    assert title_pieces("关于甲公司的函", "zh-hans")[-1] == ("函", True)
    assert title_pieces("某某某某公告", "zh-hans")[-1] == ("某某公告", True)

"""A letter as a Word file, and what comes back: tracked changes are read as they would print, hostile files refused."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.text.paragraph import Paragraph

from documents import wordfile

ROWS = [wordfile.Row("Fact 1", ("fact:1:text_zh", "fact:1:text_en"), ("货物已装船。", "The goods were shipped."))]


def file(rows=ROWS):
    return wordfile.written("FD-0007", [("English", [("Facts", "The goods were shipped.")])], rows, "note")


def changed(data, *changes):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == wordfile.PART:
                for old, new in changes:
                    assert old.encode() in part
                    part = part.replace(old.encode(), new.encode())
            target.writestr(name, part)
    return out.getvalue()


def test_what_goes_out_comes_back():
    back = wordfile.read(file(), ["FD-0007", "note", "中文", "English", "Facts", "The goods were shipped."])
    assert back == wordfile.Returned({}, frozenset({"fact:1:text_zh", "fact:1:text_en"}))


def test_signs_that_a_word_file_cannot_hold_keep_it_from_nothing_and_are_nobodys_change():
    rows = [
        wordfile.Row("Fact\x01 1", ("fact:1:text_zh", "fact:1:text_en"), ("货物\x0b已装船。", "Shipped\ufffe \x1bon."))
    ]
    assert wordfile.read(file(rows)).changed == {}
    assert "Shipped on." in Document(io.BytesIO(file(rows))).tables[0]._tbl.xml


def test_tracked_changes_are_read_as_they_would_print():
    tracked = (
        '<w:t>The goods </w:t></w:r><w:del w:id="1"><w:r><w:delText>were shipped.</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>arrived.</w:t></w:r></w:ins><w:r><w:t></w:t>'
    )
    data = file([wordfile.Row("Fact 1", ("", "fact:1:text_en"), ("", "The goods were shipped now."))])
    back = wordfile.read(changed(data, ("<w:t>The goods were shipped now.</w:t>", tracked)))
    assert back.changed == {"fact:1:text_en": "The goods arrived."}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused(data):
    with pytest.raises(ValidationError) as caught:
        wordfile.read(data)
    assert caught.value.code == "no_word_file"


def test_entities_and_foreign_files_are_refused():
    bomb = changed(file(), ("<w:document", '<!DOCTYPE x [<!ENTITY a "b">]><w:document'))
    with pytest.raises(ValidationError):
        wordfile.read(bomb)
    with pytest.raises(ValidationError) as caught:
        wordfile.read(file([]))
    assert caught.value.code == "no_texts"


def edited(act):
    """As counsel outside would: opened, changed, saved."""
    document = Document(io.BytesIO(file(TWO)))
    act(document)
    out = io.BytesIO()
    document.save(out)
    return wordfile.read(out.getvalue(), ["FD-0007", "note", "中文", "English", "Facts", "The goods were shipped."])


TWO = [
    wordfile.Row("Fact 1", ("fact:1:text_zh", "fact:1:text_en"), ("货物已装船。", "The goods were shipped.")),
    wordfile.Row("Fact 2", ("fact:2:text_zh", "fact:2:text_en"), ("款项已到账。", "The money arrived.")),
]


def english(document, line):
    return document.tables[0].rows[line].cells[2]


def test_a_cell_that_was_typed_anew_is_still_read():
    def anew(document):
        english(document, 1).text = "The goods were “shipped” on 3 March."

    assert edited(anew).changed == {"fact:1:text_en": "The goods were “shipped” on 3 March."}


def test_a_paragraph_added_below_the_text_is_part_of_it_and_one_emptied_is_empty():
    def act(document):
        english(document, 1).add_paragraph("They arrived in May.")
        english(document, 2).text = ""

    assert edited(act).changed == {
        "fact:1:text_en": "The goods were shipped.\nThey arrived in May.",
        "fact:2:text_en": "",
    }


def test_lines_that_changed_places_keep_their_texts():
    def moved(document):
        first, second = document.tables[0].rows[1]._tr, document.tables[0].rows[2]._tr
        first.addprevious(second)

    assert edited(moved).changed == {}


def test_words_elsewhere_and_in_a_new_line_are_told_and_not_lost():
    def act(document):
        document.add_paragraph("Please add the customs paper.")
        row = document.tables[0].add_row().cells
        row[0].text, row[2].text = "Fact 3", "The buyer paid."
        document.tables[0].rows[2]._tr.getparent().remove(document.tables[0].rows[2]._tr)

    back = edited(act)
    assert back.beside == ("Please add the customs paper.", "Fact 3", "The buyer paid.")
    assert back.names == {"fact:1:text_zh", "fact:1:text_en"}


def test_a_comment_of_counsel_is_shown_with_its_author():
    def act(document):
        paragraph = document.paragraphs[-1]
        document.add_comment(paragraph.runs, text="Is the date right?", author="Outside counsel")

    back = edited(act)
    assert back.changed == {}
    assert back.remarks == ("Outside counsel: Is the date right?",)


def test_what_was_moved_within_a_text_is_read_once():
    moved = (
        '<w:t xml:space="preserve">now </w:t></w:r><w:moveFrom w:id="3"><w:r><w:t>shipped</w:t></w:r></w:moveFrom>'
        '<w:r><w:t xml:space="preserve">the goods </w:t></w:r><w:moveTo w:id="4"><w:r><w:t>shipped</w:t></w:r>'
        "</w:moveTo><w:r><w:t></w:t>"
    )
    data = file([wordfile.Row("Fact 1", ("", "fact:1:text_en"), ("", "Were shipped now."))])
    back = wordfile.read(changed(data, ("<w:t>Were shipped now.</w:t>", moved)))
    assert back.changed == {"fact:1:text_en": "now the goods shipped"}


def test_runs_split_by_the_word_processor_and_its_spaces_change_nothing():
    split = '<w:t xml:space="preserve">The goods\u00a0</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>were shipped.</w:t>'
    data = file([wordfile.Row("Fact 1", ("", "fact:1:text_en"), ("", "The goods were shipped. "))])
    assert (
        wordfile.read(changed(data, ('<w:t xml:space="preserve">The goods were shipped. </w:t>', split))).changed == {}
    )


def struck(*pieces):
    """What a word processor writes for a deletion that is tracked, around runs or in the mark of a paragraph."""
    gone = OxmlElement("w:del")
    for name, value in (("id", "7"), ("author", "Outside counsel"), ("date", "2026-11-20T09:00:00Z")):
        gone.set(qn(f"w:{name}"), value)
    for run in pieces:
        run.addprevious(gone)
        gone.append(run)
        for text in run.findall(qn("w:t")):
            text.tag = qn("w:delText")
    return gone


def strike(paragraph, *, mark=True):
    struck(*(run._r for run in paragraph.runs))
    if mark:
        strike_mark(paragraph)


def strike_mark(paragraph):
    properties = OxmlElement("w:rPr")
    properties.append(struck())
    paragraph._p.get_or_add_pPr().append(properties)


def english_of(data, act):
    document = Document(io.BytesIO(data))
    cell = document.tables[0].rows[1].cells[2]
    for text in ("They arrived in May.", "The buyer has paid."):
        cell.add_paragraph(text)
    act([each for control in cell._tc.iter(qn("w:p")) if (each := Paragraph(control, cell)).text])
    out = io.BytesIO()
    document.save(out)
    return wordfile.read(out.getvalue()).changed


def test_a_paragraph_struck_with_its_mark_is_taken_as_deleted():
    first, second, third = "The goods were shipped.", "They arrived in May.", "The buyer has paid."

    def whole(*places):
        return lambda paragraphs: [strike(paragraphs[place]) for place in places]

    assert english_of(file(), whole(1)) == {"fact:1:text_en": f"{first}\n{third}"}
    assert english_of(file(), whole(0)) == {"fact:1:text_en": f"{second}\n{third}"}
    assert english_of(file(), whole(1, 2)) == {}  # what was added is gone again
    assert english_of(file(), whole(0, 1, 2)) == {"fact:1:text_en": ""}

    def from_the_end(paragraphs):  # the last of a cell: its words, and the mark of the one before
        strike(paragraphs[2], mark=False)
        strike_mark(paragraphs[1])

    assert english_of(file(), from_the_end) == {"fact:1:text_en": f"{first}\n{second}"}


def test_two_paragraphs_joined_by_striking_the_mark_between_them_are_one():
    assert english_of(file(), lambda paragraphs: strike_mark(paragraphs[1])) == {
        "fact:1:text_en": "The goods were shipped.\nThey arrived in May.The buyer has paid."
    }

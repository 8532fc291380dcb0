"""What is written, drawn or stamped on a page is part of the bound page, or is named with its page."""

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from documents import blackout, intake, pdf_binding, pdf_files
from documents.seen import Seen

HERE = [100, 600, 220, 640]
# The kinds of ISO 32000, 12.5.6, with what each needs to be drawn.
DRAWN = {
    "FreeText": {"Contents": String("Paid in full 已付清"), "DA": String("/Helv 11 Tf 0.8 0 0 rg")},
    "Line": {"L": [100, 600, 220, 640], "LE": [Name("/None"), Name.OpenArrow]},
    "Square": {"C": [1, 0, 0], "IC": [0.9, 0.9, 0]},
    "Circle": {"C": [1, 0, 0]},
    "Polygon": {"Vertices": [100, 600, 160, 640, 220, 600]},
    "PolyLine": {"Vertices": [100, 600, 160, 640, 220, 600]},
    "Highlight": {"QuadPoints": [100, 640, 220, 640, 100, 600, 220, 600], "C": [1, 1, 0]},
    "Underline": {"QuadPoints": [100, 640, 220, 640, 100, 600, 220, 600]},
    "Squiggly": {"QuadPoints": [100, 640, 220, 640, 100, 600, 220, 600]},
    "StrikeOut": {"QuadPoints": [100, 640, 220, 640, 100, 600, 220, 600]},
    "Caret": {},
    "Stamp": {"Name": Name.NotApproved},
    "Ink": {"InkList": [[100, 600, 160, 640, 220, 600]]},
}
ONLY_WITH_PICTURE = ("Watermark", "PrinterMark", "TrapNet", "Projection", "Redact", "Own")


def a_page_with(path, *notes, picture=None, turn=0, form=False, content=b""):
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 800))
    page.obj.Contents = pdf.make_stream(content)
    if turn:
        page.obj.Rotate = turn
    made = []
    for said in notes:
        note = Dictionary(Type=Name.Annot, Rect=HERE, F=4)
        for key, value in said.items():
            note[f"/{key}"] = Array(value) if isinstance(value, list) else value
        if picture is not None:
            note.AP = Dictionary(
                N=pdf.make_stream(picture, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 60, 20]))
            )
        made.append(pdf.make_indirect(note))
    page.obj.Annots = Array(made)
    if form:
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("n"), V=String("value"), F=4,
            Rect=[300, 700, 390, 720], DA=String("/Helv 10 Tf 0 g"),
        )  # fmt: skip
        field = pdf.make_indirect(field)
        page.obj.Annots.append(field)
        helvetica = Dictionary(Helv=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        pdf.Root.AcroForm = Dictionary(Fields=[field], NeedAppearances=True, DR=Dictionary(Font=helvetica))
    pdf.save(path)
    return path


def bound(path):
    """The copy for binding and what was found, as the intake's child does it."""
    seen, out = Seen(mime="application/pdf"), path.with_suffix(".out.pdf")
    pdf_files.look(path, seen)
    made = pdf_binding.write(path, out, seen)
    return (out if made else path), seen.findings


def codes(findings):
    return [finding["code"] for finding in findings]


def ink(path, box=HERE):
    """How many dots are not white there, on the page alone: a reader may be told to leave marks away."""
    document = pypdfium2.PdfDocument(str(path))
    try:
        picture = document[0].render(scale=1, draw_annots=False).to_pil().convert("L")
    finally:
        document.close()
    left, low, right, high = box
    return sum(picture.crop((left - 2, 800 - high - 2, right + 2, 800 - low + 2)).histogram()[:250])


def words(path):
    document = pypdfium2.PdfDocument(str(path))
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("form", [False, True], ids=["plain", "form"])
def test_a_mark_without_a_picture_of_its_own_is_drawn(kind, form, tmp_path):
    path, findings = bound(a_page_with(tmp_path / "a.pdf", {"Subtype": Name(f"/{kind}"), **DRAWN[kind]}, form=form))
    assert ink(path) > 60
    assert "marks" in codes(findings)
    assert "mark_not_drawn" not in codes(findings)


@pytest.mark.parametrize("kind", [*DRAWN, *ONLY_WITH_PICTURE])
@pytest.mark.parametrize("flags", [4, 0, 36], ids=["printed", "only on screen", "only on paper"])
@pytest.mark.parametrize("form", [False, True], ids=["plain", "form"])
def test_a_mark_with_a_picture_is_part_of_the_page_wherever_it_would_have_shown(kind, flags, form, tmp_path):
    said = {"Subtype": Name(f"/{kind}"), **DRAWN.get(kind, {}), "F": flags}
    path, _findings = bound(a_page_with(tmp_path / "a.pdf", said, picture=b"0 0 60 20 re f", form=form))
    assert ink(path) > 4000


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_words_of_a_text_box_are_read_and_found_whichever_way_the_page_lies(turn, tmp_path):
    said = {"Subtype": Name.FreeText, **DRAWN["FreeText"], "Rect": [100, 500, 240, 640]}
    path, _findings = bound(a_page_with(tmp_path / "a.pdf", said, turn=turn))
    assert words(path) == "Paid in full 已付清"
    document = pypdfium2.PdfDocument(str(path))
    line = document[0].get_textpage()
    first, last = line.get_charbox(0), line.get_charbox(line.count_chars() - 1)
    across, up = last[0] - first[0], last[1] - first[1]
    document.close()
    assert {0: across > 40, 90: up > 40, 180: across < -40, 270: up < -40}[turn]


def test_a_box_that_was_left_empty_for_the_next_program_is_filled(tmp_path):
    path, _findings = bound(
        a_page_with(tmp_path / "a.pdf", {"Subtype": Name.FreeText, **DRAWN["FreeText"]}, picture=b" ")
    )
    assert words(path) == "Paid in full 已付清"


def test_formatted_words_are_words(tmp_path):
    rich = "<body><p>Amount &lt; 500</p><p>see <b>page 2</b></p></body>"
    path, _findings = bound(a_page_with(tmp_path / "a.pdf", {"Subtype": Name.FreeText, "RC": String(rich)}))
    assert words(path).split() == ["Amount", "<", "500", "see", "page", "2"]


def test_long_words_are_set_smaller_and_never_cut_off(tmp_path):
    said = "The amount was paid on the third of October and received on the fifth of October by the seller"
    path, findings = bound(a_page_with(tmp_path / "a.pdf", {"Subtype": Name.FreeText, "Contents": String(said)}))
    assert " ".join(words(path).split()) == said
    assert "mark_not_drawn" not in codes(findings)


@pytest.mark.parametrize(
    "said",
    [
        {"Contents": String("Words without number. " * 60)},
        {"Contents": String("\U0001f600")},
        {"Contents": String("far away"), "Rect": [5000, 5000, 5100, 5050]},
        {"Contents": String("no place"), "Rect": [100, 600, 100, 600]},
        {"Contents": String("odd place"), "Rect": [1, 2]},
        {"Subtype": Name.Ink, "InkList": []},
        {"Subtype": Name.Line, "L": [1, String("x"), 2, 3]},
        {"Subtype": Name.Stamp, "Name": Name("/#23a81")},
    ],
    ids=["too many words", "a character no face has", "off the page", "no size", "half a place", "no line",
         "odd numbers", "a stamp of the program's own"],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named_with_its_page(said, tmp_path):
    path, findings = bound(a_page_with(tmp_path / "a.pdf", {"Subtype": Name.FreeText, **said}))
    assert {"code": "mark_not_drawn", "page": 1} in findings
    assert ink(path) == 0


@pytest.mark.parametrize("flags", [2, 6, 34, 32], ids=["hidden", "hidden, printed", "hidden twice", "on no screen"])
@pytest.mark.parametrize("kind", ["FreeText", "Stamp", "Text", "Watermark"])
def test_a_hidden_mark_is_not_bound_and_said(kind, flags, tmp_path):
    said = {"Subtype": Name(f"/{kind}"), "Contents": String("between us: weak"), "F": flags}
    path, findings = bound(a_page_with(tmp_path / "a.pdf", said, picture=b"0 0 60 20 re f"))
    assert codes(findings) == ["mark_hidden"]
    assert ink(path) == 0
    assert b"weak" not in path.read_bytes()


def test_a_note_that_opens_with_a_click_does_not_travel_unread(tmp_path):
    notes = [
        {"Subtype": Name.Text, "Contents": String("between us: weak")},
        {"Subtype": Name.Popup, "Contents": String("between us: weak"), "Open": True},
        {"Subtype": Name.Square, "Contents": String("between us: weak")},
    ]
    path, findings = bound(a_page_with(tmp_path / "a.pdf", *notes))
    assert codes(findings) == ["note_left_out", "marks"]
    with pikepdf.open(path) as pdf:
        assert not any(
            b"weak" in thing.unparse(resolved=True) for thing in pdf.objects if isinstance(thing, Dictionary)
        )


def test_a_wish_to_black_out_is_not_taken_for_the_deed(tmp_path):
    _path, findings = bound(a_page_with(tmp_path / "a.pdf", {"Subtype": Name.Redact, "Contents": String("x")}))
    assert {"code": "not_blacked_out", "page": 1} in findings


def test_what_the_page_leaves_open_cannot_move_a_mark(tmp_path):
    said = {"Subtype": Name.Square, "IC": [0, 0, 0]}
    path, _findings = bound(a_page_with(tmp_path / "a.pdf", said, content=b"q 0.1 0 0 0.1 0 0 cm Q Q q 0 0 1 1 re W n"))
    assert ink(path) > 4000


def test_a_mark_in_a_hidden_layer_stays_in_it(tmp_path):
    path = a_page_with(tmp_path / "a.pdf", {"Subtype": Name.Square, "IC": [0, 0, 0]})
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("draft")))
        pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))
        pdf.pages[0].obj.Annots[0].OC = layer
        pdf.save(path)
    path, _findings = bound(path)
    assert ink(path) == 0
    with pikepdf.open(path) as pdf:
        assert pdf.pages[0].obj.Resources.Properties.FdMarkLayer1.FreezeDeskHidden


def test_links_stay_and_a_page_without_marks_is_not_touched(tmp_path):
    link = {"Subtype": Name.Link, "A": Dictionary(S=Name.URI, URI=String("https://provider.example"))}
    path, findings = bound(a_page_with(tmp_path / "a.pdf", link))
    assert path == tmp_path / "a.pdf"
    assert findings == []
    path, _findings = bound(a_page_with(tmp_path / "b.pdf", link, {"Subtype": Name.Square}))
    with pikepdf.open(path) as pdf:
        assert [note.Subtype for note in pdf.pages[0].obj.Annots] == [Name.Link]


def test_the_confined_child_draws_chinese_words_too(tmp_path):
    path = a_page_with(tmp_path / "a.pdf", {"Subtype": Name.FreeText, **DRAWN["FreeText"]})
    verdict = intake.inspect(path, name="a.pdf", out=tmp_path / "out.pdf")
    assert verdict.derivative is not None
    assert words(verdict.derivative) == "Paid in full 已付清"
    assert verdict.facts["feet"] == "1"


def test_a_word_in_a_text_box_is_found_and_blacked_out(tmp_path):
    path, _findings = bound(a_page_with(tmp_path / "a.pdf", {"Subtype": Name.FreeText, **DRAWN["FreeText"]}))
    marks = blackout.places_of(path, ["已付清"])
    blackout.black_out(path, tmp_path / "out.pdf", marks, tmp_path)
    assert "已付清" not in words(tmp_path / "out.pdf")
    assert "Paid" in words(tmp_path / "out.pdf")

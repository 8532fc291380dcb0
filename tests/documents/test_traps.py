"""What the folder of traps (traps.py) found: each trap alone, at the step that has to mend it."""

import io
import zlib

import numpy
import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from documents import pdf_binding, pdf_files, reading, resampling
from documents.seen import Seen
from tests.documents import trap_pages as traps
from tests.documents.trap_pictures import saved, written
from tests.documents.trap_scans import scan
from tests.documents.trap_trees import TREES


def bindable(data, folder):
    """The copy for binding as the intake's child writes it, here without the child."""
    source, out = folder / "source.pdf", folder / "out.pdf"
    source.write_bytes(data)
    seen = Seen(mime="application/pdf")
    pdf_files.look(source, seen)
    return out if pdf_binding.write(source, out, seen) else source


def words_in(path):
    with pikepdf.open(path) as pdf:
        return b" ".join(
            (thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing).unparse(resolved=True)
            for thing in pdf.objects
            if isinstance(thing, (pikepdf.Stream, Dictionary, Array))
        )


def test_nothing_that_acts_is_left_not_even_second_in_a_row_of_actions(tmp_path):
    said = words_in(bindable(traps.STRUCTURE["acts"](1), tmp_path))
    for word in (b"JavaScript", b"/JS", b"Launch", b"GoToR", b"/AA", b"/Next", b"FileAttachment", b"Rendition"):
        assert word not in said
    assert b"https://provider.example" in said


@pytest.mark.parametrize(
    ("address", "stays"),
    [("https://a.example/x?y=javascript:", True), ("mailto:a@b.example", True), ("www.a.example:80/", True),
     ("page.html", True), ("JavaScript:alert(1)", False), (" file:///etc/passwd", False), ("\\\\a\\b", False),
     ("ms-word:ofe|u|http://a", False)],
)  # fmt: skip
def test_a_link_leads_to_the_web_or_to_a_mailbox_and_nowhere_else(tmp_path, address, stays):
    def link(pdf, _sheaf):
        action = Dictionary(S=Name.URI, URI=String(address))
        pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)])

    with pikepdf.open(bindable(traps.with_pdf(link)(1), tmp_path)) as pdf:
        assert ("/A" in pdf.pages[0].obj.Annots[0]) is stays


def test_a_link_to_the_second_page_of_its_paper_stays_in_its_paper(tmp_path):
    with pikepdf.open(bindable(traps.STRUCTURE["links one"](1), tmp_path)) as pdf:
        goals = [pikepdf.Page(note.Dest[0]).index for note in pdf.pages[0].obj.Annots]
    assert goals == [2, 1, 1]  # by name, by page, by the page's number; the one that leads nowhere is gone


def test_a_list_of_notes_that_holds_other_things_is_cleared_of_them(tmp_path):
    with pikepdf.open(bindable(traps.STRUCTURE["broken annotations"](1), tmp_path)) as pdf:
        assert all(isinstance(note, Dictionary) for note in pdf.pages[0].obj.Annots)


@pytest.mark.parametrize(("name", "pages"), [("tree with holes", 1), ("tree that miscounts", 2)])
def test_every_program_counts_the_same_pages_in_the_copy(tmp_path, name, pages):
    document = pypdfium2.PdfDocument(bindable(TREES[name](1), tmp_path))
    assert [document[n].get_size() for n in range(len(document))] == [(595, 842)] * pages
    document.close()


@pytest.mark.parametrize("name", ["end cut off", "no table", "table moved", "wrong length"])
def test_the_copy_of_a_damaged_file_is_whole(tmp_path, name):
    with pikepdf.open(bindable(traps.STRUCTURE[name](1), tmp_path)) as pdf:
        assert len(pdf.pages) == 2
        assert not pdf.get_warnings()


@pytest.mark.parametrize("name", ["open q", "bare matrix", "open clip and mark"])
def test_words_read_off_a_scan_lie_where_they_stand_whatever_the_page_leaves_open(name):
    layer = io.BytesIO(traps.simple()(7))
    with pikepdf.open(io.BytesIO(traps.CONTENT[name](1))) as pdf:
        frame = pdf_files.frame_of(pdf.pages[0].obj)
        reading.lay_over(pdf, pdf.pages[0], layer)
        out = io.BytesIO()
        pdf.save(out)
    document = pypdfium2.PdfDocument(out)
    head = document[0].get_textpage().get_text_bounded(0, frame.height * 0.9, frame.width, frame.height)
    document.close()
    assert "MK007001" in head


def indexed(picture):
    few = picture.convert("RGB").quantize(8)
    space = Array([Name.Indexed, Name.DeviceRGB, 7, String(bytes(few.getpalette())[:24].ljust(24, b"\0"))])
    return scan(zlib.compress(few.tobytes()), few.size, "FlateDecode", space=space)


def four_colours(picture):
    data = saved(picture.convert("RGB").convert("CMYK"), "JPEG", quality=90)
    return scan(data, picture.size, "DCTDecode", space="DeviceCMYK", Decode=Array([1, 0] * 4))


def stencil(picture):
    data = zlib.compress(picture.convert("1").tobytes())
    return scan(data, picture.size, "FlateDecode", space=None, bits=1, ImageMask=True)


def negative(picture):
    data = zlib.compress(picture.point(lambda v: 255 - v).tobytes())
    return scan(data, picture.size, "FlateDecode", Decode=Array([1, 0]))


@pytest.mark.parametrize("make", [indexed, four_colours, stencil, negative])
def test_an_unusual_picture_is_made_lighter_and_looks_the_same(tmp_path, make):
    picture = written((620, 877))
    source, out = tmp_path / "in.pdf", tmp_path / "out.pdf"
    source.write_bytes(make(picture))
    assert resampling.write(source, out, {picture.size: 2.0}, Seen(mime="application/pdf"))
    before, after = (drawn(path) for path in (source, out))
    assert (abs(before - after) > 60).mean() < 0.03
    with pikepdf.open(out) as pdf:
        assert pdf.pages[0].obj.Resources.XObject.Im.Width == 310


def drawn(path):
    document = pypdfium2.PdfDocument(path)
    try:
        picture = document[0].render(scale=0.3, grayscale=True).to_pil()
    finally:
        document.close()
    assert isinstance(picture, Image.Image)
    return numpy.asarray(picture).astype(int)

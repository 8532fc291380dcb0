"""What is blacked out is gone: from the picture, the text and the objects, and nothing else is."""

import pikepdf
import pypdfium2
import pytest

from appeals.redaction import fits
from documents import blackout, splitting, verifying
from tests.documents.samples import pdf
from tests.documents.test_binding import bound, item, spec


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf(pages=3, text="Account of Zhang Wei at the bank"))
    return path


def words_of(path):
    document = pypdfium2.PdfDocument(str(path))
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def everything_in(path):
    """Each stream unpacked, each string: what somebody finds who takes the file apart."""
    found = b""
    with pikepdf.open(path) as made:
        for thing in made.objects:
            found += thing.unparse() if not isinstance(thing, pikepdf.Stream) else b""
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
                found += thing.read_bytes()
    return found


def test_a_blacked_out_name_is_found_nowhere_in_the_file(paper, tmp_path):
    marks = blackout.places_of(paper, ["zhang wei"])
    assert set(marks) == {1, 2, 3}
    blackout.black_out(paper, tmp_path / "out.pdf", marks, tmp_path)
    assert "Zhang" not in "".join(words_of(tmp_path / "out.pdf"))
    assert b"Zhang" not in everything_in(tmp_path / "out.pdf")


def test_what_stands_beside_a_mark_can_still_be_searched(paper, tmp_path):
    blackout.black_out(paper, tmp_path / "out.pdf", {2: blackout.places_of(paper, ["Zhang Wei"])[2]}, tmp_path)
    first, second, third = words_of(tmp_path / "out.pdf")
    assert "Account" in second
    assert "bank" in second
    assert "Zhang" not in second
    assert "Zhang Wei" in first
    assert "Zhang Wei" in third


def test_the_mark_is_black_in_the_picture_and_the_page_keeps_its_size(paper, tmp_path):
    blackout.black_out(paper, tmp_path / "out.pdf", {1: [(0.5, 0.5, 0.2, 0.1)]}, tmp_path)
    document = pypdfium2.PdfDocument(str(tmp_path / "out.pdf"))
    picture = document[0].render(scale=0.5, grayscale=True).to_numpy()
    assert [round(v) for v in document[0].get_size()] == [595, 842]
    document.close()
    high, wide = picture.shape[:2]
    assert int(picture[int(high * 0.55), int(wide * 0.6)].max()) < 30
    assert int(picture[int(high * 0.3), int(wide * 0.6)].min()) > 220


@pytest.mark.parametrize(("x", "y"), [(560, 700), (700, 700), (72, -20), (-30, 700), (72, 838)])
def test_a_word_that_runs_off_the_page_is_taken_out_as_well(x, y, tmp_path):
    """It was found, called a mark outside the page, and could not be blacked out at all."""
    path = tmp_path / "off.pdf"
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(595, 842)).obj
        helvetica = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=helvetica))
        page.Contents = made.make_stream(
            f"BT /F1 12 Tf {x} {y} Td (Zhang Wei) Tj ET BT /F1 12 Tf 72 400 Td (stays) Tj ET".encode()
        )
        made.save(path)
    marks = blackout.places_of(path, ["Zhang Wei"])
    assert [number for number, boxes in marks.items() if all(fits(box) for box in boxes)] == [1]
    blackout.black_out(path, tmp_path / "out.pdf", marks, tmp_path)
    assert b"Zhang" not in everything_in(tmp_path / "out.pdf")
    assert blackout.places_of(tmp_path / "out.pdf", ["Zhang"]) == {}
    assert list(blackout.places_of(tmp_path / "out.pdf", ["stays"])) == [1]


def test_properties_and_bookmarks_do_not_keep_the_word(paper, tmp_path):
    with pikepdf.open(paper, allow_overwriting_input=True) as made:
        made.docinfo["/Title"] = "Zhang Wei"
        with made.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Zhang Wei", 0))
        made.pages[0].obj.Annots = made.make_indirect(
            pikepdf.Array(
                [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents="Zhang Wei")]
            )
        )
        made.save(paper)
    blackout.black_out(paper, tmp_path / "out.pdf", blackout.places_of(paper, ["Zhang Wei"]), tmp_path)
    assert b"Zhang" not in everything_in(tmp_path / "out.pdf")
    with pikepdf.open(tmp_path / "out.pdf") as made:
        assert not made.docinfo


# --- parts for a small channel -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    papers = [item(folder, f"1.{n}", pdf(pages=2, text=f"Paper {n}")) for n in (1, 2, 3)]
    path = folder / "pack.pdf"
    path.write_bytes(bound(spec(papers))[1])
    return path


def test_cuts_fall_between_exhibits_and_lose_no_page():
    sizes = [10, 10, 30, 30, 30, 30, 30]
    spans = splitting.cuts(sizes, 2, {3, 5}, 90)
    assert spans == [(3, 4), (5, 6), (7, 7)]
    assert [page for first, last in spans for page in range(first, last + 1)] == [3, 4, 5, 6, 7]


def test_parts_carry_cover_and_index_and_the_numbers_run_on(bundle, tmp_path, monkeypatch):
    monkeypatch.setattr(splitting, "cuts", lambda sizes, front, starts, limit: [(4, 7), (8, len(sizes))])
    parts = splitting.split(bundle, 10**9, lambda n, m: tmp_path / f"{n}of{m}.pdf")
    with pikepdf.open(bundle) as whole:
        total = len(whole.pages)
    labels, texts = [], []
    for part in parts:
        document = pypdfium2.PdfDocument(str(part.path))
        labels.append([document.get_page_label(i) for i in range(len(document))])
        texts.append(document[0].get_textpage().get_text_bounded())
        document.close()
        with pikepdf.open(part.path) as made:
            assert made.check_pdf_syntax() == []
    assert labels[0] == ["1", "2", "3", "4", "5", "6", "7"]
    assert labels[1] == ["1", "2", "3", *map(str, range(8, total + 1))]
    assert "1/2" in texts[0]
    assert "2/2" in texts[1]


def test_a_part_is_no_bundle_that_could_be_taken_for_the_whole(bundle, tmp_path):
    parts = splitting.split(bundle, 10**9, lambda n, m: tmp_path / f"{n}of{m}.pdf")
    assert len(parts) == 1
    assert "no_manifest" in {fault.code for fault in verifying.verify(parts[0].path).faults}

"""Letters come out in Chinese type, the same bytes each time, and the printer can reach nothing."""

import hashlib
import http.server
import threading

import pikepdf
import pytest

from documents import fonts, printing
from documents.printing import PrintingProblem, html_language, to_pdf

SENTENCE = "兹就贵行冻结账户一事提出申诉，请求解除冻结并恢复使用。门骨直角"


def test_chinese_is_drawn_as_chinese_and_not_as_boxes(ocr, faces, text):
    pdf = to_pdf(f"<h1>申诉书</h1><p>{SENTENCE}</p>", title="申诉书", language="zh-hans")
    seen = ocr(pdf)
    assert sum(c in seen for c in set(SENTENCE)) >= len(set(SENTENCE)) - 3
    assert SENTENCE in text(pdf)[0].replace("\r\n", "").replace("\n", "")
    assert faces(pdf)
    assert not [face for face in faces(pdf) if "JP" in face or "DejaVu" in face]


@pytest.mark.parametrize("language", ["zh-hans", "zh-Hans", "zh", "en"])
def test_no_language_code_brings_the_japanese_face(faces, language):
    pdf = to_pdf("<p>门骨直 <i>em</i> <b>bold</b></p>", title="x", language=language)
    assert not [face for face in faces(pdf) if "JP" in face]


def test_the_printer_is_never_told_djangos_language_code():
    assert [html_language(code) for code in ("zh-hans", "zh-Hans", "zh", "en", "en-gb")] == ["zh-CN"] * 3 + ["en"] * 2


def test_the_same_text_gives_the_same_bytes():
    prints = [hashlib.sha256(to_pdf("<p>冻结</p>", title="x", language="zh")).hexdigest()]
    printing.press().stop()  # and again in a child that has not printed anything yet
    prints.append(hashlib.sha256(to_pdf("<p>冻结</p>", title="x", language="zh")).hexdigest())
    assert prints[0] == prints[1]


def test_the_pdf_is_tagged_and_says_its_title_and_language(opened):
    with opened(to_pdf("<h1>申诉书</h1><p>正文</p>", title="申诉书 FD-0007", language="zh-hans")) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "zh-CN"
        assert str(pdf.docinfo["/Title"]) == "申诉书 FD-0007"
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()


def test_a_letter_is_fit_for_the_archive(opened):
    """PDF/A-3a and PDF/UA-1 by what can be told from the structure: a checker of the standards is no package here."""
    with opened(
        to_pdf('<h1>申诉书</h1><p><a href="https://provider.example">正文</a>', title="x", language="zh")
    ) as pdf:
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("3", "A")
        assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()
        assert pdf.Root.Metadata.read_bytes().count(b"<rdf:RDF") == 1
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert len(pdf.trailer.ID) == 2
        assert not {"/JavaScript", "/EmbeddedFiles"} & set(pdf.Root.get("/Names", {}).keys())
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(thing.keys())
        for page in pdf.pages:
            assert all(int(note.F) & 4 for note in page.obj.get("/Annots", []))


def test_a_character_without_a_glyph_is_refused_by_name():
    with pytest.raises(PrintingProblem) as caught:
        to_pdf("<p>冻结 \U00012000</p>", title="x", language="zh")
    assert caught.value.code == "missing_glyph"
    assert caught.value.characters == ["\U00012000"]
    assert "U+12000" in caught.value.messages[0]


class Listening(http.server.BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *args):
        return


@pytest.fixture
def server():
    Listening.asked = []
    listening = http.server.HTTPServer(("127.0.0.1", 0), Listening)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    listening.server_close()
    thread.join()


def test_nothing_is_fetched_from_anywhere(server, opened, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET")
    html = f"""
      <link rel="stylesheet" href="{server}/link.css"><link rel="attachment" href="{secret.as_uri()}">
      <style>@import url({server}/import.css); body {{ background: url({server}/background.png) }}
      @font-face {{ font-family: x; src: url({server}/font.ttf) }}</style>
      <img src="{server}/img.png"><img src="{secret.as_uri()}"><object data="{server}/object"></object>
      <embed src="{server}/embed"><a rel="attachment" href="{secret.as_uri()}">a</a>
      <svg><image href="{server}/svg.png"/></svg><p style="content: url({server}/content)">text</p>
    """
    pdf = to_pdf(html, title="x", language="en")
    assert Listening.asked == []
    assert b"TOP-SECRET" not in pdf
    with opened(pdf) as made:
        assert not list(made.attachments)
        assert not any(
            b"TOP-SECRET" in thing.read_bytes() for thing in made.objects if isinstance(thing, pikepdf.Stream)
        )


def test_a_paper_without_end_is_stopped_with_a_sentence():
    with pytest.raises(PrintingProblem) as caught:
        to_pdf("<p>x</p>" * 600_000, title="x", language="en")
    assert caught.value.code == "too_long"


def test_more_pages_than_anyone_reads_are_refused(monkeypatch):
    monkeypatch.setattr(printing, "MOST_PAGES", 2)
    with pytest.raises(PrintingProblem) as caught:
        to_pdf('<p style="break-after: page">x</p>' * 5, title="x", language="en")
    assert caught.value.code == "too_long"


def test_printing_that_hangs_is_stopped_and_the_next_letter_is_printed(monkeypatch):
    monkeypatch.setattr(printing, "SECONDS", 0.0)
    with pytest.raises(PrintingProblem) as caught:
        to_pdf("<p>one</p>", title="x", language="en")
    assert caught.value.code == "took_too_long"
    monkeypatch.undo()
    assert to_pdf("<p>two</p>", title="x", language="en").startswith(b"%PDF")


def test_a_press_that_was_killed_is_replaced_unnoticed():
    to_pdf("<p>one</p>", title="x", language="en")
    child = printing.press().child
    child.kill()
    child.wait()
    assert to_pdf("<p>two</p>", title="x", language="en").startswith(b"%PDF")


@pytest.mark.parametrize("library", ["libpango-1.0.so.0", "libharfbuzz-subset.so.0"])
def test_without_a_system_library_printing_refuses_with_the_line_to_type(monkeypatch, library):
    monkeypatch.setattr(fonts, "library_is_there", lambda name: name != library)
    printing._problems.cache_clear()
    printing.press().stop()
    with pytest.raises(PrintingProblem) as caught:
        to_pdf("<p>x</p>", title="x", language="en")
    assert caught.value.code == "not_ready"
    assert fonts.LIBRARIES[library] in caught.value.messages[0]


def test_without_the_chinese_fonts_printing_refuses_with_the_line_to_type(monkeypatch):
    monkeypatch.setattr(fonts, "face_is_there", lambda name: False)
    assert len(fonts.pdf_problems()) == 1
    assert "fonts-noto-cjk" in fonts.pdf_problems()[0]


def test_on_this_machine_nothing_is_missing():
    assert fonts.pdf_problems() == []
    assert not fonts.face_is_there("No Such Face")
    assert not fonts.library_is_there("libnosuch.so.9")


def test_markup_of_a_title_is_only_words(text):
    pdf = to_pdf("<p>x</p>", title="<script>alert(1)</script>", language="en")
    assert "alert" not in text(pdf)[0]

"""Every letter of the library on paper: tagged, titled, in its language and typeface, numbered, with the case on each page.

Printed once for all; the Chinese of each, and one English letter of each form.
"""

import io

import pikepdf
import pypdfium2
import pytest

from documents import printing
from knowledge import letters
from tests.appeals import golden

pytestmark = pytest.mark.django_db
ENGLISH = ("chaser", "power-of-attorney", "spending-freeze-memo", "request-release-essential-payments")
A4 = (595, 842)


def test_every_letter_is_a_paper_that_a_court_could_file(faces, ocr):
    wanted = [(code, "zh-Hans") for code in letters.current()] + [(code, "en") for code in ENGLISH]
    assert len(wanted) >= 26
    for code, language in wanted:
        page = golden.page(letters.get(code), language)
        pdf = printing.render_letter(page)
        said = (code, language)
        with pikepdf.open(io.BytesIO(pdf)) as made:
            assert made.Root.MarkInfo.Marked, said
            assert str(made.Root.Lang).lower() == ("en" if language == "en" else "zh-cn"), said
            assert str(made.docinfo.Title) == page.title, said
            assert {tuple(round(float(v)) for v in p.mediabox[2:]) for p in made.pages} == {A4}, said
        pages = _texts(pdf)
        for number, text in enumerate(pages, start=1):
            counted = f"Page {number} of {len(pages)}" if language == "en" else f"第{number}页，共{len(pages)}页"
            assert counted in text, (said, number)
            assert "FD-0007" in text, (said, number)
        assert "＿＿" not in "".join(pages), said
        assert not [face for face in faces(pdf) if "JP" in face], said
        if code == "supplement-cover":
            seen = set(ocr(pdf, dpi=200))
            shown = {c for c in pages[0] if "\u4e00" <= c <= "\u9fff"}
            assert len(shown & seen) / len(shown) >= 0.95, shown - seen


def _texts(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document[number].get_textpage().get_text_range() for number in range(len(document))]
    finally:
        document.close()

"""Reading a PDF back the way a person does: drawn, then read by its picture."""

import io
import re
import shutil
import subprocess

import pikepdf
import pypdfium2
import pytest

from documents import intake, printing
from tests.conftest import ASK_CHILD, PRINT


@pytest.fixture
def ocr(tmp_path):
    """Text of a page as tesseract sees it. Text extraction alone returns perfect Chinese even for empty boxes."""

    def read(pdf, page=1, dpi=150):
        tesseract = shutil.which("tesseract")
        assert tesseract, "the suite needs tesseract with chi_sim"
        document = pypdfium2.PdfDocument(pdf)
        picture = tmp_path / "page.png"
        document[page - 1].render(scale=dpi / 72, grayscale=True).to_pil().save(picture)
        document.close()
        command = [tesseract, str(picture), "-", "-l", "chi_sim", "--psm", "3"]
        said = subprocess.run(command, capture_output=True, check=True, timeout=120, text=True).stdout
        return re.sub(r"\s+", "", said)

    return read


@pytest.fixture
def faces(tmp_path):
    """The fonts as pdffonts names them."""

    def read(pdf):
        path = tmp_path / "fonts.pdf"
        path.write_bytes(pdf)
        said = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, text=True).stdout
        return [line.split()[0] for line in said.splitlines()[2:]]

    return read


@pytest.fixture
def text():
    """What a search finds on each page."""

    def read(pdf):
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()

    return read


@pytest.fixture
def opened():
    def read(pdf):
        return pikepdf.open(io.BytesIO(pdf))

    return read


@pytest.fixture(autouse=True)
def _the_children_are_asked_every_time(monkeypatch):
    """Here they are what is tested."""
    monkeypatch.setattr(intake, "ask_child", ASK_CHILD)
    monkeypatch.setattr(printing.Press, "print", PRINT)

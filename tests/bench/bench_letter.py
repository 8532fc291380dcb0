"""What a letter of four pages costs beside the bare printer on the same HTML, in the same run and process."""

import io
import logging
import statistics
import time
from dataclasses import replace

import pikepdf
import pytest
from django.template.loader import render_to_string

from documents import letterpage, printing
from tests.conftest import PRINT
from tests.documents.samples import letter_zh

PAGES, MILLISECONDS, RATIO, TIMES = 4, 400, 1.3, 5


def four_pages():
    """The sample letter, its paragraphs repeated until it fills four pages, which is what is measured."""
    page = letter_zh()
    longer = tuple(replace(block, paragraphs=block.paragraphs * 3) for block in page.blocks)
    return replace(page, blocks=longer)


logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


def median(act):
    act()  # warm
    took = []
    for _n in range(TIMES):
        started = time.perf_counter()
        act()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


@pytest.mark.django_db
def test_a_letter_of_four_pages_takes_less_than_400_ms(monkeypatch):
    monkeypatch.setattr(printing.Press, "print", PRINT)  # the suite prints each text once; here it is measured
    weasyprint = pytest.importorskip("weasyprint")
    page = four_pages()
    html = render_to_string("print/letter.html", letterpage.context(page))
    sheets = [weasyprint.CSS(string=printing.stylesheet(name)) for name in ("page", "letter")]
    whole = f'<!doctype html><html lang="zh-CN"><head><title>{page.title}</title></head><body>{html}</body></html>'

    def bare():
        return weasyprint.HTML(string=whole).write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1")

    with pikepdf.open(io.BytesIO(printing.render_letter(page))) as made:
        assert len(made.pages) == PAGES
    ours, floor = median(lambda: printing.render_letter(page)), median(bare)
    print(f"letter: {ours:.0f} ms, bare printer {floor:.0f} ms, ratio {ours / floor:.2f}")
    assert ours < MILLISECONDS
    assert ours / floor <= RATIO

"""What comes out of the printer: the deadlines of the sample desk on one sheet, without rail, buttons or filters."""

import io

import pikepdf
import pypdfium2
import pytest

from tests.browser.conftest import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser by hand")]
A4 = (595, 842)
FRAME = ".rail, .bar, .foot, .filters, .acts, .toasts, .skip"


def _words(pdf):
    """Of each sheet, without its spaces."""
    raw = io.BytesIO()
    pdf.save(raw)
    return ["".join(sheet.get_textpage().get_text_bounded().split()) for sheet in pypdfium2.PdfDocument(raw.getvalue())]


@pytest.fixture
def printed(desk):
    """The page as the printer has it, and the PDF."""

    def sheets(path: str, person: str = "manager", language: str = "en"):
        page = desk.seat(person, language, viewport=DESKTOP).new_page()
        page.goto(path)
        page.emulate_media(media="print")
        return page, pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))

    return sheets


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_deadlines_of_the_sample_fit_on_one_sheet_of_a4(printed, language):
    _page, pdf = printed("/deadlines/", language=language)
    assert len(pdf.pages) == 1
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == list(A4)


def test_the_sheet_shows_the_dates_and_nothing_to_press(printed):
    page, _pdf = printed("/deadlines/")
    assert page.locator("main tbody tr:not(.grp)").first.is_visible()
    assert [each.get_attribute("class") for each in page.locator(FRAME).all() if each.is_visible()] == []
    assert [each.inner_text() for each in page.locator("main button").all() if each.is_visible()] == []


def test_the_sheet_says_why_each_date_is_that_day(printed):
    page, _pdf = printed("/deadlines/")
    lines = page.locator("main tbody tr:has(th a[href*='FD-0005'])")
    assert lines.count()
    assert all("working days" in line.locator(".po").inner_text() for line in lines.all()[:2])
    assert not page.locator("main .why summary").first.is_visible(), "once, in its own column"


def test_a_printed_state_has_a_border_beside_its_word(printed):
    page, _pdf = printed("/deadlines/")
    tag = page.locator("main .tag").first
    assert tag.inner_text().strip()
    assert tag.evaluate("(tag) => getComputedStyle(tag).borderTopStyle") == "solid"


def test_the_week_prints_one_day_under_the_other(printed):
    page, pdf = printed("/deadlines/week/")
    page.set_viewport_size({"width": 1100, "height": 1000})
    lefts = {each.bounding_box()["x"] for each in page.locator(".week > li").all()}
    assert (len(lefts), len(pdf.pages)) == (1, 1)


@pytest.mark.parametrize(
    ("path", "language", "told"),
    [
        ("/deadlines/", "en", ["Mingheng Shared Desk", "Deadlines", "as at Mon 23 Nov 2026"]),
        ("/deadlines/week/", "zh-hans", ["明衡财务法务共享中心", "期限 / 周", "截至2026年11月23日"]),
        (
            "/cases/FD-0007/timeline/",
            "en",
            ["Mingheng Shared Desk", "Cases / FD-0007 / Timeline", "as at Mon 23 Nov 2026"],
        ),
        ("/cases/FD-0007/items/", "zh-hans", ["明衡财务法务共享中心", "案件 / FD-0007 / 清单", "截至2026年11月23日"]),
    ],
)
def test_every_sheet_says_whose_it_is_what_it_is_and_how_old(printed, path, language, told):
    page, pdf = printed(path, language=language)
    head = " ".join(page.locator(".printed").inner_text().split())
    assert [words for words in told if words not in head] == []
    assert [number for number, words in enumerate(_words(pdf), 1) if "".join(head.split()) not in words] == []


@pytest.mark.parametrize("width", [320, 800, 1200])
def test_nothing_on_the_wall_lies_over_its_neighbour(desk, width):
    page = desk.seat("manager", "en", viewport={"width": width, "height": 900}).new_page()
    page.goto("/deadlines/wall/")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    over = """row => [...row.children].some(a => [...row.children].some(b => { if (a === b) return false;
      const range = document.createRange(); range.selectNodeContents(a);
      const x = range.getBoundingClientRect(), y = b.getBoundingClientRect();
      return x.left < y.right - 1 && y.left < x.right - 1 && x.top < y.bottom - 1 && y.top < x.bottom - 1; }))"""
    assert [each.inner_text() for each in page.locator("main tbody tr").all() if each.evaluate(over)] == []


@pytest.mark.parametrize("path", ["/", "/cases/", "/cases/FD-0007/", "/cases/FD-0007/timeline/", "/reports/"])
def test_every_page_prints_clean_and_no_wider_than_the_sheet(printed, path):
    page, pdf = printed(path)
    assert [each.get_attribute("class") for each in page.locator(FRAME).all() if each.is_visible()] == []
    assert all([round(float(side)) for side in sheet.mediabox[2:]] == list(A4) for sheet in pdf.pages)
    page.set_viewport_size({"width": 720, "height": 1000})  # the sheet between its margins
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0

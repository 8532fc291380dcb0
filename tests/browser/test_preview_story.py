"""Finance types: the printed page follows, the other language asks to be checked, and no word is left behind."""

import base64
import io

import pypdfium2
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.hands import step

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser by hand")]
LETTER = "/cases/FD-0007/appeals/1/"
TYPED = (
    "Whether the payment rests on a genuine sale whose goods have arrived, and whether a restriction of the whole "
    "account is still needed now that every paper asked for lies before the reviewer in one indexed file"
)
SAME, CHANGED = 8, 20  # of 255
SHEETS = "[data-seen] [data-preview='{}'] img"


def sheets(page: Page, language: str) -> list[Image.Image]:
    """The pages beside the draft, as pictures."""
    sources = page.locator(SHEETS.format(language)).evaluate_all("images => images.map(image => image.src)")
    kind = "data:image/jpeg;base64,"
    assert sources
    assert all(source.startswith(kind) for source in sources)
    return [Image.open(io.BytesIO(base64.b64decode(source.removeprefix(kind)))).convert("L") for source in sources]


def printed(page: Page, language: str) -> list[Image.Image]:
    """The pages of the PDF that the house prints of what is saved."""
    answer = page.request.get(f"{LETTER}letter-{language}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(answer.body())
    return [sheet.render(scale=110 / 72, grayscale=True).to_pil().convert("L") for sheet in pdf]


def apart(one: Image.Image, other: Image.Image) -> float:
    """How far the darkness of two pages' lines differs: two ways of drawing shift a letter sideways, never a line."""
    lines = [sheet.resize((1, one.height // 2), Image.Resampling.BOX) for sheet in (one, other.resize(one.size))]
    return ImageChops.difference(*lines).getextrema()[1]


def differ(some: list[Image.Image], others: list[Image.Image]) -> float:
    if len(some) != len(others):
        return 255.0
    return max(apart(one, other) for one, other in zip(some, others, strict=True))


def test_the_printed_page_follows_the_typing_and_is_the_page_of_the_pdf(desk):
    page = desk.seat("finance").new_page()
    page.goto(LETTER)
    before = printed(page, "en")

    # The first stroke begins the preview; it is in the language of the field, and the next stroke changes it.
    field = page.locator("[name=dispute_en]")
    field.press("End")
    field.press(".")
    first = page.locator(SHEETS.format("en")).first
    expect(first).to_be_visible()
    shown = first.get_attribute("src")
    field.fill(TYPED)
    expect(first).not_to_have_attribute("src", shown)
    expect(page.locator("[data-told]")).to_have_text("")
    page.wait_for_load_state("networkidle")
    after = sheets(page, "en")
    assert differ(after, before) > CHANGED
    # Typing in the other column turns to the other letter.
    page.locator("[name=dispute_zh]").press_sequentially("。")
    expect(page.locator(SHEETS.format("zh-Hans")).first).to_be_visible()
    page.locator("[name=dispute_zh]").press("Backspace")

    # Saved, the PDF has the pages that stood beside the draft.
    with page.expect_navigation():
        page.locator("button[name=do][value=save][data-save]").click()
    assert page.locator("#errors").count() == 0
    assert differ(after, printed(page, "en")) < SAME


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_without_script_a_button_brings_the_page_and_nothing_typed_is_lost(desk, language):
    page = desk.seat("finance", language, java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(LETTER)
    assert page.locator("[data-seen] img").count() == 0
    kept = page.input_value("[name=point_en]")
    page.fill("[name=point_en]", TYPED)
    step(page, page.locator("button[name=do][value=preview-en]"))
    typed = sheets(page, "en")
    assert page.input_value("[name=point_en]") == TYPED
    assert differ(typed, printed(page, "en")) > CHANGED
    page.goto(LETTER)
    assert page.input_value("[name=point_en]") == kept
    step(page, page.locator("button[name=do][value=preview-en]"))
    assert differ(sheets(page, "en"), printed(page, "en")) < SAME


@pytest.mark.parametrize("size", [None, PHONE], ids=["wide", "phone"])
def test_the_word_that_the_other_side_has_changed_is_a_line_and_no_column_of_letters(desk, size):
    page = desk.seat("finance", **({"viewport": size} if size else {})).new_page()
    page.goto(LETTER)
    for _twice in range(2):  # the first saving may find both sides changed by an earlier test
        field = page.locator('textarea[name^="reason:"][name$=":text_en"]').last
        field.fill(f"{field.input_value()} Also in English.")
        with page.expect_navigation():
            page.locator("button[name=do][value=save][data-save]").click()
    tick = page.locator("#reasons .side label.tick").first
    assert tick.locator("input").bounding_box()["width"] < 40
    assert tick.bounding_box()["height"] < 120


def test_a_line_without_connection_is_said_and_what_was_typed_is_saved_when_it_is_back(desk):
    seat = desk.seat("finance", "en")
    page = seat.new_page()
    page.goto(LETTER)
    field = page.locator('textarea[name^="fact:"][name$=":text_en"]').first
    name, before = field.get_attribute("name"), field.input_value()
    seat.set_offline(True)
    field.fill("Typed on the train.")
    field.blur()
    expect(page.locator("[data-saved]")).to_contain_text("No connection")
    page.locator("[data-save]").click()  # the page stays, with what was typed in it
    expect(page.locator(f'[name="{name}"]')).to_have_value("Typed on the train.")
    seat.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    page.goto(LETTER)
    expect(page.locator(f'[name="{name}"]')).to_have_value("Typed on the train.")
    page.fill(f'[name="{name}"]', before)
    page.close(run_before_unload=True)  # closed at once: it is saved on the way out
    again = seat.new_page()
    expect(again.locator("body")).to_be_attached()
    again.wait_for_timeout(1000)
    again.goto(LETTER)
    expect(again.locator(f'[name="{name}"]')).to_have_value(before)


def test_a_letter_is_not_left_with_a_line_that_stands_nowhere_else_without_a_question(desk):
    page = desk.seat("finance").new_page()
    page.goto(LETTER)
    with page.expect_navigation():
        page.locator("button[name=do][value=add-fact]").click()
    page.locator('textarea[name="fact:new1:text_en"]').fill("A new fact.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/cases/")
    assert asked == ["beforeunload"]

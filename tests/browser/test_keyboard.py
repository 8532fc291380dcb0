"""Without a mouse: a freeze is logged, menus open and close, exhibits change places, and focus is always in sight."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser by hand")]

MOST = 90  # presses of Tab before we say that a control cannot be reached
# Where the focus is drawn (inside a date field the browser draws it itself): an outline, and the middle of the control inside the window with nothing lying over it.
IN_SIGHT = """() => {
  const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + Math.min(box.width / 2, 40), box.y + Math.min(box.height / 2, 12));
  return ['date', 'datetime-local', 'time'].includes(here.type) || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    && (top === here || here.contains(top) || top?.contains(here) || top?.control === here);
}"""


def go_to(page: Page, selector: str) -> None:
    """Tab until the control has the focus; on the way every stop can be seen."""
    for _press in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue  # from the last control the browser goes round once
        what = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert page.evaluate(IN_SIGHT), f"the focus cannot be seen on {what}"
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached with Tab on {page.url}")


def write(page: Page, name: str, words: str) -> None:
    go_to(page, f"[name='{name}']")
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def choose(page: Page, name: str, value: str) -> None:
    """Into the group by Tab, to the answer by the arrow."""
    go_to(page, f"[name='{name}']")
    for _press in range(12):
        if page.evaluate("(value) => document.activeElement.value === value", value):
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{value} is not among the answers of {name}")


def press(page: Page, selector: str) -> None:
    go_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def finance(desk) -> Page:
    return desk.seat("finance").new_page()


def test_a_freeze_is_logged_with_the_keyboard_alone(finance):
    page = finance
    page.goto("/")
    with page.expect_navigation(url=re.compile("/log/$")):
        page.keyboard.press("Alt+n")
    press(page, "main form button.pri")
    write(page, "account_number", "BE03 9149 9900 0584")
    write(page, "party_name", "Keyboard Trading B.V.")
    choose(page, "verified", "no")
    press(page, "#step button[value=next]")
    choose(page, "who", "institution")
    write(page, "instrument_no", "KB-1")
    choose(page, "scope", "whole")
    press(page, "#step button[value=next]")
    write(page, "amount", "1200.00")
    go_to(page, "[name=known_at]")
    page.keyboard.type("11232026")
    page.keyboard.press("Tab")
    page.keyboard.type("0900AM")
    go_to(page, "[name=frozen_unknown]")
    page.keyboard.press("Space")
    go_to(page, "[name=term_none]")
    page.keyboard.press("Space")
    press(page, "#step button[value=next]")
    press(page, "button[value=next]")
    press(page, "main button.pri")
    assert re.search(r"/cases/FD-\d+/", page.url), page.locator("main").inner_text()[:600]
    expect(page.locator("main")).to_contain_text("1,200.00")


def test_the_first_stop_leads_past_the_menu(finance):
    finance.goto("/deadlines/")
    finance.keyboard.press("Tab")
    expect(finance.locator(".skip")).to_be_focused()
    expect(finance.locator(".skip")).to_be_in_viewport()
    finance.keyboard.press("Enter")
    expect(finance.locator("main")).to_be_focused()
    finance.keyboard.press("Tab")
    assert finance.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_on_a_phone_the_menu_opens_closes_and_gives_the_focus_back(desk):
    page = desk.seat("finance", viewport=PHONE).new_page()
    page.goto("/deadlines/")
    rail = page.locator("#rail")
    expect(rail).to_be_hidden()
    go_to(page, ".menu")
    page.keyboard.press("Enter")
    expect(rail).to_be_visible()
    go_to(page, "#rail a[href='/cases/']")
    page.keyboard.press("Escape")
    expect(rail).to_be_hidden()
    expect(page.locator(".menu")).to_be_focused()
    page.keyboard.press("Enter")
    press(page, "#rail a[href='/cases/']")
    assert page.url.endswith("/cases/")


def test_the_own_menu_closes_with_escape_and_gives_the_focus_back(finance):
    finance.goto("/")
    go_to(finance, ".who > summary")
    finance.keyboard.press("Enter")
    expect(finance.locator(".sheetlet")).to_be_visible()
    go_to(finance, ".sheetlet a[href='/me/']")
    finance.keyboard.press("Escape")
    expect(finance.locator(".sheetlet")).to_be_hidden()
    expect(finance.locator(".who > summary")).to_be_focused()


def test_a_place_is_found_by_typing_its_name(finance):
    finance.goto("/")
    finance.keyboard.press("Control+k")
    finance.keyboard.type("repo")
    finance.keyboard.press("ArrowDown")
    with finance.expect_navigation():
        finance.keyboard.press("Enter")
    assert finance.url.endswith("/reports/")


def test_the_list_of_shortcuts_opens_and_closes(finance):
    finance.goto("/")
    finance.keyboard.press("Shift+?")
    expect(finance.locator("#shortcuts")).to_be_visible()
    finance.keyboard.press("Escape")
    expect(finance.locator("#shortcuts")).to_be_hidden()


def test_a_question_mark_in_a_text_opens_nothing(finance):
    finance.goto("/cases/")
    go_to(finance, "#q")
    finance.keyboard.type("why?")
    expect(finance.locator("#shortcuts")).to_be_hidden()


def test_after_an_error_the_focus_is_on_the_summary_and_its_link_leads_to_the_field(finance):
    finance.goto("/accounts-register/parties/new/")
    press(finance, "main form button.pri")
    expect(finance.locator("#errors")).to_be_focused()
    finance.keyboard.press("Tab")
    finance.keyboard.press("Enter")
    assert finance.evaluate("document.activeElement.name") == "name"


def test_exhibits_change_places_without_dragging(finance):
    finance.goto("/cases/FD-0007/evidence/")
    names = finance.locator("main .t tbody th a")
    first, second = names.nth(2).inner_text(), names.nth(3).inner_text()
    row = finance.locator("main tbody tr").nth(2).get_attribute("id")
    press(finance, f"#{row} button[value=down]")
    assert [names.nth(2).inner_text(), names.nth(3).inner_text()] == [second, first]


def test_x_acknowledges_the_line_that_has_the_focus_and_no_other(desk):
    page = desk.seat("manager").new_page()
    page.goto("/deadlines/?view=all")
    page.keyboard.press("x")
    expect(page.locator(".told")).to_have_count(0)
    row = page.locator("tr[data-row]").first.get_attribute("id")
    go_to(page, f"#{row} th a")
    with page.expect_navigation():
        page.keyboard.press("x")
    expect(page.locator(".told li")).to_have_count(1)
    expect(page.locator(f"#{row}")).to_contain_text("acknowledged by Pieter Maes")
    go_to(page, f"#{row} input[type=checkbox]")
    with page.expect_navigation(url=re.compile("/cases/FD-")):
        page.keyboard.press("Enter")

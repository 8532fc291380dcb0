"""Script switched off: the freeze is logged, papers arrive, the letter is saved, sent and approved by another person."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.hands import step
from tests.stories import eight_files

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser by hand")]
CASE = "/cases/FD-0007"


@pytest.fixture
def plain(desk):
    """plain("counsel") is a page of that person's, in a browser that runs no script."""
    return lambda person, **options: desk.seat(person, java_script_enabled=False, **options).new_page()


def press(page: Page, selector: str) -> None:
    step(page, page.locator(selector).first)
    assert page.locator("#errors").count() == 0, page.locator("#errors").inner_text()


def test_a_freeze_is_logged(plain):
    page = plain("finance")
    page.goto("/log/")
    press(page, "main form button.pri")
    page.fill("[name=account_number]", "6222 0211 0200 3300 777")
    page.fill("[name=institution]", "示例银行苏州分行")
    page.select_option("[name=country]", "CN")
    page.fill("[name=party_name]", "无脚本贸易有限公司")
    page.check("[name=verified][value=no]")
    press(page, "#step button[value=next]")
    page.check("[name=who][value=court]")
    page.fill("[name=instrument_no]", "(2026)苏05执1号")
    page.check("[name=scope][value=whole]")
    press(page, "#step button[value=next]")
    page.fill("[name=amount]", "300000.00")
    page.fill("[name=known_at]", "2026-11-23T09:00")
    page.check("[name=frozen_unknown]")
    page.check("[name=term_none]")
    press(page, "#step button[value=next]")
    press(page, "#step button[value=next]")
    press(page, "main button.pri")
    assert re.search(r"/cases/FD-\d+/", page.url)
    expect(page.locator("h1")).to_have_text("无脚本贸易有限公司")


def test_a_wrong_answer_keeps_what_was_typed(plain):
    page = plain("finance")
    page.goto("/log/")
    step(page, page.locator("main form button.pri").first)
    page.fill("[name=account_number]", "BE47 9149 9900 0181")
    page.fill("[name=party_name]", "Typed once")
    step(page, page.locator("#step button[value=next]"))
    expect(page.locator("#errors")).to_be_visible()
    assert page.input_value("[name=party_name]") == "Typed once"
    assert page.title().startswith("Error:")


def test_papers_a_letter_a_pack_and_an_approval(plain, tmp_path):
    finance, counsel = plain("finance"), plain("counsel")
    finance.goto(f"{CASE}/evidence/")
    finance.set_input_files("input[name=papers][multiple]", eight_files.write(tmp_path)[0])
    press(finance, "form:has(input[name=papers]) button.pri")
    expect(finance.locator("main tbody tr")).to_have_count(11)
    step(finance, finance.locator("main tbody tr", has_text="—").locator("th a"))
    finance.fill("[name=proves_zh]", "合同条款")
    finance.fill("[name=proves_en]", "the terms of the contract")
    press(finance, "form:has([name=proves_zh]) button.pri")

    finance.goto(f"{CASE}/appeals/1/")
    finance.fill("[name=dispute_en]", "Whether the restriction may go on without a stated end.")
    press(finance, "button[name=do][value=save][data-save]")
    expect(finance.locator(".sheet[lang=en], .sheet:has([lang=en])").last).to_contain_text("without a stated end")

    finance.goto(f"{CASE}/packs/")
    press(finance, "main form button.pri")
    number = re.search(r"/packs/(\d+)/", finance.url)[1]
    assert number == "3"

    counsel.goto(f"{CASE}/packs/{number}/")
    press(counsel, "a[href$='/approve/']")
    counsel.check("[name=read]")
    press(counsel, "main form button.pri")
    expect(counsel.locator("main")).to_contain_text("Approved")


def test_the_menu_opens_on_a_phone(plain):
    page = plain("finance", viewport=PHONE)
    page.goto("/")
    expect(page.locator("#rail")).to_be_hidden()
    page.click(".menu")
    step(page, page.locator("#rail a[href='/deadlines/']"))
    expect(page.locator("h1")).to_have_text("Deadlines")


def test_filters_and_language_are_plain_forms(plain):
    page = plain("manager")
    page.goto("/deadlines/")
    page.select_option("main select[name=kind]", "legal")
    step(page, page.locator(".filters button").first)
    assert "kind=legal" in page.url
    page.click(".who > summary")
    expect(page.locator(".sheetlet")).to_be_visible()
    step(page, page.locator("button[name=language][value=zh-hans]"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert "kind=legal" in page.url

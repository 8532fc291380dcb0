"""What a person does in a browser. Each step waits until its page stands: a click alone does not.

A page that follows long work moves on by itself when the work is done. Where that cuts into a visit, the visit is made
again, as a person would.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from playwright.sync_api import Error, Locator, Page


def visit(page: Page, address: str) -> None:
    try:
        page.goto(address)
    except Error as why:
        if "ERR_ABORTED" not in str(why) and "interrupted by another navigation" not in str(why):
            raise
        page.wait_for_load_state()
        page.goto(address)


def step(page: Page, button: Locator) -> None:
    """Press a button or follow a link that leads to another page, and arrive there."""
    with page.expect_navigation():
        button.click()


def press(page: Page, words: str) -> None:
    """Press the button of that name; the page that follows refuses nothing."""
    step(page, page.get_by_role("button", name=words, exact=True).first)
    assert page.locator(".errs").count() == 0, page.locator(".errs").first.inner_text()


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"[name='{name}'][value='{value}']").check(force=True)


def say(page: Page, **typed: str) -> None:
    for name, words in typed.items():
        page.locator(f"[name='{name}']").fill(words)


def every_page(page: Page) -> Iterator[str]:
    """The words of a list, page after page."""
    while True:
        yield page.locator("main").inner_text()
        onward = page.locator("a[rel=next]")
        if not onward.count():
            return
        step(page, onward)


def words_of(pdf: pikepdf.Pdf, folder: Path) -> str:
    path = folder / "read.pdf"
    pdf.save(path)
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout

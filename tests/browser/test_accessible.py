"""Every page, in both languages, light and dark, wide and at 320 pixels: readable and usable by everybody.

axe-core judges, by the rules of WCAG 2.2 AA and its own best practice: every rule but those about colours wide and
narrow in each language. No colour depends on the language, so the rules about colours, which take half of the time, are
asked wide in English and narrow in Chinese, light and dark.
"""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.browser.conftest import DESKTOP, PHONE, Desk
from tests.browser.pages import PLACES, Place

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = AXE_FILE_PATH.read_text("utf8")
ABOUT_COLOURS = ["color-contrast", "link-in-text-block"]
# axe would read every style sheet and sound anew for two rules: sound that starts by itself, of which there is none, and
# a lock of the screen's turning that is no rule of ours.
UNLOADED = {"resultTypes": ["violations"], "preload": False}
EVERYTHING = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    **UNLOADED,
}
ALL_BUT_COLOURS = {
    **EVERYTHING,
    "rules": {**EVERYTHING["rules"], **{rule: {"enabled": False} for rule in ABOUT_COLOURS}},
}
COLOURS = {"runOnly": {"type": "rule", "values": ABOUT_COLOURS}, **UNLOADED}
COLOURS_ARE_JUDGED = [("en", DESKTOP), ("zh-hans", PHONE)]
HTML_LANG = {"zh-hans": "zh-Hans", "en": "en"}
# What is folded up is part of the page too; the person's own menu lies over others and has a place of its own.
UNFOLD = "for (const d of document.querySelectorAll('main details')) d.open = true"
WITHOUT_TOKEN = """() => [...document.querySelectorAll('form[method=post]')]
  .filter((form) => !form.querySelector('[name=csrfmiddlewaretoken]')).map((form) => form.action)"""
SPILLS = """() => {
  const room = document.documentElement.clientWidth, wide = document.documentElement.scrollWidth;
  if (wide <= room) return [];
  const over = [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > room);
  return [`${wide} of ${room} px`, ...over.map((each) => each.outerHTML.slice(0, 160)).slice(-4)];
}"""


@pytest.fixture(scope="module")
def readers(desk: Desk) -> dict[tuple[str, str], tuple[Page, list[str]]]:
    """One page a person and language, used for one address after the other."""
    return {}


def reader(desk: Desk, readers: dict[Any, Any], person: str, language: str) -> tuple[Page, list[str]]:
    if (person, language) not in readers:
        seat = desk.seat(person, language)
        seat.add_init_script(AXE)  # cheaper than to hand it to every page
        page, complaints = seat.new_page(), []

        def heard(message: ConsoleMessage) -> None:
            # Chromium reports a 403, 404 or 422 of the page itself as an error; the tests expect those.
            if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
                complaints.append(f"console: {message.text}")

        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        readers[person, language] = page, complaints
    return readers[person, language]


def judged(page: Page, within: str, rules: dict[str, Any], state: str) -> list[str]:
    # Only the faults: what passed is some megabyte a page, and to read it took longer than to judge it.
    ask = "async ([within, rules]) => (await axe.run(within, rules)).violations"
    found = page.evaluate(ask, [within, rules])
    return [
        f"{state}: {each['id']} ({each['help']})\n      {node['target']}\n      {node['html'][:200]}\n"
        f"      {' '.join(node['failureSummary'].split())[:300]}"
        for each in found
        for node in each["nodes"][:4]
    ]


def faults(page: Page, within: str, language: str) -> list[str]:
    found = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        wide = f"{language} {size['width']}"
        page.emulate_media(color_scheme="light")
        with_colours = (language, size) in COLOURS_ARE_JUDGED
        found += judged(page, within, EVERYTHING if with_colours else ALL_BUT_COLOURS, f"{wide} light")
        if with_colours:
            page.emulate_media(color_scheme="dark")
            found += judged(page, within, COLOURS, f"{wide} dark")
        found += [f"{wide}: sideways scroll\n      {each}" for each in page.evaluate(SPILLS)]
    return found


def marked(number: int, place: Place) -> Any:
    return pytest.param(place, id=place.name, marks=pytest.mark.xdist_group(f"accessible {number % 2}"))


@pytest.mark.parametrize("place", [marked(*each) for each in enumerate(PLACES)])
def test_everybody_can_use(place: Place, desk: Desk, readers):
    found = []
    for language in ("en", "zh-hans"):
        page, complaints = reader(desk, readers, place.person, language)
        complaints.clear()
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
        answer = page.goto(place.path.format(**desk.addresses))
        if place.then is None:
            assert answer.status == place.status
        else:
            statuses = [answer.status]

            def heard(answer: Response, statuses: list[int] = statuses) -> None:
                statuses.append(answer.status)

            page.on("response", heard)
            place.then(page)
            page.remove_listener("response", heard)
            assert place.status in statuses
        assert page.locator("html").get_attribute("lang") == HTML_LANG[language]
        page.evaluate(UNFOLD)
        found += faults(page, place.within, language)
        found += [f"{language}: {each}" for each in complaints]
        found += [f"{language}: no token in the form of {each}" for each in page.evaluate(WITHOUT_TOKEN)]
    assert not found, f"{len(found)} on {place.path}:\n  " + "\n  ".join(found)

"""Every page, in both languages, light and dark, wide and at 320 pixels: readable and usable by everybody.

axe-core judges, by the rules of WCAG 2.2 AA and its own best practice: every rule but those about colours wide and
narrow in each language. No colour depends on the language, so the rules about colours are asked wide in English and
narrow in Chinese, light and dark, and each look of words once: a hundred rows of one table need not be measured.
"""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.browser.conftest import DESKTOP, PHONE, Desk
from tests.browser.pages import PLACES, Place

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Contrast is asked of the words that carry the mark of LOOKS, which a style cannot see.
AXE = (
    AXE_FILE_PATH.read_text("utf8")
    + """;axe.configure({rules: [{id: "color-contrast", selector: "[data-looked-at]"}]})"""
)
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
# Marks the words whose look is new: colour, size and weight, their own name and class, and every painted ground below
# them up to the page. What is placed apart from the flow may lie on anything, and is always marked. Answers with the
# looks, for the pages to come.
LOOKS = """([within, known]) => {
  const seen = new Set(known), fresh = [], grounds = new Map();
  const named = (each) => `${each.localName}.${each.getAttribute("class") ?? ""}.${each.getAttribute("type") ?? ""}`;
  const off = (each) => each.matches(":disabled, [aria-disabled=true]") || Boolean(each.control?.disabled);
  const ground = (each) => {
    if (!each) return {look: "", apart: false};
    if (grounds.has(each)) return grounds.get(each);
    const below = ground(each.parentElement), style = getComputedStyle(each);
    const paint = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode];
    const plain = paint.join() === "rgba(0, 0, 0, 0),none,1,none,normal" && !off(each);
    const margins = [style.marginTop, style.marginRight, style.marginBottom, style.marginLeft].map(parseFloat);
    const moved = !["static", "relative"].includes(style.position) || style.transform !== "none" ||
      style.float !== "none" || (style.position === "relative" && /[1-9]/.test(style.inset)) || margins.some((m) => m < 0);
    const found = {
      look: plain ? below.look : `${below.look}/${named(each)} ${paint} ${off(each)}`, apart: below.apart || moved, style,
    };
    grounds.set(each, found);
    return found;
  };
  for (const each of document.querySelectorAll("[data-looked-at]")) each.removeAttribute("data-looked-at");
  for (const each of document.querySelectorAll(`:is(${within}), :is(${within}) *`)) {
    const words = [...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
    const filled = each.matches("input, select, textarea") ? each.value || each.placeholder || "-" : words;
    if (!filled || !each.checkVisibility({visibilityProperty: true})) continue;
    const {look, apart, style} = ground(each);
    const own = [style.color, style.fontSize, style.fontWeight, style.fontFamily, style.textShadow];
    const whole = `${look}|${named(each)} ${own} ${filled.length > 1} ${off(each)}`;
    if (!apart && seen.has(whole)) continue;
    each.setAttribute("data-looked-at", "");
    if (!apart) { seen.add(whole); fresh.push(whole); }
  }
  return fresh;
}"""
SPILLS = """() => {
  const room = document.documentElement.clientWidth, wide = document.documentElement.scrollWidth;
  if (wide <= room) return [];
  const over = [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > room);
  return [`${wide} of ${room} px`, ...over.map((each) => each.outerHTML.slice(0, 160)).slice(-4)];
}"""


@pytest.fixture(scope="module")
def looks() -> dict[str, list[str]]:
    """What words look like that were judged already, for each width and scheme."""
    return {}


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


def faults(page: Page, within: str, language: str, looks: dict[str, list[str]]) -> list[str]:
    found = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        wide = f"{language} {size['width']}"
        with_colours = (language, size) in COLOURS_ARE_JUDGED
        for scheme in ("light", "dark") if with_colours else ("light",):
            page.emulate_media(color_scheme=scheme)
            rules = ALL_BUT_COLOURS
            if with_colours:
                known = looks.setdefault(f"{size['width']} {scheme}", [])
                known += page.evaluate(LOOKS, [within, known])
                rules = EVERYTHING if scheme == "light" else COLOURS
            found += judged(page, within, rules, f"{wide} {scheme}")
        found += [f"{wide}: sideways scroll\n      {each}" for each in page.evaluate(SPILLS)]
    return found


def marked(number: int, place: Place) -> Any:
    return pytest.param(place, id=place.name, marks=pytest.mark.xdist_group(f"accessible {number % 2}"))


@pytest.mark.parametrize("place", [marked(*each) for each in enumerate(PLACES)])
def test_everybody_can_use(place: Place, desk: Desk, readers, looks):
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
        found += faults(page, place.within, language, looks)
        found += [f"{language}: {each}" for each in complaints]
        found += [f"{language}: no token in the form of {each}" for each in page.evaluate(WITHOUT_TOKEN)]
    assert not found, f"{len(found)} on {place.path}:\n  " + "\n  ".join(found)


def test_the_watch_over_colours_sees_each_pale_look_once(desk, readers):
    """Three rows look alike and are measured as one; the same grey upon another ground is measured for itself."""
    page, _complaints = reader(desk, readers, "", "en")
    page.goto("about:blank")  # where our own rule against inline styles does not hold
    row = "<p style='color: #999'>Words that are too pale</p>"
    page.set_content(f"<main>{row * 3}<div style='background: #222'>{row}</div><p>Black on white</p></main>")
    looks: dict[str, list[str]] = {}
    pale = [each for each in faults(page, "html", "en", looks) if "color-contrast" in each]
    assert len(pale) == 2  # light and dark, one row each
    page.set_content(f"<main><div style='background: #fafafa'>{row * 2}</div>{row}</main>")
    pale = [each for each in faults(page, "html", "en", looks) if "color-contrast" in each]
    assert len(pale) == 2  # the first of the new ground alone

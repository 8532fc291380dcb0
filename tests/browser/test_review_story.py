"""Counsel reviews a pack of sixty sheets by keyboard alone, in both languages, and one byte later nothing may go out.

It is read, commented and returned in English; compared, settled and approved in Chinese; then finance hands in one
exhibit again with another byte in it.
"""

import re
import threading

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from appeals import bundle, commenting, evidence, submission
from appeals import pack as packs
from cases.models import Case
from documents import storing
from tests.appeals import world
from tests.browser import known
from tests.browser.test_keyboard import go_to, press

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser by hand")]
REF = "FD-0007"


def meanwhile(act):
    """Somebody else's act while the browser is open: Django's queries want a thread without its event loop."""
    found, failed = [], []

    def run():
        try:
            found.append(act())
        except Exception as error:  # handed on below
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return found[0]


def wang():
    return User.objects.get(email=known.EMAILS["finance"])


def case():
    return Case.objects.get(ref=REF)


def send_sixty_sheets():
    """An exhibit of forty-nine sheets joins the eleven of the sample."""
    world.paper(
        case(), wang(), at=timezone.now(), mark="packing list", pages=49, name="packing-lists.pdf",
        title_zh="装箱单", title_en="Packing lists", proves_zh="每箱货物", proves_en="what was in each box",
        source_zh="申诉人", source_en="applicant", section="evidence",
    )  # fmt: skip
    return send()


def send():
    pack = packs.send_to_counsel(case().appeals.get(round=1), by=wang(), at=timezone.now())
    return pack.number


def correct_and_send():
    lists = case().evidence.standing().get(title_en="Packing lists")
    evidence.describe(lists, {"proves_en": "what was in each of 286 boxes"}, by=wang(), at=timezone.now())
    comment = case().comments.open().get(kind="must", page=6)
    commenting.answer(comment, text="已注明箱数。", by=wang(), at=timezone.now())
    return send()


def bind():
    """As the job would end; what is bound is another story."""
    pack = case().packs.order_by("-number")[0]
    file = storing.store(world.pdf("bound", 9), name="b.pdf", organisation=case().organisation, at=timezone.now())
    bundle.arrived(pack, file, None, {}, [], by=wang(), at=timezone.now(), total=9)
    return submission.require_ready(pack.appeal) == pack


def change_one_byte():
    now, lists = timezone.now(), case().evidence.standing().get(title_en="Packing lists")
    said = {name: getattr(lists, name) for name in evidence.DESCRIBED}
    with storing.open_original(lists.file) as kept:
        changed = kept.read().replace(b"packing list 7", b"packing list 8", 1)
    evidence.remove(lists, because="another scan", by=wang(), at=now)
    evidence.add(case(), changed, name="packing-lists.pdf", section=lists.section, by=wang(), at=now, **said)
    with pytest.raises(ValidationError) as caught:
        submission.require_ready(case().appeals.get(round=1))
    return caught.value.code


def unread(page):
    return int(re.search(r"(\d+)", page.locator(".gate .tag", has_text=re.compile("Unread|未读")).inner_text())[1])


def tap(page, key):
    """A single key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_sixty_sheets_are_reviewed_by_keyboard_and_one_byte_voids_the_approval(desk):
    number = meanwhile(send_sixty_sheets)
    page = desk.seat("counsel").new_page()
    page.goto("/review/")
    press(page, f"main a[href='/cases/{REF}/packs/{number}/']")
    expect(page.locator(".docket")).to_contain_text("60 sheets")

    # Reading: the keys are heard without a click, pages turn, what is read is marked and the next unread one comes.
    first = unread(page)
    tap(page, "j")
    tap(page, "k")
    tap(page, "]")
    tap(page, "[")
    for done in range(1, 4):
        tap(page, "n")
        assert unread(page) in (first - done, first - done + 1)  # the first sheets of the sample were read before
    lists = page.locator(".toc a", has_text="Packing lists").get_attribute("href")
    press(page, f'.toc a[href="{lists}"]')
    expect(page.locator("#page")).to_be_focused()
    expect(page.locator(".tools")).to_contain_text("sheet 1 of 49")
    for sheet in range(2, 7):
        tap(page, "j")
        expect(page.locator(".tools")).to_contain_text(f"sheet {sheet} of 49")
    expect(page.locator(".layer text", has_text="packing list 6")).to_have_count(1)

    # A pin by arrow keys, and what is to be changed.
    page.keyboard.press("c")
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft", "Shift+ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#comment-text")).to_be_focused()
    page.keyboard.type("How many boxes? Say so, j and n are letters here.")
    go_to(page, "#comment-kind")
    page.keyboard.type("Must")
    press(page, "#say button")
    expect(page.locator(".pins a")).to_have_count(1)
    expect(page.locator(".cmt").first).to_contain_text("j and n are letters here")
    assert page.locator(".pins circle").first.get_attribute("cy") == str(round(1123 * 0.36))

    # The whole exhibit at once; search; the list of keys.
    before = unread(page)
    press(page, ".tools button[value=exhibit]")
    assert unread(page) == before - 49
    page.keyboard.press("/")
    page.keyboard.type("packing 42")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, ".finds-in a[href*='page=42']")
    expect(page.locator(".layer .hit")).to_have_count(2)
    page.keyboard.press("Shift+?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")

    # Back to the desk, with reasons and a day.
    tap(page, "r")
    expect(page.locator("[name=reasons]")).to_have_value(re.compile(r"^1\. 2\.\d, sheet 6: How many boxes\?"))
    assert page.input_value("[name=fix_by]") > "2026-11-23"
    press(page, "main form button.pri")
    expect(page.locator(".docket")).to_contain_text("Returned for changes")

    # The next version, in Chinese: compare, settle, approve.
    number = meanwhile(correct_and_send)
    desk.speak(page.context, "zh-hans")
    page.goto(f"/cases/{REF}/packs/{number}/")
    press(page, "a[href*='/compare/']")
    expect(page.locator("main")).to_contain_text("说明已改")
    page.go_back()
    answered = page.locator(".cmt", has_text="已注明箱数").get_attribute("id")
    press(page, f"#{answered} form[action$='/settle/'] button")
    expect(page.locator("#comments .meta").first).to_contain_text("未处理")
    tap(page, "a")
    go_to(page, "[name=read]")
    page.keyboard.press("Space")
    press(page, "main form button.pri")
    expect(page.locator(".docket")).to_contain_text("已批准")
    assert meanwhile(bind)

    # One byte.
    assert meanwhile(change_one_byte) == "void"
    page.reload()
    expect(page.locator(".void")).to_contain_text("已失效")
    expect(page.locator(".gate .pri")).to_have_count(0)
    finance = desk.seat("finance").new_page()
    finance.goto(f"/cases/{REF}/submissions/")
    expect(finance.locator("main")).to_contain_text("changed after this pack was made")

"""From the notice to a second appeal, in a real browser, by three people, on the product as it is run."""

import re
import time
from datetime import datetime, timedelta

import pikepdf
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.hands import choose, every_page, press, say, step, visit, words_of
from tests.stories import eight_files
from tests.stories.desk import PASSWORD, open_desk, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("story")]
CHROMIUM = "/usr/bin/chromium-headless-shell"
expect.set_options(timeout=60_000)  # on a busy machine a page may take its time
REJECTION = (
    "We have reviewed your appeal. The transport document is missing. The origin of the funds is not shown. "
    "Clause 9.4 of our terms does not apply to this account. Yours sincerely."
)
CATEGORIES = {"transport": "missing", "origin": "facts", "Clause 9.4": "rule"}


@pytest.fixture
def desk(tmp_path):
    with open_desk(tmp_path / "var") as opened:
        yield opened


@pytest.fixture
def people(desk, tmp_path):
    """Three browsers, each signed in as one person."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        opened = {}
        for name in ("fang", "cai", "mo"):
            page = browser.new_context(locale="en-GB", timezone_id="Asia/Shanghai", base_url=desk.url).new_page()
            page.set_default_timeout(90_000)
            page.goto("/accounts/login/")
            page.locator("[name=login]").fill(f"{name}@hl.example")
            page.locator("[name=password]").fill(PASSWORD)
            step(page, page.locator("main button.pri, .door button.pri").first)
            expect(page.locator("h1")).to_have_text("Today")
            opened[name] = page
        yield opened
        for name, page in opened.items():  # where each of them stood last: looked at when the story breaks
            page.screenshot(path=tmp_path / f"last-{name}.png", full_page=True)
        browser.close()


def local(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def log_the_freeze(page: Page) -> str:
    """Five short pages. Learned of it a minute less than a day ago, so that the 24-hour clock runs out meanwhile."""
    known = datetime.now() - timedelta(hours=24) + timedelta(minutes=2)  # noqa: DTZ005  (the server's clock is UTC)
    known += timedelta(hours=8)  # as typed in Beijing
    visit(page, "/log/")
    step(page, page.locator("main form button.pri").first)
    say(page, account_number="BE47 9149 9900 0180", party_name="宁波海岚进出口有限公司")
    choose(page, "verified", "no")
    press(page, "Continue")
    choose(page, "who", "institution")
    say(page, instrument_no="CMP-88213")
    choose(page, "scope", "whole")
    press(page, "Continue")
    say(page, amount="486200.00", known_at=local(known), frozen_at=local(known - timedelta(hours=1)))
    page.locator("[name=term_none]").check(force=True)
    press(page, "Continue")
    choose(page, "causes", "amount-out-of-profile")
    say(page, reason_quoted="verification of the transaction", clause_quoted="clause 9.1")
    press(page, "Continue")
    assert "iBanFirst" in page.locator("main").inner_text()
    press(page, "Create case")
    return re.search(r"/cases/(HL-\d+)/", page.url)[1]


def fill_the_register(page: Page, ref: str) -> None:
    visit(page, "/accounts-register/parties/")
    step(page, page.locator("main a", has_text="海岚").first)
    step(page, page.locator("a[href$='/edit/']").first)
    say(
        page, name_en="Ningbo Hailan Import & Export Co., Ltd.", reg_no="91330200MA0000000X", address="宁波市海晏北路88号",
        address_en="88 Haiyan North Road, Ningbo", legal_rep="沈立群", legal_rep_en="Shen Liqun", legal_rep_title="执行董事",
        legal_rep_title_en="executive director", contact="王敏", contact_en="Wang Min", phone="+86 574 5550 0118",
        email="legal@hl.example",
    )  # fmt: skip
    press(page, "Save")


def verify_the_notice(page: Page, ref: str) -> None:
    visit(page, f"/cases/{ref}/verify/")
    say(page, how="Call to the account manager, number from the contract")
    press(page, "Verified: it is genuine")


def move_on(page: Page, ref: str, to: str) -> None:
    visit(page, f"/cases/{ref}/move/")
    page.locator(f"[name=to][value='{to}'], select[name=to]").first.evaluate(
        "(el, to) => { if (el.tagName === 'SELECT') el.value = to; else el.checked = true; }", to
    )
    if page.locator("[name=past_gate]").count():
        page.locator("[name=past_gate]").check(force=True)
    say(page, because="The rest is followed up separately.")
    press(page, "Move the case")


def upload(page: Page, ref: str, files: list, kind: str = "") -> None:
    visit(page, f"/cases/{ref}/evidence/")
    page.locator("input[type=file][name=papers][multiple]").set_input_files(files)
    if kind:
        page.locator("[name=kind]").first.select_option(kind)
    sending = "form:has(input[name=papers]) button.pri, form:has(input[name=papers]) button[type=submit]"
    step(page, page.locator(sending).first)


def describe(page: Page, ref: str, kinds: dict[str, str]) -> None:
    """What each paper is, and what it proves, in both languages."""
    visit(page, f"/cases/{ref}/evidence/")
    links = page.locator(f"main a[href^='/cases/{ref}/evidence/']")
    addresses = {
        href for link in links.all() if re.fullmatch(rf"/cases/{ref}/evidence/\d+/", href := link.get_attribute("href"))
    }
    for address in sorted(addresses):
        visit(page, address)
        if page.locator("[name=proves_en]").input_value():
            continue
        title = page.locator("[name=title_en]").input_value()
        if kind := next((code for words, code in kinds.items() if words in title), ""):
            page.locator("[name=kind]").select_option(kind)
        say(page, proves_zh=f"证明事项：{title}", proves_en=f"what {title} shows")
        step(page, page.locator("form:has([name=proves_en]) button.pri"))
        assert page.locator(".errs").count() == 0, page.locator(".errs").inner_text()


def put_into_group(page: Page, ref: str, paper: str, group: str) -> None:
    visit(page, f"/cases/{ref}/evidence/")
    row = page.locator("tr", has_text=paper)
    row.locator("summary", has_text="Other group").click()
    row.locator("select").select_option(group)
    step(page, row.locator("form:has(select) button"))


def write_the_letter(page: Page, ref: str) -> None:
    visit(page, f"/cases/{ref}/appeals/")
    choose(page, "language", "both")
    press(page, "Begin")
    say(page, dispute_zh="限制应否继续", dispute_en="Whether the restriction should continue")
    say(page, point_zh="该款项系已交付货物的合同价款", point_en="the payment is the price of goods that were delivered")
    say(page, request_zh="解除限制，恢复全部功能", request_en="lift the restriction and restore all functions")
    say(page, **{"gap:freeze.reason_quoted:zh": "核实交易", "gap:freeze.clause_quoted:zh": "第9.1条"})
    add_line(page, "fact")
    say(page, **{"fact:new1:text_zh": "买方支付全部价款。", "fact:new1:text_en": "The buyer paid the whole price."})
    exhibit(page, "fact:new1:add_evidence", "contract")
    add_line(page, "reason")
    say(page, **{"reason:new1:text_zh": "两季订单合并。", "reason:new1:text_en": "The orders were combined."})
    exhibit(page, "reason:new1:evidence", "contract")
    add_line(page, "law")
    page.locator("[name='law:new1:code']").select_option("eu-psd2-101-2")
    say(page, **{"law:new1:why_zh": "投诉应在期限内书面答复。", "law:new1:why_en": "A written answer is due."})
    exhibit(page, "law:new1:evidence", "mail")
    save(page)


def add_line(page: Page, kind: str) -> None:
    """One more line of the letter; what stands in the others is kept."""
    step(page, page.locator(f"button[name=do][value=add-{kind}]"))
    expect(page.locator(f"[name^='{kind}:new1:']").first).to_be_attached()


def save(page: Page) -> None:
    with page.expect_navigation():  # a save of its own may be under way, and the button waits for it
        page.locator("button[name=do][value=save][data-save]").click()
    assert page.locator("#errors").count() == 0, page.locator("#errors").inner_text()


def exhibit(page: Page, name: str, words: str) -> None:
    choice = page.locator(f"select[name='{name}']")
    value = choice.locator("option", has_text=re.compile(words, re.I)).first.get_attribute("value")
    choice.select_option(value)


def send_to_counsel(page: Page, ref: str) -> str:
    visit(page, f"/cases/{ref}/packs/")
    step(page, page.locator("main form button.pri").first)
    assert page.locator(".errs").count() == 0, page.locator(".errs").inner_text()
    return page.url


def approve(page: Page, address: str) -> None:
    visit(page, address)
    step(page, page.locator("a[href$='/approve/']"))
    if page.locator("[name=password]").count():  # a grave act asks who sits there
        say(page, password=PASSWORD)
        step(page, page.get_by_role("button", name="Confirm"))
    page.locator("[name=read]").check(force=True)
    step(page, page.locator("main form button.pri"))
    expect(page.locator("main")).to_contain_text("Approved")


def bound(page: Page, address: str, folder, meanwhile=lambda: None) -> pikepdf.Pdf:
    """Ask for the bundle and wait until a worker has made it; returns the downloaded file."""
    visit(page, address)
    bind = page.locator("form[action$='/bind/'] button")
    if bind.count():
        step(page, bind.first)
        meanwhile()
    link = page.locator("a[href*='/bundle/']").first

    def arrived() -> bool:
        visit(page, address)
        return link.count() > 0

    wait_until(arrived, "the bundle did not arrive", 300)
    with page.expect_download() as download:
        link.click()
    path = folder / f"bundle-{time.time_ns()}.pdf"
    download.value.save_as(path)
    return pikepdf.open(path)


def finish_the_gate(page: Page, ref: str) -> None:
    """Whoever may, ticks off what the acts did not tick by themselves."""
    for _round in range(30):
        visit(page, f"/cases/{ref}/")
        tick = page.locator("form[action$='/done/'] button, form[action$='/complete/'] button")
        if not tick.count():
            return
        step(page, tick.first)


def waive_the_gate(page: Page, ref: str) -> None:
    visit(page, f"/cases/{ref}/submissions/")
    open_lines = page.locator("#submit .note li").all_inner_texts()
    for words in open_lines:
        visit(page, f"/cases/{ref}/items/")
        step(page, page.locator("main a", has_text=words).first)
        page.locator("form[action$='/waive/'] [name=because]").fill("The institution names its own remedy.")
        press(page, "Waive")


def submit(page: Page, ref: str, number: str) -> None:
    visit(page, f"/cases/{ref}/submissions/")
    choose(page, "receipt", "number")
    say(page, receipt_no=number)
    if page.locator("[name=because]").count():
        say(page, because="The rest is followed up separately.")
    if page.locator("[name=same_again]").count():  # the second round knowingly takes the channel of the first
        page.check("[name=same_again]")
    if page.locator("[name=rechecked]").count():
        page.check("[name=rechecked]")
    press(page, "Record the submission")


def test_a_freeze_goes_from_the_notice_to_a_second_appeal(desk, people, tmp_path):
    fang, cai, mo = people["fang"], people["cai"], people["mo"]

    # Stage 1: logged by IBAN, with the first 24 hours running.
    ref = log_the_freeze(fang)
    expect(fang.locator("main")).to_contain_text("First 24 hours")
    expect(fang.locator("main")).to_contain_text("€486,200.00")
    fill_the_register(fang, ref)
    verify_the_notice(fang, ref)
    move_on(mo, ref, "funds")
    move_on(mo, ref, "appeal")

    # Stage 3: eight papers of eight kinds, a letter in both languages, a pack, four eyes, one PDF.
    files = eight_files.write(tmp_path / "papers")
    upload(fang, ref, files)
    expect(fang.locator("main")).to_contain_text("contract HL-118")
    describe(fang, ref, {"contract": "sales-contract", "invoice": "commercial-invoice", "执照": "business-licence"})
    put_into_group(fang, ref, "执照", "identity")
    write_the_letter(fang, ref)
    first_pack = send_to_counsel(fang, ref)
    approve(cai, first_pack)
    # The worker is killed in the middle of the bundle; another takes the job over, and the file arrives once.
    pdf = bound(fang, first_pack, tmp_path, meanwhile=desk.kill_worker)
    visit(fang, f"/cases/{ref}/timeline/")
    assert fang.locator("main").inner_text().count("Pack v1 bound") == 1
    assert len(pdf.pages) >= 12
    text = words_of(pdf, tmp_path)
    assert "The buyer paid the whole price." in text
    assert "买方支付全部价款" in text
    finish_the_gate(cai, ref)
    finish_the_gate(fang, ref)
    submit(mo, ref, "CMP-90001")
    expect(mo.locator("main")).to_contain_text("CMP-90001")

    # Stage 4: a request for papers starts a clock; then three reasons against us.
    visit(fang, f"/cases/{ref}/status/")
    choose(fang, "state", "more_material")
    tomorrow = datetime.now() + timedelta(days=3)  # noqa: DTZ005
    say(fang, due_on=f"{tomorrow:%Y-%m-%d}")
    press(fang, "Save")
    visit(fang, f"/cases/{ref}/")
    expect(fang.locator(".clock[data-k=legal]")).to_contain_text("further documents")
    visit(fang, f"/cases/{ref}/rejections/")
    fang.locator("select[name=language]").select_option("en")
    say(fang, text=REJECTION)
    press(fang, "Save and cut into sentences")
    for sentence in fang.locator(".points > li").all():
        said = sentence.locator("blockquote").inner_text()
        category = next((value for words, value in CATEGORIES.items() if words in said), "")
        sentence.locator(f"input[type=radio][value={'point' if category else 'not'}]").check()
        if category:
            sentence.locator("select").select_option(category)
    press(fang, "All marked: go to the answers")
    assert fang.locator("tbody tr", has_text=re.compile("Missing")).count() == 3

    # Stage 5: a second appeal with two new papers, whose letter names them after they changed places.
    visit(mo, f"/cases/{ref}/rejections/1/")
    if mo.locator("[name=because]").count():
        say(mo, because="The rest is followed up separately.")
    press(mo, "Begin the second appeal")
    new = [tmp_path / "papers" / name for name in ("bill of lading.pdf", "bank letter.pdf")]
    for path in new:
        path.write_bytes((tmp_path / "papers" / "invoice.pdf").read_bytes() + f"%{path.name}\n".encode())
    upload(fang, ref, new)
    describe(fang, ref, {})
    answers = {1: ("add", "bill of lading"), 2: ("add", "bank letter"), 3: ("argue", "")}
    for number, (kind, paper) in answers.items():
        visit(fang, f"/cases/{ref}/rejections/1/")
        step(fang, fang.locator("tbody tr").nth(number - 1).get_by_role("link", name=re.compile("Answer")))
        fang.locator("[name=kind]").select_option(kind)
        say(fang, zh=f"就第{number}点答复如下。", en=f"Our answer to point {number}.")
        if paper:
            fang.locator("label", has_text=re.compile(paper)).locator("input[type=checkbox]").check()
        press(fang, "Save")
    visit(fang, f"/cases/{ref}/evidence/")
    moved = (
        fang.locator("tr, li", has_text="bank letter").locator("button[value=up], button[name=to][value='-1']").first
    )
    step(fang, moved)  # the bank letter stands before the bill of lading now
    visit(fang, f"/cases/{ref}/appeals/2/")
    save(fang)
    letter = fang.locator("section[aria-labelledby='h-letters']").inner_text()
    assert re.search(r"reason 2, we now add Annex 1 \(bank letter\)\.", letter), letter[-3000:]
    assert re.search(r"reason 1, we now add Annex 2 \(bill of lading\)\.", letter)
    assert "根据驳回理由第2条" in letter
    assert len(re.findall("we now add", letter)) == 2
    second_pack = send_to_counsel(fang, ref)
    approve(cai, second_pack)
    again = words_of(bound(fang, second_pack, tmp_path), tmp_path)
    assert "we now add Annex 1 (bank letter)." in " ".join(again.split())
    # What is open at the gate a manager waives; the day's pause after a rejection is counsel's to go past.
    finish_the_gate(cai, ref)
    finish_the_gate(fang, ref)
    waive_the_gate(mo, ref)
    submit(cai, ref, "CMP-90002")

    # The reminder of the 24-hour clock arrived meanwhile, the timeline is complete, and the history verifies.
    def reminded() -> bool:
        visit(fang, "/mailbox/")
        return fang.locator("main a", has_text=re.compile("Overdue")).count() > 0

    wait_until(reminded, "the reminder did not arrive", 300)
    visit(fang, f"/cases/{ref}/timeline/")
    told = "".join(every_page(fang))
    for words in ("Account frozen", "Notice verified", "Pack v1 approved", "Appeal 1 submitted", "Appeal 1 rejected",
                  "Pack v2 approved", "Appeal 2 submitted"):  # fmt: skip
        assert words in told, words
    verified = desk.manage("verify_audit")
    assert verified.returncode == 0, verified.stdout + verified.stderr

"""The money pages as people meet them: what they show, refuse with their words kept, and never offer."""

import io
import re
from datetime import timedelta
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from cases.models import Account
from funds import pasting
from funds.models import Balance, Decision, Obligation, Option, Permission, Rate
from tests import build
from tests.funds.world import expect, firm_in_need, owe
from web.money import file_of


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def world(fang, cai, mo, now):
    return firm_in_need(fang, at=now)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_plan_shows_the_short_week_and_says_why_each_payment_waits(page, fang, world, now):
    case, party, _usable = world
    owe(party, "Staff", "25000", 5, "payroll", by=fang, at=now)
    owe(party, "Kesheng", "43000", 11, "key_supplier", by=fang, at=now)
    answer = page(fang, "en").get(f"/cases/{case.ref}/money/")
    assert answer.status_code == 200
    said = text(answer)
    assert "€30,000 available" in said
    assert "€38,000.00 short" in said
    assert "at most €5,000.00 is free" in said
    assert '<svg class="chart"' in answer.content.decode()
    assert "Show as table" in said


def test_what_if_saves_nothing_and_no_address_breaks_it(page, fang, world):
    _case, party, _usable = world
    browser = page(fang, "en")
    answer = browser.get(f"/money/{party.pk}/?s=released&w=2&m=1000&d=2099-01-01&o=x&p=9999999999999&x=1")
    assert answer.status_code == 200
    assert browser.get(f"/money/{party.pk}/?s=nonsense&w=-4&m=NaN&d=yesterday&o=1e9").status_code == 200
    assert Obligation.objects.count() == 0


def test_a_frozen_account_is_not_offered_as_payer_and_is_refused_if_sent(page, fang, world):
    case, party, usable = world
    browser = page(fang, "en")
    form = browser.get(f"/money/{party.pk}/payments/").content.decode()
    payers = re.search(r'<select name="pay_from".*?</select>', form, re.S)[0]
    assert f'value="{usable.pk}"' in payers
    assert f'value="{case.account_id}"' not in payers
    sent = {
        "what": "payment",
        "payee": "Staff",
        "kind": "payroll",
        "amount": "5",
        "currency": "EUR",
        "due_on": "2026-12-01",
    }
    answer = browser.post(f"/money/{party.pk}/payments/", {**sent, "pay_from": case.account_id})
    assert answer.status_code == 422
    assert Obligation.objects.count() == 0


def test_a_sheet_that_is_too_long_is_refused_and_stays_in_the_field(page, fang, world, monkeypatch):
    monkeypatch.setattr(pasting, "MOST_ROWS", 20)
    _case, party, _usable = world
    sheet = "\n".join(f"P{n}\t1\t2026-12-01" for n in range(21))
    answer = page(fang, "en").post(f"/money/{party.pk}/payments/", {"what": "sheet", "sheet": sheet, "currency": "EUR"})
    assert answer.status_code == 422
    assert "P20" in answer.content.decode()
    assert "21 lines are too many" in text(answer)


def test_after_a_long_sheet_the_plan_stands_and_no_payment_is_out_of_reach(page, fang, world):
    _case, party, _usable = world
    day = timezone.localdate() + timedelta(days=4)
    sheet = "\n".join(f"P{n}\t{'90000' if n == 249 else '1'}\t{day}" for n in range(250))
    browser = page(fang, "en")
    browser.post(f"/money/{party.pk}/payments/", {"what": "sheet", "sheet": sheet, "currency": "EUR"})
    said = text(browser.get(f"/money/{party.pk}/"))
    assert "200 more payments, €200.00 together" in said
    assert "P249" in said  # what is short stands before what is paid
    assert "P249" in text(browser.get(f"/money/{party.pk}/payments/?page=2"))
    book = ZipFile(io.BytesIO(browser.get(f"/money/{party.pk}/export.xlsx").content))
    assert any(">P7<" in book.read(name).decode() for name in book.namelist())


def test_the_good_lines_of_a_sheet_go_ahead_and_the_others_stay_with_their_reasons(page, fang, world):
    _case, party, _usable = world
    browser, url = page(fang, "en"), f"/money/{party.pk}/payments/"
    day = timezone.localdate().isoformat()
    sheet = io.BytesIO(f"员工;61.200,00;{day};工资\nRent;-5;{day}\n".encode("gb18030"))
    sheet.name = "payments.csv"
    answer = browser.post(url, {"what": "sheet", "sheet": "", "currency": "EUR", "file": sheet})
    assert answer.status_code == 422
    assert "Take the 1 good line" in text(answer)
    kept = "员工;61.200,00;" + day + ";工资\nRent;-5;" + day
    assert kept in answer.content.decode()
    answer = browser.post(url, {"what": "sheet", "sheet": kept, "currency": "EUR", "part": "1"})
    assert [row.kind for row in Obligation.objects.all()] == ["payroll"]
    assert f">\nRent;-5;{day}</textarea>" in answer.content.decode()


def test_what_comes_again_is_proposed_with_its_days_and_accepted_by_a_person(page, fang, world, now):
    _case, party, _usable = world
    browser, url = page(fang, "en"), f"/money/{party.pk}/recurring/"
    assert browser.get(url).status_code == 200
    days = [(now.date() - timedelta(days=back)).isoformat() for back in (21, 14, 7)]
    sent = {
        "sheet": "\n".join(f"Cleaner\t90\t{day}" for day in days) + "\nCleaner\tmuch\t" + days[0],
        "currency": "EUR",
    }
    answer = browser.post(url, sent)
    assert answer.status_code == 422
    assert "Seen 3 times:" in text(answer)
    assert "Line 4: “much” is no clear amount" in text(answer)
    assert Obligation.objects.count() == 0
    sent["sheet"] = sent["sheet"].rpartition("\n")[0]
    answer = browser.post(url, {**sent, "accept": "1"})
    assert "Tick at least one" in text(answer)
    key = re.search(r'name="take" value="(\w+)"', answer.content.decode())[1]
    assert browser.post(url, {**sent, "accept": "1", "take": key, f"kind-{key}": "other"}).status_code == 302
    assert (owed := Obligation.objects.get()).every == "week"
    assert owed.due_on >= now.date()
    assert "Proposed from 3 payments" in text(browser.get(f"/money/{party.pk}/payments/"))


@pytest.mark.parametrize("amount", ["-5", "abc", "1e400", "NaN", "0", "9" * 40, "1.005", ""])
def test_an_amount_that_cannot_be_is_said_beside_its_field(page, fang, world, amount):
    _case, party, _usable = world
    sent = {
        "what": "payment",
        "payee": "Staff",
        "kind": "payroll",
        "amount": amount,
        "currency": "EUR",
        "due_on": "2026-12-01",
    }
    answer = page(fang, "en").post(f"/money/{party.pk}/payments/", sent)
    assert answer.status_code == 422
    assert 'id="payment_amount-error"' in answer.content.decode()


def test_a_rate_is_asked_for_and_then_counts(page, fang, world, now):
    _case, party, _usable = world
    browser = page(fang, "en")
    browser.post(
        f"/money/{party.pk}/position/",
        {"what": "balance", "account": "", "currency": "CNY", "amount": "50000", "as_of": now.date()},
    )
    assert "There is no rate for CNY." in text(browser.get(f"/money/{party.pk}/"))
    sent = {"what": "rate", "currency": "CNY", "rate": "0.128", "as_of": now.date(), "source": "ECB"}
    assert browser.post(f"/money/{party.pk}/position/", sent).status_code == 302
    assert Rate.objects.get().rate == Decimal("0.128")
    assert "There is no rate" not in text(browser.get(f"/money/{party.pk}/"))


def test_the_story_of_a_permission_from_the_draft_to_the_last_cent(page, fang, cai, world, now):
    case, party, _usable = world
    owe(party, "Staff", "60000", 2, "payroll", by=fang, at=now)
    browser, counsel = page(fang, "en"), page(cai, "en")
    answer = browser.post(
        f"/cases/{case.ref}/licences/", {"items": [Obligation.objects.get().pk], "ground": "provider", "why": "Wages"}
    )
    assert answer.status_code == 302
    here = f"/cases/{case.ref}/licences/1/"
    counsel.post(f"{here}request/")
    permission = Permission.objects.get()
    grant = {
        "instrument": "2026-17", "cap": "50000", "valid_from": now.date(), "valid_to": now.date() + timedelta(days=30),
        "items": [permission.items.get().pk],
    }  # fmt: skip
    assert counsel.post(f"{here}grant/", {**grant, "instrument": ""}).status_code == 422
    assert counsel.post(f"{here}grant/", grant).status_code == 302
    book = {"item": permission.items.get().pk, "paid_on": now.date()}
    refused = browser.post(f"{here}book/", {**book, "amount": "50000.01"})
    assert refused.status_code == 422
    assert "Not one cent more" in text(refused)
    assert browser.post(f"{here}book/", {**book, "amount": "50000.00"}).status_code == 302
    assert "€0.00 left of €50,000.00" in text(browser.get(here))
    assert "Permission no. 1" in text(browser.get(f"/money/{party.pk}/"))


def test_a_loan_inside_the_limit_is_approved_and_one_above_goes_up(page, fang, mo, firm, ada, world, now):
    _case, party, _usable = world
    lin = build.member(firm, "Lin", "finance", by=ada, at=now)
    boss, delegate, browser = page(mo, "en"), page(lin, "en"), page(fang, "en")
    given = {
        "person": lin.pk, "subject": "funding", "currency": "EUR", "limit": "100000", "valid_from": now.date(),
        "valid_to": now.date() + timedelta(days=9),
    }  # fmt: skip
    assert boss.post("/approvals/", given).status_code == 302
    for amount in ("60000", "100000.01"):
        loan = {
            "kind": "shareholder_loan", "name": f"Loan {amount}", "lender": "Owner", "amount": amount, "currency": "EUR",
            "arrives_on": now.date(), "days": "45", "rate": "0.05",
        }  # fmt: skip
        assert browser.post(f"/money/{party.pk}/options/", loan).status_code == 302
        browser.post(f"/money/{party.pk}/options/{Option.objects.latest('pk').pk}/ask/")
    small, large = Decision.objects.order_by("amount")
    for decision in (small, large):
        delegate.post(f"/approvals/{decision.pk}/approve/")
        decision.refresh_from_db()
    assert (small.state, large.state) == ("approved", "open")
    assert "goes up to a manager" in text(delegate.get("/approvals/"))
    boss.post(f"/approvals/{large.pk}/approve/")
    assert "Decided within" in text(boss.get("/approvals/"))


def test_counsel_alone_says_that_a_receipt_may_go_elsewhere(page, fang, cai, world, now):
    case, party, usable = world
    due = expect(party, "Vogel", "36000", 5, case.account, by=fang, at=now)
    assert "Captured" in text(page(fang, "en").get(f"/money/{party.pk}/payments/"))
    sent = {"to": usable.pk, "because": "The order names one sum only."}
    assert page(fang, "en").post(f"/money/{party.pk}/receipts/{due.pk}/redirect/", sent).status_code == 403
    page(cai, "en").post(f"/money/{party.pk}/receipts/{due.pk}/redirect/", sent)
    due.refresh_from_db()
    assert due.account_id == usable.pk


def test_the_export_carries_the_figures_of_the_page_and_the_notice(page, fang, world, now):
    _case, party, _usable = world
    owe(party, "=HYPERLINK(1)", "25000", 5, "payroll", by=fang, at=now)
    answer = page(fang, "en").get(f"/money/{party.pk}/export.xlsx")
    book = ZipFile(io.BytesIO(answer.content))
    sheets = "".join(book.read(name).decode() for name in book.namelist() if "sheet" in name)
    assert "<v>30000.00</v>" in sheets
    assert "What you may not do" in sheets
    assert "<f>" not in sheets


def test_the_printed_plan_is_a_pdf(page, fang, world, now):
    _case, party, _usable = world
    owe(party, "Staff", "55000", 5, "payroll", by=fang, at=now)
    answer = page(fang).get(f"/money/{party.pk}/plan.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_stranger_finds_nothing_and_a_guest_or_administrator_is_told_whom_to_ask(page, ada, xu, world):
    case, party, _usable = world
    assert page(xu).get(f"/money/{party.pk}/").status_code == 404
    assert page(xu).get(f"/cases/{case.ref}/money/").status_code == 404
    assert page(ada, "en").get(f"/money/{party.pk}/").status_code == 403


def test_an_account_is_marked_as_at_risk_and_leaves_the_plan(page, fang, world):
    _case, party, usable = world
    browser = page(fang, "en")
    browser.post(f"/money/{party.pk}/accounts/{usable.pk}/link/")
    usable.refresh_from_db()
    assert usable.status == Account.Status.LINKED
    assert "€0 available" in text(browser.get(f"/money/{party.pk}/"))
    assert Balance.objects.filter(account=usable, is_current=True).count() == 1


def test_the_request_and_the_memo_are_printed_in_either_language(page, fang, world, now):
    case, party, _usable = world
    wages = owe(party, "Staff", "60000", 2, "payroll", by=fang, at=now)
    page(fang).post(f"/cases/{case.ref}/licences/", {"items": [wages.pk], "ground": "provider", "why": "工资"})
    assert file_of(party) == f"{case.ref} {party}"
    assert f'<span class="file">{case.ref} {party}</span>' in render_to_string(
        "print/memo.html", {"file": file_of(party)}
    )
    for url in (f"/cases/{case.ref}/licences/1/letter.pdf", f"/money/{party.pk}/memo.pdf"):
        papers = [page(fang).get(f"{url}?language={language}").content for language in ("zh", "en")]
        assert all(paper.startswith(b"%PDF") for paper in papers)
        assert papers[0] != papers[1]

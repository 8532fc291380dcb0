"""Payroll on the 30th, one account frozen, one partly: the short week, the permission, the loans, and the paper."""

import io
import re
import threading
from decimal import Decimal

import pypdfium2
import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from cases import parties
from cases.models import Account, Case
from funds import position
from tests import build
from tests.browser import known
from tests.hands import step

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser by hand")]
FROZEN, PARTLY, FREE = "BE34 0910 0027 7790", "BE29 5390 0758 8864", "DE89 3704 0044 0532 0130 00"
FIRM = "南通启明纺织有限公司"


def _firm() -> tuple[int, str]:
    """Two freezes of one firm, and what stands on its three accounts."""
    wang, at = User.objects.get(email=known.EMAILS["finance"]), timezone.now()
    common = {"party_name": FIRM, "party_name_en": "Nantong Qiming Textile Co., Ltd."}
    case = build.case(wang, at=at, account_number=FROZEN, **common)
    part = build.case(wang, at=at, account_number=PARTLY, scope="sum", amount=Decimal(30000), **common)
    values = {"number": FREE, "institution": "Sparbank", "currency": "EUR", "country": "DE"}
    free = parties.add_account(case.party, values, by=wang, at=at)
    for account, sum_, held in ((case.account, 200000, 0), (part.account, 80000, 30000), (free, 15000, 0)):
        position.state_balance(
            case.party, account=account, currency="EUR", amount=Decimal(sum_), frozen_amount=Decimal(held),
            as_of=at.date(), by=wang, at=at,
        )  # fmt: skip
    return case.party_id, case.ref


@pytest.fixture
def firm(desk):
    """In a thread of its own: Chromium's event loop keeps Django's queries out of this one."""
    found = []

    def plant():
        if not Case.objects.filter(party__name=FIRM).exists():
            found.append(_firm())
        assert set(Account.objects.filter(party__name=FIRM).values_list("status", flat=True)) == {
            "frozen", "partly_frozen", "usable",
        }  # fmt: skip
        connection.close()

    thread = threading.Thread(target=plant)
    thread.start()
    thread.join()
    return found[0]


def panel(page: Page, heading: str):
    return page.locator("form.panel, section.panel", has=page.locator("h2", has_text=heading)).first


def figures(page: Page) -> str:
    return re.sub(r"\s+", " ", page.locator(".kpis.purse").inner_text())


def fill(page: Page, form, **values: str) -> None:
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def test_wages_are_paid_by_permission_and_a_loan_goes_up(desk, firm):
    party, ref = firm
    wang, chen, maes = (desk.seat(person).new_page() for person in ("finance", "counsel", "manager"))

    # The short week is shown: 50,000 of the partly frozen account and 15,000 are usable, 90,000 are due on the 30th.
    wang.goto(f"/money/{party}/payments/")
    form = panel(wang, "Add a payment")
    fill(wang, form, payee="Staff", kind="payroll", amount="90000", currency="EUR", due_on="2026-11-30")
    step(wang, form.locator("button.pri"))
    wang.goto(f"/cases/{ref}/money/")
    assert "€65,000 available" in figures(wang)
    assert "€230,000 frozen" in figures(wang)
    assert "W49 first short week €25,000.00 short" in figures(wang)
    expect(wang.locator("main")).to_contain_text("€90,000.00 cannot be placed: at most €65,000.00 is free")

    # A permission is requested, granted and booked; one cent more is refused and stays in the field.
    wang.goto(f"/cases/{ref}/licences/")
    form = panel(wang, "Draft a request")
    expect(form.locator("[name=items]")).to_be_checked()
    step(wang, form.locator("button.pri"))
    step(wang, wang.get_by_role("button", name="It has gone out today"))
    form = panel(wang, "It was granted")
    fill(wang, form, instrument="D-17", cap="40000", valid_to="2026-12-31")
    step(wang, form.locator("button.pri"))
    expect(wang.locator("main")).to_contain_text("€40,000.00 left of €40,000.00")
    wang.goto(f"/cases/{ref}/money/")
    row = wang.locator("tr", has_text="Staff").first
    expect(row).to_contain_text("Funded")
    expect(row).to_contain_text("Permission no. 1€40,000.00usable accounts€50,000.00")
    wang.goto(f"/cases/{ref}/licences/1/")
    for sum_ in ("40000.01", "40000.00"):
        form = panel(wang, "Book a payment")
        fill(wang, form, amount=sum_)
        step(wang, form.locator("button.pri"))
        if sum_.endswith("1"):
            expect(wang.locator("#errors")).to_contain_text("Not one cent more")
            assert panel(wang, "Book a payment").locator("[name=amount]").input_value() == sum_
    expect(wang.locator("main")).to_contain_text("€0.00 left of €40,000.00")

    # A delegation; two loans; the smaller one inside the limit, the larger one goes up.
    maes.goto("/approvals/")
    form = maes.locator("form:has([name=limit])")
    form.locator("[name=person]").select_option(label="陈静 Chen Jing")
    fill(maes, form, subject="funding", currency="EUR", limit="30000", valid_to="2026-12-31")
    step(maes, form.locator("button.pri"))
    for name, sum_ in (("Small loan", "20000"), ("Large loan", "60000")):
        wang.goto(f"/money/{party}/options/")
        form = panel(wang, "Add a way to money")
        fill(wang, form, kind="shareholder_loan", name=name, lender="Owner", amount=sum_, currency="EUR",
             arrives_on="2026-11-27", days="90", rate="0.05")  # fmt: skip
        step(wang, form.locator("button.pri"))
        step(wang, wang.get_by_role("button", name=f"Ask for a decision {name}"))
    for name, said in (("Small loan", "Decided"), ("Large loan", "This one goes up to a manager")):
        chen.goto("/approvals/")
        step(chen, chen.get_by_role("button", name=f"Approve {name}", exact=True))
        expect(chen.locator("body")).to_contain_text(said)
    maes.goto("/approvals/")
    step(maes, maes.get_by_role("button", name="Approve Large loan", exact=True))
    expect(maes.locator("body")).to_contain_text("Decided")

    # The printed plan equals the screen.
    wang.goto(f"/money/{party}/")
    wang.locator("details", has_text="Show as table").first.locator("summary").click()
    weeks = wang.locator("table", has_text="Opening").first.locator("tbody td").all_inner_texts()
    paper = pypdfium2.PdfDocument(io.BytesIO(wang.request.get(f"/money/{party}/plan.pdf").body()))
    printed = " ".join(page.get_textpage().get_text_range() for page in paper)
    assert len(weeks) >= 13 * 4
    assert all(figure in printed for figure in weeks if "€" in figure)
    assert "€65,000.00" in printed

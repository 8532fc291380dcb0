"""From stage to stage, a pause, the end; handing a case over, and guests."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from cases import checklists, parties, verification
from cases.stages import Stage
from notifications.models import Message as Mail
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]

TRIED = ["u-login", "u-balance", "u-test", "u-limits", "u-orders", "u-written", "u-remaining"]


def open_gate(case, by, at):
    """Everything the gate of the first stage waits for."""
    verification.verify(case, how="Called the account manager", when=at, by=by, at=at)
    for item in case.items.filter(stage=case.stage, is_gate=True, state="todo"):
        checklists.settle(case, item.code, by=by, at=at)


# --- from stage to stage ---------------------------------------------------------------------------------------------


def test_an_open_gate_is_listed_and_holds(page, fang, case):
    browser = page(fang, language="en")
    assert case.items.get(code="service-date").title_en in unescape(browser.get(f"/cases/{case.ref}/move/").text)
    answer = browser.post(f"/cases/{case.ref}/move/", {"to": "funds"})
    assert answer.status_code == 422
    assert [e.code for e in answer.context["form"].errors.as_data()["__all__"]] == ["gate_unmet"]
    case.refresh_from_db()
    assert case.stage == Stage.CONFIRM


def test_finance_does_not_go_past_the_gate(page, fang, case):
    assert (
        page(fang).post(f"/cases/{case.ref}/move/", {"to": "funds", "past_gate": "on", "because": "hurry"}).status_code
        == 403
    )


def test_a_manager_goes_past_the_gate_and_says_why(page, mo, case):
    browser = page(mo)
    answer = browser.post(f"/cases/{case.ref}/move/", {"to": "funds", "past_gate": "on"})
    assert answer.status_code == 422
    answer = browser.post(f"/cases/{case.ref}/move/", {"to": "funds", "past_gate": "on", "because": "Wages on Friday"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.stage == Stage.FUNDS
    assert case.moves.get().past_gate
    assert case.moves.get().because == "Wages on Friday"


def test_through_the_gate_and_back_with_a_reason(page, fang, case, noon):
    open_gate(case, fang, noon)
    browser = page(fang)
    assert browser.post(f"/cases/{case.ref}/move/", {"to": "funds"}).status_code == 302
    assert browser.post(f"/cases/{case.ref}/move/", {"to": "confirm"}).status_code == 422
    assert browser.post(f"/cases/{case.ref}/move/", {"to": "confirm", "because": "Wrong body"}).status_code == 302


def test_pausing_and_going_on(page, fang, case):
    browser = page(fang, language="en")
    assert browser.post(f"/cases/{case.ref}/pause/", {"because": ""}).status_code == 422
    assert browser.post(f"/cases/{case.ref}/pause/", {"because": "The station answers by letter"}).status_code == 302
    assert "The station answers by letter" in browser.get(f"/cases/{case.ref}/").text
    browser.post(f"/cases/{case.ref}/resume/")
    case.refresh_from_db()
    assert case.paused_at is None


def test_closing_asks_for_the_outcome_and_the_lessons(page, fang, mo, case):
    assert page(fang).get(f"/cases/{case.ref}/close/").status_code == 403
    browser = page(mo, language="en")
    answer = browser.post(f"/cases/{case.ref}/close/", {"outcome": "", "lessons": ""})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"outcome", "lessons", "prevention"}
    answer = browser.post(
        f"/cases/{case.ref}/close/",
        {
            "outcome": "released",
            "lessons": "Renew the authority in time.",
            "checked": TRIED,
            "prevention": ["v-register"],
        },
    )
    assert answer.status_code == 302
    text = browser.get(f"/cases/{case.ref}/").text
    assert "Renew the authority in time." in text
    assert "Released" in text


# --- people and guests -----------------------------------------------------------------------------------------------


def test_handing_a_case_over_takes_its_items_along(page, mo, fang, case, firm, ada, noon):
    li = build.member(firm, "Li", "finance", by=ada, at=noon)
    answer = page(mo).post(f"/cases/{case.ref}/people/", {"owner": li.pk, "manager": mo.pk, "counsel": case.counsel_id})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.owner == li
    assert not case.items.filter(assignee=fang, state="todo").exists()


def test_a_guest_sees_one_case_until_it_ends(page, mo, fang, case, noon):
    other = build.case(fang, at=noon, account_number="BE36 9149 9900 0281")
    browser = page(mo)
    given = {"name": "Outside Counsel", "email": "guest@law.example", "expires_on": "2099-02-01"}
    assert browser.post(f"/cases/{case.ref}/people/guests/", given).status_code == 302
    guest = case.guests.get()
    inside = page(guest.user)
    assert inside.get(f"/cases/{case.ref}/").status_code == 200
    assert inside.get(f"/cases/{other.ref}/").status_code == 404
    assert inside.get(f"/cases/{case.ref}/audit/").status_code == 403
    assert browser.post(f"/cases/{case.ref}/people/guests/{guest.pk}/end/").status_code == 302
    assert inside.get(f"/cases/{case.ref}/").status_code == 404


def test_a_guest_gets_a_link_to_choose_a_password_and_a_known_one_the_way_to_the_case(
    page, mo, fang, case, xu, settings
):
    browser = page(mo)
    given = {"name": "Outside Counsel", "email": "guest@law.example", "expires_on": "2099-02-01"}
    browser.post(f"/cases/{case.ref}/people/guests/", given)
    mail = Mail.objects.get(to="guest@law.example")
    assert case.ref in mail.subject
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", mail.body)[1]
    assert page().get(link, follow=True).status_code == 200
    browser.post(f"/cases/{case.ref}/people/guests/", {**given, "email": xu.email})
    mail = Mail.objects.get(to=xu.email)
    assert f"{settings.SITE_URL}/cases/{case.ref}/" in mail.body
    assert "password/reset" not in mail.body


def test_a_case_says_which_papers_of_its_party_run_out(page, fang, case):
    parties.add_paper(
        case.party,
        kind="business-licence",
        expires_on=timezone.now().date() + timedelta(days=20),
        by=fang,
        at=timezone.now(),
    )
    assert "营业执照" in page(fang).get(f"/cases/{case.ref}/").text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "nonsense"}, "email"),
        ({"expires_on": "2026-01-01"}, "expires_on"),
        ({"email": "fang@hl.example"}, "email"),
    ],
)
def test_a_wrong_invitation_says_what_is_wrong(page, mo, case, given, field):
    good = {"name": "Outside Counsel", "email": "guest@law.example", "expires_on": "2026-02-01"}
    answer = page(mo).post(f"/cases/{case.ref}/people/guests/", {**good, **given})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not case.guests.exists()


def test_closing_says_everything_that_is_missing_at_once(case, mo, page):
    answer = page(mo).post(f"/cases/{case.ref}/close/", {"outcome": "released"})
    assert answer.status_code == 422
    for field in ("id_checked_0", "id_lessons", "id_prevention_0"):
        assert f'href="#{field}"' in answer.text
    case.refresh_from_db()
    assert not case.is_closed


def test_a_closed_case_asks_for_nothing_more(case, mo, page):
    given = {"outcome": "released", "lessons": "x", "checked": TRIED, "prevention": ["v-register"]}
    browser = page(mo, language="en")
    assert browser.post(f"/cases/{case.ref}/close/", given).status_code == 302
    assert "Ask for it" not in browser.get(f"/cases/{case.ref}/").text
    assert "After sending" not in browser.get(f"/cases/{case.ref}/submissions/").text

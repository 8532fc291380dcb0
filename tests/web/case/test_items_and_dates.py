"""The items and the dates of a case on their pages, and why each date is that day."""

from html import unescape

import pytest

from cases import checklists
from cases.models import Item
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]


# --- items -----------------------------------------------------------------------------------------------------------


def test_each_line_goes_to_the_one_whose_part_it_is(case, fang, cai, mo):
    """Row 7.3b: a new case has its items assigned by RACI."""
    holders = {"finance": fang, "counsel": cai, "manager": mo, "administrator": mo}
    for item in case.items.all():
        assert item.assignee == holders[item.role], item.code


def test_a_part_nobody_holds_falls_to_the_manager(fang, mo, noon):
    case = build.case(fang, at=noon)
    assert {item.assignee for item in case.items.filter(role="counsel")} == {mo}


def test_ticking_a_line_off(page, fang, case):
    item = case.items.get(code="cash-position")
    answer = page(fang).post(f"/cases/{case.ref}/items/{item.pk}/done/", {"note": "Three accounts", "back": "items"})
    assert answer.url == f"/cases/{case.ref}/items/"
    item.refresh_from_db()
    assert (item.state, item.note, item.settled_by) == ("done", "Three accounts", fang)


def test_the_second_to_tick_is_told(page, fang, case, noon):
    item = case.items.get(code="cash-position")
    checklists.complete(item, by=fang, at=noon)
    answer = page(fang).post(f"/cases/{case.ref}/items/{item.pk}/done/", {})
    assert answer.status_code == 422
    assert [e.code for e in answer.context["form"].errors.as_data()["__all__"]] == ["settled_already"]


def test_a_line_that_cannot_start_yet_says_what_comes_first(page, fang, case):
    item = case.items.get(code="approve")
    text = page(fang, language="en").get(f"/cases/{case.ref}/items/").text
    assert f"Cannot start yet. First: {case.items.get(code='pack').title_en}" in unescape(text)
    answer = page(fang).post(f"/cases/{case.ref}/items/{item.pk}/done/", {})
    assert answer.status_code == 422


def test_waiving_takes_a_reason_and_at_the_gate_a_manager(page, fang, mo, case):
    gate = case.items.get(code="cash-position")
    assert gate.is_gate
    assert page(mo).post(f"/cases/{case.ref}/items/{gate.pk}/waive/", {"because": ""}).status_code == 422
    assert page(fang).post(f"/cases/{case.ref}/items/{gate.pk}/waive/", {"because": "no"}).status_code == 403
    answer = page(mo).post(f"/cases/{case.ref}/items/{gate.pk}/waive/", {"because": "One account only"})
    assert answer.status_code == 302
    gate.refresh_from_db()
    assert gate.state == "waived"


def test_handing_over_and_opening_again(page, fang, mo, case, noon):
    item = case.items.get(code="forecast")
    browser = page(fang)
    assert browser.post(f"/cases/{case.ref}/items/{item.pk}/assign/", {"to": mo.pk}).status_code == 302
    item.refresh_from_db()
    assert item.assignee == mo
    checklists.complete(item, by=mo, at=noon)
    assert browser.post(f"/cases/{case.ref}/items/{item.pk}/reopen/", {"because": "New account"}).status_code == 302
    assert case.items.get(pk=item.pk).is_open


def test_a_line_of_ones_own(page, fang, cai, case):
    given = {"title": "Ask the bank for a reference", "to": cai.pk, "due_at": "2026-01-06T12:00"}
    assert page(fang).post(f"/cases/{case.ref}/items/", given).status_code == 302
    assert case.items.get(origin=Item.Origin.OWN).assignee == cai
    assert page(fang).post(f"/cases/{case.ref}/items/", {**given, "title": ""}).status_code == 422


def test_the_first_24_hours_count_down_on_the_page(page, fang, case):
    todo = page(fang).get(f"/cases/{case.ref}/").context["todo"]
    assert (todo.golden.done, todo.golden_left) == (0, 22)  # known two hours ago
    item = case.items.filter(is_golden=True, code="spending-freeze").get()
    page(fang).post(f"/cases/{case.ref}/items/{item.pk}/done/", {})
    assert page(fang).get(f"/cases/{case.ref}/").context["todo"].golden.done == 1


# --- dates -----------------------------------------------------------------------------------------------------------


def test_a_computed_date_counts_when_someone_with_the_right_confirms_it(page, fang, cai, court_case):
    deadline = court_case.deadlines.filter(status="proposed").exclude(rule_kind="limitation").first()
    where = f"/cases/{court_case.ref}/dates/{deadline.pk}/confirm/"
    assert page(fang).post(where).status_code == 403
    assert page(cai).post(where).status_code == 302
    deadline.refresh_from_db()
    assert (deadline.status, deadline.confirmed_by) == ("live", cai)


def test_a_date_on_which_a_right_is_lost_takes_two_people(page, cai, mo, court_case):
    deadline = court_case.deadlines.filter(status="proposed", rule_kind="limitation").first()
    where = f"/cases/{court_case.ref}/dates/{deadline.pk}/confirm/"
    assert page(cai).post(where).status_code == 302
    assert page(cai).post(where).status_code == 422  # the same person again
    answer = page(cai, language="en").get(f"/cases/{court_case.ref}/dates/")
    assert "A second person must confirm it too." in answer.text
    status = page(mo).post(where).status_code
    deadline.refresh_from_db()
    if deadline.confidence == "low":  # a weak source is counsel's to confirm
        assert (status, deadline.status) == (422, "proposed")
    else:
        assert (status, deadline.status) == (302, "live")


def test_taking_a_date_on_and_meeting_it(page, fang, case):
    deadline = case.deadlines.get(code="seed-consult-lawyer-24h")
    browser = page(fang)
    assert (
        browser.post(f"/cases/{case.ref}/dates/{deadline.pk}/acknowledge/", {"back": "case"}).url
        == f"/cases/{case.ref}/"
    )
    assert browser.post(f"/cases/{case.ref}/dates/{deadline.pk}/acknowledge/").status_code == 422
    assert browser.post(f"/cases/{case.ref}/dates/{deadline.pk}/meet/", {"note": "signed"}).status_code == 302
    deadline.refresh_from_db()
    assert (deadline.status, deadline.settled_note, deadline.acknowledged_by) == ("met", "signed", fang)


def test_waiving_a_date_takes_a_reason(page, cai, case):
    deadline = case.deadlines.get(code="seed-consult-lawyer-24h")
    assert page(cai).post(f"/cases/{case.ref}/dates/{deadline.pk}/waive/", {"because": ""}).status_code == 422
    assert (
        page(cai).post(f"/cases/{case.ref}/dates/{deadline.pk}/waive/", {"because": "Counsel was there"}).status_code
        == 302
    )
    assert case.deadlines.get(pk=deadline.pk).status == "waived"


def test_every_date_says_why_in_both_languages(page, cai, court_case):
    for language, heading in (("en", "Rule"), ("zh-hans", "规则")):
        groups = page(cai, language=language).get(f"/cases/{court_case.ref}/dates/").context["groups"]
        for group in groups:
            for card in group["cards"]:
                assert any(name == heading for name, _lines in card.why), card.deadline.code


def test_engaging_counsel_stops_the_24_hours(page, fang, cai, case):
    """Row 2.3a."""
    assert page(fang).post(f"/cases/{case.ref}/people/engage/", {"engaged": cai.pk}).status_code == 302
    assert case.deadlines.get(code="seed-consult-lawyer-24h").status == "met"
    assert case.items.get(code="engage-counsel").state == "done"


def test_the_line_that_asks_for_the_confirmation_of_the_lock_leads_to_the_letters(page, fang, cai, case, noon):
    """Row 1.3c: the other five are done elsewhere, this one here."""
    checklists.lock(case, at=noon)
    shown = page(fang).get(f"/cases/{case.ref}/items/").text
    assert (
        shown.count(f'href="/cases/{case.ref}/letters/"') == 2
    )  # that line, and the one that asks for written reasons


# --- what the institution usually takes ------------------------------------------------------------------------------


def test_all_that_is_wrong_with_an_outage_is_said_at_once_beside_its_field(page, fang, case):
    given = {"first_on": "2026-01-09", "last_on": "2026-01-08", "because": ""}
    answer = page(fang).post(f"/cases/{case.ref}/dates/outage/", given)
    assert answer.status_code == 422
    wrong = answer.context["outage_form"].errors.as_data()
    assert {name: [error.code for error in errors] for name, errors in wrong.items()} == {
        "last_on": ["ends_first"], "because": ["required"],
    }  # fmt: skip
    assert 'value="2026-01-08"' in answer.text
    assert page(fang).post(f"/cases/{case.ref}/dates/outage/", {}).context["outage_form"].errors.keys() == {
        "first_on", "last_on", "because",
    }  # fmt: skip

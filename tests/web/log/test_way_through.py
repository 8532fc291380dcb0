"""Logging a freeze in the browser: four pages and a check make a case; drafts wait, and "unknown" is an answer."""

from html import unescape

import pytest

from cases.models import Case, Deadline, Draft, Item, Party
from notifications.models import Message
from tests import build
from tests.web.log.wizard import ACCOUNT, AMOUNTS, create, post, walk, wrong
from web.forms.log import STEPS, CheckStep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]


# --- the way through -------------------------------------------------------------------------------------------------


def test_four_pages_and_a_check_make_a_case(browser, draft, fang):
    walk(browser, draft)
    answer = create(browser, draft)
    case = Case.objects.get()
    assert answer.url == f"/cases/{case.ref}/"
    assert (case.account.institution, case.freeze.body_kind, case.owner) == ("iBanFirst", "provider", fang)
    assert case.freeze.amount == 486200
    assert "HL-0001" in browser.get(answer.url).text
    assert (
        browser.get(f"/log/{draft.key}/who/").url == answer.url
    )  # the draft is used up, its address still leads somewhere


def test_at_most_fourteen_questions_must_be_answered():
    """A page is quick when little must be typed; ticks and choices with a usual answer count too."""
    facts = {"instrument_no", "amount", "frozen_at", "ends_on"}  # each may be unknown, but not skipped
    must = sum(form.questions() for form in STEPS) + len(facts)
    assert must + CheckStep.questions() <= 14


def test_two_unknown_facts_make_exactly_two_items_and_the_case_opens(browser, draft):
    """Row 2.1b."""
    walk(
        browser,
        draft,
        who={"instrument_no": "", "instrument_unknown": "on"},
        amounts={"amount": "", "amount_unknown": "on"},
    )
    create(browser, draft)
    asked = Item.objects.filter(case=Case.objects.get(), origin=Item.Origin.UNKNOWN)
    assert sorted(item.code for item in asked) == ["ask-amount", "ask-instrument"]
    assert all(item.due_at for item in asked)


def test_whoever_does_not_know_who_froze_it_still_gets_a_case(browser, draft):
    walk(browser, draft, who={"who": "unknown"})
    create(browser, draft)
    case = Case.objects.get()
    assert case.freeze.body_kind == "unknown"
    assert Item.objects.filter(case=case, code="ask-body").exists()


def test_counsel_and_manager_hear_of_it(browser, draft, cai, mo):
    walk(browser, draft)
    create(browser, draft)
    told = set(Message.objects.filter(kind="case-opened").values_list("recipient", flat=True))
    assert {cai.pk, mo.pk} <= told


def test_an_unticked_clock_does_not_start(browser, draft):
    walk(browser, draft)
    post(browser, draft, "check", {"accepted_clocks": []})
    assert not Deadline.objects.exists()


def test_a_ticked_clock_starts(browser, draft):
    walk(browser, draft)
    create(browser, draft)
    assert Deadline.objects.filter(code="seed-consult-lawyer-24h", status="live").exists()


def test_the_button_pressed_twice_makes_one_case(browser, draft):
    walk(browser, draft)
    first, second = create(browser, draft), create(browser, draft)
    assert first.url == second.url
    assert Case.objects.count() == 1


def test_a_check_of_an_unfinished_draft_leads_to_what_is_missing(browser, draft):
    post(browser, draft, "account", ACCOUNT)
    answer = post(browser, draft, "check", {})
    assert answer.status_code == 422
    assert f"/log/{draft.key}/who/?check=1" in unescape(answer.text)
    assert not Case.objects.exists()


def test_every_answer_has_its_way_back(browser, draft):
    walk(browser, draft)
    text = browser.get(f"/log/{draft.key}/check/").text
    for step, field in (
        ("account", "account_number"),
        ("who", "instrument_no"),
        ("amounts", "amount"),
        ("causes", "causes_0"),
    ):
        assert f"/log/{draft.key}/{step}/?then=check#id_{field}" in text
    answer = post(browser, draft, "amounts", {**AMOUNTS, "amount": "500.00"}, then="check")
    assert answer.url == f"/log/{draft.key}/check/"


def test_a_known_account_is_not_typed_again(browser, draft, fang, noon):
    known = build.case(fang, at=noon).account
    answer = post(browser, draft, "account", {"known": known.pk, "verified": "no"})
    assert answer.status_code == 302
    assert known.spaced in browser.get(f"/log/{draft.key}/check/").text


def test_a_number_the_register_holds_is_recognised(browser, draft, fang, noon):
    known = build.case(fang, at=noon).account
    answer = post(browser, draft, "account", {"account_number": "be47914999000180", "verified": "no"})
    assert answer.status_code == 302
    walk(browser, draft, account={"party_name": "", "known": known.pk})
    create(browser, draft)
    assert Party.objects.count() == 1


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_the_page_saves_itself_and_says_when(browser, draft):
    answer = browser.post(f"/log/{draft.key}/account/save", {"version": 1, "account_number": "BE47"})
    assert answer.status_code == 200
    assert answer.json()["version"] == 2
    assert "12:00" in answer.json()["saved"]
    assert Draft.objects.get().answers["account"]["account_number"] == "BE47"
    assert 'value="BE47"' in browser.get(f"/log/{draft.key}/account/").text
    assert not wrong(browser.get(f"/log/{draft.key}/account/"))  # coming back is not a mistake


def test_save_and_leave_leads_to_the_list_and_back(browser, draft):
    answer = post(browser, draft, "account", {**ACCOUNT, "account_number": "BE4"}, go="leave")
    assert answer.url == "/log/"
    assert f"/log/{draft.key}/who/" in browser.get("/log/").text


def test_back_keeps_what_was_typed_too(browser, draft):
    post(browser, draft, "account", ACCOUNT)
    answer = post(browser, draft, "who", {"who": "court"}, go="back")
    assert answer.url == f"/log/{draft.key}/account/"
    assert Draft.objects.get().answers["who"]["who"] == "court"


def test_two_windows_on_one_draft_choose_field_by_field(browser, draft, page, mo):
    old = draft.version
    browser.post(f"/log/{draft.key}/account/save", {"version": old, **ACCOUNT})
    mine = {**ACCOUNT, "party_name": "Another name", "account_number": "BE36 9149 9900 0281", "version": old}
    answer = page(mo, language="en").post(f"/log/{draft.key}/account/", mine)
    assert answer.status_code == 422
    assert {clash.name for clash in answer.context["clashes"]} == {"party_name", "account_number"}
    assert "Another name" in answer.text  # mine
    assert ACCOUNT["party_name"] in answer.text  # theirs
    again = {**mine, "version": answer.context["version"], "keep_party_name": "theirs", "keep_account_number": "mine"}
    assert page(mo, language="en").post(f"/log/{draft.key}/account/", again).status_code == 302
    kept = Draft.objects.get().answers["account"]
    assert (kept["party_name"], kept["account_number"]) == (ACCOUNT["party_name"], "BE36 9149 9900 0281")


def test_the_second_window_that_saves_itself_is_told(browser, draft):
    old = draft.version
    browser.post(f"/log/{draft.key}/account/save", {"version": old, "account_number": "BE47"})
    answer = browser.post(f"/log/{draft.key}/account/save", {"version": old, "account_number": "BE36"})
    assert answer.status_code == 409
    assert answer.json()["message"]
    assert Draft.objects.get().answers["account"]["account_number"] == "BE47"


def test_a_draft_of_another_firm_does_not_exist(page, xu, draft):
    for path in ("account/", "check/", "account/save"):
        answer = page(xu).post(f"/log/{draft.key}/{path}", {})
        assert answer.status_code == 404


def test_an_auditor_logs_nothing(page, udo):
    assert page(udo).get("/log/").status_code == 403


def test_a_draft_thrown_away_is_gone(browser, draft):
    browser.post(f"/log/{draft.key}/discard")
    assert not Draft.objects.exists()

"""Logging a freeze in the browser: nothing typed is lost, "unknown" is an answer, a wrong answer gets a sentence."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from cases import drafts
from cases.models import Account, Case, Deadline, Draft, Item, Party
from notifications.models import Message
from tests import build
from web.forms.log import STEPS, CheckStep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]

ACCOUNT = {"account_number": "BE47 9149 9900 0180", "party_name": "宁波海岚进出口有限公司", "verified": "no"}
WHO = {"who": "institution", "body_name": "iBanFirst SA", "instrument_no": "CMP-88213", "scope": "whole"}
AMOUNTS = {
    "amount": "486200.00",
    "currency": "EUR",
    "frozen_at": "2026-01-05T09:40",
    "known_at": "2026-01-05T10:00",
    "term_none": "on",
}
CAUSES = {"causes": ["amount-out-of-profile"]}
ALL = {"account": ACCOUNT, "who": WHO, "amounts": AMOUNTS, "causes": CAUSES}


@pytest.fixture
def browser(page, fang, cai, mo):
    return page(fang, language="en")


@pytest.fixture
def draft(browser):
    address = browser.post("/log/").url
    return Draft.objects.get(key=address.split("/")[2])


def post(browser, draft, step, answers, **more):
    """As the page would send it: with the version it was drawn with."""
    draft.refresh_from_db()
    return browser.post(f"/log/{draft.key}/{step}/", {"version": draft.version, **answers, **more})


def walk(browser, draft, **changed):
    """The four pages, in order; the answers of a step may be replaced."""
    for step, answers in ALL.items():
        answer = post(browser, draft, step, {**answers, **changed.get(step, {})})
        assert answer.status_code == 302, wrong(answer)
    return answer


def create(browser, draft):
    ticks = re.findall(
        r'name="accepted_clocks" value="([^"]*)"[^>]* checked', browser.get(f"/log/{draft.key}/check/").text
    )
    return post(browser, draft, "check", {"accepted_clocks": ticks})


def wrong(answer):
    """The sentences beside the fields."""
    return [unescape(text) for text in re.findall(r'class="err"[^>]*>.*?<span>(.*?)</span>', answer.text, re.S)]


def error_of(answer, field):
    form = answer.context["form"]
    return [error.code for error in form.errors.as_data().get(field, [])]


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


# --- what is wrong is said, and nothing is lost ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "answers", "field", "code"),
    [
        ("account", {"account_number": "BE48 9149 9900 0180"}, "account_number", "number_checksum"),
        ("account", {"account_number": "BE47 9149"}, "account_number", "number_length"),
        ("account", {"account_number": ""}, "account_number", "required"),
        ("account", {"account_number": "6222021102003300512"}, "institution", "required"),
        ("account", {"party_name": ""}, "party_name", "required"),
        ("account", {"party_name": "甲" * 201}, "party_name", "max_length"),
        ("account", {"verified": "yes"}, "verified_how", "channel_missing"),
        (
            "account",
            {"verified": "yes", "verified_how": "x", "verified_at": "2026-01-06T10:00"},
            "verified_at",
            "in_future",
        ),
        ("who", {"who": ""}, "who", "required"),
        ("who", {"instrument_no": ""}, "instrument_no", "instrument_missing"),
        ("who", {"notice_on": "2026-01-06"}, "notice_on", "in_future"),
        ("who", {"notice_on": "2026-02-30"}, "notice_on", "invalid"),
        ("amounts", {"amount": "0"}, "amount", "amount_not_positive"),
        ("amounts", {"amount": "-5"}, "amount", "amount_not_positive"),
        ("amounts", {"amount": "lots"}, "amount", "invalid"),
        ("amounts", {"amount": "1" * 20}, "amount", "max_digits"),
        ("amounts", {"amount": ""}, "amount", "amount_missing"),
        ("amounts", {"amount": "500", "balance": "400"}, "amount", "amount_over_balance"),
        ("amounts", {"balance": "-1"}, "balance", "balance_negative"),
        ("amounts", {"frozen_at": "2026-01-06T09:40"}, "frozen_at", "in_future"),
        ("amounts", {"frozen_at": ""}, "frozen_at", "frozen_missing"),
        ("amounts", {"known_at": "2026-01-06T09:40"}, "known_at", "in_future"),
        ("amounts", {"known_at": "yesterday"}, "known_at", "invalid"),
        ("amounts", {"term_none": "", "ends_on": ""}, "ends_on", "term_missing"),
        ("amounts", {"term_none": "", "ends_on": "2026-01-01"}, "ends_on", "ends_before_start"),
        ("causes", {"reason_quoted": "长" * 4001}, "reason_quoted", "max_length"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_beside_its_field_and_on_top(browser, draft, step, answers, field, code):
    for earlier in ALL:
        if earlier == step:
            break
        post(browser, draft, earlier, ALL[earlier])
    answer = post(browser, draft, step, {**ALL[step], **answers})
    assert answer.status_code == 422
    assert code in error_of(answer, field)
    assert f'aria-describedby="id_{field}' in answer.text
    summary = answer.text.split('class="errs"')[1].split("</div>")[0]
    assert all(sentence in unescape(summary) for sentence in wrong(answer))
    typed = draft.__class__.objects.get(pk=draft.pk).answers[step]
    assert typed[field] == answers.get(field, ALL[step].get(field, ""))  # right or wrong, it is kept


def test_an_account_number_that_is_no_iban_goes_through_with_its_institution(browser, draft):
    answers = {"account_number": "6222 0211 0200 3300 512", "institution": "示例银行苏州分行", "country": "CN"}
    walk(browser, draft, account=answers, who={"which_institution": "bank"})
    create(browser, draft)
    account = Case.objects.get().account
    assert (account.number, account.is_iban, account.institution) == ("6222021102003300512", False, "示例银行苏州分行")


def test_an_institution_may_be_picked_from_the_profiles(browser, draft):
    name = re.search(r'<option value="([^"]+)"></option>', browser.get(f"/log/{draft.key}/account/").text)[1]
    post(browser, draft, "account", {**ACCOUNT, "account_number": "88001234567", "institution": unescape(name)})
    effects = browser.get(f"/log/{draft.key}/who/").context["effects"]
    assert effects.profile


def test_a_photo_of_the_notice_is_kept_even_when_an_answer_is_wrong(browser, draft):
    drawn = BytesIO()
    Image.effect_noise((1240, 1754), 60).convert("RGB").save(drawn, "PNG")
    photo = SimpleUploadedFile("notice.png", drawn.getvalue(), "image/png")
    answer = post(browser, draft, "account", {**ACCOUNT, "party_name": "", "notice": photo})
    draft.refresh_from_db()
    assert answer.status_code == 422
    assert draft.notice_file.name == "notice.png"
    assert "notice.png" in answer.text


def test_an_empty_file_is_refused_beside_its_field(browser, draft):
    answer = post(browser, draft, "account", {**ACCOUNT, "notice": SimpleUploadedFile("notice.pdf", b"")})
    assert answer.status_code == 422
    assert error_of(answer, "notice")
    assert Draft.objects.get().notice_file is None


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


# --- what an answer sets off -----------------------------------------------------------------------------------------


def look(browser, draft, step, answers, **headers):
    draft.refresh_from_db()
    return browser.post(
        f"/log/{draft.key}/{step}/", {"version": draft.version, "go": "look", **answers}, headers=headers
    )


def test_an_iban_shows_institution_entity_channel_and_route_at_once(browser, draft):
    answer = look(browser, draft, "account", ACCOUNT, **{"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text  # the part, not the page
    effects = answer.context["effects"]
    assert (effects.institution, effects.legal_entity) == ("iBanFirst", "iBanFirst SA")
    assert effects.channels
    assert 'value="iBanFirst"' in answer.text  # and the field is filled in
    assert Draft.objects.get().answers == {}  # looking saves nothing


def test_the_part_equals_the_page(browser, draft):
    """After an htmx answer the patched page is the fresh page."""
    part = look(browser, draft, "account", ACCOUNT, **{"HX-Request": "true"}).text
    whole = look(browser, draft, "account", ACCOUNT).text
    aside = re.search(r"<aside.*?</aside>", part, re.S)[0]
    assert aside == re.search(r"<aside.*?</aside>", whole, re.S)[0]


def test_from_the_bank_to_a_court_the_page_says_what_changes(browser, draft):
    """Row 2.1c: the previewed chain of clocks changes, and the page says how."""
    post(
        browser,
        draft,
        "account",
        {**ACCOUNT, "account_number": "6222021102003300512", "institution": "示例银行", "country": "CN"},
    )
    bank = look(browser, draft, "who", {**WHO, "which_institution": "bank"}).context["effects"]
    court = look(browser, draft, "who", {**WHO, "who": "court", "before": bank.before})
    effects = court.context["effects"]
    assert [clock.title for clock in bank.clocks] != [clock.title for clock in effects.clocks]
    assert effects.changed
    assert effects.come
    assert effects.counsel_only
    assert str(effects.come[0].title) in unescape(court.text)


def test_without_script_the_next_page_says_what_changed(browser, draft):
    post(
        browser,
        draft,
        "account",
        {**ACCOUNT, "account_number": "6222021102003300512", "institution": "示例银行", "country": "CN"},
    )
    answer = post(browser, draft, "who", {**WHO, "who": "court", "before": "bank.CN"})
    assert browser.get(answer.url).context["effects"].come


def test_the_first_24_hours_count_from_the_moment_of_knowledge(browser, draft, noon):
    early = (noon - timedelta(hours=5)).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M")
    answer = post(browser, draft, "amounts", {**AMOUNTS, "known_at": early, "frozen_at": early})
    assert browser.get(answer.url).context["effects"].hours_left == 19


def test_pages_of_the_wizard_cost_the_same_with_ten_and_a_thousand_accounts(browser, draft, firm, noon):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/log/{draft.key}/account/").status_code == 200
        return len(asked)

    def accounts(count):
        party = Party.objects.get_or_create(organisation=firm, name="Holder", defaults={"created_at": noon})[0]
        had = Account.objects.count()
        Account.objects.bulk_create(
            Account(organisation=firm, party=party, number=f"{n:012}", institution="Bank", created_at=noon)
            for n in range(had, had + count)
        )

    accounts(10)
    cost()
    few = cost()
    accounts(990)
    assert cost() == few


def test_the_drafts_of_colleagues_can_be_resumed(page, mo, browser, draft):
    drafts.save(draft, "account", {"party_name": "海岚"}, version=draft.version, by=mo, at=timezone.now())
    assert "海岚" in page(mo).get("/log/").text

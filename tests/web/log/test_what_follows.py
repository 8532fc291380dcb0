"""What an answer sets off at once, and what the pages of the log cost."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import drafts
from cases.models import Account, Draft, Party
from tests.web.log.wizard import ACCOUNT, AMOUNTS, WHO, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]


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

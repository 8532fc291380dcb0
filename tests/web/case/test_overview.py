"""The overview of a case: what to do now, whether the notice is verified, who may speak, the causes."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appeals import replies
from cases.models import Freeze
from comms import directory
from knowledge import causes as catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]

ROOMS = ["", "timeline/", "causes/", "comms/", "people/", "items/", "dates/", "pause/", "move/"]


# --- the overview ----------------------------------------------------------------------------------------------------


def test_the_overview_says_who_how_much_since_when_and_what_to_do(page, fang, case):
    text = page(fang, language="en").get(f"/cases/{case.ref}/").text
    for said in (case.ref, "€486,200.00", "iBanFirst SA", "BE47 9149 9900 0180", "What to do now", "Why this date"):
        assert said in text


def test_the_same_page_in_chinese_names_the_party_in_chinese(page, fang, case):
    text = page(fang).get(f"/cases/{case.ref}/").text
    assert "<h1>宁波海岚进出口有限公司</h1>" in re.sub(r"\s+", " ", text)
    assert 'lang="zh-Hans"' in text


def test_the_named_contact_of_the_institution_stands_on_the_case(page, fang, ada, case, noon):
    overview = f"/cases/{case.ref}/"
    assert 'href="/directory/ibanfirst-be/"' in page(fang).get(overview).text
    given = {"address": "Iris Peeters, +32 2 555 01 18"}
    directory.change(case.organisation, "ibanfirst-be", "account-manager", given, by=ada, at=noon)
    shown = page(fang, language="en").get(overview).text
    assert "<dt>Named contact</dt><dd>Iris Peeters, +32 2 555 01 18</dd>" in shown
    head = shown[: shown.index('<nav class="tabs"')]
    assert "Named contact: <span>Iris Peeters" in head, "row 5.3b: on the header of the case"


def test_papers_that_nobody_asked_for_are_not_shown_as_passed(page, fang, case, noon):
    """Row 5.1a: a provider that needed nothing more goes from review to its decision."""
    for state, hours in (("in_review", 2), ("completed", 1)):
        replies.set_status(case, state=state, since=noon - timedelta(hours=hours), by=fang, at=noon)
    rows = page(fang).get(f"/cases/{case.ref}/").context["provider"]["rows"]
    assert [row["state"] for row in rows] == ["done", "done", "todo", "done"]


def test_three_clocks_always_in_this_order(page, fang, case):
    text = page(fang, language="en").get(f"/cases/{case.ref}/").text
    assert re.findall(r'data-k="(\w+)"', text) == ["legal", "target", "end"]
    assert "Not stated" in text


def test_the_rail_knows_where_the_case_stands(page, fang, case):
    head = page(fang).get(f"/cases/{case.ref}/").context["head"]
    assert [stop.state for stop in head.rail] == ["now", "todo", "todo", "block", "todo"]


def test_a_case_of_another_firm_does_not_exist(page, xu, case):
    for room in ROOMS:
        assert page(xu).get(f"/cases/{case.ref}/{room}").status_code == 404


def test_an_auditor_reads_and_changes_nothing(page, udo, case):
    browser = page(udo)
    assert browser.get(f"/cases/{case.ref}/").status_code == 200
    assert browser.get(f"/cases/{case.ref}/move/").status_code == 403
    assert (
        browser.post(f"/cases/{case.ref}/timeline/", {"text": "x", "happened_at": "2026-01-05T10:00"}).status_code
        == 403
    )
    assert '<form method="post" action="/cases/' not in browser.get(f"/cases/{case.ref}/").text


# --- the notice (row 2.1a) -------------------------------------------------------------------------------------------


def test_every_page_says_that_the_notice_is_not_verified_until_it_is(page, mo, case, noon):
    browser = page(mo, language="en")
    rooms = [*ROOMS, "verify/", "audit/", "close/", f"items/{case.items.first().pk}/"]
    for room in rooms:
        assert "This notice is not verified yet." in browser.get(f"/cases/{case.ref}/{room}").text, room
    answer = browser.post(
        f"/cases/{case.ref}/verify/", {"how": "Called the account manager", "when": "2026-01-05T04:30"}
    )
    assert answer.status_code == 302
    for room in rooms:
        assert "This notice is not verified yet." not in browser.get(f"/cases/{case.ref}/{room}").text, room
    assert case.items.get(code="verify-notice").state == "done"


def test_verifying_needs_the_channel_and_no_future(page, fang, case):
    answer = page(fang).post(f"/cases/{case.ref}/verify/", {"how": "", "when": "2026-01-05T11:00"})
    assert answer.status_code == 422
    answer = page(fang).post(f"/cases/{case.ref}/verify/", {"how": "Telephone", "when": "2026-01-06T11:00"})
    assert answer.status_code == 422
    assert [e.code for e in answer.context["form"].errors.as_data()["when"]] == ["in_future"]
    assert not Freeze.objects.get(case=case).is_verified


def test_no_paper_goes_out_before_the_notice_is_verified(page, fang, case):
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 not quite")
    sent = {"way": "out", "channel": "email", "subject": "Papers", "happened_at": "2026-01-05T11:00"}
    answer = page(fang).post(f"/cases/{case.ref}/comms/", {**sent, "file": letter})
    assert answer.status_code == 422
    assert not case.messages.exists()


# --- who may speak (row 1.1f) ----------------------------------------------------------------------------------------

SENT = {"way": "out", "channel": "phone", "subject": "Asked for the number", "happened_at": "2026-01-05T11:00"}


def test_finance_does_not_speak_to_an_authority(page, fang, court_case):
    browser = page(fang, language="en")
    assert "Only counsel contacts the other side." in browser.get(f"/cases/{court_case.ref}/comms/").text
    answer = browser.post(f"/cases/{court_case.ref}/comms/", SENT)
    assert answer.status_code == 403
    assert "Only counsel" in unescape(answer.text)
    assert not court_case.messages.exists()


def test_finance_logs_what_comes_from_an_authority(page, fang, court_case):
    answer = page(fang).post(f"/cases/{court_case.ref}/comms/", {**SENT, "way": "in"})
    assert answer.status_code == 302
    assert court_case.messages.get().way == "in"


def test_counsel_speaks_to_an_authority(page, cai, court_case):
    assert page(cai).post(f"/cases/{court_case.ref}/comms/", SENT).status_code == 302
    assert court_case.messages.get().subject == "Asked for the number"


def test_finance_speaks_to_a_provider(page, fang, case):
    assert page(fang).post(f"/cases/{case.ref}/comms/", SENT).status_code == 302


def test_a_message_without_subject_is_refused_and_kept(page, fang, case):
    answer = page(fang).post(f"/cases/{case.ref}/comms/", {**SENT, "subject": "", "text": "They said wait."})
    assert answer.status_code == 422
    assert "They said wait." in answer.text


# --- causes (rows 1.0, 1.1a) -----------------------------------------------------------------------------------------


def test_all_fourteen_causes_explain_themselves_and_open_a_checklist(page, cai, case):
    for language in ("en", "zh-hans"):
        families = page(cai, language=language).get(f"/cases/{case.ref}/causes/").context["families"]
        rows = [row for family in families for row in family["rows"]]
        assert (len(families), len(rows)) == (3, 14)
        for row in rows:
            assert row["papers"], row["cause"].code
            assert row["cause"].explanation.text(language)


def test_deciding_on_causes(page, cai, case):
    likely, possible = list(catalogue.current())[:2]
    answer = page(cai).post(
        f"/cases/{case.ref}/causes/", {f"cause_{likely}": "likely", f"cause_{possible}": "possible"}
    )
    assert answer.status_code == 302
    assert dict(case.causes.values_list("code", "likelihood")) == {likely: "likely", possible: "possible"}
    assert case.items.get(code="cause").state == "done"
    page(cai).post(f"/cases/{case.ref}/causes/", {f"cause_{likely}": "ruled_out"})
    assert dict(case.causes.values_list("code", "likelihood")) == {likely: "ruled_out"}


def test_the_other_side_may_refuse_to_say(page, cai, case):
    page(cai).post(f"/cases/{case.ref}/causes/", {"refused": "on"})
    case.refresh_from_db()
    assert case.cause_refused

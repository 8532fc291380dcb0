"""The pages of a case: what to do now and why by then, who may speak, what stands between it and its next stage."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from accounts.models import Membership
from audit import log
from cases import checklists, parties, verification
from cases.models import Account, Case, Event, Freeze, Item, Party
from cases.stages import Stage
from knowledge import causes as catalogue
from notifications.models import Message as Mail
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]

TRIED = ["u-login", "u-balance", "u-test", "u-limits", "u-orders", "u-written", "u-remaining"]
ROOMS = ["", "timeline/", "causes/", "comms/", "people/", "items/", "dates/", "pause/", "move/"]


@pytest.fixture
def desk(fang, cai, mo):
    """Everybody is there: parts without a holder would fall to the manager."""


@pytest.fixture
def case(fang, desk, noon):
    return build.case(fang, at=noon - timedelta(hours=1))


@pytest.fixture
def court_case(fang, desk, noon):
    return build.case(fang, at=noon - timedelta(hours=1), **build.court(noon))


def open_gate(case, by, at):
    """Everything the gate of the first stage waits for."""
    verification.verify(case, how="Called the account manager", when=at, by=by, at=at)
    for item in case.items.filter(stage=case.stage, is_gate=True, state="todo"):
        checklists.settle(case, item.code, by=by, at=at)


# --- the overview ----------------------------------------------------------------------------------------------------


def test_the_overview_says_who_how_much_since_when_and_what_to_do(page, fang, case):
    text = page(fang, language="en").get(f"/cases/{case.ref}/").text
    for said in (case.ref, "€486,200.00", "iBanFirst SA", "BE47 9149 9900 0180", "What to do now", "Why this date"):
        assert said in text


def test_the_same_page_in_chinese_names_the_party_in_chinese(page, fang, case):
    text = page(fang).get(f"/cases/{case.ref}/").text
    assert "<h1>宁波海岚进出口有限公司</h1>" in re.sub(r"\s+", " ", text)
    assert 'lang="zh-Hans"' in text


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
    assert set(answer.context["form"].errors) == {"outcome", "lessons"}
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


# --- timeline, files, audit ------------------------------------------------------------------------------------------


def test_an_event_is_added_corrected_and_never_rewritten(page, fang, case):
    browser = page(fang, language="en")
    assert (
        browser.post(
            f"/cases/{case.ref}/timeline/", {"text": "Bank called", "happened_at": "2026-01-05T11:00"}
        ).status_code
        == 302
    )
    event = case.events.get(kind="note")
    answer = browser.post(
        f"/cases/{case.ref}/timeline/{event.pk}/", {"text": "Bank wrote", "happened_at": "2026-01-05T11:00"}
    )
    assert answer.status_code == 302
    text = browser.get(f"/cases/{case.ref}/timeline/").text
    assert "<del>Bank called</del>" in text
    assert "Bank wrote" in text


@pytest.mark.parametrize(
    "given", [{"text": ""}, {"text": "x" * 501}, {"happened_at": "2026-01-06T11:00"}, {"happened_at": "soon"}]
)
def test_a_wrong_event_is_refused_beside_its_field(page, fang, case, given):
    answer = page(fang).post(
        f"/cases/{case.ref}/timeline/", {"text": "Called", "happened_at": "2026-01-05T11:00", **given}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not case.events.filter(kind="note").exists()


def test_a_paper_of_the_case_is_handed_over_as_it_came(page, fang, xu, case):
    given = {"text": "Photo of the letter", "happened_at": "2026-01-05T11:00"}
    broken = SimpleUploadedFile("a.png", b"\x89PNG\r\n")
    answer = page(fang).post(f"/cases/{case.ref}/timeline/", {**given, "file": broken})
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    drawn = BytesIO()
    Image.effect_noise((1240, 1754), 60).convert("RGB").save(drawn, "PNG")
    photo = SimpleUploadedFile("photo.png", drawn.getvalue())
    assert page(fang).post(f"/cases/{case.ref}/timeline/", {**given, "file": photo}).status_code == 302
    file = case.events.get(kind="note").file
    got = page(fang).get(f"/cases/{case.ref}/files/{file.pk}/")
    assert b"".join(got.streaming_content) == drawn.getvalue()
    assert "attachment" in got["Content-Disposition"]
    assert got["Content-Security-Policy"].startswith("sandbox")
    assert page(xu).get(f"/cases/{case.ref}/files/{file.pk}/").status_code == 404


def test_the_history_is_shown_with_its_seal_checked(page, fang, mo, case):
    assert page(fang).get(f"/cases/{case.ref}/audit/").status_code == 403
    answer = page(mo, language="en").get(f"/cases/{case.ref}/audit/")
    assert answer.context["broken"] is None
    assert "The chain holds." in answer.text
    assert "case.logged" in answer.text


def test_every_act_through_the_page_leaves_an_entry(page, fang, case):
    before = log.count(case.chain)
    page(fang).post(f"/cases/{case.ref}/timeline/", {"text": "Bank called", "happened_at": "2026-01-05T11:00"})
    assert log.count(case.chain) == before + 1
    assert log.first_break(case.chain) is None


# --- the list --------------------------------------------------------------------------------------------------------


def many(case, count, at):
    """Copies of a case in the table: what a list costs does not depend on how they came about."""
    had = Case.objects.count()
    made = Case.objects.bulk_create(
        Case(
            organisation=case.organisation,
            number=10_000 + n,
            ref=f"HL-{10_000 + n}",
            party=case.party,
            account=case.account,
            owner=case.owner,
            manager=case.manager,
            opened_at=at - timedelta(minutes=n),
            logged_by=case.owner,
            last_activity_at=at,
        )
        for n in range(had, had + count)
    )
    Freeze.objects.bulk_create(Freeze(case=one, frozen_at=at, known_at=at) for one in made)


def cost(browser, address):
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("query", ["", "?q=海岚", "?stage=confirm&body=provider", "?state=all&owner="])
def test_the_list_costs_the_same_with_ten_and_a_thousand_cases(page, fang, case, noon, query):
    browser = page(fang)
    many(case, 30, noon)
    browser.get(f"/cases/{query}")
    few = cost(browser, f"/cases/{query}")
    many(case, 970, noon)
    assert cost(browser, f"/cases/{query}") == few <= 20


def test_the_overview_costs_the_same_with_ten_and_a_thousand_entries(page, fang, case, noon):
    browser = page(fang)

    def add(count):
        said = {"zone": "UTC", "text_zh": "电话", "text_en": "Call", "recorded_at": noon, "recorded_by": fang}
        Event.objects.bulk_create(Event(case=case, kind="note", happened_at=noon, **said) for _n in range(count))

    rooms = ("", "timeline/", "items/", "dates/", "causes/", "comms/", "people/")

    def costs():
        return {room: cost(browser, f"/cases/{case.ref}/{room}") for room in rooms}

    add(30)
    costs()  # the knowledge is read once a process
    before = costs()
    add(970)
    assert costs() == before
    assert max(before.values()) <= 45


def test_pages_are_cut_by_the_last_row_seen(page, fang, case, noon):
    many(case, 60, noon - timedelta(days=1))
    browser = page(fang)
    seen, address = [], "/cases/"
    while address:
        answer = browser.get(address)
        seen += [one.ref for one in answer.context["found"].cases]
        address = "/cases/" + answer.context["found"].following if answer.context["found"].following else ""
    assert len(seen) == len(set(seen)) == 61
    assert seen[0] == case.ref


def test_a_number_typed_into_the_search_leads_to_the_case(page, fang, case):
    assert page(fang).get(f"/cases/?q={case.ref.lower()}").url == f"/cases/{case.ref}/"


@pytest.mark.parametrize("word", ["海岚", "Hailan", "BE47 9149", "ibanfirst", "HL-0"])
def test_a_case_is_found_by_party_account_and_institution(page, fang, case, word):
    assert [one.ref for one in page(fang).get("/cases/", {"q": word}).context["found"].cases] == [case.ref]


def test_what_is_not_there_is_said(page, fang, case):
    text = page(fang, language="en").get("/cases/", {"q": "nobody"}).text
    assert "No case fits." in text


def test_nobody_finds_the_cases_of_others(page, xu, case):
    for query in ("", "?q=海岚", f"?q={case.ref}", "?q=BE47"):
        answer = page(xu).get(f"/cases/{query}")
        assert answer.status_code == 200
        assert list(answer.context["found"].cases) == []


def test_closed_cases_are_found_when_asked_for(page, mo, case):
    page(mo).post(
        f"/cases/{case.ref}/close/", {"outcome": "upheld", "lessons": "None: a false alarm.", "none_because": "x"}
    )
    assert list(page(mo).get("/cases/").context["found"].cases) == []
    assert [one.ref for one in page(mo).get("/cases/?state=closed").context["found"].cases] == [case.ref]


def test_two_firms_with_one_person_see_each_their_own(page, fang, other_firm, case, noon):
    Membership.objects.create(user=fang, organisation=other_firm, role="finance", since=noon)
    assert Party.objects.count() == Account.objects.count() == 1
    assert page(fang).get("/cases/").context["found"].count == "1"

"""What happened in a case, its papers and its history; the list of cases and its search."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import Membership
from audit import log
from cases.models import Account, Case, Event, Freeze, Party

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]


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

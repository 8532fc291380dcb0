"""The library as a person of the firm finds it: by words of either language, by kind, by country, by freezing body."""

import pytest

from cases import applicable_law, precedents
from cases.models import ApplicableLaw, CaseNote
from tests import build
from tests.appeals import world
from tests.house.browser import shown_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("knowledge", "noon_everywhere")]
NOTE = {**build.DECISION, "number": "（2025）示01民终9号", "decided_on": "2025-11-03"}


@pytest.fixture
def note(firm, fang, noon):
    return build.case_note(firm, fang, NOTE["number"], at=noon)


def titles(answer):
    return [row.title.en or row.text.en for row in answer.context["page"]]


def found(client, **asked):
    return titles(client.get("/library/", asked))


# --- looking up ------------------------------------------------------------------------------------------------------


def test_a_chinese_name_with_an_arabic_article_finds_the_provision(page, fang):
    assert found(page(fang), q="行政处罚法第45条", kind="provision") == [
        "Administrative Penalty Law of the PRC, art. 45"
    ]


def test_one_language_finds_what_the_other_says(page, fang):
    client = page(fang)
    assert found(client, q="三性") == found(client, q="three tests", kind="term") == ["three tests"]


def test_kinds_countries_and_bodies_sift(page, fang, note):
    client = page(fang)
    rows = client.get("/library/", {"kind": "provision", "place": "EU"}).context["page"]
    assert {row.place for row in rows} == {"EU"}
    assert found(client, kind="case", q="示例") == ["Sample Intermediate Court, （2025）示01民终9号"]
    tax = found(client, body="tax")
    assert tax
    assert tax != found(client, body="provider")


def test_every_page_of_the_library_is_reached_once(page, fang, note):
    client, seen, number = page(fang), [], 1
    while True:
        answer = client.get("/library/", {"page": number})
        seen += [(row.kind, row.title.en, row.text.en) for row in answer.context["page"]]
        if not answer.context["page"].has_next():
            break
        number += 1
    assert len(seen) == len(set(seen)) == answer.context["page"].paginator.count


def test_a_filter_that_is_none_shows_everything_and_no_error(page, fang):
    answer = page(fang).get("/library/", {"kind": "nothing", "place": "%", "q": "x" * 300, "page": "-3"})
    assert answer.status_code == 200


def test_a_repealed_provision_leads_to_its_successor_and_back(page, fang):
    client = page(fang, language="en")
    assert "/library/provisions/cn-apl-2021-64/" in client.get("/library/provisions/cn-apl-2017-42/").text
    assert "/library/provisions/cn-apl-2017-42/" in client.get("/library/provisions/cn-apl-2021-64/").text
    assert client.get("/library/provisions/cn-nothing/").status_code == 404


def test_the_library_is_in_the_main_menu(page, fang):
    assert 'href="/library/"' in page(fang).get("/").text


# --- case notes ------------------------------------------------------------------------------------------------------


def test_a_note_is_written_verified_and_withdrawn(page, fang, cai):
    finance, counsel = page(fang), page(cai)
    url = finance.post("/library/notes/new/", NOTE).headers["Location"]
    assert finance.post(f"{url}verify/", {"version": "1"}).status_code == 403
    assert counsel.post(f"{url}verify/", {"version": "1"}).status_code == 302
    assert CaseNote.objects.get().is_verified
    assert counsel.post(f"{url}withdraw/", {"because": ""}).status_code == 422
    assert counsel.post(f"{url}withdraw/", {"because": "再审改判"}).status_code == 302
    assert not CaseNote.objects.get().is_verified


def test_a_refused_note_keeps_what_was_typed(page, fang):
    answer = page(fang).post("/library/notes/new/", {**NOTE, "shows_en": "", "decided_on": "2030-01-01"})
    assert answer.status_code == 422
    assert NOTE["shows_zh"] in answer.text


def test_the_second_writer_sees_both_texts(page, fang, mo, note, noon):
    url = f"/library/notes/{note.pk}/edit/"
    assert page(fang).post(url, {**NOTE, "source": "甲", "version": "1"}).status_code == 302
    answer = page(mo).post(url, {**NOTE, "source": "乙", "version": "1"})
    assert answer.status_code == 409
    assert "甲" in answer.text
    assert "乙" in answer.text
    assert answer.context["version"] == 2


# --- in the composer -------------------------------------------------------------------------------------------------


@pytest.fixture
def letter(firm, fang, mo, noon):
    case = world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)
    world.letter(case, fang, at=noon)
    return f"/cases/{case.ref}/appeals/1/"


def offered(answer):
    return {code for _group, rows in answer.context["provisions"] for code, _title in rows}


def test_the_composer_offers_a_note_once_it_is_verified(page, fang, cai, letter, note, noon):
    client, code = page(fang), f"note-{note.pk}"
    before = client.get(letter)
    assert code not in offered(before)
    assert before.context["notes_waiting"] == 1
    precedents.verify(note, version=1, by=cai, at=noon)
    assert code in offered(client.get(letter))
    assert "eu-cjeu-384-24" not in offered(client.get(letter))


def test_the_composer_refuses_an_unverified_note_that_is_sent_all_the_same(page, fang, cai, letter, note, noon):
    client = page(fang)
    form = typed(client.get(letter), f"note-{note.pk}")
    answer = client.post(letter, form)
    assert answer.status_code == 422
    assert "案情相同" in answer.text
    precedents.verify(note, version=1, by=cai, at=noon)
    assert client.post(letter, form).status_code == 302
    assert "示例中级人民法院" in client.get(letter).text


def typed(answer, code):
    form = shown_form(answer.text)
    return {
        **form,
        "laws": f"{form['laws']} new",
        "law:new:code": code,
        "law:new:why_zh": "案情相同",
        "law:new:why_en": "The same facts",
        "do": "save",
    }


# --- applicable law --------------------------------------------------------------------------------------------------


def test_a_law_is_entered_for_a_case_and_stands_on_its_page(page, fang, cai, noon):
    case = build.case(fang, at=noon)
    finance = page(fang)
    given = {"case": case.ref.lower(), "citation": "eu-psd2-68-4", "because": "机构受该指令约束"}
    url = finance.post("/library/laws/new/", given).headers["Location"]
    assert page(cai).post(f"{url}verify/", {"until": "2026-03-31"}).status_code == 302
    shown = finance.get(f"/cases/{case.ref}/").context["laws"]
    assert [(law.case, code) for law, code, _word in shown] == [(case, "done")]


def test_a_law_of_the_party_stands_on_its_page_and_on_its_cases(page, fang, noon):
    case = build.case(fang, at=noon)
    applicable_law.add(case.party, {"citation": "cn-apl-45", "because": "x"}, by=fang, at=noon)
    client = page(fang)
    for url in (f"/cases/{case.ref}/", f"/accounts-register/parties/{case.party_id}/"):
        assert len(client.get(url).context["laws"]) == 1


def test_entity_or_case_not_both_and_not_neither(page, fang, noon):
    case = build.case(fang, at=noon)
    client = page(fang)
    for given in ({}, {"party": case.party_id, "case": case.ref}, {"case": "HL-9999"}):
        answer = client.post("/library/laws/new/", {"citation": "cn-apl-45", "because": "说明", **given})
        assert answer.status_code == 422
        assert "说明" in answer.text
    assert not ApplicableLaw.objects.exists()

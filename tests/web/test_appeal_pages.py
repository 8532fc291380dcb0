"""The pages of evidence, letter and pack: what they show, what they refuse, and that nothing typed is lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appeals import bundle, drafting, evidence, facts, submission
from appeals import pack as packs
from appeals.models import Appeal, Evidence, Pack
from documents import storing
from tests.appeals import world
from work.models import Job


@pytest.fixture
def case(firm, fang, cai, mo, noon):
    return world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)


@pytest.fixture
def letter(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    return appeal, made


def url(name, case, *args):
    return reverse(name, args=[case.ref, *args])


def upload(name, data):
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def fields_of(html):
    """What a browser would send back: every control of the composer with its value."""
    form = html[html.index('<form id="composer"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r' name="([^"]*)"', tag)
        kind = re.search(r' type="([^"]*)"', tag)
        if not name or (kind and kind[1] in ("checkbox", "radio") and " checked" not in tag):
            continue
        value = re.search(r' value="([^"]*)"', tag)
        sent.setdefault(name[1], []).append(plain(value[1] if value else ""))
    for name, value in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent.setdefault(name, []).append(plain(value.removeprefix("\n")))
    for name, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent.setdefault(name, []).append(plain(chosen[1]) if chosen else "")
    return sent


def plain(text):
    for code, sign in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(code, sign)
    return text


def test_a_late_letter_asks_for_its_reason_and_prints_it(firm, fang, mo, noon, page):
    tax = world.at_appeal(world.freeze(firm, fang, at=noon, body="tax", **world.IN_CHINA), mo, at=noon)
    world.letter(tax, fang, at=noon)
    client = page(fang, language="en")
    here = url("case-appeal", tax, 1)
    shown = client.get(here).text  # today lies long after the sixty days
    assert "Why it comes after the limit" in shown
    late = {"late_reason_zh": "通知邮寄至旧址。", "late_reason_en": "It was sent to a former address."}
    sent = fields_of(shown) | late
    assert client.post(here, sent | {"do": "save"}).status_code == 302
    shown = client.get(here).text
    assert "Time of filing" in shown
    assert shown.count("It was sent to a former address.") >= 2  # in the field, and in the letter
    assert "Say in English why it comes later." not in shown


# --- evidence ---------------------------------------------------------------------------------------------------------


def test_many_files_at_once_and_the_good_ones_stay(page, case, fang):
    answer = page(fang, language="en").post(
        url("case-evidence", case),
        {"papers": [upload("a.pdf", world.pdf("a")), upload("empty.pdf", b""), upload("b.pdf", world.pdf("b"))]},
    )
    assert answer.status_code == 422
    assert "empty.pdf" in answer.text
    assert "The file is empty" in answer.text
    assert [item.original_name for item in case.evidence.all()] == ["a.pdf", "b.pdf"]


def test_a_clean_upload_goes_back_to_the_list(page, case, fang):
    data = {"papers": [upload("a.pdf", world.pdf("a"))], "kind": "business-licence"}
    answer = page(fang).post(url("case-evidence", case), data)
    assert answer.status_code == 302
    assert case.evidence.get().section == "identity"


def test_no_file_chosen_is_said_beside_the_field(page, case, fang):
    assert page(fang).post(url("case-evidence", case), {}).status_code == 422


def test_the_locker_shows_numbers_names_and_what_is_asked_for(page, case, letter, fang):
    text = page(fang, language="en").get(url("case-evidence", case)).text
    for exhibit in ("1.3", "2.1", "2.2", "3.1", "4.1"):
        assert f">{exhibit}<" in text
    assert "02-01_" in text
    assert "Asked for" in text


def test_moving_and_taking_out_from_the_page(page, case, letter, fang):
    _appeal, made = letter
    browser = page(fang)
    browser.post(url("case-exhibit-move", case, made["lading"].pk), {"to": "up"})
    browser.post(url("case-exhibit-move", case, made["law"].pk), {"to": "evidence"})
    assert [item.pk for _n, item in evidence.numbered(case)][1:4] == [
        made["lading"].pk,
        made["contract"].pk,
        made["law"].pk,
    ]
    assert browser.post(url("case-exhibit-remove", case, made["law"].pk), {"because": ""}).status_code == 422
    assert browser.post(url("case-exhibit-remove", case, made["law"].pk), {"because": "double"}).status_code == 302
    assert Evidence.objects.get(pk=made["law"].pk).removed_because == "double"


def test_an_exhibit_is_described_and_its_page_is_a_picture(page, case, letter, fang):
    _appeal, made = letter
    browser = page(fang, language="en")
    there = url("case-exhibit", case, made["contract"].pk)
    assert "contract.pdf" in browser.get(f"{there}?page=2").text
    answer = browser.post(
        there,
        {"title_zh": "合同", "title_en": "", "source_class": "own", "form": "original", "confidentiality": "public"},
    )
    assert answer.status_code == 302
    assert Evidence.objects.get(pk=made["contract"].pk).form == "original"
    assert browser.post(there, {"title_zh": "", "title_en": ""}).status_code == 422
    picture = browser.get(url("case-exhibit-page", case, made["contract"].pk, 1))
    assert picture.headers["Content-Type"] == "image/webp"
    assert browser.get(url("case-exhibit-page", case, made["contract"].pk, 99)).status_code == 404


def test_the_original_is_handed_over_under_its_place(page, case, letter, fang):
    _appeal, made = letter
    answer = page(fang, language="en").get(url("case-exhibit-original", case, made["contract"].pk))
    assert "02-01_" in answer.headers["Content-Disposition"]
    assert b"".join(answer.streaming_content) == world.pdf("contract", 8)


# --- the letter -------------------------------------------------------------------------------------------------------


def test_the_first_letter_is_begun_from_the_page(page, case, fang):
    browser = page(fang)
    assert "first-appeal-provider" in browser.get(url("case-appeals", case)).text
    answer = browser.post(url("case-appeals", case), {"letter": "first-appeal-provider", "language": "both"})
    assert answer.headers["Location"] == url("case-appeal", case, 1)


def test_a_criminal_freeze_is_not_offered_reconsideration_on_the_page(page, firm, fang, cai, mo, noon):
    case = world.freeze(firm, fang, at=noon, body="police-criminal", **world.IN_CHINA)
    browser = page(cai)
    assert "first-appeal-authority-cn-administrative" not in browser.get(url("case-appeals", case)).text
    data = {"letter": "first-appeal-authority-cn-administrative", "language": "both"}
    assert browser.post(url("case-appeals", case), data).status_code == 422
    assert not case.appeals.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_composer_shows_both_languages_the_gate_and_the_summary(page, case, fang, noon, language):
    drafting.start(case, by=fang, at=noon)
    answer = page(fang, language=language).get(url("case-appeal", case, 1))
    assert answer.status_code == 200
    for name in ("request_zh", "request_en", "dispute_zh", "dispute_en"):
        assert f'name="{name}"' in answer.text
    assert 'class="slot"' in answer.text
    assert 'href="/cases/HL-0001/appeals/1/#request"' in answer.text


def test_saving_what_the_page_shows_changes_nothing(page, case, letter, fang):
    appeal, _made = letter
    before = packs.current_hash(appeal)
    browser = page(fang)
    sent = fields_of(browser.get(url("case-appeal", case, 1)).text)
    assert browser.post(url("case-appeal", case, 1), sent | {"do": "save"}).status_code == 302
    assert packs.current_hash(Appeal.objects.get(pk=appeal.pk)) == before


def test_a_fact_is_added_proved_and_moved_without_script(page, case, letter, fang):
    _appeal, made = letter
    browser, here = page(fang), url("case-appeal", case, 1)
    sent = fields_of(browser.get(here).text)
    sent = fields_of(browser.post(here, sent | {"do": "add-fact"}).text)
    sent |= {
        "fact:new1:text_zh": ["货物已交付。"],
        "fact:new1:text_en": ["The goods were delivered."],
        "fact:new1:add_evidence": [str(made["lading"].pk)],
        "fact:new1:add_page": ["3"],
    }
    assert browser.post(here, sent | {"do": "save"}).status_code == 302
    added = case.facts.get(text_en="The goods were delivered.")
    assert [(p.evidence_id, p.page, p.is_direct) for p in added.proofs.all()] == [(made["lading"].pk, 3, True)]
    sent = fields_of(browser.get(here).text)
    browser.post(here, sent | {"do": f"up-fact-{added.pk}"})
    assert list(case.facts.values_list("pk", flat=True))[1] == added.pk


def test_a_page_the_paper_does_not_have_is_refused_and_the_words_stay(page, case, letter, fang):
    _appeal, made = letter
    browser, here = page(fang), url("case-appeal", case, 1)
    sent = fields_of(browser.get(here).text)
    fact = case.facts.first()
    sent |= {
        f"fact:{fact.pk}:text_en": ["Words that must stay."],
        f"fact:{fact.pk}:add_evidence": [str(made["contract"].pk)],
        f"fact:{fact.pk}:add_page": ["99"],
    }
    answer = browser.post(here, sent | {"do": "save"})
    assert answer.status_code == 422
    assert "Words that must stay." in answer.text
    fact.refresh_from_db()
    assert fact.text_en != "Words that must stay."


def test_a_harsh_word_is_underlined_with_a_calmer_one(page, case, letter, fang, noon):
    facts.write(case, text_zh="贵司的做法无耻。", text_en="This is plain.", by=fang, at=noon)
    assert '<span class="nox" lang="zh-Hans">无耻</span>' in page(fang).get(url("case-appeal", case, 1)).text


def test_the_second_saver_chooses_field_by_field_and_loses_nothing(page, case, letter, fang, cai, noon):
    appeal, _made = letter
    browser, here = page(fang, language="en"), url("case-appeal", case, 1)
    sent = fields_of(browser.get(here).text)
    drafting.write(
        Appeal.objects.get(pk=appeal.pk),
        {"request_en": "cai's request", "point_en": "cai's point"},
        version=appeal.version,
        by=cai,
        at=noon,
    )
    sent |= {"request_en": ["fang's request"], "dispute_en": ["fang's question"]}
    answer = browser.post(here, sent | {"do": "save"})
    assert answer.status_code == 409
    assert "cai&#x27;s request" in answer.text
    assert answer.text.count('name="keep:') == 3  # one field: mine, theirs, both
    again = fields_of(answer.text)
    assert again["dispute_en"] == ["fang's question"]
    assert again["point_en"] == ["cai's point"]  # only Cai changed it: taken over
    browser.post(here, again | {"keep:request_en": ["theirs"], "do": "save"})
    appeal.refresh_from_db()
    assert (appeal.request_en, appeal.dispute_en, appeal.point_en) == (
        "cai's request",
        "fang's question",
        "cai's point",
    )


def test_the_letter_can_be_seen_as_pdf_before_it_is_sent(page, case, letter, fang):
    answer = page(fang).get(url("case-letter-pdf", case, 1, "en"))
    assert answer.content.startswith(b"%PDF")
    assert page(fang).get(url("case-letter-pdf", case, 1, "fr")).status_code == 404


def test_an_auditor_reads_the_letter_and_has_no_form(page, case, letter, udo):
    answer = page(udo).get(url("case-appeal", case, 1))
    assert answer.status_code == 200
    assert 'id="composer"' not in answer.text
    assert page(udo).post(url("case-appeal", case, 1), {"do": "save"}).status_code == 403


# --- the pack ---------------------------------------------------------------------------------------------------------


def test_the_pack_is_sent_bound_in_the_background_and_shown(page, case, letter, fang):
    browser = page(fang)
    answer = browser.post(url("case-packs", case), {"note": "please"})
    assert answer.headers["Location"] == url("case-pack", case, 1)
    assert Job.objects.get(kind="bundle").params == {"pack": Pack.objects.get().pk}
    shown = browser.get(url("case-pack", case, 1)).text
    assert "data-job=" in shown
    assert Pack.objects.get().content_hash[:4] in shown


def test_a_red_gate_says_everything_that_is_missing(page, case, fang, noon):
    drafting.start(case, by=fang, at=noon)
    answer = page(fang, language="en").post(url("case-packs", case), {"note": ""})
    assert answer.status_code == 422
    assert "The letter states no fact" in answer.text
    assert not Pack.objects.exists()


def test_the_bundle_is_downloaded_and_its_progress_polled(page, case, letter, fang, cai, noon):
    pack = packs.send_to_counsel(case.appeals.get(), by=fang, at=noon)
    browser = page(fang)
    assert browser.get(url("case-bundle", case, 1)).status_code == 404
    bundle.ask_for(pack, by=fang, at=noon)
    assert "data-job=" in browser.get(url("case-pack", case, 1)).text
    Job.objects.update(state="done", finished_at=noon)
    file = storing.store(world.pdf("bound", 9), name="b.pdf", organisation=case.organisation, at=noon)
    bundle.arrived(pack, file, None, {}, [], by=fang, at=noon, total=9)
    assert "data-job=" not in browser.get(url("case-pack", case, 1)).text
    assert b"".join(browser.get(url("case-bundle", case, 1)).streaming_content) == world.pdf("bound", 9)
    assert browser.get(url("case-bundle-volume", case, 1, "sealed")).status_code == 404


# --- everywhere -------------------------------------------------------------------------------------------------------


def test_a_stranger_finds_nothing(page, case, letter, xu, fang, noon):
    _appeal, made = letter
    packs.send_to_counsel(case.appeals.get(), by=fang, at=noon)
    pk = made["contract"].pk
    browser = page(xu)
    for there in (
        url("case-evidence", case),
        url("case-exhibit", case, pk),
        url("case-exhibit-original", case, pk),
        url("case-exhibit-page", case, pk, 1),
        url("case-appeals", case),
        url("case-appeal", case, 1),
        url("case-letter-pdf", case, 1, "en"),
        url("case-packs", case),
        url("case-pack", case, 1),
        url("case-bundle", case, 1),
    ):
        assert browser.get(there).status_code == 404, there


def test_an_exhibit_of_another_case_is_not_found_through_this_one(page, firm, case, letter, fang, mo, noon):
    _appeal, made = letter
    other = world.freeze(firm, fang, at=noon, account_number="BE68539007547034")
    assert page(fang).get(url("case-exhibit", other, made["contract"].pk)).status_code == 404


@pytest.mark.parametrize("name", ["case-evidence", "case-appeal", "case-packs", "case-pack"])
def test_a_page_asks_the_database_the_same_whatever_the_number_of_papers(
    page, case, letter, fang, noon, name, django_assert_max_num_queries
):
    packs.send_to_counsel(case.appeals.get(), by=fang, at=noon)
    args = [1] if name in ("case-appeal", "case-pack") else []
    browser, there = page(fang), url(name, case, *args)
    browser.get(there)
    few = count_queries(browser, there)
    for number in range(12):
        item = world.paper(case, fang, at=noon, mark=f"more {number}", section="evidence")
        fact = facts.write(case, text_zh=f"事实{number}", text_en=f"fact {number}", by=fang, at=noon)
        facts.prove(fact, item, by=fang, at=noon)
    assert count_queries(browser, there) <= few + 1
    assert few < 45


def count_queries(browser, there):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert browser.get(there).status_code == 200
    return len(seen)


def test_what_the_page_does_not_show_is_not_lost(page, case, letter, fang):
    """An English letter hides the Chinese fields; saving it must not empty them."""
    appeal, _made = letter
    drafting.write(appeal, {"language": "en"}, version=appeal.version, by=fang, at=appeal.changed_at)
    browser, here = page(fang), url("case-appeal", case, 1)
    sent = fields_of(browser.get(here).text)
    assert "request_zh" not in sent
    assert browser.post(here, sent | {"request_en": ["lift it"], "do": "save"}).status_code == 302
    appeal.refresh_from_db()
    assert appeal.request_en == "lift it"
    assert appeal.request_zh == "于五个工作日内解除冻结"
    assert case.facts.first().text_zh
    assert appeal.reasons.get().text_zh
    assert appeal.citations.get().why_zh


def test_a_second_appeal_shows_the_points_it_answers(page, case, letter, fang, cai, mo, noon):
    appeal, _made = letter
    pack = world.approved(appeal, fang, cai, at=noon)
    file = storing.store(world.pdf("bound", 9), name="b.pdf", organisation=case.organisation, at=noon)
    bundle.arrived(pack, file, None, {}, [], by=fang, at=noon, total=9)
    submission.submit(
        appeal,
        channel_kind="email",
        channel_address="",
        receipt="number",
        receipt_no="CMP-1",
        submitted_at=noon,
        by=mo,
        at=noon,
        because="test",
        rechecked=True,
    )
    world.answered(world.rejected(appeal, cai, at=noon), fang, at=noon)
    text = page(fang, language="en").get(url("case-appeal", case, 2)).text
    assert "Answers to the rejection" in text
    assert "授权委托书已过有效期" in text
    assert 'name="dispute_en"' not in text
    assert page(fang).get(url("case-appeals", case)).status_code == 200

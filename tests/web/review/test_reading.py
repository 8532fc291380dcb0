"""Counsel's review as it is read: panes, words over the page, pins, finds, versions, and who sees what not."""

import re

from django.urls import reverse

from appeals import commenting, evidence, privileged
from appeals import pack as packs
from appeals.commenting import Place
from appeals.models import Comment, LegalNote
from audit.models import Entry
from cases import people
from documents import storing
from tests.appeals import world
from tests.web.review.reading import at, here, url

SECRET = "盖章机关级别不足"


# --- the page ---------------------------------------------------------------------------------------------------------


def test_a_sentence_stands_beside_its_page_whose_words_can_be_selected(page, pack, made, cai):
    text = page(cai, language="en").get(at(pack, made["contract"], 6, letter="en")).text
    assert 'class="here">1. The parties signed' in text
    item = pack.items.get(evidence=made["contract"])
    assert url("case-pack-page", pack, item.pk, 6) in text
    assert re.search(r'<text x="[\d.]+" y="[\d.]+" font-size="[\d.]+" textLength="[\d.]+"[^>]*>contract 6</text>', text)
    assert "style=" not in text[text.index("<main") : text.index("</main>")]
    assert "sheet 6 of 8" in text
    picture = page(cai).get(url("case-pack-page", pack, item.pk, 6))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    assert page(cai).get(url("case-pack-page", pack, item.pk, 99)).status_code == 404
    for nonsense in ("exhibit=x&page=999999999&zoom=7&letter=fr&side=up&list=1", "page=０", "page=-3&find=%00"):
        assert page(cai).get(f"{url('case-pack', pack)}?{nonsense}").status_code == 200


def test_reading_leads_to_the_next_unread_page(page, pack, made, cai, fang):
    browser = page(cai, language="en")
    text = browser.get(url("case-pack", pack)).text
    assert "Unread pages: 18" in text
    first = pack.items.first()
    sent = {"here": here(text), "page": "1", "what": "page"}
    answer = browser.post(url("case-pack-read", pack, first.pk), sent)
    assert f"exhibit={first.evidence_id}&page=2" in answer["Location"]
    answer = browser.post(url("case-pack-read", pack, first.pk), {**sent, "what": "exhibit"})
    assert "&page=1" in answer["Location"]
    assert f"exhibit={first.evidence_id}" not in answer["Location"]
    text = browser.get(url("case-pack", pack)).text
    assert "Unread pages: 16" in text
    assert "1 of 5 read" in text
    browser.post(url("case-pack-read", pack, first.pk), {**sent, "what": "undo"})
    assert "Unread pages: 17" in browser.get(url("case-pack", pack)).text
    assert "Unread pages: 18" in page(fang, language="en").get(url("case-pack", pack)).text
    assert browser.post(url("case-pack-read", pack, first.pk), {**sent, "page": "77"}).status_code == 302


def test_a_comment_is_pinned_answered_settled_and_nothing_typed_is_lost(page, pack, made, cai, fang):
    counsel, desk = page(cai, language="en"), page(fang, language="en")
    there = at(pack, made["contract"], 6)
    sent = {
        "here": here(counsel.get(there).text),
        "kind": "must",
        "place": "sheet",
        "text": "金额不一致",
        "x": "5000",
        "y": "2500",
    }
    answer = counsel.post(url("case-pack-say", pack), sent)
    comment = Comment.objects.get()
    assert answer["Location"].endswith(f"#c{comment.pk}")
    assert (comment.page, comment.x, comment.y) == (6, 5000, 2500)
    text = counsel.get(there).text
    assert f'<a href="#c{comment.pk}" aria-label="Comment 1 by Cai"><circle cx="397" cy="281"' in text
    # In words, without pointing; on a paragraph; and what cannot be taken comes back as it was typed.
    counsel.post(url("case-pack-say", pack), {**sent, "x": "", "y": "", "where": "top-right"})
    assert (Comment.objects.last().x, Comment.objects.last().y) == (8300, 1200)
    counsel.post(url("case-pack-say", pack), {**sent, "place": "p1"})
    assert Comment.objects.last().paragraph == 1
    refused = counsel.post(url("case-pack-say", pack), {**sent, "x": "99999", "text": "kept as typed"})
    assert refused.status_code == 422
    assert "kept as typed" in refused.text
    assert "sheet 6 of 8" in refused.text
    assert counsel.post(url("case-pack-say", pack), {}).status_code == 422
    # The thread.
    act = {"here": sent["here"], "text": "Corrected."}
    assert desk.post(url("case-pack-comment", pack, comment.pk, "reply"), act).status_code == 302
    assert desk.post(url("case-pack-comment", pack, comment.pk, "reply"), {**act, "text": ""}).status_code == 422
    assert desk.post(url("case-pack-comment", pack, comment.pk, "settle"), act).status_code == 403
    assert counsel.post(url("case-pack-comment", pack, comment.pk, "settle"), act).status_code == 302
    assert counsel.post(url("case-pack-comment", pack, comment.pk, "burn"), act).status_code == 404
    text = desk.get(f"{there}&list=all").text
    assert "Corrected." in text
    assert "Settled by Cai" in text
    assert "2 open of 3" in text
    # One table over letter and exhibits.
    table = url("case-pack-comments", pack)
    assert "3 comments" in desk.get(table).text
    assert "1 comment<" in desk.get(f"{table}?show=settled&kind=must&about={made['contract'].pk}").text
    assert "1 comment<" in desk.get(f"{table}?about=letter").text
    assert "0 comments" in desk.get(f"{table}?by=me").text
    assert desk.get(f"{table}?about=nonsense&show=x&page=q").status_code == 200


def test_the_three_tests_are_kept_and_a_doubt_without_a_reason_comes_back(page, pack, made, cai, fang):
    counsel = page(cai, language="en")
    item = pack.items.get(evidence=made["contract"])
    sent = {
        "here": here(counsel.get(at(pack, made["contract"], 3)).text),
        "authenticity": "doubt",
        "legality": "yes",
        "note": "",
    }
    refused = counsel.post(url("case-pack-assess", pack, item.pk), sent)
    assert refused.status_code == 422
    assert 'value="doubt" checked' in refused.text
    answer = counsel.post(url("case-pack-assess", pack, item.pk), {**sent, "note": "No seal on sheet 8"})
    assert "&page=3" in answer["Location"]
    seen = page(fang, language="en").get(at(pack, made["contract"])).text
    assert "No seal on sheet 8" in seen
    assert "doubt" in seen
    assert page(fang).post(url("case-pack-assess", pack, item.pk), sent).status_code == 403


# --- search -----------------------------------------------------------------------------------------------------------


def test_chinese_and_english_are_found_in_pages_letter_and_comments(page, pack, made, cai, fang, noon):
    commenting.say(pack, text="合同金额不一致", kind="note", place=Place(), by=cai, at=noon)
    privileged.write(pack.case, text=SECRET, by=cai, at=noon)
    counsel, there = page(cai, language="en"), url("case-pack-search", pack)
    text = counsel.get(f"{there}?find=CONTRACT+6").text
    assert "<mark>contract</mark> 6" in text
    assert f"exhibit={made['contract'].pk}&amp;page=6" in text
    assert "#p1" in counsel.get(f"{there}?find=双方签订合同").text
    assert "<mark>金额不一致</mark>" in counsel.get(f"{there}?find=金额不一致").text
    assert "Not found in this pack" in counsel.get(f"{there}?find=没有这个词").text
    for empty in ("", "?find=", "?find=%22%22", "?find=%25"):
        assert counsel.get(there + empty).status_code == 200
    # What one has found is marked on the page itself.
    assert '<rect class="hit"' in counsel.get(at(pack, made["contract"], 6, find="contract")).text
    # Privileged words are found by counsel alone.
    assert "Privileged notes" in counsel.get(f"{there}?find={SECRET}").text
    assert "1 place" in counsel.get(f"{there}?find={SECRET}").text
    assert "Not found in this pack" in page(fang, language="en").get(f"{there}?find={SECRET}").text


# --- who sees what not ------------------------------------------------------------------------------------------------


def test_a_privileged_note_is_nowhere_for_those_without_the_right_and_the_attempt_is_kept(
    page, pack, case, cai, fang, udo, noon
):
    counsel = page(cai)
    there = reverse("case-notes", args=[case.ref])
    sent = {"here": "", "kind": "note", "place": "pack", "text": SECRET, "privileged": "on"}
    assert counsel.post(url("case-pack-say", pack), sent).status_code == 302
    assert not Comment.objects.exists()
    assert SECRET in counsel.get(there).text
    assert SECRET in counsel.get(url("case-pack", pack)).text
    assert counsel.post(there, {"text": "期限已过", "defects": ["period", "seal"], "evidence": ""}).status_code == 302
    assert counsel.post(there, {"text": ""}).status_code == 422
    for person in (fang, udo):
        browser = page(person)
        assert browser.get(there).status_code == 403
        for address in ("case", "case-timeline", "case-packs", "case-messages"):
            assert SECRET not in browser.get(reverse(address, args=[case.ref])).text
        assert SECRET not in browser.get(url("case-pack", pack)).text
        assert SECRET not in browser.get(url("case-pack-comments", pack)).text
    assert SECRET not in page(udo).get(reverse("case-audit", args=[case.ref])).text
    assert page(fang).post(url("case-pack-say", pack), sent).status_code == 403
    assert Entry.objects.filter(chain=case.chain, action="legal_note.refused").count() == 2
    assert LegalNote.objects.count() == 2


def test_a_guest_reads_the_pack_and_neither_the_talk_nor_what_is_sealed(page, case, made, fang, cai, mo, noon):
    evidence.describe(made["licence"], {"confidentiality": "sealed"}, by=fang, at=noon)
    pack = packs.send_to_counsel(case.appeals.get(), by=fang, at=noon)
    commenting.say(pack, text="internal talk", kind="must", place=Place(), by=cai, at=noon)
    guest = people.invite_guest(
        case, email="gus@outside.example", name="Gus", expires_at=noon.replace(year=2099), by=mo, at=noon
    ).user
    browser = page(guest, language="en")
    sealed = pack.items.get(evidence=made["licence"])
    text = browser.get(at(pack, made["licence"])).text
    assert "internal talk" not in text
    assert url("case-pack-page", pack, sealed.pk, 1) not in text
    assert browser.get(url("case-pack-page", pack, sealed.pk, 1)).status_code == 404
    assert browser.get(url("case-pack-comments", pack)).status_code == 403
    there = url("case-pack-search", pack)
    assert "<mark>internal</mark>" not in browser.get(f"{there}?find=internal").text
    on_sheet = at(pack, made["licence"]).partition("?")[2].replace("&", "&amp;")
    assert on_sheet not in browser.get(f'{there}?find="licence 1"').text
    assert "<mark>licence 1</mark>" in page(fang).get(f'{there}?find="licence 1"').text


# --- versions ---------------------------------------------------------------------------------------------------------


def test_two_versions_stand_side_by_side(page, pack, case, made, fang, cai, noon, django_assert_max_num_queries):
    contract = made["contract"]
    contract.file = storing.store(world.pdf("corrected", 8), name="c.pdf", organisation=case.organisation, at=noon)
    contract.save()
    evidence.describe(made["lading"], {"title_en": "Sea waybill"}, by=fang, at=noon)
    newer = packs.send_to_counsel(case.appeals.get(), by=fang, at=noon)
    counsel, there = page(cai, language="en"), f"{url('case-pack-compare', newer)}?with=1&letter=en"
    counsel.get(there)
    with django_assert_max_num_queries(32):
        text = counsel.get(there).text
    assert "another file" in text
    assert "described anew" in text
    assert "3 of 5 unchanged" in text
    assert "Words differ on sheet" in text
    for each in (pack, newer):
        item = each.items.get(evidence=contract)
        assert url("case-pack-page", each, item.pk, 1) in text
    assert "<ins>Sea</ins> <ins>waybill</ins>" in text
    assert page(cai).get(url("case-pack-compare", newer) + "?with=99&page=x&exhibit=y").status_code == 200


def test_a_first_version_has_nothing_to_be_compared_with(page, pack, cai):
    assert page(cai).get(url("case-pack-compare", pack)).status_code == 404

"""Counsel's review as it is seen: panes, words over the page, pins, finds, versions, the decision, and who sees what not."""

import html
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appeals import commenting, evidence, privileged, readmarks, review
from appeals import pack as packs
from appeals.commenting import Place
from appeals.models import Assessment, Comment, Evidence, LegalNote, Pack, PackItem, ReadMark, Reply
from audit.models import Entry
from cases import people
from documents import storing
from documents.models import PageText, StoredFile
from tests.appeals import world
from tests.build import PASSWORD

SECRET = "盖章机关级别不足"


@pytest.fixture
def case(firm, fang, cai, mo, noon, knowledge):
    return world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)


@pytest.fixture
def made(case, fang, noon):
    return world.letter(case, fang, at=noon)[1]


@pytest.fixture
def pack(case, made, fang, noon):
    return packs.send_to_counsel(case.appeals.get(), by=fang, at=noon)


def url(name, pack, *args):
    return reverse(name, args=[pack.case.ref, pack.number, *args])


def at(pack, item, page=1, **more):
    more = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{url('case-pack', pack)}?exhibit={item.pk}&page={page}{more}"


def here(text):
    """What every form of the page sends along, as a browser would."""
    return html.unescape(re.search(r'name="here" value="([^"]*)"', text)[1])


def sure_of_it(browser):
    """Approving asks for the password once more."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


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


# --- the decision -----------------------------------------------------------------------------------------------------


def test_counsel_approves_this_very_hash_after_saying_who_they_are(page, pack, made, fang, cai, noon):
    comment = commenting.say(pack, text="Fix it", kind="must", place=Place(), by=cai, at=noon)
    browser, there = page(cai, language="en"), url("case-pack-approve", pack)
    assert browser.get(there).status_code == 302  # the password first
    sure_of_it(browser)
    text = browser.get(there).text
    assert pack.content_hash[:4] in text
    assert "1 comment must still be acted on" in text
    assert "Not judged one by one" in text
    sent = {"content_hash": pack.content_hash, "read": "on"}
    assert browser.post(there, {"content_hash": pack.content_hash}).status_code == 422  # not ticked
    assert browser.post(there, sent).status_code == 422
    commenting.settle(comment, by=cai, at=noon)
    assert browser.post(there, {**sent, "content_hash": "0" * 64}).status_code == 422
    assert browser.post(there, sent).status_code == 302
    pack.refresh_from_db()
    assert pack.state == Pack.State.APPROVED
    evidence.step(made["lading"], -1, by=fang, at=noon)
    for address in (url("case-pack", pack), reverse("case-packs", args=[pack.case.ref])):
        assert "Void" in browser.get(address).text
    assert "The approval counts no longer" in browser.get(url("case-pack", pack)).text
    assert there not in browser.get(url("case-pack", pack)).text


def test_the_author_sees_no_button_to_approve_and_cannot(page, case, pack, fang, cai, noon):
    case.appeals.update(written_by=cai)
    browser = sure_of_it(page(cai))
    assert url("case-pack-approve", pack) not in browser.get(url("case-pack", pack)).text
    data = {"content_hash": pack.content_hash, "read": "on"}
    assert browser.post(url("case-pack-approve", pack), data).status_code == 403


def test_a_return_begins_with_the_open_comments_and_sets_a_day(page, pack, made, fang, cai, noon):
    item = pack.items.select_related("file").get(evidence=made["contract"])
    commenting.say(pack, text="a mere note", kind="note", place=Place(), by=cai, at=noon)
    commenting.say(pack, text="whose stamp?", kind="should", place=Place(), by=cai, at=noon)
    commenting.say(pack, text="amounts differ", kind="must", place=Place(item=item, page=6), by=cai, at=noon)
    browser, there = page(cai, language="en"), url("case-pack-return", pack)
    text = browser.get(there).text
    assert f"1. {item.exhibit}, sheet 6: amounts differ\n2. The whole pack: whose stamp?" in text
    assert "a mere note" not in text
    assert browser.post(there, {"reasons": ""}).status_code == 422
    kept = browser.post(there, {"reasons": "typed", "fix_by": "2020-01-01"})
    assert kept.status_code == 422
    assert "typed" in kept.text
    assert browser.post(there, {"reasons": "页码不符", "fix_by": "2099-01-05"}).status_code == 302
    assert "页码不符" in page(fang).get(url("case-pack", pack)).text
    assert "v1" in page(fang, language="en").get(reverse("case-clocks", args=[pack.case.ref])).text
    assert page(fang).get(there).status_code == 403


def test_the_queue_shows_what_waits_longest_first_and_never_ones_own(page, pack, case, fang, cai, mo, noon):
    people.engage_counsel(case, by=mo, at=noon, counsel=cai)
    counsel = page(cai, language="en")
    for address in ("/review/", "/review/?show=mine", "/review/?page=nonsense"):
        assert url("case-pack", pack) in counsel.get(address).text
    assert url("case-pack", pack) not in page(mo).get("/review/?show=mine").text
    assert page(fang).get("/review/").status_code == 403
    review.give_back(pack, reasons="x", fix_by=None, by=cai, at=noon)
    assert url("case-pack", pack) not in counsel.get("/review/").text


def test_single_keys_can_be_switched_off(page, pack, cai):
    browser = page(cai, language="en")
    assert " data-keys" in browser.get(url("case-pack", pack)).text
    browser.post("/me/", {"name": "Cai", "language": "en", "time_zone": "Asia/Shanghai"})
    assert " data-keys" not in browser.get(url("case-pack", pack)).text


def test_marks_of_reading_are_ones_own(pack, case, cai, fang, noon):
    items = list(pack.items.select_related("file"))
    readmarks.mark(pack, items[0], [1], by=cai, at=noon)
    assert readmarks.of(case, items, fang).unread == 18


# --- a large pack -----------------------------------------------------------------------------------------------------


def fill(pack, by, at, first, count, said):
    """So many exhibits of ten sheets more, so many comments on each, marks and words."""
    case, numbers = pack.case, range(first, first + count)
    files = StoredFile.objects.bulk_create(
        StoredFile(
            organisation=case.organisation, sha256=f"{n:064d}", size=1, mime="application/pdf", name=f"{n}.pdf",
            given_name=f"{n}.pdf", key=uuid4().hex, pages=10, created_at=at, facts={"prepared": True},
        )
        for n in numbers
    )  # fmt: skip
    exhibits = Evidence.objects.bulk_create(
        Evidence(
            case=case, file=file, original_name=file.name, section="law", position=n + 50, added_by=by, added_at=at
        )
        for n, file in zip(numbers, files, strict=True)
    )
    PackItem.objects.bulk_create(
        PackItem(
            pack=pack, evidence=item, position=n + 50, section="law", exhibit=f"4.{n + 50}", title_zh="x", title_en="x",
            form="copy", confidentiality="public", file=item.file, sha256=item.file.sha256,
        )
        for n, item in zip(numbers, exhibits, strict=True)
    )  # fmt: skip
    comments = Comment.objects.bulk_create(
        Comment(
            case=case, appeal_id=pack.appeal_id, pack=pack, evidence=item, sha256=item.file.sha256, page=1, x=1, y=1,
            text="金额", kind="note", written_by=by, written_at=at,
        )
        for item in exhibits
        for _n in range(said)
    )  # fmt: skip
    Reply.objects.bulk_create(Reply(comment=c, text="x", written_by=by, written_at=at) for c in comments)
    ReadMark.objects.bulk_create(ReadMark(case=case, person=by, sha256=f.sha256, page=1, read_at=at) for f in files)
    PageText.objects.bulk_create(PageText(file=f, page=n, text="金额 x", folded="金额x") for f in files for n in (1, 2))
    for test in ("legality", "relevance"):
        Assessment.objects.bulk_create(
            Assessment(
                case=case, evidence=item, sha256=item.file.sha256, test=test, verdict="yes", judged_by=by, judged_at=at
            )
            for item in exhibits
        )


BUDGET = {"": 40, "comments/?show=open": 20, "search/?find=金额": 18, "return/": 33}


def test_a_pack_of_a_thousand_sheets_and_comments_asks_no_more_than_a_small_one(page, pack, cai, noon):
    counsel, there = page(cai), url("case-pack", pack)

    def asked():
        counted = {}
        for part in BUDGET:
            assert counsel.get(there + part).status_code == 200
            with CaptureQueriesContext(connection) as seen:
                counsel.get(there + part)
            counted[part] = len(seen)
        return counted

    fill(pack, cai, noon, 0, 10, said=1)
    few = asked()
    fill(pack, cai, noon, 10, 90, said=11)
    assert asked() == few
    assert all(few[part] <= most for part, most in BUDGET.items()), few

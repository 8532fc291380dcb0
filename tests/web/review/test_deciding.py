"""Counsel decides over a pack: this very hash, a return with its comments and a day; what a large pack costs."""

from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appeals import commenting, evidence, readmarks, review
from appeals.commenting import Place
from appeals.models import Assessment, Comment, Evidence, Pack, PackItem, ReadMark, Reply
from cases import people
from comms import drafts
from documents.models import PageText, StoredFile
from tests.web.review.reading import sure_of_it, url

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


def test_a_draft_to_an_authority_waits_in_the_queue_beside_the_packs(case, fang, cai, mo, noon, page):
    """Row 2.3c: never for whoever wrote it, and of my own cases where I asked for those alone."""
    said = {"channel": "post", "other_side": "示例法院", "subject": "关于期日的说明", "text": "现说明如下。"}
    draft = drafts.write(case, given=said, by=fang, at=noon)
    there = reverse("case-draft", args=[case.ref, draft.pk])
    shown = page(cai).get(reverse("review-queue")).text
    assert there in shown
    mine = page(cai).get(f"{reverse('review-queue')}?show=mine").text
    assert (there in mine) is (case.counsel == cai)
    drafts.decide(draft, approve=True, content_hash=draft.content_hash, by=cai, at=noon)
    assert there not in page(cai).get(reverse("review-queue")).text

"""Comments, the three tests, marks of reading, privileged notes: who may, what is refused, and what it does to a decision."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from appeals import assessing, commenting, evidence, privileged, readmarks, review
from appeals import pack as packs
from appeals.commenting import Place
from appeals.models import Comment, LegalNote, Pack
from audit import log
from audit.models import Content, Entry
from cases.models import Deadline
from tests.appeals import world


@pytest.fixture
def pack(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    return packs.send_to_counsel(appeal, by=fang, at=noon)


def refusals(error):
    return [each for found in error.error_dict.values() for each in found] if hasattr(error, "error_dict") else [error]


def item_of(pack, word):
    return pack.items.select_related("file", "pack__case").get(title_en__contains=word)


def say(pack, by, at, *, kind="must", text="Amounts differ.", **place):
    return commenting.say(pack, text=text, kind=kind, place=Place(**place), by=by, at=at)


# --- comments ---------------------------------------------------------------------------------------------------------


def test_a_comment_keeps_its_place_and_its_bytes(pack, cai, noon):
    contract = item_of(pack, "contract")
    pinned = say(pack, cai, noon, item=contract, page=6, x=5000, y=4200)
    assert (pinned.evidence_id, pinned.sha256, pinned.page) == (contract.evidence_id, contract.sha256, 6)
    on_letter = say(pack, cai, noon, paragraph=1)
    assert on_letter.quote.startswith("双方签订合同")
    assert say(pack, cai, noon).evidence_id is None
    for wrong, code in (
        ({"item": contract, "page": 9}, "no_such_page"),
        ({"item": contract, "page": 1, "x": 10_001, "y": 0}, "pin_off_the_page"),
        ({"paragraph": 99}, "no_such_paragraph"),
    ):
        with pytest.raises(ValidationError) as caught:
            say(pack, cai, noon, **wrong)
        assert [error.code for error in refusals(caught.value)] == [code]
    with pytest.raises(ValidationError):
        say(pack, cai, noon, text="  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=pinned.pk).update(paragraph=1)


def test_what_must_change_is_settled_by_a_reviewer_and_may_be_opened_again(pack, fang, cai, udo, noon):
    comment = say(pack, cai, noon, paragraph=1)
    commenting.answer(comment, text="Corrected in v2.", by=fang, at=noon)
    with pytest.raises(PermissionDenied):
        commenting.settle(comment, by=fang, at=noon)
    with pytest.raises(PermissionDenied):
        commenting.answer(comment, text="…", by=udo, at=noon)
    commenting.settle(comment, by=cai, at=noon)
    assert (comment.settled_by, comment.is_open) == (cai, False)
    with pytest.raises(ValidationError) as caught:
        commenting.settle(comment, by=cai, at=noon)
    assert caught.value.code == "settled_already"
    commenting.reopen(comment, by=fang, at=noon)
    assert comment.is_open
    mere = say(pack, cai, noon, kind="should")
    assert commenting.settle(mere, by=fang, at=noon).settled_by == fang


def test_an_open_must_stands_against_the_approval_and_others_are_counted(pack, cai, noon):
    must, _should = say(pack, cai, noon), say(pack, cai, noon, kind="should")
    with pytest.raises(ValidationError) as caught:
        review.approve(pack, content_hash=pack.content_hash, by=cai, at=noon)
    assert [error.code for error in caught.value.error_list] == ["must_open"]
    commenting.settle(must, by=cai, at=noon)
    review.approve(pack, content_hash=pack.content_hash, by=cai, at=noon)
    assert log.page(pack.case.chain, before=None, size=1).rows[0].data["open_comments"] == 1


# --- three tests ------------------------------------------------------------------------------------------------------


def test_counsel_judges_an_exhibit_and_a_doubt_says_why(pack, cai, fang, noon):
    contract = item_of(pack, "contract")
    with pytest.raises(PermissionDenied):
        assessing.judge(contract, {"legality": "yes"}, note="", by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        assessing.judge(contract, {"authenticity": "doubt"}, note=" ", by=cai, at=noon)
    assert "note" in caught.value.error_dict
    for senseless in ({}, {"beauty": "yes"}, {"legality": "perhaps"}):
        with pytest.raises(ValidationError):
            assessing.judge(contract, senseless, note="x", by=cai, at=noon)
    assessing.judge(contract, {"authenticity": "doubt", "relevance": "yes"}, note="No seal.", by=cai, at=noon)
    verdicts = assessing.of([contract])[contract.evidence_id]
    assert (verdicts["authenticity"].note, verdicts["relevance"].note) == ("No seal.", "")
    assert assessing.judge(contract, {"relevance": "yes"}, note="", by=cai, at=noon) == []  # said already


def test_an_exhibit_that_fails_a_test_is_not_approved_until_it_is_judged_again(pack, cai, noon):
    contract = item_of(pack, "contract")
    assessing.judge(contract, {"authenticity": "no"}, note="A forged seal.", by=cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        review.approve(pack, content_hash=pack.content_hash, by=cai, at=noon)
    assert [error.code for error in caught.value.error_list] == ["test_failed"]
    assert contract.exhibit in str(caught.value)
    assessing.judge(contract, dict.fromkeys(assessing.TESTS, "yes"), note="", by=cai, at=noon)
    found = review.standing(pack, list(pack.items.all()))
    assert contract.exhibit not in found.untested
    assert len(found.untested) == 4
    review.approve(pack, content_hash=pack.content_hash, by=cai, at=noon)


def test_a_verdict_on_other_bytes_is_none(pack, cai, noon):
    contract = item_of(pack, "contract")
    assessing.judge(contract, {"legality": "yes"}, note="", by=cai, at=noon)
    contract.sha256 = "0" * 64
    assert assessing.of([contract]) == {}


# --- reading ----------------------------------------------------------------------------------------------------------


def test_each_reads_for_oneself_and_the_next_unread_page_comes_round(pack, cai, mo, noon):
    items = list(pack.items.select_related("file"))
    contract = item_of(pack, "contract")
    assert readmarks.of(pack.case, items, cai).unread == 18
    readmarks.mark(pack, contract, [1, 2, 2, 4], by=cai, at=noon)
    readmarks.mark(pack, contract, [1], by=cai, at=noon)
    mine = readmarks.of(pack.case, items, cai)
    assert (mine.unread, mine.left(contract), mine.exhibits_read) == (15, 5, 0)
    assert readmarks.of(pack.case, items, mo).unread == 18
    here = items.index(contract)
    assert mine.next_unread(items[here], 1) == (items[here], 3)
    assert mine.next_unread(items[-1], 4) == (items[0], 1)  # from the end round to the beginning
    readmarks.unmark(pack, contract, 1, by=cai)
    assert not readmarks.of(pack.case, items, cai).is_read(contract, 1)
    for item in items:
        readmarks.mark(pack, item, list(range(1, readmarks.pages_of(item) + 1)), by=cai, at=noon)
    assert readmarks.of(pack.case, items, cai).next_unread() is None
    with pytest.raises(ValidationError):
        readmarks.mark(pack, contract, [9], by=cai, at=noon)


def test_in_the_next_version_only_what_is_new_is_unread_and_old_comments_come_along(pack, case, fang, cai, noon):
    for item in pack.items.select_related("file"):
        readmarks.mark(pack, item, list(range(1, readmarks.pages_of(item) + 1)), by=cai, at=noon)
    comment = say(pack, cai, noon, item=item_of(pack, "contract"), page=2)
    world.paper(
        case,
        fang,
        at=noon,
        mark="delivery note",
        pages=2,
        title_en="Delivery note",
        proves_zh="已签收",
        proves_en="received",
    )
    newer = packs.send_to_counsel(pack.appeal, by=fang, at=noon)
    reading = readmarks.of(case, list(newer.items.select_related("file")), cai)
    assert reading.unread == 2
    assert reading.next_unread()[0].title_en == "Delivery note"
    assert comment in newer.appeal.comments.open()


# --- return -----------------------------------------------------------------------------------------------------------


def test_the_day_of_a_return_runs_as_a_date_and_the_next_version_meets_it(pack, case, fang, cai, noon):
    review.give_back(pack, reasons="Amounts.", fix_by=noon.date(), by=cai, at=noon)
    clock = case.deadlines.get(code=packs.TO_FIX)
    assert (clock.kind, clock.status, clock.owner, clock.due_on) == ("target", "live", fang, noon.date())
    assert "v1" in clock.title_zh
    assert "v1" in clock.title_en
    again = packs.send_to_counsel(pack.appeal, by=fang, at=noon)
    clock.refresh_from_db()
    assert clock.status == Deadline.Status.MET
    assert again.state == Pack.State.WITH_COUNSEL


# --- privileged -------------------------------------------------------------------------------------------------------

SECRET = "盖章机关级别不足，权限存疑"


def test_a_privileged_note_is_for_counsel_and_its_words_stand_nowhere_else(case, fang, cai, mo, udo, noon):
    note = privileged.write(case, text=SECRET, defects=["seal", "authority"], by=cai, at=noon)
    for person in (fang, mo, udo):
        assert not LegalNote.objects.visible_to(person).exists()
        with pytest.raises(PermissionDenied):
            privileged.write(case, text="…", by=person, at=noon)
    assert LegalNote.objects.visible_to(cai).get() == note
    assert Entry.objects.filter(chain=case.chain, action="legal_note.written").count() == 1
    assert not Entry.objects.filter(body__contains=SECRET[:4]).exists()
    assert not Content.objects.filter(text__contains=SECRET[:4]).exists()
    assert not case.events.filter(text_zh__contains=SECRET[:4]).exists()
    with pytest.raises(ValidationError):
        privileged.write(case, text="x", defects=["ugly"], by=cai, at=noon)


def test_who_moves_an_exhibit_does_not_lose_what_was_said_of_it(pack, case, fang, cai, noon):
    lading = item_of(pack, "lading")
    comment = say(pack, cai, noon, item=lading, page=1, x=1, y=1)
    evidence.step(lading.evidence, -1, by=fang, at=noon)
    newer = packs.send_to_counsel(pack.appeal, by=fang, at=noon)
    moved = item_of(newer, "lading")
    assert moved.exhibit != lading.exhibit
    assert (comment.evidence_id, comment.sha256) == (moved.evidence_id, moved.sha256)

"""A rejection that was cut wrongly is cut again by hand; and two people who mark or answer it do not undo each other."""

import pytest
from django.core.exceptions import ValidationError

from appeals import recut, rejection
from tests.appeals import world

TWO_REASONS = "经审核，未予通过。提单模糊且未说明付款人身份。谢谢。"


def cut(found, words, by, at):
    sentence = next(point for point in found.points.all() if words in point.quote)
    sentence.rejection = found
    return recut.cut_out(sentence, words, by=by, at=at)


def test_words_selected_in_a_sentence_become_a_point_of_their_own(went_out, cai, noon):
    found = rejection.record_rejection(went_out, text=TWO_REASONS, received_at=noon, by=cai, at=noon)
    rejection.decide(found.points.get(position=2), is_point=True, category="missing", by=cai, at=noon)
    made = cut(found, "未说明付款人身份", cai, noon)
    assert [(p.position, p.number, p.quote) for p in found.points.all()] == [
        (1, None, "经审核，未予通过。"),
        (2, 1, "提单模糊且"),
        (3, 2, "未说明付款人身份。"),
        (4, None, "谢谢。"),
    ]
    assert (made.position, made.category) == (3, "missing")


def test_what_stood_around_the_words_stays_and_the_answer_stays_with_the_first_part(went_out, cai, noon):
    text = "Your appeal fails because the receipt\ncannot be read and the payer is unknown, as we said."
    found = rejection.record_rejection(went_out, text=text, received_at=noon, by=cai, at=noon, language="en")
    first = found.points.first()
    rejection.decide(first, is_point=True, category="facts", by=cai, at=noon)
    first.refresh_from_db()
    first.rejection = found
    rejection.answer(first, kind="argue", zh="已答。", en="Answered.", by=cai, at=noon)
    cut(found, "the payer is unknown", cai, noon)
    quotes = [point.quote for point in found.points.all()]
    assert quotes[1:] == ["the payer is unknown,", "as we said."]
    assert " ".join(quotes).split() == text.split()
    assert [point.answer_en for point in found.points.all()] == ["Answered.", "", ""]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("未说明收款人", "words_not_found"),
        ("", "words_not_found"),
        ("提单", "words_twice"),
        ("提单不清，提单不全。", "whole_sentence"),
    ],
)
def test_a_cut_that_cannot_be_made_says_why(went_out, cai, noon, words, code):
    found = rejection.record_rejection(went_out, text="提单不清，提单不全。", received_at=noon, by=cai, at=noon)
    sentence = found.points.get()
    sentence.rejection = found
    with pytest.raises(ValidationError) as caught:
        recut.cut_out(sentence, words, by=cai, at=noon)
    assert caught.value.code == code
    assert found.points.count() == 1


def test_the_page_cuts_and_joins_without_losing_a_mark(went_out, case, cai, noon, page):
    found = rejection.record_rejection(went_out, text=TWO_REASONS, received_at=noon, by=cai, at=noon)
    first, second_, _last = found.points.all()
    marks = {f"s{first.pk}-mark": "not", f"s{second_.pk}-mark": "point", f"s{second_.pk}-category": "missing"}
    address = f"/cases/{case.ref}/rejections/1/mark/"
    refused = page(cai).post(address, marks | {"cut": second_.pk, f"s{second_.pk}-words": "收款人"})
    assert refused.status_code == 422
    assert 'value="收款人"' in refused.text
    moved = page(cai).post(address, marks | {"cut": second_.pk, f"s{second_.pk}-words": "未说明付款人身份"})
    made = found.points.get(position=3)
    assert moved["Location"].endswith(f"#sentence-{made.pk}")
    assert [point.is_point for point in found.points.all()] == [False, True, True, None]
    page(cai).post(address, {"join": second_.pk})
    assert [point.quote for point in found.points.all()][1] == "提单模糊且未说明付款人身份。"


def test_words_that_reach_into_the_next_sentence_become_one_point(went_out, cai, noon):
    found = rejection.record_rejection(
        went_out, text="经审核，提单模糊。且无签字；未说明付款人。谢谢。", received_at=noon, by=cai, at=noon
    )
    rejection.decide(found.points.get(position=3), is_point=True, category="facts", by=cai, at=noon)
    cut(found, "提单模糊。", cai, noon)
    first = found.points.get(position=2)
    first.rejection = found
    recut.cut_out(first, "模糊。 且无签字；未说明", by=cai, at=noon)
    assert [(p.quote, p.is_point) for p in found.points.all()] == [
        ("经审核，", None),
        ("提单", None),
        ("模糊。且无签字；未说明", None),
        ("付款人。", True),
        ("谢谢。", None),
    ]


def test_what_is_left_of_the_last_sentence_keeps_its_mark(went_out, cai, noon):
    found = rejection.record_rejection(
        went_out, text="提单模糊。未说明付款人，且逾期。", received_at=noon, by=cai, at=noon
    )
    rejection.decide(found.points.get(position=1), is_point=False, by=cai, at=noon)
    rejection.decide(found.points.get(position=2), is_point=True, category="facts", by=cai, at=noon)
    first = found.points.get(position=1)
    first.rejection = found
    recut.cut_out(first, "模糊。未说明付款人", by=cai, at=noon)
    assert [(p.quote, p.is_point, p.number) for p in found.points.all()] == [
        ("提单", False, None),
        ("模糊。未说明付款人，", None, None),
        ("且逾期。", True, 1),
    ]


def test_two_whole_sentences_that_are_selected_are_joined(went_out, cai, noon):
    found = rejection.record_rejection(went_out, text="提单模糊。且无签字。谢谢。", received_at=noon, by=cai, at=noon)
    first = found.points.get(position=1)
    first.rejection = found
    recut.cut_out(first, "提单模糊。且无签字。", by=cai, at=noon)
    assert [p.quote for p in found.points.all()] == ["提单模糊。且无签字。", "谢谢。"]


def test_what_was_answered_is_kept_when_two_sentences_are_joined(went_out, case, fang, cai, noon):
    found = world.rejected(went_out, cai, at=noon)
    paper = world.paper(case, fang, at=noon, mark="poa", section="identity")
    following = found.points.get(number=2)
    rejection.answer(following, kind="add", zh="已补。", en="Added.", owner=fang, by=cai, at=noon)
    rejection.attach(following, paper, by=cai, at=noon)
    recut.join_next(found.points.get(number=1), by=cai, at=noon)
    joined = found.points.get(number=1)
    assert (joined.answer_zh, joined.owner) == ("已补。", fang)
    assert [link.evidence for link in joined.evidence.all()] == [paper]


def test_the_second_who_marks_a_sentence_otherwise_is_told_and_loses_nothing(went_out, case, cai, fang, noon, page):
    found = rejection.record_rejection(went_out, text="资质不符。谢谢。", received_at=noon, by=cai, at=noon)
    first, last = found.points.all()
    address = f"/cases/{case.ref}/rejections/1/mark/"
    opened = {f"s{first.pk}-was": "", f"s{last.pk}-was": ""}
    page(cai).post(address, opened | {f"s{first.pk}-mark": "point", f"s{first.pk}-category": "missing"})
    mine = {f"s{first.pk}-mark": "not", f"s{last.pk}-mark": "not"}
    told = page(fang, "en").post(address, opened | mine)
    assert (told.status_code, "otherwise while you had the page open: sentence 1." in told.text) == (422, True)
    assert [point.is_point for point in found.points.all()] == [True, None]
    page(fang).post(address, mine | {f"s{first.pk}-was": "point:missing:", f"s{last.pk}-was": ""})
    assert [point.is_point for point in found.points.all()] == [False, False]


def test_marks_that_i_left_alone_do_not_undo_what_another_marked(went_out, case, cai, fang, noon, page):
    found = rejection.record_rejection(went_out, text="资质不符。谢谢。", received_at=noon, by=cai, at=noon)
    rejection.decide(found.points.get(position=1), is_point=False, by=cai, at=noon)
    first, last = found.points.all()
    rejection.decide(first, is_point=True, category="missing", by=cai, at=noon)
    stale = {f"s{first.pk}-mark": "not", f"s{first.pk}-was": "not::", f"s{last.pk}-mark": "not", f"s{last.pk}-was": ""}
    assert page(fang).post(f"/cases/{case.ref}/rejections/1/mark/", stale).status_code == 302
    assert [point.is_point for point in found.points.all()] == [True, False]


def test_the_second_who_answers_a_point_sees_the_first_answer_before_replacing_it(
    went_out, case, cai, fang, noon, page
):
    found = world.rejected(went_out, cai, at=noon)
    point = found.points.get(number=1)
    address = f"/cases/{case.ref}/rejections/1/points/{point.pk}/"
    was = page(fang).get(address).context["stands"]
    rejection.answer(point, kind="argue", zh="甲的答复。", en="", by=cai, at=noon)
    mine = {"kind": "add", "zh": "乙的答复。", "was": was}
    told = page(fang).post(address, mine)
    assert told.status_code == 422
    assert "甲的答复。" in told.text
    assert "乙的答复。" in told.text
    assert found.points.get(number=1).answer_zh == "甲的答复。"
    page(fang).post(address, mine | {"was": told.context["stands"]})
    assert found.points.get(number=1).answer_zh == "乙的答复。"


def test_open_sentences_are_named_as_they_are_counted_on_the_page(went_out, case, cai, noon, page):
    found = rejection.record_rejection(went_out, text="一句。二句。三句。", received_at=noon, by=cai, at=noon)
    recut.join_next(found.points.get(position=1), by=cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        rejection.finish(found, by=cai, at=noon)
    assert caught.value.params == {"open": "1、2"}
    assert "Sentence 2" in page(cai, "en").get(f"/cases/{case.ref}/rejections/1/").text


def test_two_sentences_that_say_one_thing_are_joined(went_out, cai, noon):
    found = rejection.record_rejection(went_out, text=world.REJECTION, received_at=noon, by=cai, at=noon)
    recut.join_next(found.points.get(position=1), by=cai, at=noon)
    assert next(p.quote for p in found.points.all()) == "经审核，未予通过。一、授权委托书已过有效期；"
    assert found.points.count() == 3

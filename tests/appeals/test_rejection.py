"""A rejection is read sentence by sentence, and each of its points is answered in the next appeal."""

import pytest
from django.core.exceptions import ValidationError

from appeals import case_letter_words, checks, evidence, letters, material, recut, rejection, second, unclear
from appeals import pack as packs
from appeals.models import Appeal, Pack, Submission
from appeals.rejection import Decision
from cases import moves
from cases.models import Item
from cases.stages import Stage
from tests.appeals import world


@pytest.fixture
def went_out(case, fang, cai, mo, noon):
    """Submitted, without binding a PDF: that is tested elsewhere."""
    appeal, _made = world.letter(case, fang, at=noon)
    pack = world.approved(appeal, fang, cai, at=noon)
    Pack.objects.filter(pk=pack.pk).update(state=Pack.State.SUBMITTED)
    Appeal.objects.filter(pk=appeal.pk).update(status=Appeal.Status.SUBMITTED)
    Submission.objects.create(
        appeal=appeal,
        pack=pack,
        channel_kind="email",
        submitted_at=noon,
        submitted_by=fang,
        sha256="0" * 64,
        receipt="number",
        receipt_no="CMP-88213",
    )
    moves.move(case, Stage.FOLLOW_UP, by=mo, at=noon, because="test", past_gate=True)
    appeal.refresh_from_db()
    return appeal


def paragraphs(letter, block):
    return [p.text for p in letter.block(block).paragraphs]


def code_of(caught):
    return caught.value.code


def test_the_text_is_cut_into_sentences_and_the_lines_of_the_case_follow(went_out, case, cai, noon):
    found = rejection.record_rejection(went_out, text=world.REJECTION, received_at=noon, by=cai, at=noon)
    quotes = [point.quote for point in found.points.all()]
    assert quotes == [
        "经审核，未予通过。",
        "一、授权委托书已过有效期；",
        "二、缺少运输单据，无法确认货物交付。",
        "三、申诉未说明付款人与合同相对方的关系。",
    ]
    assert Appeal.objects.get(pk=went_out.pk).status == Appeal.Status.REJECTED
    assert Item.objects.get(case=case, code="read-rejection").due_at is not None


def test_a_category_is_suggested_for_what_sounds_like_a_reason(went_out, cai, noon):
    found = rejection.record_rejection(went_out, text=world.REJECTION, received_at=noon, by=cai, at=noon)
    assert rejection.suggest(found.points.get(position=2)).category == "missing"


def test_the_analysis_is_not_left_with_an_undecided_sentence(went_out, cai, noon):
    found = rejection.record_rejection(went_out, text=world.REJECTION, received_at=noon, by=cai, at=noon)
    points = list(found.points.all())
    rejection.decide(points[0], is_point=False, by=cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        rejection.finish(found, by=cai, at=noon)
    assert code_of(caught) == "undecided"
    assert caught.value.params == {"open": "2、3、4"}


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
    assert code_of(caught) == code
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


def test_an_answered_point_leads_to_the_next_open_one(went_out, case, cai, noon, page):
    found = world.rejected(went_out, cai, at=noon)
    first, following, _last = found.points.filter(is_point=True)
    address = f"/cases/{case.ref}/rejections/1/points/"
    assert 'name="next"' in page(cai).get(f"{address}{first.pk}/").text
    said = {"kind": "argue", "zh": "已答。", "en": "Answered.", "next": "1"}
    assert page(cai).post(f"{address}{first.pk}/", said)["Location"] == f"{address}{following.pk}/"


def test_the_channel_of_the_first_round_is_told_while_the_second_letter_is_written(went_out, cai, fang, noon):
    appeal = world.answered(world.rejected(went_out, cai, at=noon), fang, at=noon)
    Appeal.objects.filter(pk=appeal.pk).update(channel_kind="email", channel_address="")
    told = next(problem for problem in checks.problems(appeal) if problem.code == "same_channel")
    assert (told.blocks, told.where) == (False, "recipient")
    Appeal.objects.filter(pk=appeal.pk).update(channel_kind="post")
    assert "same_channel" not in {problem.code for problem in checks.problems(appeal)}


def test_points_are_numbered_through_and_renumbered_when_one_falls_away(went_out, cai, noon):
    found = world.rejected(went_out, cai, at=noon)
    assert [p.number for p in found.points.all()] == [None, 1, 2, 3]
    rejection.decide(found.points.get(position=2), is_point=False, by=cai, at=noon)
    assert [p.number for p in found.points.all()] == [None, None, 1, 2]


def test_each_point_needs_one_of_the_four_categories(went_out, cai, noon):
    found = rejection.record_rejection(went_out, text=world.REJECTION, received_at=noon, by=cai, at=noon)
    rejection.decide_all(found, {p.pk: Decision(is_point=True) for p in found.points.all()}, by=cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        rejection.finish(found, by=cai, at=noon)
    assert code_of(caught) == "category_missing"


def test_two_sentences_that_say_one_thing_are_joined(went_out, cai, noon):
    found = rejection.record_rejection(went_out, text=world.REJECTION, received_at=noon, by=cai, at=noon)
    recut.join_next(found.points.get(position=1), by=cai, at=noon)
    assert next(p.quote for p in found.points.all()) == "经审核，未予通过。一、授权委托书已过有效期；"
    assert found.points.count() == 3


def test_a_second_appeal_waits_for_the_analysis(went_out, cai, noon):
    found = rejection.record_rejection(went_out, text=world.REJECTION, received_at=noon, by=cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        second.start(found, by=cai, at=noon)
    assert code_of(caught) == "not_analysed"


def test_the_second_appeal_begins_and_the_stage_follows(went_out, case, fang, cai, noon):
    appeal = world.answered(world.rejected(went_out, cai, at=noon), fang, at=noon)
    case.refresh_from_db()
    assert (appeal.round, appeal.letter, case.stage) == (2, "second-appeal", Stage.SECOND_APPEAL)
    assert appeal.request_zh == went_out.request_zh


def test_an_unanswered_point_keeps_it_from_review(went_out, fang, cai, noon):
    appeal = second.start(world.rejected(went_out, cai, at=noon), by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        packs.send_to_counsel(appeal, by=fang, at=noon)
    assert "point_unanswered" in {error.code for error in caught.value.error_list}


def test_two_added_papers_make_exactly_two_sentences_with_the_right_numbers(went_out, case, fang, cai, noon):
    found = world.rejected(went_out, cai, at=noon)
    appeal = world.answered(found, fang, at=noon)
    receipt = world.paper(
        case, fang, at=noon, mark="receipt", section="evidence", title_zh="签收单", title_en="the receipt"
    )
    poa = world.paper(case, fang, at=noon, mark="poa", section="identity", title_zh="授权委托书", title_en="the power")
    first, other, third = found.points.filter(is_point=True)
    rejection.attach(first, poa, by=fang, at=noon)
    rejection.attach(other, receipt, by=fang, at=noon)
    rejection.attach(third, receipt, by=fang, at=noon)
    assert paragraphs(letters.fill(appeal, "zh-Hans"), "new-material") == [
        "根据驳回理由第2、3条，现补充签收单作为附件1。",
        "根据驳回理由第1条，现补充授权委托书作为附件2。",
    ]
    evidence.move(poa, to_section="evidence", position=1, by=fang, at=noon)
    assert paragraphs(letters.fill(appeal, "zh-Hans"), "new-material") == [
        "根据驳回理由第1条，现补充授权委托书作为附件1。",
        "根据驳回理由第2、3条，现补充签收单作为附件2。",
    ]
    assert paragraphs(letters.fill(appeal, "en"), "new-material") == [
        "In answer to reason 1, we now add the power as Annex 1.",
        "In answer to reason 2 and reason 3, we now add the receipt as Annex 2.",
    ]


def test_new_papers_are_marked_in_the_index_and_old_ones_are_not(went_out, case, fang, cai, noon):
    found = world.rejected(went_out, cai, at=noon)
    appeal = world.answered(found, fang, at=noon)
    poa = world.paper(case, fang, at=noon, mark="poa", section="identity", proves_zh="权限", proves_en="authority")
    rejection.attach(found.points.get(number=1), poa, by=fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    assert {item.evidence_id: item.annex for item in pack.items.all() if item.is_new} == {poa.pk: 1}


def test_a_new_paper_that_answers_nothing_holds_the_letter(went_out, case, fang, cai, noon):
    appeal = world.answered(world.rejected(went_out, cai, at=noon), fang, at=noon)
    world.paper(case, fang, at=noon, mark="stray", section="evidence")
    assert "new_without_point" in {problem.code for problem in checks.problems(appeal)}


def test_an_answer_that_adds_evidence_asks_for_the_new_paper(went_out, case, fang, cai, noon):
    found = world.rejected(went_out, cai, at=noon)
    appeal = world.answered(found, fang, at=noon)
    point = found.points.get(number=1)
    asked = {str(each.sentence) for each in checks.problems(appeal) if each.code == "nothing_added"}
    assert len(asked) == found.points.filter(is_point=True).count()
    rejection.attach(point, case.evidence.standing()[0], by=fang, at=noon)
    # It was there in the last round.
    assert asked == {str(each.sentence) for each in checks.problems(appeal) if each.code == "nothing_added"}
    new = world.paper(case, fang, at=noon, mark="poa", section="identity", proves_zh="权限", proves_en="authority")
    rejection.attach(point, new, by=fang, at=noon)
    left = {str(each.sentence) for each in checks.problems(appeal) if each.code == "nothing_added"}
    assert left < asked
    assert len(asked - left) == 1


def test_the_rejection_letter_itself_is_no_annex(went_out, case, fang, cai, noon):
    appeal = world.answered(world.rejected(went_out, cai, at=noon), fang, at=noon)
    world.paper(case, fang, at=noon, mark="no", section="letters", kind="rejection-letter")
    assert material.read(appeal).new_items == []


def test_a_paper_that_came_after_the_first_appeal_went_out_is_new(went_out, case, fang, noon):
    assert world.paper(case, fang, at=noon, mark="later").added_round == 2


def test_a_vague_point_makes_the_request_for_written_reasons_with_its_words_and_a_clock(went_out, case, cai, noon):
    found = world.rejected(went_out, cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        unclear.ask(found, by=cai, at=noon)
    assert code_of(caught) == "nothing_vague"
    vague = found.points.get(number=3)
    rejection.decide(vague, is_point=True, category="facts", is_vague=True, by=cai, at=noon)
    letter = unclear.ask(found, by=cai, at=noon)
    for language, filled in case_letter_words.fill_all(letter).items():
        said = " ".join(paragraph.text for block in filled.blocks for paragraph in block.paragraphs)
        assert vague.quote in said, language
        assert "3" in said
        assert found.points.get(number=1).quote not in said
    assert case.deadlines.get(code=unclear.CLOCK).due_on.isoformat() == "2026-01-19"
    assert unclear.ask(found, by=cai, at=noon) == letter  # pressed twice, it is one letter


def test_the_table_tells_what_we_had_from_what_we_add(went_out, case, fang, cai, noon, page):
    found = world.rejected(went_out, cai, at=noon)
    old = case.evidence.get(title_en="Bill of lading")
    new = world.paper(
        case, fang, at=noon, mark="receipt", section="evidence", title_zh="签收单", title_en="the receipt"
    )
    point = found.points.get(number=2)
    address = f"/cases/{case.ref}/rejections/1/"
    form = {"kind": "argue", "zh": "提单已载明交付。", "old": old.pk, "evidence": new.pk}
    answer = page(cai, "en").post(f"{address}points/{point.pk}/", form, follow=True)
    assert answer.status_code == 200
    assert set(point.evidence.values_list("evidence_id", flat=True)) == {old.pk, new.pk}
    row = next(each for each in answer.context["table"] if each.point.pk == point.pk)
    assert ([item for _no, item in row.old], [item for _no, item in row.new]) == ([old], [new])
    assert "Change the strategy" in answer.text


def test_a_third_round_is_only_a_higher_number(went_out, case, fang, cai, noon):
    appeal = world.answered(world.rejected(went_out, cai, at=noon), fang, at=noon)
    Appeal.objects.filter(pk=appeal.pk).update(status=Appeal.Status.SUBMITTED)
    appeal.refresh_from_db()
    again = rejection.record_rejection(appeal, text="仍缺少授权委托书。", received_at=noon, by=cai, at=noon)
    rejection.decide(again.points.get(), is_point=True, category="missing", by=cai, at=noon)
    third = second.start(rejection.finish(again, by=cai, at=noon), by=fang, at=noon)
    assert third.round == 3


def test_what_a_sent_appeal_answered_stays_as_it_was(went_out, fang, cai, noon):
    found = world.rejected(went_out, cai, at=noon)
    appeal = world.answered(found, fang, at=noon)
    Appeal.objects.filter(pk=appeal.pk).update(status=Appeal.Status.SUBMITTED)
    with pytest.raises(ValidationError) as caught:
        rejection.answer(found.points.get(number=1), kind="argue", zh="另", en="other", by=fang, at=noon)
    assert code_of(caught) == "analysis_closed"

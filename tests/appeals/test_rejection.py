"""A rejection is read sentence by sentence, and each of its points is answered in the next appeal."""

import pytest
from django.core.exceptions import ValidationError

from appeals import case_letter_words, checks, evidence, letters, material, rejection, second, unclear
from appeals import pack as packs
from appeals.models import Appeal
from appeals.rejection import Decision
from cases.models import Item
from cases.stages import Stage
from tests.appeals import world


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
        "In answer to reason 1, we now add Annex 1 (the power).",
        "In answer to reason 2 and reason 3, we now add Annex 2 (the receipt).",
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

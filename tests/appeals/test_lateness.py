"""A letter that goes out after its limit says why; without the reason it goes neither to counsel nor to anybody."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from appeals import bundle, checks, drafting, letters, material, submission, wording
from appeals import pack as packs
from appeals.models import Appeal
from audit.models import Entry
from cases import deadlines
from documents import storing
from tests.appeals import world

LONG_AGO = timedelta(days=70)  # ten days and more after the sixty of the reconsideration
RULE = "cn-tax-freeze-reconsideration-60d"
NAMED = {
    "zh-Hans": "《税收征收管理法》第88条第2款、《行政复议法》第20条",
    "en": "Tax Collection and Administration Law of the PRC, art. 88(2); ARL art. 20",
}
WHY = {
    "late_reason_zh": "通知邮寄至旧址，我司上周方才收到。",
    "late_reason_en": "The notice went to a former address and reached us only last week.",
}


@pytest.fixture
def tax_case(firm, fang, cai, mo, noon, knowledge):
    early = noon - LONG_AGO
    return world.at_appeal(world.freeze(firm, fang, at=early, body="tax", **world.IN_CHINA), mo, at=early)


def written(case, by, at):
    """Complete but for the reason."""
    appeal = world.letter(case, by, at=at)[0]
    number = {"zh": "甬税冻〔2025〕7号", "en": "Yong Shui Dong [2025] no. 7"}
    said = {
        "freeze.instrument_no": number,
        "freeze.reason_quoted": {"zh": "需核实交易背景", "en": "the background of a transaction is to be verified"},
        "freeze.clause_quoted": {"zh": "第9.2条", "en": "clause 9.2"},
    }
    values = {"recipient": "宁波市税务局", "channel_kind": "post", "fields": said}
    return drafting.write(appeal, values, version=appeal.version, by=by, at=at)


@pytest.fixture
def late(tax_case, fang, noon):
    """Written ten days after the sixty had run out."""
    return written(tax_case, fang, noon)


def say_why(appeal, by, at, **words):
    return drafting.write(appeal, words or WHY, version=appeal.version, by=by, at=at)


def blocking(appeal, at=None):
    return [problem.code for problem in checks.problems(appeal, at=at) if problem.blocks]


def test_a_letter_after_its_limit_is_asked_for_the_reason_in_both_languages(late, noon):
    assert blocking(late, noon).count("late_reason_missing") == 2


def test_a_letter_that_would_go_out_after_its_limit_is_asked_too(tax_case, fang, noon):
    """Written in time, dated later: what counts is the day it goes out."""
    early = noon - LONG_AGO
    appeal = written(tax_case, fang, early)
    assert "late_reason_missing" not in blocking(appeal, early)
    drafting.write(appeal, {"letter_on": noon.date()}, version=appeal.version, by=fang, at=early)
    appeal.refresh_from_db()
    assert "late_reason_missing" in blocking(appeal, early)


def test_counsel_is_not_sent_a_late_letter_without_its_reason(late, fang, noon):
    with pytest.raises(ValidationError) as caught:
        packs.send_to_counsel(late, by=fang, at=noon)
    assert "late_reason_missing" in {error.code for error in caught.value.error_list}
    say_why(late, fang, noon)
    assert packs.send_to_counsel(late, by=fang, at=noon)


def test_the_reason_stands_in_the_letter_with_the_day_and_the_provision(late, fang, noon):
    say_why(late, fang, noon)
    due = late.case.deadlines.get(code=RULE).due_on
    for language, reason in (("zh-Hans", WHY["late_reason_zh"]), ("en", WHY["late_reason_en"])):
        letter = letters.fill(late, language)
        said = " ".join(paragraph.text for paragraph in letter.block("late").paragraphs)
        for wanted in (reason, wording.day(due, language), NAMED[language]):
            assert wanted in said
        codes = [block.code for block in letter.blocks]
        assert codes.index("facts") < codes.index("late") < codes.index("reasons")


IN_TIME = {"zh-Hans": "本申请在期限内提出", "en": "this application is made within it"}
AFTER_IT = {"zh-Hans": "本申请在期限届满后提出", "en": "this application is made after that day"}


def said(appeal, language):
    filled = letters.fill(appeal, language)
    return "".join(part.text for block in filled.blocks for each in block.paragraphs for part in each.parts)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_late_letter_does_not_claim_to_come_in_time(late, tax_case, fang, noon, language):
    """With or without its reason: the sentence of the template would be untrue, beside a block that says the contrary."""
    for _turn in range(2):
        late.refresh_from_db()
        assert AFTER_IT[language] in said(late, language)
        assert IN_TIME[language] not in said(late, language)
        say_why(late, fang, noon)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_letter_in_time_says_so(tax_case, fang, noon, language):
    appeal = written(tax_case, fang, noon - LONG_AGO)
    drafting.write(appeal, {"letter_on": (noon - LONG_AGO).date()}, version=appeal.version, by=fang, at=noon - LONG_AGO)
    appeal.refresh_from_db()
    assert IN_TIME[language] in said(appeal, language)
    assert AFTER_IT[language] not in said(appeal, language)


def test_a_language_without_the_reason_is_still_asked_for_and_printed_as_a_gap(late, fang, noon):
    say_why(late, fang, noon, late_reason_zh=WHY["late_reason_zh"], late_reason_en="")
    assert blocking(late, noon) == ["late_reason_missing"]
    assert ("late", "late.reason") in letters.fill(late, "en").gaps()


def test_the_approval_is_bound_to_the_reason(late, fang, cai, noon):
    say_why(late, fang, noon)
    pack = world.approved(late, fang, cai, at=noon)
    late.refresh_from_db()
    say_why(late, fang, noon, late_reason_zh="另有原因。", late_reason_en="Another reason.")
    assert packs.is_void(pack)


def test_who_wrote_the_reason_is_in_the_history(late, fang, noon):
    say_why(late, fang, noon)
    entry = Entry.objects.filter(action="letter.saved").order_by("pk").last()
    assert "late_reason_zh" in entry.data["changed"]


def test_a_limit_that_passes_between_approval_and_sending_stops_the_sending(tax_case, fang, cai, noon):
    early = noon - LONG_AGO
    appeal = written(tax_case, fang, early)
    pack = world.approved(appeal, fang, cai, at=early)
    file = storing.store(world.pdf("bound", 9), name="b.pdf", organisation=tax_case.organisation, at=early)
    bundle.arrived(pack, file, None, {}, [], by=fang, at=early, total=9)
    with pytest.raises(ValidationError) as caught:
        submission.submit(
            appeal,
            channel_kind="post",
            channel_address="",
            receipt="number",
            receipt_no="1",
            submitted_at=noon,
            by=cai,
            at=noon,
        )
    assert "late_reason_missing" in {error.code for error in caught.value.error_list}
    assert Appeal.objects.get(pk=appeal.pk).status == Appeal.Status.APPROVED


def test_a_limit_that_was_kept_by_hand_or_stands_still_asks_for_nothing(late, cai, mo, noon):
    limit = late.case.deadlines.get(code=RULE)
    for person in (cai, mo):
        limit.refresh_from_db()
        limit = deadlines.confirm(limit, by=person, at=noon)
    limit.refresh_from_db()
    deadlines.meet(limit, by=cai, at=noon, note="lodged at the counter")
    assert "late_reason_missing" not in blocking(late, noon)


def test_a_reason_without_a_passed_limit_is_pointed_at(case, fang, noon):
    appeal = world.letter(case, fang, at=noon)[0]
    say_why(appeal, fang, noon)
    found = {problem.code: problem.blocks for problem in checks.problems(appeal, at=noon)}
    assert found["late_reason_unneeded"] is False
    assert letters.fill(appeal, "en").block("late") is None


def test_a_hearing_that_nobody_asked_for_is_not_the_appeals_lateness(tax_case, fang, noon):
    early = noon - LONG_AGO
    appeal = written(tax_case, fang, early)
    deadlines.happened(
        tax_case,
        "hearing_right_notified",
        moment=early - timedelta(days=1),
        ticked=["cn-apl-hearing-request-5wd"],
        reasons={},
        by=fang,
        at=early,
    )
    assert tax_case.deadlines.filter(code="cn-apl-hearing-request-5wd").exists()
    assert "cn-apl-hearing-request-5wd" not in {row.code for row in material.read(appeal).kept_by_letter}

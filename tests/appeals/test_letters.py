"""The letter is written from the case's data, in both languages, and shows what it lacks."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from appeals import case_letter_words, case_letters, checks, drafting, evidence, facts, letters, material, wording
from appeals.models import Appeal
from cases.models import Event, Freeze, PartyPaper
from tests.appeals import world


def codes(appeal, *, blocking=True):
    return {problem.code for problem in checks.problems(appeal) if problem.blocks is blocking}


def words(letter, block):
    return " ".join(paragraph.text for paragraph in letter.block(block).paragraphs)


def test_the_summary_names_date_body_ground_clause_point_and_request(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    english = words(letters.fill(appeal, "en"), "summary")
    for said in (
        "3 January 2026",
        "iBanFirst",
        "verification of the background",
        "clause 9.2",
        "price of goods delivered",
        "lift the freeze",
    ):
        assert said in english
    chinese = words(letters.fill(appeal, "zh-Hans"), "summary")
    for said in ("2026年1月3日", "需核实交易背景", "第9.2条", "涉案款项系已交付货物的价款", "于五个工作日内解除冻结"):
        assert said in chinese


def test_an_empty_slot_of_the_summary_stays_visible_and_is_no_text(case, fang, noon):
    appeal = drafting.start(case, by=fang, at=noon, language="both")
    sentence = letters.summary_sentence(material.read(appeal), "zh-Hans")
    assert {part.field for part in sentence.parts if part.is_gap} == {
        "dispute.point", "request.main", "freeze.clause_quoted",
    }  # fmt: skip


def test_every_block_is_filled_and_nothing_is_left_to_print(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    assert codes(appeal) == set()
    for language in ("zh-Hans", "en"):
        letter = letters.fill(appeal, language)
        assert [block.code for block in letter.blocks][-1] == "signature"
        assert not [gap for gap in letter.gaps() if gap[0] not in checks.PRINTED_WITHOUT]


def test_a_row_that_is_not_of_this_letter_is_no_row_of_it(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    cited = [use.pk for use in appeal.citations.order_by("position")]
    nothing = {"code": "", "why_zh": "", "why_en": "", "evidence": None, "page": None}
    rows = [{**nothing, "id": pk} for pk in (*cited, max(cited) + 999)]
    drafting.write(appeal, {"citations": rows}, version=appeal.version, by=fang, at=noon)
    assert [use.pk for use in appeal.citations.order_by("position")] == cited


def test_paragraph_numbers_run_through_the_whole_letter(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    letter = letters.fill(appeal, "en")
    numbers = [p.number for block in letter.blocks for p in block.paragraphs if p.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [block.numeral for block in letter.blocks if block.numeral] == [1, 2, 3, 4, 5, 6]


def test_each_fact_carries_the_page_that_proves_it(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    facts_block = letters.fill(appeal, "en").block("facts").paragraphs
    ref = next(part for part in facts_block[0].parts if part.is_refs).refs[0]
    assert (ref.evidence, ref.exhibit, ref.page) == (made["contract"].pk, "2.1", 6)


def test_a_reordered_exhibit_keeps_its_references_right(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    evidence.step(made["lading"], -1, by=fang, at=noon)
    facts_block = letters.fill(appeal, "en").block("facts").paragraphs
    found = [part.refs[0] for p in facts_block[:2] for part in p.parts if part.is_refs]
    assert [(ref.exhibit, ref.page) for ref in found] == [("2.2", 6), ("2.1", 1)]


def test_no_blank_stands_where_an_exhibit_has_no_mark(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    rows = [paragraph.text for paragraph in letters.fill(appeal, "en").block("exhibits").paragraphs]
    assert rows
    assert not [row for row in rows if " :" in row or "  " in row]


def test_the_notice_among_the_evidence_proves_the_freeze(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    last = letters.fill(appeal, "en").block("facts").paragraphs[-1]
    assert [ref.evidence for part in last.parts if part.is_refs for ref in part.refs] == [made["notice"].pk]


def test_money_is_in_capitals_in_the_chinese_letter_alone(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    assert "肆拾捌万陆仟贰佰欧元整" in words(letters.fill(appeal, "zh-Hans"), "facts")
    assert "肆" not in words(letters.fill(appeal, "en"), "facts")


def test_the_gate_lists_every_missing_block(case, fang, noon):
    appeal = drafting.start(case, by=fang, at=noon)
    assert codes(appeal) >= {
        "missing_facts",
        "missing_reasons",
        "missing_law",
        "missing_request",
        "missing_dispute",
        "missing_exhibits",
    }


def test_a_letter_without_a_request_cannot_go_to_review(case, fang, noon):
    from appeals import pack

    appeal, _made = world.letter(case, fang, at=noon)
    drafting.write(appeal, {"request_en": ""}, version=appeal.version, by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        pack.send_to_counsel(appeal, by=fang, at=noon)
    assert {error.code for error in caught.value.error_list} == {"missing_request"}
    assert not case.packs.exists()


def test_a_fact_without_a_direct_page_and_one_in_one_language_hold_the_letter(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    fact = facts.write(case, text_zh="买方系长期客户。", text_en="", by=fang, at=noon)
    assert codes(appeal) == {"fact_unproved", "not_translated"}
    facts.prove(fact, made["contract"], is_direct=False, by=fang, at=noon)
    assert "fact_unproved" in codes(appeal)
    facts.prove(fact, made["contract"], is_direct=True, by=fang, at=noon)
    assert codes(appeal) == {"not_translated"}


def test_a_page_that_the_paper_does_not_have_is_refused(case, fang, noon):
    _appeal, made = world.letter(case, fang, at=noon)
    fact = case.facts.first()
    with pytest.raises(ValidationError) as caught:
        facts.prove(fact, made["contract"], page=9, by=fang, at=noon)
    assert caught.value.code == "no_such_page"


def test_a_harsh_word_is_pointed_at_and_does_not_stop_the_letter(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    facts.write(case, text_zh="贵司的做法无耻。", text_en="This is plain.", by=fang, at=noon)
    assert "tone" in codes(appeal, blocking=False)


def test_a_proposal_to_split_payments_stops_the_letter(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    drafting.add_request(appeal, text_zh="其他。", text_en="We will split the payment.", by=fang, at=noon)
    assert "tone_blocked" in codes(appeal)


def test_the_english_letter_alone_asks_for_no_chinese(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon, language="en")
    drafting.write(appeal, {"dispute_zh": "", "request_zh": ""}, version=appeal.version, by=fang, at=noon)
    assert codes(appeal) == set()
    assert list(letters.fill_all(material.read(appeal))) == ["en"]


# --- the route -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["police-criminal", "prosecutor"])
def test_a_criminal_freeze_is_never_offered_administrative_reconsideration(firm, fang, cai, mo, noon, body):
    case = world.freeze(
        firm, fang, at=noon, body=body, country="CN", jurisdiction="CN", account_number="6222021001116245701"
    )
    for round in (1, 2, 3):
        assert "reconsideration-application" not in {letter.kind for letter in letters.choices(case, round=round)}
    with pytest.raises(ValidationError) as caught:
        drafting.start(case, by=cai, at=noon, letter="first-appeal-authority-cn-administrative")
    assert caught.value.code == "never_on_this_route"
    assert drafting.start(case, by=cai, at=noon).letter == "complaint-police-freeze"


def test_a_providers_own_freeze_is_not_offered_it_either(case, fang, noon):
    appeal = drafting.start(case, by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        drafting.write(
            appeal,
            {"letter": "first-appeal-authority-cn-administrative"},
            version=appeal.version,
            by=fang,
            at=noon,
        )
    assert caught.value.code == "never_on_this_route"


def test_an_administrative_freeze_begins_with_reconsideration(firm, fang, cai, mo, noon):
    case = world.freeze(
        firm,
        fang,
        at=noon,
        body="administrative",
        country="CN",
        jurisdiction="CN",
        account_number="6222021001116245701",
    )
    assert letters.usual(case).kind == "reconsideration-application"


# --- saving ----------------------------------------------------------------------------------------------------------


def test_the_second_saver_is_told_and_nothing_is_overwritten(case, fang, cai, noon):
    appeal = drafting.start(case, by=fang, at=noon)
    drafting.write(appeal, {"request_en": "lift it"}, version=1, by=cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        drafting.write(appeal, {"request_en": "release it"}, version=1, by=fang, at=noon)
    assert caught.value.code == "saved_meanwhile"
    appeal.refresh_from_db()
    assert appeal.request_en == "lift it"


def test_saving_rows_keeps_changes_adds_and_takes_out(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    first, second = case.facts.all()
    drafting.write(
        appeal,
        {
            "facts": [
                {
                    "id": second.pk,
                    "text_zh": "货物已交付。",
                    "text_en": "The goods arrived.",
                    "proofs": [(made["lading"].pk, 2, True)],
                },
                {"id": None, "text_zh": "新的事实。", "text_en": "A new fact.", "proofs": []},
                {"id": None, "text_zh": " ", "text_en": "", "proofs": []},
            ]
        },
        version=appeal.version,
        by=fang,
        at=noon,
    )
    assert [fact.text_en for fact in case.facts.all()] == ["The goods arrived.", "A new fact."]
    assert not case.facts.filter(pk=first.pk).exists()
    assert [(p.evidence_id, p.page) for p in case.facts.get(pk=second.pk).proofs.all()] == [(made["lading"].pk, 2)]


def test_a_change_takes_an_approval_off_the_letter(case, fang, cai, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    world.approved(appeal, fang, cai, at=noon)
    appeal.refresh_from_db()
    drafting.write(appeal, {"point_en": "another point"}, version=appeal.version, by=fang, at=noon)
    assert appeal.status == Appeal.Status.DRAFT


def test_only_counsel_ticks_a_block_that_can_admit_something(case, fang, cai, mo, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    world.sent(appeal, fang, cai, mo, at=noon)
    second = world.answered(world.rejected(appeal, cai, at=noon), fang, at=noon)
    with pytest.raises(PermissionDenied):
        drafting.write(second, {"blocks": ["regret"]}, version=second.version, by=fang, at=noon)
    drafting.write(second, {"blocks": ["regret"]}, version=second.version, by=cai, at=noon)
    assert letters.fill(second, "en").block("regret")


def test_what_the_case_does_not_know_can_be_written_for_the_letter(case, fang, noon):
    Freeze.objects.filter(case=case).update(clause_quoted="", reason_quoted="")
    appeal, _made = world.letter(case, fang, at=noon)
    assert codes(appeal) == {"gap"}
    both = {"zh": "通知未载明条款", "en": "no clause"}
    ground = {"zh": "需核实交易背景", "en": "verification"}
    typed = {"fields": {"freeze.clause_quoted": both, "freeze.reason_quoted": ground}}
    drafting.write(appeal, typed, version=appeal.version, by=fang, at=noon)
    assert codes(appeal) == set()
    assert "no clause" in words(letters.fill(appeal, "en"), "summary")


def test_a_ground_and_a_clause_that_the_notice_gives_in_one_language_wait_for_the_other(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    drafting.write(appeal, {"fields": {}}, version=appeal.version, by=fang, at=noon)
    english, chinese = letters.fill(appeal, "en"), letters.fill(appeal, "zh-Hans")
    assert ("summary", "freeze.reason_quoted") in english.gaps()
    assert "需核实交易背景" not in words(english, "summary")
    assert "需核实交易背景" in words(chinese, "summary")
    assert ("summary", "freeze.clause_quoted") in chinese.gaps()
    assert "clause 9.2" in words(english, "summary")
    said = [str(each.sentence) for each in checks.problems(appeal) if each.code == "gap"]
    assert len(said) == 2
    assert any("需核实交易背景" in each for each in said)


def test_the_notice_is_translated_once_for_all_letters_of_the_case(case, fang, cai, mo, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    beside = case_letters.start(case, "security-confirmation", by=fang, at=noon)
    assert "verification of the background" in str(case_letter_words.fill_all(beside)["en"].as_dict())
    world.sent(appeal, fang, cai, mo, at=noon)
    second = world.answered(world.rejected(appeal, cai, at=noon), fang, at=noon)
    assert second.fields == appeal.fields


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("9.2", True, True),
        ("CMP-88213", True, True),
        ("第9.2条", True, False),
        ("clause 9.2", False, True),
        ("“框架协议” clause 9.2", True, True),
        ("合同 HL-118", True, False),
        ("The buyer 宁波海岚进出口有限公司 paid.", True, True),
    ],
)
def test_what_a_reader_can_read(text, chinese, english):
    assert wording.reads_in(text, "zh-Hans") is chinese
    assert wording.reads_in(text, "en") is english


def test_a_text_pasted_into_the_box_of_the_other_language_is_not_translated(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    reason = {"text_zh": "金额合理。", "text_en": "金额合理。", "evidence": made["contract"].pk, "page": 1}
    typed = {"reasons": [reason], "request_en": "于五个工作日内解除冻结", "point_zh": "the goods were delivered"}
    drafting.write(appeal, typed, version=appeal.version, by=fang, at=noon)
    assert {"not_translated", "missing_request", "missing_point"} <= codes(appeal)


def test_a_second_first_appeal_is_refused(case, fang, noon):
    drafting.start(case, by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        drafting.start(case, by=fang, at=noon)
    assert caught.value.code == "appeal_exists"


def test_the_timeline_says_in_both_languages_that_a_letter_was_begun(case, fang, noon):
    drafting.start(case, by=fang, at=noon)
    event = Event.objects.get(case=case, kind="appeal_started")
    assert event.text_zh
    assert event.text_en
    assert event.text_en != event.text_zh


def test_a_filled_letter_survives_its_storage(case, fang, noon):
    from appeals.filling import FilledLetter

    appeal, _made = world.letter(case, fang, at=noon)
    letter = letters.fill(appeal, "zh-Hans")
    assert FilledLetter.from_dict(letter.as_dict()) == letter


def test_a_letter_costs_the_same_queries_whatever_its_length(case, fang, noon, django_assert_max_num_queries):
    appeal, made = world.letter(case, fang, at=noon)
    letters.fill(appeal, "en")  # the knowledge is read once
    for number in range(20):
        fact = facts.write(case, text_zh=f"事实{number}", text_en=f"Fact {number}", by=fang, at=noon)
        facts.prove(fact, made["contract"], page=number % 8 + 1, by=fang, at=noon)
    with django_assert_max_num_queries(22):
        checks.problems(appeal)


# --- beside register, papers and exhibits ----------------------------------------------------------------------------


def test_a_firms_name_that_differs_by_one_character_is_reported(case, fang, noon):
    """Row 3.2a: once beside the register, once beside the licence."""
    appeal, _made = world.letter(case, fang, at=noon)
    drafting.add_request(
        appeal, text_zh="请将结果告知宁波海蓝进出口有限公司。", text_en="Please inform us.", by=fang, at=noon
    )
    assert "name_differs" in codes(appeal, blocking=False)


def test_the_licence_that_shows_another_character_is_reported(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    drafting.add_request(appeal, text_zh="请告知宁波海岚进出口有限公司。", text_en="Please tell us.", by=fang, at=noon)
    assert "name_differs" not in codes(appeal, blocking=False)
    PartyPaper.objects.create(
        party=case.party, kind="business-licence", shows_name="宁波海蓝进出口有限公司", added_at=noon, added_by=fang
    )
    assert "name_differs" in codes(appeal, blocking=False)


def test_figures_and_exhibits_that_do_not_fit_are_reported(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    drafting.add_reason(
        appeal,
        text_zh="2026年1月5日，被冻结的款项为EUR 468,200.00，见证据2.7。",
        text_en="The frozen amount of EUR 468,200.00 is shown in Exhibit 2.7.",
        by=fang,
        at=noon,
    )
    assert codes(appeal) == {"exhibit_absent"}
    assert {"amount_differs", "reason_unproved"} <= codes(appeal, blocking=False)


def test_a_repealed_law_in_the_middle_of_a_sentence_stops_the_letter(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    text = "依照《合同法》第一百零七条，我司已履行。"
    drafting.add_reason(appeal, text_zh=text, text_en="We have performed.", by=fang, at=noon)
    assert codes(appeal) == {"law_repealed"}

"""Letters, tone, citations, rejection reasons."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from knowledge import citations, countries, letters, rejections, templates, tone

pytestmark = pytest.mark.usefixtures("knowledge")


def test_both_languages_of_a_letter_are_parallel():
    for letter in letters.current().values():
        zh, en = letter.template("zh-Hans"), letter.template("en")
        assert [block.code for block in zh.blocks] == [block.code for block in en.blocks]
        assert zh.language == "zh-Hans"
        assert en.language == "en"
        assert letter.name.zh
        assert "{" not in letter.name.en


def test_every_gap_is_on_the_whitelist_and_has_a_label():
    known = letters.fields()
    for letter in letters.current().values():
        for language in ("zh-hans", "en"):
            assert letter.template(language).gaps() <= set(known)
    with translation.override("en"):
        assert letters.label("account.iban") == "account number"
    with translation.override("zh-hans"):
        assert letters.label("receipt.number") == "受理编号"


def test_facts_reasons_request_stand_in_this_order():
    for code in ("first-appeal-provider", "first-appeal-authority-cn-administrative"):
        blocks = [block.code for block in letters.get(code).zh.blocks]
        order = [blocks.index(each) for each in ("facts", "reasons", "law", "request")]
        assert order == sorted(order)


def test_what_could_admit_fault_is_counsels_to_tick():
    second = letters.get("second-appeal").zh
    assert second.block("regret").tick == "counsel"
    assert second.block("correction").tick == "counsel"
    assert second.block("law").tick == "composer"
    assert second.block("answers").tick == "always"


def test_question_and_answer_repeat_together():
    block = letters.get("second-appeal").zh.block("answers")
    assert [paragraph.list for paragraph in block.paragraphs] == ["rejection", "rejection"]
    assert all(paragraph.is_numbered for paragraph in block.paragraphs)
    new = letters.get("second-appeal").zh.block("new-material").paragraphs[0]
    assert new.text.startswith("根据驳回理由第{newitem.n.point_no}条")
    assert letters.needed_lists(letters.get("second-appeal").zh) == {"rejection", "exhibit"}


@pytest.mark.parametrize(
    ("body", "first", "second"),
    [
        ("provider", "first-appeal-provider", "second-appeal"),
        ("bank", "first-appeal-provider", "second-appeal"),
        ("court-preservation", "objection-court-preservation", None),
        ("police-criminal", "complaint-police-freeze", None),
        ("tax", "first-appeal-authority-cn-administrative", "second-appeal"),
        ("court-enforcement", "objection-court-enforcement", None),
        ("sanctions", "request-lifting-authority", None),
        ("fiu", None, None),
    ],
)
def test_the_body_chooses_the_letter(body, first, second):
    found = letters.first_letter(body)
    assert (found.code if found else None) == first
    again = letters.second_letter(body)
    assert (again.code if again else None) == second


def test_an_internal_letter_is_never_offered_for_sending():
    assert letters.get("spending-freeze-memo").is_internal
    for body in letters.BODY_OF:
        assert "spending-freeze-memo" not in {letter.code for letter in letters.for_body(body)}


def test_a_template_that_is_none_says_why():
    with pytest.raises(ValueError, match="front matter"):
        templates.split("Dear Sir")
    with pytest.raises(ValueError, match="before the first block"):
        templates.split("---\ncode: x\n---\nHello\n\n## a | A\nText")
    with pytest.raises(ValueError, match="not there"):
        templates.split("---\ncode: x\noptional_blocks: [{id: b, tick: counsel}]\n---\n## a | A\nText")


def test_phrases_come_in_pairs_and_admit_nothing():
    assert len(letters.phrases()) == 76
    for phrase in letters.phrases():
        assert phrase.text.zh
        assert phrase.text.en
        for text, language in ((phrase.text.zh, "zh-Hans"), (phrase.text.en, "en")):
            assert not [hit for hit in tone.check(text, language) if hit.category == "admitting"], phrase.code


# --- tone ------------------------------------------------------------------------------------------------------------


def test_an_insult_is_found_with_a_calmer_wording():
    """Row 3.1b."""
    text = "贵司的行为极其无耻。"
    (hit,) = tone.check(text, "zh-Hans")
    assert text[hit.start : hit.end] == "无耻" == hit.word
    assert hit.category == "accusing"
    assert hit.suggestion
    assert not hit.blocks


def test_a_harmless_wording_does_not_fire():
    hits = tone.check("以下不作为证据提交。贵局的不作为造成损失。", "zh")
    assert [(hit.word, hit.start) for hit in hits] == [("不作为", 13)]
    assert tone.check("第四十三条所称滥用职权，不在此列。", "zh") == []
    assert len(tone.check("第四十三条。其滥用职权。", "zh")) == 1


def test_english_words_are_matched_whole_and_whatever_the_case():
    assert [hit.word for hit in tone.check("We are OUTRAGED.", "en")] == ["OUTRAGED"]
    assert tone.check("The dangerous goods declaration", "en") == []


def test_a_suggestion_to_split_payments_stops_the_letter():
    for text, language in (("建议分批支付以免触发审核", "zh"), ("We could split the payment.", "en")):
        (hit,) = tone.check(text, language)
        assert (hit.category, hit.finding, hit.blocks) == ("moving-money", "splitting-suggestion", True)


def test_the_templates_keep_the_tone_they_ask_for():
    for letter in letters.current().values():
        for language in ("zh-Hans", "en"):
            for block, paragraph in letter.template(language).paragraphs():
                if block.tick != "counsel":
                    assert not [hit for hit in tone.check(paragraph.text, language) if hit.blocks], (
                        letter.code,
                        block.code,
                    )


# --- citations -------------------------------------------------------------------------------------------------------


def test_a_repealed_provision_is_blocked_and_its_successor_named():
    """Row 4.3d: the guide's three days for a hearing are five working days since 2021-07-15."""
    old = citations.get("cn-apl-2017-42")
    found = {finding.code: finding for finding in citations.findings(old, fact_on=None, letter_on=date(2026, 11, 24))}
    assert found["repealed"].blocks
    assert found["repealed"].successor.code == "cn-apl-2021-64"
    assert not found["unverified"].blocks


def test_the_day_of_the_fact_decides_which_text_counts():
    old, new = citations.get("cn-apl-2017-42"), citations.get("cn-apl-2021-64")
    before = {"fact_on": date(2021, 7, 14), "letter_on": date(2026, 11, 24)}
    assert "repealed" not in {finding.code for finding in citations.findings(old, **before)}
    assert "not_yet_in_force" in {finding.code for finding in citations.findings(new, **before)}
    assert citations.in_force("cn-apl-2021-64", date(2021, 7, 15))
    assert not citations.in_force("cn-apl-2021-64", date(2021, 7, 14))


def test_every_replaced_provision_leads_to_one_that_stands():
    for citation in citations.current().values():
        if citation.status in {"repealed", "renumbered"}:
            successor = citations.successor_of(citation.code)
            assert successor is not None
            assert successor.status not in {"repealed", "renumbered"}
        assert citation.says
        assert citation.name.en


def test_the_picker_offers_what_stands():
    offered = citations.for_jurisdiction("CN")
    assert offered
    assert {citation.status for citation in offered} == {"in-force"}
    assert all(
        citation.stood_on(date(2020, 1, 1)) for citation in citations.for_jurisdiction("CN", on=date(2020, 1, 1))
    )


# --- rejection reasons -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        ("贵司提交的授权委托书已过期。", "missing"),
        ("缺少货物交付证明。", "missing"),
        ("发票模糊不清。", "missing"),
        ("证据链不完整。", "facts"),
        ("资金来源不明。", "facts"),
        ("流水所示付款人与合同买方不一致，贵司未作说明。", "facts"),
        ("经复核，贵司提交的材料不足以排除风险，维持原决定。", "facts"),
        ("贵司经营范围不在我方服务范围之内。", "rule"),
        ("合同日期晚于付款日期，存在矛盾。", "logic"),
        ("The evidence chain is incomplete.", "facts"),
        ("Your proof of address is older than three months.", "missing"),
        ("Your appeal was submitted out of time.", "rule"),
        ("The contract, the invoice and the amount received do not match.", "logic"),
    ],
)
def test_a_sentence_of_a_rejection_gets_its_category(sentence, category):
    found = rejections.suggest(sentence)
    assert found is not None
    assert found.category == category
    assert found.strategy
    assert found.papers


@pytest.mark.parametrize(
    "sentence",
    [
        "感谢您的来信。",
        "经审核，答复如下。",
        "账户限制将继续维持。",
        "We have completed our review of your appeal.",
        "Your account remains restricted.",
        "Thank you for the documents that you sent us.",
        "",
    ],
)
def test_a_sentence_that_is_no_point_gets_no_suggestion(sentence):
    assert rejections.suggest(sentence) is None


def test_a_vague_sentence_leads_to_a_request_for_written_reasons():
    """Row 6.1d."""
    found = rejections.suggest("证据不足，不予支持。")
    assert found.is_vague
    assert "书面说明请求函" in " ".join(paper.zh for paper in found.papers)


def test_there_are_four_categories():
    assert set(rejections.categories()) == {"missing", "facts", "rule", "logic"}
    assert {reason.short_category for reason in rejections.current().values()} == {"missing", "facts", "rule", "logic"}


def test_a_country_on_two_lists_is_named_with_both():
    assert [found.code for found in countries.lists_naming("KP")] == [
        "fatf-call-for-action",
        "eu-high-risk-third-countries",
    ]
    assert countries.lists_naming("BE") == []


def test_a_letter_that_nobody_wrote_is_refused():
    with pytest.raises(ValidationError) as caught:
        letters.get("love-letter")
    assert caught.value.code == "unknown_knowledge"

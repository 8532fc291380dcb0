"""A rejection is cut into its sentences, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeals.sentences import sentences

ZH = "经审核，贵司申诉未获通过。一、授权委托书已过有效期；二、缺少运输单据，无法确认货物交付。"
ZH += "请补充后重新提交！如有疑问？"
EN = (
    "We refer to your appeal of 3 Nov. 2026. The power of attorney (art. 3.2) has expired. "
    '"Proof of delivery is missing." '
    "The sum of EUR 1,234.50 is not explained! May we ask why?"
)


def test_a_chinese_letter_is_cut_at_its_full_stops_and_semicolons():
    assert sentences(ZH) == [
        "经审核，贵司申诉未获通过。",
        "一、授权委托书已过有效期；",
        "二、缺少运输单据，无法确认货物交付。",
        "请补充后重新提交！",
        "如有疑问？",
    ]


def test_an_english_letter_keeps_its_dates_articles_and_sums_whole():
    assert sentences(EN) == [
        "We refer to your appeal of 3 Nov. 2026.",
        "The power of attorney (art. 3.2) has expired.",
        '"Proof of delivery is missing."',
        "The sum of EUR 1,234.50 is not explained!",
        "May we ask why?",
    ]


def test_each_line_is_a_sentence_even_without_a_full_stop():
    assert sentences("Reasons:\n- POA expired\n- No delivery proof") == [
        "Reasons:",
        "- POA expired",
        "- No delivery proof",
    ]


def test_a_line_wrapped_by_the_mail_program_is_joined_again():
    assert sentences("The power of attorney\nhas expired.\nPlease send\na new one.") == [
        "The power of attorney has expired.",
        "Please send a new one.",
    ]


def test_a_bare_number_belongs_to_the_sentence_it_counts():
    assert sentences("1. The licence is illegible. 2. The seal is missing.") == [
        "1. The licence is illegible.",
        "2. The seal is missing.",
    ]


def test_a_closing_quote_stays_with_its_sentence():
    assert sentences("通知称“材料不足。”请补充。") == ["通知称“材料不足。”", "请补充。"]


@pytest.mark.parametrize("empty", ["", "  \n \n", "\t"])
def test_no_text_has_no_sentences(empty):
    assert sentences(empty) == []


LETTERS = st.text(alphabet=st.sampled_from(list('贵司申诉abcDE 12。！？；.!?\n"”）)(,，、')), max_size=200)


@given(LETTERS)
def test_no_character_is_lost(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(LETTERS)
def test_no_sentence_is_empty_or_padded(text):
    assert all(s and s == s.strip() and "\n" not in s for s in sentences(text))


@given(LETTERS)
def test_cutting_a_sentence_again_leaves_it_whole(text):
    assert all(sentences(sentence) == [sentence] for sentence in sentences(text))


@given(st.lists(st.sampled_from(["授权委托书已过期", "缺少运输单据", "发票金额不符"]), min_size=1, max_size=8))
def test_as_many_full_stops_as_sentences(parts):
    assert sentences("。".join(parts) + "。") == [f"{part}。" for part in parts]

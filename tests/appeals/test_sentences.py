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


# Letters as they come: ‖ stands where a sentence ends, and nowhere else.
AS_THEY_COME = {
    "quotations in quotations": "贵司称“客户在邮件中写明‘货已收到。谢谢！’，并无争议。”‖但我们未见到该邮件原件。",
    "straight quotations": 'You wrote: "The goods were delivered. No complaint was made." ‖We have no proof of that.',
    "a remark in brackets": "贵司的申诉已被驳回（参见我行2026年10月9日函。该函已送达）。‖如有异议，请于30日内提出。",
    "一、 behind a colon": "驳回理由如下：‖一、缺少授权书；‖二、证据链断裂；‖三、诉求与证明自相矛盾。",
    "1、 between commas": "原因：‖1、授权书缺失，‖2、证据链断裂，‖3、诉求与证明矛盾。",
    "1. behind a colon": "驳回原因：‖1. 营业执照已过期。‖2. 2026年9月3日EUR 48,620.00的入账未说明用途。",
    "（一）": "不予通过的原因：‖（一）文件模糊不清，第3页无法辨认；‖（二）地址证明已超过三个月。",
    "①": "原因如下：‖①无法核实交易背景；‖②材料为截图，非原件；‖③未在48小时内回复。",
    "(a) in a sentence": "It fails: ‖(a) the passport is unreadable; ‖(b) the total differs. ‖You may complain.",
    "1.1.": "1.1. The proof of address is too old. ‖1.2. The form is unsigned.\n‖2. It remains blocked.",
    "articles and annexes": "根据第3、4、5条及《条款》第8.2、8.3款，不予解除。‖详见附件1、2。",
    "dots that leave out": 'The words "we acted ... in good faith" prove nothing. ‖We need more... ‖Please send it.',
    "省略号": "贵司的说明……缺乏第三方证据。‖我们无法据此得出结论……",
    "hours and companies": "It was sent at 10 a.m. on 5 Nov. 2026. ‖Mr. Peeters of Corvin S.A.S. was not identified.",
    "months and firms that end": "The file was closed on 5 Nov. ‖The reason is in Annex A. ‖We wrote to Example Ltd. ‖They…",
    "a telephone": "Anna K.\n‖Tel. +32 2 555 01 99\n‖This e-mail is confidential. ‖If it is not yours, delete it.",
    "an address on the web": "请登录https://help.example.com/case?id=4471&l=zh查看。‖如有疑问,请致电。",
    "a name in small letters": "The account is restricted. ‖iBanFirst requires proof.",
    "western full stops": "资质不符.‖请补充材料.‖谢谢",
    "a PDF in English": (
        "We have examined the documents you sent us on 12 October 2026 and\n"
        "regret to inform you that the explanation of the incoming payment from\n"
        "Istanbul is not sufficient. ‖In particular, we see no com-\nmercial purpose. ‖Your account therefore\n"
        "remains restricted."
    ),
    "a PDF in Chinese": (
        "审核结论\n‖经审核，贵司提交的合同未载明交货方\n式，且未加盖公章，我们无法确认其真\n实性。"
        "‖请在收到本函之日起十五个工作日\n内补充说明。"
    ),
    "a wrapped list": (
        "贵司申诉经本中心复核，现将不予解除限制的理由告知如下：\n"
        "‖1.贵司提交的购销合同未加盖买方公章，亦未附买方授权代表的身份证明\n文件，本中心无法核实其真实性；\n"
        "‖2.物流单据显示的收货人为“DELTA TRADING CO., LTD.”，与付款人名称\n不一致。"
    ),
    "a wrapped mail": (
        "Dear customer,\n\n‖We cannot lift the restriction of account BE47 9149\n9900 0180, because:\n\n"
        "‖ 1. the contract of sale (No. HL-2026/77) is not signed;\n"
        "‖ 2. the papers show different weights (12,400 kg vs.\n    12,040 kg);\n\n‖Kind regards,"
    ),
    "a list in small letters": "We need:\n‖a) the passport copy\n‖b) the company extract\n‖c) a signed statement",
    "a bare list": "拒绝原因\n‖文件过期\n‖受益人信息与登记信息不一致且未作说明\n‖交易背景不清",
    "a table": "No.\tReason\tDocument\n‖1\tExpired\tProof of address (POA)\n‖2\tAmount differs\tInvoice INV-88.2",
}


@pytest.mark.parametrize("shape", AS_THEY_COME)
def test_a_letter_is_cut_where_a_reader_would_cut_it(shape):
    marked = AS_THEY_COME[shape]
    wanted = ["".join(part.split()) for part in marked.split("‖")]
    assert ["".join(sentence.split()) for sentence in sentences(marked.replace("‖", ""))] == wanted


def test_chinese_lines_are_joined_without_a_blank_and_a_divided_word_too():
    assert sentences("贵司提交的合同未载明交货方式，且未加盖公\n章，无法核实。") == [
        "贵司提交的合同未载明交货方式，且未加盖公章，无法核实。"
    ]
    assert sentences("We could not establish the com-\nmercial purpose.") == [
        "We could not establish the com-mercial purpose."
    ]


def test_a_letter_that_is_one_long_quotation_is_cut_all_the_same():
    assert len(sentences("“" + "材料不足，请予补充。" * 40 + "”")) == 40


@pytest.mark.parametrize("empty", ["", "  \n \n", "\t"])
def test_no_text_has_no_sentences(empty):
    assert sentences(empty) == []


LETTERS = st.text(
    alphabet=st.sampled_from(list('贵司一二申诉abcDE 12。！？；.!?…：:\n"“”‘’）)((（,，、-①')), max_size=200
)


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

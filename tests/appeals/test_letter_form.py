"""The form around a letter's words: the two sides by their right names, an address and a close, whoever signs for whom."""

import pytest

from documents.letterpage import context, title_lines
from knowledge import letters
from tests.appeals import golden

pytestmark = pytest.mark.django_db


def page(code, language):
    return golden.page(letters.get(code), language)


@pytest.mark.parametrize(
    ("code", "us", "them", "number"),
    [
        ("objection-court-preservation", "申请人（被保全人）", "申请保全人", "案号"),
        ("objection-court-enforcement", "异议人", "申请执行人", "执行案号"),
    ],
)
def test_a_paper_for_a_court_names_the_opponent_and_the_courts_own_number(knowledge, code, us, them, number):
    ours, theirs = page(code, "zh-Hans").parties
    assert (ours.title, theirs.title) == (us, them)
    assert theirs.facts[:2] == (("名称", "常熙建材有限公司"), (number, "（2026）浙0212民初1234号"))
    assert page(code, "en").parties[1].facts[0] == ("Name", "Changxi Building Materials Co., Ltd.")


def test_each_letter_calls_the_two_sides_by_what_they_are_in_it(knowledge):
    def called(code, language="zh-Hans"):
        return tuple(box.title for box in page(code, language).parties)

    assert called("first-appeal-provider") == ("申诉人", "被申诉机构")
    assert called("first-appeal-authority-cn-administrative") == ("申请人", "被申请人")
    assert called("chaser") == ("申请人", "冻结机构")
    assert called("ombudsman-complaint", "en") == ("Complainant", "Institution complained of")


def test_an_english_letter_is_addressed_and_closed_and_an_application_is_submitted(knowledge):
    letter, person = page("chaser", "en"), page("privacy-deferred-legal-hold", "en")
    court = page("objection-court-enforcement", "en")
    assert (letter.salutation, letter.signature.closing) == ("Dear Sir or Madam,", ("Yours faithfully,",))
    assert (person.salutation, person.signature.closing) == ("Dear Lin Xu,", ("Yours sincerely,",))
    assert (court.salutation, court.signature.closing) == ("", ("Respectfully submitted,",))
    assert page("chaser", "zh-Hans").salutation == page("power-of-attorney", "en").salutation == ""


def test_who_signs_is_named_with_the_office_and_the_company(knowledge):
    english, chinese = page("chaser", "en").signature, page("chaser", "zh-Hans").signature
    assert (english.name, english.position) == ("Shen Liqun", "Executive director, legal representative")
    assert english.company == "Ningbo Hailan Import & Export Co., Ltd."
    assert (chinese.company, chinese.position) == ("宁波海岚进出口有限公司", "法定代表人，执行董事")


def test_a_paper_of_our_own_is_signed_above_its_day(knowledge):
    signed = page("power-of-attorney", "zh-Hans").signature
    assert signed.closing == ("委托人：宁波海岚进出口有限公司", "法定代表人：沈立群")
    assert signed.dated == "2026年11月24日"


@pytest.mark.parametrize("code", ["early-payment-offer", "supplier-term-extension-request"])
def test_a_trade_partner_reads_a_reference_and_of_no_case(knowledge, code):
    for language, case, ours in (("zh-Hans", "案号", "我方编号：FD-0007"), ("en", "case", "Our reference: FD-0007")):
        made = page(code, language)
        assert ours in made.numbers
        assert case not in "".join([*made.numbers, made.running])


def test_thanks_at_the_end_have_no_numeral_and_cost_none(knowledge):
    blocks = context(page("supplier-term-extension-request", "zh-Hans"))["blocks"]
    assert [block["title"][:2] for block in blocks] == ["一、", "二、", "三、", "四、", "五、", "六、", ""]


def test_a_phrase_that_serves_within_a_sentence_may_begin_one(knowledge):
    said = [paragraph.text for block in page("spending-freeze-memo", "en").blocks for paragraph in block.paragraphs]
    assert said[-1].startswith("The general manager.")


def test_a_long_title_is_cut_near_its_middle_and_a_short_one_nowhere():
    def lines(title, language):
        return ["".join(text for text, _whole in line).strip() for line in title_lines(title, language)]

    assert (
        lines("关于解除账户BE47 9149 9900 0180限制措施并恢复使用的申诉书", "zh-hans")[1] == "限制措施并恢复使用的申诉书"
    )
    assert lines("Offer of security or settlement with a view to lifting the freeze", "en") == [
        "Offer of security or settlement",
        "with a view to lifting the freeze",
    ]
    assert lines("Request for written reasons", "en") == ["Request for written reasons"]


def test_an_english_line_ends_neither_within_a_day_nor_within_a_sum():
    from documents.letterpage import set_text

    said = set_text("EUR 486,200.00 is due on 24 November 2026 under art. 39 <b>", "en")
    for whole in ("EUR 486,200.00", "24 November 2026", "art. 39"):
        assert f'<span class="nw">{whole}</span>' in said
    assert "&lt;b&gt;" in said

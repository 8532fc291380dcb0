"""The letter check against letters as they come: every planted fault is found, and nothing is said about a good one."""

from pathlib import Path

import pytest
import yaml

from appeals import proofreading
from appeals.proofreading import numbers
from appeals.proofreading.known import known_from
from appeals.proofreading.plain import is_chinese
from knowledge import tone

HERE = Path(__file__).parent.parent / "letters"
WORLDS = yaml.safe_load((HERE / "known.yaml").read_text("utf8"))
GOOD = {
    letter["id"]: letter
    for name in (
        "good.yaml",
        "good_more.yaml",
        "good_third.yaml",
        "good_fourth.yaml",
        "good_fifth.yaml",
        "good_sixth.yaml",
    )
    for letter in yaml.safe_load((HERE / name).read_text("utf8"))
}
FAULTY = [
    case
    for name in (
        "faulty.yaml",
        "faulty_more.yaml",
        "faulty_third.yaml",
        "faulty_fourth.yaml",
        "faulty_fifth.yaml",
        "faulty_sixth.yaml",
    )
    for case in yaml.safe_load((HERE / name).read_text("utf8"))
]
HARMLESS = yaml.safe_load((HERE / "harmless.yaml").read_text("utf8"))
pytestmark = pytest.mark.django_db


def found(letter, changes=()):
    text = letter["text"]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    read = proofreading.read(text, needs=letter.get("needs", ("facts", "reasons", "request")))
    return proofreading.check(read, known_from(WORLDS[letter["known"]]))


def test_the_set_is_as_large_as_was_promised():
    assert len(FAULTY) >= 320
    assert len(GOOD) >= 85


@pytest.mark.parametrize("sentence", HARMLESS)
def test_a_sentence_that_only_sounds_like_a_fault_is_left_alone(sentence):
    language = "zh-Hans" if is_chinese(sentence) else "en"
    assert [(hit.finding, hit.word) for hit in tone.check(sentence, language)] == []


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("对方主张申诉人转移资产。", False),
        ("The claimant alleges that the applicant concealed assets.", False),
        ("对方否认收到货物，我方建议转移资产。", True),
        ("我方主张转移资产以付工资。", True),
        ("分期付款并非为规避限额而拆分。", False),
        ("Nothing was moved to another account.", False),
        ("账户没有解除我司只能规避限额。", True),
        ("As the account was not released we move the money to another account.", True),
        ("There is no other way than to conceal assets.", True),
        ("The allegation that Hanlin Ceramics Co., Ltd. hides assets is untrue.", False),
        ("The claimant denies receipt, and we shall conceal assets until he pays.", True),
    ],
)
def test_moving_money_is_let_pass_only_where_somebody_else_is_said_to_do_it(said, ours):
    found = {hit.category for hit in tone.check(said, "zh" if is_chinese(said) else "en")}
    assert ("moving-money" in found) is ours


def test_what_is_quoted_stands_in_the_letter_sign_by_sign_and_so_does_what_belongs_there():
    letter = GOOD["zh-r-first-appeal-provider"]
    (finding,) = found(letter, [["明洲跨境贸易（宁波）有限公司　法定", "明洲跨境贸易（宁波）有限责任公司　法定"]])
    assert finding.quote == "明洲跨境贸易（宁波）有限责任公司"
    assert finding.instead == "明洲跨境贸易（宁波）有限公司"
    assert finding.quote in str(finding.sentence)


@pytest.mark.parametrize(
    ("written", "reaches"),
    [
        ("电话：+86 574 8765 4321", True),
        ("手机 13700001234", True),
        ("tel. +86 (0)574 8765 4321", True),
        ("phone 0086-574-87654321, legal@hailan.example", True),
        ("客服电话95533", True),
        ("手机 1370000123", False),
        ("电话：+86 574 12", False),
        ("电话0755-0000 0000", False),
        ("telephone +32 2", False),
        ("e-mail legal@hailan", False),
        ("e-mail legal@@hailan.example", False),
    ],
)
def test_a_number_that_nobody_answers_is_pointed_out(written, reaches):
    assert (not list(numbers.unreachable(written))) is reaches


@pytest.mark.parametrize("letter", GOOD.values(), ids=list(GOOD))
def test_nothing_is_said_about_a_good_letter(letter):
    assert [(each.code, each.quote, str(each.sentence)) for each in found(letter)] == []


@pytest.mark.parametrize("case", FAULTY, ids=lambda case: f"{case['from']}-{case['expect']}")
def test_a_planted_fault_is_found_and_nothing_else(case):
    findings = found(GOOD[case["from"]], case["change"])
    codes = {each.code for each in findings}
    assert case["expect"] in codes, [(each.code, each.quote) for each in findings]
    assert codes <= {case["expect"], *case.get("also", [])}, [(each.code, each.quote) for each in findings]
    if quote := case.get("quote"):
        assert any(quote in each.quote for each in findings if each.code == case["expect"])

"""The letter check against letters as they come: every planted fault is found, and nothing is said about a good one."""

from pathlib import Path

import pytest
import yaml

from appeals import proofreading
from appeals.proofreading.known import known_from

HERE = Path(__file__).parent.parent / "letters"
WORLDS = yaml.safe_load((HERE / "known.yaml").read_text("utf8"))
GOOD = {
    letter["id"]: letter
    for name in ("good.yaml", "good_more.yaml", "good_third.yaml", "good_fourth.yaml")
    for letter in yaml.safe_load((HERE / name).read_text("utf8"))
}
FAULTY = [
    case
    for name in ("faulty.yaml", "faulty_more.yaml", "faulty_third.yaml", "faulty_fourth.yaml")
    for case in yaml.safe_load((HERE / name).read_text("utf8"))
]
pytestmark = pytest.mark.django_db


def found(letter, changes=()):
    text = letter["text"]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    read = proofreading.read(text, needs=letter.get("needs", ("facts", "reasons", "request")))
    return proofreading.check(read, known_from(WORLDS[letter["known"]]))


def test_the_set_is_as_large_as_was_promised():
    assert len(FAULTY) >= 240
    assert len(GOOD) >= 50


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

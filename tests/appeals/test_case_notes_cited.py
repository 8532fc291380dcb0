"""A decision that counsel has not verified stands in no letter; a verified one is cited like a provision (row 9.1d)."""

import pytest
from django.core.exceptions import ValidationError

from appeals import checks, drafting, letters, material, review
from appeals import pack as packs
from appeals.models import CitationUse
from cases import precedents
from tests import build
from tests.appeals import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("knowledge")]
WHY = {"why_zh": "案情相同。", "why_en": "The facts are the same."}


@pytest.fixture
def case(firm, fang, cai, mo, noon):
    return world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)


@pytest.fixture
def appeal(case, fang, noon):
    return world.letter(case, fang, at=noon)[0]


@pytest.fixture
def note(firm, fang, noon):
    return build.case_note(firm, fang, "（2025）示01民终9号", at=noon)


def cite(appeal, note, by, at):
    return drafting.cite(appeal, f"note-{note.pk}", **WHY, by=by, at=at)


def blocking(appeal):
    return {problem.code for problem in checks.problems(appeal) if problem.blocks}


def test_an_unverified_note_is_not_inserted(appeal, note, fang, noon):
    with pytest.raises(ValidationError) as refused:
        cite(appeal, note, fang, noon)
    assert refused.value.code == "note_unverified"
    assert not CitationUse.objects.filter(appeal=appeal, note=note).exists()


def test_a_decision_of_the_shipped_library_is_not_inserted_unverified_either(appeal, fang, noon):
    with pytest.raises(ValidationError) as refused:
        drafting.cite(appeal, "eu-cjeu-384-24", **WHY, by=fang, at=noon)
    assert refused.value.code == "note_unverified"


def test_a_verified_note_is_cited_in_both_languages(appeal, note, fang, cai, noon):
    precedents.verify(note, version=1, by=cai, at=noon)
    appeal = cite(appeal, note, fang, noon)
    said = {language: str(letter.as_dict()) for language, letter in letters.fill_all(material.read(appeal)).items()}
    assert "示例中级人民法院（2025）示01民终9号" in said["zh-Hans"]
    assert "保函可以置换冻结款项" in said["zh-Hans"]
    assert "Sample Intermediate Court" in said["en"]
    assert "案情相同" in said["zh-Hans"]
    assert "citation_unverified" not in blocking(appeal)


def test_a_note_is_cited_once(appeal, note, fang, cai, noon):
    precedents.verify(note, version=1, by=cai, at=noon)
    appeal = cite(appeal, note, fang, noon)
    with pytest.raises(ValidationError) as refused:
        cite(appeal, note, fang, noon)
    assert refused.value.code == "cited_already"


def test_the_note_of_another_firm_is_none(appeal, other_firm, ada, fang, xu, noon):
    lent = build.member(other_firm, "Yu", "finance", by=xu, at=noon)
    foreign = build.case_note(other_firm, lent, "示7号", at=noon)
    with pytest.raises(ValidationError) as refused:
        cite(appeal, foreign, fang, noon)
    assert refused.value.code == "unknown_note"


def test_a_withdrawn_note_blocks_the_letter_that_cites_it(appeal, note, fang, cai, noon):
    precedents.verify(note, version=1, by=cai, at=noon)
    appeal = cite(appeal, note, fang, noon)
    precedents.withdraw(note, because="再审改判", by=cai, at=noon)
    assert "citation_unverified" in blocking(appeal)
    with pytest.raises(ValidationError):
        packs.send_to_counsel(appeal, by=fang, at=noon)


def test_a_withdrawal_reaches_the_pack_that_counsel_has_already(case, appeal, note, fang, cai, noon):
    precedents.verify(note, version=1, by=cai, at=noon)
    pack = packs.send_to_counsel(cite(appeal, note, fang, noon), by=fang, at=noon)
    precedents.withdraw(note, because="再审改判", by=cai, at=noon)
    with pytest.raises(ValidationError) as refused:
        review.approve(pack, content_hash=pack.content_hash, by=cai, at=noon)
    assert refused.value.code == "note_unverified"


def test_a_changed_note_voids_the_pack_that_quotes_it(case, appeal, note, fang, cai, noon):
    precedents.verify(note, version=1, by=cai, at=noon)
    pack = packs.send_to_counsel(cite(appeal, note, fang, noon), by=fang, at=noon)
    values = {name: getattr(note, name) for name in precedents.FIELDS}
    precedents.change(note, values | {"shows_zh": "另一说法。"}, version=1, by=fang, at=noon)
    assert packs.is_void(pack)


def test_a_number_in_the_running_text_is_refused_until_its_note_is_verified(appeal, note, fang, cai, noon):
    said = {"text_zh": "参照（2025）示01民终9号判决，应予解除。", "text_en": "See （2025）示01民终9号."}
    appeal = drafting.add_reason(appeal, **said, by=fang, at=noon)
    assert "case_unverified" in blocking(appeal)
    precedents.verify(note, version=1, by=cai, at=noon)
    assert "case_unverified" not in blocking(appeal)

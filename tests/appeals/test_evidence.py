"""Evidence is taken in, described, put in order and taken out; its number follows from its place."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from appeals import checks, evidence
from appeals.models import Evidence
from cases.models import Event, Item
from tests.appeals import world


def code_of(caught) -> str:
    return caught.value.error_list[0].code if hasattr(caught.value, "error_list") else caught.value.code


def numbers(case):
    return [(exhibit, str(item.title_en)) for exhibit, item in evidence.numbered(case)]


def test_papers_stand_in_the_order_letters_evidence_identity_law(case, fang, noon):
    made = [("law", "law"), ("licence", "identity"), ("contract", "evidence"), ("notice", "letters")]
    for mark, section in made:
        world.paper(case, fang, at=noon, mark=mark, section=section, title_en=mark)
    assert numbers(case) == [("1.2", "notice"), ("2.1", "contract"), ("3.1", "licence"), ("4.1", "law")]


def test_a_known_paper_brings_its_group_its_names_and_the_kind_of_its_source(case, fang, noon):
    item = world.paper(case, fang, at=noon, mark="lading", kind="transport-document", reference="COSU-7")
    assert item.section == "evidence"
    assert item.title_zh.endswith("COSU-7")
    assert item.title_zh != item.title_en
    assert item.title_en.endswith("COSU-7")
    assert item.source_class == "third-party"


def test_the_same_bytes_are_one_exhibit(case, fang, noon):
    world.paper(case, fang, at=noon, mark="contract")
    with pytest.raises(ValidationError) as caught:
        world.paper(case, fang, at=noon, mark="contract", name="other name.pdf")
    assert code_of(caught) == "file_already"
    assert case.evidence.count() == 1


@pytest.mark.parametrize(
    ("upload", "name", "code"),
    [
        (b"", "empty.pdf", "empty"),
        (b"%PDF-1.7 broken", "broken.pdf", "damaged"),
        (b"MZ\x90", "a.exe", "type_not_taken"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason_and_leaves_no_exhibit(case, fang, noon, upload, name, code):
    with pytest.raises(ValidationError) as caught:
        evidence.add(case, upload, name=name, by=fang, at=noon)
    assert code_of(caught) == code
    assert not case.evidence.exists()


def test_moving_a_paper_renumbers_the_others(case, fang, noon):
    first, second, third = (
        world.paper(case, fang, at=noon, mark=mark, section="evidence", title_en=mark) for mark in "abc"
    )
    evidence.step(third, -1, by=fang, at=noon)
    assert [title for _n, title in numbers(case)] == ["a", "c", "b"]
    evidence.move(first, to_section="identity", position=1, by=fang, at=noon)
    assert numbers(case) == [("2.1", "c"), ("2.2", "b"), ("3.1", "a")]
    places = Evidence.objects.filter(section="evidence").order_by("position").values_list("pk", "position")
    assert list(places) == [(third.pk, 1), (second.pk, 2)]


def test_a_paper_is_taken_out_with_a_reason_and_stays_in_the_history(case, fang, noon):
    item = world.paper(case, fang, at=noon, mark="wrong")
    with pytest.raises(ValidationError):
        evidence.remove(item, by=fang, at=noon, because="  ")
    evidence.remove(item, by=fang, at=noon, because="another company's contract")
    assert numbers(case) == []
    assert Evidence.objects.get(pk=item.pk).removed_because == "another company's contract"
    world.paper(case, fang, at=noon, mark="wrong")  # the same file may come back
    assert len(numbers(case)) == 1


def test_the_file_name_for_handing_on_carries_number_kind_reference_and_date(case, fang, noon):
    item = world.papers(case, fang, at=noon)["contract"]
    assert evidence.file_name("2.1", item, "en").startswith("02-01_")
    assert evidence.file_name("2.1", item, "en").endswith("_HL-118_20250812.pdf")
    assert item.original_name == "contract.pdf"


def test_an_auditor_reads_and_does_not_add(case, udo, noon):
    with pytest.raises(PermissionDenied):
        world.paper(case, udo, at=noon, mark="x")


def test_the_list_of_wanted_papers_comes_from_cause_and_body(case, fang, noon):
    asked = {each.paper.code: each for each in evidence.wanted(case)}
    assert "business-licence" in asked
    assert not asked["business-licence"].is_there
    assert asked["business-licence"].paper.reason
    world.papers(case, fang, at=noon)
    assert {each.paper.code: each for each in evidence.wanted(case)}["business-licence"].is_there


def test_collecting_every_core_paper_settles_the_checklist(case, fang, noon):
    for n, each in enumerate(each for each in evidence.wanted(case) if each.paper.is_core):
        assert Item.objects.get(case=case, code="collect-evidence").is_open
        world.paper(case, fang, at=noon, mark=f"paper {n}", kind=each.paper.code)
    assert not Item.objects.get(case=case, code="collect-evidence").is_open


def test_the_timeline_shows_the_hash_of_what_came_in(case, fang, noon):
    item = world.paper(case, fang, at=noon, mark="contract")
    event = Event.objects.get(case=case, kind="evidence_added")
    assert event.sha256 == item.file.sha256


def test_a_closed_group_name_is_not_invented(case, fang, noon):
    with pytest.raises(ValidationError) as caught:
        world.paper(case, fang, at=noon, mark="x", section="annexes")
    assert code_of(caught) == "unknown_section"


def test_a_paper_that_does_not_say_what_it_proves_is_named_by_its_number(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    world.paper(case, fang, at=noon, mark="photo", section="evidence", title_zh="照片", title_en="Photo")
    with translation.override("en"):
        said = [str(each.sentence) for each in checks.problems(appeal) if each.code == "gap"]
    assert said == [f"“what it proves” is empty in the {one} letter: exhibits 2.3." for one in ("Chinese", "English")]

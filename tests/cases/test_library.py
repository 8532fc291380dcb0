"""Case notes under four eyes, and the register of the law that applies to an entity or a case."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from audit.models import Entry
from cases import applicable_law, precedents
from cases.models import ApplicableLaw, CaseNote
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("knowledge")]


@pytest.fixture
def note(firm, fang, noon):
    return build.case_note(firm, fang, "（2025）示01民终9号", at=noon)


@pytest.fixture
def second_counsel(firm, ada, noon):
    return build.member(firm, "Lu", "counsel", by=ada, at=noon)


def codes(refused):
    found = refused.value
    return {error.code for errors in found.error_dict.values() for error in errors}


# --- case notes (row 9.1d) -------------------------------------------------------------------------------------------


def test_counsel_verifies_what_finance_wrote(note, cai, noon):
    precedents.verify(note, version=1, by=cai, at=noon)
    note.refresh_from_db()
    assert (note.verified_by, note.verified_at) == (cai, noon)
    assert Entry.objects.filter(action="note.verified").count() == 1


def test_nobody_verifies_their_own(firm, cai, noon):
    own = build.case_note(firm, cai, "示2号", at=noon)
    with pytest.raises(PermissionDenied):
        precedents.verify(own, version=1, by=cai, at=noon)


def test_who_changed_a_comma_has_written_it_too(note, cai, second_counsel, noon):
    precedents.change(note, values_of(note) | {"shows_en": "Changed."}, version=1, by=cai, at=noon)
    with pytest.raises(PermissionDenied):
        precedents.verify(note, version=2, by=cai, at=noon)
    precedents.verify(note, version=2, by=second_counsel, at=noon)


def test_finance_and_managers_verify_nothing(note, fang, mo, noon):
    for person in (fang, mo):
        with pytest.raises(PermissionDenied):
            precedents.verify(note, version=1, by=person, at=noon)


def test_a_note_without_its_source_is_not_verified(firm, fang, cai, noon):
    bare = build.case_note(firm, fang, "示3号", at=noon, source="")
    with pytest.raises(ValidationError) as refused:
        precedents.verify(bare, version=1, by=cai, at=noon)
    assert refused.value.code == "source_missing"


def test_a_change_ends_the_verification(note, fang, cai, noon):
    precedents.verify(note, version=1, by=cai, at=noon)
    precedents.change(note, values_of(note) | {"shows_zh": "另一说法。"}, version=1, by=fang, at=noon)
    assert not note.is_verified
    assert note.version == 2


def test_saving_without_a_change_leaves_it_verified(note, fang, cai, noon):
    precedents.verify(note, version=1, by=cai, at=noon)
    assert precedents.change(note, values_of(note), version=1, by=fang, at=noon).is_verified


def test_counsel_verifies_only_what_they_have_read(note, fang, cai, noon):
    precedents.change(note, values_of(note) | {"shows_zh": "另一说法。"}, version=1, by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        precedents.verify(note, version=1, by=cai, at=noon)
    assert refused.value.code == "saved_meanwhile"


def test_the_second_writer_is_told(note, fang, mo, noon):
    precedents.change(note, values_of(note) | {"source": "甲"}, version=1, by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        precedents.change(note, values_of(note) | {"source": "乙"}, version=1, by=mo, at=noon)
    assert refused.value.code == "saved_meanwhile"


def test_a_withdrawal_says_why(note, cai, noon):
    precedents.verify(note, version=1, by=cai, at=noon)
    with pytest.raises(ValidationError) as refused:
        precedents.withdraw(note, because=" ", by=cai, at=noon)
    assert codes(refused) == {"reason_missing"}
    assert not precedents.withdraw(note, because="再审改判", by=cai, at=noon).is_verified


def test_everything_that_is_missing_is_said_at_once(firm, fang, noon):
    with pytest.raises(ValidationError) as refused:
        precedents.write(firm, {"decided_on": (noon + timedelta(days=2)).date()}, by=fang, at=noon)
    assert codes(refused) == {
        "country_missing", "court_zh_missing", "court_en_missing", "number_missing", "shows_zh_missing",
        "shows_en_missing", "in_future",
    }  # fmt: skip


def test_one_decision_is_noted_once(note, firm, mo, noon):
    with pytest.raises(ValidationError) as refused:
        build.case_note(firm, mo, note.number, at=noon)
    assert codes(refused) == {"note_already"}


def test_the_database_refuses_a_note_verified_by_its_author(note, fang, noon):
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseNote.objects.filter(pk=note.pk).update(verified_by=fang, verified_at=noon)


def test_another_firm_sees_no_note(note, xu):
    assert not CaseNote.objects.visible_to(xu).exists()


def values_of(note):
    return {name: getattr(note, name) for name in precedents.FIELDS}


# --- applicable law (row 9.1a) ---------------------------------------------------------------------------------------


@pytest.fixture
def case(fang, noon):
    return build.case(fang, at=noon)


@pytest.fixture
def law(case, fang, noon):
    return applicable_law.add(case.party, {"citation": "cn-apl-45", "because": "行政处罚程序"}, by=fang, at=noon)


def test_counsel_verifies_a_law_until_a_day_and_it_lapses_after(law, cai, noon):
    assert law.state(noon.date()) == "unverified"
    applicable_law.verify(law, until=date(2026, 3, 31), by=cai, at=noon)
    assert law.state(date(2026, 3, 31)) == "verified"
    assert law.state(date(2026, 4, 1)) == "lapsed"
    assert law.verified_by == cai


def test_only_counsel_sets_the_flag(law, fang, mo, noon):
    for person in (fang, mo):
        with pytest.raises(PermissionDenied):
            applicable_law.verify(law, until=date(2026, 3, 31), by=person, at=noon)


def test_a_verification_does_not_end_before_it_begins(law, cai, noon):
    for until in (None, date(2026, 1, 4)):
        with pytest.raises(ValidationError) as refused:
            applicable_law.verify(law, until=until, by=cai, at=noon)
        assert codes(refused) == {"until_missing"}


def test_a_case_has_laws_of_its_own(case, fang, noon):
    own = {
        "law_zh": "比利时支付服务法第58条",
        "law_en": "Belgian Payment Services Act, art. 58",
        "because": "机构在比利时",
    }
    law = applicable_law.add(case, own, by=fang, at=noon)
    assert (law.case, law.party, law.name.en) == (case, None, "Belgian Payment Services Act, art. 58")


def test_a_law_is_named_once_and_in_both_languages(case, fang, noon):
    wrong = {
        "law_missing": {},
        "named_twice": {"citation": "cn-apl-45", "law_zh": "行政处罚法"},
        "en_missing": {"law_zh": "行政处罚法"},
        "unknown_provision": {"citation": "cn-nothing"},
    }
    for code, given in wrong.items():
        with pytest.raises(ValidationError) as refused:
            applicable_law.add(case, {**given, "because": "适用"}, by=fang, at=noon)
        assert codes(refused) == {code}


def test_the_same_law_is_entered_once_until_it_ends(law, case, fang, cai, noon):
    again = {"citation": "cn-apl-45", "because": "再次"}
    with pytest.raises(ValidationError) as refused:
        applicable_law.add(case.party, again, by=fang, at=noon)
    assert codes(refused) == {"law_already"}
    applicable_law.end(law, because="不再适用", by=cai, at=noon)
    applicable_law.add(case.party, again, by=fang, at=noon)
    assert ApplicableLaw.objects.standing().count() == 1


def test_auditors_enter_no_law(case, udo, noon):
    with pytest.raises(PermissionDenied):
        applicable_law.add(case.party, {"citation": "cn-apl-45", "because": "x"}, by=udo, at=noon)

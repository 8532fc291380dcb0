"""An institution changes its rules: one review an account, whoever asks and how often, and its answer (row 5.3d)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from cases import checklists, parties, policies
from cases.models import Item, PolicyRead, PolicyReview, PolicyUpdate
from tests import build

pytestmark = pytest.mark.django_db
GIVEN = {
    "institution": "KBC",
    "what": "公司账户每年须更新受益所有人资料。",
    "source": "客户通知，2026年1月2日",
    "effective_on": date(2026, 3, 1),
    "review_by": date(2026, 2, 1),
}


@pytest.fixture
def party(firm, fang, noon):
    return parties.add_party(firm, {"name": firm.name}, by=fang, at=noon)


def account(party, number, by, at, institution="KBC", **more):
    values = {"number": number, "institution": institution, "currency": "EUR", **more}
    return parties.add_account(party, values, by=by, at=at)


@pytest.fixture
def held(party, fang, noon):
    """Two at the institution, one of them closed, and one elsewhere."""
    return [
        account(party, "N1", fang, noon),
        account(party, "N2", fang, noon, status="closed"),
        account(party, "N3", fang, noon, institution="ING"),
    ]


def note(firm, by, at, reviewer=None, **other):
    return policies.note(firm, {**GIVEN, "reviewer": reviewer or by, **other}, by=by, at=at)


def codes(refused):
    return {error.code for errors in refused.value.error_dict.values() for error in errors}


# --- one review an account -------------------------------------------------------------------------------------------


def test_each_account_held_there_gets_one_review_and_one_item(firm, held, fang, mo, noon):
    update = note(firm, mo, noon, reviewer=fang)
    review = update.reviews.get()
    assert review.account == held[0]
    assert (review.item.assignee, review.item.account, review.item.is_open) == (fang, held[0], True)
    assert Entry.objects.filter(action="policy.noted").count() == 1


def test_run_again_it_makes_nothing(firm, held, fang, noon):
    note(firm, fang, noon)
    assert policies.open_missing(at=noon) == policies.open_missing(at=noon) == 0
    assert PolicyReview.objects.count() == Item.objects.filter(origin="policy").count() == 1


def test_an_account_opened_later_gets_its_own(firm, party, held, fang, noon):
    update = note(firm, fang, noon)
    later = account(party, "N4", fang, noon + timedelta(days=9), institution="kbc")
    account(party, "N5", fang, noon + timedelta(days=9), institution="ING")
    assert {review.account for review in update.reviews.all()} == {held[0], later}
    assert policies.open_missing(at=noon) == 0


def test_an_account_that_a_freeze_brings_gets_its_own(firm, held, fang, noon, knowledge):
    update = note(firm, fang, noon, institution="iBanFirst SA")
    assert not update.reviews.exists()
    case = build.case(fang, at=noon)
    assert update.reviews.get().account == case.account


def test_the_sweep_finds_what_two_people_at_once_left_out(firm, held, fang, noon):
    update = note(firm, fang, noon)
    review = update.reviews.get()
    review.delete()
    review.item.delete()
    assert policies.open_missing(at=noon) == 1
    assert update.reviews.count() == 1


def test_a_change_of_one_company_leaves_the_others_alone(firm, party, fang, noon):
    names = {"E1": "KBC Bank NV", "E2": "KBC Bank Ireland", "E3": ""}
    rows = {number: account(party, number, fang, noon, legal_entity=name) for number, name in names.items()}
    update = note(firm, fang, noon, legal_entity="kbc bank nv")
    later = account(party, "E4", fang, noon, legal_entity="KBC Bank Ireland")
    assert {review.account for review in update.reviews.all()} == {rows["E1"], rows["E3"]}
    assert not PolicyReview.objects.filter(account=later).exists()


def test_an_account_held_elsewhere_is_added_by_hand_once(firm, held, fang, noon):
    update = note(firm, fang, noon)
    policies.include(update, held[2], by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        policies.include(update, held[2], by=fang, at=noon)
    assert codes(refused) == {"already_in"}
    assert update.reviews.count() == 2


def test_another_firms_account_is_none_of_ours(firm, held, other_firm, xu, fang, noon):
    yu = build.member(other_firm, "Yu", "finance", by=xu, at=noon)
    theirs = account(parties.add_party(other_firm, {"name": "Meridian"}, by=yu, at=noon), "N9", yu, noon)
    update = note(firm, fang, noon)
    assert not PolicyReview.objects.filter(account=theirs).exists()
    with pytest.raises(ValidationError):
        policies.include(update, theirs, by=fang, at=noon)
    assert not PolicyUpdate.objects.visible_to(yu).exists()
    assert not PolicyReview.objects.visible_to(yu).exists()


def test_everything_that_is_missing_is_said_at_once(firm, fang, noon):
    with pytest.raises(ValidationError) as refused:
        policies.note(firm, {}, by=fang, at=noon)
    names = ("institution", "what", "source", "effective", "review_by", "reviewer")
    assert codes(refused) == {f"{name}_missing" for name in names}


def test_auditors_note_and_answer_nothing(firm, held, fang, udo, noon):
    with pytest.raises(PermissionDenied):
        note(firm, udo, noon, reviewer=fang)
    review = note(firm, fang, noon).reviews.get()
    with pytest.raises(PermissionDenied):
        policies.answer(review, {"answer": "fits"}, by=udo, at=noon)


# --- the answer ------------------------------------------------------------------------------------------------------


@pytest.fixture
def review(firm, held, fang, noon):
    return note(firm, fang, noon).reviews.get()


def test_an_answer_settles_the_item(review, fang, noon):
    policies.answer(review, {"answer": "fits"}, by=fang, at=noon)
    review.item.refresh_from_db()
    assert (review.answer, review.answered_by, review.item.state) == ("fits", fang, "done")
    assert Entry.objects.filter(action="policy.answered").count() == 1


def test_a_change_that_is_needed_becomes_an_item_with_its_day(review, mo, noon):
    values = {"answer": "change", "note": "更新受益所有人资料", "change_by": date(2026, 2, 20)}
    policies.answer(review, values, by=mo, at=noon)
    made = review.follow_up
    assert (made.assignee, made.is_open, made.due_at.date()) == (mo, True, date(2026, 2, 20))
    assert "更新受益所有人资料" in made.title_en
    checklists.complete(made, by=mo, at=noon)


def test_a_change_says_what_and_by_when(review, fang, noon):
    with pytest.raises(ValidationError) as refused:
        policies.answer(review, {"answer": "change"}, by=fang, at=noon)
    assert codes(refused) == {"note_missing", "change_by_missing"}
    late = {"answer": "change", "note": "x", "change_by": (noon - timedelta(days=1)).date()}
    with pytest.raises(ValidationError) as refused:
        policies.answer(review, late, by=fang, at=noon)
    assert codes(refused) == {"change_by_missing"}
    assert not Item.objects.filter(origin="register").exists()


def test_not_affected_says_why(review, fang, noon):
    with pytest.raises(ValidationError) as refused:
        policies.answer(review, {"answer": "not_affected"}, by=fang, at=noon)
    assert codes(refused) == {"note_missing"}


def test_the_second_to_answer_is_told(review, fang, mo, noon):
    policies.answer(review, {"answer": "fits"}, by=fang, at=noon)
    values = {"answer": "change", "note": "x", "change_by": date(2026, 2, 20)}
    with pytest.raises(ValidationError) as refused:
        policies.answer(review, values, by=mo, at=noon)
    assert refused.value.code == "answered_already"
    assert not Item.objects.filter(code=f"policy-change-{review.pk}").exists()


def test_the_item_is_not_ticked_away_without_an_answer(review, fang, noon):
    for act in (
        lambda: checklists.complete(review.item, by=fang, at=noon),
        lambda: checklists.waive(review.item, by=fang, at=noon, because="x"),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "answer_wanted"


# --- read ------------------------------------------------------------------------------------------------------------


def test_each_person_ticks_for_themselves_and_once(firm, held, fang, cai, noon):
    update = note(firm, fang, noon)
    for _again in range(2):
        policies.read(update, by=cai, at=noon)
    assert set(PolicyRead.objects.filter(update_of=update).values_list("reader__name", flat=True)) == {"Fang", "Cai"}
    assert Entry.objects.filter(action="policy.read").count() == 1

"""A change of rules noted wrongly is corrected: reviews follow the institution, answers stay, each person is told once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from cases import parties, policies, policy_corrections, policy_news
from cases.models import Item, PolicyCorrection, PolicyReview, PolicyUpdate
from notifications.models import Message
from tests import build

pytestmark = pytest.mark.django_db
GIVEN = {
    "institution": "KBC",
    "legal_entity": "",
    "what": "公司账户每年须更新受益所有人资料。",
    "source": "客户通知，2026年1月2日",
    "effective_on": date(2026, 3, 1),
    "review_by": date(2026, 2, 1),
}


@pytest.fixture
def party(firm, fang, noon):
    return parties.add_party(firm, {"name": firm.name}, by=fang, at=noon)


@pytest.fixture
def held(party, fang, noon):
    """Two at one institution, one at another."""
    return [
        parties.add_account(party, {"number": n, "institution": i, "currency": "EUR"}, by=fang, at=noon)
        for n, i in (("N1", "KBC"), ("N2", "KBC"), ("N3", "ING"))
    ]


@pytest.fixture
def update(firm, held, fang, mo, noon):
    return policies.note(firm, {**GIVEN, "reviewer": fang}, by=mo, at=noon)


def correct(update, by, at, *, because="机构写错", version=None, **other):
    values = {**GIVEN, "reviewer": update.reviewer, **other}
    return policy_corrections.correct(update, values, because=because, version=version or update.version, by=by, at=at)


def standing(update):
    return {review.account.number: review.is_open for review in update.reviews.standing().select_related("account")}


def later(noon, minutes=60):
    return noon + timedelta(minutes=minutes)


# --- the correction --------------------------------------------------------------------------------------------------


def test_another_institution_closes_what_it_leaves_alone_and_opens_what_it_touches(update, held, mo, noon):
    done = correct(update, mo, later(noon), institution="ING")
    assert standing(update) == {"N3": True}
    assert (done.opened, done.closed) == (1, 2)
    closed = Item.objects.filter(account__in=held[:2], origin="policy")
    assert {(item.state, item.note, item.settled_by) for item in closed} == {("waived", "机构写错", mo)}
    assert policies.open_missing(at=later(noon)) == 0


def test_an_answer_that_was_given_is_kept(update, held, fang, mo, noon):
    first = update.reviews.get(account=held[0])
    policies.answer(first, {"answer": "change", "note": "更新", "change_by": date(2026, 2, 20)}, by=fang, at=noon)
    correct(update, mo, later(noon), institution="ING")
    first.refresh_from_db()
    assert (first.answer, first.withdrawn_at, first.follow_up.is_open) == ("change", None, True)
    assert standing(update) == {"N1": False, "N3": True}


def test_an_account_added_by_hand_keeps_its_review(update, held, fang, mo, noon):
    policies.include(update, held[2], by=fang, at=noon)
    correct(update, mo, later(noon), institution="Belfius")
    assert standing(update) == {"N3": True}


def test_a_correction_taken_back_opens_the_same_reviews_again(update, held, mo, noon):
    before = set(update.reviews.values_list("pk", flat=True))
    correct(update, mo, later(noon), institution="ING")
    correct(update, mo, later(noon, 90))
    assert set(update.reviews.standing().values_list("pk", flat=True)) == before
    assert standing(update) == {"N1": True, "N2": True}
    items = Item.objects.filter(policy_review__in=before)
    assert {(item.state, item.note, item.settled_by) for item in items} == {("todo", "", None)}


def test_one_company_of_the_institution_leaves_the_other_accounts_alone(update, held, party, fang, mo, noon):
    values = {"number": "N4", "institution": "KBC", "currency": "EUR", "legal_entity": "KBC Ireland"}
    parties.add_account(party, values, by=fang, at=noon)
    correct(update, mo, later(noon), legal_entity="KBC Bank NV")
    assert standing(update) == {"N1": True, "N2": True}, "one that states none counts as well"


def test_open_items_say_the_new_day_and_go_to_the_new_reviewer(update, held, fang, cai, mo, noon):
    answered = update.reviews.get(account=held[0])
    policies.answer(answered, {"answer": "fits"}, by=fang, at=noon)
    correct(update, mo, later(noon), effective_on=date(2026, 4, 1), review_by=date(2026, 2, 9), reviewer=cai)
    item = update.reviews.get(account=held[1]).item
    assert (item.assignee, item.role, item.due_at.date()) == (cai, "counsel", date(2026, 2, 9))
    assert "2026-04-01" in item.title_en
    assert "2026-04-01" in item.title_zh
    answered.item.refresh_from_db()
    assert (answered.item.state, answered.item.assignee) == ("done", fang)


def test_it_keeps_what_was_said_and_why_and_writes_it_into_the_history(update, mo, noon):
    correct(update, mo, later(noon), what="每两年更新", effective_on=date(2026, 4, 1))
    kept = PolicyCorrection.objects.get()
    assert kept.changes == {"what": [GIVEN["what"], "每两年更新"], "effective_on": ["2026-03-01", "2026-04-01"]}
    assert (kept.because, kept.made_by) == ("机构写错", mo)
    entry = Entry.objects.get(action="policy.corrected")
    assert GIVEN["what"] not in entry.body, "free words can be erased"


def test_who_ticked_before_has_read_something_else(update, cai, mo, noon):
    policies.read(update, by=cai, at=noon)
    correct(update, mo, later(noon), what="每两年更新")
    unread = PolicyUpdate.objects.unread_by
    assert (unread(cai).count(), unread(mo).count()) == (1, 0)
    policies.read(update, by=cai, at=later(noon, 90))
    assert unread(cai).count() == 0
    correct(update, mo, later(noon, 120), what="每两年更新", review_by=date(2026, 2, 9))
    assert unread(cai).count() == 0, "another day for the reviews is no other rule"


# --- refused ---------------------------------------------------------------------------------------------------------


def codes(refused):
    return {error.code for errors in refused.value.error_dict.values() for error in errors}


def test_everything_that_is_wrong_is_said_at_once(update, mo, noon):
    with pytest.raises(ValidationError) as refused:
        correct(update, mo, noon, because=" ", what="", institution="", review_by=date(2025, 1, 1))
    assert codes(refused) == {"reason_missing", "what_missing", "institution_missing", "review_by_missing"}


def test_a_day_of_review_that_has_passed_may_stay_as_it_is(update, mo, noon):
    correct(update, mo, noon + timedelta(days=200), source="网站")
    update.refresh_from_db()
    assert (update.source, update.review_by) == ("网站", GIVEN["review_by"])


def test_a_correction_that_changes_nothing_is_refused(update, mo, noon):
    with pytest.raises(ValidationError) as refused:
        correct(update, mo, noon)
    assert refused.value.code == "nothing_changed"


def test_the_second_to_correct_is_told(update, fang, mo, noon):
    mine = PolicyUpdate.objects.get(pk=update.pk)
    correct(update, mo, later(noon), source="网站")
    with pytest.raises(ValidationError) as refused:
        correct(mine, fang, later(noon), source="信函", version=1)
    assert refused.value.code == "saved_meanwhile"
    assert PolicyCorrection.objects.count() == 1


def test_whoever_answers_what_was_closed_meanwhile_is_told(update, held, fang, mo, noon):
    review = update.reviews.get(account=held[0])
    correct(update, mo, later(noon), institution="ING")
    values = {"answer": "change", "note": "x", "change_by": date(2026, 2, 20)}
    with pytest.raises(ValidationError) as refused:
        policies.answer(review, values, by=fang, at=later(noon))
    assert refused.value.code == "withdrawn"
    assert not Item.objects.filter(origin="register").exists()


def test_auditors_correct_nothing(update, udo, noon):
    with pytest.raises(PermissionDenied):
        correct(update, udo, noon, source="网站")


# --- told ------------------------------------------------------------------------------------------------------------


def told():
    return [message.recipient.name for message in Message.objects.filter(kind="policy-reviews").order_by("pk")]


def test_who_reviews_hears_once_however_many_accounts(update, noon):
    for minutes in (10, 20, 30):
        policy_news.tell(at=later(noon, minutes))
    assert told() == ["Fang"]
    message = Message.objects.get(kind="policy-reviews")
    assert "2" in message.subject
    assert message.url == f"/policy-changes/{update.pk}/"


def test_who_noted_it_for_themselves_knows_and_an_account_opened_by_another_is_news(firm, held, party, fang, mo, noon):
    policies.note(firm, {**GIVEN, "reviewer": fang}, by=fang, at=noon)
    policy_news.tell(at=later(noon, 10))
    assert told() == []
    parties.add_account(party, {"number": "N9", "institution": "KBC", "currency": "EUR"}, by=mo, at=later(noon, 20))
    for minutes in (30, 40):
        policy_news.tell(at=later(noon, minutes))
    assert told() == ["Fang"]


def test_a_new_reviewer_hears_and_an_answer_is_no_news(update, fang, cai, mo, noon):
    policy_news.tell(at=later(noon, 10))
    correct(update, mo, later(noon), reviewer=cai)
    policy_news.tell(at=later(noon, 70))
    policies.answer(update.reviews.first(), {"answer": "fits"}, by=cai, at=later(noon, 80))
    policy_news.tell(at=later(noon, 90))
    assert told() == ["Fang", "Cai"]


def test_nobody_hears_of_a_change_whose_accounts_are_all_reviewed(update, fang, noon):
    for review in update.reviews.all():
        policies.answer(review, {"answer": "fits"}, by=fang, at=noon)
    assert policy_news.tell(at=later(noon, 10)) == 0


def test_in_place_of_a_reviewer_who_has_left_finance_hears(firm, update, fang, ada, mo, noon):
    gu = build.member(firm, "Gu", "finance", by=ada, at=noon)
    firm.memberships.filter(user=fang).update(ended_at=noon)
    assert policy_news.tell(at=later(noon, 10)) == 1
    assert told() == [gu.name]


def test_the_round_asks_no_more_of_many_changes(firm, held, fang, mo, noon, django_assert_max_num_queries):
    for n in range(12):
        policies.note(firm, {**GIVEN, "what": f"{n}", "reviewer": fang}, by=mo, at=noon)
    assert policy_news.tell(at=later(noon, 10)) == 12
    with django_assert_max_num_queries(6):
        assert policy_news.tell(at=later(noon, 20)) == 0
    assert PolicyReview.objects.count() == 24

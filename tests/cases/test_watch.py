"""What is told because nobody did it: silence, papers that run out, the reviews of a quarter, counsel not engaged."""

from datetime import UTC, date, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import people as staff
from cases import expiries, moves, parties, people, reviews, timeline, watch, wishes
from cases.models import Account, Case, HealthReview, PartyPaper
from notifications.models import Message
from tests import build

BEIJING = ZoneInfo("Asia/Shanghai")


def beijing(day, hour=10, month=1):
    return datetime(2026, month, day, hour, tzinfo=BEIJING)


@pytest.fixture
def case(fang, cai, mo, noon):
    """Logged on Monday 5 January at noon."""
    return build.case(fang, at=noon)


def told(kind):
    return [(m.recipient.name, m.subject) for m in Message.objects.filter(kind=kind).order_by("pk")]


def names(kind):
    return [name for name, _subject in told(kind)]


# --- silence ---------------------------------------------------------------------------------------------------------


def test_after_three_working_days_the_owner_hears_it_and_the_manager_a_working_day_later(case):
    assert watch.tell(at=beijing(8)) == 0
    for _ in range(3):
        watch.tell(at=beijing(9))  # Tuesday, Wednesday, Thursday are gone
    assert names("case-silent") == ["Fang"]
    watch.tell(at=beijing(12, 17))  # Monday; ten in the morning in Brussels
    assert names("case-silent") == ["Fang", "Mo"]
    watch.tell(at=beijing(16, 17))
    assert len(told("case-silent")) == 2


def test_a_round_reads_no_case_whose_silence_was_told(case, fang, noon, django_assert_num_queries):
    for _more in range(3):
        build.case(fang, at=noon)
    Case.objects.exclude(pk=case.pk).update(last_activity_at=beijing(5, 12).replace(microsecond=120))
    assert watch.tell(at=beijing(12, 17)) == 8
    with mock.patch.object(Case, "from_db", side_effect=AssertionError("a case was read")):
        assert watch.tell(at=beijing(12, 17)) == 0
    with django_assert_num_queries(2):  # one for the owners, one for the managers
        watch.tell(at=beijing(12, 17))


@pytest.mark.parametrize("fraction", [0, 7, 120_000, 999_999])
def test_the_database_writes_the_moment_of_the_key_as_it_was_always_written(case, fraction):
    moment = datetime(2026, 1, 5, 23, 59, 59, fraction, tzinfo=UTC)
    Case.objects.update(last_activity_at=moment)
    [found] = watch.with_keys(Case.objects.all(), part="owner")
    assert found.silence == f"silent/{case.pk}/{moment:%Y%m%dT%H%M%S%f}/owner"


def test_a_weekend_or_the_new_year_makes_no_case_silent(case, noon):
    assert not watch.silent(Case.objects.all(), at=beijing(8, 23)).exists()
    Case.objects.update(last_activity_at=datetime(2026, 2, 13, 12, tzinfo=BEIJING))  # before the Spring Festival
    assert not watch.silent(Case.objects.all(), at=beijing(24, month=2)).exists()
    assert watch.silent(Case.objects.all(), at=beijing(28, month=2)).exists()


def test_the_days_are_those_of_the_country_where_the_party_sits(case):
    Case.objects.update(last_activity_at=datetime(2026, 2, 13, 12, tzinfo=BEIJING))
    case.party.country = "BE"
    case.party.save()
    assert watch.silent(Case.objects.all(), at=beijing(20, month=2)).exists()


def test_a_paused_case_is_quiet_on_purpose(case, fang, noon):
    moves.pause(case, because="等客户", by=fang, at=noon)
    watch.tell(at=beijing(14))
    assert told("case-silent") == []


def test_an_entry_ends_the_silence_and_a_new_silence_is_heard_again(case, fang):
    watch.tell(at=beijing(9))
    timeline.add_event(case, text="电话", happened_at=beijing(9), by=fang, at=beijing(9, 11))
    watch.tell(at=beijing(12))
    assert len(told("case-silent")) == 1
    watch.tell(at=beijing(16))
    assert names("case-silent") == ["Fang", "Fang"]


def test_nobody_is_woken_at_night_or_on_a_sunday(case):
    assert watch.tell(at=beijing(9, 23)) == 0
    assert watch.tell(at=beijing(11)) == 0
    assert watch.tell(at=beijing(12, 9)) == 1


def test_who_stands_in_hears_of_the_silence(case, fang, mo, noon):
    wishes.be_away(fang, deputy=mo, starts_on=date(2026, 1, 8), ends_on=date(2026, 1, 13), by=fang, at=noon)
    watch.tell(at=beijing(9, 17))
    assert names("case-silent") == ["Mo"]


# --- counsel within a day (2.3a) -------------------------------------------------------------------------------------


def test_a_freeze_learned_of_days_ago_still_tells_that_nobody_is_engaged(fang, cai, mo, noon):
    case = build.case(fang, at=noon, known_at=noon - timedelta(days=3), frozen_at=noon - timedelta(days=4))
    clock = case.deadlines.get(code="seed-consult-lawyer-24h")
    waiting = Message.objects.filter(about=f"deadline/{clock.pk}")
    assert sorted((m.recipient.name, m.send_at) for m in waiting) == [("Fang", noon), ("Mo", noon)]


# --- papers ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def licence(case, fang, noon):
    """Good until 30 June 2026."""
    return parties.add_paper(
        case.party, kind="business-licence", issued_on=date(2016, 7, 1), expires_on=date(2026, 6, 30), by=fang, at=noon
    )


def every_morning(start, end):
    day = start
    while day <= end:
        expiries.tell(at=datetime.combine(day, datetime.min.time(), BEIJING) + timedelta(hours=17))
        day += timedelta(days=1)


def test_a_paper_is_told_sixty_thirty_and_seven_days_before_once_each(licence, mo):
    every_morning(date(2026, 4, 20), date(2026, 7, 5))
    assert names("paper-expires") == ["Fang", "Fang", "Fang", "Mo"]
    days = [
        (licence.expires_on - m.send_at.date()).days
        for m in Message.objects.filter(kind="paper-expires", recipient__name="Fang").order_by("pk")
    ]
    assert [step - left <= 5 and left <= step for step, left in zip((60, 30, 7), days, strict=True)] == [True] * 3


def test_a_newer_paper_ends_the_reminders(licence, fang):
    every_morning(date(2026, 4, 28), date(2026, 5, 8))
    parties.add_paper(
        licence.party, kind="business-licence", issued_on=date(2026, 5, 8), expires_on=date(2036, 5, 8), by=fang,
        at=beijing(8, month=5),
    )  # fmt: skip
    every_morning(date(2026, 5, 9), date(2026, 7, 1))
    assert len(told("paper-expires")) == 1


def test_a_paper_that_comes_in_late_gets_the_step_it_stands_at(case, fang, noon):
    parties.add_paper(case.party, kind="business-licence", expires_on=date(2026, 1, 26), by=fang, at=noon)
    every_morning(date(2026, 1, 6), date(2026, 1, 16))
    assert len(told("paper-expires")) == 1


def test_whoever_left_is_not_asked_for_the_paper(licence, fang, ada, noon, firm):
    gu = build.member(firm, "Gu", "finance", by=ada, at=noon)
    staff.end_membership(fang.memberships.get(), by=ada, at=noon)
    every_morning(date(2026, 5, 7), date(2026, 5, 7))
    assert names("paper-expires") == [gu.name]


def test_the_marks_of_a_party_name_what_has_run_out_and_what_soon_will(licence):
    assert expiries.marks(licence.party, on=date(2026, 4, 1)) == []
    assert [state for _paper, state, _on in expiries.marks(licence.party, on=date(2026, 5, 20))] == ["soon"]
    assert [state for _paper, state, _on in expiries.marks(licence.party, on=date(2026, 7, 1))] == ["late"]


def test_the_mail_about_a_paper_names_it(licence, fang):
    every_morning(date(2026, 5, 7), date(2026, 5, 7))
    assert (
        told("paper-expires")[0][1] == "宁波海岚进出口有限公司的营业执照（商业登记证）即将到期：2026年6月30日（周二）"
    )
    assert PartyPaper.objects.get().pk == licence.pk


# --- reviews ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def account(case):
    return Account.objects.get(pk=case.account_id)


def test_on_the_first_day_of_a_quarter_each_account_gets_one_review(account, firm):
    assert reviews.open_quarter(at=beijing(31, 23, month=3)) == 0
    assert reviews.open_quarter(at=datetime(2026, 4, 1, 0, 5, tzinfo=BEIJING)) == 1
    assert reviews.open_quarter(at=beijing(2, month=4)) == 0
    review = HealthReview.objects.get()
    assert (review.quarter_name, review.account) == ("2026 Q2", account)
    assert review.due_on > date(2026, 4, 20)


def test_a_machine_that_slept_on_that_day_makes_it_later_and_closed_accounts_get_none(account):
    assert reviews.open_quarter(at=beijing(20, month=5)) == 1
    Account.objects.update(status=Account.Status.CLOSED)
    assert reviews.open_quarter(at=beijing(1, month=7)) == 0


def test_finance_hears_of_the_new_quarter_and_the_manager_when_it_is_late(account, mo):
    at = beijing(2, 17, month=4)
    reviews.open_quarter(at=at)
    for days in (0, 1, 2, 40, 41):
        reviews.tell(at=at + timedelta(days=days))
    assert names("reviews") == ["Fang", "Mo"]


def test_a_review_says_what_was_found_and_is_filled_in_once(account, fang, udo):
    at = beijing(2, month=4)
    reviews.open_quarter(at=at)
    review = HealthReview.objects.select_related("organisation").get()
    found = {"last_use_on": None, "last_update_on": date(2026, 3, 1), "logins": "仅王敏", "note": ""}
    for wrong, field in (
        ({"last_update_on": None}, "last_update_on"),
        ({"logins": " "}, "logins"),
        ({"last_use_on": date(2026, 9, 1)}, "last_use_on"),
    ):
        with pytest.raises(ValidationError) as refused:
            reviews.fill_in(review, found | wrong, by=fang, at=at)
        assert list(refused.value.error_dict) == [field]
    with pytest.raises(PermissionDenied):
        reviews.fill_in(review, found, by=udo, at=at)
    assert reviews.fill_in(review, found, by=fang, at=at).is_done
    with pytest.raises(ValidationError):
        reviews.fill_in(review, found, by=fang, at=at)


def test_engaging_counsel_is_an_entry_too(case, mo, cai):
    people.engage_counsel(case, by=mo, at=beijing(8), counsel=cai)
    assert watch.tell(at=beijing(12)) == 0

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from audit import log
from cases import drafts, intake
from cases.models import Account, Case, Draft, Freeze, Item
from notifications.models import Message
from tests import build


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon)


def test_a_logged_freeze_is_a_case_with_people_items_clocks_and_news(case, fang, cai, mo):
    assert case.ref == "HL-0001"
    assert (case.owner, case.counsel, case.manager) == (fang, cai, mo)
    assert case.items.filter(stage="confirm", is_gate=True).exists()
    assert case.deadlines.filter(code="seed-consult-lawyer-24h", status="live").exists()
    told = Message.objects.filter(kind="case-opened").values_list("recipient__name", flat=True)
    assert sorted(told) == ["Cai", "Mo"]


def test_two_unknown_facts_become_exactly_two_items_due_the_next_working_day(case, noon):
    chased = case.items.filter(origin=Item.Origin.UNKNOWN)
    assert sorted(chased.values_list("code", flat=True)) == ["ask-instrument", "ask-term"]
    assert {item.due_at.astimezone().date() - noon.date() for item in chased} == {timedelta(days=1)}


def test_nothing_unknown_settles_the_line_of_the_four_facts(fang, cai, mo, noon):
    case = build.case(fang, at=noon, instrument_no="CMP-1", instrument_state="known", term_state="not_applicable")
    assert not case.items.filter(origin=Item.Origin.UNKNOWN).exists()
    assert case.items.get(code="four-facts").state == Item.State.DONE


def test_the_iban_brings_institution_and_route_and_the_account_is_marked(case):
    assert case.account.is_iban
    assert case.account.bic == "FXBBBEBB"
    assert case.account.status == Account.Status.FROZEN
    assert case.route.code == "be-provider"


def test_a_fixed_sum_leaves_the_rest_usable(fang, cai, mo, noon):
    case = build.case(
        fang, at=noon, **build.court(noon, scope="sum", amount=Decimal("300000"), balance=Decimal("1200000"))
    )
    assert case.account.status == Account.Status.PARTLY_FROZEN
    assert case.freeze.available == Decimal("900000")


def test_other_accounts_at_the_same_institution_are_marked_as_linked(fang, cai, mo, noon):
    first = build.case(fang, at=noon)
    spare = Account.objects.create(
        organisation=first.organisation,
        party=first.party,
        number="BE03914999000584",
        institution="iBanFirst SA",
        created_at=noon,
    )
    build.case(fang, at=noon)
    spare.refresh_from_db()
    assert spare.status == Account.Status.LINKED


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"account_number": "BE47 9149 9900 0181"}, "account_number", "number_wrong"),
        ({"account_number": " "}, "account_number", "number_missing"),
        ({"amount": Decimal("0")}, "amount", "amount_not_positive"),
        ({"amount": Decimal("-5")}, "amount", "amount_not_positive"),
        ({"amount": None}, "amount", "amount_missing"),
        ({"institution": ""}, "institution", "institution_missing"),
        ({"party_name": ""}, "party_name", "party_missing"),
        ({"body_kind": "martians"}, "body_kind", "body_unknown"),
        ({"instrument_state": "known"}, "instrument_no", "instrument_missing"),
        ({"term_state": "known"}, "ends_on", "term_missing"),
        ({"verified": True}, "verified_how", "channel_missing"),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_field_and_nothing_is_created(fang, cai, mo, noon, given, field, code):
    with pytest.raises(ValidationError) as refused:
        build.case(fang, at=noon, **given)
    assert code in [error.code for error in refused.value.error_dict[field]]
    assert not Case.objects.exists()


def test_a_freeze_in_the_future_is_refused(fang, cai, mo, noon):
    with pytest.raises(ValidationError) as refused:
        build.case(fang, at=noon, frozen_at=noon + timedelta(days=1))
    assert refused.value.error_dict["frozen_at"][0].code == "in_future"


def test_all_wrong_answers_are_told_at_once(fang, cai, mo, noon):
    with pytest.raises(ValidationError) as refused:
        build.case(fang, at=noon, account_number="", institution="", amount=Decimal("0"))
    assert set(refused.value.error_dict) == {"account_number", "institution", "amount"}


def test_an_auditor_may_not_log(udo, fang, cai, mo, noon):
    with pytest.raises(PermissionDenied):
        build.case(udo, at=noon)


def test_switching_from_the_bank_to_a_court_shows_which_clocks_go_and_which_come(knowledge, noon):
    bank = intake.preview(build.answers(noon))
    court = intake.preview(build.answers(noon, **build.court(noon)))
    gone, come = bank.difference(court)
    assert "eu-psd2-complaint-15bd" in [clock.rule for clock in gone]
    assert "cn-cpl-preservation-review-5d" in [clock.rule for clock in come]
    assert not bank.counsel_only
    assert court.counsel_only


def test_a_printed_end_date_prevails_over_a_computed_one(fang, cai, mo, noon):
    end = noon.date() + timedelta(days=200)
    case = build.case(fang, at=noon, **build.court(noon, ends_on=end, term_state="known"))
    ends = case.deadlines.filter(kind="end")
    assert [(deadline.code, deadline.due_on) for deadline in ends] == [("freeze-end-printed", end)]


def test_an_unknown_body_starts_no_statutory_clock_and_locks_contact(fang, cai, mo, noon):
    case = build.case(fang, at=noon, body_kind="unknown", jurisdiction="")
    assert list(case.deadlines.values_list("code", flat=True)) == ["seed-consult-lawyer-24h"]
    assert case.freeze.body_state == Freeze.Fact.UNKNOWN
    assert case.route is None


def test_a_draft_becomes_a_case_once(fang, cai, mo, noon, firm):
    draft = drafts.start(firm, by=fang, at=noon)
    case = intake.log_freeze(build.answers(noon), organisation=firm, by=fang, at=noon, draft=draft)
    assert Draft.objects.get().case == case
    with pytest.raises(ValidationError) as refused:
        intake.log_freeze(build.answers(noon), organisation=firm, by=fang, at=noon, draft=draft)
    assert refused.value.code == "draft_used"
    assert Case.objects.count() == 1


def test_case_numbers_count_up_and_carry_the_organisations_prefix(fang, cai, mo, noon, xu, other_firm):
    assert [build.case(fang, at=noon).ref for _ in range(2)] == ["HL-0001", "HL-0002"]


def test_the_history_of_a_new_case_verifies(case):
    assert log.first_break(case.chain) is None
    assert log.entries(case.chain).last().action == "case.logged"


def test_the_database_refuses_a_frozen_amount_of_nought(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        Freeze.objects.filter(case=case).update(amount=0)

"""Who may decide about money, up to which sum, and what ways to money are refused."""

from datetime import timedelta
from decimal import Decimal

import pytest

from audit.models import Entry
from documents.models import StoredFile
from funds import approvals, funding, obligations, planning, position
from funds.models import Decision, Option
from notifications.models import Message
from tests import build
from tests.funds.world import owe, refusal, see

HOUR = timedelta(hours=1)


# --- authority -------------------------------------------------------------------------------------------------------


@pytest.fixture
def delegate(firm, ada, mo, noon):
    return build.member(firm, "Lin", "finance", by=ada, at=noon)


def give(firm, person, limit, *, by, at, **more):
    given = {
        "subject": "funding",
        "currency": "USD",
        "valid_from": at.date(),
        "valid_to": at.date() + timedelta(days=30),
    }
    return approvals.delegate(firm, person, limit=Decimal(limit), by=by, at=at, **{**given, **more})


def ask(party, amount, *, by, at, **more):
    given = {"subject": "funding", "title": "Bridge loan", "currency": "USD", **more}
    return approvals.ask(party, amount=Decimal(amount), by=by, at=at, **given)


def test_a_delegate_decides_under_the_limit_and_above_it_goes_up(desk, firm, fang, mo, delegate, noon):
    """Row 10.3: a delegate with 500,000 USD approves 499,999 alone; 500,001 goes to a manager."""
    _case, party, _usable = desk
    give(firm, delegate, "500000", by=mo, at=noon)
    small, large = (ask(party, amount, by=fang, at=noon) for amount in ("499999", "500001"))
    approvals.decide(small, approve=True, because="", by=delegate, at=noon + HOUR)
    assert (small.state, small.took) == (Decision.State.APPROVED, HOUR)
    assert refusal(approvals.decide, large, approve=True, because="", by=delegate, at=noon) == "above_limit"
    approvals.decide(large, approve=True, because="", by=mo, at=noon)
    assert Entry.objects.filter(action="decision.approved").count() == 2


def test_nobody_decides_their_own_request_nor_delegates_to_themselves(desk, firm, mo, noon):
    _case, party, _usable = desk
    own = ask(party, "5", by=mo, at=noon)
    assert refusal(approvals.decide, own, approve=True, because="", by=mo, at=noon) == "own_request"
    assert refusal(give, firm, mo, "5", by=mo, at=noon) == {"person": "own_delegation"}


def test_seven_days_are_added_up(desk, firm, fang, mo, delegate, noon):
    _case, party, _usable = desk
    give(firm, delegate, "100", weekly_limit=Decimal(150), by=mo, at=noon)
    approvals.decide(ask(party, "100", by=fang, at=noon), approve=True, because="", by=delegate, at=noon)
    second = ask(party, "60", by=fang, at=noon)
    assert refusal(approvals.decide, second, approve=True, because="", by=delegate, at=noon) == "above_weekly_limit"
    approvals.decide(second, approve=True, because="", by=delegate, at=noon + timedelta(days=8))


def test_a_limit_is_compared_in_its_own_currency_at_a_dated_rate(desk, firm, fang, mo, delegate, noon):
    _case, party, _usable = desk
    give(firm, delegate, "100", by=mo, at=noon)
    euro = ask(party, "95", by=fang, at=noon, currency="EUR")
    assert refusal(approvals.decide, euro, approve=True, because="", by=delegate, at=noon) == "rate_missing"
    position.state_rate(
        firm, currency="EUR", base="USD", rate=Decimal("1.10"), as_of=noon.date(), source="ECB", by=fang, at=noon
    )
    assert refusal(approvals.decide, euro, approve=True, because="", by=delegate, at=noon) == "above_limit"


def test_above_the_second_limit_two_people_decide(desk, firm, fang, mo, delegate, noon):
    _case, party, _usable = desk
    position.set_budget(party, {"currency": "USD", "second_above": Decimal(50)}, version=0, by=mo, at=noon)
    give(firm, delegate, "100", by=mo, at=noon)
    asked = ask(party, "60", by=fang, at=noon)
    approvals.decide(asked, approve=True, because="", by=delegate, at=noon)
    assert asked.state == Decision.State.SECOND
    assert refusal(approvals.decide, asked, approve=True, because="", by=delegate, at=noon) == "second_person"
    approvals.decide(asked, approve=True, because="", by=mo, at=noon)
    assert asked.state == Decision.State.APPROVED


def test_an_emergency_delegation_is_short_and_ends(desk, firm, fang, mo, delegate, noon):
    _case, party, _usable = desk
    assert refusal(give, firm, delegate, "100", by=mo, at=noon, is_emergency=True) == {"valid_to": "emergency_too_long"}
    give(firm, delegate, "100", by=mo, at=noon, is_emergency=True, valid_to=noon.date() + timedelta(days=2))
    asked = ask(party, "60", by=fang, at=noon)
    after = noon + timedelta(days=3)
    assert refusal(approvals.decide, asked, approve=True, because="", by=delegate, at=after) == "no_delegation"


def test_a_refusal_says_why(desk, fang, mo, noon):
    _case, party, _usable = desk
    asked = ask(party, "60", by=fang, at=noon)
    assert refusal(approvals.decide, asked, approve=False, because=" ", by=mo, at=noon) == {"because": "reason_missing"}


# --- ways to money ---------------------------------------------------------------------------------------------------


def option(party, kind, amount, *, by, at, **more):
    values = {
        "kind": kind, "name": "Loan", "lender": "Owner", "amount": Decimal(amount), "currency": "EUR",
        "arrives_on": at.date() + timedelta(days=2), "days": 45, "rate": Decimal("0.05"), **more,
    }  # fmt: skip
    return funding.add(party, values, by=by, at=at)


def test_a_loan_counts_once_it_is_decided_and_its_agreement_is_attached(desk, firm, fang, mo, noon):
    _case, party, _usable = desk
    loan = option(party, Option.Kind.SHAREHOLDER, "60000", by=fang, at=noon)
    assert see(party, noon).base[0].into == 0
    assert see(party, noon, options=frozenset([loan.pk])).better[0].into == 60000
    assert refusal(funding.commit, loan, agreement=None, by=fang, at=noon) == "not_decided"
    asked = ask(party, "60000", by=fang, at=noon, currency="EUR", option=loan)
    approvals.decide(asked, approve=True, because="", by=mo, at=noon)
    assert refusal(funding.commit, loan, agreement=None, by=fang, at=noon) == {"agreement": "agreement_missing"}
    paper = StoredFile.objects.create(
        organisation=firm, sha256="a" * 64, size=9, mime="application/pdf", name="loan.pdf", key="loan", created_at=noon
    )
    funding.commit(loan, agreement=paper, by=fang, at=noon)
    assert see(party, noon).base[0].into == 60000
    assert sum(week.out for week in see(party, noon).base) == Decimal("-60369.86"), (
        "with its interest it goes out again"
    )


def test_unlicensed_lenders_and_overlent_assets_are_refused(desk, fang, noon):
    _case, party, _usable = desk
    assert refusal(option, party, Option.Kind.BRIDGE, "5", by=fang, at=noon) == {"licence": "licence_missing"}
    asset = {
        "licence": "BE 0123",
        "asset_value": Decimal(900000),
        "advance": Decimal("0.6"),
        "senior_lien": Decimal(310000),
    }
    assert refusal(option, party, Option.Kind.ASSET, "230000.01", by=fang, at=noon, **asset) == {
        "amount": "over_capacity"
    }
    option(party, Option.Kind.ASSET, "230000.00", by=fang, at=noon, **asset)


def test_stress_asks_what_each_account_carries(desk, fang, noon):
    _case, party, _usable = desk
    owe(party, "Staff", "25000", 5, "payroll", by=fang, at=noon)
    [found] = planning.stresses(see(party, noon))
    assert (found.concentration, found.needed_elsewhere) == (1, Decimal(25000))


def test_whoever_may_decide_is_told_and_the_asker_hears_the_answer(desk, firm, fang, mo, delegate, noon):
    _case, party, _usable = desk
    give(firm, delegate, "500000", by=mo, at=noon)
    asked = ask(party, "1000", by=fang, at=noon)
    told = Message.objects.filter(kind="decision-asked")
    assert set(told.values_list("recipient", flat=True)) == {mo.pk, delegate.pk}
    approvals.decide(asked, approve=True, because="", by=delegate, at=noon + HOUR)
    assert set(Message.objects.filter(kind="decision-made").values_list("recipient", flat=True)) == {fang.pk}


def test_the_order_of_payments_can_differ_for_one_country(desk, firm, fang, mo, noon):
    """Where local law puts tax first (LIQUIDITY, allocation): for parties of that country, and for no other."""
    _case, party, _usable = desk
    owe(party, "Tax office", "100", 3, "tax", by=fang, at=noon)
    obligations.set_tier(firm, "tax", 1, country="XK", by=mo, at=noon)
    assert see(party, noon).lines[0].tier == 2
    obligations.set_tier(firm, "tax", 1, country=party.country, by=mo, at=noon)
    assert see(party, noon).lines[0].tier == 1

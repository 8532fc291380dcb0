"""At the till it is the firm's day: when it is 01:30 or 07:30 in Ningbo, the machine in Greenwich still has yesterday."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.models import Organisation
from funds import approvals, deciding_news, obligations, position, receipts, security
from notifications.models import Message
from tests import build
from tests.funds.world import refusal

YESTERDAY, TODAY = date(2026, 1, 6), date(2026, 1, 7)  # in Ningbo, at both hours; the machine has the 6th at both
YEAR = obligations.LATEST


@pytest.fixture(params=["17:30", "23:30"])
def night(request):
    hour, minute = map(int, request.param.split(":"))
    return datetime(2026, 1, 6, hour, minute, tzinfo=UTC)


@pytest.fixture
def lin(firm, ada, noon):
    return build.member(firm, "Lin", "finance", by=ada, at=noon)


def test_a_balance_and_a_rate_of_this_morning_are_of_today(desk, firm, fang, night):
    _case, party, usable = desk
    stated = {"account": usable, "currency": "EUR", "amount": Decimal(1), "by": fang, "at": night}
    assert position.state_balance(party, as_of=TODAY, **stated).as_of == TODAY
    assert refusal(position.state_balance, party, as_of=TODAY + timedelta(days=1), **stated) == {
        "as_of": "balance_in_future"
    }
    rate = {"currency": "USD", "base": "EUR", "rate": Decimal("0.9"), "source": "ECB", "by": fang, "at": night}
    assert position.state_rate(firm, as_of=TODAY, **rate).as_of == TODAY
    assert refusal(position.state_rate, firm, as_of=TODAY + timedelta(days=1), **rate) == {"as_of": "rate_in_future"}


def test_an_asset_valued_this_morning_is_valued_today_and_an_offer_until_yesterday_is_over(desk, fang, night):
    case, party, _usable = desk
    values = {"name": "Machine", "value": Decimal(9), "currency": "EUR", "valued_on": TODAY, "share": Decimal("0.5")}
    assert security.register(party, values, by=fang, at=night).valued_on == TODAY
    offer = {"kind": "guarantee", "issuer": "Insurer", "amount": Decimal(9), "currency": "EUR"}
    assert refusal(security.propose, case, offer | {"valid_until": YESTERDAY}, by=fang, at=night) == {
        "valid_until": "in_past"
    }
    assert security.propose(case, offer | {"valid_until": TODAY}, by=fang, at=night).valid_until == TODAY


def test_the_year_of_the_plan_is_counted_from_the_firms_day(desk, fang, night):
    """One day beyond either end is refused, and the last day of the year is not."""
    _case, party, usable = desk
    owed = {"payee": "Rent", "amount": Decimal(9), "kind": "other", "currency": "EUR"}
    come = {"payer": "Buyer", "amount": Decimal(9), "currency": "EUR", "account": usable, "by": fang, "at": night}
    assert obligations.add(party, owed | {"due_on": TODAY + YEAR}, by=fang, at=night).due_on == TODAY + YEAR
    assert receipts.expect(party, due_on=TODAY + YEAR, **come).due_on == TODAY + YEAR
    assert refusal(obligations.add, party, owed | {"due_on": YESTERDAY - YEAR}, by=fang, at=night) == {
        "due_on": "outside_horizon"
    }
    assert refusal(receipts.expect, party, due_on=YESTERDAY - YEAR, **come) == {"due_on": "outside_horizon"}


def test_a_delegation_that_begins_today_covers_a_decision_before_breakfast(desk, firm, fang, mo, lin, night):
    _case, party, _usable = desk
    limits = {"subject": "funding", "currency": "EUR", "limit": Decimal(500), "by": mo, "at": night}
    assert refusal(approvals.delegate, firm, lin, valid_from=YESTERDAY, valid_to=YESTERDAY, **limits) == {
        "valid_to": "in_past"
    }
    approvals.delegate(firm, lin, valid_from=TODAY, valid_to=TODAY, **limits)
    asked = {"subject": "funding", "title": "Loan", "currency": "EUR", "amount": Decimal(499), "by": fang}
    decision = approvals.ask(party, at=night, **asked)
    assert approvals.covers(decision, lin, at=night) is None
    deciding_news.asked(decision, at=night)
    assert Message.objects.filter(recipient=lin, kind="decision-asked").exists()
    tomorrow = night + timedelta(days=1)
    assert approvals.covers(decision, lin, at=tomorrow).code == "no_delegation"


def test_the_day_of_the_firm_is_its_own_on_both_sides_of_midnight_and_of_summer_time():
    ningbo = Organisation(time_zone="Asia/Shanghai")
    brussels = Organisation(time_zone="Europe/Brussels")
    for moment, there, here in (
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), date(2026, 12, 31), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 17, 30, tzinfo=UTC), date(2028, 2, 29), date(2028, 2, 28)),
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 29), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30), date(2026, 3, 30)),  # summer time since 01:00
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 26), date(2026, 10, 25)),  # winter time again
    ):
        assert (ningbo.day_of(moment), brussels.day_of(moment)) == (there, here)

"""Who may state, owe and plan, and what is refused with which reason."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funds import obligations, position, receipts
from funds.models import Obligation
from funds.picture import NEVER, RELEASED
from tests.funds.world import expect, owe, refusal, see

HOUR = timedelta(hours=1)


# --- position --------------------------------------------------------------------------------------------------------


def test_the_available_sum_leaves_out_frozen_and_linked_accounts(desk, fang, noon):
    _case, party, usable = desk
    found = see(party, noon)
    assert (found.available, found.frozen) == (Decimal("30000"), Decimal("486200"))
    position.mark_linked(usable, linked=True, by=fang, at=noon)
    assert see(party, noon).available == 0
    position.mark_linked(usable, linked=False, by=fang, at=noon)
    assert refusal(position.mark_linked, usable, linked=False, by=fang, at=noon) == "changed_meanwhile"


def test_a_newer_balance_takes_the_place_of_the_last(desk, fang, noon):
    _case, party, usable = desk
    position.state_balance(
        party,
        account=usable,
        currency="EUR",
        amount=Decimal(-5),
        overdraft=Decimal(50),
        as_of=noon.date(),
        by=fang,
        at=noon,
    )
    assert see(party, noon).available == 45
    assert usable.balances.count() == 2


def test_no_more_is_frozen_than_is_there(desk, fang, noon):
    case, party, _usable = desk
    given = {"account": case.account, "currency": "EUR", "as_of": noon.date(), "by": fang, "at": noon}
    assert refusal(position.state_balance, party, amount=Decimal(5), frozen_amount=Decimal(6), **given) == {
        "frozen_amount": "more_frozen_than_there"
    }
    assert refusal(position.state_balance, party, amount=Decimal(5), overdraft=Decimal(-6), **given) == {
        "overdraft": "negative"
    }


def test_a_currency_without_a_rate_is_kept_apart_and_asked_for(desk, fang, noon):
    _case, party, _usable = desk
    till = {"account": None, "currency": "CNY", "as_of": noon.date(), "by": fang, "at": noon}
    position.state_balance(party, amount=Decimal(50000), **till)
    owe(party, "Staff", "1000", 3, "payroll", by=fang, at=noon, currency="CNY")
    found = see(party, noon)
    assert (found.apart, found.available, found.lines) == (["CNY"], Decimal(30000), [])
    position.state_rate(
        party.organisation,
        currency="CNY",
        base="EUR",
        rate=Decimal("0.128"),
        as_of=noon.date(),
        source="ECB",
        by=fang,
        at=noon,
    )
    found = see(party, noon)
    assert (found.apart, found.available) == ([], Decimal("36400.00"))
    assert found.lines[0].amount == Decimal("128.00")


def test_counsel_reads_the_money_and_plans_none(desk, cai, noon):
    _case, party, _usable = desk
    with pytest.raises(PermissionDenied):
        owe(party, "Staff", "1000", 3, by=cai, at=noon)


# --- obligations -----------------------------------------------------------------------------------------------------


def test_all_that_is_wrong_with_a_payment_is_said_at_once(desk, fang, noon):
    case, party, _usable = desk
    wrong = {
        "payee": " ", "amount": Decimal(-1), "kind": "gift", "currency": "EURO", "due_on": noon.date() + timedelta(days=900),
        "pay_from": case.account,
    }  # fmt: skip
    assert refusal(obligations.add, party, wrong, by=fang, at=noon) == {
        "payee": "payee_missing",
        "amount": "not_positive",
        "kind": "unknown_kind",
        "currency": "unknown_currency",
        "due_on": "outside_horizon",
        "pay_from": "frozen_payer",
    }


def test_the_same_sum_to_the_same_payee_on_one_day_needs_a_word(desk, fang, noon):
    _case, party, _usable = desk
    owe(party, "Kesheng", "100", 3, by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        owe(party, "Kesheng", "100", 3, by=fang, at=noon)
    assert refused.value.error_dict["payee"][0].code == "payee_twice"
    owe(party, "Kesheng", "100", 3, by=fang, at=noon, reference="second container")


def test_what_comes_again_stands_in_the_plan_every_time(desk, fang, noon):
    _case, party, _usable = desk
    wages = owe(party, "Staff", "1000", 26, "payroll", by=fang, at=noon, every="month")
    assert [line.due.isoformat() for line in see(party, noon).lines] == ["2026-01-31", "2026-02-28", "2026-03-31"]
    obligations.settle(wages, paid=True, on=noon.date(), by=fang, at=noon)
    assert [line.due.isoformat() for line in see(party, noon).lines] == ["2026-02-28", "2026-03-31"]
    assert Obligation.objects.filter(state="paid").count() == 1


def test_above_the_limit_nothing_is_marked_paid_before_two_have_decided(desk, fang, mo, ada, noon):
    _case, party, _usable = desk
    position.set_budget(party, {"currency": "EUR", "second_above": Decimal(500)}, version=0, by=mo, at=noon)
    big = owe(party, "Kesheng", "600", 3, by=fang, at=noon)
    assert refusal(obligations.settle, big, paid=True, on=noon.date(), by=fang, at=noon) == "needs_decision"


def test_the_frame_of_a_plan_is_saved_by_one_at_a_time(desk, fang, mo, noon):
    _case, party, _usable = desk
    first = position.set_budget(party, {"currency": "EUR", "buffer": Decimal(5)}, version=0, by=mo, at=noon)
    position.set_budget(party, {"currency": "EUR", "buffer": Decimal(6)}, version=first.version, by=mo, at=noon)
    again = {"currency": "EUR", "buffer": Decimal(7)}
    assert refusal(position.set_budget, party, again, version=first.version, by=fang, at=noon) == "saved_meanwhile"


# --- the plan --------------------------------------------------------------------------------------------------------


def test_wages_first_and_each_open_payment_says_why(desk, fang, noon):
    """Row 2.2b: with cash 100, P1 80 and P3 40, P1 is funded and P3 is short 20."""
    _case, party, usable = desk
    position.state_balance(
        party, account=usable, currency="EUR", amount=Decimal(100), as_of=noon.date(), by=fang, at=noon
    )
    owe(party, "Kesheng", "40", 1, "key_supplier", by=fang, at=noon, partial=True)
    owe(party, "Staff", "80", 25, "payroll", by=fang, at=noon)
    wages, supplier = see(party, noon).lines
    assert (wages.state, supplier.state, supplier.short) == ("funded", "short", Decimal(20))
    assert supplier.reason.text("en")


def test_a_receipt_on_a_frozen_account_is_captured_until_the_release(desk, fang, cai, noon):
    case, party, usable = desk
    due = expect(party, "Vogel", "36000", 10, case.account, by=fang, at=noon)
    expect(party, "Maybe", "1000", 10, usable, by=fang, at=noon, probability=50)
    still = see(party, noon)
    assert [each.amount for each in still.captured] == [Decimal(36000)]
    assert still.base[1].into == 500
    assert see(party, noon, scenario=NEVER).base[1].into == 0
    assert see(party, noon, scenario=RELEASED, released_in=3).base[3].into == Decimal(36000 + 486200)
    with pytest.raises(PermissionDenied):
        receipts.redirect(due, to=usable, because="not covered", by=fang, at=noon)
    assert refusal(receipts.redirect, due, to=usable, because=" ", by=cai, at=noon) == {"because": "reason_missing"}
    receipts.redirect(due, to=usable, because="The order names one sum only.", by=cai, at=noon)
    assert see(party, noon).captured == []


def test_runway_and_first_short_week_are_what_happens_if_nothing_is_put_off(desk, fang, noon):
    _case, party, _usable = desk
    owe(party, "Staff", "25000", 5, "payroll", by=fang, at=noon)
    owe(party, "Kesheng", "43000", 11, "key_supplier", by=fang, at=noon)
    found = see(party, noon)
    assert found.runway.day == 11
    assert (found.short.number, found.short_by) == (2, Decimal(38000))


def test_four_parts_under_a_threshold_are_warned_about(desk, fang, noon):
    _case, party, _usable = desk
    for day in range(4):
        owe(party, "Kesheng", "9900", day, by=fang, at=noon)
    [warned] = see(party, noon).suspicions
    assert (warned.total, warned.threshold) == (Decimal(39600), Decimal(10000))

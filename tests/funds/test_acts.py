"""Who may state, owe, ask, grant, book and decide, and what is refused with which reason."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from audit.models import Entry
from cases.models import Account
from documents.models import StoredFile
from funds import approvals, funding, licences, obligations, planning, position, receipts
from funds.models import Decision, Obligation, Option, Permission
from funds.picture import NEVER, RELEASED, WhatIf
from notifications.models import Message
from tests import build
from tests.funds.world import expect, firm_in_need, owe

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(fang, cai, mo, noon):
    case, party, usable = firm_in_need(fang, at=noon)
    return case, party, usable


def refusal(act, *args, **given):
    with pytest.raises(ValidationError) as refused:
        act(*args, **given)
    errors = refused.value
    if hasattr(errors, "error_dict"):
        return {name: found[0].code for name, found in errors.error_dict.items()}
    return errors.code


def see(party, noon, **asked):
    return planning.picture(party, today=noon.date(), what_if=WhatIf(**asked))


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


# --- permission to pay -----------------------------------------------------------------------------------------------


@pytest.fixture
def granted(desk, fang, cai, noon):
    case, party, _usable = desk
    wages = owe(party, "Staff", "60000", 2, "payroll", by=fang, at=noon)
    found = licences.draft(case, [wages], ground="provider", why="Wages", by=fang, at=noon)
    licences.request(found, on=noon.date(), by=cai, at=noon)
    return licences.grant(
        found,
        cap=Decimal(50000),
        valid_from=noon.date(),
        valid_to=noon.date() + timedelta(days=30),
        instrument="2026-17",
        items=[item.pk for item in found.items.all()],
        on=noon.date(),
        by=cai,
        at=noon,
    )


def test_a_granted_cap_refuses_one_cent_more(granted, fang, noon):
    item = granted.items.get()
    book = {"paid_on": noon.date(), "by": fang, "at": noon}
    assert refusal(licences.book, granted, item, amount=Decimal("50000.01"), **book) == {"amount": "over_cap"}
    licences.book(granted, item, amount=Decimal("50000.00"), **book)
    assert refusal(licences.book, granted, item, amount=Decimal("0.01"), **book) == {"amount": "over_cap"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Permission.objects.filter(pk=granted.pk).update(spent=Decimal("50000.01"))


def test_nothing_is_booked_outside_the_days_of_the_permission(granted, fang, noon):
    late = noon.date() + timedelta(days=31)
    assert refusal(
        licences.book,
        granted,
        granted.items.get(),
        amount=Decimal(1),
        paid_on=late,
        by=fang,
        at=noon + timedelta(days=40),
    ) == {"paid_on": "outside_validity"}


def test_a_granted_permission_pays_in_the_plan_and_nothing_else_does(granted, desk, noon):
    _case, party, _usable = desk
    [wages] = see(party, noon).lines
    assert (wages.state, wages.permitted, wages.from_cash) == ("funded", ((granted, Decimal(50000)),), 10000)
    assert set(see(party, noon).plan.left.values()) == {Decimal(0)}


def test_what_the_permission_no_longer_covers_must_come_from_usable_money(granted, desk, fang, noon):
    """Wages of 60,000, 50,000 granted and 30,000 booked: of the rest 20,000 by permission, 10,000 from usable money."""
    _case, party, _usable = desk
    licences.book(granted, granted.items.get(), amount=Decimal(30000), paid_on=noon.date(), by=fang, at=noon)
    [wages] = see(party, noon).lines
    assert (wages.permitted, wages.from_cash, wages.state) == (((granted, Decimal(20000)),), 10000, "funded")
    assert (wages.still, wages.booked) == (30000, 30000)


def test_a_second_request_asks_for_what_is_still_owed(granted, desk, fang, noon):
    case, _party, _usable = desk
    licences.book(granted, granted.items.get(), amount=Decimal(30000), paid_on=noon.date(), by=fang, at=noon)
    wages = granted.items.get().obligation
    again = licences.draft(case, [wages], ground="provider", why="", by=fang, at=noon)
    assert again.items.get().amount == Decimal(30000)
    assert (wages.pk, wages.due_on) in licences.asked_for(case)


def test_a_payment_that_a_permission_has_paid_whole_is_no_longer_owed(desk, fang, noon):
    case, party, _usable = desk
    wages = owe(party, "Staff", "20000", 2, "payroll", by=fang, at=noon)
    found = licences.draft(case, [wages], ground="provider", why="", by=fang, at=noon)
    licences.request(found, on=noon.date(), by=fang, at=noon)
    licences.grant(
        found, cap=Decimal(20000), valid_from=noon.date(), valid_to=noon.date() + timedelta(days=60),
        instrument="D-1", items=[found.items.get().pk], on=noon.date(), by=fang, at=noon,
    )  # fmt: skip
    licences.book(found, found.items.get(), amount=Decimal(20000), paid_on=noon.date(), by=fang, at=noon)
    assert see(party, noon).lines == []
    wages.refresh_from_db()
    assert wages.state == "paid"


def test_a_line_of_a_decision_pays_no_further_than_itself(desk, fang, noon):
    """Two lines of one decision: what one payee does not need is not the other's."""
    case, party, _usable = desk
    wages = owe(party, "Staff", "20000", 2, "payroll", by=fang, at=noon)
    levy = owe(party, "Social office", "10000", 2, "social", by=fang, at=noon)
    found = licences.draft(case, [wages, levy], ground="provider", why="", by=fang, at=noon)
    licences.request(found, on=noon.date(), by=fang, at=noon)
    licences.grant(
        found, cap=Decimal(25000), valid_from=noon.date(), valid_to=noon.date() + timedelta(days=60),
        instrument="D-1", items=[item.pk for item in found.items.all()], on=noon.date(), by=fang, at=noon,
    )  # fmt: skip
    more = owe(party, "Staff", "90000", 3, "payroll", by=fang, at=noon)
    lines = {line.owed.pk: line for line in see(party, noon).lines}
    assert sum(sum_ for line in lines.values() for _permit, sum_ in line.permitted) == 25000
    assert lines[more.pk].permitted == ()


def test_a_permission_that_is_only_asked_for_does_not_pay(desk, fang, noon):
    case, party, _usable = desk
    wages = owe(party, "Staff", "60000", 2, "payroll", by=fang, at=noon)
    found = licences.draft(case, [wages], ground="provider", why="", by=fang, at=noon)
    assert see(party, noon).lines[0].short == 60000
    assert see(party, noon, permissions=frozenset([found.pk])).better[0].closing == 30000


def test_a_permission_needs_a_frozen_account_a_paper_and_its_lines(desk, fang, noon):
    case, party, _usable = desk
    wages = owe(party, "Staff", "60000", 2, "payroll", by=fang, at=noon)
    assert refusal(licences.draft, case, [], ground="provider", why="", by=fang, at=noon) == {"items": "nothing_asked"}
    found = licences.draft(case, [wages], ground="provider", why="", by=fang, at=noon)
    licences.request(found, on=noon.date(), by=fang, at=noon)
    day = noon.date()
    assert refusal(
        licences.grant, found, cap=Decimal(0), valid_from=day, valid_to=day - timedelta(days=1), instrument=" ",
        items=[], on=day, by=fang, at=noon,
    ) == {
        "cap": "not_positive", "valid_to": "ends_before_it_begins", "instrument": "instrument_missing",
        "items": "nothing_granted",
    }  # fmt: skip
    licences.refuse(found, on=day, by=fang, at=noon)
    assert refusal(licences.request, found, on=day, by=fang, at=noon) == "changed_meanwhile"
    Account.objects.filter(pk=case.account_id).update(status=Account.Status.USABLE)
    case.account.refresh_from_db()
    assert refusal(licences.draft, case, [wages], ground="provider", why="", by=fang, at=noon) == "not_frozen"


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

"""Permission to pay from frozen money: its cap, its days, its lines, and what it leaves to usable money."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cases.models import Account
from funds import licences
from funds.models import Permission
from tests.funds.world import owe, refusal, see


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

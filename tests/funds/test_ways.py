"""Instalments by their internal rate, assets that carry a loan, security in place of the freeze."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from funds import funding, planning, security
from funds.models import Asset, Option, SecurityOffer
from funds.money import HUNDREDTH, percent
from tests.funds.world import refusal


def way(party, kind, amount, *, by, at, **more):
    values = {
        "kind": kind, "name": "Loan", "lender": "Lender", "licence": "BE 0123", "amount": Decimal(amount),
        "currency": "EUR", "arrives_on": at.date() + timedelta(days=2), "days": 45, "rate": Decimal("0.05"), **more,
    }  # fmt: skip
    return funding.add(party, values, by=by, at=at)


def micro(party, *, by, at, **more):
    terms = {"instalments": 26, "per_year": 52, "instalment": Decimal("1384.62"), "fixed_fee": Decimal(600)}
    return way(party, Option.Kind.INSTALMENTS, "30000", by=by, at=at, **{**terms, **more})


def test_a_micro_loan_costs_by_its_internal_rate_and_not_by_the_stated_one(desk, fang, noon):
    """The worked case of the field: 81.24 % nominal (LIQUIDITY, formulas)."""
    cost = funding.cost_of(micro(desk[1], by=fang, at=noon))
    assert (percent(cost.simple, HUNDREDTH), percent(cost.effective, HUNDREDTH)) == (
        Decimal("81.24"),
        Decimal("123.92"),
    )
    assert cost.days == 183


def test_its_instalments_leave_week_by_week_and_come_to_the_whole_sum(desk, fang, noon):
    loan = micro(desk[1], by=fang, at=noon)
    back = funding.repayments(loan)
    assert [days for days, _sum in back[:4]] == [8, 15, 22, 29]
    assert sum(sum_ for _days, sum_ in back) == Decimal("1384.62") * 26


def test_an_instalment_loan_without_its_count_or_below_its_sum_is_refused(desk, fang, noon):
    party = desk[1]
    with pytest.raises(ValidationError) as refused:
        micro(party, by=fang, at=noon, instalments=None, per_year=7)
    assert set(refused.value.error_dict) == {"instalments", "per_year"}
    assert refusal(micro, party, by=fang, at=noon, instalment=Decimal(1000)) == {"instalment": "no_cost"}


def machine(party, *, by, at, **more):
    values = {
        "name": "Machine", "value": Decimal(240000), "currency": "EUR", "valued_on": at.date(),
        "share": Decimal("0.5"), **more,
    }  # fmt: skip
    return security.register(party, values, by=by, at=at)


def test_an_asset_carries_no_more_than_is_free_on_it_over_all_its_loans(desk, fang, noon):
    party = desk[1]
    asset = machine(party, by=fang, at=noon, senior_lien=Decimal(20000))
    assert security.capacities(party) == {asset.pk: 100000}
    way(party, Option.Kind.ASSET, "60000", by=fang, at=noon, asset=asset)
    assert security.capacities(party) == {asset.pk: 40000}
    assert refusal(way, party, Option.Kind.ASSET, "40000.01", by=fang, at=noon, asset=asset) == {
        "amount": "over_capacity"
    }


@pytest.mark.parametrize("state", ["pledged", "seized"])
def test_an_encumbered_asset_can_be_neither_lent_on_nor_offered(desk, fang, noon, state):
    """Row 8.2a."""
    case, party, _usable = desk
    asset = security.mark(machine(party, by=fang, at=noon), state, by=fang, at=noon)
    assert refusal(way, party, Option.Kind.ASSET, "1", by=fang, at=noon, asset=asset) == {"asset": "asset_not_free"}
    assert refusal(offer, case, by=fang, at=noon, kind="asset", asset=asset) == {"asset": "asset_not_free"}


def offer(case, *, by, at, **more):
    values = {
        "kind": "guarantee", "issuer": "Insurer", "amount": Decimal(486200), "currency": "EUR",
        "valid_until": at.date() + timedelta(days=60), **more,
    }  # fmt: skip
    return security.propose(case, values, by=by, at=at)


def test_security_goes_out_after_another_person_has_approved_it(desk, fang, cai, mo, noon):
    case, today = desk[0], noon.date()
    made = offer(case, by=fang, at=noon)
    assert refusal(security.send, made, on=today, by=fang, at=noon) == "changed_meanwhile"
    with pytest.raises(PermissionDenied):
        security.approve(made, by=cai, at=noon)
    security.approve(made, by=mo, at=noon)
    assert refusal(security.send, made, on=made.valid_until + timedelta(days=1), by=cai, at=noon) == "expired"
    security.send(made, on=today, by=cai, at=noon)
    assert refusal(security.answer, made, accepted=True, on=today, by=cai, at=noon) == {
        "instrument": "instrument_missing"
    }
    security.answer(made, accepted=True, on=today, instrument="(2026) 1", by=cai, at=noon)
    assert made.state == SecurityOffer.State.ACCEPTED


def test_nobody_approves_the_security_they_drafted(desk, mo, noon):
    made = offer(desk[0], by=mo, at=noon)
    assert refusal(security.approve, made, by=mo, at=noon) == "own_request"
    with pytest.raises(IntegrityError), transaction.atomic():
        SecurityOffer.objects.filter(pk=made.pk).update(state="approved", approved_by=mo, approved_at=noon)


def test_an_asset_stands_in_the_register_once(desk, fang, noon):
    machine(desk[1], by=fang, at=noon)
    assert refusal(machine, desk[1], by=fang, at=noon) == {"name": "asset_twice"}
    assert Asset.objects.count() == 1


def test_a_committed_instalment_loan_leaves_the_plan_instalment_by_instalment(desk, fang, noon):
    party = desk[1]
    loan = micro(party, by=fang, at=noon)
    found = planning.picture(party, today=noon.date(), what_if=planning.WhatIf(options=frozenset([loan.pk])))
    assert [week.out for week in found.better[1:4]] == [Decimal("-1384.62")] * 3

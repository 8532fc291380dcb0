"""How long the money lasts, kept for the dashboard: the same day as on the page of the plan, never an old one."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from cases import moves
from funds import obligations, planning, position, receipts, runways
from funds.models import CashRunway
from tests.funds.world import expect, owe

HOUR = timedelta(hours=1)


def test_it_is_the_day_that_the_plan_shows_and_stays_that_day_tomorrow(desk, fang, noon):
    _case, party, _usable = desk
    owe(party, "房东", "25000", 9, by=fang, at=noon)
    owe(party, "科盛精密", "9000", 20, by=fang, at=noon)
    assert runways.shortest(fang).is_waiting
    assert runways.reckon(at=noon) == 1
    found = runways.shortest(fang)
    plan = planning.picture(party, today=noon.date())
    assert found.party == party
    assert found.ends_on == plan.day(plan.runway.day) == noon.date() + timedelta(days=20)
    assert found.days(noon.date() + timedelta(days=1)) == 19
    assert runways.reckon(at=noon + HOUR) == 0  # nothing has changed
    assert runways.reckon(at=noon + timedelta(days=1)) == 1


def test_every_figure_that_changes_is_reckoned_with(desk, fang, noon):
    _case, party, usable = desk
    first = owe(party, "房东", "25000", 9, by=fang, at=noon)
    owe(party, "科盛精密", "9000", 20, by=fang, at=noon)
    runways.reckon(at=noon)

    def after():
        assert CashRunway.objects.get().changed_at == noon
        assert runways.reckon(at=noon) == 1
        return runways.shortest(fang).ends_on

    position.state_balance(
        party, account=usable, currency="EUR", amount=Decimal("26000"), as_of=noon.date(), by=fang, at=noon
    )
    assert after() == noon.date() + timedelta(days=20)
    inflow = expect(party, "Vogel", "50000", 12, usable, by=fang, at=noon)
    assert after() is None
    receipts.close_receipt(inflow, came=False, by=fang, at=noon)
    position.mark_linked(usable, linked=True, by=fang, at=noon)
    assert after() == noon.date() + timedelta(days=9)
    obligations.settle(first, paid=False, on=noon.date(), by=fang, at=noon)
    assert after() == noon.date() + timedelta(days=20)


def test_the_earliest_of_all_parties_counts_and_a_party_whose_case_is_closed_no_longer(desk, fang, mo, xu, noon):
    case, party, _usable = desk
    owe(party, "房东", "31000", 30, by=fang, at=noon)
    runways.reckon(at=noon)
    assert runways.shortest(fang).ends_on == noon.date() + timedelta(days=30)
    assert runways.shortest(xu).party is None  # works elsewhere
    moves.close(case, "released", lessons="先核实。", by=mo, at=noon + HOUR)
    assert runways.shortest(fang).party is None
    assert runways.reckon(at=noon + 2 * HOUR) == 1  # the accounts are free again: the case has moved


def test_money_that_nobody_claims_is_no_plan(desk, fang, noon):
    runways.reckon(at=noon)
    assert runways.shortest(fang).party is None
    assert not runways.shortest(fang).is_waiting


def test_a_plan_that_cannot_be_reckoned_shows_no_old_day_and_holds_up_no_other(desk, fang, noon, monkeypatch, caplog):
    _case, party, _usable = desk
    owe(party, "房东", "31000", 30, by=fang, at=noon)
    runways.reckon(at=noon)

    def fault(party, **given):
        raise ArithmeticError

    monkeypatch.setattr(planning, "picture", fault)
    owe(party, "科盛精密", "9000", 20, by=fang, at=noon)
    assert runways.reckon(at=noon + HOUR) == 1
    assert runways.shortest(fang).party is None
    assert "cannot be reckoned" in caplog.text


def test_the_dashboard_says_whose_money_ends_first(desk, fang, page, noon, monkeypatch):
    _case, party, _usable = desk
    monkeypatch.setattr(timezone, "now", lambda: noon)
    owe(party, "房东", "31000", 10, by=fang, at=noon)
    runways.reckon(at=noon)
    for address in ("/deadlines/?view=all", "/deadlines/wall/"):
        answer = page(fang, language="en").get(address).text
        assert ">10 days<" in answer, address
        assert f'<a href="/money/{party.pk}/">cash runway</a>' in answer, address

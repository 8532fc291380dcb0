"""What people paste: sums and days as both languages write them, every line answered, nothing lost, nothing guessed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from funds import obligations, pasting, recurring, sheets, stating
from funds.models import Balance, Obligation
from funds.refusals import Refused
from tests.funds.world import firm_in_need, owe

TODAY = date(2026, 1, 5)


@pytest.fixture
def party(fang, cai, mo, noon):
    return firm_in_need(fang, at=noon)[1]


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        ("1234.50", "1234.50"), ("1,234.50", "1234.50"), ("1.234,50", "1234.50"), ("1 234,50", "1234.50"),
        ("12,5", "12.5"), ("1,234", "1234"), ("1.234.567", "1234567"), ("１２００", "1200"), ("410,000元", "410000"),
        ("(5.00)", "-5.00"), ("1'000.00", "1000.00"), ("¥88", "88"),
    ],
)  # fmt: skip
def test_a_sum_is_read_as_it_is_written(text, sum_):
    assert sheets.amount(text) == (Decimal(sum_), "")


def test_a_currency_beside_the_sum_counts():
    assert sheets.amount("USD 12.00")[1] == sheets.amount("12.00 usd")[1] == "USD"
    assert sheets.amount("€ 5")[1] == "EUR"


@pytest.mark.parametrize(
    "text", ["", "ten", "1.234", "1,23,4", "1.2345", "5e3", "NaN", "12,345,67", "9" * 14, "EURO 5"]
)
def test_a_sum_that_could_be_two_is_asked_about(text):
    with pytest.raises(Refused):
        sheets.amount(text)


@given(st.decimals(min_value=0, max_value=Decimal("99999999999.99"), places=2))
@settings(max_examples=60)
def test_every_sum_comes_back_from_either_way_of_writing_it(sum_):
    english = f"{sum_:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert sheets.amount(english)[0] == sheets.amount(german)[0] == sum_


@pytest.mark.parametrize("text", ["2026-11-03", "2026/11/3", "2026年11月3日", "2026. 11. 3", "03.11.2026", "20261103"])
def test_a_day_is_read_as_it_is_written(text):
    assert sheets.day(text) == date(2026, 11, 3)


@pytest.mark.parametrize("text", ["", "soon", "03/04/2026", "2026-02-30", "3.4.26"])
def test_a_day_that_could_be_two_is_asked_about(text):
    with pytest.raises(Refused):
        sheets.day(text)


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_reading(text):
    for answer in pasting.read(text, currency="EUR"):
        assert answer.why or answer.values["amount"] is not None


# --- payments that are owed ------------------------------------------------------------------------------------------


def paste(party, text, fang, noon, **how):
    return pasting.paste(party, text, currency="EUR", by=fang, at=noon, **how)


def codes(party, text, fang, noon, **how):
    with pytest.raises(ValidationError) as refused:
        paste(party, text, fang, noon, **how)
    return [each.code for each in refused.value.error_dict["sheet"]]


def test_a_sheet_is_taken_whole_and_its_columns_may_be_named_in_either_language(party, fang, noon):
    assert paste(party, "Staff\t61.200,00\t2026-01-30\tpayroll\nKesheng\t76000\t2026-02-04", fang, noon).made == 2
    assert paste(party, '到期日,收款人,金额,类别\n2026年1月31日,园区,"54,000.00",租金', fang, noon).made == 1
    assert [(row.payee, row.amount, row.kind) for row in Obligation.objects.order_by("pk")] == [
        ("Staff", Decimal("61200.00"), "payroll"), ("Kesheng", 76000, "other"), ("园区", 54000, "rent"),
    ]  # fmt: skip


def test_one_bad_line_is_named_and_the_good_ones_can_go_ahead(party, fang, noon):
    text = (
        "Rent\t100\t2026-02-01\nRent\t-5\t2026-02-01\nTax\t5\tsoon\n\nStaff\tUSB 7\t2026-02-01\nRent\t100\t2026-02-01"
    )
    assert codes(party, text, fang, noon) == ["lines_refused", *["line_refused"] * 4]
    assert not Obligation.objects.exists()
    pasted = paste(party, text, fang, noon, part=True)
    assert pasted.made == Obligation.objects.count() == 1
    assert pasted.left == "Rent\t-5\t2026-02-01\nTax\t5\tsoon\nStaff\tUSB 7\t2026-02-01\nRent\t100\t2026-02-01"
    assert [each.line.number for each in pasted.refused] == [2, 3, 5, 6]


def test_a_payee_twice_is_asked_about(party, fang, noon):
    owe(party, "Kesheng", "100", 3, by=fang, at=noon)
    again = f"Kesheng\t100\t{noon.date() + timedelta(days=3)}"
    assert codes(party, again, fang, noon) == ["lines_refused", "line_refused"]
    assert paste(party, f"{again}\tother\tsecond container", fang, noon).made == 1


def test_more_than_ten_thousand_lines_are_taken_once_they_are_summed_up(party, fang, noon):
    many = "\n".join(f"P{n % 200}\t0.50\t2026-02-0{1 + n % 2}" for n in range(10_001))
    assert codes(party, many, fang, noon) == ["too_many"]
    assert paste(party, many, fang, noon, sum_up=True).made == 200
    assert sum(row.amount for row in Obligation.objects.all()) == Decimal("5000.50")


def test_an_open_quotation_mark_swallows_no_other_line(party, fang, noon):
    text = 'A "quoted,100,2026-02-01\n"B,100,2026-02-01\nC,7,2026-02-01'
    assert paste(party, text, fang, noon, part=True).left == '"B,100,2026-02-01'


# --- what comes again ------------------------------------------------------------------------------------------------


def monthly(payee, *days, amount="1200", currency="EUR"):
    return [recurring.Past(date.fromisoformat(day), payee, Decimal(amount), currency) for day in days]


def test_what_was_paid_three_months_running_is_proposed_with_its_evidence():
    [found] = recurring.proposals(monthly("园区", "2025-10-31", "2025-11-28", "2025-12-31"), today=TODAY)
    assert (found.every, found.due_on, found.month_day) == ("month", date(2026, 1, 31), 31)
    assert [past.day.month for past in found.seen] == [10, 11, 12]


@pytest.mark.parametrize(
    ("days", "every", "following"),
    [
        (("2025-12-15", "2025-12-22", "2025-12-29"), "week", date(2026, 1, 5)),
        (("2025-12-02", "2025-12-16", "2025-12-30"), "2weeks", date(2026, 1, 13)),
        (("2025-04-15", "2025-07-15", "2025-10-15"), "quarter", date(2026, 1, 15)),
        (("2025-01-10", "2025-02-10", "2025-03-10"), "month", date(2026, 1, 10)),
    ],
)
def test_its_period_is_seen_from_the_days_between(days, every, following):
    [found] = recurring.proposals(monthly("P", *days), today=TODAY)
    assert (found.every, found.due_on) == (every, following)


@pytest.mark.parametrize(
    "past",
    [
        monthly("P", "2025-11-30", "2025-12-30"),
        monthly("P", "2025-10-01", "2025-11-20", "2025-12-01"),
        monthly("P", "2025-11-30", "2025-12-30") + monthly("P", "2026-01-02", amount="9"),
        monthly("P", "2025-11-01", "2025-12-01") + monthly("P", "2026-01-01", currency="USD"),
    ],
)
def test_what_is_uneven_is_not_proposed(past):
    assert recurring.proposals(past, today=TODAY) == []


def test_rent_and_a_single_deposit_to_one_landlord_are_told_apart():
    past = monthly("Landlord", "2025-10-01", "2025-11-01", "2025-12-01") + monthly(
        "Landlord", "2025-11-15", amount="9000"
    )
    [found] = recurring.proposals(past, today=TODAY)
    assert found.amount == 1200


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 40))
def test_a_short_month_never_moves_the_next_one(day, steps):
    due = recurring.after(day, "month", 31, steps=steps)
    following = recurring.after(day, "month", 31, steps=steps + 1)
    assert (following.year * 12 + following.month) - (due.year * 12 + due.month) == 1
    assert (due + timedelta(days=1)).day == 1, "the last day of its month"


def test_wages_of_the_thirtieth_are_due_on_the_thirtieth_again_after_february(party, fang, noon):
    wages = owe(party, "Staff", "1000", 25, "payroll", by=fang, at=noon, every="month")
    assert [str(day) for day in obligations.due_days(wages, until=date(2026, 4, 6))] == [
        "2026-01-30", "2026-02-28", "2026-03-30",
    ]  # fmt: skip
    for _month in range(2):
        obligations.settle(wages, paid=True, on=noon.date(), by=fang, at=noon)
    assert str(wages.due_on) == "2026-03-30"


def test_an_accepted_proposal_keeps_its_evidence_and_is_not_proposed_again(party, fang, noon):
    text = (
        "\n".join(f"Insurer\t480\t2025-{month}-15\tinsurance" for month in (10, 11, 12)) + "\nInsurer\t480\t2026-09-01"
    )
    past, wrong = pasting.history(text, currency="EUR", today=TODAY)
    assert [each.line.number for each in wrong] == [4]
    [made] = pasting.open_proposals(party, past, today=TODAY)
    kept = pasting.accept(party, made, kind=made.kind, by=fang, at=noon)
    assert (kept.every, kept.kind, str(kept.due_on)) == ("month", "insurance", "2026-01-15")
    assert [str(day) for day in kept.seen_days] == ["2025-10-15", "2025-11-15", "2025-12-15"]
    assert pasting.open_proposals(party, past, today=TODAY) == []


def test_what_was_paid_in_this_house_counts_as_history(party, fang, noon):
    rent = owe(party, "Landlord", "700", 0, "rent", by=fang, at=noon, every="month")
    for month in (11, 12, 1):
        obligations.settle(rent, paid=True, on=date(2026 if month == 1 else 2025, month, 3), by=fang, at=noon)
    obligations.settle(rent, paid=False, on=noon.date(), by=fang, at=noon)
    past = pasting.paid_here(party, since=date(2025, 1, 1))
    assert [made.payee for made in pasting.open_proposals(party, past, today=TODAY)] == ["Landlord"]


# --- balances --------------------------------------------------------------------------------------------------------


def test_a_list_of_balances_is_taken_by_the_last_digits_of_each_account(party, fang, noon):
    frozen, usable = party.accounts.order_by("pk")
    text = f"IBAN;Balance;As of;Frozen\n…{frozen.number[-4:]};1.000,50;04.01.2026;300\n{usable.spaced};20;2026-01-05"
    stating.state_list(party, text, by=fang, at=noon)
    first, second = (Balance.objects.get(account=each, is_current=True) for each in (frozen, usable))
    assert (first.amount, str(first.as_of), first.frozen_amount) == (Decimal("1000.50"), "2026-01-04", 300)
    with override("en"):
        assert (second.amount, second.get_source_display()) == (20, "From a pasted list")


def test_a_list_with_one_bad_line_changes_no_balance(party, fang, noon):
    frozen, usable = party.accounts.order_by("pk")
    text = f"{usable.number},20,2026-01-05\n{usable.number},20,2026-01-05\n999999,1,2026-01-05\n{frozen.number},1,soon"
    with pytest.raises(ValidationError) as refused:
        stating.state_list(party, text, by=fang, at=noon)
    assert len(refused.value.error_dict["sheet"]) == 3
    assert Balance.objects.get(account=usable, is_current=True).amount == 30000

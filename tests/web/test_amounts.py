"""A sum as people type it: every way that can mean one thing is read, and nothing is guessed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from web.forms.amounts import MoneyField
from web.forms.money import money


@pytest.mark.parametrize(
    "typed",
    ["123456.78", "123,456.78", "123.456,78", "123 456,78", "１２３，４５６．７８", " 123'456.78 ", "123\u202f456,78"],
)
def test_a_sum_is_read_as_it_is_written(typed):
    assert MoneyField().clean(typed) == Decimal("123456.78")


@pytest.mark.parametrize("typed", ["486.200", "1,23,456", "十二万", "12 EUR", "1e5000", "NaN", "1.2.3", "9" * 40])
def test_what_could_be_two_sums_or_none_is_refused(typed):
    with pytest.raises(ValidationError):
        MoneyField().clean(typed)


def test_a_debt_keeps_its_sign():
    assert MoneyField().clean("-5.00") == Decimal("-5.00")


def test_in_a_rate_a_comma_groups_nothing():
    with pytest.raises(ValidationError):
        money("Rate", places=8).clean("7,812")

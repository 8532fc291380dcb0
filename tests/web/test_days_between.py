"""What the page of proofs draws between the days of papers: the second silent week is a gap, and a reader may widen it."""

from datetime import date

import pytest

from knowledge import loading
from tests import made
from tests.appeals import world


@pytest.fixture
def case(firm, fang, noon, db):
    loading.load(at=made.LOADED)
    case = world.freeze(firm, fang, at=noon)
    for mark, day in (("paid", date(2026, 3, 1)), ("delivered", date(2026, 3, 13)), ("accepted", date(2026, 3, 20))):
        world.paper(case, fang, at=noon, mark=mark, dated_on=day)
    return case


def drawn(page, case, asked=""):
    answer = page.get(f"/cases/{case.ref}/proof/{asked}")
    assert answer.status_code == 200
    assert answer.content.decode().count('class="gap"') == len(answer.context["gaps"])
    return [gap.days for gap in answer.context["gaps"]]


def test_twelve_days_between_payment_and_delivery_are_drawn(case, page, fang):
    assert drawn(page(fang), case) == [12]


def test_a_reader_says_what_is_long(case, page, fang):
    assert drawn(page(fang), case, "?longer=5") == [12, 7]
    assert drawn(page(fang), case, "?longer=30") == []


@pytest.mark.parametrize("asked", ["?longer=", "?longer=many", "?longer=-1", "?longer=7&longer=8"])
def test_a_length_nobody_offers_is_the_usual_one(case, page, fang, asked):
    assert drawn(page(fang), case, asked) == [12]

"""What a plan costs: two hundred obligations against the time of adding them up once, so that any machine can say."""

import random
import time
from decimal import Decimal

from funds.liquidity import Obligation, place

MANY = 200
MILLISECONDS = 100


def world(dice, count):
    owed = [
        Obligation(f"O{n}", dice.randint(1, 5), dice.randrange(91), Decimal(dice.randint(1, 900_000)) / 100)
        for n in range(count)
    ]
    moves = [(dice.randrange(91), Decimal(dice.randint(1, 4_000_000)) / 100) for _n in range(30)]
    return Decimal(40_000), moves, owed


def taken(plans):
    started = time.perf_counter()
    for plan in plans:
        place(*plan)
    return (time.perf_counter() - started) * 1000 / len(plans)


def test_two_hundred_obligations_take_less_than_a_tenth_of_a_second():
    plans = [world(random.Random(n), MANY) for n in range(20)]
    assert any(any(place(*plan).unpaid_by_tier) for plan in plans), "the hard ones leave something open"
    each = taken(plans)
    print(f"{MANY} obligations: {each:.1f} ms a plan")
    assert each < MILLISECONDS


def test_twice_as_many_take_no_more_than_eight_times_as_long():
    few, many = (
        taken([world(random.Random(n), MANY) for n in range(10)]),
        taken([world(random.Random(n), 2 * MANY) for n in range(10)]),
    )
    print(f"{MANY}: {few:.1f} ms, {2 * MANY}: {many:.1f} ms")
    assert many < 8 * few

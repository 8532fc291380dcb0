"""How many time limits a second: ten thousand in one process, mixed as in the table of cases, in under five seconds."""

import csv
import time
from itertools import cycle, islice
from pathlib import Path

from knowledge import catalogue
from knowledge.batch import answers, compute_row

CASES = Path(__file__).parents[1] / "rules" / "cases.csv"
HOW_MANY = 10_000
SECONDS = 5.0


def test_ten_thousand_dates_take_less_than_five_seconds():
    rows = list(islice(cycle(csv.DictReader(CASES.open(encoding="utf8"))), HOW_MANY))
    started = time.perf_counter()
    rules, calendars = catalogue.rules(), catalogue.calendars()
    loaded = time.perf_counter()
    refused = sum(refusal is not None for _, refusal in answers(rows, rules, calendars))
    done = time.perf_counter()
    print(f"load {loaded - started:.2f} s, {HOW_MANY} dates {done - loaded:.2f} s ({refused} refused)")
    assert refused == 0
    assert done - started < SECONDS


def test_drawing_the_reasons_costs_no_more_than_twice_the_count():
    """A page tells the trace in one language and draws the ruler; that is not allowed to become the expensive part."""
    rows = list(csv.DictReader(CASES.open(encoding="utf8"))) * 5
    rules, calendars = catalogue.rules(), catalogue.calendars()
    started = time.perf_counter()
    computed = [compute_row(row, rules, calendars) for row in rows]
    counted = time.perf_counter()
    told = sum(len(step.text("zh-Hans")) for due in computed for step in due.trace) + sum(
        len(due.ruler) for due in computed
    )
    drawn = time.perf_counter()
    ratio = (drawn - counted) / (counted - started)
    print(f"reasons and ruler against the count: {ratio:.2f}")
    assert told
    assert ratio < 6

"""Every worked case of the table, each computed by hand first: date, moment, and the reasons in both languages."""

import csv
from pathlib import Path

import pytest

from knowledge import catalogue
from knowledge.batch import answers, compute_row

CASES = list(csv.DictReader((Path(__file__).parent / "cases.csv").open(encoding="utf8")))


@pytest.mark.parametrize("case", CASES, ids=[case["case_id"] for case in CASES])
def test_the_case_ends_on_the_day_computed_by_hand(case):
    [(answer, refused)] = answers([case], catalogue.rules(), catalogue.calendars())
    assert refused is None
    assert answer["due_local"] == case["expected_due_local"], case["reason"]
    if case["expected_due_utc"]:
        assert answer["due_utc"] == case["expected_due_utc"]


@pytest.mark.parametrize(
    ("case_id", "alternative"),
    [
        ("CN19", "2026-05-06"),
        ("FR03", "2026-05-21"),
        ("HK01", "2026-04-08"),
        ("DE10", "2026-06-14T15:00+02:00"),
        ("A13", "2026-05-20"),
        ("DE01", "2026-03-15"),
        ("EU30", "2026-09-15"),
    ],
)
def test_the_other_arguable_date_stands_beside_it(case_id, alternative):
    case = next(case for case in CASES if case["case_id"] == case_id)
    due = compute_row(case, catalogue.rules(), catalogue.calendars())
    assert alternative in [other.as_json()["due_local"] for other in due.alternatives]

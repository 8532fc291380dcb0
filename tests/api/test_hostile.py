"""What a broken or hostile program sends: refused with a code, never an error of ours, and nothing half done."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Case

FIELDS = (
    "account_number",
    "institution",
    "party_name",
    "organisation",
    "country",
    "provider",
    "body_kind",
    "body_name",
    "jurisdiction",
    "instrument_no",
    "scope",
    "amount",
    "currency",
    "frozen_at",
    "known_at",
    "notice_on",
    "ends_on",
    "reason_quoted",
)
NASTY = (
    None,
    True,
    -1,
    0,
    10**40,
    1e308,
    "",
    " ",
    "\x00",
    "\ud800",
    "x" * 100_000,
    "🧊" * 500,
    "'; DROP TABLE cases_case; --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%s%(x)s{0}",
    "NaN",
    "Infinity",
    "1e999",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "0000-00-00",
    "2026-02-30",
    "2025-11-18T09:40:00+99:99",
    [],
    ["x"],
    {},
    {"a": {"b": []}},
)


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_takes_a_bad_value_without_breaking(program, fang, mo, freeze, field):
    door = program(fang)
    for value in NASTY:
        before = Case.objects.count()
        answer = door.post("/cases", {**freeze, field: value})
        assert answer.status_code in {201, 404, 422}, f"{field}={value!r}: {answer.status_code}"
        made = Case.objects.count() - before
        assert made == (1 if answer.status_code == 201 else 0), f"{field}={value!r} left something half done"
        if answer.status_code == 422:
            assert all(problem["code"] and problem["message"] for problem in answer.json()["problems"])


BODIES = ("", "null", "[]", "{", '"x"', "1", "[" * 5000, '{"a":' * 500, "\x00", '{"party_name": "\\ud800"}', "<xml/>")


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:12]))
def test_what_is_no_freeze_at_all_is_refused(program, fang, mo, body):
    answer = program(fang).post("/cases", body, raw=True)
    assert answer.status_code in {400, 422}
    assert answer.json()["problems"]
    assert not Case.objects.exists()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(sent=st.dictionaries(st.sampled_from(FIELDS), anything, max_size=6))
def test_any_mixture_is_answered(program, fang, mo, freeze, sent):
    answer = program(fang).post("/cases", {**freeze, **sent})
    assert answer.status_code in {201, 404, 422}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(before=st.text(max_size=30) | st.integers().map(str), only=st.text(max_size=10), after=st.text(max_size=40))
def test_any_question_is_answered(program, fang, before, only, after):
    assert program(fang).get("/cases", before=before, open_only=only).status_code in {200, 422}
    assert program(fang).get("/deadlines", after=after).status_code in {200, 422}


@pytest.mark.parametrize("ref", ["HL-0001'", "../../etc", "%00", "HL-0001%2F..", "🧊", "x" * 5000, "NULL"])
def test_any_number_of_a_case_is_looked_up(program, fang, ref):
    assert program(fang).get(f"/cases/{ref}").status_code == 404


def test_a_body_larger_than_the_house_takes_is_refused(program, fang, mo, freeze, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    answer = program(fang).post("/cases", json.dumps({**freeze, "reason_quoted": "x" * 200_000}), raw=True)
    assert answer.status_code in {400, 413}

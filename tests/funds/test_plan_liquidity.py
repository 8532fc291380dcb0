"""The command: its answers, its exit statuses, and what it says to figures that cannot be true. No database is open."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CASES = Path(__file__).parent / "cases.json"
ROOT = Path(__file__).parents[2]
OWED = {"id": "PAY", "tier": 1, "day": 0, "amount": 100, "payee": "Staff"}


def run(path):
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("plan_liquidity", str(path), stdout=out, stderr=err)
    except CommandError as refusal:
        status = refusal.returncode
    return status, out.getvalue(), err.getvalue()


@pytest.fixture
def ask(tmp_path):
    def asked(kind, given):
        path = tmp_path / "cases.json"
        path.write_text(json.dumps({"cases": [{"id": "A", "kind": kind, "given": given}]}), "utf8")
        return run(path)

    return asked


def test_the_table_answers_with_one_result_a_case():
    status, out, err = run(CASES)
    assert (status, err) == (0, "")
    answers = json.loads(out)
    assert answers["L01"]["apr_simple_pct"] == 37.2449
    assert answers["L37"]["payments"]["VAT"] == [[4, 2000, "P1"], [4, 5000, "cash"]]


def placed(**other):
    return {"opening": 1000, "flows": [], "obligations": [OWED], **other}


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("allocation", placed(obligations=[{**OWED, "amount": -5}]), "negative"),
        ("allocation", placed(obligations=[{**OWED, "amount": 0}]), "not_positive"),
        ("allocation", placed(obligations=[{**OWED, "amount": "ten"}]), "not_a_number"),
        ("allocation", placed(obligations=[{**OWED, "amount": "NaN"}]), "not_a_number"),
        ("allocation", placed(obligations=[{**OWED, "amount": 10**13}]), "too_large"),
        ("allocation", placed(obligations=[{**OWED, "tier": 6}]), "unknown_tier"),
        ("allocation", placed(obligations=[{**OWED, "day": 91}]), "outside_horizon"),
        ("allocation", placed(obligations=[{**OWED, "day": -1}]), "outside_horizon"),
        ("allocation", placed(obligations=[{**OWED, "day": 1.5}]), "not_a_day"),
        ("allocation", placed(obligations=[OWED, OWED]), "twice"),
        ("allocation", placed(obligations=[OWED, {**OWED, "id": "PAY2"}]), "payee_twice"),
        ("allocation", placed(obligations=[{**OWED, "id": str(n)} for n in range(10_000)]), "too_many"),
        ("allocation", placed(flows=[[400, 1]]), "outside_horizon"),
        ("allocation", placed(flows=["x"]), "not_a_list"),
        ("allocation", {"flows": []}, "missing_field"),
        ("runway", {"opening": 1, "flows": [], "horizon_days": 4000}, "horizon_too_long"),
        ("runway", {"opening": 1, "flows": [], "horizon_days": 0}, "days_not_positive"),
        ("thirteen_weeks", {"opening": 1, "flows": [], "weeks": 900}, "horizon_too_long"),
        ("usable_cash", {"accounts": [{"id": "A", "currency": "EURO", "balance": 1}]}, "unknown_currency"),
        ("usable_cash", {"accounts": [{"id": "A", "currency": "USD", "balance": 1}], "fx": {"EUR": 1}}, "rate_missing"),
        ("usable_cash", {"accounts": [{"id": "A", "currency": "EUR", "balance": 1, "status": "mine"}]}, "unknown_status"),
        ("usable_cash", {"accounts": [{"id": "A", "currency": "EUR", "balance": 1, "overdraft": -1}]}, "negative"),
        ("loan", {"principal": 1000, "annual_rate": 1, "days": 30, "arrangement_fee": 1}, "nothing_received"),
        ("loan", {"principal": 1000, "annual_rate": 1, "days": 0}, "days_not_positive"),
        ("early_payment_discount", {"discount": 1, "discount_day": 0, "net_day": 9, "invoice": 9}, "not_a_share"),
        ("early_payment_discount", {"discount": "0.1", "discount_day": 9, "net_day": 9, "invoice": 9}, "days_not_positive"),
        ("stress", {"accounts": [], "obligations": [], "freeze": "X"}, "unknown_account"),
        ("early_payment_discount", {"discount": "0.5", "days": 1, "invoice": 9}, "beyond_figures"),
        ("instalment_loan", {"principal": 9, "instalments": 10**9, "per_year": 12}, "too_many_instalments"),
        ("instalment_loan", {"principal": 9, "instalments": 9, "per_year": 12, "factor": "0.9"}, "no_cost"),
        ("stress", {"accounts": [{"id": "A", "currency": "EUR", "balance": 1, "access_lag": -1}]}, "outside_horizon"),
        ("stress", {"accounts": [], "obligations": [], "receipts": [[1, 2, ["A"]]], "freeze": "X"}, "unknown_account"),
        ("fortune", {}, "unknown_kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_refused_with_its_reason(ask, kind, given, code):
    status, out, err = ask(kind, given)
    assert status == 1
    answer = json.loads(out)["A"]
    assert answer["refused"] == code
    assert answer["en"] != answer["zh"]
    assert "{" not in answer["en"] + answer["zh"]
    assert err.startswith(f"A: {code}: ")


def test_a_refused_case_does_not_stop_the_next(tmp_path):
    path = tmp_path / "cases.json"
    good = {"id": "good", "kind": "approval", "given": {"amount": 1, "ladder": [["clerk", 5]]}}
    path.write_text(json.dumps({"cases": [{"id": "bad", "kind": "runway", "given": {}}, good]}), "utf8")
    status, out, _err = run(path)
    assert status == 1
    assert json.loads(out)["good"] == {"approver": "clerk"}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"cases": 4}', '{"cases": [4]}', '{"cases": [{"id": "A"}]}', "[" * 99_999]
)
def test_a_file_that_is_no_table_is_wrong_use(tmp_path, text):
    path = tmp_path / "cases.json"
    path.write_text(text, "utf8")
    assert run(path)[0] == 2


def test_a_case_that_stands_twice_is_wrong_use(tmp_path):
    path = tmp_path / "cases.json"
    case = {"id": "A", "kind": "approval", "given": {}}
    path.write_text(json.dumps({"cases": [case, case]}), "utf8")
    assert run(path)[0] == 2


def test_a_missing_file_is_wrong_use(tmp_path):
    assert run(tmp_path / "none.json")[0] == 2


def test_the_shell_sees_the_exit_status(tmp_path):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [{"id": "A", "kind": "runway", "given": {"opening": "-"}}]}), "utf8")
    done = subprocess.run(
        [sys.executable, "manage.py", "plan_liquidity", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr

"""Every worked case of the field, equal to the cent and to four decimals."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from funds.refusals import Refused
from funds.worked import KINDS, answer

HERE = Path(__file__).parent
CASES = json.loads((HERE / "cases.json").read_text("utf8"))["cases"]
EDGES = json.loads((HERE / "more_cases.json").read_text("utf8"))["cases"]


@pytest.mark.parametrize("case", CASES + EDGES, ids=[case["id"] for case in CASES + EDGES])
def test_the_worked_case_comes_out_to_the_cent(case):
    found = answer(case["kind"], case["given"])
    assert {key: plain(found[key]) for key in case["expected"]} == {
        key: plain(value) for key, value in case["expected"].items()
    }


def plain(value):
    """Figures as they are written: 9800.0 and 9800.00 are one."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, str) else f"{float(value):.4f}"


def test_there_is_a_case_of_every_kind():
    assert {case["kind"] for case in CASES} == set(KINDS)


def test_what_the_guide_gives_as_figures():
    """2/10 net 30, and factoring with its fees taken at once (LIQUIDITY, formulas)."""
    upfront = answer("factoring", next(c for c in CASES if c["id"] == "L13")["given"] | {"upfront": True})
    assert str(upfront["apr_simple_pct"]) == "27.1192"
    assert upfront["cash_at_collection"] == 15000


def test_fees_that_are_not_withheld_are_repaid_at_the_end():
    given = next(c for c in CASES if c["id"] == "L08")["given"] | {"fees_withheld": False}
    found = answer("loan", given)
    assert (found["net_proceeds"], found["repay_at_maturity"]) == (200000, 207750)


def test_nothing_is_owed_for_being_on_time():
    assert answer("late_cost", {"amount": 1000, "days_late": 0, "annual_rate": "0.1", "fixed": 40})["cost"] == 0


def test_a_runway_that_does_not_end_says_so():
    assert answer("runway", {"opening": 1, "flows": [], "horizon_days": 91})["runway_day"] is None


def test_the_sum_that_equals_a_limit_is_covered_and_a_cent_more_goes_up():
    ladder = [["clerk", 5000], ["manager", 20000]]
    assert answer("approval", {"amount": "5000.00", "ladder": ladder})["approver"] == "clerk"
    assert answer("approval", {"amount": "5000.01", "ladder": ladder})["approver"] == "manager"
    assert answer("approval", {"amount": "20000.01", "ladder": ladder})["approver"] is None


def test_a_reason_is_one_sentence_in_both_languages():
    owed = [
        {"id": "BIG", "tier": 1, "day": 50, "amount": 6000},
        {"id": "RENT", "tier": 4, "day": 20, "amount": 5000},
    ]
    found = answer("allocation", {"opening": 10000, "flows": [], "obligations": owed})
    assert found["pay_day"] == {"BIG": 50, "RENT": None}
    assert found["reasons"]["RENT"]["en"] == (
        "5,000.00 cannot be placed: at most 4,000.00 is free from day 20 on, the lowest point is day 50."
    )
    assert "第50天" in found["reasons"]["RENT"]["zh"]


def test_two_permissions_on_one_account_spend_one_balance():
    owed = [{"id": "PAY", "tier": 1, "day": 0, "amount": 900, "type": "payroll", "partial": True}]
    allow = {"types": ["payroll"], "cap": 600, "balance": 700, "account": "X"}
    found = answer(
        "permission",
        {"opening": 0, "flows": [], "obligations": owed, "permissions": [{"id": "A", **allow}, {"id": "B", **allow}]},
    )
    assert found["unpaid"] == {"PAY": 200}


def test_every_account_is_stressed_at_once_where_none_is_named():
    given = {
        key: value for key, value in next(c for c in CASES if c["kind"] == "stress")["given"].items() if key != "freeze"
    }
    found = answer("stress", given)["by_account"]
    assert found["X"]["usable_after"] == 30000
    assert found["Y"]["usable_after"] == 120000


def test_instalments_are_read_however_they_are_stated():
    """Interest on the whole sum, a share of it with each instalment, or a nominal rate: the true cost is the same kind."""
    terms = {"principal": 12000, "instalments": 12, "per_year": 12}
    flat = answer("instalment_loan", terms | {"flat_rate": "0.06"})
    fee = answer("instalment_loan", terms | {"fee_per_instalment": "0.005"})
    assert flat == fee
    assert (flat["instalment"], flat["total_cost"]) == (1060, 720)
    assert flat["nominal_apr_pct"] > 10, "six per cent flat cost nearly eleven"
    assert answer("instalment_loan", terms | {"annual_rate": 0})["instalment"] == 1000


def test_a_year_of_three_hundred_and_sixty_days_where_that_is_agreed():
    """2 % for twenty days: 2/98 x 360/20 is 36.7 % (CAPABILITIES, 8.2b)."""
    given = {"discount": "0.02", "discount_day": 10, "net_day": 30, "invoice": 10000}
    assert answer("early_payment_discount", given | {"day_basis": 360})["apr_simple_pct"] == Decimal("36.7347")


def test_money_that_needs_notice_counts_from_its_day_on():
    given = {
        "accounts": [
            {"id": "A", "currency": "EUR", "balance": 100},
            {"id": "B", "currency": "EUR", "balance": 900, "access_lag": 30},
        ],
        "obligations": [{"id": "PAY", "tier": 1, "day": 10, "amount": 500}],
        "freeze": "A",
    }
    found = answer("stress", given)
    assert (found["usable_after"], found["runway_day_if_nothing_is_deferred"]) == (900, 10)
    assert found["unpaid_by_tier"] == [0, 0, 0, 0, 0], "paid on day 30"


def test_a_receipt_counts_with_its_probability():
    given = {
        "accounts": [
            {"id": "A", "currency": "EUR", "balance": 0},
            {"id": "B", "currency": "EUR", "balance": 0},
        ],
        "receipts": [[3, 1000, "B", "0.4"]],
        "obligations": [],
        "freeze": "A",
    }
    assert answer("stress", given)["closing_without_freeze"] == 400


def test_payments_in_two_currencies_need_a_rate():
    owed = [
        {"id": "A", "tier": 1, "day": 0, "amount": 100, "currency": "EUR"},
        {"id": "B", "tier": 2, "day": 0, "amount": 100, "currency": "USD"},
    ]
    given = {"opening": 500, "flows": [], "obligations": owed}
    with pytest.raises(Refused) as refused:
        answer("allocation", given)
    assert refused.value.code == "rate_missing"
    assert answer("allocation", given | {"fx": {"EUR": 1, "USD": "0.9"}})["closing_cash"] == 310

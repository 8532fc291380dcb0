"""A firm whose main account is frozen: a till, a usable account, wages, rent and a supplier, built by the real acts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from cases import parties
from funds import obligations, planning, position, receipts
from funds.picture import WhatIf
from tests import build

IBAN = "DE89370400440532013000"


def firm_in_need(by, *, at, frozen="486200", usable="30000"):
    """(case, party, account): the case's account is frozen, a second one is usable."""
    case = build.case(by, at=at)
    party = case.party
    second = parties.add_account(
        party, {"number": IBAN, "institution": "KBC Bank", "currency": "EUR", "country": "DE"}, by=by, at=at
    )
    today = at.date()
    position.state_balance(
        party, account=case.account, currency="EUR", amount=Decimal(frozen), as_of=today, by=by, at=at
    )
    position.state_balance(party, account=second, currency="EUR", amount=Decimal(usable), as_of=today, by=by, at=at)
    return case, party, second


def owe(party, payee, amount, days, kind="other", *, by, at, **more):
    values = {
        "payee": payee, "amount": Decimal(amount), "due_on": at.date() + timedelta(days=days), "kind": kind,
        "currency": "EUR", **more,
    }  # fmt: skip
    return obligations.add(party, values, by=by, at=at)


def expect(party, payer, amount, days, account, *, by, at, **more):
    return receipts.expect(
        party, payer=payer, amount=Decimal(amount), currency="EUR", due_on=at.date() + timedelta(days=days),
        account=account, by=by, at=at, **more,
    )  # fmt: skip


def refusal(act, *args, **given):
    with pytest.raises(ValidationError) as refused:
        act(*args, **given)
    errors = refused.value
    if hasattr(errors, "error_dict"):
        return {name: found[0].code for name, found in errors.error_dict.items()}
    return errors.code


def see(party, noon, **asked):
    return planning.picture(party, today=noon.date(), what_if=WhatIf(**asked))

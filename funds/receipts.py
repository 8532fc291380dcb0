"""What is expected to come in, on which account. On a frozen one it is captured, until it may lawfully go elsewhere."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from audit import log
from cases.models import Account, Party
from funds import outdated, position
from funds.models import Receipt
from funds.money import MOST
from funds.obligations import LATEST


@transaction.atomic
def expect(
    party: Party,
    *,
    payer: str,
    amount: Decimal,
    currency: str,
    due_on: date,
    account: Account,
    by: User,
    at: datetime,
    probability: int = 100,
    reference: str = "",
) -> Receipt:
    """What lands on a frozen account is captured: it is kept as a row and counts nothing."""
    by.require(Can.PLAN_MONEY, party.organisation_id)
    position.known_currency(currency)
    if amount <= 0 or amount >= MOST:
        raise ValidationError({"amount": ValidationError(_("Enter an amount above zero."), code="not_positive")})
    today = party.organisation.day_of(at)
    if not today - LATEST <= due_on <= today + LATEST:
        raise ValidationError(
            {
                "due_on": ValidationError(
                    _("This day lies more than a year away. Check the year."), code="outside_horizon"
                )
            }
        )
    if account.party_id != party.pk:
        raise ValidationError(
            {"account": ValidationError(_("This account belongs to another party."), code="account_of_another")}
        )
    made = Receipt.objects.create(
        party=party,
        organisation_id=party.organisation_id,
        payer=payer.strip(),
        reference=reference.strip(),
        amount=amount,
        currency=currency,
        due_on=due_on,
        probability=probability,
        account=account,
        added_at=at,
        added_by=by,
    )
    _log(party, "money.receipt", by, at, {"receipt": made.pk, "amount": f"{currency} {amount}"})
    return made


@transaction.atomic
def redirect(expected: Receipt, *, to: Account, because: str, by: User, at: datetime) -> Receipt:
    """Only with counsel's word that no order covers it: routing money round a freeze is not lawful (LEGAL, d)."""
    by.require(Can.READ_PRIVILEGED, expected.organisation_id)
    if to.party_id != expected.party_id or to.status != Account.Status.USABLE:
        raise ValidationError(
            {"to": ValidationError(_("Choose a usable account of the same party."), code="account_not_usable")}
        )
    if not because.strip():
        raise ValidationError(
            {"because": ValidationError(_("Say why the order does not cover this inflow."), code="reason_missing")}
        )
    swapped = Receipt.objects.filter(pk=expected.pk, state=Receipt.State.OPEN, account=expected.account_id).update(
        account=to, redirected_because=because.strip()[:300], redirected_by=by
    )
    if not swapped:
        raise ValidationError(_("This inflow has changed meanwhile. Reload the page."), code="changed_meanwhile")
    expected.refresh_from_db()
    _log(expected.party, "money.redirected", by, at, {"receipt": expected.pk, "to": to.pk})
    return expected


@transaction.atomic
def close_receipt(expected: Receipt, *, came: bool, by: User, at: datetime) -> Receipt:
    by.require(Can.PLAN_MONEY, expected.organisation_id)
    state = Receipt.State.CAME if came else Receipt.State.CANCELLED
    if not Receipt.objects.filter(pk=expected.pk, state=Receipt.State.OPEN).update(state=state):
        raise ValidationError(_("Somebody has closed this inflow already."), code="settled_already")
    expected.refresh_from_db()
    _log(expected.party, f"money.receipt_{state}", by, at, {"receipt": expected.pk})
    return expected


def _log(party: Party, action: str, by: User, at: datetime, data: Mapping[str, Any]) -> None:
    log.record(chain=f"org/{party.organisation_id}", action=action, by=by, at=at, data={"party": party.pk, **data})
    outdated.note(party, at=at)

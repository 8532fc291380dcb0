"""What is there: balances with their day, rates with theirs, and which accounts are at risk because one is frozen."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from audit import log
from cases.models import Account, Party
from funds import outdated
from funds.models import Balance, Budget, Rate
from funds.money import CURRENCIES, ZERO

STATED = ("amount", "overdraft", "min_keep", "frozen_amount", "lag_days", "source")
FRAME = ("currency", "buffer", "household_floor", "reserve_days", "second_above")


def budget_of(party: Party) -> Budget:
    """The frame of the plan; where nobody has set one, the currency of the party's first account."""
    found = Budget.objects.filter(party=party).first()
    if found is None:
        account = party.accounts.active().order_by("pk").first()
        found = Budget(
            party=party, organisation_id=party.organisation_id, currency=account.currency if account else "EUR"
        )
    return found


@transaction.atomic
def set_budget(party: Party, values: Mapping[str, Any], *, version: int, by: User, at: datetime) -> Budget:
    by.require(Can.PLAN_MONEY, party.organisation_id)
    known_currency(values["currency"])
    for field in ("buffer", "household_floor", "second_above"):
        _not_negative(field, values.get(field))
    found = budget_of(party)
    fields = {field: values[field] for field in FRAME if field in values}
    if found._state.adding:
        found = Budget.objects.create(party=party, organisation_id=party.organisation_id, **fields)
    elif not Budget.objects.filter(pk=found.pk, version=version).update(version=F("version") + 1, **fields):
        raise ValidationError(
            _("Someone else changed the frame of the plan meanwhile. Compare, then save again."), code="saved_meanwhile"
        )
    found.refresh_from_db()
    _log(party, "money.budget", by, at, {field: str(value) for field, value in fields.items()})
    return found


def known_currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValidationError(
            {"currency": ValidationError(_("Choose a currency of the list, like EUR or CNY."), code="unknown_currency")}
        )
    return code


def _not_negative(field: str, amount: Decimal | None) -> None:
    if amount is not None and amount < 0:
        raise ValidationError({field: ValidationError(_("Enter zero or more."), code="negative")})


@transaction.atomic
def state_balance(
    party: Party,
    *,
    account: Account | None,
    currency: str,
    as_of: date,
    by: User,
    at: datetime,
    **stated: Any,
) -> Balance:
    """A newer figure takes the place of the last one, which stays readable. Without an account: the till."""
    by.require(Can.PLAN_MONEY, party.organisation_id)
    if account is not None:
        if account.party_id != party.pk:
            raise ValidationError(
                {"account": ValidationError(_("This account belongs to another party."), code="account_of_another")}
            )
        currency = account.currency
    known_currency(currency)
    if as_of > party.organisation.day_of(at):
        raise ValidationError(
            {"as_of": ValidationError(_("A balance is of today or of a day before."), code="balance_in_future")}
        )
    for field in ("overdraft", "min_keep", "frozen_amount"):
        _not_negative(field, stated.get(field))
    amount = stated["amount"]
    if account is None:
        _not_negative("amount", amount)
    frozen = stated.get("frozen_amount") or ZERO
    if frozen and frozen > amount:
        raise ValidationError(
            {
                "frozen_amount": ValidationError(
                    _(
                        "The frozen part is larger than the balance. No more can be frozen than is t"
                        "here: check the order."
                    ),
                    code="more_frozen_than_there",
                )
            }
        )
    current = Balance.objects.filter(party=party, is_current=True)
    current = current.filter(account=account) if account else current.filter(account=None, currency=currency)
    current.update(is_current=False)
    found = Balance.objects.create(
        party=party,
        organisation_id=party.organisation_id,
        account=account,
        currency=currency,
        as_of=as_of,
        stated_at=at,
        stated_by=by,
        **{field: stated[field] for field in STATED if stated.get(field) is not None},
    )
    _log(
        party,
        "money.balance",
        by,
        at,
        {"account": account.pk if account else None, "currency": currency, "amount": str(amount), "of": str(as_of)},
    )
    return found


@transaction.atomic
def state_rate(
    organisation: Organisation,
    *,
    currency: str,
    base: str,
    rate: Decimal,
    as_of: date,
    source: str,
    by: User,
    at: datetime,
) -> Rate:
    """Dated, and with its source: a sum in another currency stands on it."""
    by.require(Can.PLAN_MONEY, organisation.pk)
    known_currency(currency)
    if currency == base:
        raise ValidationError(
            {"currency": ValidationError(_("Choose another currency than that of the plan."), code="same_currency")}
        )
    if rate <= 0:
        raise ValidationError({"rate": ValidationError(_("Enter a rate above zero."), code="not_positive")})
    if as_of > organisation.day_of(at):
        raise ValidationError(
            {"as_of": ValidationError(_("A rate is of today or of a day before."), code="rate_in_future")}
        )
    if not source.strip():
        raise ValidationError({"source": ValidationError(_("Say where the rate stands."), code="source_missing")})
    found, _new = Rate.objects.update_or_create(
        organisation=organisation,
        currency=currency,
        base=base,
        as_of=as_of,
        defaults={"rate": rate, "source": source.strip(), "stated_at": at, "stated_by": by},
    )
    log.record(
        chain=f"org/{organisation.pk}",
        action="money.rate",
        by=by,
        at=at,
        data={"currency": currency, "base": base, "rate": str(rate), "of": as_of.isoformat()},
    )
    outdated.note_all(organisation.pk, at=at)
    return found


def rates_of(organisation_id: int, base: str) -> dict[str, Rate]:
    """The newest rate of each currency."""
    found: dict[str, Rate] = {}
    for rate in Rate.objects.filter(organisation_id=organisation_id, base=base).order_by("as_of", "pk"):
        found[rate.currency] = rate
    return found


@transaction.atomic
def mark_linked(account: Account, *, linked: bool, by: User, at: datetime) -> Account:
    """Row 2.2c: same institution, same signatory or same order. A linked account is not counted on; it is no freeze."""
    by.require(Can.PLAN_MONEY, account.organisation_id)
    frm, to = (
        (Account.Status.USABLE, Account.Status.LINKED) if linked else (Account.Status.LINKED, Account.Status.USABLE)
    )
    if not Account.objects.filter(pk=account.pk, status=frm).update(status=to):
        raise ValidationError(
            _("The state of this account has changed meanwhile. Reload the page."), code="changed_meanwhile"
        )
    account.refresh_from_db()
    _log(account.party, "money.linked" if linked else "money.unlinked", by, at, {"account": account.pk})
    return account


def _log(party: Party, action: str, by: User, at: datetime, data: Mapping[str, Any]) -> None:
    log.record(chain=f"org/{party.organisation_id}", action=action, by=by, at=at, data={"party": party.pk, **data})
    outdated.note(party, at=at)

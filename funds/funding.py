"""Ways to money: added with their terms, priced, decided, and committed only with the agreement in hand."""

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
from cases.models import Party
from documents.models import StoredFile
from funds import options, position
from funds.models import Decision, Option
from funds.money import MOST, ONE
from funds.options import Cost, Offer
from funds.refusals import Refused

FIELDS: tuple[str, ...] = (
    "kind",
    "name",
    "lender",
    "licence",
    "amount",
    "currency",
    "arrives_on",
    "days",
    "rate",
    "fee",
    "fixed_fee",
)
FIELDS += ("advance", "asset_value", "senior_lien")
RATE_BELOW = 100  # ten thousand per cent: more is a slip of the finger
NEED_A_LICENCE = {Option.Kind.BRIDGE, Option.Kind.ASSET, Option.Kind.FACTORING, Option.Kind.INSTALMENTS}


def cost_of(option: Option, sum_: Decimal | None = None) -> Cost:
    """For the whole sum, or a part of it. A fixed fee weighs more on a small one."""
    taken = sum_ or option.amount
    kinds = Option.Kind
    if option.kind == kinds.DISCOUNT:
        return options.early_payment(taken, option.rate, option.days)
    if option.kind == kinds.EXTENSION:
        return options.longer_term(taken, option.rate, option.days)
    if option.kind == kinds.FACTORING:
        return options.factoring(taken, option.advance, option.rate, option.fee, option.days)
    return options.loan(taken, option.rate, option.days, arrangement=option.fee, fixed=option.fixed_fee)


def offer(option: Option, *, today: date, rate: Decimal = ONE) -> Offer:
    """In the currency of the plan."""

    def cost(sum_: Decimal) -> Cost:
        found = cost_of(option, sum_ / rate)
        return Cost(found.total * rate, found.received * rate, found.days)

    return Offer(str(option.pk), option.amount * rate, max((option.arrives_on - today).days, 0), cost)


@transaction.atomic
def add(party: Party, values: Mapping[str, Any], *, by: User, at: datetime) -> Option:
    by.require(Can.PLAN_MONEY, party.organisation_id)
    kept = {field: values[field] for field in FIELDS if values.get(field) is not None}
    option = Option(party=party, organisation_id=party.organisation_id, added_at=at, added_by=by, **kept)
    problems = _problems(option)
    if problems:
        raise ValidationError(problems)
    option.save()
    log.record(
        chain=f"org/{party.organisation_id}",
        action="option.added",
        by=by,
        at=at,
        data={"option": option.pk, "kind": option.kind, "amount": f"{option.currency} {option.amount}"},
    )
    return option


def _problems(option: Option) -> dict[str, ValidationError]:
    found: dict[str, ValidationError] = {}
    if not 0 < option.amount < MOST:
        found["amount"] = ValidationError(_("Enter an amount above zero."), code="not_positive")
    position.known_currency(option.currency)
    if option.kind in NEED_A_LICENCE and not option.licence.strip():
        found["licence"] = ValidationError(
            _("Enter the lender's licence and where you looked it up. Unlicensed lenders are not compared."),
            code="licence_missing",
        )
    found |= _terms_out_of_range(option)
    if option.kind == Option.Kind.DISCOUNT and option.rate >= 1:
        found["rate"] = ValidationError(_("A discount is less than the whole invoice."), code="not_a_share")
    if option.kind == Option.Kind.ASSET and not found:
        found |= _asset_problems(option)
    if not found:
        try:
            cost_of(option)
        except Refused:
            found["fee"] = ValidationError(
                _("After the fees nothing is received. Do not take this money."), code="nothing_received"
            )
    return found


def _terms_out_of_range(option: Option) -> dict[str, ValidationError]:
    found: dict[str, ValidationError] = {}
    if not 0 <= option.rate < RATE_BELOW:
        found["rate"] = ValidationError(
            _("Enter the rate as a share, from 0 to less than 100: 0.08 is 8 per cent."), code="rate_out_of_range"
        )
    if not 0 <= option.fee < 1:
        found["fee"] = ValidationError(
            _("Enter the fee as a share of the sum, from 0 to less than 1: 0.01 is 1 per cent."), code="not_a_share"
        )
    if not 0 < option.advance <= 1:
        found["advance"] = ValidationError(
            _("Enter the share that is advanced, above 0 and at most 1: 0.8 is 80 per cent."), code="not_a_share"
        )
    for field in ("fixed_fee", "senior_lien", "asset_value"):
        if not 0 <= (getattr(option, field) or 0) < MOST:
            found[field] = ValidationError(_("Enter an amount that is not negative."), code="negative")
    return found


def _asset_problems(option: Option) -> dict[str, ValidationError]:
    """An encumbered asset carries no more than what is free on it (row 8.2a)."""
    if not option.asset_value:
        return {"asset_value": ValidationError(_("Enter what the asset is worth."), code="value_missing")}
    free = options.capacity(option.asset_value, option.advance, option.senior_lien, seized=False)
    if option.amount <= free:
        return {}
    return {
        "amount": ValidationError(
            _("The asset carries %(free)s at most: its value, the share lent on it, less what stands before us."),
            code="over_capacity",
            params={"free": f"{free:,.2f}"},
        )
    }


@transaction.atomic
def commit(option: Option, *, agreement: StoredFile | None, by: User, at: datetime) -> Option:
    """Row 8.2c: counts in the plan once it is decided and the agreement is attached."""
    by.require(Can.PLAN_MONEY, option.organisation_id)
    if not Decision.objects.filter(option=option, state=Decision.State.APPROVED).exists():
        raise ValidationError(_("Ask for the decision first: who may approve it, approves it."), code="not_decided")
    if agreement is None:
        raise ValidationError(
            {
                "agreement": ValidationError(
                    _("Attach the signed agreement: parties, sum, rate, day of repayment."), code="agreement_missing"
                )
            }
        )
    return _step(option, Option.State.COMMITTED, by=by, at=at, agreement=agreement)


@transaction.atomic
def drop(option: Option, *, by: User, at: datetime) -> Option:
    by.require(Can.PLAN_MONEY, option.organisation_id)
    return _step(option, Option.State.DROPPED, by=by, at=at)


def _step(option: Option, state: str, *, by: User, at: datetime, **values: Any) -> Option:
    if not Option.objects.filter(pk=option.pk, state=Option.State.OPEN).update(state=state, **values):
        raise ValidationError(_("This option has been settled meanwhile. Reload the page."), code="changed_meanwhile")
    option.refresh_from_db()
    log.record(
        chain=f"org/{option.organisation_id}", action=f"option.{state}", by=by, at=at, data={"option": option.pk}
    )
    return option


def repayment(option: Option) -> Decimal:
    """What goes out again at the end. For a discount and for factoring: the invoice that then no longer comes in."""
    cost = cost_of(option)
    return cost.received + cost.total

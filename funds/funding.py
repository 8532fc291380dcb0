"""Ways to money: added with their terms, priced, decided, and committed only with the agreement in hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from audit import log
from cases.models import Party
from documents.models import StoredFile
from funds import options, outdated, position, security
from funds.models import Asset, Decision, Option
from funds.money import MOST, ONE, ZERO, over
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
FIELDS += ("advance", "asset_value", "senior_lien", "asset", "instalments", "per_year", "instalment")
MOST_INSTALMENTS = 600
A_YEAR = (4, 12, 24, 26, 52)
RATE_BELOW = 100  # ten thousand per cent: more is a slip of the finger
RISKS: dict[str, "str | Promise"] = {
    Option.Kind.DISCOUNT: _(
        "The discount is gone for good, and a customer who was offered it may ask for it again. Offer it to customers "
        "who owe the sum already; the money must land on an account that no order covers."
    ),
    Option.Kind.EXTENSION: _(
        "The sum is owed later, not less. A supplier who waits too often shortens the terms of the next order."
    ),
    Option.Kind.SHAREHOLDER: _(
        "In an insolvency such a loan may rank last. It needs a written agreement, a market rate and a resolution; the "
        "lender's money must be clean, and must not come from a frozen account."
    ),
    Option.Kind.BRIDGE: _(
        "It falls due in one sum, whether the freeze is lifted or not. Look at what happens if it lasts longer."
    ),
    Option.Kind.ASSET: _(
        "If it is not repaid, the asset is lost. What is frozen, pledged or claimed by another cannot be given."
    ),
    Option.Kind.FACTORING: _(
        "Ask who bears the loss if the customer does not pay. An assignment must not defeat an order on the receivable."
    ),
    Option.Kind.INSTALMENTS: _(
        "The stated rate hides the true one: the money is paid back from the first month on. Check the licence of the "
        "lender, its fees for early and late payment, and pay nothing before the money arrives."
    ),
}
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
    if option.kind == kinds.INSTALMENTS and option.instalments and option.per_year:
        return _instalments(option, taken)
    return options.loan(taken, option.rate, option.days, arrangement=option.fee, fixed=option.fixed_fee)


def _instalments(option: Option, taken: Decimal) -> Cost:
    """By what each instalment is, or by a nominal yearly rate; the fees are withheld."""
    count, per_year = option.instalments or 1, option.per_year or 1
    if option.instalment:
        each = over(option.instalment * taken, option.amount)
    else:
        each = options.level_instalment(taken, option.rate, count, per_year)
    return options.repaid(taken * (ONE - option.fee) - option.fixed_fee, each, count, per_year)


def offer(option: Option, *, today: date, rate: Decimal = ONE) -> Offer:
    """In the currency of the plan."""

    def cost(sum_: Decimal) -> Cost:
        found = cost_of(option, sum_ / rate)
        return replace(found, total=found.total * rate, received=found.received * rate)

    return Offer(str(option.pk), option.amount * rate, max((option.arrives_on - today).days, 0), cost)


@transaction.atomic
def add(party: Party, values: Mapping[str, Any], *, by: User, at: datetime) -> Option:
    by.require(Can.PLAN_MONEY, party.organisation_id)
    kept = {field: values[field] for field in FIELDS if values.get(field) is not None}
    if kept.get("kind") != Option.Kind.INSTALMENTS:
        kept |= {"instalments": None, "per_year": None, "instalment": None}
    elif kept.get("instalments") and kept.get("per_year") in A_YEAR:
        kept["days"] = min(-(-365 * kept["instalments"] // kept["per_year"]), 32_000)
    if kept.get("kind") != Option.Kind.ASSET:
        kept["asset"] = None
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
    if option.kind == Option.Kind.INSTALMENTS:
        found |= _instalment_problems(option)
    if not found:
        try:
            cost_of(option).effective  # noqa: B018  a cost beyond all figures is refused as well
        except Refused as refused:
            field = "instalment" if refused.code == "no_cost" else "fee"
            found[field] = ValidationError(refused.text(get_language() or "en"), code=refused.code)
    return found


def _instalment_problems(option: Option) -> dict[str, ValidationError]:
    found: dict[str, ValidationError] = {}
    if not option.instalments or not 0 < option.instalments <= MOST_INSTALMENTS:
        found["instalments"] = ValidationError(
            _("Enter the number of instalments, from 1 to %(most)d."),
            code="instalments_missing",
            params={"most": MOST_INSTALMENTS},
        )
    if option.per_year not in A_YEAR:
        found["per_year"] = ValidationError(_("Choose how often it is paid."), code="per_year_missing")
    if option.instalment is not None and not 0 < option.instalment < MOST:
        found["instalment"] = ValidationError(_("Enter an amount above zero."), code="not_positive")
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
    if option.asset is not None:
        return _registered_problems(option, option.asset)
    if not option.asset_value:
        return {"asset_value": ValidationError(_("Enter what the asset is worth."), code="value_missing")}
    return _over_capacity(
        option, options.capacity(option.asset_value, option.advance, option.senior_lien, seized=False)
    )


def _registered_problems(option: Option, asset: Asset) -> dict[str, ValidationError]:
    """Row 8.2a: an encumbered one cannot be chosen, whoever sends it."""
    if asset.party_id != option.party_id or not asset.is_free:
        return {"asset": ValidationError(_("Choose a free asset of the register."), code="asset_not_free")}
    if asset.currency != option.currency:
        return {
            "currency": ValidationError(
                _("The asset is valued in %(currency)s. Enter the loan in it."),
                code="other_currency",
                params={"currency": asset.currency},
            )
        }
    return _over_capacity(option, security.capacities(option.party).get(asset.pk, ZERO))


def _over_capacity(option: Option, free: Decimal) -> dict[str, ValidationError]:
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
    outdated.note(option.party, at=at)
    return option


def repayments(option: Option) -> list[tuple[int, Decimal]]:
    """What goes out again, and how many days after the money came: at the end, or bit by bit.

    For a discount and for factoring it is the invoice that then no longer comes in.
    """
    cost = cost_of(option)
    if option.kind == Option.Kind.INSTALMENTS and option.instalments and option.per_year:
        each = over(cost.received + cost.total, Decimal(option.instalments))
        return [(-(-365 * (n + 1) // option.per_year), each) for n in range(option.instalments)]
    return [(cost.days, cost.received + cost.total)]

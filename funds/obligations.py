"""What is owed: added, given its tier, and settled when it was paid elsewhere. Sheets are read in pasting.py."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from audit import log
from cases.models import Account, Party
from funds import outdated, position, recurring
from funds.liquidity import HORIZON
from funds.models import Decision, Obligation, TierRule
from funds.models.obligations import TIER_OF, Kind, Tier
from funds.money import MOST, ZERO

LATEST = timedelta(days=371)
NEVER_PAYER = (Account.Status.FROZEN, Account.Status.CLOSED)
FIELDS: tuple[str, ...] = (
    "kind",
    "payee",
    "reference",
    "amount",
    "currency",
    "due_on",
    "every",
    "partial",
    "min_partial",
    "late_rate",
)
FIELDS += ("late_fixed", "pay_from", "month_day", "seen")


def tiers_of(organisation_id: int, country: str = "") -> dict[str, int]:
    """The house's order with the organisation's own changes; what it says of a country comes before the rest."""
    rows = TierRule.objects.filter(organisation_id=organisation_id, country__in=["", country]).order_by("country")
    return {**TIER_OF, **dict(rows.values_list("kind", "tier"))}


@transaction.atomic
def set_tier(
    organisation: Organisation, kind: str, tier: int, *, by: User, at: datetime, country: str = ""
) -> TierRule:
    """Where local law ranks otherwise: counsel is asked first, the change is kept."""
    by.require(Can.DECIDE_MONEY, organisation.pk)
    if kind not in Kind.values or tier not in Tier.values:
        raise ValidationError(_("Choose a kind and a priority of the list."), code="unknown_tier")
    found, _new = TierRule.objects.update_or_create(
        organisation=organisation, kind=kind, country=country, defaults={"tier": tier}
    )
    data = {"kind": kind, "tier": tier, "country": country}
    log.record(chain=f"org/{organisation.pk}", action="money.tier", by=by, at=at, data=data)
    outdated.note_all(organisation.pk, at=at)
    return found


@transaction.atomic
def add(party: Party, values: Mapping[str, Any], *, by: User, at: datetime) -> Obligation:
    by.require(Can.PLAN_MONEY, party.organisation_id)
    made = _add(party, values, by=by, at=at)
    _log(party, "money.obligation", by, at, {"obligation": made.pk, "amount": f"{made.currency} {made.amount}"})
    return made


def _add(party: Party, values: Mapping[str, Any], *, by: User, at: datetime) -> Obligation:
    kept = {field: values[field] for field in FIELDS if values.get(field) is not None}
    kept["payee"] = str(kept.get("payee", "")).strip()
    kept["reference"] = str(kept.get("reference", "")).strip()
    if kept.get("due_on") and kept.get("every") in recurring.MONTHS:
        kept.setdefault("month_day", kept["due_on"].day)
    problems = problems_of(party, kept, at)
    if problems:
        raise ValidationError(problems)
    try:
        with transaction.atomic():
            return Obligation.objects.create(
                party=party, organisation_id=party.organisation_id, added_at=at, added_by=by, **kept
            )
    except IntegrityError:
        raise ValidationError({"payee": twice(kept["payee"])}) from None


def twice(payee: str) -> ValidationError:
    return ValidationError(
        _("%(payee)s is to get this sum on this day already. Say in “for what” how this one differs."),
        code="payee_twice",
        params={"payee": payee},
    )


def problems_of(party: Party, kept: Mapping[str, Any], at: datetime) -> dict[str, ValidationError]:
    """All that is wrong at once, each beside its field."""
    found: dict[str, ValidationError] = {}
    amount = kept.get("amount")
    if not kept["payee"]:
        found["payee"] = ValidationError(_("Enter who is to be paid."), code="payee_missing")
    if amount is None or amount <= 0:
        found["amount"] = ValidationError(_("Enter an amount above zero."), code="not_positive")
    elif amount >= MOST:
        found["amount"] = ValidationError(_("This is more than 999 billion. Check the zeros."), code="too_large")
    if kept.get("kind") not in Kind.values:
        found["kind"] = ValidationError(_("Choose a kind of the list."), code="unknown_kind")
    try:
        position.known_currency(kept.get("currency", ""))
    except ValidationError as refused:
        found["currency"] = refused.error_dict["currency"][0]
    due, today = kept.get("due_on"), party.organisation.day_of(at)
    if due is None:
        found["due_on"] = ValidationError(_("Enter the day it is due."), code="due_missing")
    elif not today - LATEST <= due <= today + LATEST:
        found["due_on"] = ValidationError(
            _("This day lies more than a year away. Check the year."), code="outside_horizon"
        )
    for field in ("min_partial", "late_rate", "late_fixed"):
        if (kept.get(field) or ZERO) < 0:
            found[field] = ValidationError(_("Enter zero or more."), code="negative")
    if amount and amount > 0 and (kept.get("min_partial") or ZERO) > amount:
        found["min_partial"] = ValidationError(_("A part cannot be more than the whole."), code="part_too_large")
    if (payer := kept.get("pay_from")) is not None:
        found |= _payer_problem(party, payer)
    return found


def _payer_problem(party: Party, payer: Account) -> dict[str, ValidationError]:
    """Row 2.2c: frozen money cannot be planned. It is reached by a permission only."""
    if payer.party_id != party.pk:
        return {"pay_from": ValidationError(_("This account belongs to another party."), code="account_of_another")}
    if payer.status in NEVER_PAYER:
        return {
            "pay_from": ValidationError(
                _("This account is frozen: nothing can be paid from it without a permission. Ask for one."),
                code="frozen_payer",
            )
        }
    return {}


# --- settling --------------------------------------------------------------------------------------------------------


@transaction.atomic
def settle(owed: Obligation, *, paid: bool, on: date, by: User, at: datetime) -> Obligation:
    """Paid elsewhere, or no longer owed. Above the limit a decision of two people must stand first (row 7.2c)."""
    by.require(Can.PLAN_MONEY, owed.organisation_id)
    limit = position.budget_of(owed.party).second_above
    decided = Decision.objects.filter(obligation=owed, state=Decision.State.APPROVED).exists()
    if paid and limit is not None and owed.amount > limit and not decided:
        raise ValidationError(
            _("Above %(limit)s a second person decides first. Ask for the decision."),
            code="needs_decision",
            params={"limit": limit},
        )
    if owed.every != Obligation.Every.ONCE and paid:
        return _next_time(owed, on=on, by=by, at=at)
    state = Obligation.State.PAID if paid else Obligation.State.CANCELLED
    if not Obligation.objects.filter(pk=owed.pk, state=Obligation.State.OPEN).update(state=state, settled_on=on):
        raise ValidationError(_("Somebody has settled this payment already."), code="settled_already")
    owed.refresh_from_db()
    _log(owed.party, f"money.{state}", by, at, {"obligation": owed.pk, "on": on.isoformat()})
    return owed


def paid_under_permission(owed: Obligation, due: date, *, on: date, by: User, at: datetime) -> None:
    """The institution has paid all of it. The decision of the freezing body stands above the house's own limit."""
    if owed.state != Obligation.State.OPEN or owed.due_on != due:
        return
    if owed.every != Obligation.Every.ONCE:
        _next_time(owed, on=on, by=by, at=at)
    elif Obligation.objects.filter(pk=owed.pk, state=Obligation.State.OPEN).update(
        state=Obligation.State.PAID, settled_on=on
    ):
        _log(owed.party, "money.paid", by, at, {"obligation": owed.pk, "on": on.isoformat()})


def _next_time(owed: Obligation, *, on: date, by: User, at: datetime) -> Obligation:
    """A payment that comes again moves to its next day; what was paid stays as a row."""
    following = next_due(owed)
    if not Obligation.objects.filter(pk=owed.pk, state=Obligation.State.OPEN, due_on=owed.due_on).update(
        due_on=following
    ):
        raise ValidationError(_("Somebody has settled this payment already."), code="settled_already")
    Obligation.objects.create(
        **{field: getattr(owed, field) for field in FIELDS if field not in ("every", "month_day", "seen")},
        party=owed.party,
        organisation_id=owed.organisation_id,
        state=Obligation.State.PAID,
        settled_on=on,
        added_at=at,
        added_by=by,
    )
    owed.refresh_from_db()
    _log(owed.party, "money.paid", by, at, {"obligation": owed.pk, "on": on.isoformat()})
    return owed


def next_due(owed: Obligation) -> date:
    return recurring.after(owed.due_on, owed.every, owed.month_day or owed.due_on.day)


def due_days(owed: Obligation, *, until: date) -> list[date]:
    """Every day on which it falls due before the plan ends, counted from the first: no month moves the next one."""
    days = [owed.due_on]
    while owed.every != Obligation.Every.ONCE and len(days) < HORIZON:
        following = recurring.after(owed.due_on, owed.every, owed.month_day or owed.due_on.day, steps=len(days))
        if following >= until:
            break
        days.append(following)
    return [day for day in days if day < until]


def _log(party: Party, action: str, by: User, at: datetime, data: Mapping[str, Any]) -> None:
    log.record(chain=f"org/{party.organisation_id}", action=action, by=by, at=at, data={"party": party.pk, **data})
    outdated.note(party, at=at)

"""Assets that can carry a loan, and security offered in place of the frozen account: approved by another, then sent.

Civil Procedure Law of China, art. 107; Interpretation, art. 167; Preservation Provisions, art. 22: the court decides
within five days, in urgent matters within 48 hours (LEGAL, d). Counsel sends the offer; nothing leaves by itself.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from audit import log
from cases import history
from cases.models import Case, Party
from funds import options, position
from funds.models import Asset, Option, SecurityOffer
from funds.money import MOST, ZERO

FIELDS = ("name", "value", "currency", "valued_on", "share", "senior_lien", "state")
OFFERED = ("kind", "asset", "issuer", "amount", "currency", "valid_until", "why")


def capacities(party: Party) -> dict[int, Decimal]:
    """What each still carries: a pledged or seized one nothing, and what other loans take of it comes off."""
    rows = Option.objects.filter(party=party, asset__isnull=False).exclude(state=Option.State.DROPPED)
    taken = dict(rows.values_list("asset").annotate(sum=Sum("amount")))
    return {
        each.pk: max(
            options.capacity(each.value, each.share, each.senior_lien, seized=not each.is_free)
            - taken.get(each.pk, ZERO),
            ZERO,
        )
        for each in Asset.objects.filter(party=party)
    }


@transaction.atomic
def register(party: Party, values: Mapping[str, Any], *, by: User, at: datetime) -> Asset:
    by.require(Can.PLAN_MONEY, party.organisation_id)
    kept = {field: values[field] for field in FIELDS if values.get(field) is not None}
    problems: dict[str, ValidationError] = {}
    if not 0 < kept.get("value", ZERO) < MOST:
        problems["value"] = ValidationError(_("Enter an amount above zero."), code="not_positive")
    if not 0 < kept.get("share", ZERO) <= 1:
        problems["share"] = ValidationError(
            _("Enter the share that is lent on it, above 0 and at most 1: 0.6 is 60 per cent."), code="not_a_share"
        )
    if kept.get("senior_lien", ZERO) < 0:
        problems["senior_lien"] = ValidationError(_("Enter zero or more."), code="negative")
    if kept["valued_on"] > party.organisation.day_of(at):
        problems["valued_on"] = ValidationError(
            _("This day lies in the future. Enter today or an earlier day."), code="in_future"
        )
    if problems:
        raise ValidationError(problems)
    position.known_currency(kept["currency"])
    try:
        with transaction.atomic():
            asset = Asset.objects.create(
                party=party, organisation_id=party.organisation_id, added_at=at, added_by=by, **kept
            )
    except IntegrityError:
        raise ValidationError(
            {"name": ValidationError(_("An asset of this name is in the register already."), code="asset_twice")}
        ) from None
    _log(asset, "asset.added", by, at, {"value": f"{asset.currency} {asset.value}"})
    return asset


@transaction.atomic
def mark(asset: Asset, state: str, *, by: User, at: datetime) -> Asset:
    by.require(Can.PLAN_MONEY, asset.organisation_id)
    if state not in Asset.State.values:
        raise ValidationError(_("Choose a state of the list."), code="unknown_state")
    Asset.objects.filter(pk=asset.pk).update(state=state)
    asset.refresh_from_db()
    _log(asset, "asset.state", by, at, {"state": state})
    return asset


# --- security offered to the freezing body ---------------------------------------------------------------------------


@transaction.atomic
def propose(case: Case, values: Mapping[str, Any], *, by: User, at: datetime) -> SecurityOffer:
    case.require(by, Can.ASK_PERMISSION)
    kept = {field: values[field] for field in OFFERED if values.get(field) is not None}
    problems = _problems(case, kept, at)
    if problems:
        raise ValidationError(problems)
    position.known_currency(kept["currency"])
    made = SecurityOffer.objects.create(
        case=case, organisation_id=case.organisation_id, added_at=at, added_by=by, **kept
    )
    _told(made, "security.drafted", by, at)
    return made


def _problems(case: Case, kept: Mapping[str, Any], at: datetime) -> dict[str, ValidationError]:
    found: dict[str, ValidationError] = {}
    asset, kind = kept.get("asset"), kept.get("kind")
    if not 0 < kept.get("amount", ZERO) < MOST:
        found["amount"] = ValidationError(_("Enter an amount above zero."), code="not_positive")
    if kept["valid_until"] < case.organisation.day_of(at):
        found["valid_until"] = ValidationError(_("This day is over."), code="in_past")
    if kind == SecurityOffer.Kind.GUARANTEE and not kept.get("issuer", "").strip():
        found["issuer"] = ValidationError(_("Enter the bank or insurer that issues it."), code="issuer_missing")
    if kind == SecurityOffer.Kind.ASSET:
        if asset is None or asset.party_id != case.party_id:
            found["asset"] = ValidationError(_("Choose an asset of the register."), code="asset_missing")
        elif not asset.is_free:
            found["asset"] = ValidationError(
                _("This asset is pledged or seized: it cannot be offered."), code="asset_not_free"
            )
    return found


@transaction.atomic
def approve(offer: SecurityOffer, *, by: User, at: datetime) -> SecurityOffer:
    """By somebody who may decide about money, and who did not draft it."""
    by.require(Can.DECIDE_MONEY, offer.organisation_id)
    if offer.added_by_id == by.pk:
        raise ValidationError(_("Nobody decides their own request. Ask a colleague."), code="own_request")
    return _step(offer, "approved", ["draft"], by=by, at=at, approved_by=by, approved_at=at)


@transaction.atomic
def send(offer: SecurityOffer, *, on: date, by: User, at: datetime) -> SecurityOffer:
    offer.case.require(by, Can.ASK_PERMISSION)
    if offer.valid_until < on:
        raise ValidationError(_("This offer has run out. Draft a new one."), code="expired")
    return _step(offer, "offered", ["approved"], by=by, at=at, offered_on=on)


@transaction.atomic
def answer(
    offer: SecurityOffer, *, accepted: bool, on: date, by: User, at: datetime, instrument: str = ""
) -> SecurityOffer:
    offer.case.require(by, Can.ASK_PERMISSION)
    if accepted and not instrument.strip():
        raise ValidationError(
            {"instrument": ValidationError(_("Enter the number of the ruling."), code="instrument_missing")}
        )
    state = "accepted" if accepted else "refused"
    return _step(offer, state, ["offered"], by=by, at=at, answered_on=on, instrument=instrument.strip()[:100])


@transaction.atomic
def drop(offer: SecurityOffer, *, by: User, at: datetime) -> SecurityOffer:
    offer.case.require(by, Can.ASK_PERMISSION)
    return _step(offer, "dropped", ["draft", "approved"], by=by, at=at)


def _step(offer: SecurityOffer, state: str, frm: list[str], *, by: User, at: datetime, **values: Any) -> SecurityOffer:
    if not SecurityOffer.objects.filter(pk=offer.pk, state__in=frm).update(state=state, **values):
        raise ValidationError(_("This offer has moved on meanwhile. Reload the page."), code="changed_meanwhile")
    offer.refresh_from_db()
    _told(offer, f"security.{state}", by, at)
    return offer


def _told(offer: SecurityOffer, action: str, by: User, at: datetime) -> None:
    data = {"offer": offer.pk, "kind": offer.kind, "amount": f"{offer.currency} {offer.amount}"}
    history.record(offer.case, action, by=by, at=at, data=data)


def _log(asset: Asset, action: str, by: User, at: datetime, data: Mapping[str, Any]) -> None:
    log.record(chain=f"org/{asset.organisation_id}", action=action, by=by, at=at, data={"asset": asset.pk, **data})

"""Permission to pay from frozen money: drafted with its items, requested, granted with a cap, and booked to the cent.

Who grants and on what basis differs by freezing body (LEGAL, d). The product drafts the request; counsel sends it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from cases import history, timeline
from cases.models import Account, Case, Party
from documents.models import StoredFile
from funds import obligations, outdated
from funds.models import LedgerEntry, Obligation, Permission, PermissionItem
from funds.money import ZERO


@dataclass(frozen=True)
class Ground:
    """A basis to ask on: who grants it, what the text says, how sure that is, and how long it takes."""

    code: str
    name: "str | Promise"
    grantor: "str | Promise"
    basis: "str | Promise"
    time: "str | Promise"
    is_cited: bool = True  # a text that a letter can name; otherwise counsel writes the basis in


GROUNDS = {
    ground.code: ground
    for ground in (
        Ground(
            "operating",
            _("Wages, tax and running costs"),
            _("The freezing body"),
            _("The guide, 8.1. Not confirmed by a text for companies: counsel checks the basis before it is sent."),
            _("No period is set: ask early."),
            is_cited=False,
        ),
        Ground(
            "security",
            _("Security or another asset instead"),
            _("The court"),
            _("Civil Procedure Law of China, art. 107; Preservation Provisions, art. 22."),
            _("Ruling in 5 days; 48 hours if urgent."),
        ),
        Ground(
            "eu_listed",
            _("Listed in the EU: basic needs, fees, prior contracts"),
            _("The competent national authority"),
            _("Regulation (EU) 269/2014, art. 4 and following."),
            _("No period to decide; two weeks' prior notice for extraordinary expenses."),
        ),
        Ground(
            "uk_exclusion",
            _("Exclusion from a British account freezing order"),
            _("The magistrates' court"),
            _("Proceeds of Crime Act 2002, s. 303Z5."),
            _("At any time."),
        ),
        Ground(
            "uk_sanctions",
            _("Licence under British sanctions"),
            _("OFSI"),
            _("OFSI's general guidance."),
            _("Apply at least four weeks ahead."),
        ),
        Ground(
            "provider",
            _("Payment by the provider itself"),
            _("The provider that froze the account"),
            _("The contract with the provider; no text gives a right to it."),
            _("No period is set: ask early."),
            is_cited=False,
        ),
    )
}
BODY_GROUND = {"provider": "provider", "sanctions": "eu_listed"}
URGENT_TIERS = (1, 2)


def grounds_for(case: Case) -> list[Ground]:
    """The likely ones first; counsel chooses."""
    likely = next((code for part, code in BODY_GROUND.items() if part in case.freeze.body_kind), "operating")
    return sorted(GROUNDS.values(), key=lambda ground: ground.code != likely)


@transaction.atomic
def draft(case: Case, owed_now: Sequence[Obligation], *, ground: str, why: str, by: User, at: datetime) -> Permission:
    """From the payments that cannot wait: wages and tax first."""
    case.require(by, Can.ASK_PERMISSION)
    if ground not in GROUNDS:
        raise ValidationError({"ground": ValidationError(_("Choose the basis."), code="ground_missing")})
    if case.account.status not in (Account.Status.FROZEN, Account.Status.PARTLY_FROZEN):
        raise ValidationError(_("The account of this case is not frozen: no permission is needed."), code="not_frozen")
    if not owed_now:
        raise ValidationError({"items": ValidationError(_("Choose at least one payment."), code="nothing_asked")})
    foreign = [owed for owed in owed_now if owed.currency != case.account.currency]
    if foreign:
        raise ValidationError(
            {
                "items": ValidationError(
                    _("The account holds %(currency)s. Ask for payments in that currency only."),
                    code="other_currency",
                    params={"currency": case.account.currency},
                )
            }
        )
    found = Permission.objects.create(
        case=case,
        organisation_id=case.organisation_id,
        number=Permission.objects.filter(case=case).count() + 1,
        account=case.account,
        currency=case.account.currency,
        ground=ground,
        why=why.strip(),
        drafted_at=at,
        drafted_by=by,
    )
    PermissionItem.objects.bulk_create(
        PermissionItem(
            permission=found,
            obligation=owed,
            kind=owed.kind,
            payee=owed.payee,
            reference=owed.reference,
            amount=still,  # and no more
            due_on=owed.due_on,
        )
        for owed, still in still_owed(case.party, owed_now)
    )
    history.record(case, "permission.drafted", by=by, at=at, data={"permission": found.number, "ground": ground})
    return found


def asked_for(case: Case) -> set[tuple[int | None, date]]:
    """The payments, each with its day, that a request names already, unless it was refused or has ended."""
    rows = PermissionItem.objects.filter(permission__case=case).exclude(
        permission__state__in=[Permission.State.REFUSED, Permission.State.ENDED]
    )
    return set(rows.values_list("obligation", "due_on"))


def asked(permission: Permission) -> Decimal:
    return permission.items.aggregate(sum=Sum("amount"))["sum"] or ZERO


@transaction.atomic
def request(permission: Permission, *, on: date, by: User, at: datetime) -> Permission:
    """It has gone out, by counsel where an authority froze the account."""
    case = permission.case
    case.require(by, Can.ASK_PERMISSION)
    _not_ahead(on, at, case)
    _step(permission, Permission.State.DRAFT, state=Permission.State.REQUESTED, requested_on=on)
    zh, en = both(_("Permission to pay no. %(number)s requested"), number=permission.number)
    timeline.note_event(case, "permission_requested", happened_at=at, zh=zh, en=en, by=by, at=at)
    history.record(case, "permission.requested", by=by, at=at, data={"permission": permission.number})
    return permission


@transaction.atomic
def grant(
    permission: Permission,
    *,
    cap: Decimal,
    valid_from: date,
    valid_to: date,
    instrument: str,
    items: Sequence[int],
    on: date,
    by: User,
    at: datetime,
    paper: StoredFile | None = None,
) -> Permission:
    """What the decision says, and no more: its number, its cap, its days, and the lines that it names."""
    case = permission.case
    case.require(by, Can.ASK_PERMISSION)
    problems = _grant_problems(permission, cap, valid_from, valid_to, instrument, items)
    if problems:
        raise ValidationError(problems)
    _not_ahead(on, at, case)
    permission.items.exclude(pk__in=items).update(granted=False)
    _step(
        permission,
        Permission.State.REQUESTED,
        state=Permission.State.GRANTED,
        cap=cap,
        valid_from=valid_from,
        valid_to=valid_to,
        instrument=instrument.strip(),
        paper=paper,
        answered_on=on,
    )
    outdated.note(case.party, at=at)
    zh, en = both(_("Permission to pay no. %(number)s granted"), number=permission.number)
    timeline.note_event(case, "permission_granted", happened_at=at, zh=zh, en=en, by=by, at=at)
    history.record(
        case,
        "permission.granted",
        by=by,
        at=at,
        data={"permission": permission.number, "cap": f"{permission.currency} {cap}", "until": valid_to.isoformat()},
        private={"instrument": instrument},
    )
    return permission


def _grant_problems(
    permission: Permission, cap: Decimal, valid_from: date, valid_to: date, instrument: str, items: Sequence[int]
) -> dict[str, ValidationError]:
    found: dict[str, ValidationError] = {}
    if cap <= 0:
        found["cap"] = ValidationError(_("Enter the sum that the decision allows."), code="not_positive")
    if valid_to < valid_from:
        found["valid_to"] = ValidationError(_("The last day lies before the first."), code="ends_before_it_begins")
    if not instrument.strip():
        found["instrument"] = ValidationError(
            _("Enter the number of the decision. Without a paper nothing is permitted."), code="instrument_missing"
        )
    if not permission.items.filter(pk__in=items).exists():
        found["items"] = ValidationError(_("Choose the lines that the decision names."), code="nothing_granted")
    return found


@transaction.atomic
def refuse(permission: Permission, *, on: date, by: User, at: datetime) -> Permission:
    case = permission.case
    case.require(by, Can.ASK_PERMISSION)
    _step(permission, Permission.State.REQUESTED, state=Permission.State.REFUSED, answered_on=on)
    zh, en = both(_("Permission to pay no. %(number)s refused"), number=permission.number)
    timeline.note_event(case, "permission_refused", happened_at=at, zh=zh, en=en, by=by, at=at)
    history.record(case, "permission.refused", by=by, at=at, data={"permission": permission.number})
    return permission


def _step(permission: Permission, frm: str, **values: Any) -> None:
    if not Permission.objects.filter(pk=permission.pk, state=frm).update(**values):
        raise ValidationError(_("The permission has moved on meanwhile. Reload the page."), code="changed_meanwhile")
    permission.refresh_from_db()


def _not_ahead(on: date, at: datetime, case: Case) -> None:
    if on > case.organisation.day_of(at):
        raise ValidationError(
            {"on": ValidationError(_("This day lies in the future. Enter today or an earlier day."), code="in_future")}
        )


# --- the ledger ------------------------------------------------------------------------------------------------------


@transaction.atomic
def book(
    permission: Permission, item: PermissionItem, *, amount: Decimal, paid_on: date, by: User, at: datetime
) -> LedgerEntry:
    """Granted 50,000 for wages: 50,000.01 is refused. By kind, payee, cap and day; by the table as well."""
    case = permission.case
    case.require(by, Can.ASK_PERMISSION)
    permission.refresh_from_db()
    problems = _book_problems(permission, item, amount, paid_on)
    if problems:
        raise ValidationError(problems)
    _not_ahead(paid_on, at, case)
    # Compare and swap: two bookings at once cannot pass the cap together.
    booked = Permission.objects.filter(
        pk=permission.pk, state=Permission.State.GRANTED, spent__lte=F("cap") - amount
    ).update(spent=F("spent") + amount)
    if not booked:
        raise ValidationError(_over_cap(permission))
    permission.refresh_from_db()
    entry = LedgerEntry.objects.create(
        permission=permission, item=item, amount=amount, paid_on=paid_on, booked_at=at, booked_by=by
    )
    outdated.note(case.party, at=at)
    if item.obligation and booked_of(item.obligation, item.due_on) >= item.obligation.amount:
        obligations.paid_under_permission(item.obligation, item.due_on, on=paid_on, by=by, at=at)
    history.record(
        case,
        "permission.booked",
        by=by,
        at=at,
        data={"permission": permission.number, "amount": f"{permission.currency} {amount}", "on": paid_on.isoformat()},
        private={"payee": item.payee},
    )
    return entry


def booked_by_day(party: Party) -> dict[tuple[int | None, date], Decimal]:
    """What an institution paid of each obligation under a permission: it is not owed a second time."""
    rows = (
        LedgerEntry.objects.filter(permission__case__party=party, item__obligation__isnull=False)
        .values_list("item__obligation", "item__due_on")
        .annotate(sum=Sum("amount"))
    )
    return {(pk, due): sum_ for pk, due, sum_ in rows}


def still_owed(party: Party, rows: Sequence[Obligation]) -> list[tuple[Obligation, Decimal]]:
    booked = booked_by_day(party)
    return [(row, row.amount - booked.get((row.pk, row.due_on), ZERO)) for row in rows]


def booked_of(owed: Obligation, due: date) -> Decimal:
    """Over all permissions that name it: a sum is owed once."""
    rows = LedgerEntry.objects.filter(item__obligation=owed, item__due_on=due)
    return rows.aggregate(sum=Sum("amount"))["sum"] or ZERO


def _book_problems(
    permission: Permission, item: PermissionItem, amount: Decimal, paid_on: date
) -> dict[str, ValidationError]:
    if not permission.is_granted or permission.valid_from is None or permission.valid_to is None:
        return {"amount": ValidationError(_("This permission has not been granted."), code="not_granted")}
    if item.permission_id != permission.pk or not item.granted:
        return {"item": ValidationError(_("The decision does not name this payment."), code="not_in_permission")}
    if amount <= 0:
        return {"amount": ValidationError(_("Enter an amount above zero."), code="not_positive")}
    if not permission.valid_from <= paid_on <= permission.valid_to:
        return {
            "paid_on": ValidationError(
                _("The permission holds from %(first)s to %(last)s."),
                code="outside_validity",
                params={"first": permission.valid_from, "last": permission.valid_to},
            )
        }
    if amount > permission.left:
        return {"amount": _over_cap(permission)}
    booked = item.entries.aggregate(sum=Sum("amount"))["sum"] or ZERO
    if booked + amount > item.amount:
        return {
            "amount": ValidationError(
                _("Only %(left)s is left for this payee."), code="over_item", params={"left": item.amount - booked}
            )
        }
    return {}


def _over_cap(permission: Permission) -> ValidationError:
    return ValidationError(
        _("Only %(currency)s %(left)s of the permission is left. Not one cent more can be booked."),
        code="over_cap",
        params={"currency": permission.currency, "left": f"{permission.left:,.2f}"},
    )

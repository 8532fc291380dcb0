"""Who decides: limits given to a person until a day, and every decision with a second person above a limit.

Nobody decides their own request, and small sums one after the other do not pass under a limit: seven days are added up.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from audit import log
from cases.models import Party
from funds import deciding_news, ladder, position
from funds.models import Decision, Delegation, Obligation, Option
from funds.money import ZERO, to_cent

EMERGENCY = timedelta(days=3)  # an emergency delegation ends by itself


@transaction.atomic
def delegate(
    organisation: Organisation,
    person: User,
    *,
    subject: str,
    currency: str,
    limit: Decimal,
    valid_from: date,
    valid_to: date,
    by: User,
    at: datetime,
    weekly_limit: Decimal | None = None,
    is_emergency: bool = False,
) -> Delegation:
    """A newer one takes the place of the last for the same subject and currency."""
    by.require(Can.DELEGATE_MONEY, organisation.pk)
    position.known_currency(currency)
    problems: dict[str, ValidationError] = {}
    if person == by:
        problems["person"] = ValidationError(_("Nobody gives a limit to themselves."), code="own_delegation")
    elif not person.can(Can.SEE_MONEY, organisation.pk):
        problems["person"] = ValidationError(_("This person does not see the money pages."), code="wrong_role")
    if limit <= 0:
        problems["limit"] = ValidationError(_("Enter a limit above zero."), code="not_positive")
    if weekly_limit is not None and weekly_limit < limit:
        problems["weekly_limit"] = ValidationError(
            _("The limit in seven days cannot be lower than that of one decision."), code="weekly_below_limit"
        )
    if valid_to < valid_from or valid_to < organisation.day_of(at):
        problems["valid_to"] = ValidationError(_("The last day lies before the first, or is over."), code="in_past")
    elif is_emergency and valid_to - valid_from > EMERGENCY:
        problems["valid_to"] = ValidationError(
            _("An emergency delegation lasts three days at most. Give an ordinary one for longer."),
            code="emergency_too_long",
        )
    if problems:
        raise ValidationError(problems)
    Delegation.objects.filter(
        organisation=organisation, person=person, subject=subject, currency=currency, ended_at=None
    ).update(ended_at=at)
    found = Delegation.objects.create(
        organisation=organisation,
        person=person,
        subject=subject,
        currency=currency,
        limit=limit,
        weekly_limit=weekly_limit,
        valid_from=valid_from,
        valid_to=valid_to,
        is_emergency=is_emergency,
        given_at=at,
        given_by=by,
    )
    data = {"person": person.pk, "subject": subject, "limit": f"{currency} {limit}", "until": valid_to.isoformat()}
    log.record(chain=f"org/{organisation.pk}", action="delegation.given", by=by, at=at, data=data)
    return found


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: User, at: datetime) -> Delegation:
    by.require(Can.DELEGATE_MONEY, delegation.organisation_id)
    if not Delegation.objects.filter(pk=delegation.pk, ended_at=None).update(ended_at=at):
        raise ValidationError(_("This delegation has ended already."), code="ended_already")
    delegation.refresh_from_db()
    log.record(
        chain=f"org/{delegation.organisation_id}",
        action="delegation.ended",
        by=by,
        at=at,
        data={"person": delegation.person_id},
    )
    return delegation


@transaction.atomic
def ask(
    party: Party,
    *,
    subject: str,
    title: str,
    amount: Decimal,
    currency: str,
    by: User,
    at: datetime,
    why: str = "",
    obligation: Obligation | None = None,
    option: Option | None = None,
) -> Decision:
    by.require(Can.PLAN_MONEY, party.organisation_id)
    position.known_currency(currency)
    if amount <= 0:
        raise ValidationError({"amount": ValidationError(_("Enter an amount above zero."), code="not_positive")})
    waiting = Decision.objects.filter(party=party, decided_at=None, obligation=obligation, option=option)
    if (obligation or option) and waiting.exists():
        raise ValidationError(_("This decision has been asked for already."), code="asked_already")
    budget = position.budget_of(party)
    second = False
    if budget.second_above is not None:
        second = in_currency(amount, currency, budget.currency, party.organisation_id) > budget.second_above
    found = Decision.objects.create(
        organisation_id=party.organisation_id,
        party=party,
        subject=subject,
        title=title[:200],
        why=why.strip(),
        amount=amount,
        currency=currency,
        obligation=obligation,
        option=option,
        needs_second=second,
        asked_at=at,
        asked_by=by,
    )
    data = {"decision": found.pk, "amount": f"{currency} {amount}", "subject": subject, "two": second}
    log.record(chain=f"org/{party.organisation_id}", action="decision.asked", by=by, at=at, data=data)
    deciding_news.asked(found, at=at)
    return found


def in_currency(amount: Decimal, currency: str, wanted: str, organisation_id: int) -> Decimal:
    """At the newest dated rate; without one it is asked for."""
    if currency == wanted:
        return amount
    if rate := position.rates_of(organisation_id, wanted).get(currency):
        return to_cent(amount * rate.rate)
    if back := position.rates_of(organisation_id, currency).get(wanted):
        return to_cent(amount / back.rate)
    raise ValidationError(
        _("There is no rate from %(currency)s to %(wanted)s. Enter one with its date under Position."),
        code="rate_missing",
        params={"currency": currency, "wanted": wanted},
    )


# --- deciding --------------------------------------------------------------------------------------------------------


def covers(decision: Decision, person: User, *, at: datetime) -> ValidationError | None:
    """None when this person may decide; otherwise why not. A delegate's limit is compared in its own currency."""
    if person.can(Can.DECIDE_MONEY, decision.organisation_id):
        return None
    today = decision.organisation.day_of(at)
    held = Delegation.objects.filter(
        organisation_id=decision.organisation_id,
        person=person,
        subject=decision.subject,
        ended_at=None,
        valid_from__lte=today,
        valid_to__gte=today,
    )
    refusal = ValidationError(_("You hold no delegation for this. It goes to a manager."), code="no_delegation")
    for delegation in held:
        sum_ = in_currency(decision.amount, decision.currency, delegation.currency, decision.organisation_id)
        if ladder.lowest(sum_, [ladder.Rung("", delegation.limit)]) is None:
            refusal = ValidationError(
                _("Your limit is %(currency)s %(limit)s. This one goes up to a manager."),
                code="above_limit",
                params={"currency": delegation.currency, "limit": f"{delegation.limit:,.2f}"},
            )
        elif delegation.weekly_limit is not None and used(delegation, at=at) + sum_ > delegation.weekly_limit:
            refusal = ValidationError(
                _("With this your decisions of seven days would exceed %(currency)s %(limit)s. It goes to a manager."),
                code="above_weekly_limit",
                params={"currency": delegation.currency, "limit": f"{delegation.weekly_limit:,.2f}"},
            )
        else:
            return None
    return refusal


def used(delegation: Delegation, *, at: datetime) -> Decimal:
    """What this person decided under the subject in the last seven days, in the currency of the limit."""
    made = Decision.objects.filter(
        organisation_id=delegation.organisation_id,
        decided_by=delegation.person,
        subject=delegation.subject,
        state=Decision.State.APPROVED,
        decided_at__gt=at - ladder.WINDOW,
    )
    sums = [
        (each.decided_at or at, in_currency(each.amount, each.currency, delegation.currency, each.organisation_id))
        for each in made
    ]
    return ladder.rolling(sums, at=at) if sums else ZERO


@transaction.atomic
def decide(decision: Decision, *, approve: bool, because: str, by: User, at: datetime) -> Decision:
    """The first of two only opens the way for the second, who is somebody else."""
    if not by.can(Can.SEE_MONEY, decision.organisation_id):
        raise PermissionDenied(_("Only people who see the firm's money decide about it."))
    if decision.asked_by_id == by.pk:
        raise ValidationError(_("Nobody decides their own request. Ask a colleague."), code="own_request")
    if refusal := covers(decision, by, at=at):
        raise refusal
    because = because.strip()[:300]
    if not approve and not because:
        raise ValidationError({"because": ValidationError(_("Say why not. It is kept."), code="reason_missing")})
    state = Decision.State
    if approve and decision.needs_second and decision.first_by_id is None:
        values = {"state": state.SECOND, "first_by": by, "first_at": at}
    elif decision.first_by_id == by.pk and approve:
        raise ValidationError(_("You were the first. A second person decides now."), code="second_person")
    else:
        values = {
            "state": state.APPROVED if approve else state.REFUSED,
            "decided_by": by,
            "decided_at": at,
            "because": because,
        }
    # Compare and swap: whoever comes second finds another state.
    if not Decision.objects.filter(pk=decision.pk, state=decision.state, first_by=decision.first_by).update(**values):
        raise ValidationError(_("Somebody has decided meanwhile. Reload the page."), code="decided_meanwhile")
    decision.refresh_from_db()
    took = int(decision.took.total_seconds()) if decision.took else None
    log.record(
        chain=f"org/{decision.organisation_id}",
        action=f"decision.{decision.state}",
        by=by,
        at=at,
        data={"decision": decision.pk, "seconds": took},
        private={"because": because} if because else None,
    )
    deciding_news.made(decision, at=at)
    return decision

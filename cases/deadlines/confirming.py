"""A person takes a computed date over: one for most, two where a right is lost, counsel where the source is weak."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can, Role
from cases import history, reminders
from cases.deadlines import rows
from cases.models import Case, Deadline


@transaction.atomic
def confirm(deadline: Deadline, *, by: User, at: datetime) -> Deadline:
    """A person takes a computed date over. A limitation takes two; an unconfirmed source takes counsel."""
    case = deadline.case
    case.require(by, Can.CONFIRM_CLOCKS)
    if deadline.confidence == "low" and case.role_of(by) != Role.COUNSEL:
        raise ValidationError(
            _("The source of this rule is weak. Only counsel can confirm the date."), code="counsel_confirms"
        )
    if not deadline.is_proposed and not (deadline.is_live and deadline.to_confirm):
        raise ValidationError(_("This date has been confirmed or replaced already."), code="not_proposed")
    if deadline.is_limitation and deadline.confirmed_by_id is None:
        return _first_of_two(deadline, by=by, at=at)
    if deadline.confirmed_by_id == by.pk:
        raise ValidationError(
            _("A limitation date needs a second person. You have confirmed it already."),
            code="second_person_needed",
        )
    if deadline.is_live:
        _seen(deadline, by=by, at=at)
    else:
        rows.make_live(deadline, by=by, at=at, second=deadline.is_limitation)
    if not case.deadlines.filter(status=Deadline.Status.PROPOSED).exists():
        from_checklist_confirmed(case, by=by, at=at)
    history.record(
        case, "deadline.confirmed", by=by, at=at, data={"deadline": deadline.pk, "due_on": str(deadline.due_on)}
    )
    return deadline


def _first_of_two(deadline: Deadline, *, by: User, at: datetime) -> Deadline:
    """Compare and swap: of two people who confirm at the same moment, one is the first and the other is told."""
    done = Deadline.objects.filter(pk=deadline.pk, status=deadline.status, confirmed_by=None).update(
        confirmed_by=by, confirmed_at=at
    )
    rows.must_have_changed(done)
    deadline.refresh_from_db()
    history.record(deadline.case, "deadline.confirmed_first", by=by, at=at, data={"deadline": deadline.pk})
    return deadline


def _seen(deadline: Deadline, *, by: User, at: datetime) -> None:
    """It counted already, because it had moved to the safe side. Now people have looked, and the mark goes."""
    if deadline.is_limitation:
        done = Deadline.objects.filter(
            pk=deadline.pk, status=Deadline.Status.LIVE, to_confirm=True, second_confirmed_by=None
        ).update(second_confirmed_by=by, to_confirm=False)
    else:
        done = Deadline.objects.filter(pk=deadline.pk, status=Deadline.Status.LIVE, to_confirm=True).update(
            confirmed_by=by, confirmed_at=at, to_confirm=False
        )
    rows.must_have_changed(done)
    deadline.refresh_from_db()


def from_checklist_confirmed(case: Case, *, by: User, at: datetime) -> None:
    """All proposed dates are decided: the line "review and confirm computed limits" is done with it."""
    case.items.filter(code="accept-clocks", state="todo").update(state="done", settled_by=by, settled_at=at)


@transaction.atomic
def acknowledge(deadline: Deadline, *, by: User, at: datetime) -> Deadline:
    """I have seen it and take it on: the reminders to others about this step stop."""
    deadline.case.require(by, Can.WORK_ON_CASE)
    done = Deadline.objects.filter(pk=deadline.pk, status=Deadline.Status.LIVE, acknowledged_at=None).update(
        acknowledged_by=by, acknowledged_at=at
    )
    if not done:
        raise ValidationError(_("This date has been acknowledged or settled already."), code="acknowledged_already")
    deadline.refresh_from_db()
    reminders.derive_for(deadline, at=at)
    history.record(deadline.case, "deadline.acknowledged", by=by, at=at, data={"deadline": deadline.pk})
    return deadline

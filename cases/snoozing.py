"""Put a reminder off, with a reason that is kept; and say what may be waited for at most."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import history, ladder, reminders
from cases.models import Deadline, Snooze
from cases.readers import Book


@transaction.atomic
def put_off(deadline: Deadline, *, until: datetime, because: str, by: User, at: datetime) -> Snooze:
    """Remind me again at that moment. The next person is not called before; the manager's overview lists it."""
    deadline.case.require(by, Can.WORK_ON_CASE)
    deadline = reminders.whole().select_for_update(of=("self",)).get(pk=deadline.pk)
    if not deadline.is_live:
        raise ValidationError(_("This date does not run any more: there is nothing to put off."), code="not_live")
    if at >= deadline.due_at:
        raise ValidationError(
            _("This date is over and cannot be put off. Acknowledge it, or say how it was met."), code="date_is_over"
        )
    wrong: dict[str, ValidationError] = {}
    if not because.strip():
        wrong["because"] = ValidationError(_("Say why it can wait. The reason is kept."), code="reason_missing")
    if until <= at:
        wrong["until"] = ValidationError(_("Choose a moment that lies ahead."), code="in_past")
    elif until > latest(deadline, at=at):
        wrong["until"] = ValidationError(
            _("It cannot be put off beyond the date or the next reminder. Choose an earlier moment."), code="too_late"
        )
    if wrong:
        raise ValidationError(wrong)
    snooze = Snooze.objects.create(deadline=deadline, by=by, at=at, until=until, because=because.strip()[:300])
    reminders.derive_for(deadline, at=at)
    history.record(
        deadline.case,
        "deadline.snoozed",
        by=by,
        at=at,
        data={"deadline": deadline.pk, "until": until.isoformat()},
        private={"because": because},
    )
    return snooze


def latest(deadline: Deadline, *, at: datetime) -> datetime:
    """The end of the choice: the next reminder of the ladder, and never beyond the date itself."""
    return ladder.put_off_until(deadline, Book(), at=at)

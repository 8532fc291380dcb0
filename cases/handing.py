"""A date goes from one person to another: the new one is reminded, and has not acknowledged it yet."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can, may
from cases import history, reminders
from cases.models import Deadline

STANDING = (Deadline.Status.PROPOSED, Deadline.Status.LIVE)


@transaction.atomic
def reassign(deadline: Deadline, *, to: User, by: User, at: datetime) -> Deadline:
    """One date alone; the whole case with all its dates is handed over in people.assign."""
    case = deadline.case
    case.require(by, Can.WORK_ON_CASE)
    if not may(to.roles.get(case.organisation_id), Can.WORK_ON_CASE):
        raise ValidationError(
            _("%(person)s does not have the role for this."), code="wrong_role", params={"person": to}
        )
    before = deadline.owner
    if before == to:
        raise ValidationError(_("%(person)s has this date already."), code="has_it_already", params={"person": to})
    done = Deadline.objects.filter(pk=deadline.pk, owner=before, status__in=STANDING).update(
        owner=to, acknowledged_by=None, acknowledged_at=None
    )
    if not done:
        raise ValidationError(_("Someone else has just changed this date. Reload the page."), code="changed_meanwhile")
    deadline.refresh_from_db()
    reminders.derive_for(deadline, at=at)
    history.record(
        case,
        "deadline.handed_over",
        by=by,
        at=at,
        data={"deadline": deadline.pk, "from": before.pk, "to": to.pk},
    )
    return deadline

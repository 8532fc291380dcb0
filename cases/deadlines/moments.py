"""When something happened: not tomorrow, not before the freeze, and with its hour where a limit runs in hours."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases import triggers
from cases.models import Case, Deadline


def before_the_freeze() -> ValidationError:
    return ValidationError(
        _("This lies before the freeze itself. Check the day; if the freeze began earlier, correct that first."),
        code="before_the_freeze",
    )


def is_before_the_freeze(case: Case, event: str, moment: datetime, *, has_time: bool) -> bool:
    """Where only the day is known, the day of the freeze itself is late enough."""
    if event == triggers.FROZEN:
        return False
    if has_time:
        return moment < case.freeze.frozen_at
    return moment.astimezone(ZoneInfo(case.freeze.zone)).date() < case.freeze.began_on


def runs_in_hours(deadline: Deadline) -> bool:
    return deadline.rule is not None and deadline.rule.content.get("unit") == "hours"


def hour_needed(dates: Iterable[Deadline]) -> ValidationError | None:
    """A day alone is kept at noon: a limit of hours counted from there might be half a day wrong."""
    for deadline in dates:
        if runs_in_hours(deadline):
            return ValidationError(
                _("“%(date)s” runs in hours: enter the time of day as well."),
                code="time_needed",
                params={"date": deadline.title},
            )
    return None

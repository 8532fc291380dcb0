"""Which days and moments a person can mean: those that a calendar on a desk could show.

Outside of them another zone, or a week more, leads past the first or the last day that a machine knows.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1900, 2200


def is_thinkable(day: date) -> bool:
    """Of a moment too, in whatever zone it is written."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def in_future() -> ValidationError:
    """What happened is recorded; what is to come is a date of its own."""
    return ValidationError(_("This time lies in the future. Enter when it really happened."), code="in_future")

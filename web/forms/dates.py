"""Dates and moments as the browser's own pickers send them, and as people type them where there is no picker."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.thinkable import is_thinkable

REAL_DAY = _("Enter a real date, for example 2026-11-18.")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")  # the picker takes this form only, in every language


class MomentInput(forms.DateTimeInput):
    """In the reader's own time zone, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value)
        return super().format_value(value)


class DayField(forms.DateField):
    """A day that a calendar on a desk could show."""

    default_error_messages = {"invalid": REAL_DAY}

    def to_python(self, value: Any) -> date | None:
        found: date | None = super().to_python(value)
        if found is not None and not is_thinkable(found):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class MomentField(forms.DateTimeField):
    """A day and a time of it, in the reader's own zone."""

    def to_python(self, value: Any) -> datetime | None:
        found: datetime | None = super().to_python(value)
        if found is not None and not is_thinkable(found):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found

"""Forms about being reminded: a reminder put off, one's own wishes, days away."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms.cases import TOO_LONG, PlainForm
from web.forms.dates import MomentInput


class PutOffForm(PlainForm):
    until = forms.DateTimeField(
        label=_("Remind me again"),
        widget=MomentInput,
        error_messages={
            "required": _("Say when you want to be reminded again."),
            "invalid": _("Enter a date and a time, for example 2026-11-18 09:40."),
        },
    )
    because = forms.CharField(
        label=_("Why it can wait"),
        max_length=300,
        error_messages={"required": _("Say why it can wait. The reason is kept."), "max_length": TOO_LONG},
    )

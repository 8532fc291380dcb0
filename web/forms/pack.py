"""Forms of the pack: approve exactly what was seen, or give it back with reasons and a day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms.cases import PlainForm
from web.forms.dates import DateInput


class ApproveForm(PlainForm):
    content_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ReturnForm(PlainForm):
    reasons = forms.CharField(
        label=_("What has to change"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    fix_by = forms.DateField(label=_("Done by"), required=False, widget=DateInput)


class SendForm(PlainForm):
    note = forms.CharField(
        label=_("Note for counsel"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

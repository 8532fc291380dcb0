"""The form of the calendar feed: which dates, and whether the calendar rings. Shape only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import FeedScope


class Feed(forms.Form):
    scope = forms.ChoiceField(label=_("Which dates"), choices=FeedScope.choices, widget=forms.RadioSelect)
    alarm = forms.BooleanField(label=_("With an alarm one day before"), required=False)

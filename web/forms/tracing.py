"""The form of one entry of the money's way: it checks the shape of what was typed, and saves nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.models import Evidence, TracedTransaction
from cases.models import Case
from web.forms.amounts import MoneyField
from web.forms.cases import PlainForm
from web.forms.dates import DateInput, DayField

DIRECTIONS = [(TracedTransaction.Direction.IN, _("money received")), (TracedTransaction.Direction.OUT, _("money paid"))]


class TracedForm(PlainForm):
    booked_on = DayField(label=_("Booked on"), widget=DateInput)
    direction = forms.ChoiceField(label=_("Direction"), choices=DIRECTIONS)
    amount = MoneyField(label=_("Amount"))
    currency = forms.CharField(label=_("Currency"), max_length=3)
    other_side = forms.CharField(label=_("Payer or payee"), max_length=200)
    other_account = forms.CharField(label=_("Their account"), max_length=64, required=False)
    bank_reference = forms.CharField(label=_("Bank reference"), max_length=80, required=False)
    reason_zh = forms.CharField(label=_("What it was for, in Chinese"), max_length=300, required=False)
    reason_en = forms.CharField(label=_("What it was for, in English"), max_length=300, required=False)
    police_report = forms.CharField(label=_("Police report number"), max_length=80, required=False)
    evidence = forms.ModelChoiceField(
        label=_("Shown by"), queryset=Evidence.objects.none(), required=False, empty_label=_("none")
    )
    is_flagged = forms.BooleanField(label=_("This is the entry the freeze is about"), required=False)
    offers_return = forms.BooleanField(label=_("We offer to return it through the institution"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = case.evidence.standing()  # type: ignore[attr-defined]

"""The form of an endpoint: its address, and which events it hears. Shape only; the act decides."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from notifications.webhooks import KINDS


class Endpoint(forms.Form):
    organisation = forms.TypedChoiceField(label=_("Organisation"))
    url = forms.CharField(label=_("Address"), max_length=500)
    kinds = forms.MultipleChoiceField(
        label=_("Events"), choices=lambda: KINDS.items(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, mine: Sequence[Organisation], data: Any = None) -> None:
        super().__init__(data, initial={"organisation": mine[0].pk, "kinds": list(KINDS)})
        known = {str(firm.pk): firm for firm in mine}
        field = self.fields["organisation"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(pk, firm.name) for pk, firm in known.items()]
        field.coerce = known.__getitem__
        if len(mine) == 1:
            field.widget = forms.HiddenInput()

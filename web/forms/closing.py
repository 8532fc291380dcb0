"""The form that closes a case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.stages import Outcome
from knowledge.checklists import ChecklistItem
from web.forms.cases import PlainForm


class CloseForm(PlainForm):
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the case ended.")},
    )
    checked = forms.MultipleChoiceField(
        label=_("What was tried on the account"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lessons = forms.CharField(
        label=_("What did the firm learn, and what will it do so that this does not happen again?"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the firm learned, or say in a sentence why there is nothing.")},
    )
    prevention = forms.MultipleChoiceField(
        label=_("What prevents a repetition"), required=False, widget=forms.CheckboxSelectMultiple
    )
    none_because = forms.CharField(label=_("Or: none, because"), required=False, max_length=1000)

    def __init__(
        self, *args: Any, checks: Sequence[ChecklistItem], steps: Sequence[ChecklistItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checked"].choices = [(line.code, str(line.name)) for line in checks]  # type: ignore[attr-defined]
        self.fields["prevention"].choices = [(line.code, str(line.name)) for line in steps]  # type: ignore[attr-defined]

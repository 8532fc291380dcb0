"""Forms of the register of changed rules: what an institution changed, one more account, the answer for an account."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import PolicyReview
from web.forms.cases import TOO_LONG, PlainForm
from web.forms.dates import DateInput, DayField


class PolicyForm(PlainForm):
    institution = forms.CharField(
        label=_("Institution"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "institutions", "autocomplete": "off"}),
        error_messages={
            "required": _("Say which institution has changed its rules."),
            "max_length": TOO_LONG,
        },
    )
    legal_entity = forms.CharField(
        label=_("Legal entity"), required=False, max_length=200, error_messages={"max_length": TOO_LONG}
    )
    what = forms.CharField(
        label=_("What has changed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what has changed."), "max_length": TOO_LONG},
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=500,
        error_messages={
            "required": _("Say where this stands: the page, the mail, the letter."),
            "max_length": TOO_LONG,
        },
    )
    effective_on = DayField(
        label=_("Applies from"),
        widget=DateInput,
        error_messages={"required": _("Enter from when it applies.")},
    )
    review_by = DayField(
        label=_("Accounts reviewed by"),
        widget=DateInput,
        error_messages={
            "required": _("Say by when the accounts are reviewed: today or a later day."),
        },
    )
    reviewer = forms.TypedChoiceField(
        label=_("Who reviews"), coerce=int, error_messages={"required": _("Choose who reviews the accounts.")}
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        self.fields["reviewer"].choices = [(pk, str(person)) for pk, person in self.people.items()]  # type: ignore[attr-defined]

    def clean_reviewer(self) -> User:
        return self.people[self.cleaned_data["reviewer"]]


class CorrectionForm(PolicyForm):
    """The same fields as they stand, and why they change. Who reviews may be gone: then somebody else is chosen."""

    because = forms.CharField(
        label=_("Why it is corrected"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it is corrected."), "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.get_initial_for_field(self.fields["reviewer"], "reviewer") not in self.people:
            reviewer = self.fields["reviewer"]
            reviewer.choices = [("", _("Choose")), *reviewer.choices]  # type: ignore[attr-defined]


class AccountNumberForm(PlainForm):
    number = forms.CharField(
        label=_("IBAN or account number"),
        max_length=60,
        error_messages={"required": _("Enter the IBAN or the account number."), "max_length": TOO_LONG},
    )

    def clean_number(self) -> str:
        number = "".join(self.cleaned_data["number"].split()).upper()
        if not number:
            raise ValidationError(_("Enter the IBAN or the account number."), code="required")
        return number


class AnswerForm(PlainForm):
    answer = forms.ChoiceField(
        label=_("What has the review found?"),
        choices=PolicyReview.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the review has found.")},
    )
    note = forms.CharField(
        label=_("What must be changed, or why not"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    change_by = DayField(label=_("Changed by"), required=False, widget=DateInput)

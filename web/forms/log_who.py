"""Step 2 of logging a freeze: who ordered it, with what paper, and what it covers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Freeze
from cases.zones import days_anywhere
from web.forms.dates import DateInput, DayField
from web.forms.lists import jurisdiction_choices
from web.forms.log_step import StepForm, fact_state

WHO_CHOICES = (
    ("institution", _("The institution itself")),
    ("court", _("A court")),
    ("police", _("Police or prosecutor")),
    ("authority", _("Tax or another authority")),
    ("unknown", _("I do not know")),
)
# The second question inside an answer. The first of each list is the usual one, so nobody has to choose.
WHICH: dict[str, tuple[tuple[str, str | Promise], ...]] = {
    "institution": (("provider", _("Payment institution")), ("bank", _("Bank"))),
    "court": (("court-preservation", _("To secure a claim")), ("court-enforcement", _("To enforce a judgment"))),
    "police": (("police-criminal", _("Police, criminal case")), ("prosecutor", _("Prosecutor"))),
    "authority": (
        ("tax", _("Tax")),
        ("customs", _("Customs")),
        ("sanctions", _("Sanctions authority")),
        ("fiu", _("Financial intelligence unit")),
        ("administrative", _("Other authority")),
    ),
}


class WhoStep(StepForm):
    step = "who"

    who = forms.ChoiceField(
        label=_("Who ordered the freeze?"),
        choices=WHO_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who ordered the freeze, or “I do not know”.")},
    )
    which_institution = forms.ChoiceField(
        label=_("What kind of institution?"), required=False, choices=WHICH["institution"], widget=forms.RadioSelect
    )
    which_court = forms.ChoiceField(
        label=_("For what?"), required=False, choices=WHICH["court"], widget=forms.RadioSelect
    )
    which_police = forms.ChoiceField(
        label=_("Which of the two?"), required=False, choices=WHICH["police"], widget=forms.RadioSelect
    )
    which_authority = forms.ChoiceField(
        label=_("Which authority?"), required=False, choices=WHICH["authority"], widget=forms.RadioSelect
    )
    jurisdiction = forms.ChoiceField(label=_("Country of the one who ordered it"), required=False, choices=())
    body_name = forms.CharField(label=_("Name on the notice"), max_length=200, required=False)
    instrument_no = forms.CharField(label=_("Document or case number"), max_length=120, required=False)
    instrument_unknown = forms.BooleanField(label=_("Unknown: add an item to ask for it"), required=False)
    instrument_none = forms.BooleanField(label=_("The notice has no number"), required=False)
    notice_on = DayField(
        label=_("Date of the notice"),
        required=False,
        widget=DateInput,
    )
    scope = forms.ChoiceField(
        label=_("What is frozen?"),
        choices=Freeze.Scope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what is frozen, or “Not known”.")},
    )

    def __init__(self, data: "MultiValueDict[str, Any] | None", **more: Any) -> None:
        # The usual answer to the second question stands ready, so that nobody has to think about it.
        usual = {f"which_{group}": codes[0][0] for group, codes in WHICH.items()}
        if data is not None:
            data = data.copy()
            for name, code in usual.items():
                data[name] = data.get(name) or code
        super().__init__(data, **more)
        self.initial = {**usual, **{name: value for name, value in self.initial.items() if value or name not in usual}}
        self.fields["jurisdiction"].choices = [("", _("The same as the institution's")), *jurisdiction_choices()]  # type: ignore[attr-defined]

    def clean(self) -> None:
        typed = self.cleaned_data
        if not typed.get("instrument_no", "").strip() and not (
            typed.get("instrument_unknown") or typed.get("instrument_none")
        ):
            self.add_error(
                "instrument_no", ValidationError(_("Enter the number, or tick “unknown”."), code="instrument_missing")
            )
        if typed.get("notice_on") and typed["notice_on"] > days_anywhere(self.at)[1]:
            self.add_error(
                "notice_on", ValidationError(_("The date of the notice must be today or earlier."), code="in_future")
            )

    def answers(self) -> dict[str, Any]:
        right = super().answers()
        group = self.cleaned_data.get("who", "")
        if group == "unknown":
            right["body_kind"] = "unknown"
        elif group in WHICH:
            right["body_kind"] = self.cleaned_data.get(f"which_{group}") or WHICH[group][0][0]
        return right | fact_state("instrument", right.get("instrument_no", ""), self.cleaned_data)

"""The forms of the register: a party's data, its papers, its accounts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases import parties
from cases.models import Party, PartyPaper
from knowledge import institutions, papers
from web.forms.cases import TOO_LONG, PlainForm
from web.forms.dates import DateInput, DayField
from web.forms.lists import currencies, jurisdiction_choices


def label_of(name: str) -> Any:
    """What the register calls a field."""
    return capfirst(getattr(Party._meta.get_field(name), "verbose_name", name))


def _text(name: str, *, required: str = "", rows: int = 0) -> forms.CharField:
    """A field as the table has it, with its own words for what is missing or too long."""
    column = Party._meta.get_field(name)
    messages: dict[str, Any] = {"max_length": TOO_LONG}
    if required:
        messages["required"] = required
    return forms.CharField(
        label=label_of(name),
        required=bool(required),
        max_length=getattr(column, "max_length", None) or 2000,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput,
        error_messages=messages,
    )


class PartyForm(PlainForm):
    kind = forms.ChoiceField(label=capfirst(_("kind")), choices=Party.Kind.choices)
    name = _text("name", required=_("Enter the name as the licence shows it."))  # type: ignore[arg-type]
    name_en = _text("name_en")
    reg_no = _text("reg_no")
    country = forms.ChoiceField(label=capfirst(_("country")), choices=jurisdiction_choices)
    address = _text("address")
    address_en = _text("address_en")
    operating_address = _text("operating_address")
    why_addresses_differ = _text("why_addresses_differ", rows=2)
    legal_rep = _text("legal_rep")
    legal_rep_en = _text("legal_rep_en")
    legal_rep_title = _text("legal_rep_title")
    legal_rep_title_en = _text("legal_rep_title_en")
    contact = _text("contact")
    contact_en = _text("contact_en")
    phone = _text("phone")
    email = forms.EmailField(
        label=capfirst(_("e-mail")),
        required=False,
        error_messages={"invalid": _("Enter a whole e-mail address, for example name@firm.example.")},
    )


class NewPartyForm(PartyForm):
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    field_order = ["organisation", *parties.FIELDS]

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(o.pk, str(o)) for o in organisations]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial.setdefault("organisation", choices[0][0])


class PaperForm(PlainForm):
    kind = forms.ChoiceField(label=capfirst(_("paper")))
    issued_on = DayField(label=capfirst(_("issued on")), required=False, widget=DateInput)
    expires_on = DayField(label=capfirst(_("expires on")), required=False, widget=DateInput)
    shows_name = forms.CharField(
        label=capfirst(_("name as printed on it")),
        required=False,
        max_length=200,
        error_messages={"max_length": TOO_LONG},
    )
    shows_address = forms.CharField(
        label=capfirst(_("address as printed on it")),
        required=False,
        max_length=300,
        error_messages={"max_length": TOO_LONG},
    )
    shows_legal_rep = forms.CharField(
        label=capfirst(_("legal representative as printed on it")),
        required=False,
        max_length=100,
        error_messages={"max_length": TOO_LONG},
    )
    file = forms.FileField(label=capfirst(_("file")), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (paper.code, str(paper)) for paper in papers.current().values() if paper.section == "identity"
        ]


class AuthenticityForm(PlainForm):
    state = forms.ChoiceField(
        label=capfirst(_("authenticity")),
        choices=[
            choice for choice in PartyPaper.Authenticity.choices if choice[0] != PartyPaper.Authenticity.UNCHECKED
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the paper is genuine or doubtful.")},
    )
    note = forms.CharField(
        label=capfirst(_("note on authenticity")),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AccountForm(PlainForm):
    number = forms.CharField(
        label=_("IBAN or account number"),
        max_length=60,
        error_messages={"required": _("Enter the IBAN or the account number.")},
    )
    institution = forms.CharField(label=_("Institution"), required=False, max_length=200)
    country = forms.ChoiceField(label=_("Country of the institution"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("From the IBAN")), *jurisdiction_choices()]  # type: ignore[attr-defined]

    def clean(self) -> None:
        given = self.cleaned_data
        self.found = institutions.look_up(given.get("number", ""), country=given.get("country", ""))
        if given.get("number") and self.found.problem:
            reason = f"{self.found.reason} {self.found.hint}".strip()
            self.add_error("number", ValidationError(reason, code=f"number_{self.found.problem}"))
        elif given.get("number") and not given.get("institution") and not self.found.institution:
            self.add_error(
                "institution",
                ValidationError(
                    _("Enter the name of the institution that keeps the account."), code="institution_missing"
                ),
            )

    @property
    def values(self) -> dict[str, Any]:
        given, found = self.cleaned_data, self.found
        return {
            "number": found.number,
            "is_iban": found.is_iban,
            "institution": given["institution"] or found.institution,
            "legal_entity": found.legal_entity,
            "provider_id": found.provider.edition_id if found.provider else None,
            "bic": found.bic,
            "country": given["country"] or found.country,
            "currency": given["currency"],
        }

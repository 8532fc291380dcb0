"""Forms of the library: what to look for, a case note, a law that applies to an entity or a case."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases.models import CaseNote, Party
from cases.precedents import NEEDED
from knowledge import citations, routes
from knowledge.reading import country_here
from web import library_rows
from web.forms.cases import TOO_LONG, PlainForm
from web.forms.dates import DateInput, DayField
from web.forms.lists import jurisdiction_choices

MOST_PARTIES = 500


class LibraryFilter(PlainForm):
    q = forms.CharField(label=_("Words, article or number"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    place = forms.CharField(label=_("Country"), required=False, max_length=2, widget=forms.Select)
    body = forms.ChoiceField(label=_("Freezing body"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("all"))]
        self.fields["kind"].choices = [*everything, *library_rows.KINDS.items()]  # type: ignore[attr-defined]
        self.fields["body"].choices = [  # type: ignore[attr-defined]
            *everything,
            *((kind.code, str(kind)) for kind in routes.body_kinds(with_unknown=False)),
        ]
        known = library_rows.places()
        rest = [(code, name) for code, name in jurisdiction_choices() if code not in known]
        self.fields["place"].widget.choices = [
            *everything,
            *((code, country_here(code)) for code in known),
            *rest,
        ]


def _text(name: str, rows: int = 0) -> forms.CharField:
    column = CaseNote._meta.get_field(name)
    messages: dict[str, Any] = {"max_length": TOO_LONG}
    if name in NEEDED:
        messages["required"] = NEEDED[name]
    return forms.CharField(
        label=capfirst(getattr(column, "verbose_name", name)),
        required=name in NEEDED,
        max_length=getattr(column, "max_length", None) or 2000,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput,
        error_messages=messages,
    )


class NoteForm(PlainForm):
    country = forms.ChoiceField(label=_("Country"), error_messages={"required": NEEDED["country"]})
    number = _text("number")
    court_zh = _text("court_zh")
    court_en = _text("court_en")
    decided_on = DayField(
        label=_("Decided on"),
        widget=DateInput,
        error_messages={
            "required": NEEDED["decided_on"],
        },
    )
    source = _text("source")
    shows_zh = _text("shows_zh", rows=4)
    shows_en = _text("shows_en", rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        union = [("EU", country_here("EU"))]
        self.fields["country"].choices = [*jurisdiction_choices(), *union]  # type: ignore[attr-defined]


class LawForm(PlainForm):
    party = forms.TypedChoiceField(label=_("Entity"), required=False, coerce=int, empty_value=None)
    case = forms.CharField(label=_("or case number"), required=False, max_length=20)
    citation = forms.ChoiceField(label=_("Provision of the library"), required=False)
    law_zh = forms.CharField(
        label=_("or law and article, in Chinese"),
        required=False,
        max_length=300,
        error_messages={"max_length": TOO_LONG},
    )
    law_en = forms.CharField(
        label=_("and in English"), required=False, max_length=300, error_messages={"max_length": TOO_LONG}
    )
    because = forms.CharField(
        label=_("Why it applies, and to what"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why this law applies, and to what."), "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = [("", _("choose"))]
        firms = user.organisations_where(Can.EDIT_REGISTER)
        parties = Party.objects.visible_to(user).filter(organisation__in=firms).order_by("name")[:MOST_PARTIES]
        self.fields["party"].choices = [*nothing, *((party.pk, str(party)) for party in parties)]  # type: ignore[attr-defined]
        known = [each for each in citations.current().values() if each.type == "provision"]
        groups = [
            (country_here(place), [(each.code, _with_its_end(each)) for each in known if each.jurisdiction == place])
            for place in dict.fromkeys(each.jurisdiction for each in known)
        ]
        self.fields["citation"].choices = [*nothing, *groups]  # type: ignore[attr-defined]


def _with_its_end(citation: citations.Citation) -> str:
    if citation.until is None:
        return str(citation)
    return _("%(law)s (in force until %(day)s)") % {"law": citation, "day": citation.until.isoformat()}


class VerifyLawForm(PlainForm):
    until = DayField(
        label=_("Verified until"),
        widget=DateInput,
        error_messages={
            "required": _("Say until when it counts as verified: today or a later day."),
        },
    )


class BecauseForm(PlainForm):
    because = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why. The reason is kept."), "max_length": TOO_LONG},
    )

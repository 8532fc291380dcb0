"""Forms of the directory: a channel as it was found today, and an institution that nobody researched."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comms import directory
from knowledge import providers, routes
from web.forms.cases import PlainForm
from web.forms.lists import jurisdiction_choices


def kinds() -> list[tuple[str, str]]:
    """Each name once: the steps of routes and the profiles call some channels differently."""
    names = {providers.channel_name(kind): kind for kind in reversed(list(providers.CHANNEL_NAMES))}
    return [(kind, name) for name, kind in reversed(names.items())]


class ChannelForm(PlainForm):
    address = forms.CharField(
        label=_("Address of the channel"),
        max_length=300,
        error_messages={"required": _("Enter the address of the channel.")},
    )
    size_limit_mb = forms.IntegerField(label=_("Limit in MB"), required=False, min_value=1, max_value=10_000)
    counts_mail = forms.BooleanField(label=_("The limit counts the whole mail as it is sent"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=tuple(directory.LANGUAGES.items()),
    )
    formats = forms.MultipleChoiceField(
        label=_("Formats taken"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=tuple(directory.FORMATS.items()),
    )
    copies = forms.IntegerField(label=_("Copies on paper"), required=False, min_value=1, max_value=20)
    field_limits = forms.CharField(
        label=_("Fields of the form and their lengths"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(label=_("Where this was found"), required=False, max_length=300)


class NewChannelForm(ChannelForm):
    kind = forms.ChoiceField(label=_("Channel"))
    field_order = ("kind",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds()  # type: ignore[attr-defined]


class InstitutionForm(PlainForm):
    name_zh = forms.CharField(
        label=_("Name in Chinese, or as it writes itself"),
        max_length=200,
        error_messages={"required": _("Enter the name of the institution.")},
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("Country"))
    body_kind = forms.ChoiceField(label=_("Kind of body"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = jurisdiction_choices()  # type: ignore[attr-defined]
        self.fields["body_kind"].choices = [  # type: ignore[attr-defined]
            (kind.code, str(kind)) for kind in routes.body_kinds(with_unknown=False)
        ]

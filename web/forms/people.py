"""Forms about people: one's own settings, an invitation, a role, an identity check. Shape only; the acts decide."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.people import GIVEN
from web.shown import city

# The zones our readers live in come first; all others follow by name.
NEAR = ("Asia/Shanghai", "Asia/Hong_Kong", "Europe/Brussels", "Europe/Paris", "Europe/Amsterdam", "Europe/London")
ROLES = [(role.value, role.label) for role in GIVEN]
ROLE_HINTS = {
    "finance": _("Logs freezes, collects evidence, submits."),
    "counsel": _("Reviews and approves packs, deals with authorities."),
    "manager": _("Watches deadlines, decides exceptions, closes cases."),
    "administrator": _("Invites people, sets roles, loads rules."),
    "auditor": _("Reads cases and the log, changes nothing."),
}


def zones() -> list[tuple[str, str]]:
    rest = sorted(name for name in available_timezones() if "/" in name and name not in NEAR and "Etc/" not in name)
    near = [(name, f"{city(name)} ({name})") for name in NEAR]
    return [*near, *((name, name.replace("_", " ")) for name in ("UTC", *rest))]


class Profile(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    title = forms.CharField(label=_("Position"), max_length=100, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    single_keys = forms.BooleanField(label=_("Single keys while I review a pack"), required=False)


class Invite(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)


class ChangeRole(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)


class Check(forms.Form):
    how = forms.CharField(label=_("How did you check who is asking?"), max_length=300)

"""Step 1 of logging a freeze: which account, whose, how we learned of it, and whether the notice is genuine."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.models import Account, Freeze, Party
from cases.thinkable import in_future
from knowledge import institutions, providers
from web.forms.dates import MomentField, MomentInput
from web.forms.lists import jurisdiction_choices
from web.forms.log_step import StepForm, Typed


class AccountStep(StepForm):
    step = "account"

    known = forms.TypedChoiceField(
        label=_("Account"), required=False, coerce=int, empty_value=None, widget=forms.Select, choices=()
    )
    account_number = forms.CharField(
        label=_("IBAN or account number"),
        max_length=60,
        error_messages={"required": _("Enter the IBAN or the account number.")},
    )
    institution = forms.CharField(
        label=_("Institution"),
        max_length=200,
        error_messages={"required": _("Enter the name of the institution that keeps the account.")},
    )
    country = forms.ChoiceField(label=_("Country of the institution"), required=False, choices=())
    party_name = forms.CharField(
        label=_("Account holder"),
        max_length=200,
        error_messages={"required": _("Enter the account holder as the licence shows it.")},
    )
    learned_by = forms.MultipleChoiceField(
        label=_("How did you learn of it?"),
        required=False,
        choices=Freeze.LearnedBy.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    verified = forms.ChoiceField(
        label=_("Has the notice been verified through an official channel?"),
        choices=(("no", _("Not yet: add an item for today")), ("yes", _("Yes"))),
        initial="no",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the notice has been verified.")},
    )
    verified_how = forms.CharField(label=_("Through which channel?"), max_length=300, required=False)
    verified_at = MomentField(label=_("When?"), required=False, widget=MomentInput)
    notice = forms.FileField(label=_("Photo or file of the notice"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, **more: Any) -> None:
        super().__init__(data, **more)
        accounts = known_accounts(self.organisation)
        self.fields["known"].choices = [("", _("A new account")), *((a.pk, f"{a} · {a.party}") for a in accounts)]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("From the IBAN")), *jurisdiction_choices()]  # type: ignore[attr-defined]
        self.picked = self._picked(accounts)
        self.found = self._look_up()
        if self.picked or self.found.institution:
            self.fields["institution"].required = False
        if self.picked:
            self.fields["account_number"].required = self.fields["party_name"].required = False

    def _picked(self, accounts: Iterable[Account]) -> Account | None:
        """Chosen from the list, or typed although the register holds it: then nothing is typed twice."""
        wanted = self._raw("known")
        if chosen := next((account for account in accounts if str(account.pk) == wanted), None):
            return chosen
        number = institutions.compact(self._raw("account_number"))
        held = Account.objects.filter(organisation=self.organisation, number=number).select_related("party", "provider")
        return held.first() if number else None

    def _look_up(self) -> institutions.Lookup:
        number = self.picked.number if self.picked else self._raw("account_number")
        return institutions.look_up(number, country=self._raw("country"))

    def _raw(self, name: str) -> str:
        """As typed, whether it was just sent or kept in the draft."""
        return str((self.data if self.is_bound else self.initial).get(name) or "")

    def completed(self) -> tuple[Typed, bool]:
        """The institution behind an IBAN stands in its field at once."""
        typed, found = self.typed(), self.found.institution
        if typed["institution"] or not found or self.picked:
            return typed, False
        return {**typed, "institution": found}, True

    def clean_account_number(self) -> str:
        if self.picked:
            return self.picked.spaced
        if self.found.problem:
            reason = f"{self.found.reason} {self.found.hint}".strip()
            raise ValidationError(reason, code=f"number_{self.found.problem}")
        return self.found.spaced

    def clean(self) -> None:
        if self.cleaned_data.get("verified") == "yes" and not self.cleaned_data.get("verified_how", "").strip():
            self.add_error(
                "verified_how",
                ValidationError(
                    _("Say which official channel was used: the number called, the page opened."),
                    code="channel_missing",
                ),
            )
        when = self.cleaned_data.get("verified_at")
        if when and when > self.at:
            self.add_error(
                "verified_at",
                in_future(),
            )

    def answers(self) -> dict[str, Any]:
        right = super().answers()
        verified = right.pop("verified", "no") == "yes"
        holder = right.pop("party_name", "")
        right |= {"verified": verified, "learned_by": tuple(right.get("learned_by", ()))}
        if self.picked:
            account = self.picked
            return right | {
                "account_id": account.pk,
                "account_number": account.number,
                "institution": account.institution,
                "legal_entity": account.legal_entity,
                "country": account.country,
                "provider": account.provider.code if account.provider else "",
                "party_id": account.party_id,
                "party_name": account.party.name,
            }
        named = _profile_named(right.get("institution", ""))
        profile = named or self.found.provider
        party = _party_named(self.organisation, holder)
        return right | {
            "institution": right.get("institution") or self.found.institution,
            "legal_entity": self.found.legal_entity if not named or named == self.found.provider else "",
            "country": right.get("country") or self.found.country or (named.country if named else ""),
            "provider": profile.code if profile else "",
            "party_id": party.pk if party else None,
            "party_name": party.name if party else holder,
        }


def known_accounts(organisation: Organisation, limit: int = 100) -> list[Account]:
    """The newest; any other is recognised when its number is typed."""
    rows = Account.objects.filter(organisation=organisation).active().select_related("party", "provider")
    return list(rows.order_by("-created_at", "-pk")[:limit])


def known_parties(organisation: Organisation, limit: int = 200) -> list[Party]:
    return list(Party.objects.filter(organisation=organisation).order_by("name")[:limit])


def _party_named(organisation: Organisation, name: str) -> Party | None:
    name = name.strip()
    if not name:
        return None
    held = Party.objects.filter(organisation=organisation)
    return held.filter(name=name).first() or held.filter(name_en=name).first()


def institution_names() -> list[str]:
    """What may be picked instead of typed."""
    return [
        str(provider.names)
        for provider in providers.current().values()
        if not (provider.is_guide or provider.is_generic)
    ]


def _profile_named(typed: str) -> providers.Provider | None:
    typed = typed.strip().casefold()
    if not typed:
        return None
    for provider in providers.current().values():
        if not provider.is_guide and typed in {provider.names.zh.casefold(), provider.names.en.casefold()}:
            return provider
    return None

"""The five steps of logging a freeze: what each asks, and how the answers become one record.

A draft keeps what was typed, right or wrong. A step that moves on must be right; "unknown" is always an answer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases import intake
from cases.answers import FreezeAnswers
from cases.models import Account, Draft, Freeze, Party
from knowledge import institutions, providers
from knowledge.models import Edition, Kind
from web.forms.dates import DateInput, MomentInput
from web.forms.lists import currencies, jurisdiction_choices

Typed = dict[str, Any]
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
GROUP_OF = {code: group for group, codes in WHICH.items() for code, _label in codes}


class StepForm(forms.Form):
    """One page of the wizard. `required` is what the page counts as a question that must be answered."""

    step: ClassVar[str]
    use_required_attribute = False  # the server answers in sentences; a browser's bubble would not

    def __init__(
        self, data: Mapping[str, Any] | None, *, organisation: Organisation, at: datetime, **more: Any
    ) -> None:
        self.organisation, self.at = organisation, at
        super().__init__(data, label_suffix="", **more)

    def typed(self) -> Typed:
        """What was typed, as it was typed: a list where several answers may be given, text everywhere else."""
        kept: Typed = {}
        for name, field in self.fields.items():
            if isinstance(field, forms.FileField):
                continue
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if isinstance(field, forms.MultipleChoiceField):
                kept[name] = list(value or [])
            else:
                kept[name] = ("on" if value else "") if isinstance(value, bool) else (value or "")
        return kept

    def answers(self) -> dict[str, Any]:
        """This step's part of the record; wrong answers are left out."""
        known = {field.name for field in fields(FreezeAnswers)}
        return {name: value for name, value in self.right().items() if name in known}

    def right(self) -> dict[str, Any]:
        self.full_clean()
        return dict(self.cleaned_data)

    @classmethod
    def questions(cls) -> int:
        return sum(field.required for field in cls.base_fields.values())


def bound(typed: Mapping[str, Any]) -> "MultiValueDict[str, str]":
    """What a draft kept, as a browser would send it."""
    return MultiValueDict(
        {name: value if isinstance(value, list) else [value] for name, value in typed.items() if value != ""}
    )


# --- step 1 ----------------------------------------------------------------------------------------------------------


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
    verified_at = forms.DateTimeField(label=_("When?"), required=False, widget=MomentInput)
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
        if not self.is_bound:
            return None
        wanted = str(self.data.get(self.add_prefix("known"), ""))
        if chosen := next((account for account in accounts if str(account.pk) == wanted), None):
            return chosen
        number = institutions.compact(str(self.data.get(self.add_prefix("account_number"), "")))
        held = Account.objects.filter(organisation=self.organisation, number=number).select_related("party", "provider")
        return held.first() if number else None

    def _look_up(self) -> institutions.Lookup:
        number = self.picked.number if self.picked else str(self.data.get(self.add_prefix("account_number"), ""))
        return institutions.look_up(number, country=str(self.data.get(self.add_prefix("country"), "")))

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
            self.add_error("verified_at", ValidationError(_("This time lies in the future."), code="in_future"))

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


# --- step 2 ----------------------------------------------------------------------------------------------------------


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
    notice_on = forms.DateField(
        label=_("Date of the notice"),
        required=False,
        widget=DateInput,
        error_messages={"invalid": _("Enter a real date, for example 2026-11-18.")},
    )
    scope = forms.ChoiceField(
        label=_("What is frozen?"),
        choices=Freeze.Scope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what is frozen, or “Not known”.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["jurisdiction"].choices = [("", _("The same as the institution's")), *jurisdiction_choices()]  # type: ignore[attr-defined]

    def clean(self) -> None:
        typed = self.cleaned_data
        if not typed.get("instrument_no", "").strip() and not (
            typed.get("instrument_unknown") or typed.get("instrument_none")
        ):
            self.add_error(
                "instrument_no", ValidationError(_("Enter the number, or tick “unknown”."), code="instrument_missing")
            )
        if typed.get("notice_on") and typed["notice_on"] > timezone.localdate(self.at):
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
        return right | _state("instrument", right.get("instrument_no", ""), self.cleaned_data)


def _state(fact: str, value: Any, right: Mapping[str, Any]) -> dict[str, Any]:
    """Known, unknown or not applicable (row 2.1b). What was typed wins over a tick that was forgotten."""
    if value not in (None, ""):
        return {f"{fact}_state": "known"}
    return {f"{fact}_state": "not_applicable" if right.get(f"{fact}_none") else "unknown"}


# --- step 3 ----------------------------------------------------------------------------------------------------------


class AmountsStep(StepForm):
    step = "amounts"

    amount = forms.DecimalField(
        label=_("Frozen amount"),
        required=False,
        max_digits=18,
        decimal_places=2,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Enter the amount in figures, for example 486200.00."),
            "max_digits": _("This amount is too large to be right. Check the decimal point."),
            "max_whole_digits": _("This amount is too large to be right. Check the decimal point."),
            "max_decimal_places": _("Enter at most two digits after the decimal point."),
        },
    )
    amount_unknown = forms.BooleanField(label=_("Unknown: add an item to ask for it"), required=False)
    amount_none = forms.BooleanField(label=_("No sum is stated: everything is frozen"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies, initial="EUR")
    balance = forms.DecimalField(
        label=_("Balance of the account"),
        required=False,
        max_digits=18,
        decimal_places=2,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _("Enter the amount in figures, for example 486200.00.")},
    )
    frozen_at = forms.DateTimeField(
        label=_("Frozen since"),
        required=False,
        widget=MomentInput,
        error_messages={"invalid": _("Enter a date and a time, for example 2026-11-18 09:40.")},
    )
    frozen_unknown = forms.BooleanField(label=_("Not known: count from the moment we learned of it"), required=False)
    known_at = forms.DateTimeField(
        label=_("When did you learn of it?"),
        widget=MomentInput,
        error_messages={
            "required": _("Enter when you learned of it: most time limits start there."),
            "invalid": _("Enter a date and a time, for example 2026-11-18 09:40."),
        },
    )
    ends_on = forms.DateField(
        label=_("End date printed in the notice"),
        required=False,
        widget=DateInput,
        error_messages={"invalid": _("Enter a real date, for example 2026-11-18.")},
    )
    term_unknown = forms.BooleanField(label=_("Unknown: add an item to ask for it"), required=False)
    term_none = forms.BooleanField(label=_("The notice prints no end date"), required=False)

    def clean_amount(self) -> Any:
        return self._positive("amount")

    def _positive(self, name: str) -> Any:
        amount = self.cleaned_data.get(name)
        if amount is not None and amount <= 0:
            raise ValidationError(
                _("The frozen amount must be more than 0. If you do not know it, tick “unknown”."),
                code="amount_not_positive",
            )
        return amount

    def clean_balance(self) -> Any:
        balance = self.cleaned_data.get("balance")
        if balance is not None and balance < 0:
            raise ValidationError(_("Enter the balance as 0 if the account is overdrawn."), code="balance_negative")
        return balance

    def clean(self) -> None:
        typed = self.cleaned_data
        self._need("amount", _("Enter the amount, or tick “unknown”."))
        self._need("frozen_at", _("Enter since when, or tick “not known”."), tick="frozen")
        self._need("ends_on", _("Enter the printed end date, or tick “unknown”."), tick="term")
        amount, balance = typed.get("amount"), typed.get("balance")
        if amount is not None and balance is not None and amount > balance:
            self.add_error(
                "amount",
                ValidationError(
                    _("The frozen amount is more than the balance. Correct one of them, or leave the balance empty."),
                    code="amount_over_balance",
                ),
            )
        for name, sentence in (
            ("frozen_at", _("The freeze lies in the future. Enter the day it began, today or earlier.")),
            ("known_at", _("The moment you learned of it lies in the future.")),
        ):
            if typed.get(name) and typed[name] > self.at:
                self.add_error(name, ValidationError(sentence, code="in_future"))
        if (
            typed.get("ends_on")
            and typed.get("frozen_at")
            and typed["ends_on"] < timezone.localdate(typed["frozen_at"])
        ):
            self.add_error(
                "ends_on",
                ValidationError(_("The freeze ends before it began. Check both dates."), code="ends_before_start"),
            )

    def _need(self, name: str, sentence: Any, tick: str = "") -> None:
        tick = tick or name
        excused = self.cleaned_data.get(f"{tick}_unknown") or self.cleaned_data.get(f"{tick}_none")
        if name not in self.errors and self.cleaned_data.get(name) in (None, "") and not excused:
            self.add_error(name, ValidationError(sentence, code=f"{tick}_missing"))

    def answers(self) -> dict[str, Any]:
        right = super().answers()
        return (
            right
            | _state("amount", right.get("amount"), self.cleaned_data)
            | _state("term", right.get("ends_on"), self.cleaned_data)
        )


# --- step 4 ----------------------------------------------------------------------------------------------------------


class CausesStep(StepForm):
    step = "causes"

    causes = forms.MultipleChoiceField(
        label=_("What may be the reason?"), required=False, choices=(), widget=forms.CheckboxSelectMultiple
    )
    cause_refused = forms.BooleanField(label=_("The other side refuses to name a reason"), required=False)
    reason_quoted = forms.CharField(
        label=_("Reason in the notice, word for word"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Keep this under %(limit_value)d characters; it has %(show_value)d.")},
    )
    clause_quoted = forms.CharField(
        label=_("Clause relied on"),
        required=False,
        max_length=300,
        error_messages={"max_length": _("Keep this under %(limit_value)d characters; it has %(show_value)d.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["causes"].choices = cause_choices()  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        right = super().answers()
        # Possible, not likely: how likely a cause is, counsel decides (row 1.0).
        return right | {"causes": dict.fromkeys(right.get("causes", ()), "possible")}


def cause_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Fourteen causes under their three families."""
    families = {edition.code: edition.title for edition in Edition.objects.current(Kind.CAUSE_FAMILY)}
    grouped: dict[str, list[tuple[str, str]]] = {code: [] for code in families}
    for cause in Edition.objects.current(Kind.CAUSE):
        grouped[cause.content["family"]].append((cause.code, cause.title))
    return [(families[code], choices) for code, choices in grouped.items()]


# --- step 5 ----------------------------------------------------------------------------------------------------------


class CheckStep(StepForm):
    """The clocks that start, and the people who are told. Everything else was answered before."""

    step = "check"

    accepted_clocks = forms.MultipleChoiceField(
        label=_("Clocks that will start"), required=False, choices=(), widget=forms.CheckboxSelectMultiple
    )
    owner_id = forms.TypedChoiceField(label=_("Does it"), required=False, coerce=int, empty_value=None)
    counsel_id = forms.TypedChoiceField(label=_("Counsel"), required=False, coerce=int, empty_value=None)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        clocks: Iterable[intake.OfferedClock] = (),
        owners: Iterable[Any] = (),
        counsels: Iterable[Any] = (),
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.clocks = list(clocks)
        self.fields["accepted_clocks"].choices = [(c.rule, str(c.title)) for c in self.clocks]  # type: ignore[attr-defined]
        self.fields["owner_id"].choices = [(p.pk, str(p)) for p in owners]  # type: ignore[attr-defined]
        self.fields["counsel_id"].choices = [(p.pk, str(p)) for p in counsels]  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        right = super().answers()
        return right | {"accepted_clocks": tuple(right.get("accepted_clocks", ()))}


STEPS: tuple[type[StepForm], ...] = (AccountStep, WhoStep, AmountsStep, CausesStep)
NAMES = ("account", "who", "amounts", "causes", "check")
TITLES: dict[str, Any] = {
    "account": _("Account"),
    "who": _("Who and what"),
    "amounts": _("Amounts and dates"),
    "causes": _("Cause and papers"),
    "check": _("Check"),
}


def form_of(step: str) -> type[StepForm]:
    return next(form for form in STEPS if form.step == step)


def answers_of(draft: Draft, *, at: datetime, instead: Mapping[str, Mapping[str, Any]] | None = None) -> FreezeAnswers:
    """The record as far as it is right. `instead` replaces what the draft keeps of a step: a page not yet saved."""
    kept: dict[str, Mapping[str, Any]] = {**draft.answers, **(instead or {})}
    found: dict[str, Any] = {"account_number": "", "institution": "", "party_name": ""}
    for make in STEPS:
        if make.step in kept:
            found |= make(bound(kept[make.step]), organisation=draft.organisation, at=at).answers()
    return FreezeAnswers(**found)


def problems_of(draft: Draft, *, at: datetime, form: Callable[[str], StepForm]) -> list[str]:
    """The steps that still have something wrong: the check page sends the reader there."""
    return [make.step for make in STEPS if make.step not in draft.answers or not form(make.step).is_valid()]

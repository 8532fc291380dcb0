"""Step 3 of logging a freeze: how much, since when, until when."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.forms.amounts import MoneyField
from web.forms.dates import DateInput, DayField, MomentField, MomentInput
from web.forms.lists import currencies
from web.forms.log_step import StepForm, fact_state


class AmountsStep(StepForm):
    step = "amounts"

    amount = MoneyField(
        label=_("Frozen amount"),
        required=False,
        error_messages={
            "invalid": _("Enter the amount in figures, for example 486200.00."),
            "max_digits": _("This amount is too large to be right. Check the decimal point."),
            "max_whole_digits": _("This amount is too large to be right. Check the decimal point."),
            "max_decimal_places": _("Enter at most two digits after the decimal point."),
        },
    )
    amount_unknown = forms.BooleanField(label=_("Unknown: add an item to ask for it"), required=False)
    amount_none = forms.BooleanField(label=_("No sum is stated: everything is frozen"), required=False)
    currency = forms.ChoiceField(
        label=_("Currency"), choices=currencies, initial="EUR", widget=forms.Select(attrs={"aria-label": _("Currency")})
    )
    balance = MoneyField(
        label=_("Balance of the account"),
        required=False,
        error_messages={"invalid": _("Enter the amount in figures, for example 486200.00.")},
    )
    frozen_at = MomentField(
        label=_("Frozen since"),
        required=False,
        widget=MomentInput,
        error_messages={"invalid": _("Enter a date and a time, for example 2026-11-18 09:40.")},
    )
    frozen_unknown = forms.BooleanField(label=_("Not known: count from the moment we learned of it"), required=False)
    known_at = MomentField(
        label=_("When did you learn of it?"),
        widget=MomentInput,
        error_messages={
            "required": _("Enter when you learned of it: most time limits start there."),
            "invalid": _("Enter a date and a time, for example 2026-11-18 09:40."),
        },
    )
    ends_on = DayField(
        label=_("End date printed in the notice"),
        required=False,
        widget=DateInput,
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
            ("known_at", _("The moment you learned of it lies in the future. Enter when you really learned of it.")),
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
            | fact_state("amount", right.get("amount"), self.cleaned_data)
            | fact_state("term", right.get("ends_on"), self.cleaned_data)
        )

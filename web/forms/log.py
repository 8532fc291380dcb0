"""The steps of logging a freeze in their order, and how their answers become one record.

A draft keeps what was typed, right or wrong. A step that moves on must be right; "unknown" is always an answer.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import intake
from cases.answers import FreezeAnswers
from cases.models import Draft
from knowledge.models import Edition, Kind
from web.forms.log_account import AccountStep
from web.forms.log_amounts import AmountsStep
from web.forms.log_step import StepForm, bound
from web.forms.log_who import WhoStep


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

"""What the steps of logging a freeze have in common: answers are kept as typed, and read when they are right."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict

from accounts.models import Organisation
from cases.answers import FreezeAnswers

Typed = dict[str, Any]


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

    def completed(self) -> tuple[Typed, bool]:
        """What was typed, with what can be known from it filled in; and whether anything was filled in."""
        return self.typed(), False

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


def fact_state(fact: str, value: Any, right: Mapping[str, Any]) -> dict[str, Any]:
    """Known, unknown or not applicable (row 2.1b). What was typed wins over a tick that was forgotten."""
    if value not in (None, ""):
        return {f"{fact}_state": "known"}
    return {f"{fact}_state": "not_applicable" if right.get(f"{fact}_none") else "unknown"}

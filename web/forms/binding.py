"""Forms of binding and blacking out: they check the shape of what was typed, and save nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.models import Evidence
from documents.redacting import Box
from web.forms.cases import PlainForm


def share(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=100, required=False)


class RedactForm(PlainForm):
    words = forms.CharField(
        label=_("Words to black out, one a line"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    page = forms.IntegerField(label=_("Page"), min_value=1, required=False)
    left = share(_("From the left, in %"))
    top = share(_("From the top, in %"))
    width = share(_("Width, in %"))
    height = share(_("Height, in %"))
    because = forms.CharField(label=_("Why is it blacked out?"), max_length=300, required=False)

    @property
    def said(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]

    def box(self) -> tuple[int, Box] | None:
        """The place given by numbers; None when none was given."""
        values = [self.cleaned_data.get(name) for name in ("left", "top", "width", "height")]
        if all(value is None for value in values):
            return None
        left, top, width, height = (float(value or 0) / 100 for value in values)
        return self.cleaned_data["page"] or 1, (left, top, min(width, 1 - left), min(height, 1 - top))


class BindingForm(PlainForm):
    """The groups in their order, and what the channel and the paper want."""

    first = forms.ChoiceField(label=_("First group"), choices=Evidence.Section.choices)
    second = forms.ChoiceField(label=_("Second group"), choices=Evidence.Section.choices)
    third = forms.ChoiceField(label=_("Third group"), choices=Evidence.Section.choices)
    fourth = forms.ChoiceField(label=_("Fourth group"), choices=Evidence.Section.choices)
    copies = forms.IntegerField(label=_("Copies on paper"), min_value=1, max_value=9)
    limit_mb = forms.IntegerField(
        label=_("Largest file of the channel, in MB"), min_value=1, max_value=2000, required=False
    )

    @property
    def order(self) -> list[str]:
        return [self.cleaned_data[name] for name in ("first", "second", "third", "fourth")]

    @staticmethod
    def starting(order: Sequence[str], copies: int, limit_mb: int | None) -> dict[str, Any]:
        names = ("first", "second", "third", "fourth")
        return {**dict(zip(names, order, strict=True)), "copies": copies, "limit_mb": limit_mb}


class ScanForm(PlainForm):
    scan = forms.FileField(label=_("The signed pack as a scan"))
    because = forms.CharField(label=_("If the number of pages differs: why?"), max_length=300, required=False)

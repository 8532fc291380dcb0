"""Forms of counsel's review: a comment and its place, the three tests, filters, the decision. Shape only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models import Assessment, Comment, LegalNote
from appeals.models.review import WHOLE
from web.forms.cases import PlainForm
from web.forms.dates import DateInput, DayField

# Where on the page, in words, for whom pointing is no way: the middle of each ninth.
NINTHS: dict[str, tuple[int, int]] = {
    "top-left": (1700, 1200),
    "top": (5000, 1200),
    "top-right": (8300, 1200),
    "left": (1700, 5000),
    "middle": (5000, 5000),
    "right": (8300, 5000),
    "bottom-left": (1700, 8800),
    "bottom": (5000, 8800),
    "bottom-right": (8300, 8800),
}
WHERE = [
    ("", _("the sheet as a whole")),
    ("top-left", _("top left")),
    ("top", _("top")),
    ("top-right", _("top right")),
    ("left", pgettext_lazy("on a page", "left")),
    ("middle", _("middle")),
    ("right", pgettext_lazy("on a page", "right")),
    ("bottom-left", _("bottom left")),
    ("bottom", _("bottom")),
    ("bottom-right", _("bottom right")),
]


class CommentForm(PlainForm):
    text = forms.CharField(label=_("New comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(label=_("Kind"), choices=Comment.Kind.choices, initial=Comment.Kind.SHOULD)
    place = forms.ChoiceField(label=pgettext_lazy("a comment or note", "About"))
    where = forms.ChoiceField(label=_("Where on the sheet"), choices=WHERE, required=False)
    x = forms.IntegerField(min_value=0, max_value=WHOLE, required=False, widget=forms.HiddenInput)
    y = forms.IntegerField(min_value=0, max_value=WHOLE, required=False, widget=forms.HiddenInput)
    privileged = forms.BooleanField(label=_("Privileged: only counsel reads it"), required=False)

    def __init__(self, *args: Any, places: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="comment-%s", **kwargs)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]

    def point(self) -> tuple[int | None, int | None]:
        """Pointed at with mouse or arrow keys; otherwise chosen in words; otherwise nowhere in particular."""
        x, y = self.cleaned_data.get("x"), self.cleaned_data.get("y")
        if x is not None and y is not None:
            return x, y
        return NINTHS.get(self.cleaned_data.get("where", ""), (None, None))


class ReplyForm(PlainForm):
    text = forms.CharField(label=_("Reply"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class AssessForm(PlainForm):
    note = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="assess-%s", **kwargs)
        for test in Assessment.Test:
            self.fields[test.value] = forms.ChoiceField(
                label=test.label, choices=Assessment.Verdict.choices, required=False, widget=forms.RadioSelect
            )

    def verdicts(self) -> dict[str, str]:
        return {test.value: said for test in Assessment.Test if (said := self.cleaned_data.get(test.value))}


class CommentFilter(PlainForm):
    show = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=(("", _("all")), ("open", _("open")), ("settled", _("settled"))),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Comment.Kind.choices])
    by = forms.ChoiceField(
        label=pgettext_lazy("comments written by", "By"), required=False, choices=(("", _("all")), ("me", _("me")))
    )
    about = forms.ChoiceField(label=pgettext_lazy("a comment or note", "About"), required=False)

    def __init__(self, *args: Any, about: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("all")), *about]  # type: ignore[attr-defined]


class ReturnForm(PlainForm):
    reasons = forms.CharField(
        label=_("What has to change?"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}), required=False
    )
    fix_by = DayField(label=_("To be done by"), required=False, widget=DateInput)


class ApproveForm(PlainForm):
    content_hash = forms.CharField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have read the letter and every new exhibit."),
        error_messages={"required": _("Tick this once you have read them.")},
    )


class LegalNoteForm(PlainForm):
    text = forms.CharField(
        label=_("What counsel thinks of it"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what you want to say.")},
    )
    defects = forms.MultipleChoiceField(
        label=_("Formal defects of the paper"),
        required=False,
        choices=LegalNote.Defect.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    evidence = forms.ChoiceField(label=pgettext_lazy("a comment or note", "About"), required=False)

    def __init__(self, *args: Any, exhibits: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [("", _("the case as a whole")), *exhibits]  # type: ignore[attr-defined]

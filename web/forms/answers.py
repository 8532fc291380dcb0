"""Forms of what goes out and what comes back: submission, receipt, provider status, rejection, its points."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models import ProviderStatus, RejectionPoint, Submission
from cases.models import Case
from comms.directory import Entry
from knowledge import providers
from web.forms.cases import WHEN, PlainForm
from web.forms.dates import DateInput, DayField, MomentField, MomentInput

RECHECKED = _("I looked at the institution's own page today: this channel and its address still stand")


class SubmissionForm(PlainForm):
    channel_kind = forms.ChoiceField(label=_("Channel"))
    channel_address = forms.CharField(label=_("Address of the channel"), max_length=300, required=False)
    submitted_at = MomentField(label=_("Sent on"), widget=MomentInput, error_messages=WHEN)
    receipt = forms.ChoiceField(
        label=_("Proof of arrival"), choices=Submission.Receipt.choices, widget=forms.RadioSelect
    )
    receipt_no = forms.CharField(label=_("Receipt number"), max_length=120, required=False)
    receipt_file = forms.FileField(label=_("Screenshot of the receipt"), required=False)
    because = forms.CharField(label=_("Reason for sending all the same"), max_length=500, required=False)
    same_again = forms.BooleanField(label=_("Send by the same channel all the same"), required=False)
    rechecked = forms.BooleanField(label=RECHECKED, required=False)

    def __init__(self, *args: Any, found: Entry | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(channel.kind, channel.name) for channel in found.channels] if found else []
        self.fields["channel_kind"].choices = list(dict(known or providers_channels()).items())  # type: ignore[attr-defined]


def providers_channels() -> list[tuple[str, str]]:
    """Where no directory entry exists, every kind of channel is offered."""
    return [(kind, providers.channel_name(kind)) for kind in ("email", "post", "in-app", "web-form", "branch")]


class ReceiptForm(PlainForm):
    received_at = MomentField(label=_("Received on"), widget=MomentInput, error_messages=WHEN)
    receipt_no = forms.CharField(label=_("Receipt number"), max_length=120, required=False)
    receipt_file = forms.FileField(label=_("Screenshot of the receipt"), required=False)


class StatusForm(PlainForm):
    state = forms.ChoiceField(label=_("State"), choices=ProviderStatus.State.choices, widget=forms.RadioSelect)
    step = forms.ChoiceField(label=_("Step inside the review"), choices=ProviderStatus.Step.choices, required=False)
    since = MomentField(label=_("Since"), widget=MomentInput, error_messages=WHEN)
    due_on = DayField(label=_("Papers asked for by"), required=False, widget=DateInput)
    due_time = forms.TimeField(
        label=_("Hour, if one is stated"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    none_stated = forms.BooleanField(label=_("No date is stated"), required=False)
    note = forms.CharField(label=_("What they wrote"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    late_reason = forms.CharField(
        label=_("Why were the papers handed in late?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RejectionForm(PlainForm):
    received_at = MomentField(label=_("Received on"), widget=MomentInput, error_messages=WHEN)
    text = forms.CharField(
        label=_("Text of the rejection, word for word"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    language = forms.ChoiceField(label=_("Its language"), choices=(("zh-Hans", "中文"), ("en", "English")))
    reference = forms.CharField(label=_("Its number"), max_length=120, required=False)
    file = forms.FileField(label=_("File of the rejection"), required=False)


class GrantForm(PlainForm):
    received_at = MomentField(label=_("Received on"), widget=MomentInput, error_messages=WHEN)
    note = forms.CharField(label=_("What they wrote"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class MarkForm(PlainForm):
    """One sentence: a point with its category, or not a point. Nothing chosen leaves it open."""

    mark = forms.ChoiceField(
        label=_("This sentence is"),
        required=False,
        choices=(("point", _("a point")), ("not", _("not a point"))),
        widget=forms.RadioSelect,
    )
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=(("", "—"), *RejectionPoint.Category.choices)
    )
    is_vague = forms.BooleanField(label=_("Vague: ask for reasons in writing"), required=False)
    words = forms.CharField(
        label=_("Words that stand alone: select them in the sentence, or type them"), required=False, max_length=4000
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)  # how it was marked when the page was opened


class AnswerForm(PlainForm):
    kind = forms.ChoiceField(
        label=_("Kind of answer"), required=False, choices=(("", "—"), *RejectionPoint.Answer.choices)
    )
    zh = forms.CharField(
        label=_("Answer in Chinese"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    en = forms.CharField(
        label=_("Answer in English"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.TypedChoiceField(label=_("Who sees to it"), required=False, coerce=int, empty_value=None)
    old = forms.TypedMultipleChoiceField(
        label=_("What we had handed in on it"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)  # the answer that stood there, as a short print
    evidence = forms.TypedMultipleChoiceField(
        label=_("New papers that answer it"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        case: Case,
        old: list[tuple[int, str]],
        papers: list[tuple[int, str]],
        people: list[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "—"), *((person.pk, str(person)) for person in people)]  # type: ignore[attr-defined]
        self.fields["old"].choices = old  # type: ignore[attr-defined]
        self.fields["evidence"].choices = papers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if (given.get("zh") or given.get("en")) and not given.get("kind"):
            self.add_error(
                "kind", ValidationError(_("Say whether you add, correct or change the strategy."), code="kind_missing")
            )
        return given

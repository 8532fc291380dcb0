"""Forms of the correspondence: the log, a call, a draft to an authority, promises, a mail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Message
from comms import drafts, mending
from comms.models import Offer
from documents import intake
from web.forms.amounts import MoneyField
from web.forms.cases import TOO_LONG, WHEN, PlainForm
from web.forms.dates import DateInput, DayField, MomentField, MomentInput

NO_MAIL = {
    "empty": intake.REASONS["empty"],
    "outlook_file": _(
        "This is an Outlook file (.msg). Open it in Outlook, save it as .eml or forward it as an attachment to the "
        "address of the case, and hand in that."
    ),
    "no_mail": _(
        "This file is not a saved mail. Save the mail in your mail program as .eml and choose that file; other papers "
        "are uploaded as evidence."
    ),
}
LINES = forms.Textarea(attrs={"rows": 3})


class LogFilter(PlainForm):
    q = forms.CharField(label=_("Words in it"), required=False, max_length=100)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=(("", _("all")), *Message.Channel.choices))
    way = forms.ChoiceField(label=_("Which way?"), required=False, choices=(("", _("both")), *Message.Way.choices))


class EmlForm(PlainForm):
    eml = forms.FileField(
        label=_("The mail as a file (.eml)"),
        error_messages={
            "required": _("Choose the saved mail, a file ending in .eml."),
            "empty": intake.REASONS["empty"],
        },
    )

    def clean_eml(self) -> Any:
        """The mailbox takes whatever comes. A person can be asked to save the mail again."""
        upload = self.cleaned_data["eml"]
        code = mending.no_mail(upload.read(8000))
        upload.seek(0)
        if code:
            raise ValidationError(NO_MAIL[code], code=code)
        return upload


class CallForm(PlainForm):
    way = forms.ChoiceField(
        label=_("Who called?"), choices=(("out", _("We called")), ("in", _("They called"))), widget=forms.RadioSelect
    )
    other_side = forms.CharField(label=_("Whom did you speak to, of which department?"), max_length=200, required=False)
    subject = forms.CharField(
        label=_("About"),
        max_length=200,
        error_messages={"required": _("Say what it was about."), "max_length": TOO_LONG},
    )
    happened_at = MomentField(label=_("When?"), widget=MomentInput, error_messages=WHEN)
    basis_given = forms.CharField(
        label=_("On what facts and rule do they rely?"), required=False, max_length=4000, widget=LINES
    )
    attitude = forms.CharField(
        label=_("How do they see the case, and what do they want to see?"),
        required=False,
        max_length=4000,
        widget=LINES,
    )
    security_view = forms.CharField(
        label=_("Would security or a settlement help?"), required=False, max_length=4000, widget=LINES
    )
    agreed = forms.CharField(
        label=_("What comes next, who does it, by when?"), required=False, max_length=4000, widget=LINES
    )


class DraftForm(PlainForm):
    channel = forms.ChoiceField(
        label=_("By which channel?"), choices=[each for each in Message.Channel.choices if each[0] in drafts.CHANNELS]
    )
    other_side = forms.CharField(
        label=_("Addressed to"), max_length=200, error_messages={"required": _("Say to whom it is addressed.")}
    )
    subject = forms.CharField(label=_("About"), max_length=200, error_messages={"required": _("Say what it is about.")})
    text = forms.CharField(
        label=_("What is to be written or said"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write what is to be said.")},
    )
    file = forms.FileField(label=_("Enclosed file"), required=False)


class DecideForm(PlainForm):
    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reasons = forms.CharField(label=_("What has to change?"), required=False, max_length=2000, widget=LINES)


class SentForm(PlainForm):
    happened_at = MomentField(label=_("Sent on"), widget=MomentInput, error_messages=WHEN)


class CommitmentForm(PlainForm):
    text = forms.CharField(
        label=_("What was promised?"), max_length=500, error_messages={"required": _("Say what was promised.")}
    )
    to_whom = forms.CharField(label=_("Promised to"), max_length=200, error_messages={"required": _("Say to whom.")})
    given_on = DayField(
        label=_("Promised on"), widget=DateInput, error_messages={"required": _("Enter the day of the promise.")}
    )
    due_on = DayField(label=_("To be kept by"), required=False, widget=DateInput)


class OfferForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Offer.Kind.choices)
    terms = forms.CharField(
        label=_("What is offered?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what is offered, in a sentence.")},
    )
    amount = MoneyField(label=_("Amount"), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    expires_on = DayField(label=_("Valid until"), required=False, widget=DateInput)


class AssignForm(PlainForm):
    case = forms.TypedChoiceField(label=_("Case"), coerce=int)
    because = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, cases: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = [(case.pk, f"{case.ref} {case.party}") for case in cases]  # type: ignore[attr-defined]

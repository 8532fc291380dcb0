"""Forms of what goes out: the covering mail, the waybill and its delivery."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comms import sending
from web.forms.answers import RECHECKED
from web.forms.cases import WHEN, PlainForm
from web.forms.dates import MomentField, MomentInput


class MailForm(PlainForm):
    """The covering mail of a submission."""

    to = forms.CharField(label=_("To"), max_length=254, error_messages={"required": _("Enter one e-mail address.")})
    why = forms.CharField(
        label=_("Matter, as it stands in the subject"),
        max_length=120,
        error_messages={"required": _("Say what the appeal is about.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=(("zh-Hans", "中文"), ("en", "English")))
    words = forms.CharField(
        label=_("Covering words"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write a few words to the reader.")},
    )
    enclosed = forms.ChoiceField(
        label=_("What is enclosed"),
        choices=(("bound", _("The bound pack, one file")), ("single", _("Pack and each paper as a file of its own"))),
        widget=forms.RadioSelect,
    )
    limit_mb = forms.IntegerField(label=_("Limit of the channel in MB"), required=False, min_value=1, max_value=200)
    counts_mail = forms.BooleanField(label=_("The limit counts the whole mail as it is sent"), required=False)
    sealed = forms.BooleanField(label=_("Enclose the sealed volume in this mail"), required=False)
    because = forms.CharField(label=_("Reason for sending all the same"), max_length=500, required=False)
    same_again = forms.BooleanField(label=_("Send by the same channel all the same"), required=False)
    rechecked = forms.BooleanField(label=RECHECKED, required=False)

    def clean_to(self) -> str:
        """Said with everything else that is wrong, also when somebody only looks."""
        try:
            return sending.receiver(self.cleaned_data["to"])
        except ValidationError as refused:
            raise ValidationError(refused.error_dict["to"]) from None


class ShipmentForm(PlainForm):
    carrier = forms.CharField(
        label=_("Carrier"), max_length=80, error_messages={"required": _("Say who carries it, for example EMS.")}
    )
    waybill = forms.CharField(
        label=_("Waybill number"), max_length=80, error_messages={"required": _("Enter the number of the waybill.")}
    )
    copies = forms.IntegerField(label=_("Copies"), min_value=1, max_value=20)
    originals = forms.IntegerField(label=_("Of these with originals"), min_value=0, max_value=20)
    slip = forms.FileField(label=_("Photo of the slip"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slip"].widget.attrs["accept"] = "image/*,.pdf"


class DeliveryForm(PlainForm):
    delivered_at = MomentField(label=_("Delivered on"), widget=MomentInput, error_messages=WHEN)
    file = forms.FileField(label=_("Proof of delivery"), required=False)

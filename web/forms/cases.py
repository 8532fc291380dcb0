"""The forms of the case page: events, items, dates, causes, people, messages. They check shape and save nothing."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import CaseCause, Message
from cases.stages import FIVE, Stage
from knowledge import routes
from web.forms.amounts import MoneyField
from web.forms.dates import DateInput, DayField, MomentField, MomentInput
from web.forms.lists import jurisdiction_choices

WHEN = {
    "required": _("Enter when it happened."),
    "invalid": _("Enter a date and a time, for example 2026-11-18 09:40."),
}
TOO_LONG = _("Keep this under %(limit_value)d characters; it has %(show_value)d.")


class PlainForm(forms.Form):
    """No colon after labels, no bubbles of the browser: the server answers in sentences beside the field."""

    use_required_attribute = False
    ways: Mapping[str, str] = MappingProxyType({})  # code of a refusal: where what it asks for is done

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def answered(self, **usual: Any) -> dict[str, Any]:
        """What was answered, where other answers are wrong; `usual` for those."""
        return {name: self.cleaned_data.get(name, missing) for name, missing in usual.items()}


def refuse_besides(form: forms.Form, check: Callable[[], object]) -> None:
    """The form, or its file, is refused already: what the act would refuse is said too, where a field is silent yet."""
    try:
        check()
    except ValidationError as refused:
        told = refused.error_dict if hasattr(refused, "error_dict") else {NON_FIELD_ERRORS: refused.error_list}
        for name, found in told.items():
            for error in () if name in form.errors else found:
                form.add_error(name if name in form.fields else None, error)


def refuse(form: forms.Form, refused: ValidationError, **shown_as: str) -> None:
    """An act's refusal stands beside the field that it names, otherwise on top. `act_name="field"` tells them apart."""
    if hasattr(refused, "error_dict"):
        for name, found in refused.error_dict.items():
            field = shown_as.get(name, name)
            for error in found:
                form.add_error(field if field in form.fields else None, error)
    else:
        form.add_error(None, refused)


class CaseFilter(PlainForm):
    q = forms.CharField(label=_("Number, party, account or institution"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=(("open", _("Open cases")), ("closed", _("Closed cases")), ("all", _("All cases"))),
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    body = forms.ChoiceField(label=_("Ordered by"), required=False)
    owner = forms.TypedChoiceField(label=_("Does it"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = [("", _("all"))]
        self.fields["stage"].choices = everyone + [(s.value, s.label) for s in FIVE]  # type: ignore[attr-defined]
        self.fields["body"].choices = everyone + [(kind.code, str(kind)) for kind in routes.body_kinds()]  # type: ignore[attr-defined]
        people = User.objects.filter(
            memberships__organisation__in=user.organisation_ids, memberships__ended_at=None, is_active=True
        )
        self.fields["owner"].choices = everyone + [(p.pk, str(p)) for p in people.distinct().order_by("name")[:200]]  # type: ignore[attr-defined]


class EventForm(PlainForm):
    text = forms.CharField(
        label=_("What happened?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a few words what happened."), "max_length": TOO_LONG},
    )
    happened_at = MomentField(label=_("When?"), widget=MomentInput, error_messages=WHEN)
    file = forms.FileField(label=_("Paper that shows it"), required=False)


class CorrectionForm(PlainForm):
    text = EventForm.base_fields["text"]
    happened_at = EventForm.base_fields["happened_at"]


class VerifyForm(PlainForm):
    how = forms.CharField(
        label=_("Through which official channel?"),
        max_length=300,
        error_messages={
            "required": _("Say which official channel was used: the number called, the page opened."),
            "max_length": TOO_LONG,
        },
    )
    when = MomentField(label=_("When?"), widget=MomentInput, error_messages=WHEN)
    file = forms.FileField(label=_("Screenshot or note"), required=False)


class LearnForm(PlainForm):
    """The four facts, as far as they are still open: what is left empty stays open."""

    body_kind = forms.ChoiceField(label=_("Who ordered the freeze?"), required=False)
    body_name = forms.CharField(label=_("Name on the notice"), max_length=200, required=False)
    jurisdiction = forms.ChoiceField(label=_("Country of the one who ordered it"), required=False)
    instrument_no = forms.CharField(label=_("Document or case number"), max_length=120, required=False)
    amount = MoneyField(label=_("Frozen amount"), required=False)
    ends_on = DayField(label=_("End date printed in the notice"), required=False, widget=DateInput)
    term_none = forms.BooleanField(label=_("The notice prints no end date"), required=False)
    OF_FACT: ClassVar[dict[str, tuple[str, ...]]] = {
        "body": ("body_kind", "body_name", "jurisdiction"),
        "instrument": ("instrument_no",),
        "amount": ("amount",),
        "term": ("ends_on", "term_none"),
    }

    def __init__(self, *args: Any, unknown: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {name for fact in unknown for name in self.OF_FACT[fact]}
        for name in set(self.fields) - kept:
            del self.fields[name]
        if "body_kind" in self.fields:
            kinds = [(kind.code, str(kind)) for kind in routes.body_kinds(with_unknown=False)]
            self.fields["body_kind"].choices = [("", "—"), *kinds]  # type: ignore[attr-defined]
            self.fields["jurisdiction"].choices = [  # type: ignore[attr-defined]
                ("", _("The same as the institution's")),
                *jurisdiction_choices(),
            ]


class MoveForm(PlainForm):
    to = forms.TypedChoiceField(
        label=_("To which stage?"),
        coerce=Stage,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the stage.")},
    )
    because = forms.CharField(label=_("Why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    past_gate = forms.BooleanField(label=_("Move on although lines of the gate are open"), required=False)

    def __init__(self, *args: Any, stages: Iterable[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(stage.value, stage.label) for stage in stages]  # type: ignore[attr-defined]


class PauseForm(PlainForm):
    because = forms.CharField(
        label=_("What does the case wait for?"),
        max_length=300,
        error_messages={"required": _("Say what the case waits for."), "max_length": TOO_LONG},
    )


class NoteForm(PlainForm):
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(PlainForm):
    because = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why. The reason is kept.")},
    )


class ItemForm(PlainForm):
    title = forms.CharField(
        label=_("What is to be done?"),
        max_length=300,
        error_messages={"required": _("Say what is to be done."), "max_length": TOO_LONG},
    )
    to = forms.TypedChoiceField(
        label=_("Who does it?"), coerce=int, error_messages={"required": _("Choose who does it.")}
    )
    due_at = MomentField(label=_("Until when?"), required=False, widget=MomentInput, error_messages=WHEN)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(p.pk, str(p)) for p in people]  # type: ignore[attr-defined]


class AssignForm(PlainForm):
    to = forms.TypedChoiceField(
        label=_("Who does it?"), coerce=int, error_messages={"required": _("Choose who does it.")}
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(p.pk, str(p)) for p in people]  # type: ignore[attr-defined]


class CausesForm(PlainForm):
    """One question a cause, four answers; the empty answer means that nobody has thought about it yet."""

    ANSWERS = (("", _("not considered")), *CaseCause.Likelihood.choices)

    refused = forms.BooleanField(label=_("The other side refuses to name a reason"), required=False)

    def __init__(self, *args: Any, codes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in codes:
            self.fields[f"cause_{code}"] = forms.ChoiceField(
                choices=self.ANSWERS, required=False, widget=forms.RadioSelect, label=code
            )

    @property
    def likelihoods(self) -> dict[str, str]:
        return {
            name.removeprefix("cause_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("cause_") and value
        }


class PeopleForm(PlainForm):
    owner = forms.TypedChoiceField(label=_("Does it"), coerce=int)
    manager = forms.TypedChoiceField(label=_("Answers for it"), coerce=int)
    counsel = forms.TypedChoiceField(label=_("Counsel"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, workers: Iterable[User], counsels: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(p.pk, str(p)) for p in workers]
        self.fields["owner"].choices = self.fields["manager"].choices = people  # type: ignore[attr-defined]
        self.fields["counsel"].choices = [("", _("nobody yet")), *((p.pk, str(p)) for p in counsels)]  # type: ignore[attr-defined]


class EngageForm(PlainForm):
    engaged = forms.TypedChoiceField(
        label=_("Which counsel takes the case?"),
        coerce=int,
        error_messages={"required": _("Choose the counsel who takes the case.")},
    )

    def __init__(self, *args: Any, counsels: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engaged"].choices = [(p.pk, str(p)) for p in counsels]  # type: ignore[attr-defined]


class GuestForm(PlainForm):
    name = forms.CharField(
        label=_("Name"), max_length=150, error_messages={"required": _("Enter the name of the guest.")}
    )
    email = forms.EmailField(
        label=_("E-mail"),
        error_messages={
            "required": _("Enter the e-mail address."),
            "invalid": _("Enter a whole e-mail address, for example name@firm.example."),
        },
    )
    expires_on = DayField(
        label=_("Last day of access"),
        widget=DateInput,
        error_messages={
            "required": _("Enter the last day."),
        },
    )


class MessageForm(PlainForm):
    way = forms.ChoiceField(
        label=_("Which way?"),
        choices=Message.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was sent or received.")},
    )
    channel = forms.ChoiceField(
        label=_("By which channel?"),
        choices=Message.Channel.choices,
        error_messages={"required": _("Choose the channel.")},
    )
    other_side = forms.CharField(
        label=_("Who on the other side?"), required=False, max_length=200, error_messages={"max_length": TOO_LONG}
    )
    subject = forms.CharField(
        label=_("About"),
        max_length=200,
        error_messages={"required": _("Say what it was about."), "max_length": TOO_LONG},
    )
    text = forms.CharField(
        label=_("What was said or written"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": TOO_LONG},
    )
    happened_at = MomentField(label=_("When?"), widget=MomentInput, error_messages=WHEN)
    file = forms.FileField(label=_("The message itself, or a note of the call"), required=False)
    basis = forms.CharField(
        label=_("Consent or legal basis of the recording"),
        required=False,
        max_length=300,
        error_messages={"max_length": TOO_LONG},
    )
    is_privileged = forms.BooleanField(label=_("Between counsel and the firm: only counsel reads it"), required=False)

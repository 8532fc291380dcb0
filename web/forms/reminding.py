"""Forms about being reminded: a reminder put off, one's own wishes, days away, the review of a quarter."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS as NAMES
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from knowledge.institutions import CALENDARS
from knowledge.reading import country_here
from notifications.models import Preference
from web.forms.cases import TOO_LONG, PlainForm
from web.forms.dates import DateInput, DayField, MomentField, MomentInput

PLAIN = (
    "morning",
    "grace_hours",
    "country",
    "quiet",
    "digest",
    "digest_at",
    "digest_when_empty",
    "weekly",
    "calendar_by_mail",
)
DAY = {"required": _("Enter a date, for example 2026-11-18.")}


class PutOffForm(PlainForm):
    until = MomentField(
        label=_("Remind me again"),
        widget=MomentInput,
        error_messages={
            "required": _("Say when you want to be reminded again."),
            "invalid": _("Enter a date and a time, for example 2026-11-18 09:40."),
        },
    )
    because = forms.CharField(
        label=_("Why it can wait"),
        max_length=300,
        error_messages={"required": _("Say why it can wait. The reason is kept."), "max_length": TOO_LONG},
    )


WAYS = (("mail", _("By e-mail")), ("in_app", _("As a notice in the app")))
FIELD_OF = {"mail": "{}_by_mail", "in_app": "{}_in_app"}
WEEKDAYS = [(str(day), NAMES[day - 1]) for day in range(1, 8)]
CLOCK = {
    "required": _("Enter a time, for example 08:30."),
    "invalid": _("Enter a time, for example 08:30."),
}


def holiday_choices() -> list[tuple[str, Any]]:
    return [("", _("By my time zone")), *((code, country_here(code)) for code in CALENDARS)]


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PreferenceForm(PlainForm):
    """The ways of legal dates are refused by the act if none is left: the sentence says why."""

    legal = forms.MultipleChoiceField(
        label=_("Legal dates and ends of freezes"), choices=WAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    other = forms.MultipleChoiceField(
        label=_("Our own targets and everything else"),
        choices=WAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    morning = forms.TimeField(label=_("Time of reminders"), widget=TimeInput, error_messages=CLOCK)
    grace_hours = forms.IntegerField(
        label=_("Hours I have before it goes to the next person"),
        error_messages={"required": _("Enter a number of hours."), "invalid": _("Enter a number of hours.")},
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Days I work"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick the days on which you work.")},
    )
    country = forms.ChoiceField(label=_("Public holidays"), choices=holiday_choices, required=False)
    quiet = forms.BooleanField(label=_("Nothing on my days off"), required=False)
    digest = forms.BooleanField(label=_("One summary each working morning"), required=False)
    digest_at = forms.TimeField(label=_("Time of the summary"), widget=TimeInput, error_messages=CLOCK)
    digest_when_empty = forms.BooleanField(label=_("Also when there is nothing to say"), required=False)
    weekly = forms.BooleanField(label=_("The week’s overview, on its first working morning"), required=False)
    calendar_by_mail = forms.BooleanField(label=_("Send my dates as calendar invitations"), required=False)

    @classmethod
    def of(cls, wishes: Preference, data: QueryDict | None = None) -> "PreferenceForm":
        plain = {name: getattr(wishes, name) for name in PLAIN}
        ways = {
            kind: [way for way, _name in WAYS if getattr(wishes, FIELD_OF[way].format(kind))]
            for kind in ("legal", "other")
        }
        return cls(data, initial={**plain, **ways, "weekdays": list(wishes.weekdays)})

    @property
    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        for kind in ("legal", "other"):
            ways = given.pop(kind)
            given |= {f"{kind}_by_mail": "mail" in ways, f"{kind}_in_app": "in_app" in ways}
        return {**given, "weekdays": "".join(sorted(given["weekdays"]))}


class AwayForm(PlainForm):
    starts_on = DayField(label=_("First day away"), widget=DateInput, error_messages=DAY)
    ends_on = DayField(label=_("Last day away"), widget=DateInput, error_messages=DAY)
    deputy = forms.TypedChoiceField(
        label=_("Who hears my reminders meanwhile"),
        coerce=int,
        empty_value=None,
        error_messages={"required": _("Choose who hears your reminders meanwhile.")},
    )

    def __init__(self, *args: Any, deputies: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose"))] + [(person.pk, str(person)) for person in deputies]
        self.fields["deputy"].choices = choices  # type: ignore[attr-defined]


class AbsenceForm(AwayForm):
    """The same for somebody else: a manager enters it."""

    person = forms.TypedChoiceField(
        label=_("Who is away"), coerce=int, error_messages={"required": _("Choose who is away.")}
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, deputies=people, **kwargs)
        self.fields["person"].choices = self.fields["deputy"].choices  # type: ignore[attr-defined]
        self.fields["deputy"].label = _("Who stands in")
        self.fields["deputy"].error_messages["required"] = _("Choose who stands in.")


class ReviewForm(PlainForm):
    last_use_on = DayField(
        label=_("Last movement on the account"), required=False, widget=DateInput, error_messages=DAY
    )
    last_update_on = DayField(
        label=_("Data at the institution last updated"),
        widget=DateInput,
        error_messages={
            **DAY,
            "required": _("Say when the institution last got current data. Look it up there if you do not know."),
        },
    )
    logins = forms.CharField(
        label=_("Who signed in, and anything unusual"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say who signed in during the quarter, or that nobody did."),
            "max_length": TOO_LONG,
        },
    )
    note = forms.CharField(
        label=_("What is to be done"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )

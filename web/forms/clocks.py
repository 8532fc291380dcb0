"""The forms of a case's dates: what a paper changed, when a clock stood still, when something really happened."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.models import Deadline
from knowledge.refusals import Refused
from knowledge.starting import localised
from knowledge.timelimits import FIRST_YEAR, LAST_YEAR
from web import shown
from web.forms.cases import TOO_LONG, PlainForm
from web.forms.dates import REAL_DAY, DateInput
from web.forms.lists import currencies
from web.forms.money import money

NOON = time(12)
REAL_TIME = _("Enter a time of day, for example 09:40.")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def _paper(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Which paper says so?"),
        max_length=200,
        required=required,
        help_text=_("Its number and its day."),
        error_messages={
            "required": _("Name the paper that says so: its number and its day."),
            "max_length": TOO_LONG,
        },
    )


def _why(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=300,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why. The reason is kept."), "max_length": TOO_LONG},
    )


def _file() -> forms.FileField:
    return forms.FileField(label=_("The paper itself"), required=False)


def _counted(day: date) -> None:
    """A year that no calendar answers is a slip of the finger, and is said in the engine's words."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        refused = Refused("year_out_of_range", year=day.year, first=FIRST_YEAR, last=LAST_YEAR)
        raise ValidationError(refused.text(get_language() or "zh-hans"), code=refused.code)


def _day(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(  # the validator says more than “no such day”
        label=label,
        required=required,
        widget=DateInput,
        validators=[_counted],
        error_messages={"required": REAL_DAY, "invalid": REAL_DAY},
    )


class MomentForm(PlainForm):
    """A day where the authority sits, with the time when it is known. Without it the day is kept at noon."""

    day = _day(_("On which day?"), required=True)
    clock = forms.TimeField(
        label=_("At what time?"),
        required=False,
        widget=TimeInput,
        help_text=_("Leave it empty when only the day is known. A limit of hours needs it."),
        error_messages={"invalid": REAL_TIME},
    )

    @property
    def has_time(self) -> bool:
        return self.cleaned_data.get("clock") is not None

    def moment(self, zone: str, now: datetime) -> datetime:
        """A time that the clocks of that place skipped, or a year without calendars, is refused beside its field."""
        day: date = self.cleaned_data["day"]
        clock: time | None = self.cleaned_data.get("clock")
        try:
            found = localised(datetime.combine(day, clock or NOON), zone)
        except Refused as refused:
            raise ValidationError(
                {"clock": ValidationError(refused.text(get_language() or "zh-hans"), code=refused.code)}
            ) from None
        return min(found, now) if clock is None and day == now.astimezone(found.tzinfo).date() else found


class ExtendForm(PlainForm):
    until = _day(_("New day"), required=False)
    amount = forms.IntegerField(
        label=_("Or: by how much longer?"),
        required=False,
        error_messages={"invalid": _("Enter a whole number.")},
    )
    paper, because, file = _paper(), _why(_("Remark")), _file()


class RenewForm(PlainForm):
    until = _day(_("New end, as the paper prints it"), required=False)
    paper, because, file = _paper(), _why(_("Remark")), _file()


class PrintedForm(PlainForm):
    until = _day(_("End date that the paper prints"), required=True)
    paper, because, file = _paper(), _why(_("Remark")), _file()


class SuspendForm(MomentForm):
    because = _why(_("Why does the clock stop?"), required=True)
    paper, file = _paper(required=False), _file()


class ResumeForm(MomentForm):
    because = _why(_("Why does it run again?"))
    paper, file = _paper(required=False), _file()


class DisputeForm(PlainForm):
    on = _day(_("Which day does the other side name?"), required=True)
    who = forms.CharField(
        label=_("Who says so, and on what ground?"),
        max_length=300,
        error_messages={
            "required": _("Say who names which day, and on what ground."),
            "max_length": TOO_LONG,
        },
    )
    ours = forms.CharField(
        label=_("What do we rest our day on?"),
        max_length=300,
        error_messages={
            "required": _("Say who names which day, and on what ground."),
            "max_length": TOO_LONG,
        },
    )
    paper = _paper(required=False)


class SettleForm(PlainForm):
    on = forms.TypedChoiceField(
        label=_("Which day counts?"),
        coerce=date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two days.")},
    )
    because, paper, file = _why(_("Why?"), required=True), _paper(), _file()

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(deadline.due_on, deadline.says), (deadline.later_on, deadline.later_says)]
        self.fields["on"].choices = [  # type: ignore[attr-defined]
            (day.isoformat(), f"{shown.day(day)} · {says}") for day, says in days if day
        ]


class CorrectDayForm(MomentForm):
    because = _why(_("How is the right day known?"), required=True)
    paper, file = _paper(required=False), _file()


class OutageForm(PlainForm):
    first_on = _day(_("First day"), required=True)
    last_on = _day(_("Last day"), required=True)
    because = forms.CharField(
        label=_("What was announced, and where?"),
        max_length=300,
        error_messages={"required": _("Say what was announced, and where."), "max_length": TOO_LONG},
    )


class ExpediteForm(PlainForm):
    standard_fee = money(_("Standard fee, as the institution names it"))
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    daily_need = money(
        _("Cash needed a day while the account is frozen"),
        required=False,
        help_text=_("In the same currency. May be empty; with it the page weighs the fee against the days gained."),
    )
    because = forms.CharField(
        label=_("Why is it worth the fee?"),
        max_length=300,
        error_messages={"required": _("Say why the fee is worth paying."), "max_length": TOO_LONG},
    )


class DecideExpediteForm(PlainForm):
    note = forms.CharField(
        label=_("Remark, or why not"), max_length=300, required=False, error_messages={"max_length": TOO_LONG}
    )


class HappenedForm(MomentForm):
    event = forms.ChoiceField(label=_("What happened?"), error_messages={"required": _("Choose what happened.")})
    rule = forms.CharField(
        label=_("One more rule, by its number"),
        required=False,
        max_length=80,
        help_text=_("Only when counsel names a rule that is not in the list."),
    )

    field_order = ["event", "day", "clock", "rule"]

    def __init__(self, *args: Any, events: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = [("", "—"), *events]  # type: ignore[attr-defined]

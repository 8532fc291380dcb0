"""What the dashboard can be narrowed to, what is done to ticked dates, and the name a view is kept under."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User
from accounts.roles import Can, may
from cases.models import Deadline
from cases.models.case import CaseQuerySet
from cases.stages import FIVE
from knowledge import routes
from web import board_ask
from web.forms.dates import DayField

MOST_AT_ONCE = 200  # ticked dates
COLLEAGUES = 200
ME = "me"


def colleagues_of(user: User) -> list[User]:
    """Who may be given a date, by name. One question, also for a person of several organisations."""
    found = User.objects.filter(
        is_active=True, memberships__organisation__in=user.organisation_ids, memberships__ended_at=None
    ).distinct()
    return list(found.order_by("name", "pk")[:COLLEAGUES])


class BoardFilter(forms.Form):
    institution = forms.ChoiceField(label=_("Institution"), required=False)
    body = forms.ChoiceField(label=_("Ordered by"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    kind = forms.ChoiceField(label=_("Clock"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    only = forms.ChoiceField(
        label=pgettext_lazy("filter", "Show"),
        required=False,
        choices=[
            ("", _("Everything")),
            ("overdue", _("Overdue")),
            ("soon", _("Today and the next working day")),
            ("week", _("This week")),
            ("later", _("Next four weeks")),
            ("ends", _("Freeze ends")),
            ("unacknowledged", _("Not acknowledged")),
            ("waiting", _("Waiting for a reply")),
            ("disputed", _("Two dates are said")),
            ("proposed", _("To be confirmed")),
            ("still", _("Clocks that stand still")),
            ("paused", _("Paused")),
            ("silent", _("Silent cases")),
        ],
    )
    on = DayField(required=False, widget=forms.HiddenInput)
    colleagues: list[User]

    def __init__(self, data: Mapping[str, Any], *, user: User, like: "BoardFilter | None" = None) -> None:
        """`like`: another one of the same reader, whose choices were read already."""
        super().__init__(data)
        self.user = user
        if like is not None:
            self.colleagues = like.colleagues
            for name, field in like.fields.items():
                self.fields[name] = field
            return
        self.colleagues = colleagues_of(user)
        kinds = {kind.code: str(kind) for kind in routes.body_kinds()}
        self._choose("institution", _("Any"), [(name, name) for name in board_ask.institutions(user.organisation_ids)])
        self._choose("body", _("Anyone"), kinds.items())
        others = [(str(person.pk), str(person)) for person in self.colleagues if person != user]
        self._choose("owner", _("Anyone"), [(ME, _("Me")), *others])
        self._choose("kind", _("All three"), Deadline.Kind.choices)
        self._choose("stage", pgettext_lazy("stage", "Any"), [(stage.value, stage.label) for stage in FIVE])

    def _choose(self, name: str, nothing: Any, choices: Any) -> None:
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A value that is none narrows nothing: an old address still opens."""
        return dict(self.cleaned_data)

    @property
    def chosen(self) -> dict[str, str]:
        """As they stand in the address; what was left open is left out."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name) for name in self.fields}
        return {name: str(value) for name, value in given.items() if value not in (None, "")}

    @property
    def is_narrowed(self) -> bool:
        """By more than the choice of one group."""
        return bool(self.chosen.keys() - {"only"})

    @property
    def group(self) -> str:
        return self.chosen.get("only", "")

    def narrow(self, rows: "QuerySet[Deadline]") -> "QuerySet[Deadline]":
        given = self.chosen
        if "kind" in given:
            rows = rows.filter(kind=given["kind"])
        if "owner" in given:
            rows = rows.filter(owner_id=self._owner(given["owner"]))
        if "institution" in given:
            rows = rows.filter(case__account__institution=given["institution"])
        if "body" in given:
            rows = rows.filter(case__freeze__body_kind=given["body"])
        if "stage" in given:
            rows = rows.filter(case__stage=given["stage"])
        return rows

    def narrow_cases(self, rows: CaseQuerySet) -> CaseQuerySet:
        given = self.chosen
        if "kind" in given:
            return rows.none()  # a case is no clock
        if "owner" in given:
            rows = rows.filter(owner_id=self._owner(given["owner"]))
        if "institution" in given:
            rows = rows.filter(account__institution=given["institution"])
        if "body" in given:
            rows = rows.filter(freeze__body_kind=given["body"])
        if "stage" in given:
            rows = rows.filter(stage=given["stage"])
        return rows

    def _owner(self, given: str) -> int:
        return self.user.pk if given == ME else int(given)


class BulkForm(forms.Form):
    """Ticked dates and what is to be done with them. The choices of `to` are those who may work on cases."""

    ACTS = (("acknowledge", _("Acknowledge")), ("reassign", _("Hand over")))
    act = forms.ChoiceField(choices=ACTS, error_messages={"required": _("Choose what is to be done.")})
    to = forms.TypedChoiceField(required=False, label=_("Hand over to"), coerce=int, empty_value=None)

    def __init__(self, data: Mapping[str, Any], *, picks: list[str], colleagues: list[User]) -> None:
        super().__init__(data)
        self.picks = [
            int(pick) for pick in dict.fromkeys(picks) if pick.isascii() and pick.isdigit() and len(pick) < 19
        ]
        self.people = {person.pk: person for person in colleagues}
        self.fields["to"].choices = [("", ""), *((pk, str(person)) for pk, person in self.people.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        if not self.picks:
            self.add_error(None, forms.ValidationError(_("Tick the dates first."), code="nothing_ticked"))
        elif len(self.picks) > MOST_AT_ONCE:
            too_many = _("At most %(most)s dates at once. Untick some.")
            self.add_error(None, forms.ValidationError(too_many, code="too_many_ticked", params={"most": MOST_AT_ONCE}))
        if given.get("act") == "reassign" and not given.get("to") and "to" not in self.errors:
            self.add_error("to", forms.ValidationError(_("Choose who takes the dates."), code="nobody_chosen"))
        return given

    @property
    def receiver(self) -> User:
        return self.people[self.cleaned_data["to"]]


class ViewForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the view"),
        max_length=60,
        error_messages={"required": _("Give the view a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_shared = forms.BooleanField(
        label=_("Share with everybody of the organisation"),
        required=False,
        help_text=_("In a shared view, “Me” is whoever looks."),
    )
    opens = forms.BooleanField(label=_("The dashboard opens with this view"), required=False)
    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        None, label=_("Organisation"), empty_label=None
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(user.organisation_ids) < 2:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=user.organisation_ids)  # type: ignore[attr-defined]
        if not any(may(role, Can.WORK_ON_CASE) for role in user.roles.values()):
            del self.fields["is_shared"]

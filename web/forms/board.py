"""What the dashboard can be narrowed to."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from cases.models import Deadline
from knowledge import routes


class BoardFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Clock"), required=False)
    body = forms.ChoiceField(label=_("Ordered by"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    only = forms.ChoiceField(
        label=pgettext_lazy("filter", "Show"),
        required=False,
        choices=[
            ("", _("Everything")),
            ("overdue", _("Overdue")),
            ("unacknowledged", _("Not acknowledged")),
            ("waiting", _("Waiting for a reply")),
            ("proposed", _("To be confirmed")),
        ],
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = [("", _("All three")), *Deadline.Kind.choices]  # type: ignore[attr-defined]
        self.fields["body"].choices = [("", _("Anyone")), *((k.code, str(k)) for k in routes.body_kinds())]  # type: ignore[attr-defined]
        colleagues = User.objects.filter(
            memberships__organisation__in=user.organisation_ids, memberships__ended_at=None
        ).distinct()
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", _("Anyone")),
            ("me", _("Me")),
            *((str(p.pk), str(p)) for p in colleagues.order_by("name")[:200] if p != user),
        ]

    def narrow(self, rows: "QuerySet[Deadline]", user: User) -> "QuerySet[Deadline]":
        given = self.cleaned_data
        if given.get("kind"):
            rows = rows.filter(kind=given["kind"])
        if given.get("body"):
            rows = rows.filter(case__freeze__body_kind=given["body"])
        if given.get("owner"):
            rows = rows.filter(owner_id=user.pk if given["owner"] == "me" else int(given["owner"]))
        return rows

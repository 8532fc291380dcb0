"""One date and its reminders: who has heard of it, who hears next, and the way to take it on or to put it off."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import Can
from cases import reminders, snoozing
from cases.models import Case, Deadline
from notifications.models import State
from web import shown
from web.case_head import case_or_404, head
from web.clock_card import card
from web.forms import cases as case_forms
from web.forms.reminding import PutOffForm
from web.requests import Request

NOT_SAVED = 422
STATES = {State.SENT: "done", State.DEAD: "late"}
RUNGS = {
    "ahead": _("Reminder before the date"),
    "due": _("On the day"),
    "late": _("When it is late"),
    "again": _("Put off until then"),
}


@require_GET
def date(request: Request, ref: str, pk: int) -> HttpResponse:
    """Where the link in a mail leads. It only shows: nothing is acknowledged by opening it."""
    case = case_or_404(request, ref)
    return _page(request, case, get_object_or_404(_dates(case), pk=pk))


@require_POST
def put_off(request: Request, ref: str, pk: int) -> HttpResponse:
    case = case_or_404(request, ref)
    deadline = get_object_or_404(_dates(case), pk=pk)
    deadline.case = case
    case.require(request.user, Can.WORK_ON_CASE)
    form = PutOffForm(request.POST)
    if form.is_valid():
        try:
            snooze = snoozing.put_off(deadline, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            case_forms.refuse(form, refused)
        else:
            messages.success(request, _("You will be reminded again: %(when)s.") % {"when": shown.moment(snooze.until)})
            return redirect("case-date", ref=ref, pk=pk)
    return _page(request, case, deadline, form=form)


def _dates(case: Case) -> "QuerySet[Deadline]":
    return case.deadlines.select_related(
        "owner", "confirmed_by", "second_confirmed_by", "acknowledged_by", "superseded_by", "rule"
    )


def _page(request: Request, case: Case, deadline: Deadline, *, form: PutOffForm | None = None) -> HttpResponse:
    now = timezone.now()
    works = case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed
    latest = None
    if works and deadline.is_live and now < deadline.due_at:
        latest = snoozing.latest(reminders.whole().get(pk=deadline.pk), at=now)
    context: dict[str, Any] = {
        "case": case,
        "head": head(case, request.user, "overview"),
        "card": card(case, deadline, request.user, now),
        "deadline": deadline,
        "rows": [
            {
                "message": row,
                "rung": RUNGS.get(row.kind.removeprefix("deadline-"), row.subject),
                "state": STATES.get(State(row.state), "wait"),
            }
            for row in reminders.readers_of(deadline)
        ],
        "snoozes": deadline.snoozes.select_related("by").order_by("-at"),
        "latest": latest,
        "form": form or (PutOffForm(initial={"until": latest}) if latest else None),
        "refused": form,
    }
    return render(request, "cases/date.html", context, status=NOT_SAVED if form is not None else 200)

"""All dates of a case: computed ones to confirm, running ones to take on and to meet, replaced ones to compare."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.roles import Can
from appeals import chasing
from appeals.models import ProviderStatus, Submission
from cases import deadlines, expectations
from cases.models import Case, Deadline, Expediting
from knowledge import catalogue
from web.case_head import case_or_404, head
from web.clock_card import card
from web.clock_changes import ways
from web.forms import cases as forms
from web.forms.clocks import DecideExpediteForm, ExpediteForm, OutageForm
from web.requests import Request

NOT_SAVED = 422
GROUPS = (
    (Deadline.Status.PROPOSED, _("To be confirmed by a person")),
    (Deadline.Status.LIVE, _("Running")),
    (Deadline.Status.PAUSED, _("Stand still")),
    (Deadline.Status.MET, _("Met")),
    (Deadline.Status.WAIVED, _("Waived")),
    (Deadline.Status.SUPERSEDED, _("Replaced by a newer date")),
)


@require_GET
def clocks(request: Request, ref: str) -> HttpResponse:
    return dates_page(request, case_or_404(request, ref))


@require_POST
def outage(request: Request, ref: str) -> HttpResponse:
    """The institution announced days on which it works on nothing: its usual times move, no statute does."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    form = OutageForm(request.POST)
    if form.is_valid():
        try:
            expectations.record_outage(case, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            messages.success(request, _("Recorded. What the institution usually takes has moved; no legal date has."))
            return redirect("case-clocks", ref=ref)
    else:
        said = form.answered(first_on=None, last_on=None, because="")
        forms.refuse_besides(form, lambda: expectations.require_whole(**said))
    return dates_page(request, case, status=NOT_SAVED, outage_form=form)


def dates_page(
    request: Request,
    case: Case,
    *,
    status: int = 200,
    form: forms.PlainForm | None = None,
    about: int = 0,
    outage_form: OutageForm | None = None,
    expedite_form: ExpediteForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    rows = list(
        case.deadlines.select_related(
            "owner", "confirmed_by", "second_confirmed_by", "acknowledged_by", "rule"
        ).order_by("due_at", "pk")
    )
    groups = [
        {
            "title": title,
            "status": state,
            "cards": [
                replace(card(case, row, request.user, now), ways=ways(case, row, request.user))
                for row in rows
                if row.status == state
            ],
        }
        for state, title in GROUPS
    ]
    context = {
        "case": case,
        "head": head(case, request.user, "overview", dates=True),
        "groups": [group for group in groups if group["cards"]],
        "events": _events(rows),
        "windows": (expected := _expected(case, now))[0],
        "nothing_expected": expected[1],
        "chasers": [] if case.is_closed else chasing.ready(case, rows, at=now),
        "outages": expectations.outages_of(case),
        "outage_form": outage_form or OutageForm(),
        "expedite": profile.expedite if (profile := expectations.profile_of(case)) else None,
        "expeditings": (asked := list(case.expeditings.select_related("asked_by", "decided_by"))),
        "expedite_form": expedite_form or ExpediteForm(initial={"currency": case.account.currency}),
        "decide_form": DecideExpediteForm(auto_id="decide_%s"),
        "decides": next((row.pk for row in asked if row.is_asked and _decides(request.user, row, case)), None),
        "moved": [{"title": found[-1].now.title, "changes": found} for found in deadlines.changes(case).values()],
        "may_record": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
        "form": form,
        "about": about,
    }
    return render(request, "cases/clocks.html", context, status=status)


def _decides(user: User, row: Expediting, case: Case) -> bool:
    return case.allows(user, Can.DECIDE_MONEY) and row.asked_by_id != user.pk and not case.is_closed


def _events(rows: list[Deadline]) -> list[dict[str, Any]]:
    """What open dates run from, once each, with the way to correct its day."""
    language = get_language() or "zh-hans"
    return [
        {"deadline": row, "name": catalogue.event_name(row.trigger).text(language), "at": row.trigger_at}
        for row in deadlines.events(rows)
    ]


def _expected(case: Case, now: datetime) -> tuple[list[expectations.Window], str | Promise]:
    """Counted from the last submission. Where nothing is expected, the sentence that says why."""
    said = ProviderStatus.objects.filter(case=case).order_by("-since", "-pk").first()
    sent = Submission.objects.filter(appeal__case=case).order_by("-submitted_at", "-pk").first()
    decided = said if said and said.state == ProviderStatus.State.COMPLETED else None
    if case.is_closed or (decided and not (sent and sent.submitted_at > decided.since)):
        return [], _("It is decided: no answer is awaited.")
    found = expectations.windows(case, sent.submitted_at, at=now) if sent else []
    if said and said.state == ProviderStatus.State.IN_REVIEW and said.step == ProviderStatus.Step.MANUAL:
        by_hand = expectations.manual_review(case, said.since, at=now)
        found += [by_hand] if by_hand else []
    if found:
        return found, ""
    if sent is None:
        return [], _("Nothing has gone out yet. The usual time is counted from the day of sending.")
    return [], _("Nobody says how long this institution takes.")


@require_POST
def act(request: Request, ref: str, pk: int, act: str) -> HttpResponse:
    case = case_or_404(request, ref)
    deadline = get_object_or_404(case.deadlines.select_related("case__organisation", "case__freeze", "owner"), pk=pk)
    deadline.case = case
    form: forms.PlainForm = forms.ReasonForm(request.POST) if act == "waive" else forms.NoteForm(request.POST)
    if not form.is_valid():
        return dates_page(request, case, status=NOT_SAVED, form=form, about=pk)
    try:
        said = _do(act, deadline, form.cleaned_data, request.user)
    except ValidationError as refused:
        forms.refuse(form, refused)
        return dates_page(request, case, status=NOT_SAVED, form=form, about=pk)
    messages.success(request, said)
    back = request.POST.get("back")
    if back == "board":
        return redirect("deadlines")
    return redirect("case" if back == "case" else "case-clocks", ref=ref)


def _do(act: str, deadline: Deadline, given: dict[str, Any], by: User) -> Any:
    at = timezone.now()
    if act == "confirm":
        deadlines.confirm(deadline, by=by, at=at)
        if deadline.is_proposed:
            return _("Confirmed by you. A second person must confirm it before it counts.")
        return _("Confirmed. The date counts, and reminders are set.")
    if act == "acknowledge":
        deadlines.acknowledge(deadline, by=by, at=at)
        return _("You have acknowledged this date.")
    if act == "meet":
        deadlines.meet(deadline, by=by, at=at, note=given.get("note", ""))
        return _("Met: %(what)s") % {"what": deadline.title}
    if act == "waive":
        deadlines.waive(deadline, because=given["because"], by=by, at=at)
        return _("This date no longer applies. The reason is kept.")
    raise Http404

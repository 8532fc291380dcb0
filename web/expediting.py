"""Faster handling for a fee, on the page of a case's dates: asked for by the desk, decided on by a manager."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.roles import Can
from cases import expediting
from web.case_head import case_or_404
from web.clocks import NOT_SAVED, dates_page
from web.forms.cases import refuse
from web.forms.clocks import DecideExpediteForm, ExpediteForm
from web.requests import Request


@require_POST
def ask(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    form = ExpediteForm(request.POST)
    if form.is_valid():
        try:
            expediting.ask(case, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Recorded. A manager decides on the fee; nothing has been asked for yet."))
            return redirect("case-clocks", ref=ref)
    return dates_page(request, case, status=NOT_SAVED, expedite_form=form)


@require_POST
def decide(request: Request, ref: str, pk: int) -> HttpResponse:
    case = case_or_404(request, ref)
    row = get_object_or_404(case.expeditings.all(), pk=pk)
    row.case = case
    case.require(request.user, Can.DECIDE_MONEY)
    form = DecideExpediteForm(request.POST)
    if form.is_valid():
        approve = request.POST.get("do") == "approve"
        try:
            expediting.decide(row, approve=approve, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(
                request,
                _("Approved. Ask the institution now; its usual times have moved, no legal date has.")
                if approve
                else _("Refused. The reason is kept."),
            )
            return redirect("case-clocks", ref=ref)
    return dates_page(request, case, status=NOT_SAVED, form=form)

"""Promises and offers (row 2.3c, 2.3e): what we owe the other side by our word, and what we may put on the table."""

from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Can
from cases.models import Case
from comms import promises
from comms.models import Commitment, Offer
from web.case_head import head
from web.drafts_out import for_the_firm
from web.forms import comms as forms
from web.forms.cases import PlainForm, refuse
from web.requests import Request

NOT_SAVED = 422
STATES = {
    "asked": "wait",
    "approved": "now",
    "refused": "todo",
    "made": "wait",
    "accepted": "done",
    "declined": "todo",
    "open": "now",
    "kept": "done",
    "withdrawn": "todo",
}


@require_http_methods(["GET", "POST"])
def page(request: Request, ref: str) -> HttpResponse:
    """POST enters a promise."""
    case = for_the_firm(request, ref)
    if request.method == "GET":
        return _page(request, case)
    case.require(request.user, Can.WORK_ON_CASE)
    form = forms.CommitmentForm(request.POST)
    if form.is_valid():
        try:
            promises.commit(case, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            toasts.success(request, _("The promise is on record."))
            return redirect("case-promises", ref=ref)
    return _page(request, case, form)


@require_POST
def offer(request: Request, ref: str) -> HttpResponse:
    case = for_the_firm(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    form = forms.OfferForm(request.POST)
    if form.is_valid():
        try:
            promises.propose(case, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            toasts.success(request, _("Asked for approval. It is not made before that."))
            return redirect("case-promises", ref=ref)
    return _page(request, case, offering=form)


@require_POST
def settle(request: Request, ref: str, pk: int, act: str) -> HttpResponse:
    case = for_the_firm(request, ref)
    row = get_object_or_404(Commitment.objects.filter(case=case), pk=pk)
    row.case = case
    if act not in ("kept", "withdrawn"):
        raise Http404
    return _done(request, ref, promises.settle, row, act)


@require_POST
def move(request: Request, ref: str, pk: int, act: str) -> HttpResponse:
    case = for_the_firm(request, ref)
    row = get_object_or_404(Offer.objects.filter(case=case), pk=pk)
    row.case = case
    if act in ("approve", "refuse"):
        return _done(request, ref, promises.decide, row, approve=act == "approve")
    if act in ("made", "accepted", "declined"):
        return _done(request, ref, promises.move, row, act)
    raise Http404


def _done(request: Request, ref: str, does: Any, *given: Any, **more: Any) -> HttpResponse:
    try:
        does(*given, by=request.user, at=timezone.now(), **more)
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    else:
        toasts.success(request, _("Recorded."))
    return redirect("case-promises", ref=ref)


def _page(
    request: Request, case: Case, form: forms.CommitmentForm | None = None, *, offering: forms.OfferForm | None = None
) -> HttpResponse:
    today = case.organisation.day_of(timezone.now())
    refused: PlainForm | None = form or offering
    rows = Commitment.objects.filter(case=case).select_related("approved_by", "settled_by")
    offers = Offer.objects.filter(case=case).select_related("asked_by", "decided_by")
    works = case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed
    context = {
        "case": case,
        "head": head(case, request.user, "messages"),
        "tab": "promises",
        "commitments": [
            (row, "late" if row.state == "open" and row.due_on and row.due_on < today else STATES[row.state])
            for row in rows[:100]
        ],
        "offers": [(row, STATES[row.state]) for row in offers[:100]],
        "form": form or forms.CommitmentForm(initial={"given_on": today}),
        "offer_form": offering or forms.OfferForm(initial={"currency": case.freeze.currency}),
        "refused": refused,
        "works": works,
        "may_commit": works and case.allows(request.user, Can.APPROVE_PACK),
        "me": request.user.pk,
        "today": today,
    }
    return render(request, "comms/promises.html", context, status=NOT_SAVED if refused else 200)

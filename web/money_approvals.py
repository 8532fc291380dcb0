"""Decisions that wait, the log of those that were taken, and who may decide how much until when (S16)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation, User
from accounts.roles import Can, Role
from cases.people import members
from funds import approvals
from funds.models import Decision, Delegation
from web.forms import money as forms
from web.forms.cases import refuse
from web.requests import Request

NOT_SAVED = 422
MOST = 50


@require_http_methods(["GET", "POST"])
def approvals_page(request: Request) -> HttpResponse:
    """The list; and a new delegation, where one may give it."""
    if not request.user.organisations_where(Can.SEE_MONEY):
        raise PermissionDenied(_("Finance, counsel, managers and auditors see the money pages. Ask one of them."))
    if request.method == "GET":
        return _page(request)
    giving = request.user.organisations_where(Can.DELEGATE_MONEY)
    if not giving:
        raise PermissionDenied(_("A manager gives delegations. Ask one."))
    organisation = Organisation.objects.get(pk=giving[0])
    people = _people(organisation)
    form = forms.DelegationForm(request.POST, people=people)
    if form.is_valid():
        given = form.cleaned_data
        given["person"] = next(person for person in people if person.pk == given["person"])
        try:
            approvals.delegate(organisation, by=request.user, at=timezone.now(), **given)
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The delegation holds from its first day."))
            return redirect("approvals")
    return _page(request, form)


def _people(organisation: Organisation) -> list[User]:
    return members(organisation, Role.FINANCE, Role.COUNSEL, Role.MANAGER)


def _page(request: Request, form: forms.DelegationForm | None = None) -> HttpResponse:
    user = request.user
    rows = Decision.objects.visible_to(user).select_related("party", "asked_by", "decided_by", "first_by")
    giving = user.organisations_where(Can.DELEGATE_MONEY)
    today = timezone.localdate()
    if form is None and giving:
        form_shown: Any = forms.DelegationForm(
            people=_people(Organisation.objects.get(pk=giving[0])),
            initial={"currency": "EUR", "valid_from": today},
        )
    else:
        form_shown = form
    context = {
        "waiting": [{"row": row, "own": row.asked_by_id == user.pk} for row in rows.filter(decided_at=None)[:MOST]],
        "taken": rows.filter(decided_at__isnull=False)[:MOST],
        "delegations": Delegation.objects.visible_to(user).filter(ended_at=None).select_related("person", "given_by"),
        "today": today,
        "delegation_form": form_shown,
        "form": form,
        "may_delegate": bool(giving),
    }
    return render(request, "money/approvals.html", context, status=NOT_SAVED if form else 200)


@require_POST
def approval(request: Request, pk: int, act: str) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)
    if act not in ("approve", "refuse"):
        raise Http404
    try:
        approvals.decide(
            decision,
            approve=act == "approve",
            because=request.POST.get("because", ""),
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Decided, with the time it took."))
    return redirect("approvals")


@require_POST
def delegation_end(request: Request, pk: int) -> HttpResponse:
    delegation = get_object_or_404(Delegation.objects.visible_to(request.user), pk=pk)
    try:
        approvals.end_delegation(delegation, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("approvals")

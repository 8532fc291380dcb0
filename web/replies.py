"""Provider status: the four states a provider shows, the step inside the review, and by when papers are wanted."""

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Can
from appeals import replies
from appeals.models import Appeal, ProviderStatus
from cases.models import Case
from jobs import nudge
from knowledge import providers
from web.case_head import case_or_404, head
from web.forms import answers as forms
from web.forms.cases import refuse
from web.requests import Request

NOT_SAVED = 422


@require_http_methods(["GET", "POST"])
def status(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    if request.method == "GET":
        return _page(request, case)
    form = forms.StatusForm(request.POST)
    if form.is_valid():
        try:
            replies.set_status(case, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            nudge.messages()
            toasts.success(request, _("Status recorded."))
            return redirect("case-status", ref=ref)
    return _page(request, case, form, code=NOT_SAVED)


@require_POST
def grant(request: Request, ref: str, round: int) -> HttpResponse:
    case = case_or_404(request, ref)
    appeal = get_object_or_404(case.appeals.all(), round=round)
    appeal.case = case
    form = forms.GrantForm(request.POST)
    if form.is_valid():
        try:
            replies.grant(appeal, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            nudge.messages()
            toasts.success(request, _("The appeal was granted. Check the account, then close the case."))
            return redirect("case", ref=ref)
    return _page(request, case, grant_form=form, code=NOT_SAVED)


def _page(
    request: Request,
    case: Case,
    form: forms.StatusForm | None = None,
    *,
    grant_form: forms.GrantForm | None = None,
    code: int = 200,
) -> HttpResponse:
    now = timezone.localtime().replace(second=0, microsecond=0)
    rows = list(case.provider_statuses.select_related("recorded_by").order_by("-since", "-pk")[:100])
    provider = providers.of(case.account.provider) if case.account.provider else None
    sent = case.appeals.filter(status=Appeal.Status.SUBMITTED).order_by("-round").first()
    context = {
        "case": case,
        "head": head(case, request.user, "status"),
        "form": form or forms.StatusForm(initial={"since": now}),
        "grant_form": grant_form or forms.GrantForm(initial={"received_at": now}),
        "rows": [(row, replies.hour_of(row, case.freeze.zone)) for row in rows],
        "states": ProviderStatus.State,
        "current": rows[0] if rows else None,
        "asked": bool(rows) and rows[0].state == ProviderStatus.State.MORE_MATERIAL,
        "provider": provider,
        "guide": providers.guide_for(provider) if provider else None,
        "sent": sent,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/status.html", context, status=code)

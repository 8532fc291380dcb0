"""Drafts to an authority (S09, S12): written by whoever works on the case, let out by counsel, never by the writer."""

from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Can, Role
from cases import contact
from cases.models import Case
from comms import drafts
from comms.models import OutDraft
from jobs import nudge
from web.case_head import case_or_404, head
from web.forms import comms as forms
from web.forms.cases import refuse
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422


def for_the_firm(request: Request, ref: str) -> Case:
    """What the firm thinks of saying is not for its guests."""
    case = case_or_404(request, ref)
    if case.role_of(request.user) == Role.GUEST:
        raise PermissionDenied(_("This page is for the people of the firm."))
    return case


@require_http_methods(["GET", "POST"])
def listing(request: Request, ref: str) -> HttpResponse:
    case = for_the_firm(request, ref)
    form = forms.DraftForm(initial={"channel": "post", "other_side": case.freeze.body_name or case.account.institution})
    code = 200
    if request.method == "POST":
        case.require(request.user, Can.WORK_ON_CASE)  # before a file of somebody who may not is kept
        form, code = forms.DraftForm(request.POST, request.FILES), NOT_SAVED
        if (draft := _written(request, case, form)) is not None:
            toasts.success(request, _("With counsel now. Nothing has gone out."))
            return redirect("case-draft", ref=ref, pk=draft.pk)
    context = {
        "case": case,
        "head": head(case, request.user, "messages"),
        "tab": "drafts",
        "rows": OutDraft.objects.filter(case=case).select_related("written_by", "decided_by").order_by("-pk")[:100],
        "form": form,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
        "counsel_only": contact.counsel_only(case),
    }
    return render(request, "comms/drafts.html", context, status=code)


def _written(request: Request, case: Case, form: forms.DraftForm, draft: OutDraft | None = None) -> OutDraft | None:
    if not form.is_valid():
        return None
    given: dict[str, Any] = dict(form.cleaned_data)
    try:
        given["file"] = stored(given["file"], case.organisation, field="file")
        if draft is None:
            return drafts.write(case, given=given, by=request.user, at=timezone.now())
        return drafts.rewrite(draft, given=given, by=request.user, at=timezone.now())
    except ValidationError as refused:
        refuse(form, refused)
        return None


def _found(request: Request, ref: str, pk: int) -> tuple[Case, OutDraft]:
    case = for_the_firm(request, ref)
    rows = OutDraft.objects.filter(case=case).select_related("written_by", "decided_by", "file", "message")
    found = get_object_or_404(rows, pk=pk)
    found.case = case
    return case, found


@require_http_methods(["GET", "POST"])
def draft(request: Request, ref: str, pk: int) -> HttpResponse:
    """Read by counsel; changed by whoever works on the case, and then read again."""
    case, found = _found(request, ref, pk)
    if request.method == "GET":
        return _page(request, case, found)
    case.require(request.user, Can.WORK_ON_CASE)
    form = forms.DraftForm(request.POST, request.FILES)
    if _written(request, case, form, found) is None:
        return _page(request, case, found, form, code=NOT_SAVED)
    toasts.success(request, _("Changed. Counsel reads it again."))
    return redirect("case-draft", ref=ref, pk=pk)


@require_POST
def act(request: Request, ref: str, pk: int, act: str) -> HttpResponse:
    case, found = _found(request, ref, pk)
    if act not in ("approve", "return", "sent"):
        raise Http404
    form: forms.DecideForm | forms.SentForm
    form = forms.SentForm(request.POST) if act == "sent" else forms.DecideForm(request.POST)
    if form.is_valid():
        try:
            if act == "sent":
                drafts.sent(found, **form.cleaned_data, by=request.user, at=timezone.now())
            else:
                drafts.decide(found, approve=act == "approve", **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            nudge.messages()
            toasts.success(
                request, _("Recorded in the log.") if act == "sent" else _("Decided, for exactly these words.")
            )
            return redirect("case-draft", ref=ref, pk=pk)
    return _page(request, case, found, deciding=form, code=NOT_SAVED)


def _page(
    request: Request,
    case: Case,
    found: OutDraft,
    form: forms.DraftForm | None = None,
    *,
    deciding: forms.DecideForm | forms.SentForm | None = None,
    code: int = 200,
) -> HttpResponse:
    start = {name: getattr(found, name) for name in ("channel", "other_side", "subject", "text")}
    now = timezone.localtime().replace(second=0, microsecond=0)
    decides = case.allows(request.user, Can.CONTACT_AUTHORITY) and found.written_by_id != request.user.pk
    context = {
        "case": case,
        "head": head(case, request.user, "messages"),
        "tab": "drafts",
        "draft": found,
        "form": form or forms.DraftForm(initial=start),
        "decide_form": deciding
        if isinstance(deciding, forms.DecideForm)
        else forms.DecideForm(initial={"content_hash": found.content_hash}),
        "sent_form": deciding if isinstance(deciding, forms.SentForm) else forms.SentForm(initial={"happened_at": now}),
        "deciding": deciding,
        "decides": decides and found.state == OutDraft.State.WAITING and not case.is_closed,
        "may_send": found.state == OutDraft.State.APPROVED and _may_contact(case, request),
        "works": case.allows(request.user, Can.WORK_ON_CASE)
        and not case.is_closed
        and found.state != OutDraft.State.SENT,
    }
    return render(request, "comms/draft.html", context, status=code)


def _may_contact(case: Case, request: Request) -> bool:
    act = Can.CONTACT_AUTHORITY if contact.counsel_only(case) else Can.CONTACT_INSTITUTION
    return case.allows(request.user, act) and not case.is_closed

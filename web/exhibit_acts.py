"""What a person does with one exhibit beside describing it: mark a page, vouch for it, let a finding be, replace it."""

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.roles import Can
from appeals import proof, quality, taking
from appeals.models import Evidence
from cases.models import Case
from web.case_head import case_or_404
from web.evidence import exhibit_page
from web.forms import appeals as forms
from web.forms.cases import refuse
from web.requests import Request
from web.uploads import papers_added
from web.whole import whole


def _item(case: Case, pk: int) -> Evidence:
    return get_object_or_404(case.evidence.select_related("file", "case"), pk=pk)


def _back(ref: str, pk: int, page: int = 0) -> HttpResponse:
    address = reverse("case-exhibit", args=[ref, pk])
    return redirect(f"{address}?page={page}" if page > 1 else address)


@require_POST
def mark(request: Request, ref: str, pk: int) -> HttpResponse:
    """One button that marks the page as a key page, or takes the mark away."""
    item = _item(case_or_404(request, ref), pk)
    asked = request.POST.get("page", "")
    page = whole(asked)
    try:
        if item.marks.filter(page=page).exists():
            proof.unmark(item, page, by=request.user, at=timezone.now())
        else:
            proof.mark(item, page, by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    return _back(ref, pk, page)


@require_POST
def declare(request: Request, ref: str, pk: int) -> HttpResponse:
    item = _item(case_or_404(request, ref), pk)
    try:
        if item.declared_at:
            proof.withdraw_declaration(item, by=request.user, at=timezone.now())
        else:
            proof.declare(item, by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    return _back(ref, pk)


@require_POST
def waive(request: Request, ref: str, pk: int) -> HttpResponse:
    """With a reason; pressed on a finding that is waived already, it counts again."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    item = _item(case, pk)
    form = forms.WaiveForm(request.POST, auto_id="waive-%s")
    at = timezone.now()
    found = {
        (finding.code, finding.page): finding
        for finding in quality.of(item, case.party, on=case.organisation.day_of(at), waivers=case.waivers.all())
    }
    asked = request.POST.get("page", "")
    finding = found.get((request.POST.get("code", ""), whole(asked)))
    if finding is None:
        toasts.info(request, _("This finding is no longer there."))
        return _back(ref, pk)
    try:
        if finding.waiver:
            quality.restore(finding.waiver, by=request.user, at=at)
            return _back(ref, pk)
        if form.is_valid():
            because = form.cleaned_data["because"]
            quality.waive(case, finding.code, finding.about, because=because, by=request.user, at=at)
            toasts.success(request, _("Waived. The finding stays, with the reason beside it."))
            return _back(ref, pk)
    except ValidationError as refused:
        refuse(form, refused)
    return exhibit_page(request, case, item, waiving=form, status=422)


@require_POST
def replace(request: Request, ref: str, pk: int) -> HttpResponse:
    """A better copy in the place of this one."""
    case = case_or_404(request, ref)
    item = _item(case, pk)
    form = forms.ReplaceForm(request.POST, request.FILES, auto_id="replace-%s")
    if form.is_valid():
        upload = form.cleaned_data["paper"]
        try:
            new = taking.replace(
                item, upload, name=upload.name, because=form.cleaned_data["because"], by=request.user, at=timezone.now()
            )
        except ValidationError as refused:
            refuse(form, refused)
        else:
            toasts.success(request, _("Replaced. The earlier copy is kept."))
            return _back(ref, new.pk)
    return exhibit_page(request, case, item, replacing=form, status=422)


@require_POST
def unpack(request: Request, ref: str, pk: int) -> HttpResponse:
    """The attachments of a mail become papers of their own; what is refused is named with its reason."""
    item = _item(case_or_404(request, ref), pk)
    try:
        done = taking.unpack_mail(item, by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
        return _back(ref, pk)
    if done.taken:
        toasts.success(request, papers_added(len(done.taken)))
    for name, sentence in done.refused:
        toasts.error(request, f"{name} – {sentence}")
    if not done.taken and not done.refused:
        toasts.info(request, _("The mail carries no attachments."))
    return redirect("case-evidence", ref=ref) if done.taken else _back(ref, pk)

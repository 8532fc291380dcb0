"""Counsel's privileged notes on a case (row 2.3b). Whoever may not read them is refused, and the attempt is kept."""

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Can
from appeals import evidence, privileged
from appeals.models import LegalNote
from web.case_head import case_or_404, head
from web.forms import review as forms
from web.forms.cases import refuse
from web.requests import Request

PAGE = 25
NOT_SAVED = 422


@require_http_methods(["GET", "POST"])
def notes(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    if not case.allows(request.user, Can.READ_PRIVILEGED):
        privileged.refused(case, by=request.user, at=timezone.now())
    case.require(request.user, Can.READ_PRIVILEGED)
    numbered = evidence.numbered(case)
    exhibits = [(str(item.pk), f"{exhibit} {item}") for exhibit, item in numbered]
    form = forms.LegalNoteForm(request.POST if request.method == "POST" else None, exhibits=exhibits)
    if request.method == "POST" and form.is_valid():
        chosen = next((item for _no, item in numbered if str(item.pk) == form.cleaned_data["evidence"]), None)
        try:
            privileged.write(
                case,
                text=form.cleaned_data["text"],
                defects=form.cleaned_data["defects"],
                evidence=chosen,
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refused:
            refuse(form, refused)
        else:
            toasts.success(request, _("Privileged note kept. Only counsel reads it."))
            return redirect("case-notes", ref=ref)
    rows = LegalNote.objects.visible_to(request.user).filter(case=case).select_related("written_by", "evidence")
    names = {item.pk: exhibit for exhibit, item in numbered}
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "case": case,
        "head": head(case, request.user, "notes"),
        "form": form,
        "page": page,
        "rows": [(note, names.get(note.evidence_id or 0, "")) for note in page],
        "works": not case.is_closed,
    }
    return render(request, "cases/notes.html", context, status=NOT_SAVED if request.method == "POST" else 200)

"""Black out parts of an exhibit: by the words, or by a place on the page. First one looks, then one does it."""

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.roles import Can
from appeals import redaction, repeated
from appeals.models import Evidence, Redaction
from appeals.models.binding import RedactionQuerySet
from documents.redacting import Box
from web.case_head import case_or_404, head
from web.forms.binding import RedactForm
from web.forms.cases import refuse
from web.requests import Request
from web.whole import whole

NOT_SAVED = 422


@require_http_methods(["GET", "POST"])
def redact(request: Request, ref: str, pk: int) -> HttpResponse:
    case = case_or_404(request, ref)
    item = get_object_or_404(case.evidence.select_related("file__organisation", "case__organisation"), pk=pk)
    case.require(request.user, Can.WORK_ON_CASE)
    asked = request.GET.get("page", "")
    page = whole(asked, 1)
    form = RedactForm(request.POST or None, initial={"page": page})
    marks: dict[int, list[Box]] = {}
    beside: list[str] = []
    status = 200
    if request.method == "POST":
        status = NOT_SAVED
        if form.is_valid():
            try:
                marks = redaction.marks_for(item, form.said)
                if (given := form.box()) is not None:
                    marks.setdefault(given[0], []).append(given[1])
                beside = repeated.beside_words(item, form.said)
                if "show" in request.POST:
                    redaction.require_marks(item, marks, "-")
                    page, status = min(marks), 200
                else:
                    because = form.cleaned_data["because"]
                    row = redaction.redact(
                        item, marks=marks, because=because, by=request.user, at=timezone.now(), words=form.said
                    )
                    toasts.success(request, _("%(n)s places are blacked out.") % {"n": row.count})
                    if repeated.beside(item):
                        toasts.error(
                            request,
                            _("What is blacked out is still printed beside the paper. The findings below say where."),
                        )
                    return redirect("case-exhibit", ref=ref, pk=pk)
            except ValidationError as refused:
                refuse(form, refused)
    last = item.file.pages or 1
    page = min(max(page, 1), last)
    context = {
        "case": case,
        "head": head(case, request.user, "evidence"),
        "item": item,
        "form": form,
        "page": page,
        "last": last,
        "shown": [as_shares(box) for box in marks.get(page, [])],
        "found": [(number, len(boxes)) for number, boxes in sorted(marks.items())],
        "beside": beside,
        "standing": _standing(item, request.user),
    }
    return render(request, "appeals/redact.html", context, status=status)


def as_shares(box: Box) -> dict[str, str]:
    return {name: f"{value * 100:.2f}" for name, value in zip(("left", "top", "width", "height"), box, strict=True)}


def _redactions(item: Evidence, user: User) -> RedactionQuerySet:
    return Redaction.objects.visible_to(user).filter(evidence=item).standing()


def _standing(item: Evidence, user: User) -> object:
    return _redactions(item, user).select_related("done_by").first()


@require_POST
def undo(request: Request, ref: str, pk: int) -> HttpResponse:
    case = case_or_404(request, ref)
    item = get_object_or_404(case.evidence.select_related("case"), pk=pk)
    case.require(request.user, Can.WORK_ON_CASE)
    row = (
        Redaction.objects.visible_to(request.user)
        .filter(evidence=item)
        .standing()
        .select_related("evidence__case", "before", "after")
        .first()
    )
    try:
        if row is None:
            raise ValidationError(_("Nothing is blacked out here."), code="nothing_to_undo")
        redaction.undo(row, by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    else:
        toasts.success(request, _("The paper stands as it came."))
    return redirect("case-exhibit", ref=ref, pk=pk)

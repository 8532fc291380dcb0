"""Closing a case (S23): the outcome, the account tried, what prevents the next freeze; then the report on paper."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import Can
from appeals.models import RejectionPoint, Submission
from cases import closing, pace
from cases.models import Case
from cases.stages import FIVE, Outcome, Stage
from documents import printing
from web.case_head import case_or_404, head
from web.forms import closing as forms
from web.forms.cases import refuse
from web.reports import in_days
from web.requests import Request

NOT_SAVED = 422


@require_http_methods(["GET", "POST"])
def close(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.CLOSE_CASE)
    form = forms.CloseForm(
        request.POST or None, checks=closing.unfreeze_lines(case), steps=closing.prevention_lines(case)
    )
    if request.method == "POST":
        try:
            if form.is_valid():
                closing.finish(case, **form.cleaned_data, by=request.user, at=timezone.now())
            else:  # what the form lacks is not all that is missing
                closing.require_whole(case, **form.answered(outcome="", checked=[], prevention=[], none_because=""))
        except ValidationError as refused:
            refuse(form, refused)
        if not form.errors:
            messages.success(request, _("Case closed: %(outcome)s.") % {"outcome": Outcome(case.outcome).label})
            return redirect("case", ref=ref)
    context = {
        "case": case,
        "head": head(case, request.user, "overview"),
        "form": form,
        "open_dates": case.deadlines.running().count(),
        "open_items": case.items.open().count(),
    }
    return render(request, "cases/close.html", context, status=NOT_SAVED if form.errors else 200)


@require_GET
def report(request: Request, ref: str) -> HttpResponse:
    """One paper about the whole case, with its three figures. A case that is open has no report yet."""
    case = case_or_404(request, ref)
    if not case.is_closed:
        raise Http404
    this = Case.objects.visible_to(request.user).filter(pk=case.pk)
    context = {
        "case": case,
        "closing": closing.read(case),
        "stages": stages(case),
        "pace": [(each, in_days(each.middle)) for each in pace.measures(this)],
        "sent": Submission.objects.filter(appeal__case=case).select_related("appeal").order_by("submitted_at"),
        "points": RejectionPoint.objects.filter(rejection__appeal__case=case, is_point=True).count(),
        "printed_at": timezone.now(),
        "by": request.user,
    }
    try:
        pdf = printing.to_pdf(
            render_to_string("print/closing.html", context),
            title=gettext("Closing report %(ref)s") % {"ref": case.ref},
            language=get_language() or "zh-hans",
            css="money",
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("case", ref=ref)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{case.ref}-report.pdf"'
    return answer


def stages(case: Case) -> list[dict[str, object]]:
    """Each stage that was entered: when, and how long; a stage entered twice counts both times."""
    moves = list(case.moves.all())
    spent: dict[str, timedelta] = {}
    since, here = case.opened_at, str(Stage.CONFIRM)
    first = {here: since}
    for move in moves:
        spent[here] = spent.get(here, timedelta()) + (move.at - since)
        since, here = move.at, move.to
        first.setdefault(here, since)
    return [
        {"stage": stage.label, "on": first[stage], "long": in_days(spent.get(stage, timedelta()))}
        for stage in FIVE
        if stage in first
    ]

"""Why the account may be frozen: fourteen causes to weigh, each with the other side's fear, questions and papers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Can
from cases import causes as act
from cases.models import CaseCause
from knowledge import causes as catalogue
from knowledge.papers import current as papers
from web.case_head import case_or_404, head
from web.forms import cases as forms
from web.requests import Request

NOT_SAVED = 422


@require_http_methods(["GET", "POST"])
def causes(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    decided = {row.code: row for row in case.causes.select_related("decided_by", "cause")}
    initial = {f"cause_{code}": row.likelihood for code, row in decided.items()} | {"refused": case.cause_refused}
    form = forms.CausesForm(
        request.POST if request.method == "POST" else None, codes=catalogue.current(), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            act.decide(case, form.likelihoods, refused=form.cleaned_data["refused"], by=request.user, at=timezone.now())
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            messages.success(request, _("Causes saved. The list of papers follows from them."))
            return redirect("case-causes", ref=ref)
    context = {
        "case": case,
        "head": head(case, request.user, "causes"),
        "form": form,
        "families": _families(form, decided),
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "cases/causes.html", context, status=NOT_SAVED if form.errors else 200)


def _families(form: forms.CausesForm, decided: dict[str, CaseCause]) -> list[dict[str, Any]]:
    """Each cause with its answer and its papers; what a family holds that is named already stands open."""
    names = papers()
    made = []
    for family in catalogue.families():
        rows = [
            {
                "cause": cause,
                "answer": form[f"cause_{cause.code}"],
                "row": decided.get(cause.code),
                "papers": [
                    {"name": names[p.paper].name, "core": p.is_core} for p in cause.evidence if p.paper in names
                ],
            }
            for cause in family.causes
        ]
        made.append({"family": family, "rows": rows})
    return made

"""What proves what: facts against papers, what is asked for against what is there, the days nobody covers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can
from appeals import evidence, tracing
from appeals.gaps import CHOICES, LONG, Dot, Gap, gaps
from appeals.models import Evidence, Fact
from cases.models import Case
from web.case_head import case_or_404, head
from web.forms import tracing as forms
from web.forms.cases import refuse
from web.requests import Request

WIDE, EDGE = 960, 20  # of the drawing, in its own units


@dataclass(frozen=True)
class Line:
    """A fact, and what every paper says to it."""

    number: int
    fact: Fact
    proofs: tuple[tuple[str, Evidence, int, bool], ...]

    @property
    def is_direct(self) -> bool:
        return any(direct for _exhibit, _item, _page, direct in self.proofs)

    @property
    def by_others(self) -> bool:
        return any(item.source_class != Evidence.SourceClass.OWN for _exhibit, item, _page, _direct in self.proofs)


@require_GET
def proof(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    numbered = evidence.numbered(case)
    lines = _lines(case, numbered)
    used = {item.pk for line in lines for _exhibit, item, _page, _direct in line.proofs}
    dots = [
        Dot(line.fact.happened_on, str(line.fact), "fact", line.is_direct) for line in lines if line.fact.happened_on
    ]
    dots += [Dot(item.dated_on, f"{exhibit} {item}", "paper") for exhibit, item in numbered if item.dated_on]
    dots.sort(key=lambda dot: (dot.on, dot.kind))
    longer = next((days for days in CHOICES if str(days) == request.GET.get("longer")), LONG)
    silent = gaps(dots, longer_than=longer)
    context = {
        "case": case,
        "head": head(case, request.user, "evidence"),
        "lines": lines,
        "idle": [(exhibit, item) for exhibit, item in numbered if item.pk not in used],
        "wanted": [each for each in evidence.wanted(case, [item for _exhibit, item in numbered]) if each.paper.is_core],
        "dots": dots,
        "gaps": silent,
        "longer": longer,
        "choices": CHOICES,
        "drawing": drawing(dots, silent),
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/proof.html", context)


def _lines(case: Case, numbered: list[tuple[str, Evidence]]) -> list[Line]:
    known = {item.pk: (exhibit, item) for exhibit, item in numbered}
    return [
        Line(
            number,
            fact,
            tuple(
                (*known[row.evidence_id], row.page, row.is_direct)
                for row in fact.proofs.all()
                if row.evidence_id in known
            ),
        )
        for number, fact in enumerate(case.facts.prefetch_related("proofs"), start=1)
    ]


def drawing(dots: list[Dot], silent: list[Gap]) -> dict[str, Any] | None:
    """Places on a line of days; None when there is no stretch to draw."""
    if len(dots) < 2 or dots[0].on == dots[-1].on:
        return None
    first, last = dots[0].on, dots[-1].on
    span = (last - first).days

    def place(on: date) -> float:
        return round(EDGE + (WIDE - 2 * EDGE) * (on - first).days / span, 1)

    return {
        "width": WIDE,
        "first": first,
        "last": last,
        "end": WIDE - EDGE,
        "dots": [(place(dot.on), dot) for dot in dots],
        "gaps": [(place(gap.first), round(place(gap.last) - place(gap.first), 1), gap) for gap in silent],
    }


@require_http_methods(["GET", "POST"])
def traced(request: Request, ref: str) -> HttpResponse:
    """The way of tainted money, entry by entry, and the sheet that is made of it."""
    case = case_or_404(request, ref)
    form = forms.TracedForm(request.POST if request.method == "POST" else None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            tracing.write(case, form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            toasts.success(request, _("Entry written down."))
            return redirect("case-tracing", ref=ref)
    context = {
        "case": case,
        "head": head(case, request.user, "evidence"),
        "rows": list(case.traced.select_related("evidence")),
        "form": form,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/tracing.html", context, status=422 if form.errors else 200)


@require_POST
def strike(request: Request, ref: str, pk: int) -> HttpResponse:
    case = case_or_404(request, ref)
    try:
        tracing.strike(get_object_or_404(case.traced, pk=pk), by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    return redirect("case-tracing", ref=ref)


@require_POST
def sheet(request: Request, ref: str, kind: str) -> HttpResponse:
    """Print the sheet; it stands in the evidence afterwards, in the place of an earlier print."""
    case = case_or_404(request, ref)
    make = tracing.print_tracing if kind == "tracing" else tracing.print_declaration
    try:
        item = make(case, by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
        return redirect("case-tracing" if kind == "tracing" else "case-proof", ref=ref)
    return redirect("case-exhibit", ref=ref, pk=item.pk)

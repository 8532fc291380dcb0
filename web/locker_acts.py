"""What is done with the whole locker: take what the register holds, tick sectors, waive what cannot be had."""

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.roles import Can
from appeals import quality, sectors, taking
from web.case_head import case_or_404
from web.requests import Request
from web.uploads import papers_added
from web.whole import whole


@require_POST
def held(request: Request, ref: str) -> HttpResponse:
    """One paper of the register, or everything pre-cleared at once. The stored file is used again, not copied."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    asked = request.POST.get("paper", "")
    try:
        if asked == "ready":
            taken = taking.take_ready(case, by=request.user, at=timezone.now())
            toasts.success(request, papers_added(len(taken)))
        else:
            paper = get_object_or_404(case.party.papers, pk=whole(asked))
            taking.take_held(case, paper, by=request.user, at=timezone.now())
            toasts.success(request, papers_added(1))
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    return redirect("case-evidence", ref=ref)


@require_POST
def tick(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    try:
        sectors.tick(case, request.POST.getlist("sector"), by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    else:
        toasts.success(request, _("Sectors saved. The list of papers follows from them."))
    return redirect("case-evidence", ref=ref)


@require_POST
def waive(request: Request, ref: str) -> HttpResponse:
    """Counsel lets a paper be that the sector asks for; pressed again, it is asked for again."""
    case = case_or_404(request, ref)
    subject = f"paper/{request.POST.get('paper', '')}"[:80]
    existing = case.waivers.filter(code="paper_missing", about=subject).first()
    try:
        if existing:
            quality.restore(existing, by=request.user, at=timezone.now())
        else:
            because = request.POST.get("because", "")
            quality.waive(case, "paper_missing", subject, because=because, by=request.user, at=timezone.now())
            toasts.success(request, _("Waived. The finding stays, with the reason beside it."))
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    return redirect("case-evidence", ref=ref)

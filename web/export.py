"""The case in one file (row 3.3c): ask for it, watch it being made, take it away. Who may read the history may."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import Can
from appeals import export as exports
from jobs import nudge
from web.activity import Shown
from web.case_files import handed_over
from web.case_head import case_or_404, head
from web.requests import Request
from work.models import Job

MOST = 20


@dataclass(frozen=True)
class Made:
    """A finished export as the page says it."""

    job: Job

    @property
    def sha256(self) -> str:
        return str((self.job.result or {}).get("sha256", ""))

    @property
    def size(self) -> int:
        return int((self.job.result or {}).get("size", 0))

    @property
    def is_privileged(self) -> bool:
        return bool((self.job.result or {}).get("privileged"))


@require_http_methods(["GET", "POST"])
def export(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.SEE_AUDIT)
    if request.method == "POST":
        job = exports.ask_for(case, by=request.user, at=timezone.now())
        nudge.work(job)
        return redirect("case-export", ref=ref)
    jobs = exports.jobs_of(case, request.user)[:MOST]
    context = {
        "case": case,
        "head": head(case, request.user, "audit"),
        "made": [Made(job) for job in jobs if job.is_done],
        "running": [Shown(job, request.path) for job in jobs if not job.is_done],
        "waits": any(job.is_active and job.requested_by_id == request.user.pk for job in jobs),
        "privileged": case.allows(request.user, Can.READ_PRIVILEGED),
        "sealed": case.allows(request.user, Can.WORK_ON_CASE),
    }
    return render(request, "cases/export.html", context)


@require_GET
def take(request: Request, ref: str, pk: int) -> FileResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.SEE_AUDIT)
    job = get_object_or_404(Job, pk=pk, kind=exports.KIND, about=case.chain)
    try:
        file = exports.file_of(job, case, by=request.user, at=timezone.now())
    except ValidationError:
        raise Http404 from None
    return handed_over(file)

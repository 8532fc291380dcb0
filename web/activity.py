"""The activity tray: long work with its counted progress, its result, and its problems."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from web.requests import Request
from work import queue
from work.models import Job

MOST = 50
KINDS = {"bundle": _("Evidence bundle"), "export": _("Export of a case"), "scans": _("Reading a paper")}
# Phases are codes in the row; these are their words.
PHASES = {
    "checking": _("Checking the files"),
    "letters": _("Drawing the letter"),
    "counting": _("Counting pages"),
    "index": _("Writing cover and index"),
    "merging": _("Binding"),
    "numbering": _("Numbering the pages"),
    "saving": _("Saving"),
    "storing": _("Storing"),
    "preparing": _("Making it ready for binding"),
    "reading": _("Pages made searchable"),
    "rows": _("Collecting the records"),
    "files": _("Copying the files"),
}


@dataclass(frozen=True)
class Shown:
    """A job as the page shows it; `after` is where to go when it has ended."""

    job: Job
    after: str = ""

    @property
    def kind(self) -> Any:
        return KINDS.get(self.job.kind, self.job.kind)

    @property
    def phase(self) -> Any:
        return PHASES.get(self.job.phase, self.job.phase)


@require_GET
def activity(request: Request) -> HttpResponse:
    jobs = Job.objects.visible_to(request.user).select_related("requested_by").order_by("-created_at", "-pk")[:MOST]
    return render(request, "activity/activity.html", {"jobs": [Shown(job) for job in jobs]})


@require_GET
def job(request: Request, pk: int) -> HttpResponse:
    """One row, fresh: what the page asks for while the work runs."""
    found = get_object_or_404(Job.objects.visible_to(request.user).select_related("requested_by"), pk=pk)
    after = request.GET.get("after", "")
    if not after.startswith("/") or not url_has_allowed_host_and_scheme(after, allowed_hosts=None):
        after = ""
    return render(request, "activity/_job.html", {"shown": Shown(found, after)})


@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        queue.cancel(found, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("activity")

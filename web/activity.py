"""The activity tray: long work with its counted progress, its result, and its problems."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from web.requests import Request
from work import queue
from work.models import Job

MOST = 50
# Phases are codes in the row; these are their words.
PHASES = {
    "checking": _("Checking the files"),
    "letter": _("Drawing the letter"),
    "front": _("Writing cover and index"),
    "index": _("Writing cover and index"),
    "merging": _("Binding"),
    "binding": _("Binding"),
    "numbering": _("Numbering the pages"),
    "linking": _("Linking index and bookmarks"),
    "saving": _("Saving"),
    "verifying": _("Verifying"),
}
KINDS = {"bundle": _("Evidence bundle")}


@require_GET
def activity(request: Request) -> HttpResponse:
    jobs = list(
        Job.objects.visible_to(request.user).select_related("requested_by").order_by("-created_at", "-pk")[:MOST]
    )
    return render(
        request,
        "activity/activity.html" + ("#jobs" if request.htmx else ""),
        {"jobs": [(job, KINDS.get(job.kind, job.kind), PHASES.get(job.phase, job.phase)) for job in jobs]},
    )


@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    queue.cancel(job, by=request.user, at=timezone.now())
    return redirect("activity")

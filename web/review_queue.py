"""The review queue (S09): packs that wait for a decision, the longest first; below them the drafts to authorities."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.roles import Can, require
from appeals.models import Pack
from comms.models import OutDraft
from web import review_panes
from web.date_rows import next_of
from web.requests import Request

PAGE, MOST_DRAFTS = 25, 50


@require_GET
def queue(request: Request) -> HttpResponse:
    """Mine: the cases whose counsel I am. Never one's own work: four eyes."""
    user, now = request.user, timezone.now()
    if not user.can_anywhere(Can.APPROVE_PACK):
        require(None, Can.APPROVE_PACK)
    rows = (
        Pack.objects.visible_to(user)
        .filter(state=Pack.State.WITH_COUNSEL, case__organisation__in=user.organisations_where(Can.APPROVE_PACK))
        .exclude(made_by=user)
        .select_related("case__party", "case__counsel", "made_by", "appeal")
        .order_by("made_at", "pk")
    )
    show = "mine" if request.GET.get("show") == "mine" else "all"
    if show == "mine":
        rows = rows.filter(case__counsel=user)
    drafts = OutDraft.objects.to_decide(user).select_related("case__party", "written_by")
    if show == "mine":
        drafts = drafts.filter(case__counsel=user)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    dates = next_of(pack.case for pack in page)
    return render(
        request,
        "review/queue.html",
        {
            "page": page,
            "show": show,
            "rows": [(pack, review_panes.age(pack.made_at, now), dates.get(pack.case_id)) for pack in page],
            "drafts_out": drafts.order_by("written_at", "pk")[:MOST_DRAFTS],
            "now": now,
        },
    )

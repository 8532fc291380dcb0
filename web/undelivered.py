"""What did not arrive, or perhaps did: for those who can act on it. Send again, or settle."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Can
from notifications import undelivered as acts
from notifications.models import Message, State
from web.requests import Request

PAGE = 25
ACTS = {"again": acts.send_again, "settle": acts.settle}
SHOWN = {"open": (State.UNCERTAIN, State.DEAD), "stale": (State.STALE,)}


@require_safe
def undelivered(request: Request) -> HttpResponse:
    if not request.user.organisations_where_any(Can.MANAGE_PEOPLE, Can.ASSIGN):
        raise PermissionDenied(_("Managers and administrators look after undelivered messages. Ask one of them."))
    shown = request.GET.get("show") if request.GET.get("show") in SHOWN else "open"
    found = (
        Message.objects.decided_by(request.user)
        .filter(state__in=SHOWN[str(shown)])
        .select_related("recipient", "organisation")
        .order_by("-send_at", "-pk")
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/undelivered.html", {"page": page, "shown": shown})


@require_POST
def act(request: Request, pk: int, act: str) -> HttpResponse:
    if act not in ACTS:
        raise Http404
    message = get_object_or_404(Message.objects.decided_by(request.user), pk=pk)
    try:
        ACTS[act](message, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        said = _("It goes out again.") if act == "again" else _("Settled: nothing more is sent.")
        messages.success(request, said)
    return redirect("undelivered")

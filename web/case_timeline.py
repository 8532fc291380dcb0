"""What happened in the world, newest first: to read, to add to, and to correct without losing what stood there."""

from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Can
from cases import deadlines, timeline
from cases.models import Case, Event
from web.case_head import case_or_404, head
from web.case_notes import state_of
from web.forms import cases as forms
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422
PAGE = 25


@require_http_methods(["GET", "POST"])
def whole(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    if request.method == "GET":
        return _page(
            request,
            case,
            forms.EventForm(initial={"happened_at": timezone.localtime().replace(second=0, microsecond=0)}),
        )
    case.require(request.user, Can.WORK_ON_CASE)  # before a file of somebody who may not is kept
    form = forms.EventForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            timeline.add_event(
                case,
                text=form.cleaned_data["text"],
                happened_at=form.cleaned_data["happened_at"],
                file=stored(form.cleaned_data["file"], case.organisation, field="file"),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            messages.success(request, _("Event saved."))
            return redirect("case-timeline", ref=ref)
    return _page(request, case, form, status=NOT_SAVED)


def _page(
    request: Request, case: Case, form: forms.PlainForm, status: int = 200, correcting: Event | None = None
) -> HttpResponse:
    rows = case.events.select_related("file", "recorded_by", "corrects").prefetch_related("corrected_by")
    page = Paginator(rows.order_by("-happened_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    dated = deadlines.from_events(case, page)
    return render(
        request,
        "cases/timeline.html",
        {
            "case": case,
            "head": head(case, request.user, "timeline"),
            "form": form,
            "page": page,
            "rows": [
                {"event": event, "state": state_of(event), "corrects": event.kind == "note" or event.pk in dated}
                for event in page
            ],
            "correcting": correcting,
            "works": case.allows(request.user, Can.WORK_ON_CASE),
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
def correct_event(request: Request, ref: str, pk: int) -> HttpResponse:
    """A wrong entry stays and is struck through; the right one stands beside it."""
    case = case_or_404(request, ref)
    event = get_object_or_404(case.events.select_related("case__organisation"), pk=pk)
    case.require(request.user, Can.WORK_ON_CASE)
    if request.method == "GET":
        form = forms.CorrectionForm(initial={"text": event.text, "happened_at": event.happened_at})
        return _page(request, case, form, correcting=event)
    form = forms.CorrectionForm(request.POST)
    if form.is_valid():
        try:
            newer = timeline.correct_event(
                event,
                text=form.cleaned_data["text"],
                happened_at=form.cleaned_data["happened_at"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            messages.success(request, _("Corrected. The old entry stays readable."))
            return _offer_dates(request, case, event, newer)
    return _page(request, case, form, status=NOT_SAVED, correcting=event)


def _offer_dates(request: Request, case: Case, event: Event, newer: Event) -> HttpResponse:
    """Dates that run from the corrected entry: shown with the new day filled in, moved only when a person says so."""
    running = deadlines.from_events(case, [event]).get(event.pk)
    if running is None or newer.happened_at == event.happened_at:
        return redirect("case-timeline", ref=case.ref)
    messages.info(request, _("Dates run from this entry. See what would move, and correct them too."))
    local = newer.happened_at.astimezone(ZoneInfo(case.freeze.zone))
    day = urlencode({"day": local.date().isoformat(), "clock": f"{local:%H:%M}"})
    return redirect(f"{reverse('case-clock-day', args=[case.ref, running.pk])}?{day}")

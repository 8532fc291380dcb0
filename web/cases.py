"""The list of cases (S03), the case page (S05), its timeline, and the steps that change its stage."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can
from appeals.models import Pack, ProviderStatus
from cases import contact, gates, moves, timeline, verification
from cases.models import Case, CaseCause, Event
from cases.stages import FIVE, MOVES, OUT, Outcome, Stage, comes_after
from knowledge import causes as cause_catalogue
from knowledge import providers
from web.case_head import Act, case_or_404, head
from web.case_list import CaseList
from web.case_notes import state_of
from web.case_todo import to_do
from web.forms import cases as forms
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422
LATEST = 5
PAGE = 25


# --- the list --------------------------------------------------------------------------------------------------------


@require_GET
def listing(request: Request) -> HttpResponse:
    form = forms.CaseFilter(request.GET, user=request.user)
    found = CaseList(request.user, form.cleaned_data if form.is_valid() else {}, after=request.GET.get("after", ""))
    if found.exact is not None:
        return redirect("case", ref=found.exact.ref)
    part = "#list" if request.htmx and request.htmx.target == "list" else ""
    return render(
        request,
        f"cases/list.html{part}",
        {"form": form, "found": found, "may_log": bool(request.user.organisations_where(Can.LOG_FREEZE))},
    )


# --- the overview ----------------------------------------------------------------------------------------------------


@require_GET
def overview(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    return render(request, "cases/overview.html", _overview(request, case))


def _overview(request: Request, case: Case) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    works = case.allows(user, Can.WORK_ON_CASE) and not case.is_closed
    return {
        "case": case,
        "head": head(case, user, "overview", acts=_acts(request, case, works=works), rail=True, clocks=True),
        "todo": to_do(case, user, now),
        "events": _events(case, LATEST),
        "event_count": case.events.count(),
        "provider": _provider_steps(case),
        "causes": _causes(case),
        "works": works,
        "may_move": case.allows(user, Can.MOVE_CASE) and not case.is_closed,
        "may_close": case.allows(user, Can.CLOSE_CASE) and not case.is_closed,
        "next_stage": _next(case),
        "guests": case.guests.filter(ended_at=None, expires_at__gt=now).select_related("user"),
    }


def _acts(request: Request, case: Case, *, works: bool) -> list[Act]:
    """One of them is the way on: counsel reviews what waits, everybody else moves the case."""
    made: list[Act] = []
    if works:
        made.append(Act(_("Add event"), f"{reverse('case-timeline', args=[case.ref])}#add", "plus"))
    waiting = Pack.objects.filter(case=case, state=Pack.State.WITH_COUNSEL).order_by("-number").first()
    if waiting and case.allows(request.user, Can.REVIEW_EVIDENCE) and (url := _room("case-packs", case)):
        made.append(Act(_("Review pack"), url, "shield-check", primary=True))
    elif works and case.allows(request.user, Can.MOVE_CASE):
        made.append(Act(_("Next stage"), reverse("case-move", args=[case.ref]), "chevron-right", primary=True))
    return made


def _room(name: str, case: Case) -> str:
    from django.urls import NoReverseMatch

    try:
        return reverse(name, args=[case.ref])
    except NoReverseMatch:
        return ""


def _next(case: Case) -> Stage | None:
    return (
        None
        if case.is_closed
        else next((stage for stage in FIVE if stage in MOVES[case.stage_now] and comes_after(stage, case.stage)), None)
    )


def _events(case: Case, limit: int) -> list[dict[str, Any]]:
    rows = case.events.select_related("file", "recorded_by", "corrects").order_by("-happened_at", "-pk")[:limit]
    return [{"event": event, "state": state_of(event)} for event in rows]


def _provider_steps(case: Case) -> dict[str, Any]:
    """The four states a provider shows, with the dates they were reached (row 5.1e)."""
    history = list(ProviderStatus.objects.filter(case=case).order_by("since", "pk"))
    current = history[-1] if history else None
    reached = {row.state: row for row in history}
    order = [state for state, _label in ProviderStatus.State.choices]
    here = order.index(current.state) if current else 0
    rows = []
    for place, (state, label) in enumerate(ProviderStatus.State.choices):
        row = reached.get(state)
        if current and state == current.state:
            look = "done" if state == ProviderStatus.State.COMPLETED else "now"
        elif row and (place < here or state != ProviderStatus.State.COMPLETED):
            look = "done"
        else:
            look = "now" if not current and place == 0 else "todo"
        rows.append({"state": look, "label": label, "row": row, "is_current": bool(current and state == current.state)})
    return {"rows": rows, "current": current, "url": _room("case-status", case)}


def _causes(case: Case) -> list[dict[str, Any]]:
    rows = case.causes.exclude(likelihood=CaseCause.Likelihood.RULED_OUT).select_related("cause")
    ranked = sorted(rows, key=lambda row: row.likelihood != CaseCause.Likelihood.LIKELY)
    return [{"cause": cause_catalogue.of(row.cause), "row": row} for row in ranked]


# --- the timeline ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def case_timeline(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    if request.method == "GET":
        return _timeline_page(
            request,
            case,
            forms.EventForm(initial={"happened_at": timezone.localtime().replace(second=0, microsecond=0)}),
        )
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
    return _timeline_page(request, case, form, status=NOT_SAVED)


def _timeline_page(
    request: Request, case: Case, form: forms.EventForm, status: int = 200, correcting: Event | None = None
) -> HttpResponse:
    rows = case.events.select_related("file", "recorded_by", "corrects").prefetch_related("corrected_by")
    page = Paginator(rows.order_by("-happened_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "cases/timeline.html",
        {
            "case": case,
            "head": head(case, request.user, "timeline"),
            "form": form,
            "page": page,
            "rows": [{"event": event, "state": state_of(event)} for event in page],
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
        return _timeline_page(request, case, form, correcting=event)
    form = forms.CorrectionForm(request.POST)
    if form.is_valid():
        try:
            timeline.correct_event(
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
            return redirect("case-timeline", ref=ref)
    return _timeline_page(request, case, form, status=NOT_SAVED, correcting=event)


# --- verify the notice -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def verify(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    form = forms.VerifyForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial={"when": timezone.localtime().replace(second=0, microsecond=0)},
    )
    status = 200
    if request.method == "POST":
        status = NOT_SAVED
        if form.is_valid():
            try:
                verification.verify(
                    case,
                    how=form.cleaned_data["how"],
                    when=form.cleaned_data["when"],
                    file=stored(form.cleaned_data["file"], case.organisation, field="file"),
                    by=request.user,
                    at=timezone.now(),
                )
            except ValidationError as refused:
                forms.refuse(form, refused)
            else:
                messages.success(request, _("The notice is verified. Documents can be sent."))
                return redirect("case", ref=ref)
    provider = providers.of(case.account.provider) if case.account.provider_id else None
    return render(
        request,
        "cases/verify.html",
        {
            "case": case,
            "head": head(case, request.user, "overview"),
            "form": form,
            "provider": provider,
            "channels": [{"channel": c, "stale": c.is_stale(timezone.now())} for c in provider.channels]
            if provider
            else [],
            "counsel_only": contact.counsel_only(case),
        },
        status=status,
    )


# --- stage, pause, close ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def move(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.MOVE_CASE)
    choices = [stage for stage in FIVE if stage in MOVES[case.stage_now]]
    form = forms.MoveForm(request.POST or None, stages=choices, initial={"to": _next(case)})
    if request.method == "POST" and form.is_valid():
        try:
            moves.move(case, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            messages.success(request, _("The case is now in the stage “%(stage)s”.") % {"stage": case.stage_now.label})
            return redirect("case", ref=ref)
    return render(
        request,
        "cases/move.html",
        {
            "case": case,
            "head": head(case, request.user, "overview", rail=True),
            "form": form,
            "unmet": gates.unmet(case) if not case.is_closed else [],
            "goal": OUT.get(case.stage_now, ""),
            "next_stage": _next(case),
            "may_override": case.allows(request.user, Can.OVERRIDE_GATE),
        },
        status=NOT_SAVED if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def pause(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    form = forms.PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moves.pause(case, because=form.cleaned_data["because"], by=request.user, at=timezone.now())
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            messages.success(request, _("Paused. Legal dates go on running."))
            return redirect("case", ref=ref)
    context = {"case": case, "head": head(case, request.user, "overview"), "form": form}
    return render(request, "cases/pause.html", context, status=NOT_SAVED if form.errors else 200)


@require_POST
def resume(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    try:
        moves.resume(case, by=request.user, at=timezone.now())
        messages.success(request, _("The case goes on."))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect("case", ref=ref)


@require_http_methods(["GET", "POST"])
def close(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.CLOSE_CASE)
    form = forms.CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moves.close(
                case,
                form.cleaned_data["outcome"],
                lessons=form.cleaned_data["lessons"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
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

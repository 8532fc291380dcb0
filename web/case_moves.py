"""The steps that change where a case stands: verify the notice, go to another stage, wait, go on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Can
from cases import contact, gates, learning, moves, verification
from cases.models import Case
from cases.stages import FIVE, MOVES, OUT, Stage, comes_after
from jobs import nudge
from knowledge import providers
from web.case_head import case_or_404, head
from web.forms import cases as forms
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422


def next_stage(case: Case) -> Stage | None:
    """One step on along the rail; nothing when the case is closed or stands at the last stage."""
    if case.is_closed:
        return None
    return next((s for s in FIVE if s in MOVES[case.stage_now] and comes_after(s, case.stage)), None)


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
        case.require(request.user, Can.WORK_ON_CASE)  # before a file of somebody who may not is kept
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
    provider = providers.of(case.account.provider) if case.account.provider else None
    return render(
        request,
        "cases/verify.html",
        {
            "case": case,
            "head": head(case, request.user, "overview"),
            "form": form,
            "provider": provider,
            "channels": [
                {"channel": c, "stale": c.is_stale(case.organisation.day_of(timezone.now()))} for c in provider.channels
            ]
            if provider
            else [],
            "counsel_only": contact.counsel_only(case),
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
def learn(request: Request, ref: str) -> HttpResponse:
    """What was unknown when the freeze was logged. A case with nothing open says so."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    open_facts = learning.unknown(case)
    form = forms.LearnForm(request.POST or None, unknown=open_facts)
    if request.method == "POST" and form.is_valid():
        try:
            learning.learn(case, learning.Learned(**form.cleaned_data), by=request.user, at=timezone.now())
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            nudge.messages()
            messages.success(request, _("Recorded. Route, items and clocks follow from it."))
            return redirect("case", ref=ref)
    context = {"case": case, "head": head(case, request.user, "overview"), "form": form, "open_facts": open_facts}
    return render(request, "cases/learn.html", context, status=NOT_SAVED if form.errors else 200)


@require_http_methods(["GET", "POST"])
def move(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.MOVE_CASE)
    choices = [stage for stage in FIVE if stage in MOVES[case.stage_now]]
    form = forms.MoveForm(request.POST or None, stages=choices, initial={"to": next_stage(case)})
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
            "next_stage": next_stage(case),
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

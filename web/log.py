"""Log a freeze, S04: five steps that save themselves, an answer at every moment to "what does this set off?"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation
from accounts.roles import Can
from cases import drafts
from cases.answers import FreezeAnswers
from cases.models import Draft
from cases.zones import days_anywhere
from web import log_rows
from web.forms import log as steps
from web.forms.log_account import AccountStep, institution_names, known_parties
from web.forms.log_step import StepForm
from web.log_check import check, check_form
from web.log_drafts import (
    address,
    chosen,
    draft_or_404,
    form_for,
    kept_notice,
    resume_at,
    save_step,
    saved_at,
    title_of,
    titles,
)
from web.log_effects import Effects, effects
from web.requests import Request

NOT_SAVED = 422
SAVED_MEANWHILE = 409


# --- start or resume -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """The half-filled ones first: most people come back to something."""
    organisations = list(
        Organisation.objects.filter(pk__in=request.user.organisations_where(Can.LOG_FREEZE)).order_by("name")
    )
    if not organisations:
        raise PermissionDenied(_("Finance, counsel and managers log a freeze. Ask one of them."))
    if request.method == "POST":
        wanted = request.POST.get("organisation") or str(organisations[0].pk)
        organisation = next((o for o in organisations if str(o.pk) == wanted), None)
        if organisation is None:
            raise Http404
        draft = drafts.start(organisation, by=request.user, at=timezone.now())
        return redirect("log-step", key=draft.key, step="account")
    unfinished = (
        Draft.objects.visible_to(request.user)
        .unfinished()
        .filter(organisation__in=organisations)
        .select_related("organisation", "saved_by")
        .order_by("-saved_at")[:50]
    )
    rows = [{"draft": draft, "step": resume_at(draft), "title": title_of(draft)} for draft in unfinished]
    return render(request, "log/start.html", {"rows": rows, "organisations": organisations})


@require_POST
def discard(request: Request, key: str) -> HttpResponse:
    draft = draft_or_404(request, key)
    drafts.discard(draft, by=request.user)
    messages.success(request, _("Draft thrown away."))
    return redirect("log")


# --- one step --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def step(request: Request, key: str, step: str) -> HttpResponse:
    draft = draft_or_404(request, key)
    if draft.case is not None:
        return redirect("case", ref=draft.case.ref)
    if step == "check":
        return check(request, draft)
    if step not in steps.NAMES:
        raise Http404
    if request.method == "GET":
        form = form_for(draft, step, None, kept=draft.answers.get(step), check="check" in request.GET)
        return _page(request, draft, form)
    data = chosen(request, draft, step)
    form = form_for(draft, step, data, files=request.FILES)
    go = request.POST.get("go", "next")
    if go == "look":
        typed, filled = form.completed()
        return _page(request, draft, form_for(draft, step, None, kept=typed), looked=typed, filled=filled)
    try:
        draft = save_step(request, draft, form, notice=kept_notice(form, draft))
    except ValidationError as refused:
        return _refused(request, draft, form, refused)
    if go == "leave":
        messages.success(request, _("Draft saved. You will find it here."))
        return redirect("log")
    if go == "back":
        return redirect("log-step", key=key, step=steps.NAMES[max(steps.NAMES.index(step) - 1, 0)])
    if not form.is_valid():
        return _page(request, draft, form, status=NOT_SAVED)
    after = "check" if request.POST.get("then") == "check" else steps.NAMES[steps.NAMES.index(step) + 1]
    return redirect(address(draft, after, was=request.POST.get("before", "") if step == "who" else ""))


@require_POST
def save(request: Request, key: str, step: str) -> HttpResponse:
    """The page saves itself every ten seconds and when a field is left. Right or wrong, it is kept as typed."""
    draft = draft_or_404(request, key)
    if step not in steps.NAMES:
        raise Http404
    if step == "check":
        form: StepForm = check_form(draft, request.POST)
    else:
        form = form_for(draft, step, request.POST)
    try:
        draft = save_step(request, draft, form)
    except ValidationError as refused:
        clash = getattr(refused, "code", "") == "saved_meanwhile"
        text = (
            str(_("Saved in another window meanwhile. Press Continue to compare."))
            if clash
            else " ".join(refused.messages)
        )
        return JsonResponse({"message": text}, status=SAVED_MEANWHILE if clash else NOT_SAVED)
    return JsonResponse({"version": draft.version, "saved": saved_at(draft)})


def _refused(request: Request, draft: Draft, form: StepForm, refused: ValidationError) -> HttpResponse:
    params = getattr(refused, "params", None) or {}
    if getattr(refused, "code", "") != "saved_meanwhile":
        form.is_valid()
        form.add_error("notice" if form.files else None, refused)
        return _page(request, draft, form, status=NOT_SAVED)
    draft.refresh_from_db()
    shown_again = form_for(draft, form.step, None, kept=form.typed())
    return _page(
        request,
        draft,
        shown_again,
        status=NOT_SAVED,
        clashes=_clashes(form, params["theirs"]),
        version=params["version"],
    )


@dataclass(frozen=True)
class Clash:
    """A field that two windows filled differently. Both answers stand side by side; nobody's is dropped unseen."""

    name: str
    label: Any
    mine: str
    theirs: str


def _clashes(form: StepForm, theirs: Mapping[str, Any]) -> list[Clash]:
    mine = form.typed()
    return [
        Clash(name, field.label, log_rows.spoken(field, mine.get(name)), log_rows.spoken(field, theirs.get(name)))
        for name, field in form.fields.items()
        if name in mine and mine[name] != theirs.get(name, "" if not isinstance(mine[name], list) else [])
    ]


def _page(
    request: Request,
    draft: Draft,
    form: StepForm,
    *,
    status: int = 200,
    looked: Mapping[str, Any] | None = None,
    filled: bool = False,
    clashes: list[Clash] | None = None,
    version: int | None = None,
) -> HttpResponse:
    at = timezone.now()
    instead = {form.step: looked} if looked is not None else {form.step: form.typed()} if form.is_bound else {}
    before = request.POST.get("before", "") if request.method == "POST" else request.GET.get("was", "")
    answers = steps.answers_of(draft, at=at, instead=instead)
    place = steps.NAMES.index(form.step)
    context = {
        "draft": draft,
        "title": title_of(draft),
        "form": form,
        "step": form.step,
        "filled": filled,
        "number": place + 1,
        "titles": titles(draft, form.step),
        "version": version or draft.version,
        "saved": saved_at(draft) if draft.answers else "",
        "then": request.POST.get("then") or request.GET.get("then", ""),
        "clashes": clashes or [],
        "effects": _effects(
            draft,
            form,
            answers,
            before=before,
            seen="who" in draft.answers or (form.step == "who" and looked is not None),
        ),
        "parties": known_parties(draft.organisation) if form.step == "account" else [],
        "institutions": institution_names() if form.step == "account" else [],
        "today": days_anywhere(at)[1],  # a notice of this morning in Ningbo, logged by an evening in Brussels
    }
    part = "#aside" if request.htmx and looked is not None else ""
    return render(request, f"log/step.html{part}", context, status=status)


def _effects(draft: Draft, form: StepForm, answers: FreezeAnswers, *, before: str, seen: bool) -> Effects:
    first = form if isinstance(form, AccountStep) else None
    return effects(
        answers,
        organisation=draft.organisation,
        found=first.found if first else None,
        holder=str(first.picked.party) if first and first.picked else "",
        before=before,
        seen=seen,
        at=timezone.now(),
    )

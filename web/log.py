"""Log a freeze, S04: five steps that save themselves, an answer at every moment to "what does this set off?"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation
from accounts.roles import Can, Role
from cases import drafts, intake, people
from cases.answers import FreezeAnswers
from cases.models import Draft
from documents import storing
from documents.models import StoredFile
from web import log_rows, shown
from web.forms import log as steps
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


def draft_or_404(request: Request, key: str) -> Draft:
    rows = Draft.objects.visible_to(request.user).select_related("organisation", "notice_file", "case", "saved_by")
    draft = get_object_or_404(rows, key=key)
    request.user.require(Can.LOG_FREEZE, draft.organisation_id)
    return draft


def resume_at(draft: Draft) -> str:
    """The first step nobody has touched."""
    return next((name for name in steps.NAMES if name not in draft.answers), "check")


def title_of(draft: Draft) -> str:
    typed = draft.answers.get("account", {})
    words = (typed.get("party_name", ""), typed.get("account_number", ""))
    return " · ".join(word for word in words if word)


# --- one step --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clash:
    """A field that two windows filled differently. Both answers stand side by side; nobody's is dropped unseen."""

    name: str
    label: Any
    mine: str
    theirs: str


@require_http_methods(["GET", "POST"])
def step(request: Request, key: str, step: str) -> HttpResponse:
    draft = draft_or_404(request, key)
    if draft.case is not None:
        return redirect("case", ref=draft.case.ref)
    if step == "check":
        return _check(request, draft)
    if step not in steps.NAMES:
        raise Http404
    if request.method == "GET":
        form = _form(draft, step, None, kept=draft.answers.get(step), check="check" in request.GET)
        return _page(request, draft, form)
    data = _chosen(request, draft, step)
    form = _form(draft, step, data, files=request.FILES)
    go = request.POST.get("go", "next")
    if go == "look":
        return _page(request, draft, _form(draft, step, None, kept=form.typed()), looked=form.typed())
    try:
        draft = _save(request, draft, form, notice=_notice(form, draft))
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
    return redirect(_address(draft, after, was=request.POST.get("before", "") if step == "who" else ""))


@require_POST
def save(request: Request, key: str, step: str) -> HttpResponse:
    """The page saves itself every ten seconds and when a field is left. Right or wrong, it is kept as typed."""
    draft = draft_or_404(request, key)
    if step not in steps.NAMES:
        raise Http404
    if step == "check":
        form: steps.StepForm = _check_form(draft, request.POST)
    else:
        form = _form(draft, step, request.POST)
    try:
        draft = _save(request, draft, form)
    except ValidationError as refused:
        clash = getattr(refused, "code", "") == "saved_meanwhile"
        text = (
            str(_("Saved in another window meanwhile. Press Continue to compare."))
            if clash
            else " ".join(refused.messages)
        )
        return JsonResponse({"message": text}, status=SAVED_MEANWHILE if clash else NOT_SAVED)
    return JsonResponse({"version": draft.version, "saved": saved_at(draft)})


def saved_at(draft: Draft) -> str:
    return str(_("Draft saved %(time)s") % {"time": timezone.localtime(draft.saved_at).strftime("%H:%M")})


def _form(
    draft: Draft,
    step: str,
    data: Mapping[str, Any] | None,
    *,
    kept: Mapping[str, Any] | None = None,
    files: Any = None,
    check: bool = False,
) -> steps.StepForm:
    """What was typed comes back as it was. Errors are shown when somebody wanted to go on, not while coming back."""
    make = steps.form_of(step)
    common = {"organisation": draft.organisation, "at": timezone.now()}
    if check and kept:
        return make(steps.bound(kept), **common)
    if data is None:
        return make(None, initial=dict(kept) if kept is not None else _first(draft, step), **common)
    return make(data, files=files, **common)


def _first(draft: Draft, step: str) -> dict[str, Any]:
    """What can be known before the first answer of a step: nothing is typed twice (WCAG 3.3.7)."""
    now = timezone.localtime()
    if step == "who":
        account = steps.answers_of(draft, at=now)
        is_bank = account.provider.endswith("-bank")
        return {"body_name": account.institution, "which_institution": "bank" if is_bank else "provider"}
    if step == "amounts":
        return {"known_at": timezone.localtime(draft.created_at).replace(second=0, microsecond=0), "currency": "EUR"}
    return {}


def _notice(form: steps.StepForm, draft: Draft) -> StoredFile | None:
    """The photo of the notice is kept at once, so that a wrong answer elsewhere does not cost it."""
    upload = form.files.get("notice") if form.files else None
    if upload is None:
        return None
    return storing.store(
        upload, name=upload.name, organisation=draft.organisation, at=timezone.now(), prepare_now=False
    )


def _save(request: Request, draft: Draft, form: steps.StepForm, notice: StoredFile | None = None) -> Draft:
    version = request.POST.get("version", "")
    return drafts.save(
        draft,
        form.step,
        form.typed(),
        version=int(version) if version.isdigit() else draft.version,
        by=request.user,
        at=timezone.now(),
        notice=notice,
    )


def _chosen(request: HttpRequest, draft: Draft, step: str) -> Mapping[str, Any]:
    """After a clash: each field as the reader chose it, mine as posted or theirs as the draft keeps it."""
    data = request.POST.copy()
    theirs = draft.answers.get(step, {})
    for name in [key.removeprefix("keep_") for key in request.POST if key.startswith("keep_")]:
        if request.POST[f"keep_{name}"] == "theirs":
            value = theirs.get(name, "")
            data.setlist(name, value if isinstance(value, list) else [value] if value else [])
    return data


def _refused(request: Request, draft: Draft, form: steps.StepForm, refused: ValidationError) -> HttpResponse:
    params = getattr(refused, "params", None) or {}
    if getattr(refused, "code", "") != "saved_meanwhile":
        form.is_valid()
        form.add_error("notice" if form.files else None, refused)
        return _page(request, draft, form, status=NOT_SAVED)
    draft.refresh_from_db()
    shown_again = _form(draft, form.step, None, kept=form.typed())
    return _page(
        request,
        draft,
        shown_again,
        status=NOT_SAVED,
        clashes=_clashes(form, params["theirs"]),
        version=params["version"],
    )


def _clashes(form: steps.StepForm, theirs: Mapping[str, Any]) -> list[Clash]:
    mine = form.typed()
    return [
        Clash(name, field.label, log_rows.spoken(field, mine.get(name)), log_rows.spoken(field, theirs.get(name)))
        for name, field in form.fields.items()
        if name in mine and mine[name] != theirs.get(name, "" if not isinstance(mine[name], list) else [])
    ]


def _address(draft: Draft, step: str, *, was: str = "") -> str:
    address = reverse("log-step", args=[draft.key, step])
    return f"{address}?was={was}" if was else address


def _page(
    request: Request,
    draft: Draft,
    form: steps.StepForm,
    *,
    status: int = 200,
    looked: Mapping[str, Any] | None = None,
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
        "number": place + 1,
        "titles": _titles(draft, form.step),
        "version": version or draft.version,
        "saved": saved_at(draft) if draft.answers else "",
        "then": request.POST.get("then") or request.GET.get("then", ""),
        "clashes": clashes or [],
        "effects": _effects(draft, form, answers, before=before, seen="who" in draft.answers or looked is not None),
        "parties": steps.known_parties(draft.organisation) if form.step == "account" else [],
        "institutions": steps.institution_names() if form.step == "account" else [],
        "zone": shown.city(timezone.get_current_timezone_name()),
        "today": timezone.localdate(at),
        "groups": steps.WHICH,
    }
    part = "#aside" if request.htmx and looked is not None else ""
    return render(request, f"log/step.html{part}", context, status=status)


def _effects(draft: Draft, form: steps.StepForm, answers: FreezeAnswers, *, before: str, seen: bool) -> Effects:
    found = form.found if isinstance(form, steps.AccountStep) else None
    return effects(answers, organisation=draft.organisation, found=found, before=before, seen=seen, at=timezone.now())


def _titles(draft: Draft, current: str) -> list[dict[str, Any]]:
    here = steps.NAMES.index(current)
    return [
        {
            "name": name,
            "label": steps.TITLES[name],
            "state": "now" if name == current else "done" if name in draft.answers and place < here else "",
            "url": _address(draft, name) if name in draft.answers and name != current else "",
        }
        for place, name in enumerate(steps.NAMES)
    ]


# --- the last step: check and create ---------------------------------------------------------------------------------


def _check_form(draft: Draft, data: Mapping[str, Any] | None, answers: FreezeAnswers | None = None) -> steps.CheckStep:
    answers = answers or steps.answers_of(draft, at=timezone.now())
    clocks = intake.offered_clocks(answers)
    kept = draft.answers.get("check", {})
    finance = people.members(draft.organisation, Role.FINANCE, Role.MANAGER)
    owner = (
        draft.started_by_id if draft.started_by_id in {p.pk for p in finance} else (finance[0].pk if finance else None)
    )
    initial = {"accepted_clocks": [clock.rule for clock in clocks if clock.ticked], "owner_id": owner, **kept}
    return steps.CheckStep(
        data,
        organisation=draft.organisation,
        at=timezone.now(),
        initial=initial,
        clocks=clocks,
        owners=finance,
        counsels=people.members(draft.organisation, Role.COUNSEL),
    )


def _check(request: Request, draft: Draft) -> HttpResponse:
    at = timezone.now()
    answers = steps.answers_of(draft, at=at)
    form = _check_form(draft, request.POST if request.method == "POST" else None, answers)
    if request.method == "GET":
        return _check_page(request, draft, form, answers)
    go = request.POST.get("go", "next")
    try:
        draft = _save(request, draft, form)
    except ValidationError as refused:
        form.add_error(None, refused.messages[0])
        return _check_page(request, draft, form, answers, status=NOT_SAVED)
    if go == "leave":
        messages.success(request, _("Draft saved. You will find it here."))
        return redirect("log")
    if go == "back":
        return redirect("log-step", key=draft.key, step="causes")
    unfinished = _unfinished(draft)
    if unfinished or not form.is_valid():
        return _check_page(request, draft, form, answers, status=NOT_SAVED, unfinished=unfinished)
    record = FreezeAnswers(**{**vars(answers), **form.answers()})
    try:
        case = intake.log_freeze(
            record, organisation=draft.organisation, by=request.user, at=timezone.now(), draft=draft
        )
    except ValidationError as refused:
        draft.refresh_from_db()
        if draft.case is not None:  # the button was pressed twice: the case is there
            return redirect("case", ref=draft.case.ref)
        for message in refused.messages:
            form.add_error(None, message)
        return _check_page(request, draft, form, answers, status=NOT_SAVED)
    messages.success(request, _("Case %(ref)s is open. Its clocks are waiting to be confirmed.") % {"ref": case.ref})
    return redirect("case", ref=case.ref)


def _unfinished(draft: Draft) -> list[dict[str, Any]]:
    """Steps left out or wrong, with the way there."""

    def bound_form(name: str) -> steps.StepForm:
        return _form(draft, name, steps.bound(draft.answers.get(name, {})))

    wrong = steps.problems_of(draft, at=timezone.now(), form=bound_form)
    return [{"label": steps.TITLES[name], "url": f"{_address(draft, name)}?check=1&then=check"} for name in wrong]


def _check_page(
    request: Request,
    draft: Draft,
    form: steps.CheckStep,
    answers: FreezeAnswers,
    *,
    status: int = 200,
    unfinished: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    context = {
        "draft": draft,
        "title": title_of(draft),
        "form": form,
        "step": "check",
        "number": len(steps.NAMES),
        "titles": _titles(draft, "check"),
        "version": draft.version,
        "saved": saved_at(draft),
        "groups": log_rows.groups(draft, answers),
        "clocks": log_rows.ticks(form),
        "unfinished": unfinished if unfinished is not None else [],
        "effects": effects(
            answers, organisation=draft.organisation, found=None, before="", seen=True, at=timezone.now()
        ),
        "manager": people.holder_of(draft.organisation, Role.MANAGER),
    }
    return render(request, "log/check.html", context, status=status)

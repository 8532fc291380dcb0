"""The last step of logging a freeze: every answer with a way to change it, the clocks that start, the people told."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from cases import intake, people
from cases.answers import FreezeAnswers
from cases.models import Draft
from web import log_rows
from web.forms import log as steps
from web.forms.log_step import StepForm, bound
from web.log_drafts import address, form_for, save_step, saved_at, title_of, titles
from web.log_effects import effects
from web.requests import Request

NOT_SAVED = 422


def check_form(draft: Draft, data: Mapping[str, Any] | None, answers: FreezeAnswers | None = None) -> steps.CheckStep:
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


def check(request: Request, draft: Draft) -> HttpResponse:
    at = timezone.now()
    answers = steps.answers_of(draft, at=at)
    form = check_form(draft, request.POST if request.method == "POST" else None, answers)
    if request.method == "GET":
        return _check_page(request, draft, form, answers)
    go = request.POST.get("go", "next")
    try:
        draft = save_step(request, draft, form)
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

    def bound_form(name: str) -> StepForm:
        return form_for(draft, name, bound(draft.answers.get(name, {})))

    wrong = steps.problems_of(draft, at=timezone.now(), form=bound_form)
    return [{"label": steps.TITLES[name], "url": f"{address(draft, name)}?check=1&then=check"} for name in wrong]


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
        "titles": titles(draft, "check"),
        "version": draft.version,
        "saved": saved_at(draft),
        "groups": log_rows.groups(draft, answers),
        "clocks": log_rows.ticks(form),
        "unfinished": unfinished if unfinished is not None else _unfinished(draft),
        "effects": effects(
            answers, organisation=draft.organisation, found=None, before="", seen=True, at=timezone.now()
        ),
        "manager": people.holder_of(draft.organisation, Role.MANAGER),
    }
    return render(request, "log/check.html", context, status=status)

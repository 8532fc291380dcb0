"""The checklists of a case: all five stages; one line done, not needed, handed over, or added by hand."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.roles import Can, Role
from cases import checklists, people
from cases.models import Case, Item
from cases.stages import FIVE
from web.case_head import case_or_404, head
from web.case_todo import lines
from web.forms import cases as forms
from web.requests import Request

NOT_SAVED = 422
WORKERS = (Role.FINANCE, Role.COUNSEL, Role.MANAGER)


@require_http_methods(["GET", "POST"])
def items(request: Request, ref: str) -> HttpResponse:
    """What will be asked in every stage, from the first day on; and a line of one's own."""
    case = case_or_404(request, ref)
    workers = people.members(case.organisation, *WORKERS)
    form = forms.ItemForm(request.POST or None, people=workers, initial={"to": request.user.pk})
    if request.method == "POST" and form.is_valid():
        try:
            checklists.add_item(
                case,
                title=form.cleaned_data["title"],
                to=_person(workers, form.cleaned_data["to"]),
                due_at=form.cleaned_data["due_at"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            messages.success(request, _("Item added."))
            return redirect("case-items", ref=ref)
    every = list(case.items.select_related("assignee", "settled_by").order_by("position", "pk"))
    made = lines(case, every, request.user, timezone.now())
    stages = [{"stage": stage, "lines": [line for line in made if line.item.stage == stage]} for stage in FIVE]
    return render(
        request,
        "cases/items.html",
        {
            "case": case,
            "head": head(case, request.user, "overview"),
            "stages": stages,
            "form": form,
            "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
        },
        status=NOT_SAVED if form.errors else 200,
    )


def _person(workers: list[User], pk: int) -> User:
    return next(person for person in workers if person.pk == pk)


@require_GET
def item(request: Request, ref: str, pk: int) -> HttpResponse:
    case = case_or_404(request, ref)
    return _page(request, case, _item(case, pk))


def _item(case: Case, pk: int) -> Item:
    rows = case.items.select_related("assignee", "settled_by", "case__freeze", "case__organisation")
    found = get_object_or_404(rows, pk=pk)
    found.case = case  # the one whose rights were read already
    return found


def _page(
    request: Request, case: Case, item: Item, *, status: int = 200, bad: dict[str, django_forms.Form] | None = None
) -> HttpResponse:
    workers = people.members(case.organisation, *WORKERS)
    given = bad or {}
    context = {
        "case": case,
        "head": head(case, request.user, "overview"),
        "line": lines(case, [item], request.user, timezone.now())[0],
        "done_form": given.get("done") or forms.NoteForm(auto_id="done_%s"),
        "waive_form": given.get("waive") or forms.ReasonForm(auto_id="waive_%s"),
        "reopen_form": given.get("reopen") or forms.ReasonForm(auto_id="reopen_%s"),
        "assign_form": given.get("assign")
        or forms.AssignForm(people=workers, initial={"to": item.assignee_id}, auto_id="assign_%s"),
        "form": next(iter(given.values()), None),
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
        "may_waive": not item.is_gate or case.allows(request.user, Can.OVERRIDE_GATE),
    }
    return render(request, "cases/item.html", context, status=status)


@require_http_methods(["POST"])
def act(request: Request, ref: str, pk: int, act: str) -> HttpResponse:
    """Done, not needed after all, open again, or handed to somebody else."""
    case = case_or_404(request, ref)
    found = _item(case, pk)
    workers = people.members(case.organisation, *WORKERS)
    makers: dict[str, Callable[[], django_forms.Form]] = {
        "done": lambda: forms.NoteForm(request.POST, auto_id="done_%s"),
        "waive": lambda: forms.ReasonForm(request.POST, auto_id="waive_%s"),
        "reopen": lambda: forms.ReasonForm(request.POST, auto_id="reopen_%s"),
        "assign": lambda: forms.AssignForm(request.POST, people=workers, auto_id="assign_%s"),
    }
    if act not in makers:
        raise Http404
    form = makers[act]()
    if not form.is_valid():
        return _page(request, case, found, status=NOT_SAVED, bad={act: form})
    try:
        said = _do(act, found, form.cleaned_data, workers, request.user)
    except ValidationError as refused:
        forms.refuse(form, refused)
        return _page(request, case, found, status=NOT_SAVED, bad={act: form})
    messages.success(request, said)
    back = {"items": "case-items", "item": "case-item"}.get(request.POST.get("back", ""), "case")
    return redirect(back, ref=ref, pk=pk) if back == "case-item" else redirect(back, ref=ref)


def _do(act: str, item: Item, given: dict[str, Any], workers: list[User], by: User) -> Any:
    at = timezone.now()
    if act == "done":
        checklists.complete(item, by=by, at=at, note=given["note"])
        return _("Done: %(item)s") % {"item": item.title}
    if act == "waive":
        checklists.waive(item, by=by, at=at, because=given["because"])
        return _("Not needed: %(item)s") % {"item": item.title}
    if act == "reopen":
        checklists.reopen(item, by=by, at=at, because=given["because"])
        return _("Open again: %(item)s") % {"item": item.title}
    checklists.assign(item, to=_person(workers, given["to"]), by=by, at=at)
    return _("Handed over to %(person)s.") % {"person": item.assignee}

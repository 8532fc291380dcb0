"""Who does it, who answers for it, who is counsel, who may look in until a date (row 7.3b)."""

from datetime import datetime, time
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.roles import Can, Role
from cases import people as act
from cases.models import Case
from knowledge import checklists
from web.case_head import case_or_404, head
from web.forms import cases as forms
from web.letters_out import send_guest_invitation
from web.requests import Request

NOT_SAVED = 422
WORKERS = (Role.FINANCE, Role.COUNSEL, Role.MANAGER)
ROLE_NAMES = {
    "finance": Role.FINANCE.label,
    "counsel": Role.COUNSEL.label,
    "manager": Role.MANAGER.label,
    "admin": Role.ADMINISTRATOR.label,
}


@require_http_methods(["GET", "POST"])
def people(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    if request.method == "GET":
        return _page(request, case)
    everyone, counsels = act.members(case.organisation, *WORKERS), act.members(case.organisation, Role.COUNSEL)
    form = forms.PeopleForm(request.POST, workers=everyone, counsels=counsels)
    if not form.is_valid():
        return _page(request, case, people_form=form)
    chosen = {part: _person(everyone, pk) for part, pk in form.cleaned_data.items() if pk}
    changed = {part: person for part, person in chosen.items() if getattr(case, f"{part}_id") != person.pk}
    try:
        if changed:
            act.assign(case, **changed, by=request.user, at=timezone.now())
    except ValidationError as refused:
        forms.refuse(form, refused)
        return _page(request, case, people_form=form)
    messages.success(request, _("People saved. Open items and dates went with them."))
    return redirect("case-people", ref=ref)


def _person(known: list[User], pk: int) -> User:
    return next(person for person in known if person.pk == pk)


@require_POST
def engage(request: Request, ref: str) -> HttpResponse:
    """The 24-hour clock of the guide stops here (row 2.3a)."""
    case = case_or_404(request, ref)
    counsels = act.members(case.organisation, Role.COUNSEL)
    form = forms.EngageForm(request.POST, counsels=counsels)
    if form.is_valid():
        try:
            act.engage_counsel(
                case, counsel=_person(counsels, form.cleaned_data["engaged"]), by=request.user, at=timezone.now()
            )
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            messages.success(request, _("Counsel is engaged."))
            return redirect("case-people", ref=ref)
    return _page(request, case, engage_form=form)


@require_POST
def invite(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.INVITE_GUEST)
    form = forms.GuestForm(request.POST, auto_id="guest_%s")
    if form.is_valid():
        last = form.cleaned_data["expires_on"]
        until = datetime.combine(last, time(23, 59, 59), timezone.get_current_timezone())
        try:
            with transaction.atomic():
                guest = act.invite_guest(
                    case,
                    email=form.cleaned_data["email"],
                    name=form.cleaned_data["name"],
                    expires_at=until,
                    by=request.user,
                    at=timezone.now(),
                )
                send_guest_invitation(request, guest, by=request.user, at=guest.invited_at)
        except ValidationError as refused:
            forms.refuse(form, refused, expires_at="expires_on")
        else:
            messages.success(
                request,
                _("%(guest)s may read this case until the day you named, and gets a mail.") % {"guest": guest.user},
            )
            return redirect("case-people", ref=ref)
    return _page(request, case, guest_form=form)


@require_POST
def end_guest(request: Request, ref: str, pk: int) -> HttpResponse:
    case = case_or_404(request, ref)
    guest = get_object_or_404(case.guests.select_related("user"), pk=pk)
    guest.case = case
    try:
        act.end_guest(guest, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("The access of %(guest)s has ended.") % {"guest": guest.user})
    return redirect("case-people", ref=ref)


def _duties() -> list[dict[str, Any]]:
    """The firm's default: who does it, who answers for it, who is asked, who is told (row 7.3b)."""

    def names(*codes: str) -> str:
        return " / ".join(str(ROLE_NAMES.get(code, code)) for code in codes)

    return [
        {
            "name": duty.name,
            "does": names(*duty.responsible),
            "answers": names(duty.accountable),
            "asked": names(*duty.consulted),
            "told": names(*duty.informed),
        }
        for duty in checklists.raci()
    ]


def _page(request: Request, case: Case, **given: django_forms.Form) -> HttpResponse:
    everyone, counsels = act.members(case.organisation, *WORKERS), act.members(case.organisation, Role.COUNSEL)
    parts = {"owner": case.owner_id, "manager": case.manager_id, "counsel": case.counsel_id}
    works = case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed
    context: dict[str, Any] = {
        "case": case,
        "head": head(case, request.user, "people"),
        "works": works,
        "may_invite": case.allows(request.user, Can.INVITE_GUEST) and not case.is_closed,
        "people_form": given.get("people_form") or forms.PeopleForm(workers=everyone, counsels=counsels, initial=parts),
        "engage_form": given.get("engage_form")
        or forms.EngageForm(counsels=counsels, initial={"engaged": case.counsel_id}),
        "guest_form": given.get("guest_form") or forms.GuestForm(auto_id="guest_%s"),
        "form": next(iter(given.values()), None),
        "counsels": counsels,
        "guests": case.guests.select_related("user", "invited_by").order_by("-invited_at"),
        "now": timezone.now(),
        "duties": _duties(),
    }
    return render(request, "cases/people.html", context, status=NOT_SAVED if given else 200)

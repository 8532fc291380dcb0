"""How I am reminded (S24): by which way, at what hour, in which summary; and who hears it while I am away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Can
from cases import wishes
from notifications import preferences
from web.forms.cases import refuse
from web.forms.reminding import AwayForm, PreferenceForm
from web.requests import Request

NOT_SAVED = 422


@require_http_methods(["GET", "POST"])
def mine(request: Request) -> HttpResponse:
    known = preferences.of(request.user)
    if request.method == "GET":
        return _page(request)
    form = PreferenceForm.of(known, request.POST)
    if form.is_valid():
        values = form.values
        if not request.user.can_anywhere(Can.ASSIGN):
            values["weekly"] = known.weekly  # the tick is not on their page
        try:
            wishes.set_preference(request.user, values, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused, legal_by_mail="legal")
        else:
            messages.success(request, _("Saved. Reminders that wait follow it."))
            return redirect("my-notifications")
    return _page(request, form=form)


@require_POST
def away(request: Request) -> HttpResponse:
    deputies = wishes.deputies_for(request.user)
    form = AwayForm(request.POST, deputies=deputies, auto_id="away_%s")
    if form.is_valid():
        given = dict(form.cleaned_data)
        wanted = given.pop("deputy")
        chosen = next((person for person in deputies if person.pk == wanted), None)
        try:
            absence = wishes.be_away(request.user, deputy=chosen, **given, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("%(name)s hears your reminders in these days.") % {"name": absence.deputy})
            return redirect("my-notifications")
    return _page(request, away_form=form)


@require_POST
def back(request: Request, pk: int) -> HttpResponse:
    absence = get_object_or_404(request.user.absences.standing(), pk=pk)
    try:
        wishes.come_back(absence, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("Your reminders come to you again."))
    return redirect("my-notifications")


def _page(request: Request, **given: Any) -> HttpResponse:
    user, now = request.user, timezone.now()
    found = wishes.absences_of(user, at=now)
    context = {
        "form": given.get("form") or PreferenceForm.of(preferences.of(user)),
        "away_form": given.get("away_form") or AwayForm(deputies=wishes.deputies_for(user), auto_id="away_%s"),
        "absences": [absence for absence in found if absence.user_id == user.pk],
        "stands_in": [absence for absence in found if absence.user_id != user.pk],
        "is_manager": user.can_anywhere(Can.ASSIGN),
        "zone": user.time_zone,
    }
    return render(request, "people/notifications.html", context, status=NOT_SAVED if given else 200)

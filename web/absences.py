"""Who is away, and who hears their reminders meanwhile (S24): a manager enters it for whoever could not."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Can
from cases import wishes
from notifications.models import Absence
from web.forms.cases import refuse
from web.forms.reminding import AbsenceForm
from web.requests import Request

NOT_SAVED = 422


@require_http_methods(["GET", "POST"])
def absences(request: Request) -> HttpResponse:
    _must_manage(request)
    if request.method == "GET":
        return _page(request, AbsenceForm(people=wishes.workers_of(request.user), auto_id="away_%s"))
    people = wishes.workers_of(request.user)
    form = AbsenceForm(request.POST, people=people, auto_id="away_%s")
    if form.is_valid():
        given, known = dict(form.cleaned_data), {person.pk: person for person in people}
        person, deputy = known[given.pop("person")], known.get(given.pop("deputy"))
        try:
            absence = wishes.be_away(person, deputy=deputy, **given, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            words = {"name": absence.user, "deputy": absence.deputy}
            messages.success(request, _("%(deputy)s hears the reminders of %(name)s in these days.") % words)
            return redirect("absences")
    return _page(request, form)


@require_POST
def absence_end(request: Request, pk: int) -> HttpResponse:
    _must_manage(request)
    absence = get_object_or_404(_of_colleagues(request), pk=pk)
    try:
        wishes.come_back(absence, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("The reminders of %(name)s come to themselves again.") % {"name": absence.user})
    return redirect("absences")


def _must_manage(request: Request) -> None:
    if not request.user.can_anywhere(Can.ASSIGN):
        raise PermissionDenied(_("A manager enters the absence of others. Your own stands in your settings."))


def _of_colleagues(request: Request) -> Any:
    rows = Absence.objects.visible_to(request.user).not_over(timezone.localdate())
    return rows.select_related("user", "deputy", "entered_by")


def _page(request: Request, form: AbsenceForm) -> HttpResponse:
    context = {"form": form, "absences": _of_colleagues(request), "today": timezone.localdate()}
    return render(request, "people/absences.html", context, status=NOT_SAVED if form.is_bound else 200)

"""Health reviews (S18): each account once a quarter. What waits comes first, then what was found before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import Can
from cases import reviews
from cases.models import HealthReview
from web.forms.cases import refuse
from web.forms.reminding import ReviewForm
from web.requests import Request

NOT_SAVED = 422
PAGE = 25


@require_GET
def listing(request: Request) -> HttpResponse:
    rows = HealthReview.objects.visible_to(request.user).select_related("account__party", "done_by")
    show = request.GET.get("show", "")
    if show == "done":
        rows = rows.exclude(done_at=None).order_by("-quarter", "pk")
    else:
        rows = rows.open().order_by("due_on", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "register/reviews.html",
        {"page": page, "show": show, "today": timezone.localdate()},
    )


@require_http_methods(["GET", "POST"])
def review(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(
        HealthReview.objects.visible_to(request.user).select_related("account__party", "organisation", "done_by"), pk=pk
    )
    may_edit = request.user.can(Can.EDIT_REGISTER, found.organisation_id) and not found.is_done
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        request.user.require(Can.EDIT_REGISTER, found.organisation_id)
        if form.is_valid():
            try:
                reviews.fill_in(found, form.cleaned_data, by=request.user, at=timezone.now())
            except ValidationError as refused:
                refuse(form, refused)
            else:
                messages.success(request, _("Review kept: %(account)s.") % {"account": found.account})
                return redirect("health-reviews")
    context: dict[str, Any] = {
        "review": found,
        "form": form,
        "may_edit": may_edit,
        "before": found.account.reviews.exclude(pk=found.pk)
        .exclude(done_at=None)
        .select_related("done_by")
        .order_by(F("quarter").desc())[:4],
        "changed": found.account.party.changes.select_related("changed_by").first(),
    }
    return render(request, "register/review.html", context, status=NOT_SAVED if form.errors else 200)

"""The library (S22): provisions, case notes, phrases and terms in both languages side by side, and what is verified."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import Can
from knowledge import citations
from knowledge.models import Edition, Kind
from knowledge.reading import country_here
from web import library_rows
from web.directory import firm_of
from web.forms.library import LibraryFilter
from web.requests import Request

PAGE = 20
CONFIDENCE = {
    "high": pgettext_lazy("confidence", "high"),
    "medium": pgettext_lazy("confidence", "medium"),
    "low": pgettext_lazy("confidence", "low"),
}


@require_GET
def library(request: Request) -> HttpResponse:
    firm_of(request)
    form = LibraryFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    told: dict[str, Any] = {name: asked.get(name, "") for name in ("q", "kind", "place", "body")}
    page = Paginator(library_rows.found(request.user, **told), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "names": library_rows.KINDS,
        "is_sifted": any(told.values()),
        "may_write": request.user.can_anywhere(Can.EDIT_REGISTER),
        "tab": "notes" if told["kind"] == "case" else "library",
        "today": timezone.localdate(),
    }
    return render(request, "library/library.html", context)


@require_GET
def provision(request: Request, code: str) -> HttpResponse:
    firm_of(request)
    found = citations.current().get(code)
    if found is None:
        raise Http404
    all_of_them = citations.current()
    context = {
        "provision": found,
        "successor": citations.successor_of(code),
        "before": [each for each in all_of_them.values() if each.successor == code],
        "siblings": [each for each in all_of_them.values() if each.law == found.law and each.code != code],
        "official": citations.official_text(found),
        "editions": Edition.objects.filter(kind=Kind.CITATION, code=code).order_by("-number"),
        "country": country_here(found.jurisdiction),
        "confidence": CONFIDENCE.get(found.confidence, found.confidence),
        "stands": found.stood_on(timezone.localdate()),
    }
    return render(request, "library/provision.html", context)

"""What somebody sent just after the session had ended: kept until the same person is back, and offered to be sent.

A laptop is closed over lunch with a half-written letter open. The words come, the session is gone: without this page
they would be as well.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from web.requests import Request

KEPT = "unsent"
MOST = 200_000  # characters: some forty pages of a letter
WORDS = 16  # what is longer was written by a person, and is shown; a moment is no longer than this
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
NEVER = ("csrfmiddlewaretoken", "password")


def keep(request: HttpRequest, *, who: int | None, fields: dict[str, list[str]]) -> None:
    """In the session that begins now, before anybody is signed in: no page shows it to anyone but `who`."""
    if fields and sum(len(text) for texts in fields.values() for text in texts) <= MOST:
        htmx: Any = getattr(request, "htmx", None)
        page = urlsplit(htmx.current_url_abs_path or "").path if htmx else ""
        request.session[KEPT] = {"who": who, "to": page or request.path, "fields": fields, "files": len(request.FILES)}


def fields_of(request: HttpRequest) -> dict[str, list[str]]:
    if request.method != "POST" or request.content_type not in FORMS:
        return {}
    named = {name: texts for name, texts in request.POST.lists() if not any(word in name for word in NEVER)}
    return {name: [str(text) for text in texts] for name, texts in named.items()}


def door(request: HttpRequest) -> str:
    """The sign-in page, and from there to what was not sent. Empty when nothing is kept."""
    if KEPT not in request.session:
        return ""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': reverse('unsent')}, safe='/')}"


@require_http_methods(["GET", "POST"])
def unsent(request: Request) -> HttpResponse:
    kept = request.session.get(KEPT)
    if not kept or kept["who"] != request.user.pk:
        return redirect("today")
    if request.method == "POST":
        del request.session[KEPT]
        return redirect(kept["to"])
    fields = [(name, text) for name, texts in kept["fields"].items() for text in texts]
    context = {
        "to": kept["to"],
        "files": kept["files"],
        "fields": fields,
        "written": [text for _name, text in fields if len(text) > WORDS],
    }
    return render(request, "unsent.html", context)

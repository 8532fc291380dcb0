"""What somebody sent just after the session had ended: kept until the same person is back, and offered to be sent.

A laptop is closed over lunch with a half-written letter open. The words come, the session is gone: without this page
they would be as well. The same page waits for whoever changes the language on a form that was refused.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from web import way_back
from web.requests import Request
from web.way_back import Fields

KEPT = "unsent"
MOST = 200_000  # characters: some forty pages of a letter
WORDS = 16  # what is longer was written by a person, and is shown; a moment is no longer than this


def keep(request: HttpRequest, *, who: int | None, fields: Fields) -> None:
    """In the session that begins now, before anybody is signed in: no page shows it to anyone but `who`."""
    htmx: Any = getattr(request, "htmx", None)
    page = urlsplit(htmx.current_url_abs_path or "").path if htmx else ""
    back = way_back.page_of(request)
    _keep(request, who, fields=fields, to=page or request.path, page=back, files=bool(request.FILES))


def keep_refused(request: Request, carried: dict[str, Any] | None) -> bool:
    """The form was refused, and the language changed: it waits on its own page until it is sent again."""
    return carried is not None and _keep(request, request.user.pk, **carried, refused=True)


def _keep(request: HttpRequest, who: int | None, *, fields: Fields, **told: Any) -> bool:
    kept = bool(fields) and sum(len(text) for texts in fields.values() for text in texts) <= MOST
    if kept:
        request.session[KEPT] = {"who": who, "fields": fields, **told}
    return kept


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
        return redirect(kept["page"])
    fields = [(name, text) for name, texts in kept["fields"].items() for text in texts]
    context = {
        "to": kept["to"],
        "files": kept["files"],
        "refused": kept.get("refused", False),
        "fields": fields,
        "written": [text for _name, text in fields if len(text) > WORDS],
    }
    return render(request, "unsent.html", context)

"""The reader's language and light: chosen by one click, kept in a cookie and, for the language, with the person."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.models import User
from web import unsent, way_back
from web.requests import Request

YEAR = 365 * 86400
THEME_COOKIE = "theme"
THEMES = ("light", "dark")


@login_not_required
@require_POST
def language(request: Request) -> HttpResponse:
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=code)
    response = redirect(onward(request))
    keep(response, settings.LANGUAGE_COOKIE_NAME, code)
    return response


@login_not_required
@require_POST
def theme(request: Request) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    response = redirect(onward(request))
    if chosen in THEMES:
        keep(response, THEME_COOKIE, chosen)
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


def onward(request: Request) -> str:
    """To the page one came from; from a form that was refused, to what was typed there."""
    if request.user.is_authenticated and unsent.keep_refused(request, way_back.carried(request)):
        return reverse("unsent")
    return back(request)


def back(request: Request) -> str:
    """To the page one came from, never to another site."""
    to = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return to if safe and "/" in to else "/"  # a word without a stroke would be taken for the name of an address


def keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)

"""Before a page: has the session lasted too long, which language does the reader read, is the second factor there?"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.factors import lacks_factor
from web import unsent, way_back

GetResponse = Callable[[HttpRequest], HttpResponse]
STARTED, SEEN, FACTOR = "session_started", "session_seen", "factor_seen"


class SessionLimits:
    """A session ends after 30 quiet minutes and after 8 hours; a person has three at most, the newest win."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        if was_signed_in:
            self._watch(request, timezone.now())
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if was_signed_in:
            # ASVS 14.3.2: on a shared machine the next person finds no case in the browser's cache.
            response.headers.setdefault("Cache-Control", "no-store")
        return _whole_page(request, response)

    def _watch(self, request: HttpRequest, now: datetime) -> None:
        session = request.session
        if STARTED not in session:
            session[STARTED] = session[SEEN] = now.timestamp()
            _end_the_oldest(request)
            return
        started, seen = float(session[STARTED]), float(session[SEEN])
        if now.timestamp() - seen > settings.SESSION_IDLE.total_seconds():
            _end(request, _("You were signed out because nothing was done for a while. Your drafts are kept."))
        elif now.timestamp() - started > settings.SESSION_ABSOLUTE.total_seconds():
            _end(
                request, _("You were signed out because the working day of this session is over. Your drafts are kept.")
            )
        elif now.timestamp() - seen > 60 and "X-Poll" not in request.headers:
            # Once a minute is enough, and a page that only asks how far a job is does not count as work.
            session[SEEN] = now.timestamp()


def _end(request: HttpRequest, why: str) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    who, fields = request.user.pk, way_back.fields_of(request)
    logout(request)
    unsent.keep(request, who=who, fields=fields)
    messages.info(request, why)


def _end_the_oldest(request: HttpRequest) -> None:
    UserSession.objects.create_from_request(request)
    rows = UserSession.objects.filter(user_id=request.user.pk).exclude(session_key=request.session.session_key)
    for row in rows.order_by("-created_at", "-pk")[settings.SESSION_COUNT - 1 :]:
        row.end()


def _whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The sign-in form must not end up inside a part of a page: the whole page goes there."""
    to = response.headers.get("Location", "")
    if getattr(request, "htmx", False) and to.startswith(resolve_url(settings.LOGIN_URL)):
        here = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        back = unsent.door(request) or f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here})}"
        return HttpResponseClientRedirect(back)
    return response


class InTheReadersLanguage:
    """The choice made in this browser, else the person's own, else the browser's. Times in the person's zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            with timezone.override(None):
                return self.get_response(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(user.time_zone):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A page that is missing, or not one's own, is no form to be sent again in the other language."""
        way_back.forget(request)


class SignInFirst(LoginRequiredMiddleware):
    """A page leads a stranger to the door and back; a program is told so, in the shape of all its refusals."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        to_the_door = super().process_view(request, view_func, view_args, view_kwargs)
        if to_the_door is not None and request.path.startswith("/api/"):
            return JsonResponse(
                {"problems": [{"field": None, "code": "not_signed_in", "message": _("Sign in first.")}]}, status=401
            )
        if to_the_door is not None and request.method == "POST" and (back := unsent.door(request)):
            return redirect(back)
        return to_the_door


class SecondFactorFirst:
    """Where a second factor is required, no door opens before it is set up: no page, no part, no API."""

    # Setting one up, signing out, and what a page needs to be drawn.
    OPEN = (
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "language",
        "theme",
        "help",
        "stay",
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.MFA_REQUIRED or not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        if (name or "").startswith("mfa_"):
            request.session.pop(FACTOR, None)  # a factor may be added or removed here: look again afterwards
        if request.session.get(FACTOR) or name in self.OPEN or not getattr(view, "login_required", True):
            return None
        if not lacks_factor(request.user):
            request.session[FACTOR] = True
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(
                {"problems": [{"field": None, "code": "second_factor_missing", "message": _set_up_first()}]}, status=403
            )
        messages.info(request, _set_up_first())
        to = resolve_url("mfa_index")
        return HttpResponseClientRedirect(to) if getattr(request, "htmx", False) else redirect(to)


def _set_up_first() -> str:
    return _("Set up a second factor first. It takes two minutes and protects every case you can see.")

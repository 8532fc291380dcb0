"""allauth's pages in our manners: a refused form answers 422, a changed factor ends the other sessions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from accounts.people import end_sessions

View = Callable[..., HttpResponse]
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def refuses_with_422(view: View) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        shown = getattr(response, "context_data", None) or {}
        form = shown.get("form")
        if request.method == "POST" and response.status_code == 200 and isinstance(form, BaseForm) and form.errors:
            response.status_code = 422
        return response

    return wrapped


def ends_other_sessions(view: View) -> View:
    """Whoever was signed in elsewhere with the old factors has to sign in again."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = _factors(request)
        response = view(request, *args, **kwargs)
        if request.method == "POST" and request.user.is_authenticated and _factors(request) != before:
            end_sessions([request.user], but=request.session.session_key or "")
        return response

    return wrapped


def _factors(request: HttpRequest) -> set[int]:
    if request.method != "POST" or not request.user.is_authenticated:
        return set()
    return set(Authenticator.objects.filter(user=request.user, type__in=FACTORS).values_list("pk", flat=True))

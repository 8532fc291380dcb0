"""One's own settings, and the button that keeps a quiet session alive."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from web.forms.people import Profile
from web.language import keep
from web.middleware import SEEN
from web.requests import Request


@require_http_methods(["GET", "POST"])
def profile(request: Request) -> HttpResponse:
    user = request.user
    known = {name: getattr(user, name) for name in ("name", "title", "language", "time_zone", "single_keys")}
    form = Profile(request.POST or None, initial=known)
    if form.is_valid():
        User.objects.filter(pk=user.pk).update(**form.cleaned_data)
        messages.success(request, _("Saved."))
        response = redirect("profile")
        keep(response, settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"])
        return response
    return render(request, "people/profile.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def stay(request: Request) -> HttpResponse:
    """Says "I am still here" (WCAG 2.2.1). With script nothing moves; without, one comes back to the start."""
    request.session[SEEN] = timezone.now().timestamp()
    return HttpResponse(status=204) if "X-Stay" in request.headers else redirect("today")

"""The demo's door: one click signs in as one of the people of the sample firm. Outside the demo it does not exist."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.models import Membership
from web.language import back
from web.requests import Request
from web.whole import whole

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def people_of_the_demo() -> QuerySet[Membership]:
    """Members of sample organisations only: a real person cannot be entered, whatever else is in the database."""
    return (
        Membership.objects.filter(organisation__is_sample=True, ended_at=None, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("organisation_id", "pk")
    )


@login_not_required
@require_POST
def enter(request: Request) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    pk = request.POST.get("membership", "")
    membership = get_object_or_404(people_of_the_demo(), pk=whole(pk))
    if request.user.is_authenticated:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        logout(request)
    login(request, membership.user, backend=BACKEND)
    return redirect(back(request))

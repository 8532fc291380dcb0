"""A lost second factor: the person says so at the door, two administrators check who it is."""

from allauth.account.decorators import reauthentication_required
from allauth.account.stages import LoginStageController
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import recovery as acts
from accounts.models import Membership, RecoveryRequest, User
from accounts.roles import Can
from notifications import posting
from notifications.models import Channel
from web.forms.people import Check
from web.requests import Request


@login_not_required
@require_http_methods(["GET", "POST"])
def lost(request: Request) -> HttpResponse:
    """Only after the right password: between the first and the second step of signing in."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None:
        return redirect("account_login")
    if request.method == "POST":
        try:
            _ask(stage.login.user)
        except ValidationError as refused:
            return render(request, "mfa/lost.html", {"refused": refused.messages}, status=422)
        return render(request, "mfa/lost.html", {"asked": True})
    return render(request, "mfa/lost.html")


@require_safe
def requests(request: Request) -> HttpResponse:
    return render(request, "people/recovery.html", _page(request))


@require_POST
@reauthentication_required
def open_for(request: Request, pk: int) -> HttpResponse:
    """An administrator opens the request for somebody who telephones. It still takes two to decide."""
    mine = request.user.organisations_where(Can.MANAGE_PEOPLE)
    found = Membership.objects.filter(organisation__in=mine, ended_at=None).select_related("user", "organisation")
    membership = get_object_or_404(found, pk=pk)
    try:
        acts.ask(membership.user, organisation=membership.organisation, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("recovery")


@require_POST
@reauthentication_required
def confirm(request: Request, pk: int) -> HttpResponse:
    lost = _request(request, pk)
    form = Check(request.POST)
    if form.is_valid():
        try:
            lost = acts.confirm(lost, how=form.cleaned_data["how"], by=request.user, at=timezone.now())
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            name = {"name": lost.person.name}
            if lost.second_at:
                messages.success(
                    request, _("The factors of %(name)s are removed. A new one is set up at the next sign-in.") % name
                )
            else:
                messages.success(request, _("Your check is noted. A second administrator has to confirm as well."))
            return redirect("recovery")
    return render(request, "people/recovery.html", _page(request, form, pk), status=422)


@require_POST
def refuse(request: Request, pk: int) -> HttpResponse:
    try:
        acts.refuse(_request(request, pk), by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("recovery")


def _ask(person: User) -> None:
    """Ask, and tell every administrator who can decide, each in their own language."""
    now = timezone.now()
    with transaction.atomic():
        lost = acts.ask(person, at=now)
        for administrator in acts.administrators(lost):
            with translation.override(administrator.language):
                posting.post(
                    channel=Channel.MAIL,
                    kind="recovery_asked",
                    about=f"recovery/{lost.pk}",
                    subject=_("%(name)s has lost the second factor") % {"name": person.name},
                    body=_(
                        "Check in a conversation, not by e-mail, that it is really this person who asks. "
                        "Two administrators have to confirm."
                    ),
                    url=reverse("recovery"),
                    dedupe=f"recovery/{lost.pk}/{administrator.pk}",
                    recipient=administrator,
                    organisation=lost.organisation,
                    at=now,
                )


def _request(request: Request, pk: int) -> RecoveryRequest:
    mine = request.user.organisations_where(Can.MANAGE_PEOPLE)
    return get_object_or_404(RecoveryRequest.objects.filter(organisation__in=mine), pk=pk)


def _page(request: Request, form: Check | None = None, about: int = 0) -> dict[str, object]:
    mine = request.user.organisations_where(Can.MANAGE_PEOPLE)
    if not mine:
        raise PermissionDenied(_("Administrators look after people. Ask one of them."))
    seen = RecoveryRequest.objects.filter(organisation__in=mine).select_related(
        "person", "organisation", "first_by", "second_by", "refused_by"
    )
    rows = list(seen.order_by("-asked_at", "-pk")[:50])
    return {
        "open": [row for row in rows if row.is_open],
        "decided": [row for row in rows if not row.is_open],
        "form": form or Check(auto_id=False),
        "about": about,
    }

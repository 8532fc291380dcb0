"""The people of an organisation: who has which role, who is invited, who leaves. For administrators."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import people as acts
from accounts.models import Membership, Organisation, RecoveryRequest
from accounts.roles import Can
from cases import reminders
from web.forms.people import ROLE_HINTS, ChangeRole, Invite
from web.letters_out import send_invitation
from web.requests import Request
from web.whole import whole


@require_safe
def people(request: Request) -> HttpResponse:
    organisation = _organisation(request)
    return render(request, "people/list.html", _page(request, organisation, Invite(initial=_first(organisation))))


@require_POST
@reauthentication_required
def invite(request: Request) -> HttpResponse:
    organisation = _organisation(request)
    form = Invite(request.POST)
    if form.is_valid():
        now, given = timezone.now(), form.cleaned_data
        try:
            with transaction.atomic():
                membership = acts.invite(
                    organisation,
                    given["email"],
                    given["name"],
                    given["role"],
                    language=given["language"],
                    by=request.user,
                    at=now,
                )
                send_invitation(request, membership.user, organisation=organisation, by=request.user, at=now)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("%(name)s is invited. The link works for 24 hours.") % {"name": given["name"]})
            return _back(organisation)
    return render(request, "people/list.html", _page(request, organisation, form), status=422)


@require_POST
@reauthentication_required
def change_role(request: Request, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    form = ChangeRole(request.POST)
    if form.is_valid():
        try:
            acts.change_role(membership, form.cleaned_data["role"], by=request.user, at=timezone.now())
        except ValidationError as refused:
            return _refused(request, membership, refused)
        words = {"name": membership.user.name, "role": membership.get_role_display()}
        messages.success(request, _("%(name)s now has the role %(role)s.") % words)
    return _back(membership.organisation)


@require_POST
@reauthentication_required
def end(request: Request, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    now = timezone.now()
    try:
        with transaction.atomic():
            acts.end_membership(membership, by=request.user, at=now)
            reminders.derive_for_reader(membership.user, at=now)  # what waits for them goes to whoever is next
    except ValidationError as refused:
        return _refused(request, membership, refused)
    messages.success(request, _("%(name)s is no longer a member.") % {"name": membership.user.name})
    return _back(membership.organisation)


@require_POST
def send_link(request: Request, pk: int) -> HttpResponse:
    """The link of an invitation works once and for 24 hours; whoever missed it gets another one."""
    membership = _membership(request, pk)
    if membership.user.has_usable_password():
        messages.info(request, _("This person has already chosen a password."))
    else:
        organisation = membership.organisation
        send_invitation(request, membership.user, organisation=organisation, by=request.user, at=timezone.now())
        messages.success(request, _("A new link is on its way to %(email)s.") % {"email": membership.user.email})
    return _back(membership.organisation)


def _organisation(request: Request) -> Organisation:
    mine = request.user.organisations_where(Can.MANAGE_PEOPLE)
    if not mine:
        raise PermissionDenied(_("Administrators look after people. Ask one of them."))
    wanted = request.GET.get("organisation") or request.POST.get("organisation") or str(mine[0])
    if whole(wanted) not in mine:
        raise Http404
    return Organisation.objects.get(pk=wanted)


def _membership(request: Request, pk: int) -> Membership:
    mine = request.user.organisations_where(Can.MANAGE_PEOPLE)
    found = Membership.objects.filter(organisation__in=mine, ended_at=None).select_related("user", "organisation")
    return get_object_or_404(found, pk=pk)


def _members(organisation: Organisation) -> QuerySet[Membership]:
    factors = Authenticator.objects.filter(user=OuterRef("user"), type__in=("totp", "webauthn"))
    return (
        Membership.objects.filter(organisation=organisation, ended_at=None)
        .select_related("user")
        .annotate(has_factor=Exists(factors))
        .order_by("user__name", "pk")
    )


def _page(request: Request, organisation: Organisation, form: Invite) -> dict[str, object]:
    mine = Organisation.objects.filter(pk__in=request.user.organisations_where(Can.MANAGE_PEOPLE)).order_by("pk")
    return {
        "organisation": organisation,
        "organisations": list(mine),
        "members": _members(organisation),
        "roles": ChangeRole.base_fields["role"].choices,  # type: ignore[attr-defined]
        "role_hints": ROLE_HINTS,
        "form": form,
        "waiting": RecoveryRequest.objects.filter(organisation=organisation, second_at=None, refused_at=None).count(),
    }


def _first(organisation: Organisation) -> dict[str, str]:
    return {"language": "zh-hans" if organisation.country in ("CN", "HK") else "en"}


def _refused(request: Request, membership: Membership, refused: ValidationError) -> HttpResponse:
    form = Invite(initial=_first(membership.organisation))
    page = _page(request, membership.organisation, form) | {"refused": refused.messages}
    return render(request, "people/list.html", page, status=422)


def _back(organisation: Organisation) -> HttpResponse:
    return redirect(f"{reverse('people')}?organisation={organisation.pk}")

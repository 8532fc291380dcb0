"""The endpoints of an organisation's own programs: add, try, switch off, and what was delivered. For administrators."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from accounts.roles import Can
from notifications import endpoints
from notifications.models import Message, Webhook
from notifications.webhooks import KINDS
from web.forms.webhooks import Endpoint
from web.requests import Request

PAGE = 25


@require_safe
def webhooks(request: Request) -> HttpResponse:
    return _page(request, Endpoint(_mine(request)))


@require_POST
@reauthentication_required
def add(request: Request) -> HttpResponse:
    form = Endpoint(_mine(request), request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            hook, secret = endpoints.add(
                given["organisation"], url=given["url"], kinds=given["kinds"], by=request.user, at=timezone.now()
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return _one(request, hook, secret=secret)
    return _page(request, form)


@require_safe
def webhook(request: Request, pk: int) -> HttpResponse:
    return _one(request, _found(request, pk))


@require_POST
@reauthentication_required
def act(request: Request, pk: int, act: str) -> HttpResponse:
    hook, now = _found(request, pk), timezone.now()
    try:
        if act == "rotate":
            return _one(request, hook, secret=endpoints.rotate(hook, by=request.user, at=now))
        if act == "ring":
            endpoints.ring(hook, by=request.user, at=now)
            messages.success(request, _("A trial event is on its way; its line appears below."))
        elif act in ("on", "off"):
            endpoints.switch(hook, on=act == "on", by=request.user, at=now)
        elif act == "remove":
            endpoints.remove(hook, by=request.user, at=now)
            messages.success(request, _("The endpoint was removed."))
            return redirect("webhooks")
        else:
            raise Http404
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("webhook", pk=hook.pk)


def _mine(request: Request) -> list[Organisation]:
    mine = request.user.organisations_where(Can.MANAGE_PEOPLE)
    if not mine:
        raise PermissionDenied(_("Administrators look after webhooks. Ask one of them."))
    return list(Organisation.objects.filter(pk__in=request.user.organisations_where(Can.MANAGE_PEOPLE)).order_by("pk"))


def _found(request: Request, pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _page(request: Request, form: Endpoint) -> HttpResponse:
    hooks = list(Webhook.objects.visible_to(request.user).select_related("organisation").order_by("pk"))
    page = {"form": form, "hooks": hooks}
    return render(request, "notifications/webhooks.html", page, status=422 if form.errors else 200)


def _one(request: Request, hook: Webhook, *, secret: str = "") -> HttpResponse:
    deliveries = Message.objects.filter(webhook=hook, organisation=hook.organisation_id).order_by("-pk")
    page = Paginator(deliveries, PAGE).get_page(request.GET.get("page"))
    shown: dict[str, Any] = {
        "hook": hook,
        "kinds": [(kind, KINDS[kind]) for kind in hook.kinds if kind in KINDS],
        "secret": secret,
        "page": page,
    }
    return render(request, "notifications/webhook.html", shown)

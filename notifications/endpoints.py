"""Where a firm's own programs hear of events: endpoints that an administrator keeps. The secret is shown once."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import wrapping
from accounts.models import Organisation, User
from accounts.roles import Can
from audit import log
from notifications import webhooks
from notifications.channels import addresses
from notifications.models import Message, State, Webhook

MOST = 10


@transaction.atomic
def add(organisation: Organisation, *, url: str, kinds: Sequence[str], by: User, at: datetime) -> tuple[Webhook, str]:
    """A new endpoint and its secret, which nobody can show again."""
    by.require(Can.MANAGE_PEOPLE, organisation.pk)
    url = _checked(url)
    _known(kinds)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    standing = Webhook.objects.filter(organisation=organisation, removed_at=None)
    if standing.count() >= MOST:
        raise ValidationError(_("There are ten endpoints already. Remove one first."), code="too_many")
    if standing.filter(url=url).exists():
        raise ValidationError({"url": ValidationError(_("This address is an endpoint already."), code="known_already")})
    hook = Webhook.objects.create(
        organisation=organisation, url=url, kinds=sorted(set(kinds)), created_by=by, created_at=at
    )
    secret = _new_secret(hook)
    _note(hook, "webhook.added", by=by, at=at)
    return hook, secret


@transaction.atomic
def rotate(hook: Webhook, *, by: User, at: datetime) -> str:
    """Another secret, from now on. What waits is signed with the new one."""
    by.require(Can.MANAGE_PEOPLE, hook.organisation_id)
    _standing(hook)
    secret = _new_secret(hook)
    _note(hook, "webhook.rotated", by=by, at=at)
    return secret


@transaction.atomic
def switch(hook: Webhook, *, on: bool, by: User, at: datetime) -> None:
    """Off: nothing more is sent, and what waits is dropped. On: from the next event."""
    by.require(Can.MANAGE_PEOPLE, hook.organisation_id)
    _standing(hook)
    fields = {"disabled_at": None, "disabled_why": "", "failures": 0} if on else {"disabled_at": at}
    if not Webhook.objects.filter(pk=hook.pk, disabled_at__isnull=not on).update(**fields):
        raise ValidationError(_("Somebody has just done this. Reload the page."), code="changed_meanwhile")
    if not on:
        drop_waiting(hook)
    _note(hook, "webhook.enabled" if on else "webhook.disabled", by=by, at=at)


@transaction.atomic
def remove(hook: Webhook, *, by: User, at: datetime) -> None:
    by.require(Can.MANAGE_PEOPLE, hook.organisation_id)
    if not Webhook.objects.filter(pk=hook.pk, removed_at=None).update(removed_at=at, secret_wrapped=""):
        raise ValidationError(_("This endpoint has been removed already."), code="removed_already")
    drop_waiting(hook)
    _note(hook, "webhook.removed", by=by, at=at)


@transaction.atomic
def ring(hook: Webhook, *, by: User, at: datetime) -> Message:
    """A trial event, to see whether it arrives."""
    by.require(Can.MANAGE_PEOPLE, hook.organisation_id)
    _standing(hook)
    if hook.disabled_at is not None:
        raise ValidationError(_("This endpoint is switched off. Switch it on first."), code="switched_off")
    return webhooks.post(hook, webhooks.PING, {}, at=at)


def drop_waiting(hook: Webhook) -> int:
    return Message.objects.filter(webhook=hook, state__in=(State.PENDING, State.CLAIMED)).update(
        state=State.CANCELLED, claim_token=None, lease_until=None, last_error="The endpoint was switched off."
    )


def _checked(url: str) -> str:
    """Shape only; where the name leads is looked at each time something is sent."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        loopback = settings.WEBHOOK_LOOPBACK and parts.hostname in addresses.LOOPBACK
        fine = bool(parts.hostname) and parts.port != 0 and not (parts.username or parts.password or parts.fragment)
        fine = fine and len(url) <= 500 and (parts.scheme == "https" or (parts.scheme == "http" and loopback))
    except ValueError:
        fine = False
    if not fine:
        raise ValidationError(
            {
                "url": ValidationError(
                    _("Use an address that begins with https:// and holds no password, for example %(example)s."),
                    code="bad_url",
                    params={"example": "https://hooks.example.com/freezedesk"},
                )
            }
        )
    if addresses.is_forbidden_literal(parts.hostname or ""):
        raise ValidationError(
            {"url": ValidationError(_("This address lies inside a private network."), code="private_address")}
        )
    return url


def _known(kinds: Sequence[str]) -> None:
    if not kinds or set(kinds) - set(webhooks.KINDS):
        raise ValidationError({"kinds": ValidationError(_("Choose at least one event."), code="no_kinds")})


def _standing(hook: Webhook) -> None:
    if hook.removed_at is not None:
        raise ValidationError(_("This endpoint has been removed already."), code="removed_already")


def _new_secret(hook: Webhook) -> str:
    secret = "whs_" + secrets.token_urlsafe(32)
    Webhook.objects.filter(pk=hook.pk).update(secret_wrapped=wrapping.wrap(secret, context=hook.context))
    hook.refresh_from_db()
    return secret


def _note(hook: Webhook, action: str, *, by: User, at: datetime) -> None:
    log.record(
        chain=f"org/{hook.organisation_id}",
        action=action,
        by=by,
        at=at,
        data={"webhook": hook.pk, "kinds": hook.kinds},
        private={"url": hook.url},
    )


def rewrap() -> tuple[int, int]:
    """Wrap the secrets again under the newest master key. Returns how many were, and how many no key here opens."""
    done = closed = 0
    for hook in Webhook.objects.exclude(secret_wrapped=""):
        if wrapping.is_newest(hook.secret_wrapped, context=hook.context):
            continue
        try:
            secret = wrapping.unwrap(hook.secret_wrapped, context=hook.context)
        except wrapping.CannotUnwrap:
            closed += 1
            continue
        done += Webhook.objects.filter(pk=hook.pk, secret_wrapped=hook.secret_wrapped).update(
            secret_wrapped=wrapping.wrap(secret, context=hook.context)
        )
    return done, closed

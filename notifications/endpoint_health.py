"""An endpoint that fails again and again is switched off, and its administrators are told through the app."""

import logging
from datetime import datetime

from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.roles import ALLOWED, Can
from notifications.models import Channel, Message, State, Webhook
from notifications.posting import draft, post_all

logger = logging.getLogger(__name__)

IN_A_ROW = 20  # attempts, over all its events
WHO = [role.value for role, acts in ALLOWED.items() if Can.MANAGE_PEOPLE in acts]


def answered(hook: Webhook) -> None:
    Webhook.objects.filter(pk=hook.pk, failures__gt=0).update(failures=0)


def failed(hook: Webhook, error: str, *, at: datetime, for_good: bool) -> None:
    """`for_good`: it answered 410, it is not there any more and says so itself."""
    Webhook.objects.filter(pk=hook.pk).update(failures=F("failures") + 1)
    tired = Webhook.objects.filter(pk=hook.pk, disabled_at=None, removed_at=None)
    if not for_good:
        tired = tired.filter(failures__gte=IN_A_ROW)
    if not tired.update(disabled_at=at, disabled_why=error[:300]):
        return
    Message.objects.filter(webhook=hook, state__in=(State.PENDING, State.CLAIMED)).update(
        state=State.CANCELLED, claim_token=None, lease_until=None, last_error="The endpoint was switched off."
    )
    logger.warning("Webhook %s was switched off: %s", hook.pk, error)
    _tell(hook, error, at=at)


def _tell(hook: Webhook, error: str, *, at: datetime) -> None:
    people = Membership.objects.filter(
        organisation=hook.organisation_id, role__in=WHO, ended_at=None, user__is_active=True
    ).select_related("user")
    notices = []
    for membership in people:
        reader = membership.user
        with translation.override(reader.language):
            notices.append(
                draft(
                    channel=Channel.IN_APP,
                    kind="webhook_off",
                    about=f"webhook/{hook.pk}",
                    url=f"/webhooks/{hook.pk}/",
                    subject=_("A webhook was switched off"),
                    body=_("%(url)s did not accept events for a long time. It answered last: %(error)s")
                    % {"url": hook.url, "error": error},
                    dedupe=f"webhook-off/{hook.pk}/{at:%Y%m%dT%H%M%S}/{reader.pk}",
                    at=at,
                    recipient=reader,
                    organisation=hook.organisation,
                )
            )
    post_all(notices)

"""A message that did not arrive is told through another channel: a notice in the app, to those who can act on it."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.roles import ALLOWED, Can
from notifications.models import Channel, Message, State
from notifications.posting import draft, post_all

WHO = [role.value for role, acts in ALLOWED.items() if Can.ASSIGN in acts or Can.MANAGE_PEOPLE in acts]


def raise_alarm(message: Message, state: State, *, at: datetime) -> None:
    if message.organisation_id is None or message.channel == Channel.IN_APP:
        return  # nobody to tell: /health counts it
    people = Membership.objects.filter(
        organisation=message.organisation_id, role__in=WHO, ended_at=None, user__is_active=True
    ).select_related("user", "organisation")
    notices = []
    for membership in people:
        reader = membership.user
        with translation.override(reader.language):
            if state == State.UNCERTAIN:
                subject = _("A message may not have arrived")
                body = _(
                    "The mail server did not confirm “%(subject)s” to %(to)s. Check with the receiver, then mark it as"
                    " delivered or send it again."
                )
            else:
                subject = _("A message could not be delivered")
                body = _("“%(subject)s” to %(to)s was not delivered. Tell the receiver another way, or send it again.")
            notices.append(
                draft(
                    channel=Channel.IN_APP,
                    kind="message_undelivered",
                    about=f"message/{message.pk}",
                    subject=subject,
                    body=body % {"subject": message.subject, "to": message.to},
                    dedupe=f"undelivered/{message.pk}/{message.resent}/{state}/{reader.pk}",
                    at=at,
                    recipient=reader,
                    organisation=membership.organisation,
                )
            )
    post_all(notices)

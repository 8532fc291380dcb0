"""A message that did not arrive is told through another channel: a notice in the app, to those who can act on it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import ALLOWED, Can
from notifications.models import Channel, Message, State
from notifications.posting import draft, post_all

WHO = [role.value for role, acts in ALLOWED.items() if Can.ASSIGN in acts or Can.MANAGE_PEOPLE in acts]


def raise_alarm(message: Message, state: State, *, at: datetime) -> None:
    if message.organisation_id is None or message.channel == Channel.IN_APP:
        return  # nobody to tell: /health counts it
    notices = []
    for membership in _who_can_act([message.organisation_id]):
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
                    url="/undelivered/",
                    subject=subject,
                    body=body % {"subject": message.subject, "to": message.to},
                    dedupe=f"undelivered/{message.pk}/{message.resent}/{state}/{reader.pk}",
                    at=at,
                    recipient=reader,
                    organisation=membership.organisation,
                )
            )
    post_all(notices)


def tell_of_stale(messages: Iterable[Message], *, at: datetime) -> None:
    """Once a day and reader, however many there were: the receiver, and those who look after the firm's dates."""
    readers: dict[tuple[int, int], User] = {}
    firms = {message.organisation_id: message.organisation for message in messages if message.organisation_id}
    for message in messages:
        if message.recipient is not None and message.organisation_id:
            readers[message.organisation_id, message.recipient.pk] = message.recipient
    if not firms:
        return
    for membership in _who_can_act(firms):
        readers[membership.organisation_id, membership.user_id] = membership.user
    notices = []
    for (firm, _pk), reader in readers.items():
        with translation.override(reader.language):
            subject = _("Reminders were not sent: they became due too late")
            body = _(
                "For some time nothing could be sent, and reminders of those days would mislead now. Look through your"
                " dates once: nothing else is lost."
            )
        notices.append(
            draft(
                channel=Channel.IN_APP,
                kind="reminders_stale",
                about=f"organisation/{firm}",
                url="/deadlines/",
                subject=subject,
                body=body,
                dedupe=f"stale/{firm}/{at:%Y-%m-%d}/{reader.pk}",
                at=at,
                recipient=reader,
                organisation=firms[firm],
            )
        )
    post_all(notices)


def _who_can_act(organisations: Iterable[int]) -> Iterable[Membership]:
    return Membership.objects.filter(
        organisation__in=list(organisations), role__in=WHO, ended_at=None, user__is_active=True
    ).select_related("user", "organisation")

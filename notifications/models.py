"""A message on its way out, the beat of what carries it, and the mark that tells this database from a copy of it."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User
from accounts.roles import Can
from notifications.preferences import Absence, Preference

__all__ = ["Absence", "Channel", "Heartbeat", "Instance", "Message", "OnDoubt", "Preference", "State"]


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    IN_APP = "in_app", _("Notice")
    MAILBOX = "mailbox", _("Mailbox in the app")  # an e-mail, where no mail server is set
    WEBHOOK = "webhook", _("Webhook")  # an event for a program of the firm


class State(models.TextChoices):
    PENDING = "pending", pgettext_lazy("message", "Waiting")
    CLAIMED = "claimed", _("Being sent")
    DATA = "data", _("Handed over, not confirmed yet")  # from here on it may have arrived
    SENT = "sent", _("Sent")
    UNCERTAIN = "uncertain", _("Perhaps sent")
    DEAD = "dead", _("Not delivered")
    STALE = "stale", _("Not sent: it became due too late")
    CANCELLED = "cancelled", _("Cancelled")


class OnDoubt(models.TextChoices):
    """When a server took the text and never answered: say it twice, visibly marked, or ask a person."""

    RESEND = "resend", _("Send again, marked as possibly repeated")
    HOLD = "hold", _("Hold for a person")


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=user.organisations_where(Can.MANAGE_PEOPLE), removed_at=None)

    def listening(self, organisation_id: int) -> Self:
        return self.filter(organisation=organisation_id, disabled_at=None, removed_at=None).order_by("pk")


class Webhook(models.Model):
    """An endpoint of a firm's own program. Its messages are its delivery log."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="webhooks")
    url = models.CharField(_("address"), max_length=500)
    kinds = models.JSONField(_("events"), default=list)
    secret_wrapped = models.CharField(max_length=300, blank=True)  # accounts/wrapping.py; empty once removed
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_why = models.CharField(max_length=300, blank=True)  # what it answered last, when the house gave up
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(url=""), name="webhook_has_an_address"),
            models.UniqueConstraint(
                fields=["organisation", "url"], condition=Q(removed_at=None), name="webhook_address_once"
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_on(self) -> bool:
        return self.disabled_at is None and self.removed_at is None

    @property
    def context(self) -> str:
        return f"webhook/{self.pk}"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> Self:
        """One's own; and all of an organisation's for those who may see its log. A message of no organisation
        (a password link) is its receiver's alone."""
        return self.filter(Q(recipient=user.pk) | Q(organisation__in=user.organisations_where(Can.SEE_AUDIT)))

    def decided_by(self, user: User) -> Self:
        """Those of an organisation whose people or cases one looks after. What went wrong there is one's to settle."""
        return self.filter(organisation__in=user.organisations_where_any(Can.MANAGE_PEOPLE, Can.ASSIGN))

    def mailbox_of(self, user: User) -> Self:
        return self.filter(recipient=user.pk, channel=Channel.MAILBOX, state=State.SENT).order_by("-sent_at", "-pk")

    def bell_of(self, user: User) -> Self:
        return self.filter(recipient=user.pk, channel=Channel.IN_APP, state=State.SENT).order_by("-sent_at", "-pk")

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def concerning(self, about: str) -> Self:
        return self.filter(about=about)

    def due(self, at: datetime) -> Self:
        return self.filter(state=State.PENDING.value, send_at__lte=at).order_by("send_at", "pk")

    def has_due(self, at: datetime) -> bool:
        """By the first line of the index. `exists()` asks in no order: the whole table may be read to find none."""
        return self.due(at).values_list("pk", flat=True).first() is not None

    def undelivered(self) -> Self:
        return self.filter(state__in=(State.UNCERTAIN, State.DEAD)).order_by("-send_at", "-pk")


class Message(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="messages")
    recipient = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="messages")
    webhook = models.ForeignKey(Webhook, models.PROTECT, null=True, blank=True, related_name="messages")
    to = models.CharField(max_length=254, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=40)  # "deadline_reminder"
    about = models.CharField(max_length=60, blank=True)  # "deadline/5": the rooms above are not known here
    url = models.CharField(max_length=300, blank=True)  # where the notice leads, inside the app
    subject = models.CharField(max_length=300)
    body = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    headers = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True)  # [{"name", "type", "text"} or {"name", "type", "file"}]

    send_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)  # a reminder that is too late misleads
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    claim_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=200, unique=True)  # given at birth, the same in every attempt
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_ref = models.CharField(max_length=300, blank=True)
    resent = models.PositiveSmallIntegerField(default=0)  # how often it may have been repeated
    on_doubt = models.CharField(max_length=10, choices=OnDoubt, default=OnDoubt.RESEND)
    last_error = models.CharField(max_length=500, blank=True)
    dedupe = models.CharField(max_length=200, unique=True)  # one reminder exists once
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="message_channel_known"),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="message_sent_has_a_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.CLAIMED, State.DATA))
                | Q(claim_token__isnull=False, lease_until__isnull=False),
                name="message_under_way_has_a_carrier",
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.MAIL) | ~Q(to=""), name="message_by_mail_has_an_address"
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.IN_APP) | Q(recipient__isnull=False), name="message_in_app_has_a_reader"
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.WEBHOOK, webhook__isnull=False)
                | (~Q(channel=Channel.WEBHOOK) & Q(webhook__isnull=True)),
                name="message_to_a_webhook_names_it",
            ),
        ]
        indexes = [
            models.Index(fields=["send_at", "id"], condition=Q(state=State.PENDING), name="message_waiting"),
            models.Index(
                fields=["send_at", "id"],
                condition=Q(state=State.PENDING, channel=Channel.WEBHOOK),
                name="message_event_waiting",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=(State.CLAIMED, State.DATA)), name="message_under_way"
            ),
            models.Index(
                fields=["about"], condition=Q(state__in=(State.PENDING, State.CLAIMED)), name="message_can_be_cancelled"
            ),
            models.Index(fields=["state"], condition=Q(state__in=(State.UNCERTAIN, State.DEAD)), name="message_stuck"),
            models.Index(
                fields=["organisation", "-send_at", "-id"],
                condition=Q(state__in=(State.UNCERTAIN, State.DEAD, State.STALE)),
                name="message_undelivered",
            ),
            models.Index(fields=["recipient", "channel", "-sent_at"], name="message_of_a_person"),
            models.Index(fields=["about"], name="message_about"),  # does the reminder of this date exist?
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.to or self.recipient_id}: {self.subject}"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None

    @property
    def may_be_repeated(self) -> bool:
        return self.resent > 0


class Heartbeat(models.Model):
    """When something that should come round regularly last came round."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()
    told = models.JSONField(default=dict, blank=True)  # what it found on its round, in numbers

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class Instance(models.Model):
    """One row. Whose database this is, and how often it has sent: a copy or an old backup must not send again."""

    database = models.UUIDField(default=uuid.uuid4)
    instance_id = models.CharField(max_length=100)  # settings.INSTANCE_ID at the first sweep
    epoch = models.BigIntegerField(default=0)  # also kept in a file outside the database; a backup falls behind it
    held = models.CharField(max_length=200, blank=True)  # why nothing is sent until a person has looked

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="instance_is_one")]

    def __str__(self) -> str:
        return f"{self.instance_id} {self.epoch}"


class FeedScope(models.TextChoices):
    MINE = "mine", _("Dates of mine and of cases I answer for")
    ALL = "all", _("All dates I may see")


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def standing(self) -> Self:
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """Somebody's dates, for a calendar that cannot sign in. The secret of the address itself is not kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(_("which dates"), max_length=10, choices=FeedScope, default=FeedScope.MINE)
    alarm = models.BooleanField(_("with an alarm one day before"), default=False)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="one_calendar_feed_a_person"),
            models.CheckConstraint(condition=Q(scope__in=FeedScope.values), name="feed_scope_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.scope}"

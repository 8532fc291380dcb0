"""What happened in the world: events, which may be backdated or corrected, and every contact with the other side."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases.models.case import Case


class Event(models.Model):
    """A fact on the case's timeline. It happened when it happened, whenever we wrote it down."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=40)  # freeze_known, submission_made, rejection_received, note, ...
    happened_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    text_zh = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)  # of the exact file sent (row 3.0)
    recorded_at = models.DateTimeField()
    # Nobody, where the clock itself moved a date after newer rules were loaded.
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")

    class Meta:
        indexes = [models.Index(fields=["case", "-happened_at", "-id"], name="event_newest")]

    def __str__(self) -> str:
        return f"{self.happened_at:%Y-%m-%d} {self.kind}"

    @property
    def text(self) -> str:
        return self.text_en if (translation.get_language() or "").startswith("en") else self.text_zh


class ContactQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> "ContactQuerySet":
        """What is between counsel and the client is counsel's alone: no other role reads, counts or finds it."""
        privileged = Q(is_privileged=False) | Q(case__organisation__in=user.organisations_where(Can.READ_PRIVILEGED))
        return self.filter(privileged, case__in=Case.objects.visible_to(user))

    def read_by(self, user: User, case: Case) -> "ContactQuerySet":
        """The log of one case that was found through visible_to already."""
        rows = self.filter(case=case)
        return rows if case.allows(user, Can.READ_PRIVILEGED) else rows.filter(is_privileged=False)


class Message(models.Model):
    """A contact with the other side: who said what to whom, when, and by which channel."""

    class Way(models.TextChoices):
        OUT = "out", _("Sent")
        IN = "in", _("Received")

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telephone")
        PORTAL = "portal", _("Portal or app")
        POST = "post", _("Post")
        COUNTER = "counter", _("At the counter")
        CHAT = "chat", _("Chat")
        RECORDING = "recording", _("Recording")

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    way = models.CharField(max_length=4, choices=Way.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    other_side = models.CharField(_("who on the other side"), max_length=200, blank=True)
    subject = models.CharField(_("about"), max_length=200)
    text = models.TextField(_("what was said or written"), blank=True)
    happened_at = models.DateTimeField(_("when"))
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    # Row 3.3b: nobody's voice is kept without saying on what ground.
    basis = models.CharField(_("consent or legal basis of the recording"), max_length=300, blank=True)
    is_privileged = models.BooleanField(_("between counsel and client"), default=False)
    recorded_at = models.DateTimeField()
    # Nobody, where the mailbox itself took a mail in.
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="message_says_what_about"),
            models.CheckConstraint(condition=~Q(channel="recording") | ~Q(basis=""), name="recording_has_a_basis"),
        ]
        indexes = [
            models.Index(fields=["case", "-happened_at", "-id"], name="message_newest"),
            # What everybody on the case may read is counted and turned over without touching a row.
            models.Index(
                fields=["case", "-happened_at", "-id"], condition=Q(is_privileged=False), name="message_open_newest"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

"""Mails as they went out and came in: an answer finds its case by Message-ID, a mail is kept once by its bytes."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from cases.models import Case, Message
from comms.returned import Kind


class OutMailQuerySet(models.QuerySet["OutMail"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user))


class OutMail(models.Model):
    """One mail of ours: 1/2 or 2/2 of what was sent at once. Its files are named with their hashes."""

    class Way(models.TextChoices):
        SMTP = "smtp", _("Sent by FreezeDesk")
        EML = "eml", _("File for the own mail program")

    case = models.ForeignKey(Case, models.PROTECT, related_name="mails_out")
    about = models.CharField(max_length=60, blank=True)  # "pack/12": the rooms above are not known here
    way = models.CharField(max_length=4, choices=Way.choices)
    mail_id = models.CharField(max_length=250, unique=True)
    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("about"), max_length=300)
    part = models.PositiveSmallIntegerField(default=1)
    parts = models.PositiveSmallIntegerField(default=1)
    files = models.JSONField(default=list)  # [{"name", "sha256", "size", "file"}]
    eml = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    carried = models.ForeignKey("notifications.Message", models.PROTECT, null=True, blank=True, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="mails_out")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = OutMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(part__gte=1) & Q(part__lte=models.F("parts")), name="mail_part_of_its_parts"
            ),
            models.CheckConstraint(
                condition=Q(way="smtp", carried__isnull=False) | Q(way="eml", eml__isnull=False),
                name="mail_out_goes_one_way",
            ),
        ]
        indexes = [models.Index(fields=["case", "about"], name="mail_out_about")]
        ordering = ["made_at", "part", "pk"]

    def __str__(self) -> str:
        return self.subject


class InMailQuerySet(models.QuerySet["InMail"]):
    def visible_to(self, user: User) -> Self:
        """On a case: whoever sees the case. Without one: those who hand cases out, or speak for the firm."""
        return self.filter(
            Q(case__in=Case.objects.visible_to(user))
            | Q(case=None, organisation__in=user.organisations_where_any(Can.ASSIGN, Can.CONTACT_AUTHORITY))
        )

    def waiting(self) -> Self:
        return self.filter(case=None, set_aside_at=None)


class InMail(models.Model):
    """A mail that came. The original is kept byte for byte, whatever could be made of it."""

    class Matched(models.TextChoices):
        ADDRESS = "address", _("by the address of the case")
        ANSWER = "answer", _("as the answer to a mail of ours")
        THREAD = "thread", _("as part of a correspondence")
        PERSON = "person", _("by a person")
        NONE = "", _("not yet")

    class Automatic(models.TextChoices):
        """What a machine says about a mail of ours: comms/returned.py reads it."""

        FAILED = Kind.FAILED.value, _("Did not arrive")
        DELAYED = Kind.DELAYED.value, _("Not yet delivered")
        DELIVERED = Kind.DELIVERED.value, _("Delivered")
        OPENED = Kind.OPENED.value, _("Opened by the reader")
        UNOPENED = Kind.UNOPENED.value, _("Put away unopened")
        OTHER = Kind.OTHER.value, _("Automatic report")
        NONE = "", _("Written by a person")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mails_in")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="mails_in")
    message = models.OneToOneField(Message, models.PROTECT, null=True, blank=True, related_name="mail_in")
    original = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    subject = models.CharField(_("about"), max_length=500, blank=True)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_written = models.CharField(max_length=200, blank=True)  # the Date line, where it does not say clearly when
    mail_id = models.CharField(max_length=250, blank=True)
    matched = models.CharField(max_length=8, choices=Matched.choices, blank=True, default=Matched.NONE)
    problems = models.JSONField(default=list)
    automatic = models.CharField(max_length=9, choices=Automatic.choices, blank=True, default=Automatic.NONE)
    about_mail = models.ForeignKey(OutMail, models.PROTECT, null=True, blank=True, related_name="reports")
    returned_to = models.CharField(max_length=254, blank=True)
    returned_status = models.CharField(max_length=12, blank=True)  # 5.1.1, by RFC 3463
    returned_said = models.CharField(max_length=300, blank=True)  # the server's own words
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_because = models.CharField(max_length=300, blank=True)

    objects = InMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="mail_in_kept_once"),
            models.CheckConstraint(
                condition=Q(case=None, message=None) | Q(case__isnull=False, message__isnull=False),
                name="mail_in_of_a_case_is_in_its_log",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at=None) | Q(case=None) & ~Q(set_aside_because=""),
                name="mail_in_set_aside_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(automatic="") | Q(about_mail=None, returned_to="", returned_status="", returned_said=""),
                name="mail_in_returned_by_a_machine",
            ),
        ]
        indexes = [
            models.Index(fields=["mail_id"], name="mail_in_by_its_id"),
            models.Index(
                fields=["organisation", "-taken_at", "-id"],
                condition=Q(case=None, set_aside_at=None),
                name="mail_in_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.sender or str(self.pk)


class MailFile(models.Model):
    """A file of a mail that came: taken in as evidence, or named with the reason why it was not."""

    mail = models.ForeignKey(InMail, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    inside = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    refused = models.CharField(max_length=40, blank=True)  # a code of documents/intake.py
    refused_with = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mail", "position"], name="mail_file_once"),
            models.CheckConstraint(
                condition=Q(file__isnull=False, refused="") | Q(file=None) & ~Q(refused=""),
                name="mail_file_is_kept_or_says_why_not",
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

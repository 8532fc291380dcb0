"""An appeal: its round, its letter in one or both languages, its reasons, its requests, the law it rests on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models.evidence import Evidence, InTwoLanguages
from cases.models import Case, CaseNote


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: User) -> "AppealQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user))


class Appeal(InTwoLanguages):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("With counsel")
        RETURNED = "returned", _("Returned for changes")
        APPROVED = "approved", _("Approved")
        SUBMITTED = "submitted", _("Submitted")
        GRANTED = "granted", _("Granted")
        REJECTED = "rejected", _("Rejected")

    class Language(models.TextChoices):
        ZH = "zh-Hans", "中文"
        EN = "en", "English"
        BOTH = "both", _("Both languages")

    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals")
    round = models.PositiveSmallIntegerField(default=1)
    letter = models.CharField(max_length=60, default="first-appeal-provider")  # a template's code in knowledge
    template = models.ForeignKey("knowledge.Edition", models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(
        _("language of the letter"), max_length=8, choices=Language.choices, default=Language.BOTH
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    recipient = models.CharField(_("recipient"), max_length=200)
    department_zh = models.CharField(_("department, in Chinese"), max_length=200, blank=True)
    department_en = models.CharField(_("department, in English"), max_length=200, blank=True)
    channel_kind = models.CharField(_("channel"), max_length=20, blank=True)
    channel_address = models.CharField(_("address of the channel"), max_length=300, blank=True)
    letter_on = models.DateField(_("date of the letter"), null=True, blank=True)
    reply_by = models.DateField(_("answer asked for by"), null=True, blank=True)
    dispute_zh = models.TextField(_("issue in dispute, in Chinese"), blank=True)
    dispute_en = models.TextField(_("issue in dispute, in English"), blank=True)
    point_zh = models.TextField(_("our point in one clause, in Chinese"), blank=True)
    point_en = models.TextField(_("our point in one clause, in English"), blank=True)
    request_zh = models.TextField(_("request, in Chinese"), blank=True)
    request_en = models.TextField(_("request, in English"), blank=True)
    # Why it comes after its limit (row 4.2e); the letter prints it with the limit's day and provision.
    late_reason_zh = models.TextField(_("reason of lateness, in Chinese"), blank=True)
    late_reason_en = models.TextField(_("reason of lateness, in English"), blank=True)
    blocks = models.JSONField(default=list, blank=True)  # optional blocks of the template that are ticked
    # What the template asks and no row holds: {placeholder: {"zh": ..., "en": ...}}; overrides what is computed.
    fields = models.JSONField(default=dict, blank=True)
    # Texts of which one language was changed and the other not since: {"fact:12": "en"} says that en is to be checked.
    stale = models.JSONField(default=dict, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")  # who wrote last
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="one_appeal_a_round"),
            models.CheckConstraint(condition=Q(round__gte=1), name="appeal_rounds_from_one"),
        ]
        ordering = ["round"]

    def __str__(self) -> str:
        return f"{self.case.ref} / {self.round}"

    @property
    def is_second(self) -> bool:
        return self.round > 1

    @property
    def languages(self) -> list[str]:
        return ["zh-Hans", "en"] if self.language == self.Language.BOTH else [self.language]

    @property
    def is_open(self) -> bool:
        """Still being written: nothing has gone out."""
        return self.status in {self.Status.DRAFT, self.Status.RETURNED, self.Status.IN_REVIEW, self.Status.APPROVED}


class Reason(InTwoLanguages):
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="reasons")
    position = models.PositiveSmallIntegerField()
    text_zh = models.TextField(_("in Chinese"), blank=True)
    text_en = models.TextField(_("in English"), blank=True)
    evidence = models.ForeignKey(Evidence, models.SET_NULL, null=True, blank=True, related_name="+")
    page = models.PositiveIntegerField(_("page of the paper"), default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text_zh="") | ~Q(text_en=""), name="reason_is_written")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.for_reader("text")


class Request(InTwoLanguages):
    """A further request beside the main one: an answer in writing, wages to be paid meanwhile."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="requests")
    position = models.PositiveSmallIntegerField()
    text_zh = models.TextField(_("in Chinese"), blank=True)
    text_en = models.TextField(_("in English"), blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text_zh="") | ~Q(text_en=""), name="request_is_written")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.for_reader("text")


class CitationUse(InTwoLanguages):
    """A provision relied on, and why it applies: without the second a letter is not approved (row 4.1e)."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="citations")
    position = models.PositiveSmallIntegerField()
    citation = models.ForeignKey("knowledge.Edition", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.ForeignKey(
        CaseNote, models.PROTECT, null=True, blank=True, related_name="+"
    )  # instead of a provision
    why_zh = models.TextField(_("why it applies, in Chinese"), blank=True)
    why_en = models.TextField(_("why it applies, in English"), blank=True)
    evidence = models.ForeignKey(
        Evidence, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # its text, enclosed
    page = models.PositiveIntegerField(_("page of the paper"), default=1)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "citation"], name="citation_once_a_letter"),
            models.UniqueConstraint(fields=["appeal", "note"], name="case_note_once_a_letter"),
            models.CheckConstraint(
                condition=Q(citation__isnull=False, note=None) | Q(citation=None, note__isnull=False),
                name="provision_or_case_note",
            ),
        ]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.note or self.citation)

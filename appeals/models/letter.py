"""A letter of the case beside the appeal: an enquiry, a cover, a request, a declaration, a power, a memo."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models.appeal import Appeal
from appeals.models.evidence import Evidence, InTwoLanguages
from cases.models import Case


class CaseLetterQuerySet(models.QuerySet["CaseLetter"]):
    def visible_to(self, user: User) -> "CaseLetterQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user))


class CaseLetter(InTwoLanguages):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        FILED = "filed", _("Filed with the evidence")

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    number = models.PositiveSmallIntegerField()
    letter = models.CharField(_("letter"), max_length=60)  # a template's code in knowledge
    template = models.ForeignKey("knowledge.Edition", models.PROTECT, related_name="+")
    language = models.CharField(
        _("language of the letter"), max_length=8, choices=Appeal.Language.choices, default=Appeal.Language.BOTH
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    recipient = models.CharField(_("addressee"), max_length=200, blank=True)
    department_zh = models.CharField(_("department, in Chinese"), max_length=200, blank=True)
    department_en = models.CharField(_("department, in English"), max_length=200, blank=True)
    channel_kind = models.CharField(_("channel"), max_length=20, blank=True)
    channel_address = models.CharField(_("address of the channel"), max_length=300, blank=True)
    letter_on = models.DateField(_("date of the letter"))
    # {gap: typed} and {list: [{key: typed}, …]}; typed is {"zh", "en"}, {"same"}, {"date"}, {"money"} or {"ref"}.
    fields = models.JSONField(default=dict, blank=True)
    lists = models.JSONField(default=dict, blank=True)
    blocks = models.JSONField(default=list, blank=True)  # optional parts that are ticked
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)  # what the approval is bound to
    filed_as = models.ManyToManyField(Evidence, related_name="+", blank=True)

    objects = CaseLetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_letter_number_once"),
            models.CheckConstraint(
                condition=Q(status="draft", approved_by=None) | ~Q(status="draft") & Q(approved_by__isnull=False),
                name="case_letter_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("written_by")), name="case_letter_four_eyes"
            ),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.case.ref} L{self.number}"

    @property
    def languages(self) -> list[str]:
        return ["zh-Hans", "en"] if self.language == Appeal.Language.BOTH else [self.language]

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.FILED

    @property
    def is_approved(self) -> bool:
        return self.status == self.Status.APPROVED

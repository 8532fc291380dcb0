"""The evidence pack: what counsel reviews, what a person approves by its hash, and the PDF that is bound from it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models.appeal import Appeal
from appeals.models.evidence import Evidence, InTwoLanguages
from cases.models import Case


class PackQuerySet(models.QuerySet["Pack"]):
    def visible_to(self, user: User) -> "PackQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user))


class Pack(models.Model):
    """A numbered snapshot of letter and evidence in order. Its hash covers every word and every file's bytes."""

    class State(models.TextChoices):
        WITH_COUNSEL = "with_counsel", _("With counsel")
        RETURNED = "returned", _("Returned for changes")
        APPROVED = "approved", _("Approved")
        VOID = "void", _("Void: changed after it was made")
        SUBMITTED = "submitted", _("Submitted")

    case = models.ForeignKey(Case, models.PROTECT, related_name="packs")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=14, choices=State.choices, default=State.WITH_COUNSEL)
    content_hash = models.CharField(max_length=64)
    letters = models.JSONField(default=dict)  # language to the filled letter, as it stood
    note = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = PackQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="pack_number_once")]
        indexes = [
            # The review queue: few of many thousand packs wait at a time.
            models.Index(fields=["made_at", "id"], condition=Q(state="with_counsel"), name="packs_that_wait")
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.case.ref} v{self.number}"


class PackItem(InTwoLanguages):
    """An exhibit as it stood in this pack: its number, title and file do not change afterwards."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="items")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=10, choices=Evidence.Section.choices)
    exhibit = models.CharField(max_length=12)  # 2.1
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    source_zh = models.CharField(max_length=120, blank=True)
    source_en = models.CharField(max_length=120, blank=True)
    proves_zh = models.CharField(max_length=300, blank=True)
    proves_en = models.CharField(max_length=300, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    form = models.CharField(max_length=10, choices=Evidence.Form.choices)
    confidentiality = models.CharField(max_length=12, choices=Evidence.Confidentiality.choices)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    is_new = models.BooleanField(default=False)
    annex = models.PositiveSmallIntegerField(null=True, blank=True)  # 附件1: its number among the new ones
    key_pages = models.JSONField(default=list, blank=True)  # pages of the paper that somebody marked
    first_page = models.PositiveIntegerField(null=True, blank=True)
    last_page = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "exhibit"], name="exhibit_once_a_pack"),
            models.UniqueConstraint(fields=["pack", "position"], name="position_once_a_pack"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.exhibit} {self.title_for_reader}"

    @property
    def title_for_reader(self) -> str:
        return self.for_reader("title")

    @property
    def proves_for_reader(self) -> str:
        return self.for_reader("proves")


class Approval(models.Model):
    """Counsel's or a manager's decision on exactly these bytes, never by the one who asked for it."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="approvals")
    content_hash = models.CharField(max_length=64)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    reasons = models.TextField(blank=True)
    fix_by = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(requested_by=models.F("decided_by")), name="four_eyes"),
            models.CheckConstraint(condition=~Q(decision="returned") | ~Q(reasons=""), name="returned_with_reasons"),
            models.UniqueConstraint(fields=["pack"], name="one_decision_a_pack"),
        ]

    def __str__(self) -> str:
        return f"{self.pack}: {self.decision}"


class Bundle(models.Model):
    """The bound PDF of a pack: arrived once, from a background job."""

    pack = models.OneToOneField(Pack, models.PROTECT, related_name="bundle")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    sealed_file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    pages = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    problems = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pages__gte=1), name="bundle_has_pages")]

    def __str__(self) -> str:
        return f"{self.pack} ({self.pages})"

"""Facts, kept once and used in both languages, and the evidence that proves them, page by page."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case


class InTwoLanguages(models.Model):
    class Meta:
        abstract = True

    def in_language(self, field: str, language: str) -> str:
        """The field in that language; empty when only the other side is written: the letter marks it, and waits."""
        return str(getattr(self, f"{field}_en" if language.startswith("en") else f"{field}_zh"))

    def for_reader(self, field: str) -> str:
        """For the screen: the reader's language, or the other one rather than nothing."""
        language = translation.get_language() or "zh-hans"
        other = "zh-hans" if language.startswith("en") else "en"
        return self.in_language(field, language) or self.in_language(field, other)


class Fact(InTwoLanguages):
    case = models.ForeignKey(Case, models.CASCADE, related_name="facts")
    position = models.PositiveSmallIntegerField()
    happened_on = models.DateField(_("date"), null=True, blank=True)
    text_zh = models.TextField(_("in Chinese"), blank=True)
    text_en = models.TextField(_("in English"), blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text_zh="") | ~Q(text_en=""), name="fact_is_written")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.for_reader("text")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> "EvidenceQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user))

    def standing(self) -> "EvidenceQuerySet":
        return self.filter(removed_at=None)


class Evidence(InTwoLanguages):
    """One exhibit of a case. The stored file may serve in many cases and packs; its number comes from its place."""

    class Section(models.TextChoices):
        LETTERS = "letters", _("Freeze and correspondence")
        EVIDENCE = "evidence", _("The transaction")
        IDENTITY = "identity", _("Identity and standing")
        LAW = "law", _("Legal basis")

    class Form(models.TextChoices):
        ORIGINAL = "original", _("Original")
        COPY = "copy", _("Copy")
        PRINTOUT = "printout", _("Print-out")

    class Confidentiality(models.TextChoices):
        PUBLIC = "public", _("Public")
        CONFIDENTIAL = "confidential", _("Confidential")
        SEALED = "sealed", _("Sealed")

    class SourceClass(models.TextChoices):
        AUTHORITY = "authority", _("Public authority")
        THIRD_PARTY = "third-party", _("Third party")
        OWN = "own", _("Own statement")

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    original_name = models.CharField(max_length=255)
    section = models.CharField(_("section"), max_length=10, choices=Section.choices, default=Section.EVIDENCE)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("paper"), max_length=60, blank=True)  # a code of knowledge/documents
    title_zh = models.CharField(_("title in Chinese"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    reference = models.CharField(_("number of the paper"), max_length=80, blank=True)
    dated_on = models.DateField(_("date of the paper"), null=True, blank=True)
    source_zh = models.CharField(_("source in Chinese"), max_length=120, blank=True)
    source_en = models.CharField(_("source in English"), max_length=120, blank=True)
    source_class = models.CharField(
        _("kind of source"), max_length=12, choices=SourceClass.choices, default=SourceClass.OWN
    )
    proves_zh = models.CharField(_("what it proves, in Chinese"), max_length=300, blank=True)
    proves_en = models.CharField(_("what it proves, in English"), max_length=300, blank=True)
    form = models.CharField(_("original or copy"), max_length=10, choices=Form.choices, default=Form.COPY)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=12, choices=Confidentiality.choices, default=Confidentiality.PUBLIC
    )
    held_by = models.CharField(_("who holds the original"), max_length=120, blank=True)
    source_note_zh = models.CharField(_("how it came to us, in Chinese"), max_length=300, blank=True)
    source_note_en = models.CharField(_("how it came to us, in English"), max_length=300, blank=True)
    witness_name = models.CharField(_("witness"), max_length=100, blank=True)
    witness_contact = models.CharField(_("telephone or e-mail of the witness"), max_length=120, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # compared with the original and declared authentic (guide 四.1)
    declared_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    came_with = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="attachments")
    added_round = models.PositiveSmallIntegerField(default=1)  # 2: came with the second appeal, and is marked new there
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.CharField(max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "file"], condition=Q(removed_at=None), name="a_file_is_one_exhibit_of_a_case"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | ~Q(removed_because=""), name="evidence_removed_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(witness_name="") | ~Q(witness_contact=""), name="witness_can_be_reached"
            ),
            models.CheckConstraint(
                condition=Q(declared_by=None, declared_at=None)
                | Q(declared_by__isnull=False, declared_at__isnull=False),
                name="declared_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["case", "section", "position"], name="evidence_in_order")]
        ordering = ["section", "position", "pk"]

    def __str__(self) -> str:
        return self.for_reader("title") or self.original_name

    @property
    def proves(self) -> str:
        return self.for_reader("proves")


class FactEvidence(models.Model):
    """This page proves that fact."""

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="proofs")
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="proves_facts")
    page = models.PositiveIntegerField(_("page of the paper"), default=1)
    is_direct = models.BooleanField(_("direct proof"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "evidence", "page"], name="proof_once"),
            models.CheckConstraint(condition=Q(page__gte=1), name="proof_page_from_one"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.fact_id} < {self.evidence_id} p. {self.page}"

"""A file as evidence: kept once an organisation by its SHA-256, byte for byte; what is made from it lies beside it."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from documents.filekey import FileKey
from documents.heldfile import HeldFile
from documents.pagetext import PageText

__all__ = ["FileKey", "HeldFile", "PageText", "Rendition", "StoredFile"]

models.CharField.register_lookup(Length)

SHA256 = RegexValidator(r"^[0-9a-f]{64}$")


class StoredFiles(models.QuerySet["StoredFile"]):
    def visible_to(self, user: User) -> "StoredFiles":
        """By membership only. A guest reaches a file through the case that shows it: the upper room joins the two."""
        return self.filter(organisation_id__in=user.organisation_ids)


class StoredFile(models.Model):
    """The original as it was handed in. Never rewritten, never replaced: another byte is another row."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="files")
    sha256 = models.CharField(_("SHA-256"), max_length=64, validators=[SHA256])
    size = models.PositiveBigIntegerField(_("size in bytes"))
    mime = models.CharField(_("type"), max_length=100)
    name = models.CharField(_("name"), max_length=180)  # made safe; shown and offered for download
    given_name = models.CharField(_("name as handed in"), max_length=500)  # evidence of how it arrived; escape it
    key = models.CharField(max_length=100, unique=True)  # where the bytes lie; generated, nothing of the user's in it
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    # What the inspection saw: {"findings": [...], "feet": "11101...", "sizes": [[w, h], ...]}; see inspection.py.
    facts = models.JSONField(default=dict, blank=True)
    # Not ready for binding yet, or pages of it have still to be made searchable: searchable.py takes it up.
    waits = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("stored at"))

    objects = StoredFiles.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="file_stored_once"),
            models.CheckConstraint(condition=Q(sha256__length=64), name="file_has_a_whole_hash"),
            models.CheckConstraint(condition=Q(size__gte=1), name="file_is_not_empty"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(waits=True), name="file_waits")]

    def __str__(self) -> str:
        return self.name

    @property
    def fingerprint(self) -> str:
        """The hash as people read it out: groups of four."""
        return " ".join(self.sha256[i : i + 4] for i in range(0, 64, 4))

    @property
    def findings(self) -> list[dict[str, object]]:
        return list(self.facts.get("findings", []))


class Rendition(models.Model):
    """Something made from a file: the PDF that is bound, the picture of a page. May be thrown away and made again."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF for binding")
        PAGE = "page", _("picture of a page")

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="renditions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    page = models.PositiveIntegerField(default=0)  # 0: the whole file
    dpi = models.PositiveIntegerField(default=0)  # 0: not a picture
    mime = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, validators=[SHA256])
    size = models.PositiveBigIntegerField()
    key = models.CharField(max_length=100, unique=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "kind", "page", "dpi"], name="rendition_made_once"),
            models.CheckConstraint(condition=Q(sha256__length=64), name="rendition_has_a_whole_hash"),
            models.CheckConstraint(condition=Q(size__gte=1), name="rendition_is_not_empty"),
            models.CheckConstraint(
                condition=Q(kind="pdf", page=0, dpi=0) | Q(kind="page", page__gte=1, dpi__gte=1),
                name="rendition_kind_and_page_agree",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.kind} {self.page}"

"""What is decided about binding: parts blacked out, the order of groups, copies and signatures on paper, the seal."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models.evidence import Evidence
from appeals.models.pack import Bundle, Pack
from cases.models import Case


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def visible_to(self, user: User) -> "RedactionQuerySet":
        return self.filter(evidence__case__in=Case.objects.visible_to(user))

    def standing(self) -> "RedactionQuerySet":
        return self.filter(undone_at=None)


class Redaction(models.Model):
    """An exhibit is shown with parts blacked out. The file as it was stays, for who may undo it."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="redactions")
    before = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    after = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    marks = models.JSONField(default=dict)  # page to boxes, in fractions of the page as it is shown
    because = models.CharField(_("reason"), max_length=300)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(because=""), name="redaction_has_a_reason"),
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="redaction_changes_the_file"),
            models.UniqueConstraint(
                fields=["evidence"], condition=Q(undone_at=None), name="one_standing_redaction_an_exhibit"
            ),
        ]
        ordering = ["done_at", "pk"]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {sum(map(len, self.marks.values()))}"

    @property
    def pages(self) -> str:
        return ", ".join(sorted(self.marks, key=int))

    @property
    def count(self) -> int:
        return sum(map(len, self.marks.values()))


class OfACase(models.QuerySet["BindingChoice"]):
    def visible_to(self, user: User) -> "OfACase":
        return self.filter(case__in=Case.objects.visible_to(user))


class BindingChoice(models.Model):
    """How the packs of a case are bound. Without a row: the guide's order, nothing apart, three copies."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="binding")
    order = models.JSONField(default=list)  # codes of Evidence.Section
    copies = models.PositiveSmallIntegerField(
        _("copies on paper"), default=3, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    limit_mb = models.PositiveSmallIntegerField(_("largest file of the channel, in MB"), null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = OfACase.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(copies__gte=1, copies__lte=9), name="one_to_nine_copies"),
            models.CheckConstraint(condition=Q(limit_mb=None) | Q(limit_mb__gte=1), name="limit_of_one_megabyte"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.order}"


class SlotQuerySet(models.QuerySet["SignatureSlot"]):
    def visible_to(self, user: User) -> "SlotQuerySet":
        return self.filter(pack__case__in=Case.objects.visible_to(user))


class SignatureSlot(models.Model):
    """A place on paper that waits for ink: a signature or the company's seal. Ticked by who has seen it there."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("Appeal letter: signature of the legal representative")
        LETTER_SEAL = "letter_seal", _("Appeal letter: company seal")
        INDEX = "index", _("Index of evidence: signature and company seal")
        CROSS_PAGE = "cross_page", _("Seal across the edges of all pages")

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="slots")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "kind"], name="slot_ticked_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["letter", "letter_seal", "index", "cross_page"]), name="slot_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.kind}"


class SignedScan(models.Model):
    """The signed paper pack, scanned. It has as many pages as the bundle, or the reason why not."""

    pack = models.OneToOneField(Pack, models.PROTECT, related_name="signed_scan")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField()
    because = models.CharField(_("why the number of pages differs"), max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pages__gte=1), name="signed_scan_has_pages")]

    def __str__(self) -> str:
        return f"{self.pack_id} ({self.pages})"


class BundleSeal(models.Model):
    """The bundle with the firm's electronic seal: a file of its own, the bundle itself stays as it was bound."""

    bundle = models.OneToOneField(Bundle, models.PROTECT, related_name="seal")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    signer = models.CharField(max_length=200)
    stamped_at = models.DateTimeField(null=True, blank=True)
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.bundle_id}: {self.signer}"

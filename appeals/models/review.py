"""What counsel writes while reading a pack: comments with their threads, the three tests, marks of reading, notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.roles import Can
from appeals.models.appeal import Appeal
from appeals.models.evidence import Evidence
from appeals.models.pack import Pack
from cases.models import Case

WHOLE = 10_000  # a place on a page is kept in ten-thousandths of its width and height, whatever size it is drawn in


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User) -> "CommentQuerySet":
        """Talk inside the house: a guest of the case reads the pack, not what is said about it."""
        return self.filter(case__organisation_id__in=user.organisation_ids)

    def open(self) -> "CommentQuerySet":
        return self.filter(settled_at=None)


class Comment(models.Model):
    """On a page of an exhibit, on a paragraph of the letter, or on the pack as a whole. Never bound into the pack.

    It hangs on the appeal: what was said of v2 is still to be settled in v3. The page is kept with the bytes it was
    seen in, so that a pin survives a new order and is not drawn on another paper.
    """

    class Kind(models.TextChoices):
        MUST = "must", _("Must be changed")
        SHOULD = "should", _("Should be changed")
        NOTE = "note", pgettext_lazy("a comment", "Note")

    case = models.ForeignKey(Case, models.PROTECT, related_name="comments")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="comments")
    pack = models.ForeignKey(Pack, models.PROTECT, related_name="comments")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices, default=Kind.SHOULD)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="comments")
    sha256 = models.CharField(max_length=64, blank=True)
    page = models.PositiveIntegerField(_("sheet"), null=True, blank=True)
    x = models.PositiveSmallIntegerField(null=True, blank=True)
    y = models.PositiveSmallIntegerField(null=True, blank=True)
    paragraph = models.PositiveSmallIntegerField(_("paragraph of the letter"), null=True, blank=True)
    quote = models.CharField(max_length=300, blank=True)  # the paragraph as it stood
    text = models.TextField(_("comment"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(condition=Q(kind__in=["must", "should", "note"]), name="comment_kind_known"),
            models.CheckConstraint(
                condition=Q(evidence=None, page=None, x=None, sha256="")
                | (Q(evidence__isnull=False, page__gte=1, paragraph=None) & ~Q(sha256="")),
                name="comment_has_one_place",
            ),
            models.CheckConstraint(
                condition=Q(x=None, y=None) | Q(x__isnull=False, y__isnull=False, x__lte=WHOLE, y__lte=WHOLE),
                name="comment_pin_lies_on_the_page",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="comment_settled_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["appeal", "settled_at"], name="comments_of_an_appeal")]
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.pack_id}: {self.text[:60]}"

    @property
    def is_open(self) -> bool:
        return self.settled_at is None

    @property
    def is_pinned(self) -> bool:
        return self.x is not None


class Reply(models.Model):
    """One answer in the thread of a comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="replies")
    text = models.TextField(_("reply"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="reply_says_something")]
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.text[:60]}"


class Assessment(models.Model):
    """One of the three tests (三性) of one exhibit, by counsel. It holds for these bytes and no others."""

    class Test(models.TextChoices):
        AUTHENTICITY = "authenticity", _("Authenticity")
        LEGALITY = "legality", _("Legality")
        RELEVANCE = "relevance", _("Relevance")

    class Verdict(models.TextChoices):
        YES = "yes", pgettext_lazy("verdict", "Yes")
        DOUBT = "doubt", pgettext_lazy("verdict", "Doubt")
        NO = "no", pgettext_lazy("verdict", "No")

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="assessments")
    sha256 = models.CharField(max_length=64)
    test = models.CharField(max_length=12, choices=Test.choices)
    verdict = models.CharField(max_length=6, choices=Verdict.choices)
    note = models.CharField(_("reason"), max_length=500, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "sha256", "test"], name="test_once_for_these_bytes"),
            models.CheckConstraint(condition=Q(verdict="yes") | ~Q(note=""), name="doubt_has_a_reason"),
            models.CheckConstraint(
                condition=Q(test__in=["authenticity", "legality", "relevance"], verdict__in=["yes", "doubt", "no"]),
                name="test_and_verdict_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.test}: {self.verdict}"


class ReadMark(models.Model):
    """This person has read this page. By the bytes: in the next version only what is new is unread."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the exhibit's file
    page = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "sha256", "page"], name="page_read_once"),
            models.CheckConstraint(condition=Q(page__gte=1), name="read_page_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.sha256[:8]} p. {self.page}"


class LegalNoteQuerySet(models.QuerySet["LegalNote"]):
    def visible_to(self, user: User) -> "LegalNoteQuerySet":
        """Privileged: only who may read such notes, and only in their own organisation. Guests never."""
        return self.filter(case__organisation_id__in=user.organisations_where(Can.READ_PRIVILEGED))


class LegalNote(models.Model):
    """Counsel's privileged note (row 2.3b). A table of its own: no list, search or export meets it by chance."""

    class Defect(models.TextChoices):
        SEAL = "seal", _("Seal or signature is missing or does not match")
        AUTHORITY = "authority", _("The body had no power to order this, or not at this level")
        SCOPE = "scope", _("The measure goes beyond what the paper names")
        PERIOD = "period", _("The period is missing, past or longer than allowed")

    case = models.ForeignKey(Case, models.PROTECT, related_name="legal_notes")
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    page = models.PositiveIntegerField(null=True, blank=True)
    defects = models.JSONField(default=list, blank=True)
    text = models.TextField(_("privileged note"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = LegalNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="legal_note_says_something"),
            models.CheckConstraint(
                condition=Q(evidence=None, page=None) | Q(evidence__isnull=False, page__gte=1),
                name="legal_note_place_is_whole",
            ),
        ]
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.written_at:%Y-%m-%d}"

    @property
    def defect_words(self) -> list[str]:
        return [str(self.Defect(code).label) for code in self.defects]

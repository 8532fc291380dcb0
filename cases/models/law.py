"""What the firm keeps of the law beside the shipped library: decisions it has read, and which law applies to whom."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from cases.models.case import Case
from cases.models.register import Party
from knowledge import citations
from knowledge.words import Words


class CaseNoteQuerySet(models.QuerySet["CaseNote"]):
    def visible_to(self, user: User) -> "CaseNoteQuerySet":
        return self.filter(organisation_id__in=user.organisation_ids)

    def verified(self) -> "CaseNoteQuerySet":
        return self.exclude(verified_at=None)


class CaseNote(models.Model):
    """案例: a decision that somebody of the firm has read; letters cite it once counsel has verified it (row 9.1d)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    country = models.CharField(_("country"), max_length=2)  # EU for the Union's courts
    court_zh = models.CharField(_("court or body, in Chinese"), max_length=200)
    court_en = models.CharField(_("court or body, in English"), max_length=200)
    number = models.CharField(_("number of the decision"), max_length=100)
    decided_on = models.DateField(_("decided on"))
    shows_zh = models.TextField(_("what it shows, in Chinese"))
    shows_en = models.TextField(_("what it shows, in English"))
    source = models.CharField(_("source"), max_length=500, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = CaseNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="case_note_once"),
            models.CheckConstraint(
                condition=Q(verified_by=None, verified_at=None)
                | Q(verified_by__isnull=False, verified_at__isnull=False) & ~Q(source=""),
                name="case_note_verified_with_its_source",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=F("written_by")) & ~Q(verified_by=F("changed_by")),
                name="case_note_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(court_zh="") & ~Q(court_en="") & ~Q(shows_zh="") & ~Q(shows_en=""),
                name="case_note_in_both_languages",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-decided_on", "-id"], name="case_note_newest")]
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Words:
        return Words(f"{self.court_zh}{self.number}", f"{self.court_en}, {self.number}")

    @property
    def shows(self) -> Words:
        return Words(self.shows_zh, self.shows_en)

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


class ApplicableLawQuerySet(models.QuerySet["ApplicableLaw"]):
    def visible_to(self, user: User) -> "ApplicableLawQuerySet":
        return self.filter(organisation_id__in=user.organisation_ids)

    def standing(self) -> "ApplicableLawQuerySet":
        return self.filter(ended_at=None)


class ApplicableLaw(models.Model):
    """适用法律: a provision that binds an entity, or one case, until counsel says otherwise (row 9.1a)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.CASCADE, null=True, blank=True, related_name="laws")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="laws")
    citation = models.ForeignKey("knowledge.Edition", models.PROTECT, null=True, blank=True, related_name="+")
    law_zh = models.CharField(_("law and article, in Chinese"), max_length=300, blank=True)
    law_en = models.CharField(_("law and article, in English"), max_length=300, blank=True)
    because = models.TextField(_("why it applies, and to what"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_until = models.DateField(_("verified until"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    objects = ApplicableLawQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(party=None, case__isnull=False) | Q(party__isnull=False, case=None),
                name="law_applies_to_one",
            ),
            models.CheckConstraint(
                condition=Q(citation__isnull=False, law_zh="", law_en="")
                | Q(citation=None) & ~Q(law_zh="") & ~Q(law_en=""),
                name="law_named_once",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None, verified_at=None, verified_until=None)
                | Q(verified_by__isnull=False, verified_at__isnull=False, verified_until__isnull=False),
                name="law_verified_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(ended_because=""),
                name="law_ended_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="law_applies_for_a_reason"),
            models.UniqueConstraint(
                fields=["party", "citation"], condition=Q(ended_at=None), name="law_once_an_entity"
            ),
            models.UniqueConstraint(fields=["case", "citation"], condition=Q(ended_at=None), name="law_once_a_case"),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="law_newest")]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.name)

    @cached_property
    def provision(self) -> citations.Citation | None:
        return citations.of(self.citation) if self.citation else None

    @property
    def name(self) -> Words:
        return self.provision.name if self.provision else Words(self.law_zh, self.law_en)

    def state(self, on: date) -> str:
        """ended, unverified, lapsed or verified on that day."""
        if self.ended_at is not None:
            return "ended"
        if self.verified_until is None:
            return "unverified"
        return "verified" if on <= self.verified_until else "lapsed"

"""What FreezeDesk knows about the world, kept as editions: a change is a new edition, a case keeps the one it used."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.words import Words


class Kind(models.TextChoices):
    """What a piece of knowledge is. One line per sort of thing that a reviewer can open and read."""

    CAUSE_FAMILY = "cause_family", _("family of causes")
    CAUSE = "cause", _("cause")
    PAPER = "paper", _("document")
    FORM_PROFILE = "form_profile", _("formal requirements of a country")
    BODY_KIND = "body_kind", _("kind of freezing body")
    ROUTE = "route", _("route")
    HARD_STOP = "hard_stop", _("what is never offered")
    ROUTE_MAP = "route_map", _("where a route is missing")
    PROVIDER = "provider", _("provider")
    CHECKLIST_ITEM = "checklist_item", _("checklist item")
    CHECKLIST_VARIANT = "checklist_variant", _("checklist variant")
    CHECKLIST_LIST = "checklist_list", _("list")
    RACI = "raci", _("who does what by default")
    RISK_LIST = "risk_list", _("country list")
    CALENDAR = "calendar", _("calendar")
    TIME_LIMIT = "time_limit", _("time limit")
    COUNTING_PROFILE = "counting_profile", _("way of counting")
    LETTER = "letter", _("letter template")
    LETTER_FIELDS = "letter_fields", _("letter fields")
    PHRASE = "phrase", _("phrase")
    TONE = "tone", _("tone list")
    REJECTION_GUIDE = "rejection_guide", _("rejection categories")
    REJECTION_REASON = "rejection_reason", _("rejection reason")
    CITATION = "citation", _("provision")
    TERM = "term", _("term")


class EditionQuerySet(models.QuerySet["Edition"]):
    def current(self, kind: str) -> "EditionQuerySet":
        return self.filter(kind=kind, is_current=True).order_by("position")

    def pick(self, kind: str, code: str) -> "Edition":
        """The edition in use today."""
        try:
            return self.get(kind=kind, code=code, is_current=True)
        except self.model.DoesNotExist:
            raise ValidationError(
                _("“%(code)s” (%(kind)s) is not in the knowledge. Load it with `manage.py load_knowledge`."),
                code="unknown_knowledge",
                params={"code": code, "kind": Kind(kind).label},
            ) from None


class Edition(models.Model):
    """One edition of one piece of knowledge. Never edited; `number` counts up when the content changes."""

    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=100)
    number = models.PositiveIntegerField(_("edition"))
    position = models.PositiveIntegerField(_("place in its file"))  # order of display, no part of the content
    title_zh = models.CharField(_("title in Chinese"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300)
    body = models.JSONField(_("content"))
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    source = models.CharField(_("source"), max_length=500, blank=True)
    confidence = models.CharField(_("confidence"), max_length=20, blank=True)
    is_current = models.BooleanField(_("in use"))
    loaded_at = models.DateTimeField(_("loaded at"))

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "number"], name="edition_counted_once"),
            models.UniqueConstraint(fields=["kind", "code"], condition=Q(is_current=True), name="one_edition_in_use"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="edition_kind_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_counts_from_one"),
            models.CheckConstraint(condition=~Q(title_zh="") & ~Q(title_en=""), name="edition_has_both_titles"),
        ]
        indexes = [models.Index(fields=["kind", "position"], condition=Q(is_current=True), name="editions_in_use")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.code} #{self.number}"

    def save(self, *args: Any, **options: Any) -> None:
        """A case rests on what it says: only loading.py writes, and it writes new ones."""
        if not self._state.adding:
            raise TypeError("An edition is never edited. Change the file in knowledge/data and load it.")
        super().save(*args, **options)

    @property
    def names(self) -> Words:
        return Words(self.title_zh, self.title_en)

    @property
    def title(self) -> str:
        """In the language of the reader."""
        return str(self.names)

    def text(self, language: str | None) -> str:
        """The title in a stated language: `zh-hans`, `zh-Hans`, `en`."""
        return self.names.text(language)

    @property
    def content(self) -> dict[str, Any]:
        body: dict[str, Any] = self.body
        return body

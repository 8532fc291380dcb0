"""What a letter said at each saving, and the sentences that admit something and that counsel lets stand."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Appeal


class LetterVersion(models.Model):
    """The words of the letter as they were saved, in its languages. Never changed; the newest is the letter itself."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()  # the letter's version after that saving
    words = models.JSONField(default=dict)  # {"zh-Hans": [[part, heading, text], ...], "en": [...]}
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "number"], name="letter_version_once")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.appeal} v{self.number}"


class AllowedWording(models.Model):
    """Counsel has read this very sentence and lets it stand. Another word in it, and it is asked about again."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="allowed_wordings")
    sentence = models.TextField(_("sentence"))
    key = models.CharField(max_length=64)  # SHA-256 of the sentence without blanks and marks
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "key"], name="wording_allowed_once")]

    def __str__(self) -> str:
        return self.sentence

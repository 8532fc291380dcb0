"""The words of a page, kept beside its file so that a pack can be searched."""

from django.db import models
from django.db.models import Q


class PageText(models.Model):
    """Made from the file, and as sensitive as the file: it goes where the file goes, and may be made again."""

    file = models.ForeignKey("documents.StoredFile", models.CASCADE, related_name="page_texts")
    page = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    folded = models.TextField(blank=True)  # as it is searched: see textlayer.fold

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "page"], name="page_text_once"),
            models.CheckConstraint(condition=Q(page__gte=1), name="page_text_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.page}"

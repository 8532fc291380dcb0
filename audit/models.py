"""Three tables: the entries, the end of each chain, and the words that may be erased one day."""

import json
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

USER = "user/"


class EntryQuerySet(models.QuerySet["Entry"]):
    def newest_first(self) -> Self:
        return self.order_by("-seq")

    def before(self, seq: int | None) -> Self:
        """Older than this one: the next page, found by key and never by counting rows."""
        return self if seq is None else self.filter(seq__lt=seq)

    def acts(self, *actions: str) -> Self:
        return self.filter(action__in=actions)

    def by_user(self, user_id: int) -> Self:
        return self.filter(actor=f"{USER}{user_id}")

    def since(self, at: datetime) -> Self:
        return self.filter(at__gte=at)


class Entry(models.Model):
    """One act. No foreign keys: the log must never stand in the way of live data, nor fall with it."""

    pk = models.CompositePrimaryKey("chain", "seq")
    chain = models.CharField(max_length=40)  # "case/12", "org/3", "system"
    seq = models.BigIntegerField()  # 1, 2, 3 ... without a gap; a database sequence could leave one
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)  # "user/7" or "clock": a name could not be erased from here
    action = models.CharField(max_length=64)  # "case.moved"
    body = models.TextField()  # the canonical JSON as it was sealed; text, because jsonb rewrites it
    content_commit = models.CharField(max_length=64, blank=True)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["actor", "at"], name="entry_who_did"),
            models.Index(fields=["action", "at"], name="entry_what_was_done"),
        ]
        constraints = [models.CheckConstraint(condition=Q(seq__gte=1), name="entry_counts_from_one")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.chain}#{self.seq}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("The audit log is written by audit.log.record and changed by nobody.")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("The audit log is append-only.")

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.body)["data"])

    @property
    def actor_id(self) -> int | None:
        return int(self.actor.removeprefix(USER)) if self.actor.startswith(USER) else None


class Head(models.Model):
    """The end of a chain. Locked while an entry is added, so that the chain cannot fork; moved by a trigger alone."""

    chain = models.CharField(primary_key=True, max_length=40)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq}"


class Content(models.Model):
    """Names, file names and free words of an entry. Erasing the row leaves a chain that still verifies."""

    pk = models.CompositePrimaryKey("chain", "seq")
    chain = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    key = models.BinaryField(max_length=32)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq}"

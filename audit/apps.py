"""Puts the locks on the audit tables after every migration, because a migration may take them off."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251 - Django's own moment, not a message between rooms

from audit import triggers


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Audit log"

    def ready(self) -> None:
        post_migrate.connect(_lock_the_tables, sender=self, dispatch_uid="audit-locks")


def _lock_the_tables(*, using: str, **kwargs: Any) -> None:
    triggers.ensure(using)

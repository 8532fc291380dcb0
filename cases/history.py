"""The last line of every act on a case: the audit entry, and the note that somebody touched the case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models.functions import Greatest

from accounts.models import User
from audit import log
from cases import news
from cases.models import Case
from notifications import webhooks


def record(
    case: Case,
    action: str,
    *,
    by: User | None,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
) -> None:
    """Codes, amounts and dates into `data`; names and free words into `private`, which can be erased (GDPR)."""
    # Greatest: a backdated entry of another person must not make a lively case look silent.
    Case.objects.filter(pk=case.pk).update(last_activity_at=Greatest("last_activity_at", at))
    log.record(chain=case.chain, action=action, by=by or "clock", at=at, data=data, private=private)
    if action in webhooks.KINDS:
        told = {"ref": case.ref, "stage": case.stage, "url": news.address_of(case)}
        webhooks.happened(case.organisation_id, action, told, data or {}, at=at)

"""Counsel's privileged notes (row 2.3b): for counsel only; who else tries to open one stands in the history.

The words of a note stand in no history, no event, no mail and no export: the entry keeps only their hash.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals.models import Evidence, LegalNote
from audit import log
from cases import history
from cases.models import Case


@transaction.atomic
def write(
    case: Case,
    *,
    text: str,
    by: User,
    at: datetime,
    defects: Sequence[str] = (),
    evidence: Evidence | None = None,
    page: int | None = None,
) -> LegalNote:
    case.require(by, Can.READ_PRIVILEGED)
    text = text.strip()
    if not text:
        raise ValidationError({"text": ValidationError(_("Write what you want to say."), code="says_nothing")})
    if not set(defects) <= set(LegalNote.Defect.values):
        raise ValidationError({"defects": ValidationError(_("Choose from the list."), code="defect_unknown")})
    note = LegalNote.objects.create(
        case=case,
        evidence=evidence,
        page=(page or 1) if evidence else None,
        defects=list(dict.fromkeys(defects)),
        text=text,
        written_by=by,
        written_at=at,
    )
    history.record(
        case,
        "legal_note.written",
        by=by,
        at=at,
        data={"note": note.pk, "sha256": hashlib.sha256(text.encode()).hexdigest()},
    )
    return note


@transaction.atomic
def refused(case: Case, *, by: User, at: datetime, note: int | None = None) -> None:
    """Somebody without the right knocked. The case's own clock of silence is not touched by that."""
    log.record(chain=case.chain, action="legal_note.refused", by=by, at=at, data={"note": note} if note else None)

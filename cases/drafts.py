"""The half-filled log of a freeze: saved as typed, resumed by anyone who may log, never overwritten unseen."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from cases.models import Draft
from documents.models import StoredFile

MOST_TYPED = 20_000  # characters of one step: a whole notice pasted in fits many times over


@transaction.atomic
def start(organisation: Organisation, *, by: User, at: datetime) -> Draft:
    by.require(Can.LOG_FREEZE, organisation.pk)
    return Draft.objects.create(
        key=secrets.token_urlsafe(12)[:24],
        organisation=organisation,
        started_by=by,
        created_at=at,
        saved_at=at,
        saved_by=by,
    )


@transaction.atomic
def save(
    draft: Draft,
    step: str,
    answers: Mapping[str, Any],
    *,
    version: int,
    by: User,
    at: datetime,
    notice: StoredFile | None = None,
) -> Draft:
    """Keep one step as it was typed, right or wrong: checking is for the page that moves on.

    Two browsers may hold the same draft. The one that saves an older version gets `saved_meanwhile` and decides
    field by field; what it sent is not lost, because the page shows both.
    """
    by.require(Can.LOG_FREEZE, draft.organisation_id)
    if sum(len(str(value)) for value in answers.values()) > MOST_TYPED:
        raise ValidationError(
            _("This is more text than a draft keeps. Shorten it, or attach it as a file."), code="draft_too_long"
        )
    fresh = Draft.objects.select_for_update().get(pk=draft.pk)
    if fresh.case_id:
        raise ValidationError(_("The case has been created from this draft already."), code="draft_used")
    typed = dict(answers)
    if fresh.version != version:
        theirs = fresh.answers.get(step, {})
        if theirs != typed:
            raise ValidationError(
                _("This draft was saved in another window at %(time)s. Choose which answers to keep."),
                code="saved_meanwhile",
                params={"time": fresh.saved_at, "theirs": theirs, "version": fresh.version},
            )
    changed = fresh.answers.get(step) != typed or notice is not None
    fresh.answers[step] = typed
    if notice is not None:
        fresh.notice_file = notice
    if changed:
        fresh.version += 1
    fresh.saved_at, fresh.saved_by = at, by
    fresh.save(update_fields=["answers", "version", "saved_at", "saved_by", "notice_file"])
    draft.refresh_from_db()
    return draft


@transaction.atomic
def discard(draft: Draft, *, by: User) -> None:
    by.require(Can.LOG_FREEZE, draft.organisation_id)
    if draft.case_id:
        raise ValidationError(_("The case has been created from this draft already."), code="draft_used")
    draft.delete()

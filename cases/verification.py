"""Is the notice genuine? Asked through an official channel from the directory, never through the notice itself."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from cases import checklists, history, timeline
from cases.models import Case, Freeze
from cases.thinkable import in_future
from documents.models import StoredFile


@transaction.atomic
def verify(case: Case, *, how: str, when: datetime, by: User, at: datetime, file: StoredFile | None = None) -> Case:
    """Row 2.1a: who, when, through which official channel, with the screenshot if there is one."""
    case.require(by, Can.WORK_ON_CASE)
    how = how.strip()
    if not how:
        raise ValidationError(
            {
                "how": ValidationError(
                    _("Say which official channel was used: the number called, the page opened."),
                    code="channel_missing",
                )
            }
        )
    if when > at:
        raise ValidationError({"when": in_future()})
    changed = Freeze.objects.filter(case=case, verified_at=None).update(
        verified_at=when, verified_by=by, verified_how=how[:300], verified_file=file
    )
    if not changed:
        raise ValidationError(_("The notice has been verified already."), code="verified_already")
    case.freeze.refresh_from_db()
    zh, en = both(_("Notice verified through an official channel: %(how)s"), how=how)
    timeline.note_event(case, "notice_verified", happened_at=when, zh=zh, en=en, by=by, at=at, file=file)
    checklists.settle(case, "verify-notice", by=by, at=at, note=how)
    history.record(case, "notice.verified", by=by, at=at, data={"when": when.isoformat()}, private={"how": how})
    return case

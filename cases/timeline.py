"""What happened in the world, in order. An entry may be backdated; it is corrected by a new one, never rewritten."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import history
from cases.models import Case, Event
from documents.models import StoredFile


def note_event(
    case: Case,
    kind: str,
    *,
    happened_at: datetime,
    zh: str,
    en: str,
    by: User | None,
    at: datetime,
    zone: str | None = None,
    file: StoredFile | None = None,
    sha256: str = "",
    corrects: Event | None = None,
) -> Event:
    """Used inside acts: they check the right and write the audit entry."""
    return Event.objects.create(
        case=case,
        kind=kind,
        happened_at=happened_at,
        zone=zone or case.organisation.time_zone,
        text_zh=zh[:500],
        text_en=en[:500],
        file=file,
        sha256=sha256,
        recorded_at=at,
        recorded_by=by,
        corrects=corrects,
    )


@transaction.atomic
def add_event(
    case: Case, *, text: str, happened_at: datetime, by: User, at: datetime, file: StoredFile | None = None
) -> Event:
    """A person's own entry, in the words they chose: shown as written in either language."""
    case.require(by, Can.WORK_ON_CASE)
    text = text.strip()
    if not text:
        raise ValidationError(_("Say in a few words what happened."), code="event_is_empty")
    if len(text) > 500:
        raise ValidationError(
            _("Keep the entry under 500 characters; attach a longer text as a file."), code="event_too_long"
        )
    if happened_at > at:
        raise ValidationError(
            _("An event cannot lie in the future. For a future date set a deadline."), code="event_in_future"
        )
    event = note_event(case, "note", happened_at=happened_at, zh=text, en=text, by=by, at=at, file=file)
    history.record(case, "event.added", by=by, at=at, data={"event": event.pk}, private={"text": text})
    return event


@transaction.atomic
def correct_event(event: Event, *, text: str, happened_at: datetime, by: User, at: datetime) -> Event:
    """The old entry stays readable, struck through, beside the new one."""
    case = event.case
    case.require(by, Can.WORK_ON_CASE)
    if event.corrected_by.exists():
        raise ValidationError(
            _("This entry has been corrected already. Correct the newer one."), code="corrected_already"
        )
    if not text.strip():
        raise ValidationError(_("Say in a few words what happened."), code="event_is_empty")
    same = text.strip() in (event.text_zh, event.text_en)  # only the time was wrong: both languages stay
    newer = note_event(
        case,
        event.kind,
        happened_at=happened_at,
        zh=event.text_zh if same else text.strip(),
        en=event.text_en if same else text.strip(),
        by=by,
        at=at,
        zone=event.zone,
        file=event.file,
        corrects=event,
    )
    history.record(
        case, "event.corrected", by=by, at=at, data={"event": newer.pk, "corrects": event.pk}, private={"text": text}
    )
    return newer

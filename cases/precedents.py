"""The firm's case notes: written at the desk, verified by counsel other than the author, unverified by a change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from audit import log
from cases.models import CaseNote

FIELDS = ("country", "court_zh", "court_en", "number", "decided_on", "shows_zh", "shows_en", "source")
NEEDED = {
    "country": _("Choose the country of the court."),
    "court_zh": _("Enter the court or body in Chinese."),
    "court_en": _("Enter the court or body in English."),
    "number": _("Enter the number of the decision, or the name it is quoted by."),
    "decided_on": _("Enter the day of the decision."),
    "shows_zh": _("Say in Chinese what the decision shows."),
    "shows_en": _("Say in English what the decision shows."),
}


@transaction.atomic
def write(organisation: Organisation, values: Mapping[str, Any], *, by: User, at: datetime) -> CaseNote:
    by.require(Can.EDIT_REGISTER, organisation.pk)
    kept = _read(organisation, values, at=at)
    note = CaseNote.objects.create(
        organisation=organisation, written_by=by, written_at=at, changed_by=by, changed_at=at, **kept
    )
    _record(note, "note.written", by=by, at=at, private={"number": note.number})
    return note


@transaction.atomic
def change(note: CaseNote, values: Mapping[str, Any], *, version: int, by: User, at: datetime) -> CaseNote:
    """What counsel verified were other words: the verification ends with the change."""
    by.require(Can.EDIT_REGISTER, note.organisation_id)
    kept = _read(note.organisation, values, at=at, but=note)
    changed = sorted(name for name, value in kept.items() if value != getattr(note, name))
    if not changed:
        return note
    swapped = CaseNote.objects.filter(pk=note.pk, version=version).update(
        version=F("version") + 1, changed_by=by, changed_at=at, verified_by=None, verified_at=None, **kept
    )
    if not swapped:
        raise ValidationError(
            _("Somebody changed this case note while you were writing. Compare with what is saved, then save again."),
            code="saved_meanwhile",
        )
    note.refresh_from_db()
    _record(note, "note.changed", by=by, at=at, data={"fields": changed})
    return note


@transaction.atomic
def verify(note: CaseNote, *, version: int, by: User, at: datetime) -> CaseNote:
    """Counsel has read the decision at its source. `version` is what stood before their eyes."""
    by.require(Can.REVIEW_EVIDENCE, note.organisation_id)
    if by.pk in (note.written_by_id, note.changed_by_id):
        raise PermissionDenied(_("You wrote this case note yourself. Another counsel must verify it."))
    if not note.source:
        raise ValidationError(
            _("Name the source first: where the decision was read, so that another person finds it."),
            code="source_missing",
        )
    if note.is_verified:
        raise ValidationError(_("This case note has been verified already."), code="verified_already")
    still_so = CaseNote.objects.filter(pk=note.pk, version=version, verified_at=None)
    if not still_so.update(verified_by=by, verified_at=at):
        raise ValidationError(
            _("This case note was changed after you opened it. Read it again, then verify it."), code="saved_meanwhile"
        )
    note.refresh_from_db()
    _record(note, "note.verified", by=by, at=at, data={"version": note.version})
    return note


@transaction.atomic
def withdraw(note: CaseNote, *, because: str, by: User, at: datetime) -> CaseNote:
    """Overruled, misread or not found any more: no letter rests on it until counsel verifies it again."""
    by.require(Can.REVIEW_EVIDENCE, note.organisation_id)
    because = because.strip()
    if not because:
        raise ValidationError(
            {"because": ValidationError(_("Say why it is not to be relied on any more."), code="reason_missing")}
        )
    if not CaseNote.objects.filter(pk=note.pk).verified().update(verified_by=None, verified_at=None):
        raise ValidationError(_("This case note is not verified."), code="not_verified")
    note.refresh_from_db()
    _record(note, "note.withdrawn", by=by, at=at, private={"because": because})
    return note


def _read(
    organisation: Organisation, values: Mapping[str, Any], *, at: datetime, but: CaseNote | None = None
) -> dict[str, Any]:
    """Everything that is wrong, at once, each beside its field."""
    kept = {name: values.get(name) for name in FIELDS}
    kept = {name: value.strip() if isinstance(value, str) else value for name, value in kept.items()}
    kept["source"] = kept["source"] or ""
    wrong = {
        name: ValidationError(sentence, code=f"{name}_missing") for name, sentence in NEEDED.items() if not kept[name]
    }
    today = organisation.day_of(at)
    if kept["decided_on"] and kept["decided_on"] > today:
        wrong["decided_on"] = ValidationError(
            _("This day lies in the future. Enter today or an earlier day."), code="in_future"
        )
    others = CaseNote.objects.filter(organisation=organisation, number=kept["number"])
    if kept["number"] and others.exclude(pk=but.pk if but else 0).exists():
        wrong["number"] = ValidationError(
            _("This decision is among the case notes already. Look for its number in the library."),
            code="note_already",
        )
    if wrong:
        raise ValidationError(wrong)
    return kept


def _record(
    note: CaseNote,
    action: str,
    *,
    by: User,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
) -> None:
    log.record(
        chain=f"org/{note.organisation_id}",
        action=action,
        by=by,
        at=at,
        data={"case_note": note.pk, **(data or {})},
        private=dict(private) if private else None,
    )

"""What a letter rests on: a provision of the library or a decision of the firm's own, both read in the same way."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals import wording
from appeals.models import Appeal, CitationUse
from cases.models import Case, CaseNote
from cases.models.law import CaseNoteQuerySet
from knowledge import citations
from knowledge.citations import Citation
from knowledge.models import Edition
from knowledge.words import NO_WORDS, Words

UNVERIFIED = _(
    "%(name)s has not been verified by counsel and cannot be cited. Let a counsel who did not write it verify it under"
    " Library, Case notes; then cite it."
)
NOTE = "note-"  # before the number of a case note, where a provision has its code


def cited(use: CitationUse) -> Citation:
    if use.note is not None:
        return of_note(use.note)
    if use.citation is None:  # the database refuses it
        raise LookupError(f"Citation {use.pk} names neither a provision nor a case note.")
    return citations.of(use.citation)


def of_note(note: CaseNote) -> Citation:
    decided = {language: wording.day(note.decided_on, language) for language in ("zh", "en")}
    return Citation(
        edition_id=0,
        code=f"{NOTE}{note.pk}",
        type="case",
        law=note.name,
        article=Words(f"（{decided['zh']}）", f"decision of {decided['en']}"),
        jurisdiction=note.country,
        since=note.decided_on,
        until=None,
        status="in-force",
        successor=None,
        says=note.shows,
        why_typical=NO_WORDS,
        trap=NO_WORDS,
        confidence="",
        is_verified=note.is_verified,
    )


def code_of(use: CitationUse) -> str:
    return f"{NOTE}{use.note_id}" if use.note_id else use.citation.code if use.citation else ""


def find(case: Case, code: str) -> Citation | None:
    """By the code that a form or a program sends; a note of another firm is none."""
    if not code.startswith(NOTE):
        return citations.current().get(code)
    note = _note(case, code)
    return of_note(note) if note else None


def chosen(case: Case, code: str) -> dict[str, Any]:
    """The column of a new citation. A decision that counsel has not verified is refused here, for every door (9.1d)."""
    if code.startswith(NOTE):
        note = _note(case, code)
        if note is None:
            raise ValidationError(_("Choose the provision or case note from the list."), code="unknown_note")
        require_verified(of_note(note))
        return {"note_id": note.pk}
    provision = citations.get(code)
    require_verified(provision)
    return {"citation_id": provision.edition_id}


def require_verified(citation: Citation) -> None:
    """A statute may be drafted with before counsel has ticked it; a decision may not be cited at all."""
    if not may_be_cited(citation):
        raise ValidationError(UNVERIFIED, code="note_unverified", params={"name": str(citation.name)})


def may_be_cited(citation: Citation) -> bool:
    return citation.type != "case" or citation.is_verified


def require_all_verified(appeal: Appeal) -> None:
    """At the approval: a verification may have been withdrawn since counsel got the pack."""
    for use in CitationUse.objects.filter(appeal=appeal).select_related("citation", "note"):
        require_verified(cited(use))


def unsaved(case: Case, code: str) -> CitationUse | None:
    """The row that would be made, for a preview of what is typed."""
    if code.startswith(NOTE):
        note = _note(case, code)
        return CitationUse(note=note) if note else None
    if code not in citations.current():
        return None
    return CitationUse(citation=Edition.objects.get(pk=citations.get(code).edition_id))


def notes_of(case: Case) -> CaseNoteQuerySet:
    """What the firm has of decisions, the newest first."""
    return CaseNote.objects.filter(organisation_id=case.organisation_id)


def _note(case: Case, code: str) -> CaseNote | None:
    number = code.removeprefix(NOTE)
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return CaseNote.objects.filter(organisation_id=case.organisation_id, pk=int(number)).first()

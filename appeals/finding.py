"""Search in a pack: the pages of its exhibits, its letters, and what was said about it, in Chinese and in English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from appeals.filling import FilledLetter
from appeals.models import Comment, LegalNote, Pack, PackItem
from documents import textlayer
from documents.models import PageText, StoredFile

MOST = 200


@dataclass(frozen=True)
class Hit:
    """Where it stands, and the words around it."""

    item: PackItem | None
    page: int
    before: str
    said: str
    after: str
    language: str = ""
    paragraph: int | None = None


@dataclass(frozen=True)
class Found:
    pages: Sequence[Hit] = ()
    letter: Sequence[Hit] = ()
    comments: Sequence[tuple[Comment, Hit]] = ()
    notes: Sequence[tuple[LegalNote, Hit]] = ()
    unread: Sequence[PackItem] = ()  # whose words could not be read: not searched, and said so
    is_cut: bool = False

    @property
    def count(self) -> int:
        return len(self.pages) + len(self.letter) + len(self.comments) + len(self.notes)


def search(pack: Pack, items: Sequence[PackItem], asked: str, *, by: User, at: datetime) -> Found:
    """`items`: what this person may see of the pack. A page is found when it holds every word that was asked for."""
    terms = textlayer.terms(asked)
    if not terms:
        return Found()
    missing = {file.pk for file in textlayer.read([item.file for item in items], at=at)}
    rows = PageText.objects.filter(file__in={item.file_id for item in items})
    for term in terms:
        rows = rows.filter(folded__contains=term)
    by_file: dict[int, list[PackItem]] = {}
    for item in items:
        by_file.setdefault(item.file_id, []).append(item)
    found = [(item, row) for row in rows.order_by("file", "page")[: MOST + 1] for item in by_file.get(row.file_id, ())]
    found.sort(key=lambda pair: (pair[0].position, pair[1].page))
    visible = {item.evidence_id for item in items}
    return Found(
        pages=[Hit(item, row.page, *textlayer.snippet(row.text, terms[0])) for item, row in found[:MOST]],
        letter=_letters(pack.letters, terms),
        comments=_comments(pack, terms, visible, by),
        notes=_notes(pack, terms, by),
        unread=[item for item in items if item.file_id in missing],
        is_cut=len(found) > MOST,
    )


def texts(files: Sequence[StoredFile], *, at: datetime) -> dict[int, dict[int, str]]:
    """File to page to its folded words: for comparing two of them."""
    textlayer.read(files, at=at)
    said: dict[int, dict[int, str]] = {file.pk: {} for file in files}
    for file, page, text in PageText.objects.filter(file__in=said).values_list("file", "page", "folded"):
        said[file][page] = text
    return said


def _holds(text: str, terms: Sequence[str]) -> bool:
    folded = textlayer.fold(text)
    return all(term in folded for term in terms)


def _letters(letters: Mapping[str, object], terms: Sequence[str]) -> list[Hit]:
    found = []
    for language, data in letters.items():
        for block in FilledLetter.from_dict(data).blocks:  # type: ignore[arg-type]  # as pack.py wrote it
            for paragraph in block.paragraphs:
                if _holds(paragraph.text, terms):
                    said = textlayer.snippet(paragraph.text, terms[0])
                    found.append(Hit(None, 0, *said, language=language, paragraph=paragraph.number))
    return found


def _comments(pack: Pack, terms: Sequence[str], visible: set[int], by: User) -> list[tuple[Comment, Hit]]:
    rows = Comment.objects.visible_to(by).filter(appeal_id=pack.appeal_id).select_related("written_by", "evidence")
    return [
        (row, Hit(None, row.page or 0, *textlayer.snippet(row.text, terms[0])))
        for row in rows.order_by("-pk")[:2000]
        if _holds(row.text, terms) and (row.evidence_id is None or row.evidence_id in visible)
    ][:MOST]


def _notes(pack: Pack, terms: Sequence[str], by: User) -> list[tuple[LegalNote, Hit]]:
    rows = LegalNote.objects.visible_to(by).filter(case=pack.case_id).select_related("written_by", "evidence")
    return [
        (row, Hit(None, row.page or 0, *textlayer.snippet(row.text, terms[0])))
        for row in rows[:2000]
        if _holds(row.text, terms)
    ][:MOST]

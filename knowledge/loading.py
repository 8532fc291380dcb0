"""From the files of data/ to the database: a change is a new edition, what is gone is retired, nothing is deleted."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from knowledge import consistency, reading
from knowledge.models import Edition, Kind
from knowledge.reading import DATA, Piece

SHOWN = 20  # problems in one answer; the rest is counted


@dataclass(frozen=True)
class Loaded:
    added: int
    changed: int
    unchanged: int
    retired: int

    @property
    def current(self) -> int:
        return self.added + self.changed + self.unchanged


def load(folder: Path = DATA, *, at: datetime) -> Loaded:
    """All or nothing. A second run changes nothing."""
    pieces = checked(folder)
    with transaction.atomic():
        return _store(pieces, at)


def checked(folder: Path = DATA) -> list[Piece]:
    """Reads and checks without touching the database."""
    try:
        pieces = reading.read(folder)
    except reading.Broken as error:
        raise _refused([str(error)]) from error
    if found := consistency.problems(pieces):
        raise _refused(found)
    return pieces


def _refused(found: list[str]) -> ValidationError:
    more = len(found) - SHOWN
    lines = found[:SHOWN] + ([f"(+{more})"] if more > 0 else [])
    return ValidationError(
        _("The knowledge was not loaded; what was there before stays in use. Correct this first: %(problems)s"),
        code="knowledge_broken",
        params={"problems": "\n" + "\n".join(lines), "found": found},
    )


def _store(pieces: list[Piece], at: datetime) -> Loaded:
    in_use = {
        (edition.kind, edition.code): edition
        for edition in Edition.objects.filter(is_current=True).defer("body", "source", "confidence")
    }
    numbers: dict[tuple[str, str], int] = {}
    for kind, code, number in Edition.objects.order_by("number").values_list("kind", "code", "number"):
        numbers[kind, code] = number
    fresh, moved, kept = [], [], set()
    for piece in pieces:
        key = (str(piece.kind), piece.code)
        standing = in_use.get(key)
        if standing and standing.digest == piece.digest:
            kept.add(key)
            if (standing.position, standing.title_zh, standing.title_en) != (piece.position, piece.zh, piece.en):
                standing.position, standing.title_zh, standing.title_en = piece.position, piece.zh, piece.en
                moved.append(standing)
        else:
            fresh.append(_edition(piece, numbers.get(key, 0) + 1, at))
    old = [edition.pk for key, edition in in_use.items() if key not in kept]
    changed = sum((edition.kind, edition.code) in in_use for edition in fresh)
    for start in range(0, len(old), 500):  # below SQLite's number of parameters
        Edition.objects.filter(pk__in=old[start : start + 500]).update(is_current=False)
    Edition.objects.bulk_update(moved, ["position", "title_zh", "title_en"], batch_size=200)
    Edition.objects.bulk_create(fresh, batch_size=200)
    return Loaded(len(fresh) - changed, changed, len(kept), len(old) - changed)


def _edition(piece: Piece, number: int, at: datetime) -> Edition:
    return Edition(
        kind=Kind(piece.kind),
        code=piece.code,
        number=number,
        position=piece.position,
        title_zh=piece.zh,
        title_en=piece.en,
        body=piece.body,
        digest=piece.digest,
        source=piece.source,
        confidence=piece.confidence,
        is_current=True,
        loaded_at=at,
    )

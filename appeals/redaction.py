"""Black out parts of an exhibit: what stood there is gone from what is bound. The file as it was stays, and why."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals import quality
from appeals.models import Evidence, Redaction
from cases import history
from documents import blackout, gone, storing
from documents.models import StoredFile
from documents.redacting import Box

Marks = Mapping[int, Sequence[Box]]
MOST = 400
BY_REDACTION = ("not_blacked_out", "mark_not_drawn")  # findings that end with the page that is drawn anew


def marks_for(item: Evidence, words: Sequence[str]) -> dict[int, list[Box]]:
    """Where these words stand in the paper as it is bound."""
    said = [word.strip() for word in words if word.strip()]
    if not said:
        return {}
    with tempfile.TemporaryDirectory(prefix="fd-redaction-") as folder:
        return blackout.places_of(copied(item.file, Path(folder)), said)


def copied(file: StoredFile, folder: Path) -> Path:
    path = folder / "paper.pdf"
    with storing.open_pdf(file) as source, path.open("wb") as target:
        while block := source.read(2**20):
            target.write(block)
    blackout.print_marks(path)
    return path


def redact(
    item: Evidence, *, marks: Marks, because: str, by: User, at: datetime, words: Sequence[str] = ()
) -> Redaction:
    """Every mark at once, on the paper as it came: a second redaction begins with undoing the first.

    `words` are those that were looked for: a mark on a scan covers words that nobody can read out of the file.
    """
    require(item, by)
    require_marks(item, marks, because)
    before = item.file
    with tempfile.TemporaryDirectory(prefix="fd-redaction-") as folder:
        place = Path(folder)
        out = place / "redacted.pdf"
        prints = gone.prints_of([*blackout.black_out(copied(before, place), out, marks, place), *words])
        name = redacted_name(before, prints)
        after = storing.store(out, name=name, organisation=item.case.organisation, at=at)
        storing.note(after, "redacted", found=found_on(before, after, marks), gone=prints)
    with transaction.atomic():
        swap(item, before, after)
        row = Redaction.objects.create(
            evidence=item,
            before=before,
            after=after,
            marks={str(page): [list(box) for box in boxes] for page, boxes in sorted(marks.items())},
            because=because.strip(),
            done_by=by,
            done_at=at,
        )
        data = {"evidence": item.pk, "marks": row.count, "before": before.sha256, "after": after.sha256}
        history.record(item.case, "evidence.redacted", by=by, at=at, data=data, private={"because": row.because})
    return row


def found_on(before: StoredFile, after: StoredFile, marks: Marks) -> list[dict[str, Any]]:
    """What was found on the paper holds of the redacted one; what is drawn here is judged as it was before.

    A black page without a sharp edge is not a blurred one, and a wish to black out is fulfilled on these pages alone.
    """
    kept = [row for row in before.findings if not (row.get("page") in marks and row["code"] in BY_REDACTION)]
    drawn = [row for row in after.findings if row.get("page") in marks and row["code"] in quality.MEASURED]
    return kept + [row for row in after.findings if row not in kept and row not in drawn]


@transaction.atomic
def undo(row: Redaction, *, by: User, at: datetime) -> None:
    """The paper stands as it came again."""
    item = row.evidence
    require(item, by)
    if not Redaction.objects.standing().filter(pk=row.pk).update(undone_by=by, undone_at=at):
        raise ValidationError(_("This has been undone already."), code="undone_already")
    swap(item, row.after, row.before)
    data = {"evidence": item.pk, "before": row.after.sha256, "after": row.before.sha256}
    history.record(item.case, "evidence.unredacted", by=by, at=at, data=data)


def require(item: Evidence, by: User) -> None:
    item.case.require(by, Can.WORK_ON_CASE)
    if item.removed_at is not None or item.case.is_closed:
        raise ValidationError(_("This paper is not part of an open case any more."), code="not_standing")


def require_marks(item: Evidence, marks: Marks, because: str) -> None:
    if Redaction.objects.filter(evidence=item).standing().exists():
        raise ValidationError(
            _("Parts of this paper are blacked out already. Undo that first, then mark everything anew."),
            code="redacted_already",
        )
    if not because.strip():
        raise ValidationError(
            {"because": ValidationError(_("Say why. Counsel and the history read it."), code="reason_missing")}
        )
    boxes = [(page, box) for page, found in marks.items() for box in found]
    if not boxes:
        raise ValidationError(
            _("Nothing is marked: these words stand nowhere in the text. Give a place on a page instead."),
            code="nothing_marked",
        )
    if len(boxes) > MOST:
        raise ValidationError(
            _("More than %(most)s places are marked. Choose longer words."),
            code="too_many_marks",
            params={"most": MOST},
        )
    if any(not 1 <= page <= (item.file.pages or 1) for page, _box in boxes):
        raise ValidationError(
            _("There is no such page. The file has %(pages)s."),
            code="no_such_page",
            params={"pages": item.file.pages or 1},
        )
    if any(not fits(box) for _page, box in boxes):
        raise ValidationError(_("A mark lies outside the page. Use shares from 0 to 100."), code="outside_the_page")


def fits(box: Box) -> bool:
    left, top, width, height = box
    near = 0.001
    return min(left, top) >= -near and min(width, height) > 0 and max(left + width, top + height) <= 1 + near


def swap(item: Evidence, frm: StoredFile, to: StoredFile) -> None:
    """Compare and swap: who comes second finds another file there."""
    if not Evidence.objects.filter(pk=item.pk, file=frm).update(file=to):
        raise ValidationError(_("Somebody changed this paper meanwhile. Open it again."), code="changed_meanwhile")
    item.refresh_from_db()


def redacted_name(file: StoredFile, prints: Sequence[str]) -> str:
    """The name it came with, unless that says what is blacked out."""
    stem = Path(file.name).stem[:140]
    return "redacted.pdf" if gone.repeats(stem, prints) else f"{stem}-redacted.pdf"

"""Which pages of a pack a person has read, and which comes next. Nobody reads for another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models import Pack, PackItem, ReadMark
from cases.models import Case

Sheet = tuple[PackItem, int]


@dataclass(frozen=True)
class Reading:
    """What one person has read of one pack."""

    items: Sequence[PackItem]
    marks: frozenset[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(pages_of(item) for item in self.items)

    @property
    def unread(self) -> int:
        return sum(self.left(item) for item in self.items)

    def left(self, item: PackItem) -> int:
        return sum((item.sha256, page) not in self.marks for page in range(1, pages_of(item) + 1))

    def is_read(self, item: PackItem, page: int) -> bool:
        return (item.sha256, page) in self.marks

    @property
    def exhibits_read(self) -> int:
        return sum(not self.left(item) for item in self.items)

    def next_unread(self, item: PackItem | None = None, page: int = 0) -> Sheet | None:
        """After this page, and then from the beginning; the page itself comes last."""
        sheets = [(each, number) for each in self.items for number in range(1, pages_of(each) + 1)]
        here = next((i for i, (each, n) in enumerate(sheets) if item and each.pk == item.pk and n == page), -1)
        return next(
            (sheet for sheet in sheets[here + 1 :] + sheets[: here + 1] if not self.is_read(*sheet)),
            None,
        )


def pages_of(item: PackItem) -> int:
    return item.file.pages or 1


def of(case: Case, items: Sequence[PackItem], person: User) -> Reading:
    rows = ReadMark.objects.filter(case=case, person=person, sha256__in={item.sha256 for item in items})
    return Reading(items, frozenset(rows.values_list("sha256", "page")))


@transaction.atomic
def mark(pack: Pack, item: PackItem, pages: Sequence[int], *, by: User, at: datetime) -> int:
    """A note to oneself: no right is needed beyond seeing the pack, and no history is written of it."""
    last = pages_of(item)
    if not pages or not all(1 <= page <= last for page in pages):
        raise ValidationError(_("This exhibit has %(pages)s sheets."), code="no_such_page", params={"pages": last})
    rows = [ReadMark(case=pack.case, person=by, sha256=item.sha256, page=page, read_at=at) for page in pages]
    ReadMark.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def unmark(pack: Pack, item: PackItem, page: int, *, by: User) -> None:
    ReadMark.objects.filter(case=pack.case, person=by, sha256=item.sha256, page=page).delete()

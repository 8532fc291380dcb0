"""Who reviews accounts after a change of rules hears of new reviews: one message a change, however many accounts.

Whoever opened the reviews for themselves knows of them. An account that is opened later is news again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q

from accounts.models import User
from accounts.roles import Can, Role
from cases import people, telling
from cases.models import PolicyReview, PolicyUpdate
from cases.readers import Book
from cases.telling import Occasion


def tell(*, at: datetime) -> int:
    told, book = 0, Book()
    waiting = {row["update_of"]: row for row in _waiting()}
    readers = _Readers()
    updates = PolicyUpdate.objects.filter(pk__in=waiting).select_related("organisation", "reviewer").order_by("pk")
    for some in telling.chunks(updates):
        held = {f"policy/{update.pk}": update for update in some}
        wanted = [occasion for update in some if (occasion := _occasion(update, waiting[update.pk], readers))]
        for occasion in telling.not_told(wanted):
            update = held[occasion.about]
            told += telling.tell(occasion, book, at=at, policy=update, count=waiting[update.pk]["left"])
    return told


def _waiting() -> Any:
    """Changes with an account left to review that somebody other than the reviewer put there, and since when."""
    by_others = Q(opened_by=None) | ~Q(opened_by=F("update_of__reviewer"))
    rows = PolicyReview.objects.standing().filter(by_others).values("update_of")
    return rows.annotate(newest=Max("created_at"), left=Count("pk", filter=Q(answered_at=None))).filter(left__gt=0)


class _Readers:
    """Asked once a person, however many changes they review."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], User | None] = {}

    def of(self, update: PolicyUpdate) -> User | None:
        """Whoever may not review any more is not asked to: then it is for finance."""
        key = (update.organisation_id, update.reviewer_id)
        if key not in self._known:
            still = update.reviewer.is_active and update.reviewer.can(Can.EDIT_REGISTER, update.organisation_id)
            self._known[key] = update.reviewer if still else people.anybody(update.organisation, Role.FINANCE)
        return self._known[key]


def _occasion(update: PolicyUpdate, row: Mapping[str, Any], readers: _Readers) -> Occasion | None:
    if (reader := readers.of(update)) is None:
        return None
    return Occasion(
        key=f"policy/{update.pk}/{row['newest']:%Y%m%d%H%M%S%f}/{reader.pk}",
        notice="policy_reviews",
        to=reader,
        organisation=update.organisation,
        about=f"policy/{update.pk}",
        url=f"/policy-changes/{update.pk}/",
    )

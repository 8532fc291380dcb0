"""Ticked dates: each is acknowledged or handed over for itself, and each one's answer is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can, require
from cases import deadlines, handing
from cases.models import Deadline
from web.date_rows import Told
from web.forms.board import BulkForm

GONE = _("This date is not here any more. Reload the page.")


@dataclass(frozen=True)
class Result:
    """One line of the answer: which date, done or refused, and why."""

    pk: int
    ref: str = ""
    title: str = ""
    is_done: bool = False
    words: "str | Promise" = ""

    def as_json(self) -> dict[str, Any]:
        return {"pk": self.pk, "ref": self.ref, "title": self.title, "is_done": self.is_done, "words": str(self.words)}


def may_act(user: User) -> bool:
    return user.can_anywhere(Can.WORK_ON_CASE)


def carry_out(form: BulkForm, *, by: User, at: datetime) -> list[Result]:
    """One refused date does not hold up the others: every line stands for itself."""
    found = {
        date.pk: date
        for date in Deadline.objects.visible_to(by)
        .filter(pk__in=form.picks)
        .select_related("case__organisation", "case__freeze", "case__party", "case__manager", "case__deputy", "owner")
    }
    results = []
    for pk in form.picks:
        if (date := found.get(pk)) is None:
            results.append(Result(pk, words=GONE))
            continue
        done, words = _one(date, form, by=by, at=at)
        results.append(Result(pk, date.case.ref, date.title, done, words))
    return results


def _one(date: Deadline, form: BulkForm, *, by: User, at: datetime) -> "tuple[bool, str | Promise]":
    try:
        if form.cleaned_data["act"] == "acknowledge":
            deadlines.acknowledge(date, by=by, at=at)
            return True, _("Acknowledged.")
        handing.reassign(date, to=form.receiver, by=by, at=at)
    except ValidationError as refused:
        return False, refused.messages[0]
    except PermissionDenied as refused:
        return False, str(refused)
    return True, _("%(person)s has this date now.") % {"person": form.receiver}


def must_act(user: User) -> None:
    """Whoever may nowhere is told so at once, with the names of the roles that may."""
    if not may_act(user):
        require(None, Can.WORK_ON_CASE)


def told(results: Iterable[Result]) -> dict[int, Told]:
    return {result.pk: Told(result.is_done, result.words) for result in results}

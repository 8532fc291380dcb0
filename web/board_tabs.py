"""The tabs of the dashboard: what everybody wants now and then, and the views that were saved; each with its count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import SavedView, User
from cases.models import Deadline
from web import board_ask
from web.board_rows import Times, lists
from web.forms.board import ME, BoardFilter

PAGE = SavedView.Page.DEADLINES
ADDRESSES = {"list": "deadlines", "week": "deadlines-week", "board": "deadlines-board", "wall": "deadlines-wall"}
ALL = "all"  # ?view=all: everything, also for whoever has the page open with a view of their own
MOST = 60  # views
COUNTED = 20  # of them; one question for all
COUNTED_UP_TO = 99
FIXED: tuple[tuple[str, "str | Promise", dict[str, str]], ...] = (
    (ALL, _("All dates"), {}),
    ("mine", _("Only mine"), {"owner": ME}),
    ("unseen", _("Not acknowledged"), {"only": "unacknowledged"}),
    ("legal", _("Legal dates"), {"kind": Deadline.Kind.LEGAL.value}),
)


@dataclass(frozen=True)
class Tab:
    label: "str | Promise"
    url: str
    is_current: bool
    is_shared: bool = False
    count: str = ""


def address_of(view: SavedView) -> str:
    return f"{reverse(ADDRESSES[view.layout])}?{urlencode({**view.filters, 'view': view.pk})}"


def of(user: User, form: BoardFilter, layout: str, named: str, times: Times) -> list[Tab]:
    """One's own views and the organisation's stand after those that everybody has."""
    chosen, here = form.chosen, reverse(ADDRESSES[layout])
    views = list(SavedView.objects.visible_to(user).filter(page=PAGE).order_by("name", "pk")[:MOST])
    counts = _counts(form, views, times)
    tabs = []
    for code, label, wanted in FIXED:
        current = wanted == chosen and named in {"", code}
        url = f"{here}?{urlencode({**wanted, 'view': code})}"
        tabs.append(Tab(label, url, current, count=_told(counts.get(code))))
    for view in views:
        current = named == str(view.pk) and view.filters == chosen
        tabs.append(Tab(view.name, address_of(view), current, view.is_shared, _told(counts.get(str(view.pk)))))
    return tabs


def _counts(form: BoardFilter, views: Sequence[SavedView], times: Times) -> dict[str, int]:
    """One question for all tabs; all dates are counted on top of the page already. Not one that is planned once: how
    one person's dates are found best depends on how many they are."""
    wanted = {code: filters for code, _label, filters in FIXED if code != ALL}
    wanted |= {str(view.pk): view.filters for view in views[:COUNTED]}
    asked = {code: _of_view(form, filters, times) for code, filters in wanted.items()}
    nothing = Deadline.objects.visible_to(form.user).none()
    return board_ask.told(asked, nothing, {}, most=COUNTED_UP_TO, most_days=0).counts


def _of_view(form: BoardFilter, filters: dict[str, Any], times: Times) -> "QuerySet[Any]":
    """What the list shows under these filters: one group, or the dates that run."""
    view = BoardFilter(filters, user=form.user, like=form)
    if view.is_valid() and view.group:
        found = lists(view, times)
        if len(found) == 1:
            return next(iter(found.values()))
    rows = view.narrow(Deadline.objects.visible_to(form.user).running())
    if view.group == "unacknowledged":
        rows = rows.filter(acknowledged_at=None)
    if view.group == "waiting":
        rows = rows.filter(actor=Deadline.Actor.THEM)
    if view.group == "disputed":
        rows = rows.filter(later_on__isnull=False)
    return rows.order_by("due_at")


def _told(count: int | None) -> str:
    if count is None:
        return ""
    return f"{COUNTED_UP_TO}+" if count > COUNTED_UP_TO else str(count)

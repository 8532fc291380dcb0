"""What to do now: the lines of the current stage, open ones first, each with its state, its reason to wait, its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can, Role
from cases import checklists
from cases.models import Case, Item
from cases.stages import Stage
from web import shown
from web.case_notes import TICKED_BY_THE_ACT, page_of
from web.joined import joined

Words = str | Promise


@dataclass(frozen=True)
class Line:
    item: Item
    state: str
    word: Words
    waits_for: Words = ""
    url: str = ""
    label: Words = ""
    may_tick: bool = False
    role: Words = ""

    @property
    def small(self) -> str:
        """The second line: who settled it and when; or what it waits for; or whose it is and until when."""
        item = self.item
        if self.is_done:
            return (
                joined(item.settled_by, shown.moment(item.settled_at, short=True), item.note[:90])
                if item.settled_at
                else ""
            )
        if self.waits_for:
            return str(self.waits_for)
        return joined(
            item.assignee or self.role,
            _("by %(when)s") % {"when": shown.moment(item.due_at, short=True)} if item.due_at else "",
            _("first 24 hours") if item.is_golden else "",
            _("gate") if item.is_gate else "",
        )

    @property
    def is_done(self) -> bool:
        return not self.item.is_open


@dataclass(frozen=True)
class ToDo:
    """The panel of the case page."""

    open: Sequence[Line]
    settled: Sequence[Line]
    golden: checklists.Golden | None
    golden_left: int  # hours

    @property
    def total(self) -> int:
        return len(self.open) + len(self.settled)


def lines(case: Case, items: Sequence[Item], user: User, now: datetime) -> list[Line]:
    waiting = checklists.blocked(case, items)
    works = case.allows(user, Can.WORK_ON_CASE) and not case.is_closed
    return [_line(case, item, waiting.get(item.pk, ""), now, works=works) for item in items]


def _line(case: Case, item: Item, waits_for: Words, now: datetime, *, works: bool) -> Line:
    if item.state == Item.State.DONE:
        state, word = "done", _("Done")
    elif item.state == Item.State.WAIVED:
        state, word = "done", _("Waived")
    elif case.is_closed:
        state, word = "todo", _("Left open")
    elif waits_for:
        state, word = "block", _("Cannot start yet")
    elif item.due_at and item.due_at < now:
        state, word = "late", _("Late")
    else:
        state, word = "todo", _("To do")
    page = page_of(item.code, case) if item.is_open and not waits_for and not case.is_closed else None
    return Line(
        item,
        state,
        word,
        waits_for=waits_for,
        url=page[0] if page else "",
        label=page[1] if page else "",
        may_tick=works and item.is_open and not waits_for and item.code not in TICKED_BY_THE_ACT,
        role=Role(item.role).label,
    )


def to_do(case: Case, user: User, now: datetime) -> ToDo:
    """Of the current stage, and of the first 24 hours as long as they are not done. Two queries."""
    stage = case.stage if case.stage != Stage.CLOSED else ""
    wanted = [
        item
        for item in case.items.filter(account=None).select_related("assignee", "settled_by").order_by("position", "pk")
        if item.stage == stage or item.is_golden
    ]
    golden = checklists.golden(case, wanted)
    here = [item for item in wanted if item.stage == stage or item.is_open]
    made = lines(case, here, user, now)
    left = (golden.ends_at - now).total_seconds()
    return ToDo(
        open=sorted((line for line in made if not line.is_done), key=lambda line: line.state == "block"),
        settled=[line for line in made if line.is_done],
        golden=golden if golden.total and not golden.is_complete and not case.is_closed else None,
        golden_left=max(int(left // 3600), 0),
    )

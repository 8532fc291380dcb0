"""The figures on top of the dashboard and the load of the next four weeks: counted no further than anyone reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import totals, watch
from cases.models import Case, Deadline, FrozenTotal, Item
from cases.models.case import CaseQuerySet, guest_case_ids
from funds import runways
from web import board_ask, shown
from web.board_rows import NOBODY, TO_MEET, Times, to_come
from web.joined import joined

COUNTED_UP_TO = 1000  # beyond it a count reads "1000+": counting on costs more than it tells
FOUR_WEEKS_UP_TO = 10_000  # bars are compared, so they are counted further
WEEKS = 4
SOON_SHORT = 28  # days: a loan or a permission takes weeks
OF_A_LINE = ("case_id", "state", "due_at", "assignee__name", "assignee__email")
WIDTH, LEFT, ROW, BAR = 170, 44, 30, 20  # of the chart, in its own units


@dataclass(frozen=True)
class Figure:
    """A number on top of the page, with the way to what it counts."""

    value: str
    label: "str | Promise"
    hint: "str | Promise" = ""
    url: str = ""
    state: str = ""
    icon: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.value) > 8


@dataclass(frozen=True)
class Bar:
    """One week of the load: how many dates fall into it, and how many of them are late already."""

    week: date  # its Monday
    count: int
    late: int
    top: int
    width: float
    late_width: float
    is_cut: bool

    @property
    def number(self) -> int:
        return self.week.isocalendar().week

    @property
    def told(self) -> str:
        return f"{self.count}+" if self.is_cut else str(self.count)

    @property
    def middle(self) -> int:
        return self.top + 14

    @property
    def bottom(self) -> int:
        return self.top + BAR

    @property
    def end(self) -> float:
        return LEFT + self.width + 6

    @property
    def hatches(self) -> str:
        """Lines across the late part: told apart without colour."""
        lines = range(LEFT, int(LEFT + self.late_width) - 7, 10)
        return " ".join(f"M{x} {self.bottom}l8-{BAR}" for x in lines)


@dataclass(frozen=True)
class Overview:
    """What is counted in one trip: the figures of the page and its chart."""

    counts: dict[str, int]
    weeks: Sequence[Bar]
    facts: dict[str, list[dict[str, Any]]]

    def told(self, name: str) -> str:
        return plus(self.counts[name])

    @property
    def late_told(self) -> str:
        return self.told("overdue")

    @property
    def soon_told(self) -> str:
        return self.told("soon")

    @property
    def waiting_told(self) -> str:
        return self.told("waiting")


@dataclass(frozen=True)
class GoldenCase:
    case: Case
    done: int
    total: int
    ends_at: datetime
    hours: int  # left; below nought when the day is over
    late: Sequence[str]  # whose line is over its hour

    @property
    def hours_over(self) -> int:
        return -self.hours

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


def overview(user: User, times: Times) -> Overview:
    live = Deadline.objects.visible_to(user).running()
    meet = live.filter(kind__in=TO_MEET)
    late = meet.filter(due_at__lt=times.now)
    cases = Case.objects.visible_to(user).open()
    lists: dict[str, QuerySet[Deadline] | CaseQuerySet] = {
        "overdue": late,
        "unseen": late.filter(acknowledged_at=None),
        "waiting": live.filter(actor=Deadline.Actor.THEM),
        "silent": watch.silent(cases, at=times.now).order_by("last_activity_at", "id"),
        "open": cases,
    }
    sundays = [times.sunday + timedelta(days=7 * n) for n in range(WEEKS)]
    ahead = to_come(meet, times, times.today, max(times.soon, *sundays)).order_by("due_at")
    told = board_ask.told(lists, ahead, kept(user), most=COUNTED_UP_TO, most_days=FOUR_WEEKS_UP_TO)
    counts = {**told.counts, "soon": sum(count for day, count in told.days.items() if day <= times.soon)}
    facts = {**told.facts, "frozen": [*told.facts["frozen"], *of_granted(user)]}
    return Overview(counts, _bars(counts["overdue"], told.days, sundays), facts)


def _bars(overdue: int, days: dict[date, int], sundays: Sequence[date]) -> list[Bar]:
    """What is late already has to be done this week: it stands in the first bar, hatched."""
    late = [overdue, *[0] * (WEEKS - 1)]
    sums = [late[0] + sum(count for day, count in days.items() if day <= sundays[0])]
    for before, sunday in pairwise(sundays):
        sums.append(sum(count for day, count in days.items() if before < day <= sunday))
    unit = WIDTH / max(*sums, 1)
    # Counted in the order of the moments; the day there may be a day off. Up to here, all were counted.
    whole = max(days) - timedelta(days=2) if sum(days.values()) > FOUR_WEEKS_UP_TO else date.max
    return [
        Bar(
            week=sunday - timedelta(days=6),
            count=count,
            late=late[n],
            top=8 + ROW * n,
            width=round(unit * count, 1),
            late_width=round(unit * late[n], 1),
            is_cut=sunday > whole or late[n] > COUNTED_UP_TO,
        )
        for n, (sunday, count) in enumerate(zip(sundays, sums, strict=True))
    ]


def figures(seen: Overview, times: Times) -> list[Figure]:
    home = reverse("deadlines")
    late, soon, silent = seen.counts["overdue"], seen.counts["soon"], seen.counts["silent"]
    unseen = _("%(n)s not acknowledged") % {"n": seen.told("unseen")} if late else ""
    return [
        Figure(
            seen.told("overdue"),
            pgettext_lazy("figure", "overdue"),
            unseen,
            f"{home}?only=overdue",
            "late" if late else "",
            "octagon-alert" if late else "",
        ),
        Figure(
            seen.told("soon"),
            _("today and next"),
            "",
            f"{home}?only=soon",
            "soon" if soon else "",
            "triangle-alert" if soon else "",
        ),
        Figure(seen.told("waiting"), _("waiting for a reply"), "", f"{home}?only=waiting"),
        Figure(
            seen.told("silent"),
            _("silent"),
            _("no entry for 3 working days"),
            f"{home}?only=silent" if silent else "",
        ),
        *_frozen(seen),
        *runway(seen, times.today),
    ]


def runway(seen: Overview, today: date) -> list[Figure]:
    """The party whose money ends first, with the way to its plan. Only for those who may see the firm's money."""
    if "runway" not in seen.facts:
        return []
    found, label = runways.Shortest.of(seen.facts["runway"]), _("cash runway")
    if found.party is None:
        return [Figure("–", label, _("being reckoned") if found.is_waiting else _("no plan yet"), reverse("money"))]
    url = reverse("money-plan", args=[found.party.pk])
    if found.ends_on is None:
        return [Figure(gettext("over 13 weeks"), label, str(found.party), url)]
    days = found.days(today)
    told = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    until = _("%(party)s, until %(day)s") % {"party": found.party, "day": shown.day(found.ends_on, short=True)}
    soon = days < SOON_SHORT
    return [Figure(told, label, until, url, "soon" if soon else "", "triangle-alert" if soon else "")]


def _frozen(seen: Overview) -> list[Figure]:
    """Per currency, never added up across currencies: there is no dated rate here."""
    sums: dict[str, tuple[int, Decimal]] = {}
    for row in seen.facts["frozen"]:
        cases, amount = sums.get(row["currency"], (0, Decimal(0)))
        sums[row["currency"]] = (cases + row["cases"], amount + Decimal(row["amount"]))
    most_cases_first = sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))
    told = [shown.round_money(amount, currency) for currency, (_cases, amount) in most_cases_first]
    return [Figure(told[0], _("frozen"), joined(*told[1:]))] if told else []


def kept(user: User) -> board_ask.Facts:
    """What acts keep so that nobody adds it up here: the frozen totals, and the shortest runway."""
    totals_kept = FrozenTotal.objects.visible_to(user).annotate(
        fact=JSONObject(currency="currency", amount=Cast("amount", CharField()), cases="cases")
    )
    found: board_ask.Facts = {"frozen": totals_kept}
    if user.organisations_where(Can.SEE_MONEY):
        found["runway"] = runways.facts(user)
    return found


def of_granted(user: User) -> list[dict[str, Any]]:
    """A guest's few cases are added up."""
    granted = guest_case_ids(user)
    return totals.counted(Case.objects.visible_to(user).filter(pk__in=granted)) if granted else []


def golden_cases(recent: Sequence[Case], now: datetime) -> list[GoldenCase]:
    """Those with open lines of the first hours: how far they are, how long is left, and who is late (row 2.1d)."""
    keys = [NOBODY, *(case.pk for case in recent)]
    lines: dict[int, list[Item]] = {key: [] for key in keys}
    open_or_done = Item.objects.filter(case__in=keys, is_golden=True).select_related("assignee")
    for item in open_or_done.only(*OF_A_LINE).order_by("due_at", "pk"):
        lines[item.case_id or NOBODY].append(item)
    return [_golden(case, lines[case.pk], now) for case in recent if any(item.is_open for item in lines[case.pk])]


def _golden(case: Case, items: Sequence[Item], now: datetime) -> GoldenCase:
    ends_at = case.freeze.known_at + timedelta(hours=24)
    late = [str(item.assignee) for item in items if item.is_open and item.assignee and (item.due_at or ends_at) < now]
    return GoldenCase(
        case,
        done=sum(not item.is_open for item in items),
        total=len(items),
        ends_at=ends_at,
        hours=int((ends_at - now).total_seconds() // 3600),
        late=list(dict.fromkeys(late)),
    )


def plus(number: int) -> str:
    return f"{COUNTED_UP_TO}+" if number > COUNTED_UP_TO else str(number)

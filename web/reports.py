"""Reports: which causes come up, what rejections rest on, and how long providers take. Counted, never claimed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.db.models.functions import TruncQuarter
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.roles import Can
from appeals.models import Appeal, ProviderStatus, RejectionPoint
from cases import pace
from cases.models import Case, CaseCause
from knowledge.models import Edition, Kind
from web.requests import Request

TOO_FEW = 5  # under five cases a mean says nothing, and the page says so
NEWEST = 5000  # status rows read at most: two queries whatever the size


@dataclass(frozen=True)
class StageTime:
    institution: str
    state: str | Promise
    n: int  # cases, not stays: one case that came back four times is still one
    days: float

    @property
    def is_too_few(self) -> bool:
        return self.n < TOO_FEW


@dataclass(frozen=True)
class FirstTry:
    """How many first appeals an institution decided, and how many of them it granted (row 5.3e: measured)."""

    institution: str
    n: int
    granted: int

    @property
    def share(self) -> str:
        return f"{round(100 * self.granted / self.n)} %"

    @property
    def is_too_few(self) -> bool:
        return self.n < TOO_FEW


@require_GET
def reports(request: Request) -> HttpResponse:
    user = request.user
    if not user.can_anywhere(Can.SEE_REPORTS):
        raise PermissionDenied(_("Your role does not see reports. Ask a manager."))
    seen = Case.objects.visible_to(user).filter(
        organisation__in=user.organisations_where(Can.SEE_REPORTS), is_drill=False
    )
    names = {e.code: e for e in Edition.objects.current(Kind.CAUSE).only("kind", "code", "title_zh", "title_en")}
    return render(
        request,
        "reports/reports.html",
        {
            "causes": [
                (names.get(row["code"]), row["quarter"], row["n"])
                for row in CaseCause.objects.filter(case__in=seen)
                .exclude(likelihood=CaseCause.Likelihood.RULED_OUT)
                .annotate(quarter=TruncQuarter("case__opened_at"))
                .values("code", "quarter")
                .annotate(n=Count("pk"))
                .order_by("-quarter", "-n", "code")[:60]
            ],
            "categories": [
                (
                    row["rejection__appeal__case__account__institution"],
                    RejectionPoint.Category(row["category"]).label,
                    row["n"],
                    row["cases"],
                )
                for row in RejectionPoint.objects.filter(rejection__appeal__case__in=seen, is_point=True)
                .exclude(category="")
                .values("rejection__appeal__case__account__institution", "category")
                .annotate(n=Count("pk"), cases=Count("rejection__appeal__case", distinct=True))
                .order_by("rejection__appeal__case__account__institution", "-n")[:60]
            ],
            "first_tries": [
                FirstTry(row["case__account__institution"], row["n"], row["granted"])
                for row in Appeal.objects.filter(case__in=seen, round=1)
                .filter(status__in=[Appeal.Status.GRANTED, Appeal.Status.REJECTED])
                .values("case__account__institution")
                .annotate(n=Count("pk"), granted=Count("pk", filter=Q(status=Appeal.Status.GRANTED)))
                .order_by("-n", "case__account__institution")[:60]
            ],
            "times": stage_times(user, seen.values("pk")),
            "pace": [
                (measure, *map(in_days, (measure.middle, measure.fastest, measure.slowest)))
                for measure in pace.measures(seen)
            ],
            "too_few": TOO_FEW,
            "open": seen.open().count(),
            "closed": seen.exclude(closed_at=None).count(),
        },
    )


def in_days(time: timedelta | None) -> str | Promise:
    """Hours while it is a matter of hours; "–" where nothing has been reached yet."""
    if time is None:
        return "–"
    hours = time.total_seconds() / 3600
    return _("%(n)s h") % {"n": round(hours)} if hours < 72 else _("%(n)s days") % {"n": round(hours / 24)}


def stage_times(user: User, cases: Iterable[object]) -> list[StageTime]:
    """Mean days that a provider stayed in each state, from the dates people recorded (row 5.1a)."""
    rows = (
        ProviderStatus.objects.filter(case__in=cases)  # type: ignore[misc]
        .order_by("-pk")
        .values_list("case_id", "case__account__institution", "state", "since")[:NEWEST]
    )
    by_case: dict[int, list[tuple[str, str, datetime]]] = defaultdict(list)
    for case, institution, state, since in rows:
        by_case[case].append((institution, state, since))
    spent: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    seen: dict[tuple[str, str], set[int]] = defaultdict(set)
    for case, history in by_case.items():
        history.sort(key=lambda row: row[2])
        for (institution, state, since), (_institution, _state, until) in pairwise(history):
            if state != ProviderStatus.State.COMPLETED:
                spent[institution, state].append(until - since)
                seen[institution, state].add(case)
    return [
        StageTime(
            institution,
            ProviderStatus.State(state).label,
            len(seen[institution, state]),
            sum(times, timedelta()).total_seconds() / 86400 / len(times),
        )
        for (institution, state), times in sorted(spent.items())
    ]

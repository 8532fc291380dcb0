"""The deadline dashboard: what is late, what comes next, which freezes end, who waits for whom, and who fell silent."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import visits
from accounts.models import SavedView, User, Visit
from accounts.roles import Can
from cases import workdays
from web import board_acts, board_columns, board_figures, board_rows, board_tabs, prepared
from web.board_rows import Times
from web.board_tabs import ADDRESSES, ALL, PAGE, address_of
from web.date_rows import Row
from web.forms.board import BoardFilter, BulkForm
from web.requests import Request

NOT_SAVED = 422
TOLD = "deadlines_told"  # in the session, until the next look: what became of the ticked dates


# --- the four ways to look -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def board(request: Request) -> HttpResponse:
    if request.method == "POST":
        return _act(request)
    visit = _visit(request)
    if not request.GET and (first := _first(visit, request.user)):
        return redirect(address_of(first))
    said = request.session.pop(TOLD, [])
    return _list(request, visit, results=said)


def _act(request: Request) -> HttpResponse:
    board_acts.must_act(request.user)
    form = BoardFilter(request.GET, user=request.user)
    one = request.POST.get("one", "")
    given = {"act": "acknowledge"} if one else request.POST
    bulk = BulkForm(given, picks=[one] if one else request.POST.getlist("pick"), colleagues=form.colleagues)
    visit = visits.look(request.user, PAGE, at=timezone.now(), counts=False)
    if not bulk.is_valid():
        return _list(request, visit, form=form, bulk=bulk, status=NOT_SAVED)
    results = board_acts.carry_out(bulk, by=request.user, at=timezone.now())
    if all(result.is_done for result in results):
        request.session[TOLD] = [result.as_json() for result in results]
        return redirect(request.get_full_path())
    shown = [result.as_json() for result in results]
    return _list(request, visit, form=form, bulk=bulk, results=shown, status=NOT_SAVED)


def _list(
    request: Request,
    visit: Visit,
    *,
    form: BoardFilter | None = None,
    bulk: BulkForm | None = None,
    results: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    now, user = timezone.now(), request.user
    form = form or BoardFilter(request.GET, user=user)
    times = Times.at(now, board_rows.country_of(user))
    with prepared.statements(form.is_narrowed):
        read = board_rows.read(form, times, since=visit.since, after=request.GET.get("after", ""))
    with prepared.statements():
        seen = board_figures.overview(user, times)
        golden = board_figures.golden_cases(read.golden, times.now)
    groups, results = read.groups, results or []
    if bulk is not None:
        groups = [replace(group, rows=_marked(group.rows, bulk, results)) for group in groups]
    rows = [row for group in groups for row in group.rows]
    return render(
        request,
        "deadlines/list.html",
        {
            **_frame(request, form, "list", times),
            "groups": groups,
            "shown": len(rows),
            "news": sum(isinstance(row, Row) and row.is_new for row in rows),
            "visit": visit,
            "figures": board_figures.figures(seen, times),
            "weeks": seen.weeks,
            "open_cases": seen.told("open"),
            "golden": golden,
            "may_act": board_acts.may_act(user),
            "bulk": bulk,
            "results": results,
            "refused": sum(not result["is_done"] for result in results),
            "is_alone": len(groups) == 1 and bool(form.group or form.chosen.get("on")),
        },
        status=status,
    )


def _marked(rows: Any, bulk: BulkForm, results: list[dict[str, Any]]) -> list[Any]:
    """What was ticked stays ticked unless it is done."""
    done = {result["pk"] for result in results if result["is_done"]}
    kept = set(bulk.picks) - done
    return [replace(row, is_picked=row.deadline.pk in kept) if isinstance(row, Row) else row for row in rows]


@require_GET
def week(request: Request) -> HttpResponse:
    now = timezone.now()
    _visit(request)
    form = BoardFilter(request.GET, user=request.user)
    monday = board_columns.week_of(request.GET.get("week", ""), now)
    country = board_rows.country_of(request.user)
    calendar = workdays.calendar_of(country)
    frame = _frame(request, form, "week", Times.at(now, country))

    with prepared.statements(form.is_narrowed):
        columns = board_columns.days(form, monday, now, calendar)

    def link(days: int) -> str:
        other = board_columns.code_of(board_columns.shifted(monday, days))
        return "?" + urlencode({**form.chosen, "week": other})

    return render(
        request,
        "deadlines/week.html",
        {
            **frame,
            "columns": columns,
            "monday": monday,
            "sunday": board_columns.shifted(monday, 6),
            "number": monday.isocalendar().week,
            "before": link(-7),
            "after": link(7),
            "week_now": "?" + urlencode(form.chosen),
            "week": request.GET.get("week", ""),
        },
    )


@require_GET
def columns(request: Request) -> HttpResponse:
    now = timezone.now()
    _visit(request)
    form = BoardFilter(request.GET, user=request.user)
    by = "owner" if request.GET.get("by") == "owner" else "stage"
    # Not people: planned for anybody, those of whoever has most dates of all would be read to be sorted.
    with prepared.statements(form.is_narrowed or by == "owner"):
        made = board_columns.by_owner(form, now) if by == "owner" else board_columns.by_stage(form, now)
    context = {
        **_frame(request, form, "board", Times.at(now, board_rows.country_of(request.user))),
        "columns": made,
        "by": by,
        "by_stage": "?" + urlencode({**form.chosen, "by": "stage"}),
        "by_owner": "?" + urlencode({**form.chosen, "by": "owner"}),
    }
    return render(request, "deadlines/columns.html", context)


@require_GET
def wall(request: Request) -> HttpResponse:
    """For a screen that everybody walks past: large, without a name, and fresh every minute. It is not a visit."""
    now = timezone.now()
    form = BoardFilter(request.GET, user=request.user)
    times = Times.at(now, board_rows.country_of(request.user))
    with prepared.statements(form.is_narrowed):
        groups = board_rows.read(form, times, since=now, groups=ON_THE_WALL).groups
    with prepared.statements():
        seen = board_figures.overview(request.user, times)
    context = {
        "now": now,
        "groups": [replace(group, rows=group.rows[:WALL]) for group in groups],
        "overview": seen,
        "runway": board_figures.runway(seen, times.today),
        "is_still": request.GET.get("refresh") == "off",
        "still": "?" + urlencode({**form.chosen, "refresh": "off"}),
        "going": "?" + urlencode(form.chosen),
        "list_url": reverse("deadlines") + "?" + urlencode({**form.chosen, "view": ALL}),
    }
    return render(request, "deadlines/wall.html", context)


WALL = 8  # lines of a group that can be read from across the room
ON_THE_WALL = {"overdue", "soon", "week"}


@require_POST
def seen(request: Request) -> HttpResponse:
    visits.seen_all(request.user, PAGE, at=timezone.now())
    return redirect(back_to(request))


# --- around it -------------------------------------------------------------------------------------------------------


def _frame(request: Request, form: BoardFilter, layout: str, times: Times) -> dict[str, Any]:
    query = urlencode({**form.chosen, "view": request.GET.get("view", "")} if request.GET.get("view") else form.chosen)
    return {
        "form": form,
        "filters": [form[name] for name in form.fields if name != "on"],
        "now": times.now,
        "layout": layout,
        "layouts": [
            (name, label, reverse(ADDRESSES[name]) + ("?" + (query or f"view={ALL}")))
            for name, label in [*SavedView.Layout.choices, ("wall", _("Wall"))]
        ],
        "tabs": board_tabs.of(request.user, form, layout, request.GET.get("view", ""), times),
        "save_url": f"{reverse('deadlines-views')}?{urlencode({**form.chosen, 'layout': layout})}",
        "may_log": request.user.can_anywhere(Can.LOG_FREEZE),
        "home": reverse("deadlines"),
        "is_narrowed": bool(form.chosen),
    }


def back_to(request: Request) -> str:
    """Where the reader came from, if that is a page of the dashboard."""
    home, wanted = reverse("deadlines"), request.POST.get("back", "")
    inside = wanted.startswith(home) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside else home


def _visit(request: Request) -> Visit:
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return visits.look(request.user, PAGE, at=timezone.now(), counts="prefetch" not in purpose)


def _first(visit: Visit, user: User) -> SavedView | None:
    """The view the page opens with, unless its owner has taken it back."""
    view = visit.opens_with
    if view is None:
        return None
    shared = view.is_shared and view.organisation_id in user.roles
    return view if view.owner_id == user.pk or shared else None

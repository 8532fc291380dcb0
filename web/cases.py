"""The list of cases (S03) and the case page (S05): what it is about, what to do now, what happened, who does it."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Window
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.roles import Can
from appeals import replies
from appeals.models import Pack, ProviderStatus
from cases import expiries, parties
from cases.models import ApplicableLaw, Case, CaseCause
from comms import directory
from knowledge import causes as cause_catalogue
from web import library_laws, shown
from web.case_head import Act, case_or_404, head
from web.case_list import CaseList
from web.case_moves import next_stage
from web.case_notes import state_of
from web.case_todo import to_do
from web.forms import cases as forms
from web.joined import joined
from web.requests import Request

LATEST = 5


@require_GET
def listing(request: Request) -> HttpResponse:
    form = forms.CaseFilter(request.GET, user=request.user)
    found = CaseList(request.user, form.cleaned_data if form.is_valid() else {}, after=request.GET.get("after", ""))
    if found.exact is not None:
        return redirect("case", ref=found.exact.ref)
    part = "#list" if request.htmx and request.htmx.target == "list" else ""
    return render(
        request,
        f"cases/list.html{part}",
        {
            "form": form,
            "found": found,
            "now": timezone.now(),
            "may_log": bool(request.user.organisations_where(Can.LOG_FREEZE)),
        },
    )


@require_GET
def overview(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    return render(request, "cases/overview.html", _overview(request, case))


def _overview(request: Request, case: Case) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    works = case.allows(user, Can.WORK_ON_CASE) and not case.is_closed
    events = _events(case, LATEST)
    named = directory.channel_of(case, "account-manager") if not case.is_closed else None
    acts = _acts(request, case, works=works)
    return {
        "case": case,
        "head": head(case, user, "overview", acts=acts, rail=True, clocks=True, contact_person=named),
        "todo": to_do(case, user, now),
        "events": events,
        "event_count": events[0]["event"].of_all if events else 0,
        "provider": _provider_steps(case),
        "causes": _causes(case),
        "works": works,
        "may_move": case.allows(user, Can.MOVE_CASE) and not case.is_closed,
        "may_close": case.allows(user, Can.CLOSE_CASE) and not case.is_closed,
        "next_stage": next_stage(case),
        "guests": case.guests.filter(ended_at=None, expires_at__gt=now).select_related("user"),
        "papers": _papers(case, now),
        "contact": named,
        "sees_register": case.organisation_id in user.roles,
        "laws": _laws(case, now) if case.organisation_id in user.roles else [],
    }


def _laws(case: Case, now: datetime) -> list[tuple[Any, ...]]:
    """What applies to this case, and to its party whatever the case (row 9.1a)."""
    rows = ApplicableLaw.objects.standing().filter(Q(case=case) | Q(party=case.party_id))
    found = rows.select_related("citation", "verified_by").order_by("-pk")[:LATEST]
    return library_laws.shown(found, timezone.localdate(now))


def _papers(case: Case, now: datetime) -> list[dict[str, Any]]:
    """The party's papers that have run out or soon will: an appeal with an expired licence comes back (row 7.1b)."""
    if case.is_closed:
        return []
    return [
        {"name": parties.paper_name(paper), "state": state, "until": ends}
        for paper, state, ends in expiries.marks(case.party, on=timezone.localdate(now))
    ]


def _acts(request: Request, case: Case, *, works: bool) -> list[Act]:
    """One of them is the way on: counsel reviews what waits, everybody else moves the case."""
    made: list[Act] = []
    if case.is_closed:
        made.append(Act(_("Closing report"), reverse("case-report", args=[case.ref]), "printer"))
    if works:
        made.append(Act(_("Add event"), f"{reverse('case-timeline', args=[case.ref])}#add", "plus"))
    waiting = Pack.objects.filter(case=case, state=Pack.State.WITH_COUNSEL).order_by("-number").first()
    if waiting and case.allows(request.user, Can.REVIEW_EVIDENCE):
        made.append(
            Act(_("Review pack"), reverse("case-pack", args=[case.ref, waiting.number]), "shield-check", primary=True)
        )
    elif works and case.allows(request.user, Can.MOVE_CASE):
        made.append(Act(_("Next stage"), reverse("case-move", args=[case.ref]), "chevron-right", primary=True))
    return made


def _events(case: Case, limit: int) -> list[dict[str, Any]]:
    """Each knows how many there are of all: one question answers both."""
    rows = case.events.select_related("file", "recorded_by", "corrects").annotate(of_all=Window(Count("*")))
    rows = rows.order_by("-happened_at", "-pk")[:limit]
    return [{"event": event, "state": state_of(event)} for event in rows]


def _provider_steps(case: Case) -> dict[str, Any]:
    """The four states a provider shows, with the dates they were reached (row 5.1e)."""
    history = list(ProviderStatus.objects.filter(case=case).order_by("since", "pk"))
    current = history[-1] if history else None
    reached = {row.state: row for row in history}
    order = [state for state, _label in ProviderStatus.State.choices]
    here = order.index(current.state) if current else 0
    rows = []
    for place, (state, label) in enumerate(ProviderStatus.State.choices):
        row = reached.get(state)
        if current and state == current.state:
            look = "done" if state == ProviderStatus.State.COMPLETED else "now"
        elif place < here:
            skipped = row is None and state == ProviderStatus.State.MORE_MATERIAL
            look = "todo" if skipped else "done"  # the others are passed through; this one is only asked of some
        else:
            look = "now" if not current and place == 0 else "todo"
        is_current = bool(current and state == current.state)
        rows.append(
            {
                "state": look,
                "label": label,
                "small": _("not asked for")
                if look == "todo" and place < here
                else _when(row, look, is_current, case.freeze.zone),
                "is_current": is_current,
            }
        )
    return {"rows": rows, "current": current, "url": reverse("case-status", args=[case.ref])}


def _when(row: ProviderStatus | None, look: str, is_current: bool, zone: str) -> str:
    if row is None:
        return str(_("passed") if look == "done" else _("not yet"))
    if not is_current:
        return shown.day(timezone.localtime(row.since).date(), short=True)
    if row.due_at and replies.hour_of(row, zone):
        on = shown.moment(row.due_at, zone, short=True)
    else:
        on = shown.day(row.due_on, short=True) if row.due_on else ""
    until = _("answer by %(on)s") % {"on": on} if on else ""
    return joined(
        shown.day(timezone.localtime(row.since).date(), short=True),
        until or (_("no date stated") if row.none_stated else ""),
        row.get_step_display() if row.step else "",
    )


def _causes(case: Case) -> list[dict[str, Any]]:
    rows = case.causes.exclude(likelihood=CaseCause.Likelihood.RULED_OUT).select_related("cause")
    ranked = sorted(rows, key=lambda row: row.likelihood != CaseCause.Likelihood.LIKELY)
    return [{"cause": cause_catalogue.of(row.cause), "row": row} for row in ranked]

"""The route of a case (S05): its steps and who takes them, papers, order, copies, seal, languages, time limits.

What counsel must know of the body that froze it, in the edition that the case keeps; and what is never offered there.
"""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from comms.directory import LANGUAGES
from knowledge import papers, route_limits, routes
from knowledge.reading import country_here
from knowledge.routes import Route, Step
from web.case_head import case_or_404, head
from web.requests import Request


@dataclass(frozen=True)
class Line:
    step: Step
    ours: tuple[str, ...]  # by when we must have filed
    theirs: tuple[str, ...]  # by when they must have acted
    papers: list[str]


@require_GET
def route(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    if case.route is not None:
        found: Route | routes.Uncovered = routes.of(case.route)
    else:
        found = routes.route_for(case.freeze.body_kind, case.freeze.jurisdiction or case.account.country)
    known = found if isinstance(found, Route) else None
    context = {
        "case": case,
        "head": head(case, request.user, "overview"),
        "route": known,
        "body": routes.body_kind(found.body),
        "country": country_here(found.jurisdiction),
        "note": found.note,
        "lines": _lines(known) if known else [],
        "papers": [papers.paper_title(code) for code in found.required_papers],
        "languages": [str(LANGUAGES.get(each, each)) for each in known.languages] if known else [],
        "seal": papers.SEAL_NAMES[known.seal_signature] if known else "",
        "never": routes.hard_stops(found),
    }
    return render(request, "cases/route.html", context)


def _lines(found: Route) -> list[Line]:
    named = route_limits.titles(found.steps)
    return [
        Line(
            step,
            route_limits.of_side(step, "us", named),
            route_limits.of_side(step, "them", named),
            [papers.paper_title(code) for code in step.papers],
        )
        for step in found.steps
    ]

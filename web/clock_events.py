"""Something happened, or its day was wrong: what would start or move is shown first, with the reasons, then done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Can
from cases import deadlines
from cases.deadlines import Offer, Paper
from cases.models import Case
from jobs import nudge
from knowledge import catalogue
from knowledge.trace import Step
from web.case_head import case_or_404, head
from web.forms import cases as forms
from web.forms import clocks as clock_forms
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422


@require_http_methods(["GET", "POST"])
def start(request: Request, ref: str) -> HttpResponse:
    """GET asks; GET with an answer shows what it would start; POST starts what is ticked."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    language = get_language() or "zh-hans"
    events = [(code, name.text(language)) for code, name in deadlines.event_names(case)]
    given = request.POST if request.method == "POST" else request.GET if "event" in request.GET else None
    form = clock_forms.HappenedForm(given, events=events)
    rows: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid() and not case.is_closed:
        try:
            offers = _offers(case, form)
            rows = [_row(offer, request, language) for offer in offers]
            if request.method == "POST":
                made = _happened(request, case, form, offers)
                nudge.messages()
                messages.success(request, _("Recorded. %(n)s dates were proposed.") % {"n": made})
                return redirect("case-clocks", ref=ref)
        except ValidationError as refused:
            _beside(rows, refused)
            forms.refuse(form, refused, moment="day")
    return render(
        request,
        "cases/clock_start.html",
        {"case": case, "head": head(case, request.user, "overview"), "form": form, "rows": rows},
        status=NOT_SAVED if form.errors else 200,
    )


def _offers(case: Case, form: clock_forms.HappenedForm) -> list[Offer]:
    now, event = timezone.now(), form.cleaned_data["event"]
    moment = form.moment(case.freeze.zone, now)
    # Said at the first look, not only when it is recorded; and with it what is wrong about the rule.
    wrong: dict[str, Any] = {}
    offers: list[Offer] = []
    try:
        deadlines.check_moment(case, event, moment=moment, at=now, has_time=form.has_time)
    except ValidationError as refused:
        wrong |= refused.error_dict
    try:
        rule = form.cleaned_data["rule"].strip()
        offers = deadlines.offered(case, event, moment=moment, rule_code=rule, has_time=form.has_time)
    except ValidationError as refused:
        wrong |= refused.error_dict
    if wrong:
        raise ValidationError(wrong)
    return offers


def _row(offer: Offer, request: Request, language: str) -> dict[str, Any]:
    """As first offered, or as the person has ticked it."""
    posted = request.method == "POST"
    return {
        "offer": offer,
        "title": offer.en if language.startswith("en") else offer.zh,
        "due_on": offer.columns.get("due_on"),
        "why": [Step.from_json(step).text(language) for step in offer.trace],
        "refused": offer.refused.text(language) if offer.refused else "",
        "ticked": offer.code in request.POST.getlist("tick") if posted else offer.is_ticked,
        "because": request.POST.get(f"why_{offer.code}", ""),
        "error": "",
    }


def _beside(rows: list[dict[str, Any]], refused: ValidationError) -> None:
    errors = getattr(refused, "error_dict", {})
    for row in rows:
        row["error"] = " ".join(
            str(message) for error in errors.get(f"why_{row['offer'].code}", []) for message in error.messages
        )


def _happened(request: Request, case: Case, form: clock_forms.HappenedForm, offers: list[Offer]) -> int:
    now = timezone.now()
    made = deadlines.happened(
        case,
        form.cleaned_data["event"],
        moment=form.moment(case.freeze.zone, now),
        ticked=request.POST.getlist("tick"),
        reasons={offer.code: request.POST.get(f"why_{offer.code}", "")[:300] for offer in offers},
        rule_code=form.cleaned_data["rule"].strip(),
        has_time=form.has_time,
        by=request.user,
        at=now,
    )
    return len(made)


@require_http_methods(["GET", "POST"])
def day(request: Request, ref: str, pk: int) -> HttpResponse:
    """The day of the event behind a date was wrong: what would move, what that needs, and the move."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    deadline = get_object_or_404(case.deadlines.select_related("rule", "owner"), pk=pk)
    deadline.case = case
    if not deadline.is_open or deadline.rule is None or deadline.chained_from_id or case.is_closed:
        messages.info(request, _("This cannot be done to that date any more. Here is how the dates stand."))
        return redirect("case-clocks", ref=ref)
    # The timeline leads here with the corrected day filled in: shown like "show what would move".
    filled_in = request.GET if request.method == "GET" and "day" in request.GET else None
    only_look = "show" in request.POST or filled_in is not None
    form = clock_forms.CorrectDayForm(filled_in or request.POST or None, request.FILES or None)
    if only_look:
        form.fields["because"].required = False
    shifts: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid():
        form.fields["because"].required = True  # as it is shown again
        try:
            moment = form.moment(case.freeze.zone, timezone.now())
            shifts = [
                _shown(shift) for shift in deadlines.preview(deadline, moment, by=request.user, has_time=form.has_time)
            ]
            if not only_look:
                _correct(request.user, deadline, moment, form)
                nudge.messages()
                messages.success(request, _("Corrected. Every date that moved keeps what it was."))
                return redirect("case-clocks", ref=ref)
        except ValidationError as refused:
            forms.refuse(form, refused, moment="day")
    return render(
        request,
        "cases/clock_day.html",
        {
            "case": case,
            "head": head(case, request.user, "overview"),
            "deadline": deadline,
            "event": catalogue.event_name(deadline.trigger).text(get_language() or "zh-hans"),
            "form": form,
            "shifts": shifts,
        },
        status=NOT_SAVED if form.errors else 200,
    )


def _correct(by: User, deadline: Any, moment: Any, form: clock_forms.CorrectDayForm) -> None:
    given = form.cleaned_data
    file = stored(given["file"], deadline.case.organisation, field="file")
    deadlines.correct_day(
        deadline,
        moment,
        because=given["because"],
        paper=Paper(given["paper"], file),
        by=by,
        at=timezone.now(),
        has_time=form.has_time,
    )


def _shown(shift: deadlines.Shift) -> dict[str, Any]:
    if shift.refused is not None:
        needs: Any = shift.refused.text(get_language() or "zh-hans")
    elif not shift.moves:
        needs = _("Does not move.")
    elif shift.needs_two:
        needs = _("Later, and a right is lost on it: two people confirm; until then the earlier day stands.")
    elif shift.needs_one:
        needs = _("Waits to be confirmed by a person.")
    elif shift.is_marked:
        needs = _("Counts at once, marked “to confirm”.")
    else:
        needs = _("Counts at once.")
    return {"shift": shift, "needs": needs}

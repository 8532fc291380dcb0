"""One date of a case changes: extended, renewed, printed, stopped, running again, disputed, settled. One form each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Can
from cases import deadlines
from cases.deadlines import Paper
from cases.models import Case, Deadline
from jobs import nudge
from knowledge.amounts import Part, amount_phrase
from web.case_head import case_or_404, head
from web.forms import cases as forms
from web.forms import clocks as clock_forms
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422


@dataclass(frozen=True)
class Way:
    """One way to change a date: its title, what it does, its form, who may, and where it fits."""

    code: str
    title: Any
    says: Any
    form: type[forms.PlainForm]
    fits: Callable[[Deadline], bool]
    can: Can = Can.WORK_ON_CASE


WAYS = {
    way.code: way
    for way in (
        Way(
            "extend",
            _("Extend"),
            _("The authority has granted more time. Enter the new day, or the added length in the unit of the rule."),
            clock_forms.ExtendForm,
            lambda d: d.is_open and not d.is_paused and d.kind == Deadline.Kind.LEGAL,
        ),
        Way(
            "renew",
            _("Renew the freeze"),
            _("The freeze goes on. Without a printed day the rule's own term is counted from the old end."),
            clock_forms.RenewForm,
            lambda d: d.is_open and not d.is_paused and d.kind == Deadline.Kind.FREEZE_END,
        ),
        Way(
            "print",
            _("Enter the printed end"),
            _("What the paper prints prevails over the computed day. Both stay in sight."),
            clock_forms.PrintedForm,
            lambda d: d.is_open and not d.is_paused and d.kind == Deadline.Kind.FREEZE_END,
        ),
        Way(
            "suspend",
            _("Stop the clock"),
            _("The day of the stop no longer counts. Nobody is reminded until the clock runs again."),
            clock_forms.SuspendForm,
            lambda d: d.is_live,
            Can.CONFIRM_CLOCKS,
        ),
        Way(
            "resume",
            _("Let the clock run again"),
            _("The days it stood are added, exactly. From the day you enter it counts again."),
            clock_forms.ResumeForm,
            lambda d: d.is_paused,
            Can.CONFIRM_CLOCKS,
        ),
        Way(
            "dispute",
            _("The other side names another day"),
            _("Both days are kept with who says which. Reminders follow the earlier one."),
            clock_forms.DisputeForm,
            lambda d: d.is_open and not d.is_paused and d.later_on is None and not d.has_time,
        ),
        Way(
            "settle",
            _("Settle which day counts"),
            _("It is clear now which of the two days counts."),
            clock_forms.SettleForm,
            lambda d: d.is_open and not d.is_paused and d.later_on is not None,
            Can.CONFIRM_CLOCKS,
        ),
    )
}


def ways(case: Case, deadline: Deadline, user: User) -> list[Way]:
    """What this person may do to this date now; in the order of the table above."""
    if case.is_closed or deadline.parent_id is not None:
        return []
    return [way for way in WAYS.values() if way.fits(deadline) and case.allows(user, way.can)]


@require_http_methods(["GET", "POST"])
def change(request: Request, ref: str, pk: int, how: str) -> HttpResponse:
    case = case_or_404(request, ref)
    deadline = get_object_or_404(case.deadlines.select_related("rule", "chained_from__rule", "owner"), pk=pk)
    deadline.case = case
    way = WAYS.get(how)
    if way is None:
        raise Http404
    case.require(request.user, way.can)
    if case.is_closed or not way.fits(deadline):
        messages.info(request, _("This cannot be done to that date any more. Here is how the dates stand."))
        return redirect("case-clocks", ref=ref)
    more: dict[str, Any] = {"deadline": deadline} if way.code == "settle" else {}
    if way.code == "dispute" and (told := deadlines.Given.of(deadline).disputed):
        # Said before a paper stated the end: offered again in the same words.
        more["initial"] = {"on": told.on, "who": told.who, "ours": told.ours}
    form = way.form(request.POST or None, request.FILES or None, **more)
    if request.method == "POST" and form.is_valid():
        try:
            newer = _do(way, deadline, form, request.user)
        except ValidationError as refused:
            forms.refuse(form, refused, since="day")
        else:
            nudge.messages()
            messages.success(request, _said(newer))
            return redirect("case-clocks", ref=ref)
    return render(
        request,
        "cases/clock_change.html",
        {
            "case": case,
            "head": head(case, request.user, "overview"),
            "deadline": deadline,
            "way": way,
            "form": form,
            "unit": _unit(deadline),
        },
        status=NOT_SAVED if form.errors else 200,
    )


def _do(way: Way, deadline: Deadline, form: forms.PlainForm, by: User) -> Deadline:
    given, at = form.cleaned_data, timezone.now()
    paper = Paper(given.get("paper", ""), stored(given.get("file"), deadline.case.organisation, field="file"))
    told: dict[str, Any] = {"because": given.get("because", ""), "paper": paper, "by": by, "at": at}
    if isinstance(form, clock_forms.MomentForm):
        told |= {"since": form.moment(deadline.zone, at), "has_time": form.has_time}
    match way.code:
        case "extend":
            return deadlines.extend(deadline, until=given["until"], amount=given["amount"], **told)
        case "renew":
            return deadlines.renew(deadline, until=given["until"], **told)
        case "print":
            return deadlines.printed_end(deadline, on=given["until"], **told)
        case "suspend":
            return deadlines.suspend(deadline, **told)
        case "resume":
            return deadlines.resume(deadline, **told)
        case "settle":
            return deadlines.settle_dispute(deadline, on=given["on"], **told)
    return deadlines.dispute(
        deadline, on=given["on"], who=given["who"], ours=given["ours"], paper=paper.words, by=by, at=at
    )


def _said(newer: Deadline) -> Any:
    if newer.is_paused:
        return _("The clock stands still. Nobody is reminded of it.")
    if newer.is_proposed:
        return _("Recorded. The later day waits to be confirmed; until then the earlier one goes on reminding.")
    if newer.to_confirm:
        return _("Recorded. The date counts at once and is marked “to confirm”.")
    return _("Recorded. The date counts, and reminders are set.")


def _unit(deadline: Deadline) -> str:
    """In which unit an added length is meant: working days of the statute are no calendar days."""
    unit = deadline.rule.content.get("unit") if deadline.rule else None
    if not unit:
        return ""
    return amount_phrase((Part(2, unit),)).text(get_language() or "zh-hans").lstrip("2 ")

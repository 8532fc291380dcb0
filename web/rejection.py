"""Rejection analysis (S13): the text cut into sentences, each a point or not, and the table 驳回点核对表."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can, Role
from appeals import evidence, recut, rejection, second, unclear
from appeals import outside as routes_outside
from appeals.models import Appeal, Evidence, Rejection, RejectionPoint
from cases import people
from cases.models import Case
from jobs import nudge
from knowledge.rejections import Suggestion
from web import two_writers
from web.case_head import case_or_404, head
from web.forms import answers as forms
from web.forms.cases import refuse
from web.requests import Request
from web.uploads import stored
from web.whole import whole

NOT_SAVED = 422


@dataclass(frozen=True)
class Sentence:
    point: RejectionPoint
    form: forms.MarkForm
    suggestion: Suggestion | None

    @property
    def was(self) -> str:
        return _mark(rejection.decided(self.point))


@dataclass(frozen=True)
class Row:
    """A point of the table: what we had handed in on it, and what we add now."""

    point: RejectionPoint
    old: list[tuple[str, Evidence]]
    new: list[tuple[str, Evidence]]


@require_http_methods(["GET", "POST"])
def listing(request: Request, ref: str) -> HttpResponse:
    """The rejections of the case; the answer to the appeal that is out is recorded here."""
    case = case_or_404(request, ref)
    sent = case.appeals.filter(status=Appeal.Status.SUBMITTED).order_by("-round").first()
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = forms.RejectionForm(initial={"received_at": now})
    code = 200
    if request.method == "POST":
        case.require(request.user, Can.WORK_ON_CASE)  # before a file of somebody who may not is kept
    if request.method == "POST" and sent is not None:
        sent.case = case
        form, code = forms.RejectionForm(request.POST, request.FILES), NOT_SAVED
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                given["file"] = stored(given["file"], case.organisation, field="file")
                rejection.record_rejection(sent, **given, by=request.user, at=timezone.now())
            except ValidationError as refused:
                refuse(form, refused)
            else:
                nudge.messages()
                toasts.success(request, _("Rejection recorded and cut into sentences. Mark each one."))
                return redirect("case-rejection", ref=ref, round=sent.round)
    context = {
        "case": case,
        "head": head(case, request.user, "rejections"),
        "rejections": Rejection.objects.filter(appeal__case=case)
        .select_related("appeal", "recorded_by")
        .order_by("-pk"),
        "form": form,
        "sent": sent,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/rejections.html", context, status=code)


@require_GET
def outside(request: Request, ref: str) -> HttpResponse:
    """Where else one may go, compared; and what this route never offers (row 6.3d)."""
    case = case_or_404(request, ref)
    context = {
        "case": case,
        "head": head(case, request.user, "rejections"),
        "compared": routes_outside.compare(case, at=timezone.now()),
    }
    return render(request, "appeals/outside.html", context)


def _found(request: Request, ref: str, round: int) -> tuple[Case, Rejection]:
    case = case_or_404(request, ref)
    found = get_object_or_404(Rejection.objects.select_related("appeal"), appeal__case=case, appeal__round=round)
    found.appeal.case = case
    return case, found


@require_GET
def analysis(request: Request, ref: str, round: int) -> HttpResponse:
    case, found = _found(request, ref, round)
    return _page(request, case, found)


@require_POST
def mark(request: Request, ref: str, round: int) -> HttpResponse:
    """All sentences at once; what is left open stays open. Two are joined, or one is cut, with the marks that stand."""
    case, found = _found(request, ref, round)
    points = list(found.points.all())
    bound = {point.pk: forms.MarkForm(request.POST, prefix=f"s{point.pk}") for point in points}
    if not all(form.is_valid() for form in bound.values()):
        return _page(request, case, found, marks=bound, code=NOT_SAVED)
    decisions, seen = _decisions(bound)
    at = timezone.now()
    stands = "tb" if "finish" in request.POST else ""
    try:
        rejection.decide_all(found, decisions, by=request.user, at=at, seen=seen)
        if "finish" in request.POST:
            rejection.finish(found, by=request.user, at=at)
        if "join" in request.POST:
            stands = _sentence(recut.join_next(_of(found, request.POST["join"]), by=request.user, at=at))
        if "cut" in request.POST:
            cut = _of(found, request.POST["cut"])
            words = bound[cut.pk].cleaned_data["words"]
            stands = _sentence(recut.cut_out(cut, words, by=request.user, at=at))
    except ValidationError as refused:
        return _page(request, case, found, marks=bound, code=NOT_SAVED, problem=refused)
    toasts.success(request, _("Marked. Answer each point below.") if "finish" in request.POST else _("Saved."))
    where = redirect("case-rejection", ref=ref, round=round)
    if stands:
        where["Location"] += f"#{stands}"
    return where


def _decisions(
    bound: dict[int, forms.MarkForm],
) -> tuple[dict[int, rejection.Decision], dict[int, rejection.Decision | None]]:
    """What was chosen here, and how those sentences stood when the page was opened. What I left alone is not saved."""
    decisions, seen = {}, {}
    for pk, form in bound.items():
        given = form.cleaned_data
        if not given["mark"]:
            continue
        is_point = given["mark"] == "point"
        chosen = rejection.Decision(is_point, given["category"] * is_point, given["is_vague"] and is_point)
        if _mark(chosen) == given["was"]:
            continue
        decisions[pk] = chosen
        if f"{form.prefix}-was" in form.data:
            seen[pk] = _marked(given["was"])
    return decisions, seen


def _mark(decided: rejection.Decision | None) -> str:
    """As it travels in the form: "point:missing:" or "not::"."""
    if decided is None:
        return ""
    return f"{'point' if decided.is_point else 'not'}:{decided.category}:{'vague' * decided.is_vague}"


def _marked(was: str) -> rejection.Decision | None:
    mark, _colon, rest = was.partition(":")
    category, _colon, vague = rest.partition(":")
    return rejection.Decision(mark == "point", category, bool(vague)) if mark else None


def _of(found: Rejection, pk: str) -> RejectionPoint:
    """The sentence beside whose button somebody pressed, as it is marked now."""
    point = get_object_or_404(found.points.all(), pk=whole(pk))
    point.rejection = found
    return point


def _sentence(point: RejectionPoint) -> str:
    return f"sentence-{point.pk}"


@require_http_methods(["GET", "POST"])
def answer(request: Request, ref: str, round: int, pk: int) -> HttpResponse:
    """One row of the table: add, correct or argue; in whose hands; with which papers."""
    case, found = _found(request, ref, round)
    point = get_object_or_404(found.points.filter(is_point=True), pk=pk)
    point.rejection = found
    following = found.points.filter(is_point=True, answer_kind="").exclude(pk=pk).order_by("position").first()
    numbered = evidence.numbered(case)
    handed_in = rejection.handed_in(found)
    old = [(item.pk, f"{handed_in[item.pk]} {item}") for _exhibit, item in numbered if item.pk in handed_in]
    papers = [(item.pk, f"{exhibit} {item}") for exhibit, item in numbered if item.pk not in handed_in]
    links = {link.evidence_id: link for link in point.evidence.all()}
    helpers = people.members(case.organisation, Role.FINANCE, Role.COUNSEL, Role.MANAGER)
    given: dict[str, Any] = {"case": case, "old": old, "papers": papers, "people": helpers}
    start = {
        "kind": point.answer_kind,
        "zh": point.answer_zh,
        "en": point.answer_en,
        "owner": point.owner_id,
        "old": [pk for pk in links if pk in handed_in],
        "evidence": [pk for pk in links if pk not in handed_in],
    }
    seen = rejection.Answered.of(point)
    stands = two_writers.short(repr(seen))
    form = forms.AnswerForm(request.POST or None, initial=start, **given)
    code = 200
    if request.method == "POST":
        code = NOT_SAVED
        if form.is_valid():
            try:
                if form.cleaned_data["was"] not in ("", stands) and form.has_changed():
                    raise rejection.answered_meanwhile()
                _answer(point, form, links, {item.pk: item for _exhibit, item in numbered}, request, seen)
            except ValidationError as refused:
                refuse(form, refused)
            else:
                toasts.success(request, _("Answer to point %(number)s saved.") % {"number": point.number})
                if "next" in request.POST and following is not None:
                    return redirect("case-rejection-answer", ref=ref, round=round, pk=following.pk)
                return redirect("case-rejection", ref=ref, round=round)
    context = {
        "case": case,
        "head": head(case, request.user, "rejections"),
        "rejection": found,
        "point": point,
        "stands": stands,
        "is_overtaken": form.is_bound and form["was"].value() not in ("", stands),
        "following": following,
        "form": form,
        "suggestion": rejection.suggest(point),
    }
    return render(request, "appeals/answer.html", context, status=code)


def _answer(
    point: RejectionPoint,
    form: forms.AnswerForm,
    links: dict[int, Any],
    items: dict[int, Any],
    request: Request,
    seen: rejection.Answered,
) -> None:
    at, by, chosen = timezone.now(), request.user, form.cleaned_data
    owner = next(
        (
            person
            for person in people.members(point.rejection.appeal.case.organisation, *Role)
            if person.pk == chosen["owner"]
        ),
        None,
    )
    said = {"kind": chosen["kind"], "zh": chosen["zh"], "en": chosen["en"]}
    rejection.answer(point, **said, owner=owner, by=by, at=at, seen=seen)
    wanted = {*chosen["old"], *chosen["evidence"]}
    for pk in wanted - set(links):
        rejection.attach(point, items[pk], by=by, at=at)
    for pk in set(links) - wanted:
        rejection.detach(links[pk], by=by, at=at)


@require_POST
def reasons(request: Request, ref: str, round: int) -> HttpResponse:
    """One act for all vague points: the request for written reasons, with their sentences in it (row 6.1d)."""
    case, found = _found(request, ref, round)
    try:
        letter = unclear.ask(found, by=request.user, at=timezone.now())
    except ValidationError as refused:
        return _page(request, case, found, code=NOT_SAVED, problem=refused)
    toasts.success(request, _("The request quotes each vague sentence. Read it and have it approved."))
    return redirect("case-letter", ref=ref, number=letter.number)


@require_POST
def start_second(request: Request, ref: str, round: int) -> HttpResponse:
    case, found = _found(request, ref, round)
    try:
        begun = second.start(found, by=request.user, at=timezone.now(), because=request.POST.get("because", ""))
    except ValidationError as refused:
        return _page(request, case, found, code=NOT_SAVED, problem=refused)
    toasts.success(request, _("The next appeal has begun. Its letter answers the points."))
    return redirect("case-appeal", ref=ref, round=begun.round)


def _page(
    request: Request,
    case: Case,
    found: Rejection,
    *,
    marks: dict[int, forms.MarkForm] | None = None,
    code: int = 200,
    problem: ValidationError | None = None,
) -> HttpResponse:
    points = list(found.points.select_related("owner").prefetch_related("evidence__evidence").order_by("position"))
    exhibit_of = {item.pk: exhibit for exhibit, item in evidence.numbered(case)}
    sentences = []
    for point in points:
        suggestion = rejection.suggest(point) if point.is_point is not False else None
        start = {
            "mark": "" if point.is_point is None else "point" if point.is_point else "not",
            "category": point.category or (suggestion.category if suggestion else ""),
            "is_vague": point.is_vague or bool(suggestion and point.is_point is None and suggestion.is_vague),
        }
        form = (marks or {}).get(point.pk) or forms.MarkForm(initial=start, prefix=f"s{point.pk}")
        sentences.append(Sentence(point, form, suggestion))
    handed_in = rejection.handed_in(found)
    table = [_row(point, handed_in, exhibit_of) for point in points if point.is_point]
    asks = any(row.point.is_vague for row in table) and unclear.is_offered(case)
    later = case.appeals.filter(round__gt=found.appeal.round).order_by("round").first()
    context = {
        "case": case,
        "head": head(case, request.user, "rejections"),
        "rejection": found,
        "sentences": sentences,
        "undecided": sum(point.is_point is None for point in points),
        "table": table,
        "unanswered": sum(not row.point.answer_kind for row in table),
        "asks": asks,
        "asked": unclear.begun(found) if asks else None,
        "problem": problem,
        "later": later,
        "works": case.allows(request.user, Can.WORK_ON_CASE)
        and not case.is_closed
        and (later is None or later.is_open),
        "may_override": case.allows(request.user, Can.OVERRIDE_GATE),
    }
    return render(request, "appeals/rejection.html", context, status=code)


def _row(point: RejectionPoint, handed_in: dict[int, str], exhibit_of: dict[int, str]) -> Row:
    old: list[tuple[str, Evidence]] = []
    new: list[tuple[str, Evidence]] = []
    for link in point.evidence.all():
        number = handed_in.get(link.evidence_id)
        (old if number else new).append((number or exhibit_of.get(link.evidence_id, ""), link.evidence))
    return Row(point, old, new)

"""The appeal composer (S10): facts, reasons, law and request, two languages side by side, checked as one writes."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import Can
from appeals import bundle, checks, citing, drafting, letters, material
from appeals import pack as packs
from appeals.filling import Ref
from appeals.material import Material
from appeals.models import Appeal
from appeals.wording import channel_names, is_english
from cases.models import Case
from documents.printing import PrintingProblem
from knowledge import routes
from knowledge.letters import Letter
from web import composing, letter_beside, letter_inserts, letter_lines, letter_sheet, paper_words, two_writers
from web.case_head import Act, case_or_404, head
from web.forms import appeals as forms
from web.forms.cases import refuse
from web.requests import Request
from web.two_writers import Clash, Flat
from web.whole import whole

NOT_SAVED, CONFLICT = 422, 409


# --- the list of rounds -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def rounds(request: Request, ref: str) -> HttpResponse:
    """Every round of the case; the first is begun here, the next from its rejection."""
    case = case_or_404(request, ref)
    offered = letters.choices(case)
    usual = letters.usual(case)
    form = forms.StartForm(
        request.POST or None, offered=offered, initial={"letter": usual.code, "language": Appeal.Language.BOTH}
    )
    if request.method == "POST" and form.is_valid():
        try:
            appeal = drafting.start(case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            refuse(form, refused)
        else:
            return redirect("case-appeal", ref=ref, round=appeal.round)
    rows = list(case.appeals.prefetch_related("packs", "submissions").select_related("written_by", "rejection"))
    context = {
        "case": case,
        "head": head(case, request.user, "appeals"),
        "rounds": rows,
        "form": form,
        "advice": {letter.code: letter.template(get_language()).advice for letter in offered},
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/rounds.html", context, status=NOT_SAVED if request.method == "POST" else 200)


# --- the composer -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def composer(request: Request, ref: str, round: int) -> HttpResponse:
    case = case_or_404(request, ref)
    appeal = get_object_or_404(case.appeals.all(), round=round)
    if request.method == "POST":
        case.require(request.user, Can.WORK_ON_CASE)
    known = material.read(appeal)
    saved = composing.of_case(known)
    if request.method == "GET":
        return page(request, case, known, saved)
    flat = two_writers.resolved(composing.of_form(request.POST, saved), request.POST)
    by_itself = "application/json" in request.headers.get("Accept", "")
    if not _may_write(request, known):
        # What was typed meanwhile is shown, to be copied.
        if by_itself:
            return JsonResponse({"message": _("Not saved: this letter can no longer be changed.")}, status=NOT_SAVED)
        return page(request, case, known, flat, status=NOT_SAVED)
    if by_itself:
        return _by_itself(request, appeal, known, flat)
    do = request.POST.get("do", "save")
    if letter_beside.is_asked(do):
        return _beside(request, case, known, flat, do)
    if do not in ("save", "send"):
        # One more line, a line up or down: the form comes back with everything typed, and nothing is saved yet.
        flat = composing.asked(flat, do)
    form = _form(known, flat)
    version = whole(request.POST.get("version", ""))
    problem: ValidationError | None = None
    if form.is_valid():
        try:
            values = {**form.cleaned_data, **composing.values_of(flat), "checked": request.POST.getlist("checked")}
            appeal = drafting.write(appeal, values, version=version, by=request.user, at=timezone.now())
        except ValidationError as refused:
            if getattr(refused, "code", "") == "saved_meanwhile":
                return _conflict(request, case, appeal, flat, refused)
            problem = refused
        else:
            return _saved(request, case, appeal, flat, do)
    return page(request, case, known, flat, form=form, problem=problem, status=NOT_SAVED, as_opened=True)


def _beside(request: Request, case: Case, known: Material, flat: Flat, do: str) -> HttpResponse:
    """The draft as it would print, or a page of an exhibit: alone for the script, within the whole page without it."""
    form = _form(known, flat)
    seen = letter_beside.seen(known, flat, form, do, request.POST)
    if request.headers.get("X-Part") == "beside":
        return render(request, "appeals/_beside.html", {"seen": seen, "may_show": True})
    return page(request, case, known, flat, form=form, seen=seen, as_opened=True)


def _by_itself(request: Request, appeal: Appeal, known: Material, flat: Flat) -> HttpResponse:
    """The pause of a writer. Lines that are new wait for the button: saved twice by themselves, they would be two."""
    form = _form(known, flat)
    version = request.POST.get("version", "")
    try:
        if not form.is_valid():
            return JsonResponse({"message": _("Not saved: something in the form needs attention.")}, status=NOT_SAVED)
        values = {**form.cleaned_data, **composing.values_of(composing.without_new(flat))}
        values["checked"] = request.POST.getlist("checked")
        appeal = drafting.write(appeal, values, version=whole(version), by=request.user, at=timezone.now())
    except ValidationError as refused:
        status = CONFLICT if getattr(refused, "code", "") == "saved_meanwhile" else NOT_SAVED
        return JsonResponse({"message": " ".join(refused.messages)}, status=status)
    at = timezone.localtime(appeal.changed_at)
    words = _("Saved %(time)s, version %(n)s") % {"time": f"{at:%H:%M}", "n": appeal.version}
    was = two_writers.fingerprints(composing.of_case(material.read(appeal)))
    return JsonResponse({"version": appeal.version, "was": was, "words": words})


def _may_write(request: Request, known: Material) -> bool:
    return known.appeal.is_open and known.case.allows(request.user, Can.WORK_ON_CASE) and not known.case.is_closed


def _saved(request: Request, case: Case, appeal: Appeal, flat: Flat, do: str) -> HttpResponse:
    here = reverse("case-appeal", args=[case.ref, appeal.round])
    if do == "send":
        return redirect(f"{reverse('case-packs', args=[case.ref])}?send={appeal.round}")
    if do == "save":
        toasts.success(request, _("Saved, version %(n)s.") % {"n": appeal.version})
        return redirect(here)
    verb, _dash, what = do.partition("-")
    if verb == "use":
        return redirect(f"{here}#gaps")
    if verb != "add":
        return redirect(f"{here}#{what.partition('-')[0]}s")
    # An empty line is nothing that could be saved, so the page is shown with it.
    known = material.read(appeal)
    again = composing.asked(composing.of_case(known), do)
    return page(request, case, known, again)


def _conflict(request: Request, case: Case, appeal: Appeal, flat: Flat, refused: ValidationError) -> HttpResponse:
    """Somebody saved meanwhile: both texts, field by field. What only one changed is taken over by itself."""
    known = material.read(appeal)
    saved, was = composing.of_case(known), request.POST.get("was", "")
    both, clashes = composing.merged(flat, saved, was, paper_words.labels(known))
    return page(request, case, known, both, clashes=clashes, problem=refused, status=CONFLICT)


def _form(known: Material, flat: Flat | None = None) -> forms.LetterForm:
    return forms.LetterForm(flat, offered=_offered(known, known.appeal.round), channels=_channels(known, flat or {}))


def _offered(known: Material, round: int) -> Sequence[Letter]:
    offered = letters.choices(known.case, round=round)
    return offered if known.letter in offered else [known.letter, *offered]


def _channels(known: Material, flat: Flat) -> dict[str, str]:
    """What the route names first, then everything a letter can say."""
    first: list[str] = []
    if known.case.route:
        first = [channel for step in routes.of(known.case.route).steps for channel in step.channels]
    language = "en" if letter_lines.reads_english() else "zh"
    return channel_names(language, first=first, chosen=(known.appeal.channel_kind, str(flat.get("channel_kind", ""))))


def page(
    request: Request,
    case: Case,
    known: Material,
    flat: Flat,
    *,
    form: forms.LetterForm | None = None,
    clashes: Sequence[Clash] = (),
    problem: ValidationError | None = None,
    status: int = 200,
    from_word: bool = False,
    by_hand: Sequence[tuple[str, Sequence[str]]] = (),
    as_opened: bool = False,
    seen: letter_beside.Preview | letter_beside.Beside | None = None,
) -> HttpResponse:
    appeal = known.appeal
    filled = letters.fill_all(known)
    found = checks.of(known, filled, at=timezone.now())
    saved = composing.of_case(known)
    labels = paper_words.labels(known)
    works = _may_write(request, known)
    # Until the two texts have met, the form stays the one that was opened: its version and what stood in it then.
    opened = {"version": str(appeal.version), "was": two_writers.fingerprints(saved)}
    if as_opened:
        opened = {name: request.POST.get(name, "") for name in opened}
    context = {
        "case": case,
        "head": head(case, request.user, "appeals", acts=_acts(case, appeal)),
        "appeal": appeal,
        "advice": known.letter.template(get_language()).advice,
        "form": form or _form(known, flat),
        "flat": flat,
        "sides": [side for side in (("zh", "zh-Hans"), ("en", "en")) if side[1] in appeal.languages],
        "dispute": letter_lines.sides("dispute", flat, appeal),
        "point": letter_lines.sides("point", flat, appeal),
        "request_main": letter_lines.sides("request", flat, appeal),
        "lateness": letter_lines.lateness_of(known),
        "late_reason": letter_lines.sides("late_reason", flat, appeal),
        "facts": letter_lines.lines("fact", flat, labels, appeal),
        "reasons": letter_lines.lines("reason", flat, labels, appeal),
        "asks": letter_lines.lines("ask", flat, labels, appeal),
        "laws": letter_lines.lines("law", flat, labels, appeal, letter_lines.cited(known, flat)),
        "uses": letter_lines.uses(known),
        "points": known.points,
        "rejection": known.rejection,
        "new_items": known.new_items,
        "gaps": letter_lines.gaps(known, filled, flat, appeal, works=works),
        "optional": letter_lines.optional(known, flat, request, case),
        "provisions": letter_lines.provisions(known) if works else [],
        "notes_waiting": citing.notes_of(case).filter(verified_at=None).count() if works else 0,
        "exhibits": [(pk, *label) for pk, label in labels.items()],
        "inserts": letter_inserts.offered(known) if works else [],
        "seen": seen,
        "summaries": letter_lines.summaries(known),
        "sheets": [letter_sheet.sheet(letter, link=_to_exhibit(case)) for letter in filled.values()],
        "red": [each for each in found if each.blocks],
        "amber": [each for each in found if not each.blocks],
        "clashes": clashes,
        "from_word": from_word,
        "by_hand": by_hand,
        "may_allow": case.allows(request.user, Can.REVIEW_EVIDENCE) and works,
        "saves_itself": works and not clashes,
        "problem": problem,
        "opened": opened,
        "has_met": status == CONFLICT and not from_word,
        "unsaved": [] if works else composing.only_typed(flat, saved),
        "works": works,
        "pack": packs.newest(case),
        "is_unsaved": flat != saved,
    }
    return render(request, "appeals/letter.html", context, status=status)


def _acts(case: Case, appeal: Appeal) -> list[Act]:
    """The versions of the letter, the Word file for counsel outside, and the letter as a PDF in each language."""
    here = [case.ref, appeal.round]
    papers = [
        Act(
            _("PDF in English") if is_english(language) else _("PDF in Chinese"),
            reverse("case-letter-pdf", args=[*here, language]),
            icon="file-text",
        )
        for language in appeal.languages
    ]
    return [
        Act(_("Versions"), reverse("case-letter-versions", args=here), icon="history"),
        Act(_("Word file"), reverse("case-letter-word", args=here), icon="download"),
        *papers,
    ]


def _to_exhibit(case: Case) -> Any:
    def link(ref: Ref) -> str:
        return f"{reverse('case-exhibit', args=[case.ref, ref.evidence])}?page={ref.page}"

    return link


# --- on paper ---------------------------------------------------------------------------------------------------------


@require_GET
def pdf(request: Request, ref: str, round: int, language: str) -> HttpResponse:
    """As it would be printed now: the page numbers are those of the bundle it would stand in. Marked as a draft."""
    case = case_or_404(request, ref)
    appeal = get_object_or_404(case.appeals.all(), round=round)
    if language not in appeal.languages:
        raise Http404
    try:
        printed = bundle.preview(appeal, language)
    except PrintingProblem as problem:
        toasts.error(request, " ".join(problem.messages))
        return redirect("case-appeal", ref=ref, round=round)
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{case.ref}-{round}-{language}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer

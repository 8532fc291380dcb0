"""Letters beside the appeal: choose, fill in, check, approve, file, print."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can
from appeals import case_letter_paper, case_letter_words, case_letters, receipt_numbers
from appeals.models import Appeal, CaseLetter
from appeals.wording import channel_names, is_english
from cases.models import Case
from documents.printing import PrintingProblem
from knowledge import letters as templates
from web import case_letter_clash, known_numbers, letter_lines, letter_sheet, paper_words, two_writers
from web import case_letter_form as slots
from web.case_head import Act, case_or_404, head
from web.forms import appeals as forms
from web.forms.cases import refuse
from web.requests import Request
from web.two_writers import Clash, Flat
from web.whole import whole

NOT_SAVED, CONFLICT = 422, 409


def letter_or_404(request: Request, ref: str, number: int) -> tuple[Case, CaseLetter]:
    case = case_or_404(request, ref)
    rows = CaseLetter.objects.filter(case=case).select_related("template", "written_by", "approved_by")
    letter = get_object_or_404(rows, number=number)
    letter.case = case
    return case, letter


@require_http_methods(["GET", "POST"])
def listing(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    offered = case_letter_words.offered(case)
    form = forms.StartForm(request.POST or None, offered=offered, initial={"language": Appeal.Language.BOTH})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            letter = case_letters.start(
                case, given["letter"], language=given["language"], by=request.user, at=timezone.now()
            )
        except ValidationError as refused:
            refuse(form, refused)
        else:
            return redirect("case-letter", ref=ref, number=letter.number)
    elif request.method == "POST":
        case.require(request.user, Can.WORK_ON_CASE)
    rows = list(CaseLetter.objects.filter(case=case).select_related("template", "written_by", "approved_by"))
    context = {
        "case": case,
        "head": head(case, request.user, "appeals"),
        "rows": [(row, templates.of(row.template)) for row in rows],
        "form": form,
        "advice": {letter.code: letter.template(get_language()).advice for letter in offered},
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/case_letters.html", context, status=NOT_SAVED if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def letter(request: Request, ref: str, number: int) -> HttpResponse:
    case, letter = letter_or_404(request, ref, number)
    saved = slots.of_letter(letter)
    if request.method == "GET":
        return page(request, case, letter, saved)
    case.require(request.user, Can.WORK_ON_CASE)
    posted = two_writers.resolved(slots.of_form(request.POST), request.POST)
    flat = slots.with_unseen(posted, saved)
    do = request.POST.get("do", "save")
    if do.startswith(("more-", "use-")):
        verb, _dash, what = do.partition("-")
        flat = slots.with_row(flat, what) if verb == "more" else slots.with_number(flat, what)
        return page(request, case, letter, flat, form=_form(letter, flat), status=NOT_SAVED)
    version = whole(request.POST.get("version", ""))
    form = _form(letter, flat)
    values, wrong = slots.values_of(flat, letter)
    if wrong or not form.is_valid():
        return page(request, case, letter, flat, form=form, wrong=wrong, status=NOT_SAVED)
    try:
        given = {**form.cleaned_data, **values, "blocks": slots.ticked(flat)}
        case_letters.write(letter, given, version=version, by=request.user, at=timezone.now())
    except ValidationError as refused:
        letter.refresh_from_db()
        if getattr(refused, "code", "") == "saved_meanwhile":
            return _met(request, case, letter, posted, refused)
        return page(request, case, letter, flat, form=form, problem=refused, status=NOT_SAVED)
    toasts.success(request, _("Saved, version %(n)s.") % {"n": letter.version})
    return redirect("case-letter", ref=ref, number=number)


def _met(request: Request, case: Case, letter: CaseLetter, posted: Flat, told: ValidationError) -> HttpResponse:
    """Somebody saved meanwhile: what only one changed is in the form, what both changed is chosen field by field."""
    exhibits = paper_words.labels(case_letter_words.read(letter))
    both, clashes = case_letter_clash.met(posted, slots.of_letter(letter), request.POST.get("was", ""), exhibits)
    return page(request, case, letter, both, form=_form(letter, both), clashes=clashes, problem=told, status=CONFLICT)


def _form(letter: CaseLetter, data: Any = None) -> forms.CaseLetterForm:
    language = "en" if letter_lines.reads_english() else "zh"
    typed = str(data.get("channel_kind", "")) if data else ""
    channels = channel_names(language, chosen=(letter.channel_kind, typed))
    return forms.CaseLetterForm(
        data, initial={name: getattr(letter, name) for name in slots.COLUMNS}, channels=channels
    )


def page(
    request: Request,
    case: Case,
    letter: CaseLetter,
    flat: Flat,
    *,
    form: forms.CaseLetterForm | None = None,
    wrong: dict[str, str] | None = None,
    problem: ValidationError | None = None,
    clashes: Sequence[Clash] = (),
    status: int = 200,
    from_word: bool = False,
    by_hand: Sequence[tuple[str, Sequence[str]]] = (),
) -> HttpResponse:
    saved = slots.of_letter(letter)
    # Until the two texts have met, the form stays the one that was opened: its version and what stood in it then.
    opened = {"version": str(letter.version), "was": two_writers.fingerprints(saved)}
    if status == NOT_SAVED and "was" in request.POST:
        opened = {name: request.POST.get(name, "") for name in opened}
    known = case_letter_words.read(letter)
    filled = case_letter_words.fill_all(letter, known)
    found = case_letters.problems(letter)
    single, groups = slots.slots(letter, known, flat, wrong or {})
    pair = templates.of(letter.template)
    works = case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed and letter.is_open
    if works and any(slot.code in receipt_numbers.SLOTS for slot in single):
        offers = tuple(known_numbers.offers(case))
        single = [replace(slot, offers=offers) if slot.code in receipt_numbers.SLOTS else slot for slot in single]
    context = {
        "case": case,
        "head": head(case, request.user, "appeals", acts=_acts(case, letter)),
        "letter": letter,
        "pair": pair,
        "advice": pair.template(get_language()).advice,
        "form": form or _form(letter),
        "is_paper": pair.kind in case_letter_words.PAPERS,
        "slots": single,
        "groups": groups,
        "wrong": list((wrong or {}).items()),
        "problem": problem,
        "optional": _optional(request, case, letter, slots.ticked(flat)),
        "exhibits": [(key, *label) for key, label in paper_words.labels(known).items()],
        "sheets": [letter_sheet.sheet(each, link=_to_exhibit(case), whole=True) for each in filled.values()],
        "opened": opened,
        "clashes": clashes,
        "from_word": from_word,
        "by_hand": by_hand,
        "has_met": status == CONFLICT and not from_word,
        "unsaved": [] if works else case_letter_clash.only_typed(flat, saved),
        "red": [(each, _place_of(each.quote, groups)) for each in found if each.blocks],
        "amber": [each for each in found if not each.blocks],
        "works": works,
        "is_unsaved": status != 200 and flat != saved,
        "may_approve": case.allows(request.user, Can.APPROVE_PACK) and request.user.pk != letter.written_by_id,
    }
    return render(request, "appeals/case_letter.html", context, status=status)


def _place_of(gap: str, groups: Sequence[slots.Group]) -> str:
    """Where on the page it is filled in."""
    code = gap.partition(".")[0]
    return f"list-{code}" if any(group.code == code for group in groups) else "gaps"


def _acts(case: Case, letter: CaseLetter) -> list[Act]:
    file = Act(_("Word file"), reverse("case-letter-beside-word", args=[case.ref, letter.number]), icon="file-text")
    return [
        file,
        *(
            Act(
                _("PDF in English") if is_english(language) else _("PDF in Chinese"),
                reverse("case-letter-print", args=[case.ref, letter.number, language]),
                icon="file-text",
            )
            for language in letter.languages
        ),
    ]


def _optional(request: Request, case: Case, letter: CaseLetter, ticked: Sequence[str]) -> list[dict[str, Any]]:
    counsel = case.allows(request.user, Can.REVIEW_EVIDENCE)
    template = templates.of(letter.template).template(get_language())
    return [
        {
            "code": block.code,
            "heading": block.heading or block.code,
            "runs": letter_sheet.template_runs(block.paragraphs[0].text) if block.paragraphs else (),
            "lang": template.language,
            "is_ticked": block.code in ticked,
            "is_counsels": block.tick == "counsel",
            "may": counsel or block.tick != "counsel" or block.code in ticked,
        }
        for block in template.blocks
        if block.is_optional
    ]


def _to_exhibit(case: Case) -> Any:
    return lambda ref: f"{reverse('case-exhibit', args=[case.ref, ref.evidence])}?page={ref.page}"


@require_POST
def approve(request: Request, ref: str, number: int) -> HttpResponse:
    case, letter = letter_or_404(request, ref, number)
    version = request.POST.get("version", "")
    try:
        case_letters.approve(letter, version=whole(version), by=request.user, at=timezone.now())
    except ValidationError as refused:
        return page(request, case, letter, slots.of_letter(letter), problem=refused, status=NOT_SAVED)
    toasts.success(request, _("Approved. It can be printed and filed."))
    return redirect("case-letter", ref=ref, number=number)


@require_POST
def file(request: Request, ref: str, number: int) -> HttpResponse:
    case, letter = letter_or_404(request, ref, number)
    try:
        made = case_letters.file(letter, by=request.user, at=timezone.now())
    except ValidationError as refused:
        return page(request, case, letter, slots.of_letter(letter), problem=refused, status=NOT_SAVED)
    toasts.success(request, _("Filed with the evidence: %(n)s papers.") % {"n": len(made)})
    return redirect("case-letter", ref=ref, number=number)


@require_GET
def pdf(request: Request, ref: str, number: int, language: str) -> HttpResponse:
    case, letter = letter_or_404(request, ref, number)
    if language not in letter.languages:
        raise Http404
    try:
        printed = case_letter_paper.printed(letter, language)
    except PrintingProblem as problem:
        toasts.error(request, " ".join(problem.messages))
        return redirect("case-letter", ref=ref, number=number)
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{case.ref}-L{number}-{language}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer

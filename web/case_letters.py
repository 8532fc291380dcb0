"""Letters beside the appeal: choose, fill in, check, approve, file, print."""

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
from appeals import case_letter_paper, case_letter_words, case_letters
from appeals.models import Appeal, CaseLetter
from appeals.wording import CHANNELS, is_english
from cases.models import Case
from documents.printing import PrintingProblem
from knowledge import letters as templates
from web import case_letter_form as slots
from web import letter_lines, letter_sheet
from web.case_head import Act, case_or_404, head
from web.forms import appeals as forms
from web.forms.cases import refuse
from web.requests import Request

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
    if request.method == "POST":
        case.require(request.user, Can.WORK_ON_CASE)
    if request.method == "GET":
        return _page(request, case, letter, slots.of_letter(letter))
    flat = slots.of_form(request.POST)
    do = request.POST.get("do", "save")
    form = _form(letter, request.POST)
    if do.startswith("more-"):
        return _page(request, case, letter, slots.with_row(flat, do.removeprefix("more-")), form=form, status=NOT_SAVED)
    ticked = request.POST.getlist("blocks") if "with_blocks" in request.POST else letter.blocks
    values, wrong = slots.values_of(flat, letter)
    version = int(request.POST.get("version") or 0) if request.POST.get("version", "").isdigit() else 0
    if wrong or not form.is_valid():
        return _page(request, case, letter, flat, form=form, wrong=wrong, status=NOT_SAVED)
    try:
        given = {**form.cleaned_data, **values, "blocks": ticked}
        case_letters.write(letter, given, version=version, by=request.user, at=timezone.now())
    except ValidationError as refused:
        status = CONFLICT if getattr(refused, "code", "") == "saved_meanwhile" else NOT_SAVED
        letter.refresh_from_db()
        return _page(request, case, letter, flat, form=form, problem=refused, status=status)
    toasts.success(request, _("Saved, version %(n)s.") % {"n": letter.version})
    return redirect("case-letter", ref=ref, number=number)


def _form(letter: CaseLetter, data: Any = None) -> forms.CaseLetterForm:
    names = ("language", "recipient", "department_zh", "department_en", "channel_kind", "channel_address", "letter_on")
    mine = 1 if letter_lines.reads_english() else 0
    channels = {code: said[mine] for code, said in CHANNELS.items()}
    return forms.CaseLetterForm(data, initial={name: getattr(letter, name) for name in names}, channels=channels)


def _page(
    request: Request,
    case: Case,
    letter: CaseLetter,
    flat: slots.Flat,
    *,
    form: forms.CaseLetterForm | None = None,
    wrong: dict[str, str] | None = None,
    problem: ValidationError | None = None,
    status: int = 200,
) -> HttpResponse:
    known = case_letter_words.read(letter)
    filled = case_letter_words.fill_all(letter, known)
    found = case_letters.problems(letter)
    single, groups = slots.slots(letter, known, flat, wrong or {})
    pair = templates.of(letter.template)
    works = case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed and letter.is_open
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
        "optional": _optional(request, case, letter),
        "exhibits": [
            (str(item.pk), number, item.for_reader("title") or item.original_name, item.file.pages or 1)
            for number, item in known.exhibits
        ],
        "sheets": [letter_sheet.sheet(each, link=_to_exhibit(case), whole=True) for each in filled.values()],
        "theirs": slots.of_letter(letter) if status == CONFLICT else {},
        "red": [each for each in found if each.blocks],
        "amber": [each for each in found if not each.blocks],
        "works": works,
        "may_approve": case.allows(request.user, Can.APPROVE_PACK) and request.user.pk != letter.written_by_id,
    }
    return render(request, "appeals/case_letter.html", context, status=status)


def _acts(case: Case, letter: CaseLetter) -> list[Act]:
    return [
        Act(
            _("PDF in English") if is_english(language) else _("PDF in Chinese"),
            reverse("case-letter-print", args=[case.ref, letter.number, language]),
            icon="file-text",
        )
        for language in letter.languages
    ]


def _optional(request: Request, case: Case, letter: CaseLetter) -> list[dict[str, Any]]:
    counsel = case.allows(request.user, Can.REVIEW_EVIDENCE)
    template = templates.of(letter.template).template(get_language())
    return [
        {
            "code": block.code,
            "heading": block.heading or block.code,
            "runs": letter_sheet.template_runs(block.paragraphs[0].text) if block.paragraphs else (),
            "lang": template.language,
            "is_ticked": block.code in letter.blocks,
            "is_counsels": block.tick == "counsel",
            "may": counsel or block.tick != "counsel" or block.code in letter.blocks,
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
        case_letters.approve(
            letter, version=int(version) if version.isdigit() else 0, by=request.user, at=timezone.now()
        )
    except ValidationError as refused:
        return _page(request, case, letter, slots.of_letter(letter), problem=refused, status=NOT_SAVED)
    toasts.success(request, _("Approved. It can be printed and filed."))
    return redirect("case-letter", ref=ref, number=number)


@require_POST
def file(request: Request, ref: str, number: int) -> HttpResponse:
    case, letter = letter_or_404(request, ref, number)
    try:
        made = case_letters.file(letter, by=request.user, at=timezone.now())
    except ValidationError as refused:
        return _page(request, case, letter, slots.of_letter(letter), problem=refused, status=NOT_SAVED)
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

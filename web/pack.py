"""Packs and review (S08, S09): letter beside exhibits, the hash, the bound file, and the decision of another person."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can
from appeals import bundle, checks, review
from appeals import pack as packs
from appeals.filling import FilledLetter
from appeals.models import Approval, Bundle, Evidence, Pack, PackItem
from cases.models import Case
from documents import pages
from jobs import nudge
from web.activity import Shown
from web.case_files import handed_over
from web.case_head import case_or_404, head
from web.forms import pack as forms
from web.forms.cases import refuse
from web.requests import Request

NOT_SAVED = 422
WIDE = 96  # dpi of a page on the screen


@require_http_methods(["GET", "POST"])
def listing(request: Request, ref: str) -> HttpResponse:
    """All versions, and the way to the next one: send letter and evidence to counsel as they stand."""
    case = case_or_404(request, ref)
    appeal = case.appeals.order_by("-round").first()
    form, code = forms.SendForm(request.POST or None), 200
    if request.method == "POST" and appeal is not None and form.is_valid():
        try:
            made = packs.send_to_counsel(appeal, by=request.user, at=timezone.now(), note=form.cleaned_data["note"])
        except ValidationError as refused:
            refuse(form, refused)
            code = NOT_SAVED
        else:
            nudge.messages()
            toasts.success(request, _("Pack v%(number)s is with counsel.") % {"number": made.number})
            return redirect("case-pack", ref=ref, number=made.number)
    open_appeal = appeal if appeal is not None and appeal.is_open else None
    context = {
        "case": case,
        "head": head(case, request.user, "packs"),
        "packs": Pack.objects.filter(case=case).select_related("made_by", "appeal", "bundle").order_by("-number"),
        "appeal": open_appeal,
        "problems": checks.problems(open_appeal) if open_appeal else [],
        "form": form,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/packs.html", context, status=code)


def _found(request: Request, ref: str, number: int) -> tuple[Case, Pack]:
    case = case_or_404(request, ref)
    pack = get_object_or_404(Pack.objects.select_related("made_by", "appeal__written_by"), case=case, number=number)
    pack.case = pack.appeal.case = case
    return case, pack


@require_GET
def pack(request: Request, ref: str, number: int) -> HttpResponse:
    case, found = _found(request, ref, number)
    return _page(request, case, found)


@require_POST
def approve(request: Request, ref: str, number: int) -> HttpResponse:
    case, found = _found(request, ref, number)
    form = forms.ApproveForm(request.POST)
    at = timezone.now()
    if form.is_valid():
        try:
            review.approve(found, content_hash=form.cleaned_data["content_hash"], by=request.user, at=at)
        except ValidationError as refused:
            refuse(form, refused)
        else:
            nudge.messages()
            toasts.success(request, _("Approved. The approval is bound to this hash."))
            return redirect("case-pack", ref=ref, number=number)
    return _page(request, case, found, approve_form=form, code=NOT_SAVED)


@require_POST
def give_back(request: Request, ref: str, number: int) -> HttpResponse:
    case, found = _found(request, ref, number)
    form = forms.ReturnForm(request.POST)
    if form.is_valid():
        try:
            review.give_back(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            nudge.messages()
            toasts.success(request, _("Returned with your reasons."))
            return redirect("case-pack", ref=ref, number=number)
    return _page(request, case, found, return_form=form, code=NOT_SAVED)


@require_POST
def bind(request: Request, ref: str, number: int) -> HttpResponse:
    """Ask for the bound PDF. A worker makes it; the page may be left meanwhile."""
    case, found = _found(request, ref, number)
    try:
        job = bundle.ask_for(found, by=request.user, at=timezone.now())
    except ValidationError as refused:
        return _page(request, case, found, code=NOT_SAVED, problem=refused)
    nudge.work(job)
    toasts.success(request, _("Binding has started. You may leave this page."))
    return redirect("case-pack", ref=ref, number=number)


@require_GET
def download(request: Request, ref: str, number: int) -> HttpResponse:
    _case, found = _found(request, ref, number)
    return handed_over(get_object_or_404(Bundle.objects.select_related("file"), pack=found).file)


@require_GET
def page_image(request: Request, ref: str, number: int, page: int) -> HttpResponse:
    """A page of the bound file, drawn on the server: no stranger's PDF reaches the reviewer's browser."""
    _case, found = _found(request, ref, number)
    bound = get_object_or_404(Bundle.objects.select_related("file"), pack=found)
    if not 1 <= page <= bound.pages:
        return HttpResponse(status=404)
    drawn = pages.draw(bound.file, page, WIDE, at=timezone.now())
    with pages.open_picture(drawn) as picture:
        answer = HttpResponse(picture.read(), content_type=drawn.mime)
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _page(
    request: Request,
    case: Case,
    found: Pack,
    *,
    approve_form: forms.ApproveForm | None = None,
    return_form: forms.ReturnForm | None = None,
    code: int = 200,
    problem: ValidationError | None = None,
) -> HttpResponse:
    user = request.user
    is_void = packs.is_void(found)
    bound = Bundle.objects.select_related("file").filter(pack=found).first()
    job = bundle.jobs_of(found).first() if bound is None else None
    here = request.path
    context: dict[str, Any] = {
        "case": case,
        "head": head(case, user, "packs"),
        "pack": found,
        "is_void": is_void,
        "groups": _groups(found.items.select_related("file")),
        "letters": [FilledLetter.from_dict(letter) for letter in _in_readers_order(found.letters)],
        "approval": Approval.objects.select_related("decided_by").filter(pack=found).first(),
        "bundle": bound,
        "page": _page_number(request, bound),
        "job": Shown(job, here) if job is not None and not job.is_done else None,
        "may_bind": case.allows(user, Can.WORK_ON_CASE)
        and bound is None
        and not is_void
        and (job is None or not job.is_active),
        "may_decide": found.state == Pack.State.WITH_COUNSEL and not is_void and case.allows(user, Can.APPROVE_PACK),
        "is_own": user.pk in (found.made_by_id, found.appeal.written_by_id),
        "approve_form": approve_form or forms.ApproveForm(initial={"content_hash": found.content_hash}),
        "return_form": return_form or forms.ReturnForm(),
        "problem": problem,
        "may_submit": case.allows(user, Can.SUBMIT_APPEAL) and found.state == Pack.State.APPROVED and bound is not None,
    }
    return render(request, "appeals/pack.html", context, status=code)


def _page_number(request: Request, bound: Bundle | None) -> int:
    """Which page of the bound file is shown; a wrong number shows the first."""
    wanted = request.GET.get("page", "1")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
    return number if bound is not None and 1 <= number <= bound.pages else 1


def _groups(items: Iterable[PackItem]) -> list[tuple[str, list[PackItem]]]:
    return [
        (str(Evidence.Section(section).label), list(group))
        for section, group in groupby(items, key=lambda i: i.section)
    ]


def _in_readers_order(letters: dict[str, Any]) -> list[Any]:
    first = "en" if (get_language() or "").startswith("en") else "zh-Hans"
    return [letters[language] for language in sorted(letters, key=lambda language: language != first)]

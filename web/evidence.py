"""The evidence locker (S07): upload, order, describe, take out. Every number on the page follows from the order."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.roles import Can
from appeals import evidence, proof, quality, scans, taking, waiting
from appeals.models import Evidence, SectorTick, Waiver
from cases.models import Case
from documents import intake, pages, storing
from documents.models import HeldFile
from jobs import nudge
from web.activity import Shown
from web.case_files import handed_over
from web.case_head import case_or_404, head
from web.forms import appeals as forms
from web.forms.cases import refuse
from web.requests import Request
from web.uploads import papers_added
from web.whole import whole

NOT_SAVED = 422


@dataclass(frozen=True)
class Row:
    exhibit: str
    item: Evidence
    proves: int  # facts
    is_first: bool
    is_last: bool
    findings: tuple[str, ...]
    is_bindable: bool
    name: str
    marks: tuple[int, ...] = ()
    blocks: bool = False


@dataclass(frozen=True)
class Group:
    code: str
    label: Any
    rows: tuple[Row, ...]


@require_http_methods(["GET", "POST"])
def locker(request: Request, ref: str) -> HttpResponse:
    """Many files at once: each is judged for itself, and the good ones are kept whatever becomes of the others."""
    case = case_or_404(request, ref)
    if request.method == "GET":
        return _locker(request, case, forms.UploadForm())
    form = forms.UploadForm(request.POST, request.FILES)
    refused: list[tuple[str, str]] = []
    kept = 0
    if form.is_valid():
        for upload in form.cleaned_data["papers"]:
            try:
                evidence.add(
                    case,
                    upload,
                    name=upload.name,
                    kind=form.cleaned_data["kind"],
                    section=form.cleaned_data["section"],
                    by=request.user,
                    at=timezone.now(),
                )
            except ValidationError as problem:
                refused.append((upload.name, " ".join(problem.messages)))
            else:
                kept += 1
        if kept:
            nudge.papers()
            toasts.success(request, papers_added(kept))
        if not refused:
            return redirect("case-evidence", ref=ref)
    return _locker(request, case, form, refused=refused, kept=kept, status=NOT_SAVED)


def _locker(
    request: Request,
    case: Case,
    form: forms.UploadForm,
    *,
    refused: list[tuple[str, str]] | None = None,
    kept: int = 0,
    status: int = 200,
) -> HttpResponse:
    numbered = evidence.numbered(case)
    wanted = evidence.wanted(case, [item for _exhibit, item in numbered])
    standing = list(case.waivers.select_related("waived_by"))
    waivers = {row.about.partition("/")[2]: row for row in standing}
    ticked = {row.sector for row in case.sectors.all()}
    context = {
        "case": case,
        "head": head(case, request.user, "evidence"),
        "groups": _groups(case, numbered, standing),
        "count": len(numbered),
        "wanted": [(each, waivers.get(each.paper.code)) for each in wanted],
        "readings": [Shown(job) for job in scans.work_on([item.file for _exhibit, item in numbered])],
        "on_hold": waiting.of(case),
        "held": taking.held_for(case, timezone.now()),
        "sectors": [(code, label, code in ticked) for code, label in SectorTick.Sector.choices],
        "is_ticked": bool(ticked),
        "waives": case.allows(request.user, Can.REVIEW_EVIDENCE) and not case.is_closed,
        "missing": sum(not each.is_there for each in wanted if each.paper.is_core),
        "form": form,
        "refused": refused or [],
        "kept": kept,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/evidence.html", context, status=status)


@require_POST
def put_away(request: Request, ref: str, pk: int) -> HttpResponse:
    """A file on hold, or refused after it waited, goes off the list."""
    case = case_or_404(request, ref)
    held = get_object_or_404(HeldFile.objects.visible_to(request.user).filter(about=case.chain), pk=pk)
    try:
        waiting.put_away(case, held, by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    else:
        toasts.success(request, _("Put away. The file is not kept."))
    return redirect("case-evidence", ref=ref)


def _groups(case: Case, numbered: list[tuple[str, Evidence]], waivers: list[Waiver]) -> list[Group]:
    uses, marked = evidence.uses(case), proof.marked(case)
    today = case.organisation.day_of(timezone.now())
    language = translation.get_language() or "zh-hans"
    found = []
    for section in Evidence.Section:
        own = [(exhibit, item) for exhibit, item in numbered if item.section == section]
        rows = []
        for place, (exhibit, item) in enumerate(own):
            wrong = [row for row in quality.of(item, case.party, on=today, waivers=waivers) if row.is_open]
            flags = [intake.note(row) for row in item.file.findings if row["code"] in intake.FLAGS]
            rows.append(
                Row(
                    exhibit,
                    item,
                    uses.get(item.pk, 0),
                    place == 0,
                    place == len(own) - 1,
                    (*(str(row.sentence) for row in wrong), *flags),
                    not item.file.facts.get("prepared") or storing.is_bindable(item.file),
                    evidence.file_name(exhibit, item, language),
                    tuple(marked.get(item.pk, ())),
                    any(row.blocks for row in wrong),
                )
            )
        found.append(Group(section.value, section.label, tuple(rows)))
    return found


@require_http_methods(["GET", "POST"])
def exhibit(request: Request, ref: str, pk: int) -> HttpResponse:
    """One exhibit: its pages as pictures, what it is and proves, and the way out."""
    case = case_or_404(request, ref)
    item = _item(case, pk, request.user)
    if request.method == "GET":
        return exhibit_page(request, case, item)
    form = forms.DescribeForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        if values["witness_contact"] == proof.contact_for(item, request.user):
            values["witness_contact"] = item.witness_contact  # shown masked, sent back as it was shown
        try:
            evidence.describe(item, values, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            toasts.success(request, _("Description saved."))
            return redirect("case-evidence", ref=ref)
    return exhibit_page(request, case, item, form, status=NOT_SAVED)


def exhibit_page(
    request: Request,
    case: Case,
    item: Evidence,
    form: forms.DescribeForm | None = None,
    *,
    removing: forms.RemoveForm | None = None,
    waiving: forms.WaiveForm | None = None,
    replacing: forms.ReplaceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    number = next((exhibit for exhibit, row in evidence.numbered(case) if row.pk == item.pk), "")
    initial = {name: getattr(item, name) for name in evidence.DESCRIBED}
    initial["witness_contact"] = proof.contact_for(item, request.user)
    context = {
        "case": case,
        "head": head(case, request.user, "evidence"),
        "item": item,
        "number": number,
        "page": _page_number(request, item),
        "is_shown": not item.file.facts.get("prepared") or storing.is_bindable(item.file),
        "pages": range(1, (item.file.pages or 1) + 1),
        "form": form or forms.DescribeForm(initial=initial),
        "removing": removing or forms.RemoveForm(auto_id="remove-%s"),
        "waiving": waiving or forms.WaiveForm(auto_id="waive-%s"),
        "replacing": replacing or forms.ReplaceForm(auto_id="replace-%s"),
        "notes": [intake.note(row) for row in item.file.findings if row["code"] not in quality.MEASURED],
        "findings": quality.of(
            item,
            case.party,
            on=case.organisation.day_of(timezone.now()),
            waivers=case.waivers.select_related("waived_by"),
        ),
        "marks": [mark.page for mark in item.marks.all()],
        "facts": list(item.proves_facts.select_related("fact")),
        "earlier": taking.earlier(item),
        "twins": taking.same_text(item),
        "is_mail": item.file.mime == taking.MAIL,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed and item.removed_at is None,
        "shown_as": evidence.file_name(number, item, translation.get_language() or "zh-hans") if number else "",
    }
    return render(request, "appeals/exhibit.html", context, status=status)


def _page_number(request: Request, item: Evidence) -> int:
    asked = request.GET.get("page", "1")
    last = item.file.pages or 1
    return min(max(whole(asked, 1), 1), last)


@require_POST
def move(request: Request, ref: str, pk: int) -> HttpResponse:
    """Up, down, or to the end of another group: buttons, no dragging needed (WCAG 2.5.7)."""
    case = case_or_404(request, ref)
    item = _item(case, pk, request.user)
    to = request.POST.get("to", "")
    try:
        if to in ("up", "down"):
            evidence.step(item, -1 if to == "up" else 1, by=request.user, at=timezone.now())
        else:
            evidence.move(item, to_section=to, position=10_000, by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    return redirect(f"{reverse('case-evidence', args=[ref])}#exhibit-{pk}")


@require_POST
def remove(request: Request, ref: str, pk: int) -> HttpResponse:
    case = case_or_404(request, ref)
    item = _item(case, pk, request.user)
    form = forms.RemoveForm(request.POST, auto_id="remove-%s")
    if form.is_valid():
        try:
            evidence.remove(item, because=form.cleaned_data["because"], by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            toasts.success(request, _("Taken out. The file is kept, and the reason with it."))
            return redirect("case-evidence", ref=ref)
    return exhibit_page(request, case, item, removing=form, status=NOT_SAVED)


@require_GET
def download(request: Request, ref: str, pk: int) -> FileResponse:
    """The original, byte for byte, under the name that says its place (row 3.1c)."""
    case = case_or_404(request, ref)
    item = _item(case, pk, request.user)
    number = next((exhibit for exhibit, row in evidence.numbered(case) if row.pk == item.pk), "")
    answer = handed_over(item.file)
    if number:
        name = evidence.file_name(number, item, translation.get_language() or "zh-hans")
        answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return answer


@require_GET
def picture(request: Request, ref: str, pk: int, page: int) -> HttpResponseBase:
    """A page as pixels: nobody's PDF is opened in the reader's browser.

    The browser may keep it, and asks each time whether it is still this page: a paper that was blacked out or replaced
    keeps its address, and must not be seen as it was.
    """
    case = case_or_404(request, ref)
    item = _item(case, pk, request.user)
    dpi = _dpi(request)
    mark = quote_etag(f"{item.file.sha256}-{page}-{dpi}")
    if known := get_conditional_response(request, etag=mark):
        return known
    try:
        drawn = pages.draw(item.file, page, dpi, at=timezone.now())
    except ValidationError as refused:
        raise Http404(" ".join(refused.messages)) from refused
    answer = FileResponse(pages.open_picture(drawn), content_type=drawn.mime)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-cache"
    answer["ETag"] = mark
    return answer


def _dpi(request: Request) -> int:
    asked = request.GET.get("dpi", "")
    return whole(asked) if whole(asked) in pages.SIZES else 96


def _item(case: Case, pk: int, user: User) -> Evidence:
    """One exhibit. A sealed paper is for the people who work on the case; to guests and auditors it is a line only."""
    item = get_object_or_404(case.evidence.select_related("file", "case"), pk=pk)
    if item.confidentiality == Evidence.Confidentiality.SEALED and not case.allows(user, Can.WORK_ON_CASE):
        raise PermissionDenied(
            _("This paper is sealed. It is open to the people who work on the case, and to nobody else.")
        )
    return item

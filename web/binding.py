"""Binding and paper (S08, S11): the order of the groups, copies and signatures, the seal, parts for a small channel."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from allauth.account.decorators import reauthentication_required
from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can
from appeals import binding_choices, evidence, paper, paper_sheet, renumbering
from appeals import bundle as bundles
from appeals.models import Bundle, Pack, PackItem, SignatureSlot, SignedScan
from cases.models import Case
from documents import sealing, storing
from documents.bundlespec import Moved
from web.case_files import handed_over
from web.case_head import case_or_404, head
from web.forms.binding import BindingForm, ScanForm
from web.forms.cases import refuse
from web.requests import Request
from web.whole import is_whole

NOT_SAVED = 422
MB = 2**20


@require_http_methods(["GET", "POST"])
def binding(request: Request, ref: str, number: int) -> HttpResponse:
    case = case_or_404(request, ref)
    pack = _pack(case, number)
    if request.method != "POST":
        return _page(request, case, pack)
    case.require(request.user, Can.REVIEW_EVIDENCE)
    form, before = BindingForm(request.POST), list(evidence.order_of(case))
    if form.is_valid():
        try:
            binding_choices.choose(
                case,
                order=form.order,
                copies=form.cleaned_data["copies"],
                limit_mb=form.cleaned_data["limit_mb"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refused:
            refuse(form, refused, order="first")
        else:
            if form.order == before:
                toasts.success(request, _("Saved."))
            else:
                toasts.success(request, _("Saved. The changed order makes a new version of the pack necessary."))
            return redirect("case-binding", ref=ref, number=number)
    return _page(request, case, pack, form=form, status=NOT_SAVED)


def _page(
    request: Request,
    case: Case,
    pack: Pack,
    *,
    form: BindingForm | None = None,
    scan: ScanForm | None = None,
    status: int = 200,
) -> HttpResponse:
    choice = paper.choice_of(case)
    bundle = Bundle.objects.select_related("file").filter(pack=pack).first()
    limit = choice.limit_mb if choice else None
    earlier = renumbering.earlier(pack)
    ticked = {slot.kind: slot for slot in SignatureSlot.objects.filter(pack=pack).select_related("ticked_by")}
    starting = BindingForm.starting(
        evidence.order_of(case), choice.copies if choice else paper.copies_at_first(case), limit
    )
    context = {
        "case": case,
        "pack": pack,
        "head": head(case, request.user, "packs"),
        "form": form or BindingForm(initial=starting),
        "scan_form": scan or ScanForm(auto_id="scan-%s"),
        "plan": paper.plan(pack),
        "earlier": earlier,
        "moved": _moved(pack, earlier) if earlier and bundle else [],
        "slots": [(kind, label, ticked.get(kind)) for kind, label in SignatureSlot.Kind.choices],
        "scan": SignedScan.objects.select_related("added_by").filter(pack=pack).first(),
        "bundle": bundle,
        "seal": binding_choices.seal_of(bundle),
        "can_seal": sealing.is_configured() and case.allows(request.user, Can.APPROVE_PACK),
        "limit": limit,
        "too_large": bool(bundle and limit and bundle.file.size > limit * MB),
        "parts": _parts(bundle, limit) if bundle and limit and bundle.file.size > limit * MB else [],
        "chooses": case.allows(request.user, Can.REVIEW_EVIDENCE) and not case.is_closed,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/binding.html", context, status=status)


def _moved(pack: Pack, earlier: Pack) -> list[tuple[Moved, PackItem | None]]:
    """Where each paper of the version that went out stands now."""
    items = list(pack.items.all())
    now = {item.exhibit: item for item in items}
    return [(row, now.get(row.now)) for row in renumbering.moved(earlier, items)]


def _parts(bundle: Bundle, limit: int) -> list[dict[str, str]]:
    """Each part with the name of its file and its printed pages: who sends them sees that none is lacking."""
    return [
        {"what": f"part-{n}", "pages": f"{first}" if first == last else f"{first}–{last}"}
        for n, (first, last) in enumerate(binding_choices.parts(bundle, limit), 1)
    ]


Act = Callable[[Request, Pack], str]


def _sign(request: Request, pack: Pack) -> str:
    paper.tick(pack, request.POST.get("kind", ""), by=request.user, at=timezone.now())
    return _("Ticked.")


def _unsign(request: Request, pack: Pack) -> str:
    paper.untick(pack, request.POST.get("kind", ""), by=request.user, at=timezone.now())
    return _("The tick is taken back.")


def _verify(request: Request, pack: Pack) -> str:
    bundle = paper.require_bound(pack)
    seal = binding_choices.seal_of(bundle)
    for file in [bundle.file, *([seal.file] if seal else [])]:
        verdict = binding_choices.verify(bundle, file)
        if not verdict.is_whole:
            fault = verdict.faults[0]
            at = _("First wrong page: %(n)s.") % {"n": verdict.first_page} if verdict.first_page else ""
            raise ValidationError(f"{fault.sentence} {at}".strip(), code=fault.code)
    return _("Everything holds: %(n)s pages, each as it was bound.") % {"n": bundle.pages}


ACTS: dict[str, Act] = {"sign": _sign, "unsign": _unsign, "verify": _verify}


@require_POST
def act(request: Request, ref: str, number: int, act: str) -> HttpResponse:
    case = case_or_404(request, ref)
    pack = _pack(case, number)
    if act == "scan":
        return _scan(request, case, pack)
    if act == "seal":
        return seal(request, ref, number)  # type: ignore[no-any-return]  # allauth's decorator carries no types
    if act not in ACTS:
        raise Http404
    case.require(request.user, Can.WORK_ON_CASE)
    try:
        said = ACTS[act](request, pack)
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    else:
        toasts.success(request, said)
    return redirect("case-binding", ref=ref, number=number)


@reauthentication_required  # type: ignore[untyped-decorator]
def seal(request: Request, ref: str, number: int) -> HttpResponse:
    """The firm's own seal: only after the password was asked for again."""
    pack = _pack(case_or_404(request, ref), number)
    try:
        binding_choices.seal(pack, by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    else:
        toasts.success(request, _("The bundle is sealed."))
    return redirect("case-binding", ref=ref, number=number)


def _scan(request: Request, case: Case, pack: Pack) -> HttpResponse:
    case.require(request.user, Can.WORK_ON_CASE)
    form = ScanForm(request.POST, request.FILES, auto_id="scan-%s")
    if form.is_valid():
        upload = form.cleaned_data["scan"]
        try:
            file = storing.store(upload, name=upload.name, organisation=case.organisation, at=timezone.now())
            paper.add_scan(pack, file, because=form.cleaned_data["because"], by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            toasts.success(request, _("The signed pack is kept as a scan."))
            return redirect("case-binding", ref=case.ref, number=pack.number)
    return _page(request, case, pack, scan=form, status=NOT_SAVED)


@require_GET
def file(request: Request, ref: str, number: int, what: str) -> HttpResponse | FileResponse:
    """The print sheet, cover and index ahead of the bundle, the sealed file, the scan, or part n for the channel."""
    case = case_or_404(request, ref)
    pack = _pack(case, number)
    if what == "sheet":
        answer = HttpResponse(paper_sheet.drawn(pack), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{case.ref}_v{pack.number}_print-sheet.pdf"'
        return answer
    if what == "preview":
        return _ahead(request, case, pack)
    if what == "sealed":
        sealed = binding_choices.seal_of(Bundle.objects.filter(pack=pack).first())
        if sealed is None:
            raise Http404
        return handed_over(sealed.file)
    if what == "scan":
        return handed_over(get_object_or_404(SignedScan.objects.select_related("file"), pack=pack).file)
    return _part(request, case, pack, what)


def _ahead(request: Request, case: Case, pack: Pack) -> HttpResponse:
    """Cover and index in a moment, while the papers are still being bound."""
    try:
        answer = HttpResponse(bundles.front(pack), content_type="application/pdf")
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
        return redirect("case-binding", ref=case.ref, number=pack.number)
    answer["Content-Disposition"] = f'inline; filename="{case.ref}_v{pack.number}_preview.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _part(request: Request, case: Case, pack: Pack, what: str) -> HttpResponse | FileResponse:
    word, _dash, number = what.partition("-")
    choice = paper.choice_of(case)
    bundle = Bundle.objects.select_related("file").filter(pack=pack).first()
    if word != "part" or not is_whole(number) or bundle is None or choice is None or choice.limit_mb is None:
        raise Http404
    folder = tempfile.TemporaryDirectory(prefix="fd-parts-")
    try:
        path, _count = binding_choices.part(bundle, int(number), choice.limit_mb, Path(folder.name))
        opened = path.open("rb")  # stays readable after the folder is gone
    except ValidationError as refused:
        if getattr(refused, "code", "") == "no_such_part":
            raise Http404(" ".join(refused.messages)) from refused
        toasts.error(request, " ".join(refused.messages))
        return redirect("case-binding", ref=case.ref, number=pack.number)
    finally:
        folder.cleanup()
    answer = FileResponse(opened, as_attachment=True, filename=path.name, content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _pack(case: Case, number: int) -> Pack:
    rows = case.packs.select_related("case__organisation", "appeal")
    return get_object_or_404(rows, number=number)

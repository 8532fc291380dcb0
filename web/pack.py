"""Packs (S08, S09): sent to counsel, read beside the letter, approved or returned by somebody else, bound."""

from dataclasses import dataclass

from allauth.account.decorators import reauthentication_required
from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can
from appeals import bundle, checks, review
from appeals import pack as packs
from appeals.filling import FilledLetter, Place, Ref
from appeals.models import Bundle, Pack, PackItem
from appeals.wording import is_english
from cases.models import Case
from jobs import nudge
from knowledge import shelf
from web import letter_sheet
from web.activity import Shown
from web.case_files import handed_over
from web.case_head import case_or_404, head
from web.forms import appeals as forms
from web.forms.cases import refuse
from web.requests import Request

NOT_SAVED = 422
STATES = {
    Pack.State.WITH_COUNSEL: "now",
    Pack.State.RETURNED: "soon",
    Pack.State.APPROVED: "done",
    Pack.State.VOID: "late",
    Pack.State.SUBMITTED: "done",
}


@dataclass(frozen=True)
class Version:
    """A pack as the page says it: a pack whose content changed is void, whatever its row still says."""

    pack: Pack
    is_void: bool
    bundle: Bundle | None

    @property
    def code(self) -> str:
        return "late" if self.is_void else STATES[Pack.State(self.pack.state)]

    @property
    def word(self) -> str:
        return str(Pack.State.VOID.label if self.is_void else self.pack.get_state_display())

    @property
    def short_hash(self) -> str:
        return f"{self.pack.content_hash[:4]} … {self.pack.content_hash[-4:]}"

    @property
    def grouped_hash(self) -> str:
        return " ".join(self.pack.content_hash[i : i + 4] for i in range(0, 64, 4))


def _shown(case: Case, rows: list[Pack]) -> list[Version]:
    """The hash of today is computed once for the open round; older rounds have gone out and stay as they were."""
    now: dict[int, str] = {}
    found = []
    with shelf.pinned():
        for pack in rows:
            void = pack.state == Pack.State.VOID
            if not void and pack.state != Pack.State.SUBMITTED:
                if pack.appeal_id not in now:
                    now[pack.appeal_id] = packs.current_hash(pack.appeal)
                void = packs.is_void(pack, now[pack.appeal_id])
            found.append(Version(pack, void, getattr(pack, "bundle", None)))
    return found


# --- the list ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def listing(request: Request, ref: str) -> HttpResponse:
    """All versions, and the gate before the next: what is missing is said here, before anything is sent."""
    case = case_or_404(request, ref)
    appeal = case.appeals.order_by("-round").first()
    form = forms.NoteForm(request.POST or None)
    problem: ValidationError | None = None
    if request.method == "POST":
        if appeal is None:
            raise Http404
        if form.is_valid():
            try:
                pack = packs.send_to_counsel(appeal, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
                job = bundle.ask_for(pack, by=request.user, at=timezone.now())
            except ValidationError as refused:
                problem = refused
            else:
                nudge.messages()
                nudge.work(job)
                toasts.success(request, _("Pack v%(n)s is with counsel. It is being bound.") % {"n": pack.number})
                return redirect("case-pack", ref=ref, number=pack.number)
    rows = list(
        case.packs.select_related("appeal__case", "made_by", "bundle").prefetch_related("approvals").order_by("-number")
    )
    open_round = appeal if appeal is not None and appeal.is_open else None
    found = checks.problems(open_round, at=timezone.now()) if open_round else []
    context = {
        "case": case,
        "head": head(case, request.user, "packs"),
        "packs": _shown(case, rows),
        "appeal": open_round,
        "red": [each for each in found if each.blocks],
        "amber": [each for each in found if not each.blocks],
        "problem": problem,
        "form": form,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/packs.html", context, status=NOT_SAVED if request.method == "POST" else 200)


# --- one pack ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    item: PackItem
    is_current: bool
    url: str
    proves: int  # sentences of the letter that refer to it


@require_GET
def review_page(request: Request, ref: str, number: int) -> HttpResponse:
    """Contents, the letter, and the page that proves the sentence one clicked: each click is an address of its own."""
    case = case_or_404(request, ref)
    pack = _pack(case, number)
    return _page(request, case, pack)


def _page(
    request: Request,
    case: Case,
    pack: Pack,
    *,
    returning: forms.ReturnForm | None = None,
    approving: forms.ApproveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = _shown(case, [pack])[0]
    items = list(pack.items.select_related("file"))
    filled = {language: FilledLetter.from_dict(data) for language, data in pack.letters.items()}
    wanted = request.GET.get("letter") or ("en" if is_english(get_language() or "zh") else "zh-Hans")
    letter = filled.get(wanted) or next(iter(filled.values()))
    here = reverse("case-pack", args=[case.ref, pack.number])
    current, page = _current(request, items)

    def link(ref: Ref) -> str:
        return f"{here}?letter={letter.language}&exhibit={ref.evidence}&page={ref.page}#page"

    places = {item.evidence_id: Place(first, item.last_page or first) for item in items if (first := item.first_page)}
    used = _used(letter)
    groups: dict[str, list[Entry]] = {}
    for item in items:
        mine = current is not None and item.pk == current.pk
        url = link(Ref(item.evidence_id, item.exhibit))
        groups.setdefault(item.get_section_display(), []).append(Entry(item, mine, url, used.get(item.evidence_id, 0)))
    job = bundle.jobs_of(pack).first()
    decides = (
        pack.state == Pack.State.WITH_COUNSEL and not shown.is_void and case.allows(request.user, Can.APPROVE_PACK)
    )
    own = request.user.pk in (pack.made_by_id, pack.appeal.written_by_id)
    context = {
        "case": case,
        "pack": pack,
        "shown": shown,
        "groups": list(groups.items()),
        "sheet": letter_sheet.sheet(
            letter, link=link, places=places, current=(current.evidence_id, page) if current else None
        ),
        "languages": [(code, f"{here}?letter={code}") for code in filled],
        "item": current,
        "page": page,
        "last": current.file.pages or 1 if current else 1,
        "first_page": current.first_page if current else None,
        "before": link(Ref(current.evidence_id, current.exhibit, page - 1)) if current and page > 1 else "",
        "after": link(Ref(current.evidence_id, current.exhibit, page + 1))
        if current and page < (current.file.pages or 1)
        else "",
        "approval": pack.approvals.select_related("decided_by").first(),
        "new": [item for item in items if item.is_new],
        "decides": decides and not own,
        "own": decides and own,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
        "returning": returning or forms.ReturnForm(auto_id="return-%s"),
        "approving": approving or forms.ApproveForm(initial={"content_hash": pack.content_hash}, auto_id="approve-%s"),
        "bundle": shown.bundle,
        "job": Shown(job, here) if job else None,
        "problems": [problem.get("text") or problem["code"] for problem in shown.bundle.problems]
        if shown.bundle
        else [],
    }
    return render(request, "appeals/pack.html", context, status=status)


def _current(request: Request, items: list[PackItem]) -> tuple[PackItem | None, int]:
    asked, page = request.GET.get("exhibit", ""), request.GET.get("page", "1")
    found = next((item for item in items if str(item.evidence_id) == asked), items[0] if items else None)
    last = (found.file.pages or 1) if found else 1
    return found, min(max(int(page), 1), last) if page.isdigit() else 1


def _used(letter: FilledLetter) -> dict[int, int]:
    """How many sentences refer to each exhibit."""
    count: dict[int, int] = {}
    for block in letter.blocks:
        for paragraph in block.paragraphs:
            for evidence in {ref.evidence for part in paragraph.parts if part.is_refs for ref in part.refs}:
                count[evidence] = count.get(evidence, 0) + 1
    return count


def _pack(case: Case, number: int) -> Pack:
    rows = case.packs.select_related("appeal__case", "made_by", "case__organisation", "bundle__file")
    return get_object_or_404(rows, number=number)


# --- deciding ---------------------------------------------------------------------------------------------------------


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def approve(request: Request, ref: str, number: int) -> HttpResponse:
    """Bound to the hash that stood on the page (row 4.4): a pack changed since then is refused."""
    case = case_or_404(request, ref)
    pack = _pack(case, number)
    form = forms.ApproveForm(request.POST, auto_id="approve-%s")
    if form.is_valid():
        try:
            review.approve(pack, content_hash=form.cleaned_data["content_hash"], by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            nudge.messages()
            toasts.success(request, _("Pack v%(n)s is approved, for exactly this content.") % {"n": number})
            return redirect("case-pack", ref=ref, number=number)
    return _page(request, case, pack, approving=form, status=NOT_SAVED)


@require_POST
def give_back(request: Request, ref: str, number: int) -> HttpResponse:
    case = case_or_404(request, ref)
    pack = _pack(case, number)
    form = forms.ReturnForm(request.POST, auto_id="return-%s")
    if form.is_valid():
        try:
            review.give_back(pack, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            nudge.messages()
            toasts.success(request, _("Pack v%(n)s went back with your reasons.") % {"n": number})
            return redirect("case-pack", ref=ref, number=number)
    return _page(request, case, pack, returning=form, status=NOT_SAVED)


# --- binding ----------------------------------------------------------------------------------------------------------


@require_POST
def bind(request: Request, ref: str, number: int) -> HttpResponse:
    case = case_or_404(request, ref)
    pack = _pack(case, number)
    try:
        job = bundle.ask_for(pack, by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    else:
        nudge.work(job)
    return redirect("case-pack", ref=ref, number=number)


@require_GET
def download(request: Request, ref: str, number: int, volume: str = "main") -> FileResponse:
    """The bound PDF; the sealed volume is a file of its own."""
    case = case_or_404(request, ref)
    made = get_object_or_404(Bundle.objects.select_related("file", "sealed_file"), pack=_pack(case, number))
    file = made.file if volume == "main" else made.sealed_file
    if file is None:
        raise Http404
    if volume != "main" and not case.allows(request.user, Can.WORK_ON_CASE):
        raise PermissionDenied(_("The sealed volume is for the people who work on the case."))
    return handed_over(file)

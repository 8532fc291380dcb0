"""Packs (S08): all versions, the gate before the next, sent to counsel, bound, handed over. Read in review.py."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can
from appeals import bundle, checks, material, paper_forms
from appeals import pack as packs
from appeals.material import Material
from appeals.models import Appeal, Bundle, Pack
from cases.models import Case
from comms.directory import LANGUAGES
from jobs import nudge
from knowledge import shelf
from web.case_files import handed_over
from web.case_head import case_or_404, head
from web.forms import appeals as forms
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


def _shown(rows: list[Pack], known: Material | None = None) -> list[Version]:
    """The hash of today is computed once for the open round; older rounds have gone out and stay as they were."""
    now = {known.appeal.pk: packs.content(known).hash} if known and rows else {}
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


def _standing(shown: list[Version], appeal: Appeal | None) -> Version | None:
    """The pack of the open round as it is now: to send it once more would only take its approval off."""
    newest = shown[0] if shown and appeal is not None and shown[0].pack.appeal_id == appeal.pk else None
    held = (Pack.State.WITH_COUNSEL, Pack.State.APPROVED)
    return newest if newest and not newest.is_void and newest.pack.state in held else None


def version_of(pack: Pack) -> Version:
    return _shown([pack])[0]


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
    with shelf.pinned():
        known = material.read(open_round) if open_round else None  # once, for the hash, the gate and the papers
        shown = _shown(rows, known)
        found = checks.of(known, at=timezone.now()) if known else []
    context = {
        "case": case,
        "head": head(case, request.user, "packs"),
        "packs": shown,
        "standing": _standing(shown, open_round),
        "may_review": case.allows(request.user, Can.APPROVE_PACK) and bool(rows) and rows[0].made_by != request.user,
        "appeal": open_round,
        "red": [each for each in found if each.blocks],
        "amber": [each for each in found if not each.blocks],
        "problem": problem,
        "form": form,
        **_papers_there(case, known),
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/packs.html", context, status=NOT_SAVED if request.method == "POST" else 200)


def _papers_there(case: Case, known: Material | None) -> dict[str, Any]:
    """What the other side's country asks of papers, while the pack can still be made so (row 9.3b)."""
    there = paper_forms.of(case, known.exhibits) if known else None
    names = [str(LANGUAGES.get(each, each)) for each in there.profile.languages] if there else []
    return {"there": there, "there_languages": names}


# --- one pack ---------------------------------------------------------------------------------------------------------


def pack_or_404(case: Case, number: int) -> Pack:
    rows = case.packs.select_related("appeal__case", "made_by", "case__organisation", "bundle__file")
    return get_object_or_404(rows, number=number)


# --- binding ----------------------------------------------------------------------------------------------------------


@require_POST
def bind(request: Request, ref: str, number: int) -> HttpResponse:
    case = case_or_404(request, ref)
    pack = pack_or_404(case, number)
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
    made = get_object_or_404(Bundle.objects.select_related("file", "sealed_file"), pack=pack_or_404(case, number))
    file = made.file if volume == "main" else made.sealed_file
    if file is None:
        raise Http404
    if volume != "main" and not case.allows(request.user, Can.WORK_ON_CASE):
        raise PermissionDenied(_("The sealed volume is for the people who work on the case."))
    return handed_over(file)

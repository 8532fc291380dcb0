"""Submission and receipt (S11): what goes out, to whom, and the proof that it arrived. Nothing goes out by itself."""

from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.roles import Can
from appeals import channels, gap, mailing, paper, submission
from appeals import pack as packs
from appeals.models import Appeal, Pack, Submission
from cases import contact, expectations
from cases.models import Case
from comms import directory
from jobs import nudge
from web import known_numbers
from web.case_head import case_or_404, head
from web.case_notes import page_of
from web.forms import answers as forms
from web.forms.cases import refuse, refuse_besides
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422
NOTHING_SAID: dict[str, Any] = {
    "channel_kind": "",
    "channel_address": "",
    "submitted_at": None,
    "receipt": "",
    "receipt_no": "",
    "receipt_file": None,
    "because": "",
    "same_again": False,
    "rechecked": False,
}


def approved(appeal: Appeal) -> Pack | None:
    rows = appeal.packs.filter(state=Pack.State.APPROVED).select_related("bundle__file")
    return rows.order_by("-number").first()


@require_http_methods(["GET", "POST"])
def submissions(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    appeal = case.appeals.order_by("-round").select_related("case__account__provider").first()
    if request.method == "GET" or appeal is None:
        return _page(request, case, appeal)
    # Who may not write to an authority is told so before anything else, whatever the form holds.
    contact.require_contact(case, request.user)
    found = directory.for_case(case)
    form = forms.SubmissionForm(request.POST, request.FILES, found=found)
    at = timezone.now()
    try:
        if form.is_valid():
            given = dict(form.cleaned_data)
            given["receipt_file"] = stored(given["receipt_file"], case.organisation, field="receipt_file")
            submission.submit(appeal, **given, by=request.user, at=at)
            nudge.messages()
            toasts.success(request, _("Submission recorded. The other side's clocks have started."))
            return redirect("case-submissions", ref=ref)
    except ValidationError as refused:
        refuse(form, refused)
    if pack := approved(appeal):
        said = form.answered(**NOTHING_SAID)
        refuse_besides(form, lambda: submission.require_whole(appeal, pack, **said, by=request.user, at=at))
    form.ways = ways(case, appeal, request.user)
    return _page(request, case, appeal, form, status=NOT_SAVED)


@require_POST
def receipt(request: Request, ref: str, pk: int) -> HttpResponse:
    case = case_or_404(request, ref)
    sent = get_object_or_404(Submission.objects.select_related("appeal__case"), pk=pk, appeal__case=case)
    case.require(request.user, Can.WORK_ON_CASE)  # before a file of somebody who may not is kept
    form = forms.ReceiptForm(request.POST, request.FILES)
    at = timezone.now()
    try:
        if form.is_valid():
            given = dict(form.cleaned_data)
            given["receipt_file"] = stored(given["receipt_file"], case.organisation, field="receipt_file")
            submission.record_receipt(sent, **given, by=request.user, at=at)
            toasts.success(request, _("Receipt recorded. The chase has ended."))
            return redirect("case-submissions", ref=ref)
    except ValidationError as refused:
        refuse(form, refused)
    said = form.answered(received_at=None, receipt_no="", receipt_file=None)
    refuse_besides(form, lambda: submission.require_receipt(sent, **said, at=at))
    appeal = case.appeals.order_by("-round").select_related("case__account__provider").first()
    return _page(request, case, appeal, status=NOT_SAVED, receipt_form=form, about=pk)


def _page(
    request: Request,
    case: Case,
    appeal: Appeal | None,
    form: forms.SubmissionForm | None = None,
    *,
    status: int = 200,
    receipt_form: forms.ReceiptForm | None = None,
    about: int = 0,
) -> HttpResponse:
    now = timezone.localtime().replace(second=0, microsecond=0)
    pack = approved(appeal) if appeal else None
    goes_out = appeal is not None and appeal.is_open and not case.is_closed
    found = directory.for_case(case) if goes_out else None
    if form is None and appeal is not None and goes_out:
        start = {
            "channel_kind": appeal.channel_kind,
            "channel_address": appeal.channel_address,
            "submitted_at": now,
            "receipt": Submission.Receipt.NUMBER,
        }
        form = forms.SubmissionForm(initial=start, found=found)
    works = case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed
    sent = list(
        Submission.objects.filter(appeal__case=case)
        .select_related("appeal", "pack", "submitted_by", "receipt_file")
        .order_by("-submitted_at", "-pk")
    )
    fates = mailing.fates_of(each.pack for each in sent)
    offers = known_numbers.offers(case) if works and any(each.receipt == each.Receipt.PENDING for each in sent) else []
    usual = {"received_at": now, "receipt_no": offers[0].number if len(offers) == 1 else ""}
    ladder = channels.choices(found, sent, on=case.organisation.day_of(timezone.now()))
    context = {
        "case": case,
        "head": head(case, request.user, "submissions"),
        "appeal": appeal,
        "pack": pack,
        "void": pack is not None and packs.is_void(pack),
        "bundle": getattr(pack, "bundle", None),
        "form": form,
        "unmet": open_lines(case) if appeal is not None and appeal.is_open else [],
        "sent": [(each, fates.get(each.pack_id, [])) for each in sent],
        "carried": paper.CARRIED,
        "offers": offers,
        "receipt_form": receipt_form or forms.ReceiptForm(initial=usual),
        "about": about,
        "waits_until": gap.earliest(appeal) if appeal is not None and appeal.is_open else None,
        "ladder": ladder,
        "asks_recheck": any(choice.is_stale for choice in ladder) or (form is not None and "rechecked" in form.errors),
        "ladder_used": appeal is not None and appeal.is_open and appeal.is_second,
        "institution": case.account.provider.code if case.account.provider else "",
        "risks": _risks(case, appeal) if appeal is not None and goes_out else [],
        "may_submit": case.allows(request.user, Can.SUBMIT_APPEAL) and not case.is_closed,
        "may_override": case.allows(request.user, Can.OVERRIDE_GATE),
        "works": works,
        "locked": contact.counsel_only(case) and not case.allows(request.user, Can.CONTACT_AUTHORITY),
    }
    return render(request, "appeals/submissions.html", context, status=status)


def open_lines(case: Case) -> list[tuple[str, str]]:
    """What the gate still waits for, each with the page where it is done; a line of one's own stands in the list."""
    usual = reverse("case-items", args=[case.ref])
    lines = ((str(each.sentence), page_of(each.code, case)) for each in submission.unmet(case))
    return [(said, page[0] if page else usual) for said, page in lines]


def ways(case: Case, appeal: Appeal, user: User) -> dict[str, str]:
    """Where it is done what a refusal to send asks for."""
    pack = approved(appeal)
    packs_page = reverse("case-packs", args=[case.ref])
    return {
        "not_approved": packs_page,
        "not_bound": packs_page,
        "void": packs_page,
        "not_signed": reverse("case-binding", args=[case.ref, pack.number]) if pack else packs_page,
        "gate_unmet": reverse("case-items", args=[case.ref]),
        "not_verified": reverse("case-verify", args=[case.ref]),
        "late_reason_missing": reverse("case-appeal", args=[case.ref, appeal.round]),
        **({"wrong_stage": reverse("case-move", args=[case.ref])} if case.allows(user, Can.MOVE_CASE) else {}),
    }


def _risks(case: Case, appeal: Appeal) -> list[tuple[str, str]]:
    """What the institution, or the guide about it, names as reasons for delay (row 5.2b), each with its page."""
    profile = expectations.profile_of(case)
    papers = reverse("case-evidence", args=[case.ref])
    pages = {
        "legibility": papers,
        "consistency": reverse("case-appeal", args=[case.ref, appeal.round]),
        "sector": f"{papers}#sectors",
    }
    return [(str(risk), pages.get(risk.about, papers)) for risk in profile.delay_risks] if profile else []

"""A call with its three aims, and the register of disclosures."""

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can
from appeals import evidence
from appeals.models import Evidence
from cases import contact
from cases.models import Case, Message
from comms import notes
from comms.models import CallNote, Disclosure
from web.case_head import case_or_404, head
from web.drafts_out import for_the_firm
from web.forms import comms as forms
from web.forms.cases import refuse
from web.requests import Request

NOT_SAVED = 422
PAGE = 50


@require_http_methods(["GET", "POST"])
def call(request: Request, ref: str) -> HttpResponse:
    """The brief before the call, and the answers after it (row 2.3e)."""
    case = case_or_404(request, ref)
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = forms.CallForm(initial={"way": "out", "happened_at": now, "subject": case.freeze.instrument_no})
    if request.method == "POST":
        case.require(request.user, Can.WORK_ON_CASE)
        if request.POST.get("way") == "out":
            contact.require_contact(case, request.user)
        form = forms.CallForm(request.POST)
        if form.is_valid():
            try:
                notes.log_call(case, given=form.cleaned_data, by=request.user, at=timezone.now())
            except ValidationError as refused:
                refuse(form, refused)
            else:
                toasts.success(request, _("The call is in the log and on the timeline."))
                return redirect("case-messages", ref=ref)
    act = Can.CONTACT_AUTHORITY if contact.counsel_only(case) else Can.CONTACT_INSTITUTION
    context = {
        "case": case,
        "head": head(case, request.user, "messages"),
        "tab": "call",
        "form": form,
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
        "may_call": case.allows(request.user, act),
        "provider_stays": not contact.counsel_only(case),
    }
    return render(request, "comms/call.html", context, status=NOT_SAVED if form.errors else 200)


@require_POST
def call_as_exhibit(request: Request, ref: str, pk: int) -> HttpResponse:
    """The note of a call becomes a paper of the case, with its day and who made it."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    rows = Message.objects.read_by(request.user, case).filter(is_privileged=False).select_related("recorded_by", "call")
    message = get_object_or_404(rows, call__pk=pk)
    note = message.call
    day = timezone.localtime(message.happened_at)
    try:
        evidence.add(
            case,
            _as_text(note, case).encode(),
            name=f"call-{day:%Y%m%d-%H%M}.txt",
            by=request.user,
            at=timezone.now(),
            section=Evidence.Section.LETTERS,
            title_zh=f"通话记录：{message.subject}"[:200],
            title_en=f"Note of a call: {message.subject}"[:200],
            dated_on=day.date(),
        )
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
        return redirect("case-messages", ref=ref)
    toasts.success(request, _("The note is among the papers now."))
    return redirect("case-evidence", ref=ref)


def _as_text(note: CallNote, case: Case) -> str:
    """Both languages side by side: a note is shown to readers of either."""
    message = note.message
    lines = [f"{case.ref} {message.subject}", f"{timezone.localtime(message.happened_at):%Y-%m-%d %H:%M}"]
    lines += [line for line in (message.other_side, str(message.recorded_by or "")) if line]
    for name in notes.AIMS:
        if told := getattr(note, name):
            label = next(field.verbose_name for field in CallNote._meta.fields if field.name == name)
            for language in ("zh-hans", "en"):
                with translation.override(language):
                    lines.append(str(label))
            lines += [told, ""]
    return "\n".join(lines) + "\n"


@require_GET
def disclosures(request: Request, ref: str) -> HttpResponse:
    case = for_the_firm(request, ref)
    rows = Disclosure.objects.filter(case=case).select_related("by").order_by("-at", "-pk")
    context = {
        "case": case,
        "head": head(case, request.user, "messages"),
        "tab": "disclosures",
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "comms/disclosures.html", context)

"""Mails that came: on their case with every file's verdict, or waiting until a person says where they belong."""

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import Can
from cases.models import Case
from comms import matching, taking, undelivered
from comms.models import InMail
from documents import storing
from web import messages
from web.case_head import case_or_404, head
from web.forms.cases import refuse
from web.forms.comms import EmlForm
from web.requests import Request

PAGE = 25
MOST = 200
PROBLEMS: dict[str, str | Promise] = {
    "damaged": _("The mail is damaged: not everything in it could be read. Look at the original."),
    "boundary": _("Its parts were not marked as the standard asks; they were found all the same."),
    "too_many_parts": _("It has more parts than a mail should have; the last ones are only in the original."),
    "no_sender": _("It names no sender."),
    "date_by_server": _(
        "When it was sent cannot be told from its date line alone. Shown is when the first mail server took it."
    ),
    "date_as_china": _(
        "Its date line does not say clearly in which time zone. It was read as the time in China (UTC+8); ask the "
        "sender where the hour matters."
    ),
    "date_as_utc": _(
        "Its date line does not say clearly in which time zone. It was read as UTC; ask the sender where the hour "
        "matters."
    ),
    "empty_attachment": _("A file in it is empty. Ask the sender for it again."),
}


@require_POST
def take(request: Request, ref: str) -> HttpResponse:
    """A saved mail, handed in by a person: it belongs to this case because the person says so."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    form = EmlForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            raw = b"".join(storing.chunks(form.cleaned_data["eml"]))
            mail, is_new = taking.take_in(
                raw, organisation=case.organisation, by=request.user, at=timezone.now(), case=case
            )
        except ValidationError as refused:
            refuse(form, refused)
        else:
            if mail.case_id != case.pk:
                form.add_error("eml", ValidationError(_("This mail lies on another case already."), code="elsewhere"))
                return messages.page(request, case, eml=form, status=messages.NOT_SAVED)
            done = _("The mail is on the case.") if is_new else _("This mail was on the case already.")
            toasts.success(request, done)
            return redirect("case-mail", ref=ref, pk=mail.pk)
    return messages.page(request, case, eml=form, status=messages.NOT_SAVED)


@require_GET
def mail(request: Request, ref: str, pk: int) -> HttpResponse:
    case = case_or_404(request, ref)
    found = get_object_or_404(
        InMail.objects.select_related("original", "message", "taken_by", "about_mail"), pk=pk, case=case
    )
    context = {
        "case": case,
        "head": head(case, request.user, "messages"),
        "tab": "log",
        "mail": found,
        "outcome": undelivered.outcome(found),
        "files": [(file, taking.why_refused(file)) for file in found.files.select_related("file")],
        "problems": [PROBLEMS[code] for code in found.problems if code in PROBLEMS],
    }
    return render(request, "comms/mail.html", context)


@require_GET
def waiting(request: Request) -> HttpResponse:
    """Mails without a case. Those who hand cases out, or speak for the firm, say where they belong."""
    if not request.user.organisations_where_any(Can.ASSIGN, Can.CONTACT_AUTHORITY):
        raise PermissionDenied(_("Counsel and managers lay mails on cases. Ask one of them."))
    rows = InMail.objects.visible_to(request.user).waiting().select_related("organisation", "original")
    page = Paginator(rows.order_by("-taken_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, matching.hint(row), undelivered.sentence(row)) for row in page],
        "cases": Case.objects.visible_to(request.user).open().select_related("party").order_by("-opened_at")[:MOST],
    }
    return render(request, "comms/waiting.html", context)


@require_POST
def decide(request: Request, pk: int, act: str) -> HttpResponse:
    found = get_object_or_404(InMail.objects.visible_to(request.user).waiting(), pk=pk)
    if act not in ("assign", "aside"):
        raise Http404
    try:
        if act == "assign":
            ref = request.POST.get("case", "")
            case = Case.objects.visible_to(request.user).filter(ref=ref).first()
            if case is None:
                raise ValidationError(_("Choose the case this mail belongs to."), code="case_missing")
            taking.assign(found, case, by=request.user, at=timezone.now())
            toasts.success(request, _("The mail is on the case."))
        else:
            taking.set_aside(found, because=request.POST.get("because", ""), by=request.user, at=timezone.now())
            toasts.success(request, _("Set aside, with the reason."))
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    return redirect("mail-in")

"""The log of contacts with the other side (S12), and the lock on a freeze that an authority ordered (row 1.1f)."""

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Can
from cases import contact
from cases.models import Case, Message
from web.case_head import case_or_404, head
from web.forms import cases as forms
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422
PAGE = 25


@require_http_methods(["GET", "POST"])
def messages(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    if request.method == "GET":
        start = {"happened_at": timezone.localtime().replace(second=0, microsecond=0), "way": "in", "channel": "email"}
        return _page(request, case, forms.MessageForm(initial=start))
    case.require(request.user, Can.WORK_ON_CASE)  # before a file of somebody who may not is kept
    # Before anything else: who may not speak to an authority is told so, whatever the form holds.
    if request.POST.get("way") == Message.Way.OUT:
        contact.require_contact(case, request.user)
    form = forms.MessageForm(request.POST, request.FILES)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            given["file"] = stored(given["file"], case.organisation, field="file")
            contact.log_message(case, **given, by=request.user, at=timezone.now())
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            toasts.success(request, _("Message saved."))
            return redirect("case-messages", ref=ref)
    return _page(request, case, form, status=NOT_SAVED)


def _page(request: Request, case: Case, form: forms.MessageForm, status: int = 200) -> HttpResponse:
    counsel_only = contact.counsel_only(case)
    act = Can.CONTACT_AUTHORITY if counsel_only else Can.CONTACT_INSTITUTION
    rows = case.messages.select_related("file", "recorded_by").order_by("-happened_at", "-pk")
    context = {
        "case": case,
        "head": head(case, request.user, "messages"),
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
        "may_send": case.allows(request.user, act),
        "counsel_only": counsel_only,
    }
    return render(request, "cases/messages.html", context, status=status)

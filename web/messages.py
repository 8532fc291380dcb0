"""The log of contacts with the other side (S12), and the lock on a freeze that an authority ordered (row 1.1f)."""

import csv
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.roles import Can
from cases import contact
from cases.models import Case, Message
from comms import addresses, undelivered
from web.case_head import case_or_404, head
from web.forms import cases as forms
from web.forms.comms import EmlForm, LogFilter
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422
PAGE = 25


@require_http_methods(["GET", "POST"])
def messages(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    if request.method == "GET":
        return page(request, case)
    case.require(request.user, Can.WORK_ON_CASE)  # before a file of somebody who may not is kept
    # Before anything else: who may not speak to an authority is told so, whatever the form holds.
    if request.POST.get("way") == Message.Way.OUT:
        contact.require_contact(case, request.user)
    form = forms.MessageForm(request.POST, request.FILES)
    at = timezone.now()
    try:
        if form.is_valid():
            given = dict(form.cleaned_data)
            given["file"] = stored(given["file"], case.organisation, field="file", recordings=True)
            contact.log_message(case, **given, by=request.user, at=at)
            toasts.success(request, _("Message saved."))
            return redirect("case-messages", ref=ref)
    except ValidationError as refused:
        forms.refuse(form, refused)
    said = form.answered(channel="", subject="", happened_at=None, basis="")
    forms.refuse_besides(form, lambda: contact.require_whole(**said, at=at))
    return page(request, case, form, status=NOT_SAVED)


def rows_of(case: Case, user: User, wanted: LogFilter) -> "QuerySet[Message]":
    """What this person may read of the log, narrowed as asked."""
    rows = Message.objects.read_by(user, case)
    if not wanted.is_valid():
        return rows
    given = wanted.cleaned_data
    if given["q"]:
        q = given["q"].strip()
        rows = rows.filter(Q(subject__icontains=q) | Q(other_side__icontains=q) | Q(text__icontains=q))
    for name in ("channel", "way"):
        if given[name]:
            rows = rows.filter(**{name: given[name]})
    return rows


def page(
    request: Request,
    case: Case,
    form: forms.MessageForm | None = None,
    *,
    eml: EmlForm | None = None,
    status: int = 200,
) -> HttpResponse:
    counsel_only = contact.counsel_only(case)
    act = Can.CONTACT_AUTHORITY if counsel_only else Can.CONTACT_INSTITUTION
    wanted = LogFilter(request.GET)
    # Keys first: far behind in a long log the index alone is walked, and the words of 25 rows are read.
    rows = rows_of(case, request.user, wanted)
    keys = rows.order_by("-happened_at", "-pk").values_list("pk", flat=True)
    found = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    shown = rows.select_related("file", "recorded_by", "mail_in__about_mail", "call").in_bulk(list(found))
    ours = [row for row in shown.values() if row.way == Message.Way.OUT and row.channel == Message.Channel.EMAIL]
    fates = undelivered.fates(case.mails_out.filter(message__in=ours), by="message_id")
    start = {"happened_at": timezone.localtime().replace(second=0, microsecond=0), "way": "in", "channel": "email"}
    context = {
        "case": case,
        "head": head(case, request.user, "messages"),
        "tab": "log",
        "form": form or forms.MessageForm(initial=start),
        "eml": eml or EmlForm(),
        "wanted": wanted,
        "narrowed": any(request.GET.get(name) for name in ("q", "channel", "way")),
        "query": request.GET.urlencode(),
        "page": found,
        "rows": [
            (
                row,
                mail := getattr(row, "mail_in", None),
                getattr(row, "call", None),
                undelivered.outcome(mail),
                fates.get(key, []),
            )
            for key in found
            if (row := shown.get(key))
        ],
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
        "may_send": case.allows(request.user, act),
        "counsel_only": counsel_only,
        "reads_privileged": case.allows(request.user, Can.READ_PRIVILEGED),
        "address": addresses.of(case),
    }
    return render(request, "comms/log.html", context, status=status)


# --- as a table for counsel or an authority --------------------------------------------------------------------------


class _Line:
    """What a csv writer writes to: it hands the line on."""

    def write(self, line: str) -> str:
        return line


@require_GET
def table(request: Request, ref: str) -> StreamingHttpResponse:
    """The whole log as narrowed on the page, a line a contact, however long it is."""
    case = case_or_404(request, ref)
    rows = rows_of(case, request.user, LogFilter(request.GET)).select_related("file", "recorded_by")
    answer = StreamingHttpResponse(
        _lines(rows.order_by("happened_at", "pk").iterator(chunk_size=1000)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{case.ref}-comms.csv"'
    return answer


def _lines(rows: Iterator[Message]) -> Iterator[str]:
    write = csv.writer(_Line())
    yield "\ufeff"  # spreadsheets otherwise read Chinese as rubbish
    heads = (_("When"), _("Way"), _("Channel"), _("Other side"), _("About"), _("Words"), "SHA-256", _("Entered by"))
    yield write.writerow([str(name) for name in heads])
    for row in rows:
        told: list[Any] = [
            timezone.localtime(row.happened_at).isoformat(timespec="minutes"),
            row.get_way_display(),
            row.get_channel_display(),
            row.other_side,
            row.subject,
            row.text,
            row.file.sha256 if row.file else "",
            row.recorded_by or "",
        ]
        yield write.writerow([plain(str(cell)) for cell in told])


def plain(cell: str) -> str:
    """A spreadsheet runs what begins like a formula, also the full-width kind."""
    return f"'{cell}" if unicodedata.normalize("NFKC", cell[:1]) in tuple("=+-@\t\r|%") and cell else cell

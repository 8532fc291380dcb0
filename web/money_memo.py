"""The memo that stops spending (row 2.2d): sent to departments, confirmed by a signed address, the rest reminded."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Can, Role
from cases.models import Party
from cases.people import members
from funds import memos, position, sheets
from funds.models import Memo
from web.forms import money as forms
from web.forms.cases import refuse
from web.money import party_or_404
from web.requests import Request

NOT_SAVED = 422
SHOWN = 10


@require_http_methods(["GET", "POST"])
def money_memos(request: Request, pk: int) -> HttpResponse:
    if request.method == "GET":
        return _page(request, party_or_404(request, pk))
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    form = forms.MemoForm(request.POST)
    if form.is_valid():
        rows = [
            (line.cells[0], (line.cells[1] if len(line.cells) > 1 else "").strip())
            for line in sheets.lines_of(form.cleaned_data["readers"])
            if line.cells
        ]
        try:
            memo = memos.send(party, rows, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            told = memo.readers.count()
            messages.success(request, ngettext("Sent to %(n)d reader.", "Sent to %(n)d readers.", told) % {"n": told})
            return redirect("money-memos", pk=party.pk)
    return _page(request, party, form)


def _page(request: Request, party: Party, form: forms.MemoForm | None = None) -> HttpResponse:
    people = members(party.organisation, Role.FINANCE, Role.MANAGER)
    first = "\n".join(f"{person}, {person.email}" for person in people)
    rows = Memo.objects.filter(party=party).select_related("sent_by").prefetch_related("readers")[:SHOWN]
    context = {
        "party": party,
        "rows": [
            {
                "row": row,
                "read": sum(1 for each in row.readers.all() if each.confirmed_at),
                "of": len(row.readers.all()),
            }
            for row in rows
        ],
        "rules": memos.rules(position.budget_of(party)),
        "form": form,
        "memo_form": form or forms.MemoForm(initial={"readers": first}),
        "may_plan": request.user.can(Can.PLAN_MONEY, party.organisation_id),
    }
    return render(request, "money/memos.html", context, status=NOT_SAVED if form else 200)


@require_POST
def money_memo_act(request: Request, pk: int, number: int, act: str) -> HttpResponse:
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    memo = get_object_or_404(Memo.objects.filter(party=party), number=number)
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    try:
        if act == "remind":
            told = memos.remind(memo, **who)
            messages.success(request, ngettext("%(n)d reader reminded.", "%(n)d readers reminded.", told) % {"n": told})
        elif act == "lift":
            memos.lift(memo, **who)
            messages.success(request, _("Noted, with the day and your name."))
        else:
            raise Http404
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("money-memos", pk=party.pk)


@login_not_required
@require_http_methods(["GET", "POST"])
def memo_reading(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the address. The same answer for a wrong and a foreign one; looking at it confirms nothing."""
    reader = memos.reader_of(token)
    if reader is None:
        raise Http404
    error = ""
    if request.method == "POST" and reader.confirmed_at is None:
        try:
            memos.confirm(reader, name=request.POST.get("name", ""), at=timezone.now())
        except ValidationError as refused:
            error = " ".join(refused.messages)
    context = {
        "reader": reader,
        "memo": reader.memo,
        "party": reader.memo.party,
        "rules": memos.rules(position.budget_of(reader.memo.party)),
        "error": error,
        "typed": request.POST.get("name", ""),
    }
    answer = render(request, "money/memo_reading.html", context, status=NOT_SAVED if error else 200)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "private, no-store"
    return answer

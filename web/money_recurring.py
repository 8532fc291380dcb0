"""Payments that come again (S14): proposed from what was paid, with the days it rests on; a person accepts, or not."""

import hashlib
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.roles import Can
from cases.models import Party
from funds import pasting, position, recurring
from funds.models import Obligation
from funds.models.obligations import Kind
from web.forms import money as forms
from web.money import party_or_404
from web.requests import Request

NOT_SAVED = 422
HISTORY = timedelta(days=400)
EVERY = dict(Obligation.Every.choices)


@require_http_methods(["GET", "POST"])
def money_recurring(request: Request, pk: int) -> HttpResponse:
    if request.method == "GET":
        party = party_or_404(request, pk)
        form = forms.HistoryForm(initial={"currency": position.budget_of(party).currency})
        return _page(request, party, form, _found(party, []))
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    form = forms.HistoryForm(request.POST, request.FILES)
    past: list[recurring.Past] = []
    if form.is_valid():
        given = form.cleaned_data
        today = party.organisation.day_of(timezone.now())
        past, wrong = pasting.history(given["sheet"], currency=given["currency"], today=today)
        for each in wrong[: pasting.TOLD]:
            form.add_error("sheet", _("Line %(number)d: %(said)s") % {"number": each.line.number, "said": each.why})
    found = _found(party, past)
    if "accept" in request.POST and form.is_valid():
        return _accept(request, party, form, found)
    if form.is_valid() and not past and not found:
        form.add_error("sheet", _("Paste at least one line."))
    return _page(request, party, form, found)


def _found(party: Party, past: list[recurring.Past]) -> list[recurring.Proposal]:
    today = party.organisation.day_of(timezone.now())
    known = pasting.paid_here(party, since=today - HISTORY)
    return pasting.open_proposals(party, [*past, *known], today=today)


def _key(made: recurring.Proposal) -> str:
    """The same proposal has the same key, whatever else has been accepted meanwhile."""
    told = f"{made.payee}|{made.currency}|{made.amount}|{made.every}|{made.due_on}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _accept(request: Request, party: Party, form: forms.HistoryForm, found: list[recurring.Proposal]) -> HttpResponse:
    chosen = set(request.POST.getlist("take"))
    taken = [made for made in found if _key(made) in chosen]
    if not taken:
        form.add_error(None, _("Tick at least one proposal, or leave them: nothing is planned by itself."))
        return _page(request, party, form, found)
    try:
        for made in taken:
            kind = request.POST.get(f"kind-{_key(made)}", "")
            pasting.accept(party, made, kind=kind, by=request.user, at=timezone.now())
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return _page(request, party, form, _found(party, []))
    messages.success(request, ngettext("%(n)d payment added.", "%(n)d payments added.", len(taken)) % {"n": len(taken)})
    return redirect("money-payments", pk=party.pk)


def _page(request: Request, party: Party, form: forms.HistoryForm, found: list[recurring.Proposal]) -> HttpResponse:
    chosen = set(request.POST.getlist("take")) if "accept" in request.POST else None
    context: dict[str, Any] = {
        "party": party,
        "form": form if form.is_bound else None,
        "history_form": form,
        "rows": [
            {
                "made": made,
                "key": _key(made),
                "every": EVERY[made.every],
                "ticked": chosen is None or _key(made) in chosen,
                "kind": request.POST.get(f"kind-{_key(made)}", made.kind) or Kind.OTHER,
            }
            for made in found
        ],
        "kinds": Kind.choices,
        "may_plan": request.user.can(Can.PLAN_MONEY, party.organisation_id),
    }
    return render(request, "money/recurring.html", context, status=NOT_SAVED if form.errors else 200)

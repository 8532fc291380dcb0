"""Assets of a party, and security offered in place of the frozen account (S16): four eyes, then the answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Can
from cases.models import Case, Party
from funds import licences, position, security
from funds.models import Asset, SecurityOffer
from web import shown
from web.case_head import case_or_404, head
from web.forms import money as forms
from web.forms.cases import refuse
from web.money import party_or_404
from web.requests import Request

NOT_SAVED = 422
MOST = 100


@require_http_methods(["GET", "POST"])
def money_assets(request: Request, pk: int) -> HttpResponse:
    if request.method == "GET":
        return _assets_page(request, party_or_404(request, pk))
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    form = forms.AssetForm(request.POST)
    if form.is_valid():
        try:
            security.register(party, form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("In the register. A loan against it counts with what it carries."))
            return redirect("money-assets", pk=party.pk)
    return _assets_page(request, party, form)


def _assets_page(request: Request, party: Party, form: forms.AssetForm | None = None) -> HttpResponse:
    rows, carries = Asset.objects.filter(party=party)[:MOST], security.capacities(party)
    initial = {"currency": position.budget_of(party).currency, "valued_on": party.organisation.day_of(timezone.now())}
    context = {
        "party": party,
        "rows": [{"row": row, "carries": carries[row.pk]} for row in rows],
        "states": Asset.State.choices,
        "form": form,
        "asset_form": form or forms.AssetForm(initial=initial),
        "may_plan": request.user.can(Can.PLAN_MONEY, party.organisation_id),
    }
    return render(request, "money/assets.html", context, status=NOT_SAVED if form else 200)


@require_POST
def money_asset(request: Request, pk: int, row: int) -> HttpResponse:
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    asset = get_object_or_404(Asset.objects.filter(party=party), pk=row)
    try:
        security.mark(asset, request.POST.get("state", ""), by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("money-assets", pk=party.pk)


# --- security offered on a case --------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def case_security(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.SEE_MONEY)
    if request.method == "GET":
        return _security_page(request, case)
    case.require(request.user, Can.ASK_PERMISSION)
    form = forms.SecurityForm(request.POST, assets=_free(case))
    if form.is_valid():
        given = form.cleaned_data
        given["asset"] = case.party.assets.get(pk=given["asset"]) if given["asset"] else None
        try:
            security.propose(case, given, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Drafted. Another person approves it before it goes out."))
            return redirect("case-security", ref=ref)
    return _security_page(request, case, form)


def _free(case: Case) -> list[tuple[int, str]]:
    rows = Asset.objects.filter(party=case.party, state=Asset.State.FREE)[:MOST]
    return [(row.pk, f"{row.name} {shown.money(row.value, row.currency)}") for row in rows]


def _security_page(request: Request, case: Case, form: forms.SecurityForm | None = None) -> HttpResponse:
    today = case.organisation.day_of(timezone.now())
    rows = SecurityOffer.objects.filter(case=case).select_related("asset", "added_by", "approved_by")
    context = {
        "case": case,
        "head": head(case, request.user, "money"),
        "rows": [
            {"row": row, "own": row.added_by_id == request.user.pk, "is_over": row.valid_until < today}
            for row in rows[:MOST]
        ],
        "ground": licences.GROUNDS["security"],
        "form": form,
        "security_form": form
        or forms.SecurityForm(
            assets=_free(case),
            initial={"currency": case.freeze.currency or case.account.currency, "amount": case.freeze.amount},
        ),
        "may_ask": case.allows(request.user, Can.ASK_PERMISSION) and not case.is_closed,
        "may_decide": request.user.can(Can.DECIDE_MONEY, case.organisation_id),
    }
    return render(request, "money/security.html", context, status=NOT_SAVED if form else 200)


@require_POST
def case_security_act(request: Request, ref: str, row: int, act: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.SEE_MONEY)
    offer = get_object_or_404(SecurityOffer.objects.visible_to(request.user).select_related("case"), case=case, pk=row)
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    today = case.organisation.day_of(who["at"])
    try:
        if act == "approve":
            security.approve(offer, **who)
        elif act == "send":
            security.send(offer, on=today, **who)
        elif act == "accepted":
            security.answer(offer, accepted=True, on=today, instrument=request.POST.get("instrument", ""), **who)
        elif act == "refused":
            security.answer(offer, accepted=False, on=today, **who)
        elif act == "drop":
            security.drop(offer, **who)
        else:
            raise Http404
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Noted, with the day and your name."))
    return redirect("case-security", ref=ref)

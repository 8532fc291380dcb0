"""Ways to money by their true cost (S16): compared for the gap, decided by another, committed once signed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Can
from cases.models import Party
from funds import approvals, funding, planning, position, security
from funds.models import Asset, Decision, Option
from funds.models.authority import Subject
from funds.money import HUNDREDTH, percent, to_cent
from web import shown
from web.forms import money as forms
from web.forms.cases import refuse
from web.money import party_or_404
from web.money_negotiation import LETTERS
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422
MOST = 100  # assets that are offered


@require_http_methods(["GET", "POST"])
def money_options(request: Request, pk: int) -> HttpResponse:
    if request.method == "GET":
        return _page(request, party_or_404(request, pk))
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    form = forms.OptionForm(request.POST, assets=free_assets(party))
    if form.is_valid():
        given = form.cleaned_data
        given["asset"] = party.assets.get(pk=given["asset"]) if given["asset"] else None
        try:
            funding.add(party, given, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Added. It does not count in the plan before it is decided and signed."))
            return redirect("money-options", pk=party.pk)
    return _page(request, party, form)


def _page(request: Request, party: Party, form: forms.OptionForm | None = None) -> HttpResponse:
    today = party.organisation.day_of(timezone.now())
    found = planning.picture(party, today=today)
    compared = found.comparison
    names = {str(option.pk): option for option in found.options}
    rank = {key: place for place, key in enumerate(compared.rank)} if compared else {}
    rows = [_row(option, compared.in_time if compared else ()) for option in found.options]
    context = {
        "party": party,
        "found": found,
        "rows": sorted(rows, key=lambda row: rank.get(str(row["option"].pk), len(rank))),
        "mix": [(names[taken.offer.id], to_cent(taken.sum), taken.cost) for taken in compared.mix] if compared else [],
        "mix_cost": compared.cost if compared else None,
        "uncovered": compared.uncovered if compared else None,
        "form": form,
        "option_form": form
        or forms.OptionForm(
            assets=free_assets(party),
            initial={"currency": position.budget_of(party).currency, "arrives_on": today, "days": 30},
        ),
        "agreement_form": forms.AgreementForm(auto_id=False),
        "may_plan": request.user.can(Can.PLAN_MONEY, party.organisation_id),
    }
    return render(request, "money/options.html", context, status=NOT_SAVED if form else 200)


def free_assets(party: Party) -> list[tuple[int, str]]:
    """Row 8.2a: what is pledged or seized is not in the list."""
    carries = security.capacities(party)
    return [
        (each.pk, f"{each.name} {shown.money(carries[each.pk], each.currency)}")
        for each in Asset.objects.filter(party=party, state=Asset.State.FREE)[:MOST]
    ]


def _row(option: Option, in_time: "tuple[str, ...]") -> dict[str, Any]:
    cost = funding.cost_of(option)
    states = [decision.state for decision in option.decisions.all()]
    return {
        "option": option,
        "risk": funding.RISKS[option.kind],
        "days": cost.days,
        "has_letter": option.kind in LETTERS,
        "simple": percent(cost.simple, HUNDREDTH),
        "effective": percent(cost.effective, HUNDREDTH),
        "cost": to_cent(cost.total),
        "received": to_cent(cost.received),
        "in_time": str(option.pk) in in_time,
        "approved": Decision.State.APPROVED in states,
        "asked": any(state in (Decision.State.OPEN, Decision.State.SECOND) for state in states),
    }


@require_POST
def money_option(request: Request, pk: int, row: int, act: str) -> HttpResponse:
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    option = get_object_or_404(Option.objects.filter(party=party), pk=row)
    by, at = request.user, timezone.now()
    try:
        if act == "ask":
            approvals.ask(
                party, subject=Subject.FUNDING, title=option.name, amount=option.amount, currency=option.currency,
                option=option, by=by, at=at,
            )  # fmt: skip
            messages.success(request, _("The decision has been asked for."))
        elif act == "commit":
            paper = stored(request.FILES.get("agreement"), party.organisation, field="agreement")
            funding.commit(option, agreement=paper, by=by, at=at)
            messages.success(request, _("Committed: it counts in the plan from now on."))
        elif act == "drop":
            funding.drop(option, by=by, at=at)
        else:
            raise Http404
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("money-options", pk=party.pk)

"""Which kind of payment comes first: the house's order, changed for a country where local law ranks otherwise."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from accounts.roles import Can
from funds import obligations
from funds.models.obligations import TIER_OF, Kind, Tier
from web.forms.lists import jurisdiction_choices
from web.requests import Request
from web.whole import whole


@require_http_methods(["GET", "POST"])
def money_tiers(request: Request) -> HttpResponse:
    seen = request.user.organisations_where(Can.SEE_MONEY)
    if not seen:
        raise PermissionDenied(_("Finance, counsel, managers and auditors see the money pages. Ask one of them."))
    organisation = Organisation.objects.get(pk=seen[0])
    known = dict(jurisdiction_choices())
    given = request.POST if request.method == "POST" else request.GET
    country = given.get("country", "")
    country = country if country in known else ""
    tiers = obligations.tiers_of(organisation.pk, country)
    if request.method == "POST":
        try:
            for kind in (kind for kind in Kind.values if kind in given):
                wanted = given[kind]
                tier = whole(wanted)
                if tier != tiers[kind]:
                    obligations.set_tier(organisation, kind, tier, country=country, by=request.user, at=timezone.now())
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, _("Saved. The plan counts with it from now on."))
        return redirect(f"{reverse('money-tiers')}?country={country}")
    context = {
        "rows": [
            {
                "kind": kind,
                "label": label,
                "tier": tiers[kind],
                "house": TIER_OF[kind],
                "differs": tiers[kind] != TIER_OF[kind],
            }
            for kind, label in Kind.choices
        ],
        "tiers": Tier.choices,
        "country": country,
        "countries": [("", _("All countries")), *known.items()],
        "may_decide": request.user.can(Can.DECIDE_MONEY, organisation.pk),
    }
    return render(request, "money/tiers.html", context)

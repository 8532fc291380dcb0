"""Permission to pay (S15): the request with its items, the answer, and the ledger that refuses one cent more."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can
from cases.models import Case
from funds import licences, obligations
from funds.models import Obligation, Permission
from web import shown
from web.case_head import case_or_404, head
from web.forms import money as forms
from web.forms.cases import refuse
from web.requests import Request
from web.uploads import stored

NOT_SAVED = 422
FORMS = {"grant": forms.GrantForm, "book": forms.BookForm}


@require_http_methods(["GET", "POST"])
def case_licences(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.SEE_MONEY)
    if request.method == "GET":
        return _list_page(request, case)
    case.require(request.user, Can.ASK_PERMISSION)
    owed = _payable(case)
    form = forms.RequestForm(request.POST, grounds=licences.grounds_for(case), owed=_still_owed(case, owed))
    if form.is_valid():
        chosen = [each for each in owed if each.pk in form.cleaned_data["items"]]
        try:
            made = licences.draft(
                case,
                chosen,
                ground=form.cleaned_data["ground"],
                why=form.cleaned_data["why"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Drafted. Counsel checks the basis before it goes out."))
            return redirect("case-licence", ref=ref, number=made.number)
    return _list_page(request, case, form)


def _payable(case: Case) -> list[Obligation]:
    """What is owed in the currency of the frozen account; wages and tax stand first."""
    tiers = obligations.tiers_of(case.organisation_id, case.party.country)
    rows = Obligation.objects.filter(
        party=case.party, state=Obligation.State.OPEN, currency=case.account.currency
    ).order_by("due_on", "pk")[:100]
    return sorted(rows, key=lambda owed: (tiers[owed.kind], owed.due_on))


def _still_owed(case: Case, rows: list[Obligation]) -> list[tuple[int, str]]:
    return [
        (row.pk, f"{row.payee} {shown.money(still, row.currency)} {shown.day(row.due_on, short=True)}")
        for row, still in licences.still_owed(case.party, rows)
    ]


def _list_page(request: Request, case: Case, form: forms.RequestForm | None = None) -> HttpResponse:
    owed, tiers = _payable(case), obligations.tiers_of(case.organisation_id, case.party.country)
    asked = licences.asked_for(case)
    urgent = [
        each.pk for each in owed if tiers[each.kind] in licences.URGENT_TIERS and (each.pk, each.due_on) not in asked
    ]
    grounds = licences.grounds_for(case)
    context = {
        "case": case,
        "head": head(case, request.user, "money"),
        "rows": Permission.objects.filter(case=case).annotate(asked=Sum("items__amount", default=Decimal(0))),
        "form": form,
        "request_form": form
        or forms.RequestForm(
            grounds=grounds, owed=_still_owed(case, owed), initial={"items": urgent, "ground": grounds[0].code}
        ),
        "grounds": grounds,
        "hints": {ground.code: _("%(grantor)s: %(basis)s %(time)s") % vars(ground) for ground in grounds},
        "nothing_owed": not owed,
        "may_ask": case.allows(request.user, Can.ASK_PERMISSION) and not case.is_closed,
    }
    return render(request, "money/licences.html", context, status=NOT_SAVED if form else 200)


# --- one request -----------------------------------------------------------------------------------------------------


@require_GET
def case_licence(request: Request, ref: str, number: int) -> HttpResponse:
    case, permission = _permission_or_404(request, ref, number)
    return _page(request, case, permission)


def _permission_or_404(request: Request, ref: str, number: int) -> tuple[Case, Permission]:
    case = case_or_404(request, ref)
    case.require(request.user, Can.SEE_MONEY)
    rows = (
        Permission.objects.visible_to(request.user)
        .select_related("case", "account", "paper", "drafted_by")
        .prefetch_related("items__entries")
    )
    return case, get_object_or_404(rows, case=case, number=number)


def _page(request: Request, case: Case, permission: Permission, **given: Any) -> HttpResponse:
    items = list(permission.items.all())
    lines = [(item.pk, f"{item.payee} {shown.money(item.amount, permission.currency)}") for item in items]
    today = case.organisation.day_of(timezone.now())
    bound = next(iter(given.values()), None)
    allowed = [item for item in items if item.granted]
    context = {
        "case": case,
        "head": head(case, request.user, "money"),
        "permission": permission,
        "ground": licences.GROUNDS[permission.ground],
        "items": items,
        "asked": licences.asked(permission),
        "entries": permission.entries.select_related("item", "booked_by"),
        "grant_form": given.get("grant")
        or forms.GrantForm(
            lines=lines,
            initial={"valid_from": today, "items": [item.pk for item in items], "cap": licences.asked(permission)},
        ),
        "book_form": given.get("book") or forms.BookForm(lines=allowed, initial={"paid_on": today}),
        "form": bound,
        "may_ask": case.allows(request.user, Can.ASK_PERMISSION) and not case.is_closed,
        "party": case.party,
        "today": today,
    }
    return render(request, "money/licence.html", context, status=NOT_SAVED if bound else 200)


@require_POST
def case_licence_act(request: Request, ref: str, number: int, act: str) -> HttpResponse:
    case, permission = _permission_or_404(request, ref, number)
    case.require(request.user, Can.ASK_PERMISSION)
    by, at = request.user, timezone.now()
    today = case.organisation.day_of(at)
    form: Any = None
    try:
        if act == "request":
            licences.request(permission, on=today, by=by, at=at)
        elif act == "refuse":
            licences.refuse(permission, on=today, by=by, at=at)
        elif act == "grant":
            form = forms.GrantForm(request.POST, lines=_item_lines(permission))
            if not form.is_valid():
                return _page(request, case, permission, grant=form)
            given = dict(form.cleaned_data)
            paper = stored(request.FILES.get("paper"), case.organisation, field="paper")
            licences.grant(permission, **{**given, "paper": paper}, on=today, by=by, at=at)
        elif act == "book":
            form = forms.BookForm(request.POST, lines=[item for item in permission.items.all() if item.granted])
            if not form.is_valid():
                return _page(request, case, permission, book=form)
            item = permission.items.get(pk=form.cleaned_data["item"])
            licences.book(
                permission, item, amount=form.cleaned_data["amount"], paid_on=form.cleaned_data["paid_on"], by=by, at=at
            )
        else:
            raise Http404
    except ValidationError as refused:
        if form is None:
            messages.error(request, " ".join(refused.messages))
            return redirect("case-licence", ref=ref, number=number)
        refuse(form, refused)
        return _page(request, case, permission, **{act: form})
    messages.success(request, _("Noted, with the day and your name."))
    return redirect("case-licence", ref=ref, number=number)


def _item_lines(permission: Permission) -> list[tuple[int, str]]:
    return [(item.pk, item.payee) for item in permission.items.all()]

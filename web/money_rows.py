"""What the plan is made of: balances and rates, payments typed or pasted, receipts and where they land."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Can
from cases.models import Account, Party
from funds import approvals, obligations, pasting, position, receipts, stating
from funds.models import Balance, Obligation, Receipt
from funds.models.authority import Subject
from web.forms import money as forms
from web.forms.cases import refuse
from web.money import party_or_404
from web.requests import Request

NOT_SAVED = 422
MOST_ROWS = 200


# --- position --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def money_position(request: Request, pk: int) -> HttpResponse:
    if request.method == "GET":
        return _position_page(request, party_or_404(request, pk))
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    what = request.POST.get("what", "balance")
    form = _position_form(party, what, request)
    if form.is_valid():
        try:
            _state(party, what, form.cleaned_data, request)
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved. The plan counts with it from now on."))
            return redirect("money-position", pk=party.pk)
    return _position_page(request, party, **{what: form})


def _position_form(party: Party, what: str, request: Request) -> Any:
    if what == "rate":
        return forms.RateForm(request.POST, auto_id="rate_%s")
    if what == "frame":
        return forms.FrameForm(request.POST, auto_id="frame_%s")
    if what == "list":
        return forms.LinesForm(request.POST, request.FILES, auto_id="list_%s")
    if what == "balance":
        return forms.BalanceForm(request.POST, accounts=party.accounts.active(), auto_id="balance_%s")
    raise Http404


def _state(party: Party, what: str, given: dict[str, Any], request: Request) -> None:
    by, at = request.user, timezone.now()
    if what == "rate":
        base = position.budget_of(party).currency
        position.state_rate(party.organisation, base=base, by=by, at=at, **given)
    elif what == "frame":
        position.set_budget(party, given, version=given.get("version") or 0, by=by, at=at)
    elif what == "list":
        stating.state_list(party, given["sheet"], by=by, at=at)
    else:
        pk = given.pop("account")
        account = party.accounts.get(pk=pk) if pk else None
        position.state_balance(party, account=account, by=by, at=at, **given)


def _position_page(request: Request, party: Party, **given: Any) -> HttpResponse:
    budget = position.budget_of(party)
    accounts = list(party.accounts.active().order_by("institution", "pk"))
    today = party.organisation.day_of(timezone.now())
    stated = list(Balance.objects.filter(party=party, is_current=True).select_related("stated_by"))
    by_account = {each.account_id: each for each in stated if each.account_id}
    bound = next((form for form in given.values()), None)
    context = {
        "party": party,
        "accounts": [{"account": account, "balance": by_account.get(account.pk)} for account in accounts],
        "tills": [each for each in stated if each.account_id is None],
        "rates": position.rates_of(party.organisation_id, budget.currency).values(),
        "budget": budget,
        "balance_form": given.get("balance")
        or forms.BalanceForm(
            accounts=accounts,
            auto_id="balance_%s",
            initial={"as_of": today, "currency": budget.currency, "account": accounts[0].pk if accounts else ""},
        ),
        "list_form": given.get("list") or forms.LinesForm(auto_id="list_%s"),
        "rate_form": given.get("rate")
        or forms.RateForm(auto_id="rate_%s", initial={"as_of": today, "currency": "USD"}),
        "frame_form": given.get("frame")
        or forms.FrameForm(
            auto_id="frame_%s",
            initial={field: getattr(budget, field) for field in (*position.FRAME, "version")},
        ),
        "form": bound,
        "may_plan": request.user.can(Can.PLAN_MONEY, party.organisation_id),
    }
    return render(request, "money/position.html", context, status=NOT_SAVED if bound else 200)


@require_POST
def money_account(request: Request, pk: int, account: int, act: str) -> HttpResponse:
    """At risk, or no longer: same institution, signatory or order as a frozen one."""
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    found = get_object_or_404(party.accounts.all(), pk=account)
    if act not in ("link", "unlink"):
        raise Http404
    try:
        position.mark_linked(found, linked=act == "link", by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("money-position", pk=party.pk)


# --- payments and receipts -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def money_payments(request: Request, pk: int) -> HttpResponse:
    if request.method == "GET":
        return _payments_page(request, party_or_404(request, pk))
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    what = request.POST.get("what", "payment")
    form = _payment_form(party, what, request)
    if form.is_valid() and what == "sheet":
        return _take_sheet(request, party, form)
    if form.is_valid():
        try:
            _take(party, what, form.cleaned_data, request)
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Added. The plan has been computed again."))
            return redirect("money-payments", pk=party.pk)
    return _payments_page(request, party, **{what: form})


def _payers(party: Party) -> list[Account]:
    """Row 2.2c: a frozen account is not in the list."""
    return list(party.accounts.active().exclude(status__in=obligations.NEVER_PAYER).order_by("institution", "pk"))


def _payment_form(party: Party, what: str, request: Request) -> Any:
    if what == "payment":
        return forms.PaymentForm(request.POST, accounts=_payers(party), auto_id="payment_%s")
    if what == "sheet":
        return forms.SheetForm(request.POST, request.FILES, auto_id="sheet_%s")
    if what == "receipt":
        return forms.ReceiptForm(request.POST, accounts=party.accounts.active(), auto_id="receipt_%s")
    raise Http404


def _take(party: Party, what: str, given: dict[str, Any], request: Request) -> None:
    by, at = request.user, timezone.now()
    if what == "payment":
        payer = given.pop("pay_from")
        given["pay_from"] = party.accounts.get(pk=payer) if payer else None
        given["every"] = given["every"] or Obligation.Every.ONCE
        obligations.add(party, given, by=by, at=at)
    else:
        account = party.accounts.get(pk=given.pop("account"))
        receipts.expect(party, account=account, by=by, at=at, **given)


def _take_sheet(request: Request, party: Party, form: forms.SheetForm) -> HttpResponse:
    """All lines, or with “part” the good ones: what needs care stays in the field as it was typed, with its reason."""
    given = form.cleaned_data
    how = {"currency": given["currency"], "sum_up": given["sum_up"], "part": "part" in request.POST}
    try:
        pasted = pasting.paste(party, given["sheet"], **how, by=request.user, at=timezone.now())
    except ValidationError as refused:
        refuse(form, refused)
        return _payments_page(request, party, sheet=form)
    messages.success(
        request,
        ngettext("%(n)d payment added.", "%(n)d payments added.", pasted.made) % {"n": pasted.made},
    )
    if not pasted.refused:
        return redirect("money-payments", pk=party.pk)
    rest = forms.SheetForm({"sheet": pasted.left, "currency": given["currency"]}, auto_id="sheet_%s")
    for each in pasted.refused[: pasting.TOLD]:
        rest.add_error("sheet", each.why)
    return _payments_page(request, party, sheet=rest)


def _payments_page(request: Request, party: Party, **given: Any) -> HttpResponse:
    currency = position.budget_of(party).currency
    bound = next((form for form in given.values()), None)
    owed = Obligation.objects.filter(party=party, state=Obligation.State.OPEN).select_related("pay_from")
    page = Paginator(owed, MOST_ROWS).get_page(request.GET.get("page"))
    context = {
        "party": party,
        "payments": page,
        "owed": page.paginator.count,
        "receipts": Receipt.objects.filter(party=party, state=Receipt.State.OPEN).select_related("account")[:MOST_ROWS],
        "payment_form": given.get("payment")
        or forms.PaymentForm(accounts=_payers(party), auto_id="payment_%s", initial={"currency": currency}),
        "sheet_form": given.get("sheet") or forms.SheetForm(auto_id="sheet_%s", initial={"currency": currency}),
        "receipt_form": given.get("receipt")
        or forms.ReceiptForm(
            accounts=party.accounts.active(), auto_id="receipt_%s", initial={"currency": currency, "probability": 100}
        ),
        "form": bound,
        "good_lines": _good_lines(given.get("sheet")),
        "may_plan": request.user.can(Can.PLAN_MONEY, party.organisation_id),
        "may_redirect": request.user.can(Can.READ_PRIVILEGED, party.organisation_id),
        "usable": [account for account in _payers(party) if account.status == Account.Status.USABLE],
    }
    return render(request, "money/payments.html", context, status=NOT_SAVED if bound else 200)


def _good_lines(form: forms.SheetForm | None) -> int:
    """How many lines could be taken while the others wait."""
    errors = form.errors.as_data().get("sheet", []) if form else []
    return next((each.params["good"] for each in errors if each.code == "lines_refused" and each.params), 0)


@require_POST
def money_payment(request: Request, pk: int, row: int, act: str) -> HttpResponse:
    """Paid elsewhere, no longer owed, or: somebody with the right decides first."""
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    owed = get_object_or_404(Obligation.objects.filter(party=party).select_related("party"), pk=row)
    at = timezone.now()
    try:
        if act in ("paid", "cancel"):
            obligations.settle(owed, paid=act == "paid", on=party.organisation.day_of(at), by=request.user, at=at)
            messages.success(request, _("Noted. The plan has been computed again."))
        elif act == "ask":
            approvals.ask(
                party,
                subject=Subject.PAYMENT,
                title=str(owed.payee),
                amount=owed.amount,
                currency=owed.currency,
                obligation=owed,
                by=request.user,
                at=at,
            )
            messages.success(request, _("The decision has been asked for."))
        else:
            raise Http404
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("money-payments", pk=party.pk)


@require_POST
def money_receipt(request: Request, pk: int, row: int, act: str) -> HttpResponse:
    party = party_or_404(request, pk)
    expected = get_object_or_404(Receipt.objects.filter(party=party).select_related("party", "account"), pk=row)
    by, at = request.user, timezone.now()
    try:
        if act in ("came", "cancel"):
            receipts.close_receipt(expected, came=act == "came", by=by, at=at)
        elif act == "redirect":
            to = get_object_or_404(party.accounts.active(), pk=_number(request.POST.get("to", "")))
            receipts.redirect(expected, to=to, because=request.POST.get("because", ""), by=by, at=at)
        else:
            raise Http404
        messages.success(request, _("Noted. The plan has been computed again."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("money-payments", pk=party.pk)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

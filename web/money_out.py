"""The plan for counsel: a workbook and a paper with the same figures as the page, and what nobody may do with them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from documents import printing
from funds import planning
from funds.models.obligations import Tier
from funds.picture import Picture
from web.money import file_of, line_words, party_or_404, what_if
from web.money_chart import chart, waterfall, week_labels
from web.money_sheet import Cell, workbook
from web.requests import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PRINTED = 500  # payments on paper; the workbook has them all


@require_GET
def money_export(request: Request, pk: int) -> HttpResponse:
    party = party_or_404(request, pk)
    found = planning.picture(party, today=party.organisation.day_of(timezone.now()), what_if=what_if(request))
    answer = HttpResponse(workbook(sheets(found)), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="money-{party.pk}-{found.today.isoformat()}.xlsx"'
    return answer


@require_GET
def money_paper(request: Request, pk: int) -> HttpResponse:
    party = party_or_404(request, pk)
    found = planning.picture(party, today=party.organisation.day_of(timezone.now()), what_if=what_if(request))
    language = get_language() or "zh-hans"
    context = {
        "party": party,
        "file": file_of(party),
        "found": found,
        "drawn": chart(found),
        "falling": waterfall(found),
        "rows": (listed := rows(found))[:PRINTED],
        "unprinted": max(len(listed) - PRINTED, 0),
        "prohibited": prohibited(),
        "short_label": week_labels(found)[found.short.number - 1] if found.short else "",
    }
    try:
        pdf = printing.to_pdf(
            render_to_string("print/money.html", context),
            title=gettext("Money during the freeze"),
            language=language,
            css="money",
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("money-plan", pk=party.pk)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="money-{party.pk}-{found.today.isoformat()}.pdf"'
    return answer


def sheets(found: Picture) -> list[tuple[str, list[list[Cell]]]]:
    code = found.budget.currency
    head: list[list[Cell]] = [
        [gettext("Money during the freeze"), str(found.party)],
        [gettext("As of"), found.today],
        [gettext("available"), found.available, code],
        [gettext("frozen"), found.frozen, code],
        [gettext("runway"), found.runway.day],
        [],
        [gettext("What you may not do")],
    ]
    head += [[sentence] for sentence in prohibited()]
    weekly: list[list[Cell]] = [
        [gettext("Week"), gettext("Opening"), gettext("Inflow"), gettext("Outflow"), gettext("Closing"), code]
    ]
    for label, week in zip(week_labels(found), found.base, strict=True):
        weekly.append([label, week.opening, week.into, week.out, week.closing])
    paid: list[list[Cell]] = [
        [gettext("Payment"), gettext("Priority"), gettext("Due"), gettext("Amount"), gettext("State"), gettext("Why")]
    ]
    paid += [[row["payee"], row["tier"], row["due"], row["amount"], row["state"], row["why"]] for row in rows(found)]
    return [(gettext("Summary"), head), (gettext("Thirteen weeks"), weekly), (gettext("Payments"), paid)]


def rows(found: Picture) -> list[dict[str, Any]]:
    said = {"funded": gettext("Funded"), "later": gettext("Deferred"), "short": gettext("Short")}
    return [
        {
            "payee": line.owed.payee,
            "tier": f"P{line.tier} {Tier(line.tier).label}",
            "due": line.due,
            "amount": line.amount,
            "state": said[line.state],
            "why": line_words(line, found),
        }
        for line in found.lines
    ]


def prohibited() -> list[str]:
    """The same sentences as on the page (templates/money/_not.html)."""
    return [
        gettext("Move frozen money, or ask a third party to receive it."),
        gettext("Send customers' payments round the freeze to shield them from the claim."),
        gettext("Split a payment so that it stays under a threshold."),
        gettext("Write or date a contract after the event."),
        gettext("Rent, lend or borrow an account, or cash out through crypto-assets."),
        gettext("Pay an agent who promises to unfreeze the account."),
        gettext("Promise an authority anything in writing without counsel."),
    ]

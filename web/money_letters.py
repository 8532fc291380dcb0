"""Papers of the money pages: the request for permission to pay with its list, and the memo that stops other spending.

In either language, whatever the screen speaks. Drafts: counsel checks the basis, a person signs and sends.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from accounts.roles import Can
from documents import printing
from funds import licences, memos, position
from funds.models import Memo, Permission
from web.case_head import case_or_404
from web.money import file_of, party_or_404
from web.requests import Request

LANGUAGES = {"zh": "zh-hans", "en": "en"}


@require_GET
def case_licence_letter(request: Request, ref: str, number: int) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.SEE_MONEY)
    rows = Permission.objects.visible_to(request.user).select_related("account").prefetch_related("items")
    permission = get_object_or_404(rows, case=case, number=number)
    context = {
        "case": case,
        "permission": permission,
        "ground": licences.GROUNDS[permission.ground],
        "items": permission.items.all(),
        "asked": licences.asked(permission),
        "today": case.organisation.day_of(timezone.now()),
        "file": f"{ref} {case.party}",
    }
    return _paper(request, "print/licence.html", context, f"{ref}-{number}", redirect("case-licence", ref, number))


@require_GET
def money_memo(request: Request, pk: int) -> HttpResponse:
    party = party_or_404(request, pk)
    budget = position.budget_of(party)
    last = Memo.objects.filter(party=party).select_related("sent_by").first()
    context = {
        "party": party,
        "rules": memos.rules(budget),
        "today": party.organisation.day_of(timezone.now()),
        "by": last.sent_by if last else request.user,
        "memo": last,
        "file": file_of(party),
    }
    return _paper(request, "print/memo.html", context, f"memo-{party.pk}", redirect("money-plan", party.pk))


def _paper(request: Request, template: str, context: dict[str, Any], name: str, back: HttpResponse) -> HttpResponse:
    language = LANGUAGES.get(request.GET.get("language", ""), translation.get_language() or "zh-hans")
    try:
        with translation.override(language):
            pdf = printing.to_pdf(
                render_to_string(template, {**context, "language": language}),
                title=gettext("Permission to pay") if "licence" in template else gettext("Spending is stopped"),
                language=language,
                css="money",
            )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return back
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}-{language[:2]}.pdf"'
    return answer

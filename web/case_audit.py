"""Who did what on this case here, entry by entry, and whether the chain that seals it still holds."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.roles import Can
from audit import log
from web.audit_words import pairs, words_for
from web.case_head import Act, case_or_404, head
from web.requests import Request
from web.whole import is_whole

PAGE = 50


@require_GET
def audit(request: Request, ref: str) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.SEE_AUDIT)
    before = request.GET.get("before", "")
    found = log.page(case.chain, before=int(before) if is_whole(before) else None, size=PAGE)
    # The whole chain is walked on every visit: some hundred entries are a matter of milliseconds.
    export = Act(_("Export"), reverse("case-export", args=[ref]), "download")
    context = {
        "case": case,
        "head": head(case, request.user, "audit", acts=[export]),
        "rows": [
            {"line": line, "words": words_for(line.entry.action), "said": pairs(line.data, line.private)}
            for line in found.rows
        ],
        "older": found.older,
        "broken": log.first_break(case.chain),
        "count": log.count(case.chain),
        "is_first": not before,
    }
    return render(request, "cases/audit.html", context)

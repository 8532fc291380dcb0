"""What the letter said before: two savings side by side, sentence by sentence; and what counsel lets stand."""

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import Can
from appeals import versions
from web.case_head import case_or_404, head
from web.requests import Request


@require_GET
def compared(request: Request, ref: str, round: int) -> HttpResponse:
    """Newest against the one before it, unless others are chosen; those of earlier rounds are in the list as well."""
    case = case_or_404(request, ref)
    appeal = get_object_or_404(case.appeals.all(), round=round)
    rows = versions.of_case(case)
    by_pk = {str(row.pk): row for row in rows}
    mine = [row for row in rows if row.appeal_id == appeal.pk]
    new = by_pk.get(request.GET.get("new", "")) or (mine[0] if mine else None)
    older = [row for row in rows if new and (row.appeal_id, row.number) < (new.appeal_id, new.number)]
    old = by_pk.get(request.GET.get("old", "")) or (older[0] if older else None)
    texts = []
    if new and old:
        texts = [
            (language, versions.compare(old.words, new.words, language))
            for language in ("zh-Hans", "en")
            if language in new.words
        ]
    context = {
        "case": case,
        "head": head(case, request.user, "appeals"),
        "appeal": appeal,
        "rows": rows,
        "new": new,
        "old": old,
        "texts": texts,
    }
    return render(request, "appeals/versions.html", context)


@require_POST
def allow(request: Request, ref: str, round: int) -> HttpResponse:
    case = case_or_404(request, ref)
    appeal = get_object_or_404(case.appeals.all(), round=round)
    case.require(request.user, Can.REVIEW_EVIDENCE)
    try:
        versions.allow(appeal, sentence=request.POST.get("sentence", ""), by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    else:
        toasts.success(request, _("This sentence may stand as it is."))
    return redirect("case-appeal", ref=ref, round=round)

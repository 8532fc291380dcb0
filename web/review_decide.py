"""The decision on a pack: approve exactly this content, by its hash; or give it back with reasons and a day."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Can
from accounts.words import listed
from appeals import readmarks, review
from appeals.models import Comment, Pack
from cases import workdays
from cases.models import Case
from jobs import nudge
from web import review_panes
from web import review_place as places
from web.case_head import case_or_404
from web.forms import review as forms
from web.forms.cases import refuse
from web.pack import pack_or_404, version_of
from web.requests import Request
from web.review_comments import of_pack

NOT_SAVED = 422
REST = 2  # working days: proposed for the desk to answer, and to be changed by hand


@require_http_methods(["GET", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def approve(request: Request, ref: str, number: int) -> HttpResponse:
    """Bound to the hash that stood on the page (row 4.4): a pack changed since then is refused."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.APPROVE_PACK)
    pack = pack_or_404(case, number)
    form = forms.ApproveForm(
        request.POST if request.method == "POST" else None, initial={"content_hash": pack.content_hash}
    )
    if request.method == "POST" and form.is_valid():
        try:
            review.approve(pack, content_hash=form.cleaned_data["content_hash"], by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            nudge.messages()
            toasts.success(request, _("Pack v%(n)s is approved, for exactly this content.") % {"n": number})
            return redirect("case-pack", ref=ref, number=number)
    return _page(request, "review/approve.html", case, pack, form)


@require_http_methods(["GET", "POST"])
def give_back(request: Request, ref: str, number: int) -> HttpResponse:
    """The reasons begin as the open comments, in the order of the pack; they are the reviewer's to change."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.APPROVE_PACK)
    pack = pack_or_404(case, number)
    if request.method == "POST":
        form = forms.ReturnForm(request.POST)
    else:
        today = case.organisation.day_of(timezone.now())
        calendar = workdays.calendar_of(case.organisation.country)
        form = forms.ReturnForm(
            initial={"reasons": _reasons(pack, request), "fix_by": workdays.shift(today, REST, calendar)}
        )
    if request.method == "POST" and form.is_valid():
        try:
            review.give_back(pack, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            nudge.messages()
            toasts.success(request, _("Pack v%(n)s went back with your reasons.") % {"n": number})
            return redirect("case-pack", ref=ref, number=number)
    return _page(request, "review/return.html", case, pack, form)


def _reasons(pack: Pack, request: Request) -> str:
    items = list(pack.items.all())
    wanted = [row for row in of_pack(pack, request) if row.kind != Comment.Kind.NOTE]
    order = {Comment.Kind.MUST: 0, Comment.Kind.SHOULD: 1}
    rows = sorted(review_panes.in_order(wanted, items), key=lambda row: order[Comment.Kind(row.kind)])
    lines = (
        _("%(place)s: %(text)s") % {"place": review_panes.about(row, items), "text": " ".join(row.text.split())}
        for row in rows
    )
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))[:8000]


def _page(request: Request, template: str, case: Case, pack: Pack, form: Any) -> HttpResponse:
    items = places.items_of(pack)
    standing = review.standing(pack, items)
    shown = version_of(pack)
    context = {
        "case": case,
        "pack": pack,
        "shown": shown,
        "form": form,
        "standing": standing,
        **{name: listed(getattr(standing, name)) for name in ("refused", "doubted", "untested")},
        "reading": readmarks.of(case, items, request.user),
        "own": request.user.pk in (pack.made_by_id, pack.appeal.written_by_id),
        "waits": pack.state == Pack.State.WITH_COUNSEL,
        "pages": shown.bundle.pages if shown.bundle else sum(readmarks.pages_of(item) for item in items),
    }
    return render(request, template, context, status=NOT_SAVED if request.method == "POST" else 200)

"""Comments on a pack: said beside the page, answered, settled, opened again; and all of them in one table."""

from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import Can
from appeals import commenting, privileged
from appeals.commenting import Place
from appeals.models import Comment, Pack
from cases.models import Case
from web import review, review_panes
from web import review_place as places
from web.case_head import case_or_404
from web.forms import review as forms
from web.forms.cases import refuse
from web.pack import pack_or_404
from web.requests import Request
from web.review_place import Here

PAGE = 50


@require_POST
def say(request: Request, ref: str, number: int) -> HttpResponse:
    """A comment, or a note that only counsel reads. What cannot be taken comes back with every word of it."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.WORK_ON_CASE)
    pack = pack_or_404(case, number)
    query = QueryDict(request.POST.get("here", ""))
    seen = places.seen_by(places.items_of(pack), case, request.user)
    here = places.read(query, case, pack, seen)
    form = review.comment_form(pack, here, request.POST)
    if form.is_valid():
        try:
            if form.cleaned_data["privileged"]:
                _keep_apart(request, case, here, form)
                toasts.success(request, _("Privileged note kept. Only counsel reads it."))
                return redirect(here.but("notes"))
            comment = commenting.say(
                pack,
                text=form.cleaned_data["text"],
                kind=form.cleaned_data["kind"],
                place=_place(here, form),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refused:
            refuse(form, refused)
        else:
            return redirect(here.but(f"c{comment.pk}"))
    return review.shown(request, case, pack, query=query, comment=form, status=review.NOT_SAVED)


def _keep_apart(request: Request, case: Case, here: Here, form: forms.CommentForm) -> None:
    on_sheet = form.cleaned_data["place"] == "sheet" and here.item is not None
    privileged.write(
        case,
        text=form.cleaned_data["text"],
        evidence=here.item.evidence if on_sheet and here.item else None,
        page=here.page if on_sheet else None,
        by=request.user,
        at=timezone.now(),
    )


def _place(here: Here, form: forms.CommentForm) -> Place:
    chosen = form.cleaned_data["place"]
    if chosen == "sheet":
        x, y = form.point()
        return Place(item=here.item, page=here.page, x=x, y=y)
    return Place(paragraph=int(chosen[1:])) if chosen != "pack" else Place()


@require_POST
def act(request: Request, ref: str, number: int, pk: int, act: str) -> HttpResponse:
    case = case_or_404(request, ref)
    pack = pack_or_404(case, number)
    comment = get_object_or_404(review_panes.rows(pack, request.user), pk=pk)
    query = QueryDict(request.POST.get("here", ""))
    try:
        if act == "reply":
            form = forms.ReplyForm(request.POST)
            case.require(request.user, Can.WORK_ON_CASE)
            if not form.is_valid():
                return review.shown(request, case, pack, query=query, reply=(pk, form), status=review.NOT_SAVED)
            commenting.answer(comment, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
        elif act == "settle":
            commenting.settle(comment, by=request.user, at=timezone.now())
        elif act == "reopen":
            commenting.reopen(comment, by=request.user, at=timezone.now())
        else:
            raise Http404
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
    if request.POST.get("from") == "table":
        return redirect(f"{places.base_of(case, pack)}comments/?{query.urlencode()}#c{pk}")
    items = places.seen_by(places.items_of(pack), case, request.user)
    here = places.read(query, case, pack, items)
    shown_too = "all" if act == "settle" and here.shown == "open" else here.shown
    return redirect(here.but(f"c{pk}", shown=shown_too))


@require_GET
def table(request: Request, ref: str, number: int) -> HttpResponse:
    """Over letter and exhibits, the open ones first; every filter is part of the address."""
    case = case_or_404(request, ref)
    if not request.user.can(Can.SEE_CASES, case.organisation_id):
        raise PermissionDenied(_("Comments are for the people of the house."))
    pack = pack_or_404(case, number)
    items = places.items_of(pack)
    here = places.read(request.GET, case, pack, places.seen_by(items, case, request.user))
    about = [("letter", _("Letter")), *((str(item.evidence_id), str(item)) for item in items)]
    form = forms.CommentFilter(request.GET, about=about)
    form.is_valid()
    found = _filtered(review_panes.rows(pack, request.user), form.cleaned_data, request)
    page = Paginator(found.order_by(F("settled_at").asc(nulls_first=True), "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {
        "case": case,
        "pack": pack,
        "here": here,
        "form": form,
        "page": page,
        "cards": review_panes.cards(list(page), here, pack, items, case, request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "review/comments.html", context)


def _filtered(rows: Any, wanted: dict[str, Any], request: Request) -> Any:
    if show := wanted.get("show"):
        rows = rows.filter(settled_at=None) if show == "open" else rows.exclude(settled_at=None)
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    if wanted.get("by") == "me":
        rows = rows.filter(written_by=request.user)
    if about := wanted.get("about"):
        rows = rows.exclude(paragraph=None) if about == "letter" else rows.filter(evidence_id=int(about))
    return rows


def of_pack(pack: Pack, request: Request) -> list[Comment]:
    """The open ones in the order of the pack: what a return begins with."""
    return list(review_panes.rows(pack, request.user).open())

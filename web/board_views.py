"""The views that people save: a page of its own to save, share, rename, delete, and to choose what opens first."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import saved_views, visits
from accounts.models import Organisation, SavedView
from accounts.roles import Can, require
from web.board_tabs import PAGE, address_of
from web.forms import cases as forms
from web.forms.board import BoardFilter, ViewForm
from web.requests import Request

NOT_SAVED = 422


@require_http_methods(["GET", "POST"])
def views(request: Request) -> HttpResponse:
    """The filters stand in the address, as on the dashboard; what is no filter of ours is not saved."""
    user = request.user
    filters = BoardFilter(request.GET, user=user)
    layout = request.GET.get("layout", "")
    layout = layout if layout in SavedView.Layout.values else SavedView.Layout.LIST.value
    form = ViewForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST":
        if not user.roles:
            require(None, Can.SEE_CASES)  # a guest of one case has no desk to arrange
        if form.is_valid() and (made := _save(request, form, filters, layout)):
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": made.name})
            return redirect(address_of(made))
    visit = visits.look(user, PAGE, at=timezone.now(), counts=False)
    mine = SavedView.objects.visible_to(user).filter(page=PAGE).select_related("owner").order_by("name", "pk")
    context = {
        "form": form,
        "may_save": bool(user.roles),
        "conditions": _conditions(filters),
        "layout_name": SavedView.Layout(layout).label,
        "views": [
            {
                "view": view,
                "url": address_of(view),
                "may_change": saved_views.may_change(view, user),
                "is_first": view.pk == visit.opens_with_id,
                "is_mine": view.owner_id == user.pk,
            }
            for view in mine
        ],
        "opens_with_all": visit.opens_with_id is None,
    }
    return render(request, "deadlines/views.html", context, status=NOT_SAVED if form.errors else 200)


def _save(request: Request, form: ViewForm, filters: BoardFilter, layout: str) -> SavedView | None:
    given, at = form.cleaned_data, timezone.now()
    firm = given.get("organisation") or Organisation.objects.get(pk=request.user.organisation_ids[0])
    try:
        made = saved_views.save(
            given["name"],
            filters.chosen,
            organisation=firm,
            page=PAGE,
            layout=layout,
            is_shared=given.get("is_shared", False),
            by=request.user,
            at=at,
        )
    except ValidationError as refused:
        forms.refuse(form, refused)
        return None
    if given["opens"]:
        saved_views.open_with(PAGE, made, by=request.user, at=at)
    return made


def _conditions(filters: BoardFilter) -> list[tuple[str, str]]:
    """The chosen filters in words: label and what was chosen."""
    told = []
    for name, value in filters.chosen.items():
        choices = dict(getattr(filters.fields[name], "choices", ()))
        told.append((str(filters.fields[name].label or _("Day")), str(choices.get(value, value))))
    return told


@require_http_methods(["GET", "POST"])
def view(request: Request, pk: int) -> HttpResponse:
    found = _view_or_404(request, pk)
    start = {"name": found.name, "is_shared": found.is_shared}
    form = ViewForm(request.POST if request.method == "POST" else None, user=request.user, initial=start)
    for name in ("organisation", "opens"):
        form.fields.pop(name, None)
    saved_views.must_change(found, request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            saved_views.change(
                found,
                name=given["name"],
                is_shared=given.get("is_shared", found.is_shared),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refused:
            forms.refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("deadlines-views")
    return render(
        request,
        "deadlines/view.html",
        {"form": form, "view": found, "conditions": _conditions(BoardFilter(found.filters, user=request.user))},
        status=NOT_SAVED if form.errors else 200,
    )


@require_POST
def delete(request: Request, pk: int) -> HttpResponse:
    found = _view_or_404(request, pk)
    saved_views.delete(found, by=request.user, at=timezone.now())
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": found.name})
    return redirect("deadlines-views")


@require_POST
def first(request: Request, pk: int) -> HttpResponse:
    found = _view_or_404(request, pk)
    saved_views.open_with(PAGE, found, by=request.user, at=timezone.now())
    messages.success(request, _("The dashboard opens with “%(name)s” now.") % {"name": found.name})
    return redirect("deadlines-views")


@require_POST
def first_all(request: Request) -> HttpResponse:
    saved_views.open_with(PAGE, None, by=request.user, at=timezone.now())
    messages.success(request, _("The dashboard opens with all dates now."))
    return redirect("deadlines-views")


def _view_or_404(request: Request, pk: int) -> SavedView:
    rows = SavedView.objects.visible_to(request.user).filter(page=PAGE).select_related("owner", "organisation")
    return get_object_or_404(rows, pk=pk)

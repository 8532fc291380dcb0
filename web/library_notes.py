"""A case note of the firm: read, written, verified by counsel other than its author, withdrawn."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Organisation
from accounts.roles import Can, require
from cases import precedents
from cases.models import CaseNote
from knowledge.reading import country_here
from web.forms.cases import refuse
from web.forms.library import BecauseForm, NoteForm
from web.requests import Request
from web.whole import whole

NOT_SAVED, CONFLICT = 422, 409


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    if not request.user.can_anywhere(Can.EDIT_REGISTER):
        require(None, Can.EDIT_REGISTER)
    firm = Organisation.objects.get(pk=request.user.organisations_where(Can.EDIT_REGISTER)[0])
    form, code = NoteForm(initial={"country": firm.country}), 200
    if request.method == "POST":
        form, code = NoteForm(request.POST), NOT_SAVED
        if form.is_valid():
            try:
                note = precedents.write(firm, form.cleaned_data, by=request.user, at=timezone.now())
            except ValidationError as refused:
                refuse(form, refused)
            else:
                messages.success(request, _("Kept. It can be cited once counsel has verified it."))
                return redirect("library-note", pk=note.pk)
    return render(request, "library/note_form.html", {"form": form}, status=code)


def _found(request: Request, pk: int) -> CaseNote:
    rows = CaseNote.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("organisation", "written_by", "changed_by", "verified_by").order_by(), pk=pk
    )


@require_GET
def note(request: Request, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(request: Request, note: CaseNote, *, form: BecauseForm | None = None, status: int = 200) -> HttpResponse:
    is_counsel = request.user.can(Can.REVIEW_EVIDENCE, note.organisation_id)
    is_own = request.user.pk in (note.written_by_id, note.changed_by_id)
    context: dict[str, Any] = {
        "note": note,
        "country": country_here(note.country),
        "may_change": request.user.can(Can.EDIT_REGISTER, note.organisation_id),
        "may_verify": is_counsel and not is_own and not note.is_verified and bool(note.source),
        "may_withdraw": is_counsel and note.is_verified,
        "is_own": is_own and is_counsel,
        "form": form or BecauseForm(),
        "refused": form,
    }
    return render(request, "library/note.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    note = _found(request, pk)
    request.user.require(Can.EDIT_REGISTER, note.organisation_id)
    if request.method == "GET":
        return _form(request, note, NoteForm(initial={name: getattr(note, name) for name in precedents.FIELDS}))
    form, code = NoteForm(request.POST), NOT_SAVED
    if form.is_valid():
        version = whole(request.POST.get("version", ""))
        try:
            precedents.change(note, form.cleaned_data, version=version, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
            code = CONFLICT if getattr(refused, "code", "") == "saved_meanwhile" else NOT_SAVED
        else:
            messages.success(request, _("Saved. A changed case note is verified anew before it is cited."))
            return redirect("library-note", pk=pk)
    return _form(request, note, form, status=code)


def _form(request: Request, note: CaseNote, form: NoteForm, *, status: int = 200) -> HttpResponse:
    """After a clash: what is saved stands beside what was typed, and the next saving knows of it."""
    context = {"note": note, "form": form, "saved": note if status == CONFLICT else None}
    if status == NOT_SAVED:
        context["version"] = whole(request.POST.get("version", "")) or note.version
    return render(request, "library/note_form.html", {"version": note.version, **context}, status=status)


@require_POST
def verify(request: Request, pk: int) -> HttpResponse:
    note = _found(request, pk)
    try:
        version = whole(request.POST.get("version", ""))
        precedents.verify(note, version=version, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return _page(request, _found(request, pk), status=NOT_SAVED)
    messages.success(request, _("Verified by you, today. Letters may cite it."))
    return redirect("library-note", pk=pk)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    note = _found(request, pk)
    if not request.user.can(Can.REVIEW_EVIDENCE, note.organisation_id):
        raise PermissionDenied(_("Only counsel withdraws a verification."))
    form = BecauseForm(request.POST)
    if form.is_valid():
        try:
            precedents.withdraw(note, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The verification is withdrawn. No letter can cite it now."))
            return redirect("library-note", pk=pk)
    return _page(request, note, form=form, status=NOT_SAVED)

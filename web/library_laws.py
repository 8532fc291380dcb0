"""The register of applicable laws: which provision binds which entity or case, verified by whom and until when."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can, require
from cases import applicable_law
from cases.models import ApplicableLaw, Case, Party
from cases.models.law import ApplicableLawQuerySet
from web.directory import firm_of
from web.forms.cases import refuse
from web.forms.library import BecauseForm, LawForm, VerifyLawForm
from web.requests import Request
from web.whole import is_whole

NOT_SAVED = 422
PAGE = 25
STATES = {
    "ended": ("todo", _("Ended")),
    "unverified": ("soon", _("Not verified")),
    "lapsed": ("soon", _("Verification has run out")),
    "verified": ("done", _("Verified by counsel")),
}


@require_GET
def listing(request: Request) -> HttpResponse:
    firm_of(request)
    word, show = request.GET.get("q", "").strip()[:100], request.GET.get("show", "")
    rows = laws_of(request).order_by("-pk")
    today = timezone.localdate()
    rows = rows.exclude(ended_at=None) if show == "ended" else rows.standing()
    if show == "open":
        rows = rows.filter(Q(verified_until=None) | Q(verified_until__lt=today))
    if word:
        rows = rows.filter(
            Q(party__name__icontains=word)
            | Q(party__name_en__icontains=word)
            | Q(case__ref__icontains=word)
            | Q(citation__title_zh__icontains=word)
            | Q(citation__title_en__icontains=word)
            | Q(law_zh__icontains=word)
            | Q(law_en__icontains=word)
        )
    if is_whole(request.GET.get("party", "")):
        rows = rows.filter(party=int(request.GET["party"]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": shown(page, today),
        "q": word,
        "show": show,
        "may_add": request.user.can_anywhere(Can.EDIT_REGISTER),
    }
    return render(request, "library/laws.html", context)


def shown(laws: "Iterable[ApplicableLaw]", today: date) -> list[tuple[Any, ...]]:
    """For the pages of an entity and of a case: what applies, with its state in words."""
    return [(law, *STATES[law.state(today)]) for law in laws]


def laws_of(request: Request) -> ApplicableLawQuerySet:
    return ApplicableLaw.objects.visible_to(request.user).select_related(
        "party", "case", "citation", "added_by", "verified_by", "ended_by", "organisation"
    )


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    if not request.user.can_anywhere(Can.EDIT_REGISTER):
        require(None, Can.EDIT_REGISTER)
    start = {name: request.GET.get(name, "")[:20] for name in ("party", "case")}
    form, code = LawForm(user=request.user, initial=start), 200
    if request.method == "POST":
        form, code = LawForm(request.POST, user=request.user), NOT_SAVED
        if form.is_valid() and (about := _about(request, form)):
            try:
                law = applicable_law.add(about, form.cleaned_data, by=request.user, at=timezone.now())
            except ValidationError as refused:
                refuse(form, refused)
            else:
                messages.success(request, _("Entered. Counsel verifies it and says until when."))
                return redirect("library-law", pk=law.pk)
    return render(request, "library/law_form.html", {"form": form}, status=code)


def _about(request: Request, form: LawForm) -> Party | Case | None:
    """One of the two, and one that the reader may see."""
    pk, ref = form.cleaned_data["party"], form.cleaned_data["case"].strip()
    if bool(pk) == bool(ref):
        form.add_error(
            "party", ValidationError(_("Choose an entity or write the number of one case."), code="one_of_two")
        )
        return None
    if pk:
        return Party.objects.visible_to(request.user).get(pk=pk)
    case = Case.objects.visible_to(request.user).filter(ref__iexact=ref).first()
    if case is None:
        form.add_error(
            "case", ValidationError(_("There is no case with this number. Look it up under Cases."), code="no_case")
        )
    return case


def _found(request: Request, pk: int) -> ApplicableLaw:
    return get_object_or_404(laws_of(request), pk=pk)


@require_GET
def law(request: Request, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(request: Request, law: ApplicableLaw, *, status: int = 200, **given: Any) -> HttpResponse:
    today = timezone.localdate()
    counsel = request.user.can(Can.REVIEW_EVIDENCE, law.organisation_id) and law.ended_at is None
    context = {
        "law": law,
        "state": STATES[law.state(today)],
        "may_verify": counsel,
        "has_gone": law.provision is not None and not law.provision.stood_on(today),
        "verifying": given.get("verifying") or VerifyLawForm(auto_id="verify_%s"),
        "ending": given.get("ending") or BecauseForm(auto_id="end_%s"),
        "form": given.get("verifying") or given.get("ending"),
    }
    return render(request, "library/law.html", context, status=status)


@require_POST
def verify(request: Request, pk: int) -> HttpResponse:
    law = _found(request, pk)
    request.user.require(Can.REVIEW_EVIDENCE, law.organisation_id)
    form = VerifyLawForm(request.POST, auto_id="verify_%s")
    if form.is_valid():
        try:
            applicable_law.verify(law, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Verified by you, today."))
            return redirect("library-law", pk=pk)
    return _page(request, law, verifying=form, status=NOT_SAVED)


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    law = _found(request, pk)
    request.user.require(Can.REVIEW_EVIDENCE, law.organisation_id)
    form = BecauseForm(request.POST, auto_id="end_%s")
    if form.is_valid():
        try:
            applicable_law.end(law, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Ended. The entry stays readable."))
            return redirect("library-law", pk=pk)
    return _page(request, law, ending=form, status=NOT_SAVED)

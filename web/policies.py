"""Changed rules of institutions (S18): what changed and from when, who has read it, and the review of each account."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Organisation
from accounts.roles import Can, Role, require
from cases import people, policies, policy_corrections
from cases.models import Account, PolicyCorrection, PolicyReview, PolicyUpdate
from web import shown
from web.audit_names import NAMES as NAMED
from web.forms.cases import refuse
from web.forms.policies import AccountNumberForm, AnswerForm, CorrectionForm, PolicyForm
from web.requests import Request
from web.whole import whole

NOT_SAVED, CONFLICT = 422, 409
PAGE, ACCOUNTS, READERS, NAMES, CORRECTIONS = 25, 50, 100, 200, 20
REVIEW_WITHIN = timedelta(days=14)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STATE_OF = {
    "": ("todo", _("To be reviewed")),
    "fits": ("done", _("It fits")),
    "change": ("soon", _("Change needed")),
    "not_affected": ("done", _("Not affected")),
}


@require_GET
def listing(request: Request) -> HttpResponse:
    show = request.GET.get("show", "")
    rows = PolicyUpdate.objects.visible_to(request.user)
    if show == "unread":
        rows = rows.unread_by(request.user)
    elif show == "open":
        rows = rows.to_review()
    rows = rows.with_standing(request.user).order_by("-effective_on", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "show": show, "may_edit": request.user.can_anywhere(Can.EDIT_REGISTER)}
    return render(request, "policies/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    if not request.user.can_anywhere(Can.EDIT_REGISTER):
        require(None, Can.EDIT_REGISTER)
    firm = Organisation.objects.get(pk=request.user.organisations_where(Can.EDIT_REGISTER)[0])
    able = people.members(firm, Role.FINANCE, Role.COUNSEL, Role.MANAGER)
    start = {"reviewer": request.user.pk, "review_by": timezone.localdate() + REVIEW_WITHIN}
    form, code = PolicyForm(people=able, initial=start), 200
    if request.method == "POST":
        form, code = PolicyForm(request.POST, people=able), NOT_SAVED
        if form.is_valid():
            try:
                update = policies.note(firm, form.cleaned_data, by=request.user, at=timezone.now())
            except ValidationError as refused:
                refuse(form, refused)
            else:
                messages.success(request, _noted(update))
                return redirect("policy", pk=update.pk)
    return render(request, "policies/new.html", {"form": form, "institutions": _held(request, firm)}, status=code)


def _held(request: Request, firm: Organisation) -> list[str]:
    """The institutions of the register, to choose from."""
    held = Account.objects.visible_to(request.user).active().filter(organisation=firm)
    return [name for (name,) in held.order_by("institution").values_list("institution").distinct()[:NAMES]]


def _noted(update: PolicyUpdate) -> str:
    count = update.reviews.count()
    if not count:
        return str(_("Noted. No account of the register is held there yet; one that is opened gets its review."))
    words = ngettext("Noted. %(n)s account is to be reviewed.", "Noted. %(n)s accounts are to be reviewed.", count)
    return words % {"n": count}


def _found(request: Request, pk: int) -> PolicyUpdate:
    rows = PolicyUpdate.objects.visible_to(request.user).select_related("organisation", "noted_by", "reviewer")
    return get_object_or_404(rows, pk=pk)


@require_GET
def policy(request: Request, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(request: Request, update: PolicyUpdate, *, form: AccountNumberForm | None = None) -> HttpResponse:
    rows = update.reviews.standing().select_related("account__party", "answered_by", "follow_up")
    page = Paginator(rows.order_by("answered_at", "pk"), ACCOUNTS).get_page(request.GET.get("page"))
    reads = list(update.reads.select_related("reader").order_by("read_at")[:READERS])
    context = {
        "policy": update,
        "page": page,
        "rows": [(review, *state_of(review), _is_before(update, review.answered_at)) for review in page],
        "reads": [(row, _is_before(update, row.read_at)) for row in reads],
        "read_now": sum(not _is_before(update, row.read_at) for row in reads),
        "is_read": update.reads.as_it_stands().filter(reader=request.user).exists(),
        "corrections": [(row, _said_anew(row)) for row in update.corrections.select_related("made_by")[:CORRECTIONS]],
        "may_edit": request.user.can(Can.EDIT_REGISTER, update.organisation_id),
        "form": form or AccountNumberForm(),
        "refused": form,
    }
    return render(request, "policies/policy.html", context, status=NOT_SAVED if form else 200)


def _is_before(update: PolicyUpdate, moment: datetime | None) -> bool:
    """Said of the words that a correction has replaced."""
    return update.corrected_at is not None and moment is not None and moment < update.corrected_at


def _said_anew(row: PolicyCorrection) -> list[tuple[Any, ...]]:
    """Each field with what it said and what it says; a day as pages show days."""
    return [(NAMED[name], *(_day_or_words(each) for each in pair)) for name, pair in row.changes.items()]


def _day_or_words(said: str) -> str:
    return shown.day(date.fromisoformat(said)) if DAY.fullmatch(said) else said


@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    update = _found(request, pk)
    request.user.require(Can.EDIT_REGISTER, update.organisation_id)
    able = people.members(update.organisation, Role.FINANCE, Role.COUNSEL, Role.MANAGER)
    start = {name: getattr(update, name) for name in policy_corrections.FIELDS} | {"reviewer": update.reviewer_id}
    version = whole(request.POST.get("version", "")) or update.version
    form, code = CorrectionForm(people=able, initial=start), 200
    if request.method == "POST":
        form, code = CorrectionForm(request.POST, people=able, initial=start), NOT_SAVED
        if form.is_valid():
            given = dict(form.cleaned_data)
            because = given.pop("because")
            try:
                done = policy_corrections.correct(
                    update, given, because=because, version=version, by=request.user, at=timezone.now()
                )
            except ValidationError as refused:
                refuse(form, refused)
                if getattr(refused, "code", "") == "saved_meanwhile":
                    update, code = _found(request, pk), CONFLICT
                    version = update.version
            else:
                for sentence in _corrected(done):
                    messages.success(request, sentence)
                return redirect("policy", pk=pk)
    context = {
        "policy": update,
        "form": form,
        "version": version,
        "saved": update.corrections.select_related("made_by").first() if code == CONFLICT else None,
        "institutions": _held(request, update.organisation),
    }
    return render(request, "policies/correct.html", context, status=code)


def _corrected(done: PolicyCorrection) -> list[str]:
    said = [str(_("Corrected. What it said before is kept on this page."))]
    if done.opened:
        words = ngettext("%(n)s account is to be reviewed now.", "%(n)s accounts are to be reviewed now.", done.opened)
        said.append(words % {"n": done.opened})
    if done.closed:
        words = ngettext(
            "%(n)s review is closed: the account is not affected any more.",
            "%(n)s reviews are closed: the accounts are not affected any more.",
            done.closed,
        )
        said.append(words % {"n": done.closed})
    return said


def state_of(review: PolicyReview) -> tuple[Any, Any]:
    """A change that was asked for and made is done; the word stays."""
    if review.withdrawn_at:
        return "wait", _("Closed by a correction")
    code, word = STATE_OF[review.answer]
    if review.follow_up and not review.follow_up.is_open:
        return "done", _("Changed")
    return code, word


@require_POST
def read(request: Request, pk: int) -> HttpResponse:
    policies.read(_found(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Ticked as read, by you."))
    return redirect("policy", pk=pk)


@require_POST
def add_account(request: Request, pk: int) -> HttpResponse:
    update = _found(request, pk)
    request.user.require(Can.EDIT_REGISTER, update.organisation_id)
    form = AccountNumberForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["number"]
        account = (
            Account.objects.visible_to(request.user).filter(organisation=update.organisation, number=number).first()
        )
        if account is None:
            form.add_error("number", _("No account of the register has this number. Look it up under Accounts."))
        else:
            try:
                policies.include(update, account, by=request.user, at=timezone.now())
            except ValidationError as refused:
                refuse(form, refused)
            else:
                messages.success(request, _("Added, with a review of its own."))
                return redirect("policy", pk=pk)
    return _page(request, update, form=form)


@require_http_methods(["GET", "POST"])
def review(request: Request, pk: int) -> HttpResponse:
    rows = PolicyReview.objects.visible_to(request.user).select_related(
        "update_of__organisation", "account__party", "item__assignee", "answered_by", "follow_up__assignee"
    )
    found = get_object_or_404(rows, pk=pk)
    firm = found.update_of.organisation_id
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        request.user.require(Can.EDIT_REGISTER, firm)
        if form.is_valid():
            try:
                policies.answer(found, form.cleaned_data, by=request.user, at=timezone.now())
            except ValidationError as refused:
                refuse(form, refused)
                found = get_object_or_404(rows.all(), pk=pk)
            else:
                messages.success(request, _("Answer kept: %(account)s.") % {"account": found.account})
                return redirect("policy", pk=found.update_of_id)
    context = {
        "review": found,
        "policy": found.update_of,
        "state": state_of(found),
        "form": form,
        "may_edit": request.user.can(Can.EDIT_REGISTER, firm) and found.is_open,
    }
    return render(request, "policies/review.html", context, status=NOT_SAVED if form.errors else 200)

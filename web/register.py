"""The register (S17): the accounts the firm holds, the parties that hold them, their papers and what does not fit."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Organisation
from accounts.roles import Can
from cases import checklists, parties, ready_pack
from cases.models import Account, Item, Party, PartyPaper
from documents.models import StoredFile
from knowledge import papers as catalogue
from knowledge.shelf import pinned
from web import library_laws, shown
from web.case_files import handed_over
from web.forms import register as forms
from web.forms.cases import NoteForm, refuse
from web.joined import joined
from web.requests import Request
from web.uploads import stored
from web.whole import is_whole, whole

NOT_SAVED = 422
SIZE = 25
MOST_LAWS = 10  # the library lists them all


# --- lists -----------------------------------------------------------------------------------------------------------


def _cut(rows: "QuerySet[Any]", after: str, field: str) -> tuple[list[Any], str]:
    """A page behind the last row seen, and where the next one starts; no counting through what came before."""
    name, _bar, pk = after.rpartition("|")
    if name and is_whole(pk):
        rows = rows.filter(Q(**{f"{field}__gt": name}) | Q(**{field: name, "pk__gt": int(pk)}))
    found = list(rows.order_by(field, "pk")[: SIZE + 1])
    last = found[SIZE - 1] if len(found) > SIZE else None
    return found[:SIZE], f"{getattr(last, field)}|{last.pk}" if last else ""


@require_GET
def accounts(request: Request) -> HttpResponse:
    word = request.GET.get("q", "").strip()
    rows = (
        Account.objects.visible_to(request.user)
        .select_related("party", "organisation")
        .prefetch_related("party__papers")
    )
    if word:
        number = "".join(word.split()).upper()
        rows = rows.filter(Q(number__contains=number) | Q(institution__icontains=word) | Q(party__name__icontains=word))
    found, following = _cut(rows, request.GET.get("after", ""), "institution")
    held = [account.pk for account in found]
    open_cases = dict(Account.objects.filter(pk__in=held, cases__closed_at=None).values_list("pk", "cases__ref"))
    today = timezone.localdate()
    listed = [
        {
            "account": account,
            "ref": open_cases.get(account.pk, ""),
            "state": STATE_OF.get(account.status, "ok"),
            "ready": ready_pack.of(account.party, on=today),
        }
        for account in found
    ]
    return render(
        request,
        "register/accounts.html",
        {"rows": listed, "following": following, "q": word, "may_edit": _may_edit(request)},
    )


STATE_OF = {
    Account.Status.USABLE: "ok",
    Account.Status.LINKED: "soon",
    Account.Status.PARTLY_FROZEN: "soon",
    Account.Status.FROZEN: "late",
    Account.Status.CLOSED: "todo",
}


@require_GET
def party_list(request: Request) -> HttpResponse:
    word = request.GET.get("q", "").strip()
    rows = Party.objects.visible_to(request.user).select_related("organisation").prefetch_related("papers", "accounts")
    if word:
        rows = rows.filter(Q(name__icontains=word) | Q(name_en__icontains=word) | Q(reg_no__icontains=word))
    found, following = _cut(rows, request.GET.get("after", ""), "name")
    today = timezone.localdate()
    with pinned():
        listed = [{"party": party, "findings": parties.findings(party, on=today)} for party in found]
    return render(
        request,
        "register/parties.html",
        {"rows": listed, "following": following, "q": word, "may_edit": _may_edit(request)},
    )


def _may_edit(request: Request) -> bool:
    return bool(request.user.organisations_where(Can.EDIT_REGISTER))


# --- one party -------------------------------------------------------------------------------------------------------


def _party_or_404(request: Request, pk: int) -> Party:
    papers = PartyPaper.objects.select_related("file", "authenticity_by", "added_by").order_by(
        "kind", "-issued_on", "-pk"
    )
    rows = (
        Party.objects.visible_to(request.user)
        .select_related("organisation")
        .prefetch_related(Prefetch("papers", papers))
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
def party(request: Request, pk: int) -> HttpResponse:
    return _page(request, _party_or_404(request, pk))


def _page(request: Request, party: Party, *, status: int = 200, **given: Any) -> HttpResponse:
    today = timezone.localdate()
    held = list(party.accounts.select_related("organisation").order_by("institution", "pk"))
    with pinned():
        papers: list[dict[str, Any]] = [
            {
                "paper": paper,
                "name": catalogue.paper_title(paper.kind),
                "state": parties.paper_state(paper, on=today),
                "dates": _dates(paper),
                "form": given.get("authenticity", {}).get(paper.pk)
                or forms.AuthenticityForm(
                    initial={"state": _stated(paper), "note": paper.authenticity_note}, auto_id=f"paper{paper.pk}_%s"
                ),
            }
            for paper in party.papers.all()
        ]
        findings = parties.findings(party, on=today)
    ready = ready_pack.of(party, on=today)
    cleared = {each.paper.pk: each for each in ready.papers}
    for row in papers:
        row["ready"] = cleared.get(row["paper"].pk)
    current = [row for row in papers if row["paper"].replaced_by_id is None]
    context = {
        "party": party,
        "findings": findings,
        "papers": current,
        "ready": ready,
        "older": [row for row in papers if row["paper"].replaced_by_id is not None],
        "accounts": [{"account": account, "state": STATE_OF[Account.Status(account.status)]} for account in held],
        "items": Item.objects.filter(account__party=party, case=None, policy_review__withdrawn_at=None)
        .select_related("assignee", "account", "policy_review")
        .order_by("state", "due_at"),
        "cases": party.cases.select_related("freeze", "account").order_by("-opened_at")[:10],
        "changes": [
            {"row": row, "label": forms.label_of(row.field)} for row in party.changes.select_related("changed_by")[:20]
        ],
        "paper_form": given.get("paper_form") or forms.PaperForm(auto_id="paper_%s"),
        "account_form": given.get("account_form")
        or forms.AccountForm(auto_id="account_%s", initial={"currency": "EUR"}),
        "form": given.get("form"),
        "may_edit": request.user.can(Can.EDIT_REGISTER, party.organisation_id),
        "laws": library_laws.shown(party.laws.standing().select_related("citation", "verified_by")[:MOST_LAWS], today),
    }
    return render(request, "register/party.html", context, status=status)


def _dates(paper: PartyPaper) -> str:
    """Issued, and the last good day: printed, or by the age that institutions accept."""
    ends = parties.good_until(paper)
    return joined(
        _("issued %(on)s") % {"on": shown.day(paper.issued_on)} if paper.issued_on else "",
        _("good until %(on)s") % {"on": shown.day(ends)} if ends else "",
    )


def _stated(paper: PartyPaper) -> str:
    return "" if paper.authenticity == PartyPaper.Authenticity.UNCHECKED else paper.authenticity


@require_http_methods(["GET", "POST"])
def new_party(request: Request) -> HttpResponse:
    organisations = list(
        Organisation.objects.filter(pk__in=request.user.organisations_where(Can.EDIT_REGISTER)).order_by("name")
    )
    if not organisations:
        raise PermissionDenied(_("Finance, counsel and managers keep the register. Ask one of them."))
    form = forms.NewPartyForm(
        request.POST or None,
        organisations=organisations,
        initial={"kind": Party.Kind.COMPANY, "country": organisations[0].country},
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        organisation = next(o for o in organisations if o.pk == values.pop("organisation"))
        try:
            made = parties.add_party(organisation, values, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Added to the register."))
            return redirect("party", pk=made.pk)
    return render(
        request,
        "register/party_form.html",
        {"form": form, "party": None, "clashes": [], "version": 1},
        status=NOT_SAVED if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def edit_party(request: Request, pk: int) -> HttpResponse:
    party = _party_or_404(request, pk)
    request.user.require(Can.EDIT_REGISTER, party.organisation_id)
    stands = {name: getattr(party, name) for name in parties.FIELDS}
    if request.method == "GET":
        return _form_page(request, party, forms.PartyForm(initial=stands))
    data = request.POST.copy()
    for key, choice in request.POST.items():
        if key.startswith("keep_") and choice == "theirs" and (name := key.removeprefix("keep_")) in stands:
            data[name] = stands[name]
    form = forms.PartyForm(data)
    version = request.POST.get("version", "")
    if not form.is_valid():
        return _form_page(request, party, form, version=whole(version) if is_whole(version) else None, status=NOT_SAVED)
    try:
        parties.change_party(
            party,
            form.cleaned_data,
            version=whole(version),
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as refused:
        if getattr(refused, "code", "") != "saved_meanwhile":
            refuse(form, refused)
            return _form_page(request, party, form, version=int(version), status=NOT_SAVED)
        return _form_page(request, party, form, clashes=_clashes(form, party), status=NOT_SAVED)
    messages.success(request, _("Saved. Where an institution must be told, an item was added for each account."))
    return redirect("party", pk=pk)


def _clashes(form: forms.PartyForm, party: Party) -> list[dict[str, Any]]:
    """Where this window and the register differ: both stand side by side, nothing typed is lost."""
    return [
        {"name": name, "label": form[name].label, "mine": form.cleaned_data[name], "theirs": getattr(party, name)}
        for name in form.fields
        if form.cleaned_data[name] != getattr(party, name)
    ]


def _form_page(
    request: Request,
    party: Party,
    form: forms.PartyForm,
    *,
    version: int | None = None,
    clashes: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    changed = party.changes.select_related("changed_by").first()
    context = {
        "party": party,
        "form": form,
        "version": version or party.version,
        "clashes": clashes or [],
        "changed": changed,
    }
    return render(request, "register/party_form.html", context, status=status)


# --- papers, accounts, items of a party ------------------------------------------------------------------------------


@require_POST
def add_paper(request: Request, pk: int) -> HttpResponse:
    party = _party_or_404(request, pk)
    request.user.require(Can.EDIT_REGISTER, party.organisation_id)
    form = forms.PaperForm(request.POST, request.FILES, auto_id="paper_%s")
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            given["file"] = stored(given["file"], party.organisation, field="file")
            parties.add_paper(party, **given, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Paper added. An older one of the same kind stays readable."))
            return redirect("party", pk=pk)
    return _page(request, party, paper_form=form, form=form, status=NOT_SAVED)


@require_POST
def declare(request: Request, pk: int, paper_pk: int) -> HttpResponse:
    """Who compared the paper with its original, and with what result (row 1.1e)."""
    party = _party_or_404(request, pk)
    paper = get_object_or_404(party.papers.select_related("party"), pk=paper_pk)
    form = forms.AuthenticityForm(request.POST, auto_id=f"paper{paper.pk}_%s")
    if form.is_valid():
        try:
            parties.declare_authenticity(paper, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Statement on authenticity saved."))
            return redirect("party", pk=pk)
    return _page(request, party, authenticity={paper.pk: form}, form=form, status=NOT_SAVED)


@require_GET
def paper_file(request: Request, pk: int, paper_pk: int) -> FileResponse:
    party = _party_or_404(request, pk)
    paper = get_object_or_404(party.papers.exclude(file=None), pk=paper_pk)
    return handed_over(get_object_or_404(StoredFile, pk=paper.file_id))


@require_POST
def add_account(request: Request, pk: int) -> HttpResponse:
    party = _party_or_404(request, pk)
    request.user.require(Can.EDIT_REGISTER, party.organisation_id)
    form = forms.AccountForm(request.POST, auto_id="account_%s")
    if form.is_valid():
        try:
            parties.add_account(party, form.values, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Account added."))
            return redirect("party", pk=pk)
    return _page(request, party, account_form=form, form=form, status=NOT_SAVED)


@require_POST
def item_done(request: Request, pk: int, item_pk: int) -> HttpResponse:
    """The institution has been told of the change."""
    party = _party_or_404(request, pk)
    item = get_object_or_404(Item.objects.filter(account__party=party, case=None), pk=item_pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            checklists.complete(item, by=request.user, at=timezone.now(), note=form.cleaned_data["note"])
            messages.success(request, _("Done: %(item)s") % {"item": item.title})
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
    return redirect("party", pk=pk)

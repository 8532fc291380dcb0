"""The directory (S17): each institution, how it is reached, who checked that last; a change is the next version."""

from dataclasses import dataclass

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation
from accounts.roles import Can
from comms import directory
from comms.directory import Entry, Known
from comms.models import ChannelVersion
from web.forms import directory as forms
from web.forms.cases import refuse
from web.requests import Request

NOT_SAVED = 422


@dataclass(frozen=True)
class Line:
    channel: Known
    is_stale: bool
    form: forms.ChannelForm


def firm_of(request: Request) -> Organisation:
    """The directory is a firm's own: of the one that the person belongs to."""
    ids = request.user.organisation_ids
    if not ids:
        raise PermissionDenied(_("This page is for the people of the firm."))
    return Organisation.objects.get(pk=ids[0])


@require_http_methods(["GET", "POST"])
def listing(request: Request) -> HttpResponse:
    """POST adds an institution that nobody researched."""
    firm = firm_of(request)
    may_edit = request.user.can(Can.LOAD_KNOWLEDGE, firm.pk)
    form, code = forms.InstitutionForm(initial={"country": firm.country}), 200
    if request.method == "POST":
        request.user.require(Can.LOAD_KNOWLEDGE, firm.pk)
        form, code = forms.InstitutionForm(request.POST), NOT_SAVED
        if form.is_valid():
            try:
                made = directory.add_institution(firm, **form.cleaned_data, by=request.user, at=timezone.now())
            except ValidationError as refused:
                refuse(form, refused)
            else:
                toasts.success(request, _("Added. Enter its channels now."))
                return redirect("directory-entry", code=made.code)
    today, q = firm.day_of(timezone.now()), request.GET.get("q", "").strip()
    rows = [each for each in directory.entries(firm) if _fits(each, q)]
    context = {
        "rows": [(each, each.stale(today)) for each in rows],
        "q": q,
        "form": form,
        "may_edit": may_edit,
        "stale": sum(each.stale(today) for each in rows),
    }
    return render(request, "directory/list.html", context, status=code)


def _fits(each: Entry, q: str) -> bool:
    words = " ".join((each.name, each.entity, each.country_name, *(channel.address for channel in each.channels)))
    return q.casefold() in words.casefold()


def _found(request: Request, code: str) -> tuple[Organisation, Entry]:
    firm = firm_of(request)
    found = directory.entry(firm, code)
    if found is None:
        raise Http404
    return firm, found


@require_http_methods(["GET", "POST"])
def entry(request: Request, code: str) -> HttpResponse:
    """POST adds a channel."""
    firm, found = _found(request, code)
    if request.method == "GET":
        return _page(request, firm, found)
    request.user.require(Can.LOAD_KNOWLEDGE, firm.pk)
    form = forms.NewChannelForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        return _changed(request, firm, found, given.pop("kind"), given, form)
    return _page(request, firm, found, adding=form)


@require_POST
def change(request: Request, code: str, kind: str) -> HttpResponse:
    firm, found = _found(request, code)
    request.user.require(Can.LOAD_KNOWLEDGE, firm.pk)
    if kind not in {channel.kind for channel in found.channels}:
        raise Http404
    form = forms.ChannelForm(request.POST, prefix=kind)
    if form.is_valid():
        return _changed(request, firm, found, kind, form.cleaned_data, form)
    return _page(request, firm, found, changing=form)


def _changed(
    request: Request, firm: Organisation, found: Entry, kind: str, given: dict[str, object], form: forms.ChannelForm
) -> HttpResponse:
    try:
        directory.change(firm, found.code, kind, given, by=request.user, at=timezone.now())
    except ValidationError as refused:
        refuse(form, refused)
        if isinstance(form, forms.NewChannelForm):
            return _page(request, firm, found, adding=form)
        return _page(request, firm, found, changing=form)
    toasts.success(request, _("The next version is in use. The older ones are kept."))
    return redirect("directory-entry", code=found.code)


@require_POST
def check(request: Request, code: str, kind: str) -> HttpResponse:
    firm, found = _found(request, code)
    try:
        directory.check(firm, found.code, kind, by=request.user, at=timezone.now())
    except ValidationError as refused:
        raise Http404 from refused
    toasts.success(request, _("Checked today, by you."))
    return redirect("directory-entry", code=code)


def _page(
    request: Request,
    firm: Organisation,
    found: Entry,
    *,
    changing: forms.ChannelForm | None = None,
    adding: forms.NewChannelForm | None = None,
) -> HttpResponse:
    today = firm.day_of(timezone.now())
    versions = ChannelVersion.objects.visible_to(request.user).filter(organisation=firm, institution=found.code)
    context = {
        "entry": found,
        "lines": [Line(each, each.is_stale(today), _form(each, changing)) for each in found.channels],
        "history": versions.select_related("made_by").order_by("-made_at", "-pk")[:50],
        "steps": directory.own_routes(found),
        "may_edit": request.user.can(Can.LOAD_KNOWLEDGE, firm.pk),
        "may_check": request.user.can(Can.EDIT_REGISTER, firm.pk),
        "form": adding or forms.NewChannelForm(),
        "refused": changing or adding,
    }
    return render(request, "directory/entry.html", context, status=NOT_SAVED if changing or adding else 200)


def _form(channel: Known, changing: forms.ChannelForm | None) -> forms.ChannelForm:
    if changing is not None and changing.prefix == channel.kind:
        return changing
    start = {name: getattr(channel, name) for name in ("address", "size_limit_mb", "counts_mail", "copies")}
    start |= {"languages": list(channel.languages), "formats": list(channel.formats), "note": channel.source}
    start["field_limits"] = "\n".join(f"{name}: {most}" for name, most in channel.field_limits)
    return forms.ChannelForm(initial=start, prefix=channel.kind)

"""Counsel's review (S09): contents, letter beside page, comments. Each click is an address of its own; nothing needs a
script."""

from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import Can
from appeals import assessing, bundle, checks, commenting, letters, material, readmarks
from appeals import pack as packs
from appeals.models import LegalNote, Pack, PackItem
from cases.models import Case
from documents import pages
from knowledge import shelf
from web import review_panes as panes
from web import review_place as places
from web.activity import Shown
from web.case_head import case_or_404
from web.forms import review as forms
from web.forms.cases import refuse
from web.pack import Version, pack_or_404
from web.requests import Request
from web.review_leaf import leaf
from web.review_place import Here
from web.whole import whole

NOT_SAVED = 422


@require_GET
def page(request: Request, ref: str, number: int) -> HttpResponse:
    case = case_or_404(request, ref)
    return shown(request, case, pack_or_404(case, number))


def shown(
    request: Request,
    case: Case,
    pack: Pack,
    *,
    query: QueryDict | None = None,
    comment: forms.CommentForm | None = None,
    reply: tuple[int, forms.ReplyForm] | None = None,
    assess: forms.AssessForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page at a place: of its own address, or of the form that was sent and could not be taken."""
    user, now = request.user, timezone.now()
    items = places.items_of(pack)
    seen = places.seen_by(items, case, user)
    here = places.read(query if query is not None else request.GET, case, pack, seen)
    version, gate = _gate(pack)
    reading = readmarks.of(case, seen, user)
    verdicts = assessing.of(items)
    found = panes.rows(pack, user)
    cards = panes.cards(panes.listed(found, here, items), here, pack, items, case, user)
    open_of, opened, count = panes.opened(pack, user)
    works = case.allows(user, Can.WORK_ON_CASE) and not case.is_closed
    context: dict[str, Any] = {
        "case": case,
        "pack": pack,
        "shown": version,
        "age": panes.age(pack.made_at, now) if pack.state == Pack.State.WITH_COUNSEL else "",
        "here": here,
        "letters": panes.letters_of(pack, here, open_of.get(0, 0)),
        "groups": panes.contents(items, seen, here, reading, open_of, verdicts),
        "reading": reading,
        "sheet": panes.letter(pack, seen, here),
        "languages": [(code, here.but(letter=code)) for code in pack.letters],
        "sides": [(side, here.but(side=side)) for side in ("page", "letter")],
        "zooms": _zooms(here),
        "new": sum(item.is_new for item in items),
        "earlier": _earlier(pack),
        "cards": cards,
        "lists": [(name, here.but("comments", shown=name)) for name in places.LISTS],
        "opened": opened,
        "count": count,
        "talks": user.can(Can.SEE_CASES, case.organisation_id),  # a guest reads the pack and not what is said of it
        "works": works,
        "reviews": case.allows(user, Can.REVIEW_EVIDENCE) and not case.is_closed,
        "comment": comment or comment_form(pack, here),
        "reply": reply,
        "gate": gate,
        **_decision(request, case, pack, version),
        **_leaf(case, here, seen, reading, cards),
    }
    if here.item is not None:
        mine = verdicts.get(here.item.evidence_id, {})
        typed = {name: assess.data.get(name, "") for name in assess.fields} if assess else {}
        context["tests"] = panes.tests(mine, typed)
        context["judged"] = mine
        context["assess"] = assess or forms.AssessForm(
            initial={"note": next((row.note for row in mine.values() if row.note), "")}
        )
    notes = LegalNote.objects.visible_to(user).filter(case=case).select_related("written_by", "evidence")
    context["privileged"] = case.allows(user, Can.READ_PRIVILEGED)
    context["notes"] = [(note, panes.about(note, items)) for note in notes[:20]] if context["privileged"] else []
    return render(request, "review/page.html", context, status=status)


def comment_form(pack: Pack, here: Here, data: QueryDict | None = None) -> forms.CommentForm:
    offered = panes.choices_of_place(pack, here, commenting.paragraphs(pack))
    return forms.CommentForm(data, places=offered)


def _gate(pack: Pack) -> tuple[Version, list[checks.Problem]]:
    """Material is read once for both: does the pack still stand, and what is missing in what stands now."""
    if pack.state in (Pack.State.VOID, Pack.State.SUBMITTED):
        return Version(pack, pack.state == Pack.State.VOID, getattr(pack, "bundle", None)), []
    with shelf.pinned():
        known = material.read(pack.appeal)
        filled = letters.fill_all(known)
        void = packs.is_void(pack, packs.content(known, filled).hash)
        found = checks.of(known, filled, at=timezone.now())
    return Version(pack, void, getattr(pack, "bundle", None)), found


def _earlier(pack: Pack) -> int:
    """The version before this one, to compare with."""
    found = pack.case.packs.filter(number__lt=pack.number).order_by("-number").values_list("number", flat=True)
    return found.first() or 0


def _zooms(here: Here) -> dict[str, str]:
    place = places.ZOOMS.index(here.zoom)
    smaller = places.ZOOMS[place - 1] if place else 0
    larger = places.ZOOMS[place + 1] if place + 1 < len(places.ZOOMS) else 0
    return {
        "smaller": here.but(zoom=smaller) if smaller else "",
        "larger": here.but(zoom=larger) if larger else "",
    }


def _leaf(
    case: Case, here: Here, items: list[PackItem], reading: readmarks.Reading, cards: list[panes.Card]
) -> dict[str, Any]:
    if here.item is None:
        return {"leaf": None, "steps": {}, "is_read": False, "next_unread": ""}
    sheets = [(item, n) for item in items for n in range(1, readmarks.pages_of(item) + 1)]
    at = sheets.index((here.item, here.page))
    exhibit = items.index(here.item)
    following = reading.next_unread(here.item, here.page)
    pinned = [(card.number, card.comment) for card in cards]
    return {
        "leaf": leaf(case, here.item, here.page, zoom=here.zoom, q=here.q, pinned=pinned, at=timezone.now()),
        "steps": {
            "previous": here.to(*sheets[at - 1]) if at else "",
            "next": here.to(*sheets[at + 1]) if at + 1 < len(sheets) else "",
            "exhibit_before": here.to(items[exhibit - 1]) if exhibit else "",
            "exhibit_after": here.to(items[exhibit + 1]) if exhibit + 1 < len(items) else "",
        },
        "last": readmarks.pages_of(here.item),
        "number": here.item.first_page + here.page - 1 if here.item.first_page else None,
        "is_read": reading.is_read(here.item, here.page),
        "next_unread": here.to(*following) if following else "",
    }


def _decision(request: Request, case: Case, pack: Pack, version: Version) -> dict[str, Any]:
    user = request.user
    waits = pack.state == Pack.State.WITH_COUNSEL and not version.is_void and case.allows(user, Can.APPROVE_PACK)
    own = user.pk in (pack.made_by_id, pack.appeal.written_by_id)
    job = bundle.jobs_of(pack).first() if version.bundle is None else None
    problems = version.bundle.problems if version.bundle else []
    return {
        "decides": waits and not own,
        "own": waits and own,
        "approval": pack.approvals.select_related("decided_by").first(),
        "bundle": version.bundle,
        "job": Shown(job, places.base_of(case, pack)) if job else None,
        "problems": [problem.get("text") or problem["code"] for problem in problems],
    }


# --- a page as a picture ----------------------------------------------------------------------------------------------


@require_GET
def picture(request: Request, ref: str, number: int, item: int, page: int) -> FileResponse:
    """Drawn from the file of this version: another version may hold other bytes under the same number."""
    case = case_or_404(request, ref)
    found = item_or_404(request, case, number, item)
    asked = request.GET.get("dpi", "")
    dpi = whole(asked) if whole(asked) in pages.SIZES else 96
    try:
        drawn = pages.draw(found.file, page, dpi, at=timezone.now())
    except ValidationError as refused:
        raise Http404(" ".join(refused.messages)) from refused
    answer = FileResponse(pages.open_picture(drawn), content_type=drawn.mime)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def item_or_404(request: Request, case: Case, number: int, pk: int) -> PackItem:
    """An exhibit of this version that this reader may open."""
    rows = PackItem.objects.filter(pack__case=case, pack__number=number).select_related("file", "pack__case")
    found = get_object_or_404(rows, pk=pk)
    if not places.seen_by([found], case, request.user):
        raise Http404
    return found


# --- acts of the reader -----------------------------------------------------------------------------------------------


@require_POST
def read(request: Request, ref: str, number: int, item: int) -> HttpResponse:
    """This sheet is read, or the whole exhibit, or not read after all; then on to what is not."""
    case = case_or_404(request, ref)
    found = item_or_404(request, case, number, item)
    pack = pack_or_404(case, number)
    seen = places.seen_by(places.items_of(pack), case, request.user)
    here = places.read(QueryDict(request.POST.get("here", "")), case, pack, seen)
    sheet, what = request.POST.get("page", ""), request.POST.get("what", "page")
    page = whole(sheet)
    every = range(1, readmarks.pages_of(found) + 1)
    try:
        if what == "undo":
            readmarks.unmark(pack, found, page, by=request.user)
            return redirect(here.to(found, max(page, 1)))
        readmarks.mark(pack, found, list(every) if what == "exhibit" else [page], by=request.user, at=timezone.now())
    except ValidationError as refused:
        toasts.error(request, " ".join(refused.messages))
        return redirect(here.url)
    following = readmarks.of(case, seen, request.user).next_unread(found, every[-1] if what == "exhibit" else page)
    if following is None:
        toasts.success(request, _("Every page of this pack is read."))
        return redirect(here.to(found, max(page, 1)))
    return redirect(here.to(*following))


@require_POST
def assess(request: Request, ref: str, number: int, item: int) -> HttpResponse:
    case = case_or_404(request, ref)
    case.require(request.user, Can.REVIEW_EVIDENCE)
    found = item_or_404(request, case, number, item)
    pack = pack_or_404(case, number)
    query = QueryDict(request.POST.get("here", ""))
    form = forms.AssessForm(request.POST)
    if form.is_valid():
        try:
            assessing.judge(found, form.verdicts(), note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(form, refused)
        else:
            toasts.success(request, _("Judged: exhibit %(no)s.") % {"no": found.exhibit})
            here = places.read(query, case, pack, places.items_of(pack))
            return redirect(here.to(found, here.page if here.item and here.item.pk == found.pk else 1))
    return shown(request, case, pack, query=query, assess=form, status=NOT_SAVED)

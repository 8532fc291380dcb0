"""Search in a pack, in Chinese and in English: pages, letter, comments; each find is a link to its place."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from appeals import finding
from web import review_panes
from web import review_place as places
from web.case_head import case_or_404
from web.pack import pack_or_404
from web.requests import Request


@require_GET
def search(request: Request, ref: str, number: int) -> HttpResponse:
    case = case_or_404(request, ref)
    pack = pack_or_404(case, number)
    items = places.seen_by(places.items_of(pack), case, request.user)
    here = places.read(request.GET, case, pack, items)
    found = finding.search(pack, items, here.q, by=request.user, at=timezone.now())
    context = {
        "case": case,
        "pack": pack,
        "here": here,
        "found": found,
        "pages": [(hit, here.to(hit.item, hit.page), _number(hit)) for hit in found.pages],
        "letter": [(hit, here.but(f"p{hit.paragraph}", letter=hit.language, side="letter")) for hit in found.letter],
        "comments": [
            (row, hit, review_panes.about(row, items), here.but(f"c{row.pk}", shown="all"))
            for row, hit in found.comments
        ],
        "notes": [(row, hit, review_panes.about(row, items)) for row, hit in found.notes],
    }
    return render(request, "review/search.html", context)


def _number(hit: finding.Hit) -> int | None:
    return hit.item.first_page + hit.page - 1 if hit.item and hit.item.first_page else None

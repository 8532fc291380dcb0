"""Two versions of a pack beside each other: sentences of the letter, exhibits, and sheets whose bytes differ."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from appeals import comparing, finding, readmarks
from appeals.filling import FilledLetter
from appeals.models import Pack, PackItem
from cases.models import Case
from web import review_place as places
from web.case_head import case_or_404
from web.pack import pack_or_404, version_of
from web.requests import Request
from web.whole import whole

WORDS = {
    "added": ("now", "plus", _("added")),
    "removed": ("late", "minus", _("taken out")),
    "bytes": ("soon", "file-text", _("another file")),
    "words": ("soon", "pencil", _("described anew")),
    "moved": ("todo", "arrow-down", _("another place")),
    "same": ("done", "", _("unchanged")),
}
FOLD = 4  # as many sentences alike stand open
FIELDS = {
    "title_zh": _("title"),
    "title_en": _("title"),
    "source_zh": _("source"),
    "source_en": _("source"),
    "proves_zh": _("what it proves"),
    "proves_en": _("what it proves"),
    "dated_on": _("date"),
    "form": _("original or copy"),
    "confidentiality": _("confidentiality"),
}


@require_GET
def compare(request: Request, ref: str, number: int) -> HttpResponse:
    case = case_or_404(request, ref)
    newer = pack_or_404(case, number)
    older = _other(case, newer, request.GET.get("with", ""))
    language = request.GET.get("letter", "")
    language = language if language in newer.letters else next(iter(newer.letters))
    before, after = (_items(pack, case, request) for pack in (older, newer))
    changes = comparing.exhibits(before, after)
    here = f"{reverse('case-pack-compare', args=[case.ref, newer.number])}?with={older.number}"
    lines = comparing.letters(_letter(older, language), _letter(newer, language))
    context = {
        "case": case,
        "pack": newer,
        "older": older,
        "shown": version_of(newer),
        "others": list(case.packs.exclude(pk=newer.pk).values_list("number", flat=True)),
        "languages": [(code, f"{here}&letter={code}") for code in newer.letters],
        "language": language,
        "stretches": _stretches(lines),
        "differing": sum(line.what != "same" for line in lines),
        "changes": [(change, WORDS[change.what], _what_reads_otherwise(change)) for change in changes],
        "same": sum(change.is_same for change in changes),
        "pair": _pair(request, case, changes, f"{here}&letter={language}"),
    }
    return render(request, "review/compare.html", context)


def _stretches(lines: list[comparing.Line]) -> list[tuple[str, list[comparing.Line]]]:
    """Long stretches without a change are folded up, but for a sentence on either side of one."""
    found: list[tuple[str, list[comparing.Line]]] = []
    for same, group in groupby(lines, key=lambda line: line.what == "same"):
        rows = list(group)
        if same and len(rows) > FOLD:
            found += [("open", rows[:1]), ("folded", rows[1:-1]), ("open", rows[-1:])]
        else:
            found.append(("open", rows))
    return found


def _other(case: Case, newer: Pack, asked: str) -> Pack:
    """The one that was asked for, else the one before; a first version has none."""
    rows = case.packs.exclude(pk=newer.pk).select_related("appeal__case")
    found = rows.filter(number=whole(asked)).first()
    found = found or rows.filter(number__lt=newer.number).order_by("-number").first() or rows.first()
    if found is None:
        raise Http404
    return found


def _items(pack: Pack, case: Case, request: Request) -> list[PackItem]:
    return places.seen_by(places.items_of(pack), case, request.user)


def _letter(pack: Pack, language: str) -> FilledLetter | None:
    return FilledLetter.from_dict(pack.letters[language]) if language in pack.letters else None


def _what_reads_otherwise(change: comparing.Change) -> list[str]:
    return list(dict.fromkeys(str(FIELDS[name]) for name in change.words))


def _pair(request: Request, case: Case, changes: list[comparing.Change], here: str) -> dict[str, object] | None:
    """The exhibit whose bytes differ, sheet beside sheet; which of several, and which sheet, stands in the address."""
    differing = [change for change in changes if change.bytes_differ and change.before and change.after]
    if not differing:
        return None
    asked, sheet = request.GET.get("exhibit", ""), request.GET.get("page", "")
    change = next((each for each in differing if str(each.item.evidence_id) == asked), differing[0])
    before, after = change.before, change.after
    assert before is not None and after is not None  # noqa: PT018  chosen so two lines above
    last = max(readmarks.pages_of(before), readmarks.pages_of(after))
    pages = _words_differ(before, after)
    first = pages[0] if pages else 1
    page = min(max(whole(sheet, first), 1), last)
    link = f"{here}&exhibit={change.item.evidence_id}&page="
    return {
        "change": change,
        "page": page,
        "last": last,
        "words": [(n, f"{link}{n}#pair") for n in pages[:40]],
        "before": _picture(case, before, page),
        "after": _picture(case, after, page),
        "previous": f"{link}{page - 1}#pair" if page > 1 else "",
        "next": f"{link}{page + 1}#pair" if page < last else "",
        "others": [(each.item, f"{here}&exhibit={each.item.evidence_id}#pair") for each in differing if each != change],
    }


def _words_differ(before: PackItem, after: PackItem) -> list[int]:
    said = finding.texts([before.file, after.file], at=timezone.now())
    return comparing.pages_that_differ(said[before.file_id], said[after.file_id])


def _picture(case: Case, item: PackItem, page: int) -> str:
    if page > readmarks.pages_of(item):
        return ""
    return reverse("case-pack-page", args=[case.ref, item.pack.number, item.pk, page])

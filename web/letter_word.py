"""The letter goes to counsel outside as a Word file; what comes back is compared and taken over text by text."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import Can
from accounts.words import both
from appeals import letters, material, versions
from appeals.material import Material
from documents import wordfile
from web import composing, word_taking
from web import letter as composer
from web.case_head import case_or_404
from web.requests import Request
from web.two_writers import Clash, Flat

PAIRS = ("dispute", "point", "request", "late_reason")


@require_GET
def word(request: Request, ref: str, round: int) -> HttpResponse:
    case = case_or_404(request, ref)
    appeal = get_object_or_404(case.appeals.all(), round=round)
    known = material.read(appeal)
    rows = _rows(known, composing.of_case(known))
    name = f"{case.ref}-{round}-v{appeal.version}.docx"
    return word_taking.sent_out(_title(known, appeal.version), letters.fill_all(known), rows, name)


def _title(known: Material, version: int) -> tuple[str, str]:
    return both(_("%(ref)s, appeal %(n)s, version %(v)s"), ref=known.case.ref, n=known.appeal.round, v=version)


def _rows(known: Material, flat: Flat) -> list[wordfile.Row]:
    names = [(f"{name}_zh", f"{name}_en") for name in PAIRS if flat[f"{name}_zh"] or flat[f"{name}_en"]]
    for kind, words in (("fact", "text"), ("reason", "text"), ("law", "why"), ("ask", "text")):
        names += [(f"{kind}:{key}:{words}_zh", f"{kind}:{key}:{words}_en") for key in flat[f"{kind}s"].split()]
    return [
        wordfile.Row(
            composing.label_of(zh, flat).rpartition(":")[0] or composing.label_of(zh, flat),
            (zh if "zh-Hans" in known.appeal.languages else "", en if "en" in known.appeal.languages else ""),
            (flat[zh], flat[en]),
        )
        for zh, en in names
    ]


@require_POST
def returned(request: Request, ref: str, round: int) -> HttpResponse:
    """Nothing is saved here: the composer opens with both texts wherever they differ, and a person chooses."""
    case = case_or_404(request, ref)
    appeal = get_object_or_404(case.appeals.all(), round=round)
    case.require(request.user, Can.WORK_ON_CASE)
    known = material.read(appeal)
    flat = composing.of_case(known)
    try:
        back = word_taking.came_back(
            request,
            flat,
            _rows(known, flat),
            lambda name: composing.label_of(name, flat),
            titles=[_title(known, version) for version in range(1, appeal.version + 1)],
            # The file may be older than the last saving: what the letter said then is nobody's addition.
            read=[versions.words_of(letters.fill_all(known)), *appeal.versions.values_list("words", flat=True)],
        )
    except ValidationError as refused:
        return composer.page(request, case, known, flat, problem=refused, status=composer.NOT_SAVED)
    clashes = [
        Clash(name, composing.label_of(name, flat), text, flat[name], may_keep_both=True)
        for name, text in back.theirs.items()
    ]
    return composer.page(
        request,
        case,
        known,
        {**flat, **back.theirs},
        clashes=clashes,
        problem=back.told,
        status=composer.CONFLICT if clashes else composer.NOT_SAVED,
        from_word=True,
        by_hand=back.by_hand,
    )

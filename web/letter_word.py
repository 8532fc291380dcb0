"""The letter goes to counsel outside as a Word file; what comes back is compared and taken over text by text."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import Can
from appeals import letters, material, versions
from appeals.material import Material
from appeals.wording import is_english
from documents import wordfile
from web import composing, two_writers
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
    flat = composing.of_case(known)
    written = wordfile.written(_title(known), _as_read(known), _rows(known, flat), _note())
    answer = HttpResponse(written, content_type=wordfile.MIME)
    answer["Content-Disposition"] = f'attachment; filename="{case.ref}-{round}-v{appeal.version}.docx"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _title(known: Material) -> str:
    here = known.appeal
    return _("%(ref)s, appeal %(n)s, version %(v)s") % {"ref": known.case.ref, "n": here.round, "v": here.version}


def _note() -> str:
    return _("Change the words in the table, tracked or not, and send this file back. The letter as it reads follows.")


def _as_read(known: Material) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each language with its headings and texts; a heading is said once."""
    read = versions.words_of(letters.fill_all(known))
    found = []
    for language, parts in read.items():
        rows, last = [], ""
        for code, heading, text in parts:
            rows.append((heading if code != last else "", text))
            last = code
        found.append(("English" if is_english(language) else "中文", rows))
    return found


def _sent(known: Material) -> list[str]:
    """What stands in the file beside the texts that may be changed."""
    read = [said for language, rows in _as_read(known) for said in (language, *(each for row in rows for each in row))]
    return [_title(known), _note(), "中文", "English", *read]


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
        upload = request.FILES.get("word")
        if upload is None:
            raise ValidationError(_("Choose the Word file that came back."), code="no_file")
        came = wordfile.read(upload.read(wordfile.MOST_BYTES + 1), _sent(known))
    except ValidationError as refused:
        return composer.page(request, case, known, flat, problem=refused, status=composer.NOT_SAVED)
    theirs = {
        name: text for name, text in came.changed.items() if name in flat and text != two_writers.plain(flat[name])
    }
    clashes = [
        Clash(name, composing.label_of(name, flat), text, flat[name], may_keep_both=True)
        for name, text in theirs.items()
    ]
    # Texts of lines that have left the letter since, and whatever was written where no text of the letter stands.
    beside = [text for name, text in came.changed.items() if name not in flat and text] + list(came.beside)
    missing = [composing.label_of(name, flat) for name in _names(known, flat) if name not in came.names]
    by_hand = [(_("Written beside the texts of the letter"), beside), (_("Comments and notes"), came.remarks)]
    by_hand.append((_("Not in the file any more; they stay as they are"), missing))
    by_hand = [(what, said) for what, said in by_hand if said]
    if not clashes:
        same = ValidationError(_("The file says what the letter says. There is nothing to take over."), code="same")
        return composer.page(
            request, case, known, flat, problem=same, status=composer.NOT_SAVED, from_word=True, by_hand=by_hand
        )
    told = ValidationError(
        _("%(n)s texts differ. Choose each; nothing is saved until you do."), code="compare", params={"n": len(clashes)}
    )
    return composer.page(
        request,
        case,
        known,
        {**flat, **theirs},
        clashes=clashes,
        problem=told,
        status=composer.CONFLICT,
        from_word=True,
        by_hand=by_hand,
    )


def _names(known: Material, flat: Flat) -> list[str]:
    return [name for row in _rows(known, flat) for name in row.names if name]

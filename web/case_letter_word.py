"""A letter beside the appeal goes to counsel outside as a Word file; its own words come back text by text.

A day, a sum and an exhibit are typed on the page alone: in Word they would come back as anything.
"""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import Can
from accounts.words import both
from appeals import case_letter_words, case_letters, versions
from appeals.models import CaseLetter
from documents.wordfile import Row
from knowledge import letters as templates
from web import case_letter_clash, word_taking
from web import case_letter_form as slots
from web import case_letters as beside
from web.case_letter_form import Slot
from web.requests import Request
from web.two_writers import Flat


@require_GET
def word(request: Request, ref: str, number: int) -> HttpResponse:
    case, letter = beside.letter_or_404(request, ref, number)
    rows = list(_rows(letter, slots.of_letter(letter)))
    name = f"{case.ref}-L{number}-v{letter.version}.docx"
    return word_taking.sent_out(_title(letter, letter.version), case_letter_words.fill_all(letter), rows, name)


def _title(letter: CaseLetter, version: int) -> tuple[str, str]:
    told = {"ref": letter.case.ref, "letter": f"L{letter.number}", "v": version}
    zh, en = both(_("%(ref)s %(letter)s %(name)s, version %(v)s"), **told, name="{}")
    name = templates.of(letter.template).name
    return zh.format(name.zh), en.format(name.en)


def _rows(letter: CaseLetter, flat: Flat) -> Iterator[Row]:
    """What is typed in words, in the order of the page; an empty one waits to be written."""
    single, groups = slots.slots(letter, case_letter_words.read(letter), flat, {})
    for slot in single:
        yield from _row(slot, slot.label)
    for group in groups:
        for number, line in enumerate(group.rows, start=1):
            for slot in line:
                yield from _row(slot, f"{slot.label} {number}")


def _row(slot: Slot, title: str) -> Iterator[Row]:
    boxes = {box.side: box for box in slot.boxes if box.side in ("zh", "en")}
    if boxes:
        zh, en = boxes.get("zh"), boxes.get("en")
        yield Row(
            title, (zh.name if zh else "", en.name if en else ""), (zh.value if zh else "", en.value if en else "")
        )


@require_POST
def returned(request: Request, ref: str, number: int) -> HttpResponse:
    """Nothing is saved here: the form opens with both texts wherever they differ, and a person chooses."""
    case, letter = beside.letter_or_404(request, ref, number)
    case.require(request.user, Can.WORK_ON_CASE)
    flat = slots.of_letter(letter)
    rows = list(_rows(letter, flat))
    saved = {name: flat.get(name, "") for row in rows for name in row.names if name}
    try:
        case_letters.require_open(letter)
        back = word_taking.came_back(
            request,
            saved,
            rows,
            _label,
            titles=[_title(letter, version) for version in range(1, letter.version + 1)],
            read=[versions.words_of(case_letter_words.fill_all(letter))],
        )
    except ValidationError as refused:
        return beside.page(request, case, letter, flat, problem=refused, status=beside.NOT_SAVED)
    clashes = [case_letter_clash.clash(name, back.theirs, saved) for name in back.theirs]
    return beside.page(
        request,
        case,
        letter,
        {**flat, **back.theirs},
        clashes=clashes,
        problem=back.told,
        status=beside.CONFLICT if clashes else beside.NOT_SAVED,
        from_word=True,
        by_hand=back.by_hand,
    )


def _label(name: str) -> str:
    clash = case_letter_clash.clash(name, {}, {})
    return f"{clash.label} {clash.line}" if clash.line else clash.label

"""Two people fill in one letter beside the appeal: whose change each difference is, and what has to be chosen.

A line of a list has no name of its own. It is known again by what stood in it when the form was opened, so that a line
taken out by one of the two does not push the other's words into the wrong line.
"""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeals.models import Appeal, CaseLetter
from knowledge import letters as templates
from web import paper_words, two_writers
from web.case_letter_form import COLUMNS, lines_of, the_list
from web.paper_words import Labels
from web.two_writers import Clash, Flat

Line = dict[str, str]


def met(mine: Flat, theirs: Flat, was: str, exhibits: Labels) -> tuple[Flat, list[Clash]]:
    """Mine as the form had it, theirs as it is saved now; a field I was not shown is theirs."""
    opened = two_writers.opened(was)
    theirs = _in_my_lines(mine, theirs, opened)
    emptied = tuple(f"{row}:" for row in _rows(mine) if not any(_cells(mine, row).values()))
    mine = (
        {key: said for key, said in theirs.items() if not key.startswith(emptied)} | mine if emptied else theirs | mine
    )
    mine, theirs = ({key: said for key, said in flat.items() if key[:5] != "rows:"} for flat in (mine, theirs))
    whole = _together(mine, theirs, opened)
    both, asked = two_writers.merged(mine, theirs, opened, whole)
    both |= {f"rows:{the_list(key)}": str(len(lines_of(both, the_list(key)))) for key in both if key.startswith("l:")}
    return both, [clash(key, mine, theirs, whole, exhibits) for key in asked]


# --- lines -----------------------------------------------------------------------------------------------------------


def _rows(flat: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(":".join(key.split(":")[:3]) for key in flat if key.startswith("l:")))


def _cells(flat: Mapping[str, str], row: str) -> Line:
    return {key.removeprefix(f"{row}:"): said for key, said in flat.items() if key.startswith(f"{row}:")}


def _in_my_lines(mine: Flat, theirs: Flat, opened: Mapping[str, str]) -> Flat:
    """Their lines under the numbers they have in my form; a line they added comes after my last one."""
    moved = {key: said for key, said in theirs.items() if not key.startswith(("l:", "rows:"))}
    for code in {the_list(key) for key in theirs if key.startswith("l:")}:
        before, now = lines_of(opened, code), lines_of(theirs, code)
        prints = [{cell: two_writers.short(said) for cell, said in line.items() if said} for line in now]
        found = _known_again(before, prints)
        following = max(len(before), len(lines_of(mine, code)))
        for place, line in enumerate(now):
            number = found.get(place)
            if number is None:
                number, following = following, following + 1
            moved |= {f"l:{code}:{number}:{cell}": said for cell, said in line.items()}
    return moved


def _known_again(before: Sequence[Line], now: Sequence[Line]) -> dict[int, int]:
    """Place now to place before. Between lines that stayed, one that shares a cell is the same line, changed."""
    old_signs, signs = ([str(sorted(line.items())) for line in side] for side in (before, now))
    found: dict[int, int] = {}
    for _what, a, b, c, d in SequenceMatcher(None, old_signs, signs, autojunk=False).get_opcodes():
        if b - a == d - c:
            found |= dict(zip(range(c, d), range(a, b), strict=True))
            continue
        for place in range(c, d):
            same = next((old for old in range(a, b) if before[old].items() & now[place].items()), None)
            if same is not None:
                found[place], a = same, same + 1
    return found


def _together(mine: Flat, theirs: Flat, opened: Mapping[str, str]) -> dict[str, str]:
    """What is one choice: a channel and its address, an exhibit and its page, a line that one of us took out."""
    whole = {"channel_kind": "channel", "channel_address": "channel"}
    known = {**mine, **theirs}
    for key in known:
        slot, _colon, side = key.rpartition(":")
        if side in ("evidence", "page") and key.startswith(("f:", "l:")):
            whole[key] = slot
    for row in _rows(opened):
        mine_left, theirs_left = (any(_cells(flat, row).values()) for flat in (mine, theirs))
        if mine_left != theirs_left:
            whole |= {key: row for key in known if key.startswith(f"{row}:")}
    return whole


def only_typed(mine: Flat, saved: Flat) -> list[Clash]:
    """What stands in the form and nowhere else, where it can no longer be saved: to be copied by hand."""
    keys = [key for key, said in mine.items() if key[:2] in ("f:", "l:") and two_writers.plain(said)]
    return [clash(key, mine, {}) for key in keys if two_writers.plain(mine[key]) != saved.get(key, "")]


# --- what is asked ---------------------------------------------------------------------------------------------------


def clash(
    key: str, mine: Flat, theirs: Flat, whole: Mapping[str, str] | None = None, exhibits: Labels | None = None
) -> Clash:
    cells = [cell for cell, group in (whole or {}).items() if group == key] or [key]
    kind, _colon, rest = key.partition(":")
    side = key.rpartition(":")[2] if kind in ("f", "l") else ""
    return Clash(
        key,
        _label(key),
        _said(key, mine, cells, exhibits or {}),
        _said(key, theirs, cells, exhibits or {}),
        side=side if side in ("zh", "en") else "",
        line=int(rest.split(":")[1]) + 1 if kind == "l" else 0,
        may_keep_both=kind in ("f", "l") and side in ("zh", "en"),
        cells={cell: theirs.get(cell, "") for cell in cells},
    )


def _label(key: str) -> str:
    kind, _colon, rest = key.partition(":")
    if kind == "f":
        return templates.label(rest.split(":")[0])
    if kind == "l":
        code, _number, *cell = rest.split(":")
        if not cell:
            return _("A line that one of you took out")
        return templates.label(f"{code}.n" if cell[0] == "text" else f"{code}.n.{cell[0]}")
    column = "channel_kind" if key == "channel" else key
    return str(getattr(CaseLetter._meta.get_field(column), "verbose_name", key)) if column in COLUMNS else key


def _said(key: str, flat: Flat, cells: Sequence[str], exhibits: Labels) -> str:
    if key == "channel":
        return paper_words.channel(flat.get("channel_kind", ""), flat.get("channel_address", ""))
    if key == "language":
        return str(dict(Appeal.Language.choices).get(flat.get(key, ""), ""))
    if len(cells) == 1:
        return flat.get(key, "")
    said = []
    for cell in cells:
        slot, _colon, side = cell.rpartition(":")
        if side == "evidence":
            said.append(paper_words.exhibit(flat.get(cell, ""), flat.get(f"{slot}:page", ""), exhibits))
        elif side != "page" and not (side == "zh" and str(get_language()).startswith("en") and flat.get(f"{slot}:en")):
            said.append(flat.get(cell, ""))
    return "\n".join(each for each in said if each)

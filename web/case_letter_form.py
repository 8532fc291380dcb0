"""The form of a letter beside the appeal: its slots in the order of the page, typed once or in each language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from appeals import case_letter_words as words
from appeals.filling import Part, Value
from appeals.material import Material
from appeals.models import CaseLetter
from knowledge import letters as templates
from knowledge.letters import Field
from knowledge.templates import Template, list_of
from web.known_numbers import Offer
from web.two_writers import Flat
from web.whole import is_whole, whole

SIDES: Mapping[str, tuple[str, ...]] = {
    "ref": ("evidence", "page"),
    "date": ("date",),
    "money": ("money",),
    "same": ("same",),
    "words": ("zh", "en"),
}
MOST_ROWS, MOST_TYPED = 40, 2_000
OF_SLOT = re.compile(r"f:[^:]+:\w+$|l:[^:]+:\d\d?:[^:]+:\w+$|rows:[^:]+$")
# What every letter has beside its slots, under the same names in the form and in the row.
COLUMNS = ("language", "recipient", "department_zh", "department_en", "channel_kind", "channel_address", "letter_on")


@dataclass(frozen=True)
class Box:
    """One control: what it is called in the form, what stands in it."""

    name: str
    side: str  # zh, en, same, date, money, evidence, page
    value: str
    lang: str = ""


@dataclass(frozen=True)
class Slot:
    code: str
    label: str
    shape: str
    boxes: tuple[Box, ...]
    example: str = ""
    offers: tuple[Offer, ...] = ()  # what the case holds already and a person may put here
    error: str = ""
    is_long: bool = False
    is_counsels: bool = False

    @property
    def name(self) -> str:
        return self.boxes[0].name.rpartition(":")[0]


@dataclass(frozen=True)
class Group:
    """A list of the letter: payments, identifiers compared, steps."""

    code: str
    label: str
    rows: tuple[tuple[Slot, ...], ...] = field(default_factory=tuple)


# --- reading ---------------------------------------------------------------------------------------------------------


def of_letter(letter: CaseLetter) -> Flat:
    flat: Flat = {name: _as_typed(getattr(letter, name)) for name in COLUMNS}
    flat |= {f"b:{code}": "1" for code in letter.blocks}
    for name, typed in letter.fields.items():
        flat |= _spread(f"f:{name}", typed)
    for code, rows in letter.lists.items():
        flat[f"rows:{code}"] = str(len(rows))
        for number, row in enumerate(rows):
            for key, typed in row.items():
                flat |= _spread(f"l:{code}:{number}:{key}", typed)
    return flat


def _as_typed(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _spread(prefix: str, typed: Mapping[str, str]) -> Flat:
    if "ref" in typed:
        evidence, _colon, page = typed["ref"].partition(":")
        return {f"{prefix}:evidence": evidence, f"{prefix}:page": page}
    return {f"{prefix}:{side}": said for side, said in typed.items()}


def of_form(data: QueryDict) -> Flat:
    """Everything as it was typed, right or wrong; a page without an exhibit is nothing."""
    flat = {key: data.get(key, "").strip() for key in data if OF_SLOT.match(key)}
    flat |= {name: data.get(name, "").strip() for name in COLUMNS if name in data}
    if "with_blocks" in data:
        flat |= {f"b:{code}": "1" if code in data.getlist("blocks") else "" for code in data.getlist("with_blocks")}
    return {
        key: "" if key.endswith(":page") and not flat.get(f"{key[:-5]}:evidence") else said
        for key, said in flat.items()
    }


def with_unseen(flat: Flat, saved: Flat) -> Flat:
    """What the page did not show stays as it is saved: the other language, a part that is off. An emptied line goes."""
    filled = {key.rpartition(":")[0].rpartition(":")[0] for key, said in flat.items() if key.startswith("l:") and said}
    shown = {the_list(key) for key in flat if key.startswith("rows:")}
    kept = {
        key: said
        for key, said in saved.items()
        if key not in COLUMNS
        if not key.startswith("l:") or the_list(key) not in shown or ":".join(key.split(":")[:3]) in filled
    }
    return {**kept, **flat}


def ticked(flat: Flat) -> list[str]:
    return [key.removeprefix("b:") for key, said in flat.items() if key.startswith("b:") and said]


def the_list(key: str) -> str:
    """The list to which l:payment:0:amount:money and rows:payment belong."""
    return key.split(":")[1] if key.startswith(("l:", "rows:")) else ""


def lines_of(flat: Mapping[str, str], code: str) -> list[dict[str, str]]:
    """Its lines in their order, each as cell to words; l:payment:0:amount:money is the cell amount:money of line 0."""
    lines: dict[int, dict[str, str]] = {}
    for key, said in flat.items():
        if key.startswith(f"l:{code}:") and OF_SLOT.match(key):
            _l, _code, number, cell = key.split(":", 3)
            lines.setdefault(int(number), {})[cell] = said
    return [lines.get(number, {}) for number in range(max(lines, default=-1) + 1)]


# --- what is saved ---------------------------------------------------------------------------------------------------


def values_of(flat: Flat, letter: CaseLetter) -> tuple[dict[str, Any], dict[str, str]]:
    """(columns to save, what is wrong by the name of its slot)."""
    wrong: dict[str, str] = {}
    known = templates.fields()
    fields: dict[str, Any] = {}
    lists: dict[str, Any] = {}
    for name in words.gaps_in_order(letter, ticked=None):
        slot = known[name]
        if not words.is_typed(slot):
            continue
        listed = list_of(name)
        if listed is None:
            if typed := _typed(f"f:{name}", slot, flat, wrong):
                fields[name] = typed
        elif listed[0] not in words.OF_CASE | FROM_APPEAL:
            for number in range(_count(flat, listed[0])):
                row = lists.setdefault(listed[0], {}).setdefault(number, {})
                if typed := _typed(f"l:{listed[0]}:{number}:{listed[1]}", slot, flat, wrong):
                    row[listed[1]] = typed
    kept = {code: [row for _number, row in sorted(rows.items()) if row] for code, rows in lists.items()}
    return {"fields": fields, "lists": {code: rows for code, rows in kept.items() if rows}}, wrong


FROM_APPEAL = frozenset({"fact", "reason", "citation", "request"})  # written in the composer, not twice


def _count(flat: Flat, code: str) -> int:
    return min(whole(flat.get(f"rows:{code}", "")), 2 * MOST_ROWS)  # two writers may have added lines


def _typed(prefix: str, slot: Field, flat: Flat, wrong: dict[str, str]) -> dict[str, str] | None:
    shape = words.shape_of(slot)
    said = {side: flat.get(f"{prefix}:{side}", "") for side in SIDES[shape]}
    if shape == "ref":
        return {"ref": f"{said['evidence']}:{whole(said['page'], 1)}"} if is_whole(said["evidence"]) else None
    if any(len(text) > MOST_TYPED for text in said.values()):
        wrong[prefix] = _("At most %(n)s characters fit here. Shorten it; nothing was cut off.") % {"n": MOST_TYPED}
    if shape == "date" and said["date"]:
        try:
            date.fromisoformat(said["date"])
        except ValueError:
            wrong[prefix] = _("Write the date as 2026-11-18.")
    if shape == "money" and said["money"]:
        kept = words.reads_as_money(said["money"])
        if not kept:
            wrong[prefix] = _("Write the sum with its currency: CNY 50,000.00.")
        said["money"] = kept or said["money"]
    return {side: text for side, text in said.items() if text} or None


# --- what is shown ---------------------------------------------------------------------------------------------------


def slots(letter: CaseLetter, known: Material, flat: Flat, wrong: Mapping[str, str]) -> tuple[list[Slot], list[Group]]:
    """What the case does not fill, and the lists, each with one row more than it has."""
    pair = templates.of(letter.template)
    facts = {language: words.from_case(known, _template(pair, language), language) for language in letter.languages}
    found: list[Slot] = []
    groups: dict[str, list[str]] = {}
    fields = templates.fields()
    for name in words.gaps_in_order(letter, ticked=letter.blocks):
        slot = fields[name]
        listed = list_of(name)
        if not words.is_typed(slot):
            continue
        if listed is None:
            said = [_shown(facts[language].get(name, "")) for language in letter.languages]
            if not all(said) or any(key.startswith(f"f:{name}:") and text for key, text in flat.items()):
                found.append(_slot(f"f:{name}", slot, letter, flat, wrong))
        elif listed[0] not in words.OF_CASE | FROM_APPEAL and not (listed[0] == "rejection" and known.points):
            groups.setdefault(listed[0], []).append(name)
    return found, [_group(code, names, letter, flat, wrong) for code, names in groups.items()]


def _template(pair: templates.Letter, language: str) -> Template:
    return pair.template(language)


def _shown(value: Value) -> str:
    if isinstance(value, Part):
        return value.text or ("•" if value.refs else "")
    return value


def _group(code: str, names: Sequence[str], letter: CaseLetter, flat: Flat, wrong: Mapping[str, str]) -> Group:
    fields = templates.fields()
    rows = []
    for number in range(max(_count(flat, code), 1)):
        row = []
        for name in names:
            listed = list_of(name)
            if listed:
                row.append(_slot(f"l:{code}:{number}:{listed[1]}", fields[name], letter, flat, wrong))
        rows.append(tuple(row))
    label = str(fields[names[0]].label) if names else code
    return Group(code, label, tuple(rows))


def _slot(prefix: str, slot: Field, letter: CaseLetter, flat: Flat, wrong: Mapping[str, str]) -> Slot:
    shape = words.shape_of(slot)
    wanted = {"zh": "zh-Hans", "en": "en"}
    boxes = tuple(
        Box(f"{prefix}:{side}", side, flat.get(f"{prefix}:{side}", ""), wanted.get(side, ""))
        for side in SIDES[shape]
        if side not in wanted or wanted[side] in letter.languages
    )
    return Slot(
        slot.code,
        str(slot.label),
        shape,
        boxes,
        example=str(slot.example) if shape in ("words", "same", "money") else "",
        error=wrong.get(prefix, ""),
        is_long=slot.type in ("sentence", "quote", "clause"),
        is_counsels=slot.is_for_counsel,
    )


def with_number(flat: Flat, chosen: str) -> Flat:
    """A number that the case holds already, put into its slot."""
    code, _colon, number = chosen.partition(":")
    return flat | {f"f:{code}:same": number}


def with_row(flat: Flat, code: str) -> Flat:
    return flat | {f"rows:{code}": str(min(max(_count(flat, code), 1) + 1, MOST_ROWS))}

"""Whether the knowledge holds together: every code that one file uses stands in another, and both languages are there.

Each finding names the file, the place and what to do. With one finding nothing is loaded.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from knowledge import templates
from knowledge.models import Kind
from knowledge.reading import Piece
from knowledge.rules import parse_rule

# What templates and citations say of a body, in the words of the letters: coarser than the twelve kinds.
LETTER_BODIES = {
    "administrative", "court", "customer", "customs", "data-subject", "fiu", "internal", "ombudsman", "opponent",
    "police", "prosecutor", "provider", "regulator", "sanctions", "supplier", "tax",
}  # fmt: skip
NO_CALENDAR = {"CLOCK", "CALENDAR"}  # elapsed time, and every day counts
OFFSET = re.compile(r"^(0|[+-]\d+(h|wd|d))$")
STAGES = {"confirm", "funds", "appeal", "follow_up", "second_appeal", "closing"}
WHO = {"finance", "counsel", "manager", "admin"}

Pieces = dict[Kind, dict[str, Piece]]


def problems(pieces: Iterable[Piece]) -> list[str]:
    """Every sentence that stands in the way of loading; an empty list when all is well."""
    pieces = list(pieces)
    shelves: Pieces = {kind: {} for kind in Kind}
    found = []
    for (kind, code), count in Counter((piece.kind, piece.code) for piece in pieces).items():
        if count > 1:
            found.append(f"{kind} “{code}” stands {count} times. Keep one.")
    for piece in pieces:
        shelves[piece.kind][piece.code] = piece
        found += _languages(piece)
    for check in CHECKS:
        found += check(shelves)
    return found


def _languages(piece: Piece) -> Iterator[str]:
    if not piece.zh.strip() or not piece.en.strip():
        yield f"{_at(piece)}: the title is missing in one language. Write zh and en."
    for path, value in _walk(piece.body):
        keys = set() if "zh-Hans" in value else {"zh", "en"} & set(value)
        if len(keys) == 1:
            yield f"{_at(piece, path)}: only {keys.pop()} is written. Write zh and en."
        elif keys and any(value[key] in ("", None) for key in keys):
            yield f"{_at(piece, path)}: a text is empty. Write zh and en."


def _walk(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        yield path, value
        for key, inner in value.items():
            yield from _walk(inner, f"{path}.{key}".strip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _walk(inner, f"{path} {number}".strip())


def _at(piece: Piece, place: str = "") -> str:
    return f"{piece.file}, {piece.code}" + (f", {place}" if place else "")


def _unknown(piece: Piece, place: str, codes: Iterable[str], known: Iterable[str], where: str) -> Iterator[str]:
    for code in codes:
        if code not in known:
            yield f"{_at(piece, place)}: “{code}” is not in {where}. Correct the code, or add it there."


def _causes(shelves: Pieces) -> Iterator[str]:
    papers, bodies, causes = shelves[Kind.PAPER], shelves[Kind.BODY_KIND], shelves[Kind.CAUSE]
    for piece in causes.values():
        body = piece.body
        yield from _unknown(piece, "family", [body["family"]], shelves[Kind.CAUSE_FAMILY], "families")
        yield from _unknown(piece, "evidence", [row["document"] for row in body["evidence"]], papers, "documents.yaml")
        yield from _unknown(piece, "likely_bodies", body["likely_bodies"], bodies, "routes.yaml (body_kinds)")
        yield from _unknown(piece, "often_together_with", body["often_together_with"], causes, "causes.yaml")
        if not any(row["weight"] == "core" for row in body["evidence"]):
            yield f"{_at(piece)}: no evidence is marked core, so its checklist would be empty. Mark at least one."


def _routes(shelves: Pieces) -> Iterator[str]:
    papers, bodies, rules = shelves[Kind.PAPER], shelves[Kind.BODY_KIND], shelves[Kind.TIME_LIMIT]
    routes, stops = shelves[Kind.ROUTE], shelves[Kind.HARD_STOP]
    pairs: Counter[tuple[str, str]] = Counter()
    for piece in routes.values():
        body = piece.body
        pairs[body["jurisdiction"], body["body"]] += 1
        yield from _unknown(piece, "body", [body["body"]], bodies, "body_kinds")
        yield from _unknown(piece, "required_documents", body["required_documents"], papers, "documents.yaml")
        yield from _unknown(piece, "must_not_offer", body["must_not_offer"], stops, "never")
        if not body["steps"]:
            yield f"{_at(piece)}: no steps. Write them, or name a route with same_steps_as."
        for step in body["steps"]:
            place = f"step {step['step']}"
            yield from _unknown(piece, place, step["documents"], papers, "documents.yaml")
            yield from _unknown(piece, place, [row["rule"] for row in step["limit_rules"]], rules, "time_limits.yaml")
            for row in step["limit_rules"]:
                if rule := rules.get(row["rule"]):
                    yield from _same_as_rule(piece, place, row, rule)
    yield from (
        f"routes.yaml: {'/'.join(pair)} has {count} routes. Keep one." for pair, count in pairs.items() if count > 1
    )
    for piece in shelves[Kind.ROUTE_MAP].values():
        yield from _unknown(
            piece, "uncovered", [row["body"] for row in piece.body["uncovered"]["pairs"]], bodies, "body_kinds"
        )
        instead = [row["use_instead"] for row in piece.body["uncovered"]["pairs"] if "use_instead" in row]
        yield from _unknown(piece, "uncovered", instead, routes, "routes")
        yield from _unknown(
            piece, "future_rules", [row["rule"] for row in piece.body["future_rules"]], rules, "time_limits.yaml"
        )
        yield from _unknown(piece, "global_must_not_offer", piece.body["global_must_not_offer"], stops, "never")


def _same_as_rule(piece: Piece, place: str, row: Mapping[str, Any], rule: Piece) -> Iterator[str]:
    """routes.yaml repeats event, side and kind for the reader; time_limits.yaml prevails."""
    for mine, theirs in (("starts_at", "trigger_event"), ("side", "actor"), ("kind", "kind")):
        if row[mine] != rule.body[theirs]:
            yield (
                f"{_at(piece, place)}: {rule.code} says {theirs} “{rule.body[theirs]}”, here “{row[mine]}”. "
                f"time_limits.yaml prevails: correct it here."
            )
    if not rule.body["enabled"]:
        yield f"{_at(piece, place)}: {rule.code} is switched off in time_limits.yaml. Take it out of the route."


def _providers(shelves: Pieces) -> Iterator[str]:
    rules, routes = shelves[Kind.TIME_LIMIT], shelves[Kind.ROUTE]
    for piece in shelves[Kind.PROVIDER].values():
        body = piece.body
        yield from _unknown(piece, "default_route", filter(None, [body["default_route"]]), routes, "routes.yaml")
        used = [row.get("rule") for row in [*body["complaint_periods"], *body["stages"]]]
        used += [(body[key] or {}).get("rule") for key in ("resubmission_gap", "expedite")]
        yield from _unknown(piece, "periods", filter(None, used), rules, "time_limits.yaml")
        yield from _unknown(piece, "applies_to", body.get("applies_to", []), shelves[Kind.PROVIDER], "providers.yaml")


def _checklists(shelves: Pieces) -> Iterator[str]:
    papers, bodies, items = shelves[Kind.PAPER], shelves[Kind.BODY_KIND], shelves[Kind.CHECKLIST_ITEM]
    for piece in items.values():
        yield from _stage(piece, piece.body)
        yield from _item(piece, piece.body, papers, bodies)
    for piece in shelves[Kind.CHECKLIST_VARIANT].values():
        yield from _unknown(piece, "body", [piece.code], bodies, "routes.yaml (body_kinds)")
        yield from _unknown(piece, "skip_items", piece.body["skip_items"], items, "stages")
        yield from _unknown(piece, "change_who", piece.body["change_who"], items, "stages")
        for row in piece.body["add_items"]:
            if row["code"] in items:
                yield f"{_at(piece)}: “{row['code']}” stands in a stage already. Give the added item another code."
            yield from _stage(piece, row)
            yield from _item(piece, row, papers, bodies)
    for piece in shelves[Kind.CHECKLIST_LIST].values():
        for row in piece.body["items"]:
            yield from _item(piece, row, papers, bodies)


def _stage(piece: Piece, row: Mapping[str, Any]) -> Iterator[str]:
    if row.get("stage") not in STAGES:
        yield f"{_at(piece, row['code'])}: its stage is “{row.get('stage')}”. One of: {', '.join(sorted(STAGES))}."


def _item(piece: Piece, row: Mapping[str, Any], papers: Iterable[str], bodies: Iterable[str]) -> Iterator[str]:
    place = str(row["code"])
    if row["who"] not in WHO:
        yield f"{_at(piece, place)}: nobody is called “{row['who']}”. One of: {', '.join(sorted(WHO))}."
    if not OFFSET.match(row["due"]["offset"]):
        yield f"{_at(piece, place)}: “{row['due']['offset']}” is no offset. Write +4h, +1wd, -7d or '0'."
    if row["bodies"] != "all":
        yield from _unknown(piece, place, row["bodies"], bodies, "routes.yaml (body_kinds)")
    yield from _unknown(piece, place, row.get("documents", []), papers, "documents.yaml")


def _time_limits(shelves: Pieces) -> Iterator[str]:
    rules, profiles = shelves[Kind.TIME_LIMIT], shelves[Kind.COUNTING_PROFILE]
    calendars = {*shelves[Kind.CALENDAR], *NO_CALENDAR}
    for piece in rules.values():
        body = piece.body
        try:
            parse_rule(body)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield f"{_at(piece)}: the rule cannot be read ({error!r}). Compare it with its neighbours."
            continue
        yield from _unknown(piece, "profile", [body["counting"]["profile"]], profiles, "counting_profiles")
        yield from _unknown(piece, "calendar", [body["counting"]["calendar"]], calendars, "calendars/")
        for key in ("superseded_by", "extends", "chained_to", "precedes"):
            yield from _unknown(piece, key, filter(None, [body.get(key)]), rules, "time_limits.yaml")


def _letters(shelves: Pieces) -> Iterator[str]:
    fields = {code for piece in shelves[Kind.LETTER_FIELDS].values() for code in piece.body}
    for piece in shelves[Kind.LETTER].values():
        pair = {}
        for language in templates.LETTER_LANGUAGES:
            letter = templates.template(piece.body["versions"][language])
            pair[language] = letter
            place = language
            yield from _unknown(
                piece, place, sorted(letter.gaps() | {*letter.required, *letter.optional_fields}), fields, "fields.yaml"
            )
            yield from _unknown(piece, place, letter.suggested_citations, shelves[Kind.CITATION], "citations.yaml")
            yield from _unknown(piece, place, letter.bodies, LETTER_BODIES, "the bodies that letters know")
            blocks = [block.code for block in letter.blocks]
            yield from _unknown(
                piece, place, [block for _s, block in letter.must_have], blocks, "the blocks of this letter"
            )
            yield from _unknown(piece, place, letter.order, blocks, "the blocks of this letter")
            if [code for code in blocks if code in letter.order] != list(letter.order):
                yield f"{_at(piece, place)}: the blocks do not stand in the order it asks for. Sort the blocks."
            for block, paragraph in letter.paragraphs():
                if len(paragraph.lists) > 1:
                    yield f"{_at(piece, place)}, {block.code}: a paragraph uses two lists. Use one list in a paragraph."
        yield from _parallel(piece, pair["zh-Hans"], pair["en"])
    for piece in shelves[Kind.PHRASE].values():
        gaps = {gap for key in ("zh", "en") for gap in templates.GAP.findall(piece.body[key])}
        yield from _unknown(piece, "", sorted(gaps), fields, "fields.yaml")


def _parallel(piece: Piece, zh: templates.Template, en: templates.Template) -> Iterator[str]:
    if [block.code for block in zh.blocks] != [block.code for block in en.blocks]:
        yield f"{_at(piece)}: the two languages do not have the same blocks in the same order. Make them parallel."
        return
    for left, right in zip(zh.blocks, en.blocks, strict=True):
        same_length = len(left.paragraphs) == len(right.paragraphs)
        # A Chinese letter ends with 此致 and the addressee, an English one otherwise: the signature may differ.
        if not same_length and left.code != "signature":
            yield f"{_at(piece, left.code)}: one language has more paragraphs than the other. Make them parallel."
        if left.tick != right.tick:
            yield f"{_at(piece, left.code)}: switched on by {left.tick} in Chinese and by {right.tick} in English."
        for number, (mine, theirs) in enumerate(zip(left.paragraphs, right.paragraphs, strict=False), 1):
            if (
                same_length
                and left.code != "signature"
                and (mine.is_numbered, mine.list) != (theirs.is_numbered, theirs.list)
            ):
                yield f"{_at(piece, left.code)}, paragraph {number}: numbered or repeated in one language only."


def _citations(shelves: Pieces) -> Iterator[str]:
    known = shelves[Kind.CITATION]
    for piece in known.values():
        yield from _unknown(piece, "successor", filter(None, [piece.body.get("successor")]), known, "citations.yaml")
        if piece.body["status"] in {"repealed", "renumbered"} and not piece.body["in_force"]["to"]:
            yield f"{_at(piece)}: {piece.body['status']} without a last day in force. Write in_force.to."


def _reasons(shelves: Pieces) -> Iterator[str]:
    for guide in shelves[Kind.REJECTION_GUIDE].values():
        for piece in shelves[Kind.REJECTION_REASON].values():
            yield from _unknown(piece, "category", [piece.body["category"]], guide.body["categories"], "categories")
            yield from _unknown(piece, "documents", piece.body["documents"], guide.body["documents"], "meta.documents")


CHECKS: tuple[Callable[[Pieces], Iterator[str]], ...] = (
    _causes,
    _time_limits,
    _routes,
    _providers,
    _checklists,
    _letters,
    _citations,
    _reasons,
)

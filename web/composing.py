"""What stands in the composer's fields, as one flat record: read from the case, read from the form, and compared.

Flat, because two people may save one letter: the second sees field by field what both wrote, and loses nothing.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import citing
from appeals.drafting import COLUMNS
from appeals.material import Material
from appeals.models import Appeal
from knowledge import letters as templates
from web import paper_words, two_writers
from web.paper_words import Labels
from web.two_writers import Clash, Flat
from web.whole import is_whole, whole

ROWS = ("fact", "reason", "ask", "law")
FIELDS_OF: dict[str, tuple[str, ...]] = {
    "fact": ("happened_on", "text_zh", "text_en", "proof"),
    "reason": ("text_zh", "text_en", "evidence", "page"),
    "ask": ("text_zh", "text_en"),
    "law": ("code", "why_zh", "why_en", "evidence", "page"),
}
NAMES: dict[str, "str | Promise"] = {
    "fact": gettext_lazy("Fact"),
    "reason": gettext_lazy("Reason"),
    "ask": gettext_lazy("Further request"),
    "law": gettext_lazy("Provision"),
    "text_zh": gettext_lazy("in Chinese"),
    "text_en": gettext_lazy("in English"),
    "why_zh": gettext_lazy("why it applies, in Chinese"),
    "why_en": gettext_lazy("why it applies, in English"),
    "happened_on": gettext_lazy("date"),
    "proof": gettext_lazy("proofs"),
    "evidence": gettext_lazy("exhibit"),
    "page": gettext_lazy("page"),
    "code": gettext_lazy("provision"),
}


# --- from the case ---------------------------------------------------------------------------------------------------


def of_case(known: Material) -> Flat:
    """What is saved, in the shape of the form."""
    appeal = known.appeal
    flat: Flat = {}
    for name in COLUMNS:
        value = getattr(appeal, name)
        flat[name] = value.isoformat() if isinstance(value, date) else str(value or "")
    flat["blocks"] = " ".join(appeal.blocks)
    for name, typed in appeal.fields.items():
        for side, said in typed.items():
            flat[f"gap:{name}:{side}"] = said
    for fact in known.facts:
        proofs = [f"{p.evidence_id}:{p.page}:{int(p.is_direct)}" for p in fact.proofs.all()]
        flat |= _row(
            "fact",
            fact.pk,
            happened_on=fact.happened_on.isoformat() if fact.happened_on else "",
            text_zh=fact.text_zh,
            text_en=fact.text_en,
            proof=" ".join(proofs),
        )
    for reason in known.reasons:
        flat |= _row(
            "reason",
            reason.pk,
            text_zh=reason.text_zh,
            text_en=reason.text_en,
            evidence=str(reason.evidence_id or ""),
            page=str(reason.page),
        )
    for ask in known.requests:
        flat |= _row("ask", ask.pk, text_zh=ask.text_zh, text_en=ask.text_en)
    for use in known.citations:
        flat |= _row(
            "law",
            use.pk,
            code=citing.code_of(use),
            why_zh=use.why_zh,
            why_en=use.why_en,
            evidence=str(use.evidence_id or ""),
            page=str(use.page),
        )
    for kind, rows in (
        ("fact", known.facts),
        ("reason", known.reasons),
        ("ask", known.requests),
        ("law", known.citations),
    ):
        flat[f"{kind}s"] = " ".join(str(row.pk) for row in rows)
    return flat


def _row(kind: str, key: int | str, **values: str) -> Flat:
    return {f"{kind}:{key}:{name}": value for name, value in values.items()}


# --- from the form ---------------------------------------------------------------------------------------------------


def of_form(data: QueryDict, saved: Flat) -> Flat:
    """Everything as it was typed. A proof is a ticked box; a new one is a chosen exhibit with its page.

    What the page did not show - the other language, a part this letter does not have - stays as it is saved.
    """
    flat: Flat = {name: data.get(name, saved.get(name, "")).strip() for name in COLUMNS}
    flat["blocks"] = " ".join(data.getlist("blocks")) if "with_blocks" in data else saved.get("blocks", "")
    flat |= {key: said for key, said in saved.items() if key.startswith("gap:") and key not in data}
    for key in data:
        if key.startswith("gap:") and key.count(":") == 2:
            flat[key] = data.get(key, "").strip()
    for kind in ROWS:
        if f"{kind}s" not in data:
            flat |= {key: said for key, said in saved.items() if key == f"{kind}s" or key.startswith(f"{kind}:")}
            continue
        kept = []
        for key in data.get(f"{kind}s", "").split():
            if data.get(f"{kind}:{key}:drop"):
                continue
            kept.append(key)
            for name in FIELDS_OF[kind]:
                full = f"{kind}:{key}:{name}"
                typed = " ".join(data.getlist(full)) if name == "proof" else data.get(full, saved.get(full, ""))
                flat[full] = typed.strip()
            if kind == "fact":
                flat[f"fact:{key}:proof"] = _with_new_proof(flat[f"fact:{key}:proof"], key, data)
        flat[f"{kind}s"] = " ".join(kept)
    return flat


def _with_new_proof(proofs: str, key: str, data: QueryDict) -> str:
    chosen = data.get(f"fact:{key}:add_evidence", "")
    if not chosen:
        return proofs
    page = data.get(f"fact:{key}:add_page", "").strip() or "1"
    direct = "0" if data.get(f"fact:{key}:add_indirect") else "1"
    return " ".join(dict.fromkeys([*proofs.split(), f"{chosen}:{page}:{direct}"]))


def values_of(flat: Flat) -> dict[str, Any]:
    """What drafting.write() takes. Raises with every page that is no number, in words."""
    wrong: list[ValidationError] = []
    gaps: dict[str, dict[str, str]] = {}
    for key, said in flat.items():
        if key.startswith("gap:") and said:
            _gap, name, side = key.split(":")
            gaps.setdefault(name, {})[side] = said

    def number(text: str, what: str) -> int:
        if whole(text) > 0:
            return whole(text)
        wrong.append(ValidationError(_("%(what)s: the page must be a number from 1."), params={"what": what}))
        return 1

    def row(kind: str, key: str, place: int) -> dict[str, Any]:
        what = f"{NAMES[kind]} {place}"
        values: dict[str, Any] = {"id": int(key) if is_whole(key) else None}
        for name in FIELDS_OF[kind]:
            said = flat.get(f"{kind}:{key}:{name}", "")
            if name == "happened_on":
                values[name] = _day(said, what, wrong)
            elif name == "evidence":
                values[name] = int(said) if is_whole(said) else None
            elif name == "page":
                values[name] = number(said or "1", what) if flat.get(f"{kind}:{key}:evidence") else 1
            elif name == "proof":
                values["proofs"] = [
                    (int(evidence), number(page, what), direct == "1")
                    for evidence, page, direct in (proof.split(":") for proof in said.split() if proof.count(":") == 2)
                    if is_whole(evidence)
                ]
            else:
                values[name] = said
        return values

    def rows(kind: str) -> list[dict[str, Any]]:
        keys = flat.get(f"{kind}s", "").split()
        return [row(kind, key, place) for place, key in enumerate(keys, start=1)]

    values: dict[str, Any] = {
        "blocks": flat["blocks"].split(),
        "fields": gaps,
        "facts": rows("fact"),
        "reasons": rows("reason"),
        "requests": rows("ask"),
        # A new provision that was not chosen is an empty line of the form.
        "citations": [row for row in rows("law") if row["id"] or row["code"]],
    }
    if wrong:
        raise ValidationError(wrong)
    return values


def _day(text: str, what: str, wrong: list[ValidationError]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong.append(ValidationError(_("%(what)s: write the date as 2026-11-18."), params={"what": what}))
        return None


def without_new(flat: Flat) -> Flat:
    """Only lines that are saved already; an empty fact that was just added is nobody's yet."""
    return flat | {
        f"{kind}s": " ".join(key for key in flat.get(f"{kind}s", "").split() if is_whole(key)) for kind in ROWS
    }


# --- moving rows -----------------------------------------------------------------------------------------------------


def asked(flat: Flat, do: str) -> Flat:
    """A button that changes the form: one more line, a line up or down, or a number that the case holds already."""
    verb, _dash, rest = do.partition("-")
    if verb == "use" and ":" in rest:
        slot, _colon, said = rest.partition(":")
        return flat | {f"gap:{slot}:{side}": said for side in ("zh", "en")}
    if verb == "add" and rest in ROWS:
        keys = flat.get(f"{rest}s", "").split()
        taken = [whole(key[3:]) for key in keys if key.startswith("new")]
        return flat | {f"{rest}s": " ".join([*keys, f"new{max(taken, default=0) + 1}"])}
    kind, _dash, key = rest.partition("-")
    keys = flat.get(f"{kind}s", "").split()
    if verb in ("up", "down") and key in keys:
        here = keys.index(key)
        there = max(0, min(here + (-1 if verb == "up" else 1), len(keys) - 1))
        keys[here], keys[there] = keys[there], keys[here]
        return flat | {f"{kind}s": " ".join(keys)}
    return flat


# --- two people at once ----------------------------------------------------------------------------------------------

WORDS = ("text_zh", "text_en", "why_zh", "why_en")
OF_LETTER = tuple(f"{name}_{side}" for name in ("dispute", "point", "request", "late_reason") for side in ("zh", "en"))


def together(*flats: Flat) -> dict[str, str]:
    """Fields that are one choice: a channel and its address, an exhibit and its page."""
    found = {"channel_kind": "channel", "channel_address": "channel"}
    for key in {key for flat in flats for key in flat}:
        row, _colon, name = key.rpartition(":")
        if name in ("evidence", "page") and row.count(":") == 1:
            found[key] = f"{row}:evidence"
    return found


def merged(mine: Flat, theirs: Flat, was: str, exhibits: Labels) -> tuple[Flat, list[Clash]]:
    """What only one of us changed is taken as it is; what both changed is asked about, mine standing meanwhile."""
    whole = together(mine, theirs)
    both, asked = two_writers.merged(mine, theirs, two_writers.opened(was), whole)
    clashes: list[Clash] = []
    for key in asked:
        if key in (f"{kind}s" for kind in ROWS):
            both[key] = _joined(mine.get(key, ""), theirs.get(key, ""))
            continue
        cells = {cell: theirs.get(cell, "") for cell, group in whole.items() if group == key} or {
            key: theirs.get(key, "")
        }
        clashes.append(
            Clash(
                key,
                label_of(key, both, theirs),
                said_in_words(key, mine, exhibits),
                said_in_words(key, theirs, exhibits),
                may_keep_both=_is_text(key),
                cells=cells,
            )
        )
    return both, clashes


def only_typed(mine: Flat, saved: Flat) -> list[Clash]:
    """What stands in the form and nowhere else, where it can no longer be saved: to be copied by hand."""
    keys = [key for key, said in mine.items() if said and _is_text(key) and said != saved.get(key, "")]
    return [Clash(key, label_of(key, mine), mine[key], "") for key in keys]


def _is_text(key: str) -> bool:
    kind, _colon, rest = key.partition(":")
    if kind == "gap":
        return rest.endswith((":zh", ":en"))
    return key in OF_LETTER or rest.rpartition(":")[2] in WORDS


def said_in_words(key: str, flat: Flat, exhibits: Labels) -> str:
    """A choice as its reader knows it: the letter's name, the exhibit with its page."""
    said = flat.get(key, "")
    row, _colon, name = key.rpartition(":")
    if key == "channel":
        return paper_words.channel(flat.get("channel_kind", ""), flat.get("channel_address", ""))
    if key == "language":
        return str(dict(Appeal.Language.choices).get(said, said))
    if key == "letter":
        return str(templates.current()[said]) if said in templates.current() else said
    if name == "evidence":
        return paper_words.exhibit(said, flat.get(f"{row}:page", ""), exhibits)
    if name == "proof":
        proofs = [proof.split(":") for proof in said.split() if ":" in proof]
        return "\n".join(paper_words.exhibit(evidence, page, exhibits) for evidence, page, *_direct in proofs)
    if name == "ref" and key.startswith("gap:"):
        return paper_words.exhibit(said.partition(":")[0], said.partition(":")[2], exhibits)
    return said


def _joined(own: str, other: str) -> str:
    """Lines that both lists have, then what only one has: a line that somebody added is never lost."""
    return " ".join(dict.fromkeys([*own.split(), *other.split()]))


def label_of(key: str, *flats: Flat) -> str:
    if key == "channel":
        key = "channel_kind"
    if key in COLUMNS:
        return str(getattr(Appeal._meta.get_field(key), "verbose_name", key))
    if key == "blocks":
        return _("Optional parts")
    if key.startswith("gap:"):
        return templates.label(key.split(":")[1])
    kind, _colon, rest = key.partition(":")
    pk, _colon, name = rest.partition(":")
    lists = [flat.get(f"{kind}s", "").split() for flat in flats]
    place = next((keys.index(pk) + 1 for keys in lists if pk in keys), 0)
    return f"{NAMES[kind]} {place}: {NAMES[name]}"

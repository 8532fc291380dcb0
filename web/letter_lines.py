"""What the composer shows beside each field: the two languages, the hot words, the proofs, the slots still open."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.roles import Can
from appeals import checks, citing, lateness, letters, receipt_numbers, wording
from appeals.filling import FilledLetter
from appeals.material import Material
from appeals.models import Appeal
from appeals.wording import is_english
from cases.models import Case, Deadline
from knowledge import citations as provisions_known
from knowledge import letters as templates
from knowledge import routes, tone
from knowledge.citations import Citation
from knowledge.templates import list_of
from knowledge.tone import Hit
from web import known_numbers, letter_sheet
from web.known_numbers import Offer
from web.requests import Request
from web.two_writers import Flat

MOST_NOTES = 200  # in the picker; the library searches all of them


def reads_english() -> bool:
    return is_english(get_language() or "zh")


@dataclass(frozen=True)
class Proof:
    """A page that proves a fact, as a ticked box: `value` is evidence, page and whether it is direct."""

    value: str
    label: str
    is_direct: bool


@dataclass(frozen=True)
class Side:
    """One language of a text, with the words in it that a calmer pen would change."""

    name: str
    lang: str
    label: Any
    value: str
    hits: tuple[Hit, ...]
    stale: str = ""  # the other language was changed since: the name under which "checked" is said


@dataclass(frozen=True)
class Line:
    kind: str
    key: str
    number: int
    sides: tuple[Side, ...]
    happened_on: str = ""
    proofs: tuple[Proof, ...] = ()
    evidence: str = ""
    page: str = "1"
    provision: Citation | None = None
    is_proved: bool = True

    @property
    def prefix(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True)
class Gap:
    """A slot of the letter that no row of the case fills."""

    name: str
    label: str
    sides: tuple[Side, ...]
    chosen: str = ""  # evidence:page, for a reference
    is_reference: bool = False
    original: str = ""  # what the notice says, where only the other language is missing
    offers: tuple[Offer, ...] = ()  # what the case holds already and a person may put here


def sides(name: str, flat: Flat, appeal: Appeal) -> tuple[Side, ...]:
    return tuple(
        Side(
            f"{name}_{code}",
            lang,
            _("Chinese") if code == "zh" else _("English"),
            flat.get(f"{name}_{code}", ""),
            tuple(tone.check(flat.get(f"{name}_{code}", ""), lang)),
            stale=_stale(name, code, appeal),
        )
        for code, lang in (("zh", "zh-Hans"), ("en", "en"))
        if lang in appeal.languages
    )


def _stale(name: str, code: str, appeal: Appeal) -> str:
    row = ":".join(name.split(":")[:2])
    return row if len(appeal.languages) == 2 and appeal.stale.get(row) == code else ""


def lines(
    kind: str,
    flat: Flat,
    labels: dict[str, tuple[str, str, int]],
    appeal: Appeal,
    cited: Mapping[str, Citation] = MappingProxyType({}),
) -> list[Line]:
    words = "why" if kind == "law" else "text"
    found = []
    for number, key in enumerate(flat.get(f"{kind}s", "").split(), start=1):
        prefix = f"{kind}:{key}"
        proofs = tuple(_proofs(flat.get(f"{prefix}:proof", ""), labels))
        code = flat.get(f"{prefix}:code", "")
        found.append(
            Line(
                kind,
                key,
                number,
                sides(f"{prefix}:{words}", flat, appeal),
                happened_on=flat.get(f"{prefix}:happened_on", ""),
                proofs=proofs,
                evidence=flat.get(f"{prefix}:evidence", ""),
                page=flat.get(f"{prefix}:page", "") or "1",
                provision=cited.get(code),
                is_proved=kind != "fact" or any(proof.is_direct for proof in proofs),
            )
        )
    return found


def cited(known: Material, flat: Flat) -> dict[str, Citation]:
    """What the letter rests on, by code; only what is chosen and not saved yet is looked up by itself."""
    found = {citing.code_of(use): citing.cited(use) for use in known.citations}
    for key in flat.get("laws", "").split():
        code = flat.get(f"law:{key}:code", "")
        if code and code not in found and (chosen := citing.find(known.case, code)):
            found[code] = chosen
    return found


def _proofs(said: str, labels: dict[str, tuple[str, str, int]]) -> list[Proof]:
    found = []
    for value in said.split():
        evidence, _colon, rest = value.partition(":")
        page, _colon, direct = rest.partition(":")
        if evidence in labels:
            exhibit, title, _pages = labels[evidence]
            words = _("%(exhibit)s %(title)s, page %(page)s") % {"exhibit": exhibit, "title": title, "page": page}
            found.append(Proof(value, words, direct != "0"))
    return found


def gaps(
    known: Material, filled: dict[str, FilledLetter], flat: Flat, appeal: Appeal, *, works: bool = True
) -> list[Gap]:
    """Slots that are empty now, and those that a person filled: both can be written here."""
    fields, quoted = templates.fields(), letters.quoted(known.case)
    names = [name for letter in filled.values() for block, name in letter.gaps() if block not in checks.PRINTED_WITHOUT]
    names += [key.split(":")[1] for key in flat if key.startswith("gap:")]
    found = []
    for name in dict.fromkeys(names):
        field = fields.get(name)
        if field is None or field.is_list or name in checks.TOLD_BY_BLOCK:
            continue
        sides = tuple(
            Side(f"gap:{name}:{code}", lang, _("Chinese") if code == "zh" else _("English"), value, ())
            for code, lang in (("zh", "zh-Hans"), ("en", "en"))
            if lang in appeal.languages
            for value in [flat.get(f"gap:{name}:{code}", "")]
            if value or not (said := quoted.get(name)) or not wording.reads_in(said, lang)
        )
        chosen = flat.get(f"gap:{name}:ref", "")
        original = quoted.get(name, "")
        offers = tuple(known_numbers.offers(known.case)) if name in receipt_numbers.SLOTS and works else ()
        found.append(Gap(name, str(field.label), sides, chosen, field.is_reference, original, offers))
    return found


def uses(known: Material) -> dict[str, bool]:
    """Which parts this letter has: a second appeal answers the rejection and tells the story only once more."""
    gaps = letters.template_for(known, "zh-Hans").gaps()
    lists = {found[0] for gap in gaps if (found := list_of(gap))}
    return {
        "dispute": bool({"dispute.question", "dispute.point"} & gaps),
        "fact": "fact" in lists,
        "reason": "reason" in lists,
        "citation": "citation" in lists,
    }


def lateness_of(known: Material) -> Deadline | None:
    """The limit that the letter misses; what was sent is not asked about again."""
    if not known.appeal.is_open:
        return None
    return lateness.missed(known.kept_by_letter, letter_on=known.appeal.letter_on, at=timezone.now())


def optional(known: Material, flat: Flat, request: Request, case: Case) -> list[dict[str, Any]]:
    """Parts of the letter that are off until ticked; what could admit something is counsel's to tick."""
    ticked = flat.get("blocks", "").split()
    counsel = case.allows(request.user, Can.REVIEW_EVIDENCE)
    template = letters.template_for(known, "en" if reads_english() else "zh-Hans")
    return [
        {
            "code": block.code,
            "heading": block.heading or block.code,
            "runs": letter_sheet.template_runs(block.paragraphs[0].text) if block.paragraphs else (),
            "lang": "en" if reads_english() else "zh-Hans",
            "is_ticked": block.code in ticked,
            "is_counsels": block.tick == "counsel",
            "may": counsel or block.tick != "counsel" or block.code in ticked,
        }
        for block in template.blocks
        if block.is_optional
    ]


def provisions(known: Material) -> list[tuple[str, list[tuple[str, str]]]]:
    """For the picker: what the template suggests first, then what stands in the law of the freeze."""
    on = known.appeal.letter_on or known.case.organisation.day_of(timezone.now())
    current = provisions_known.current()
    suggested = [current[code] for code in known.letter.zh.suggested_citations if code in current]
    jurisdiction = routes.of(known.case.route).jurisdiction if known.case.route else known.case.freeze.jurisdiction
    others = provisions_known.for_jurisdiction(jurisdiction, "EU", "CN", on=on)
    notes = [citing.of_note(note) for note in citing.notes_of(known.case).verified()[:MOST_NOTES]]
    cited = {citing.code_of(use) for use in known.citations}
    others = [each for each in others if each not in suggested]
    return [
        (title, [(each.code, str(each)) for each in group if each.code not in cited and citing.may_be_cited(each)])
        for title, group in (
            (_("Suggested for this letter"), suggested),
            (_("Case notes verified by counsel"), notes),
            (_("Others in force"), others),
        )
    ]


def summaries(known: Material) -> list[tuple[str, tuple[letter_sheet.Run, ...]]]:
    found = []
    for language in known.appeal.languages:
        sentence = letters.summary_sentence(known, language)
        if sentence is not None:
            found.append((language, letter_sheet.runs(sentence, language)))
    return found

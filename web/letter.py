"""The appeal composer (S10): facts, reasons, law and request, two languages side by side, checked as one writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import Can
from appeals import bundle, checks, drafting, letters, material
from appeals import pack as packs
from appeals.filling import FilledLetter, Ref
from appeals.material import Material
from appeals.models import Appeal
from appeals.wording import CHANNELS, is_english
from cases.models import Case
from documents.printing import PrintingProblem
from knowledge import citations as provisions
from knowledge import letters as templates
from knowledge import routes, tone
from knowledge.citations import Citation
from knowledge.letters import Letter
from knowledge.templates import list_of
from knowledge.tone import Hit
from web import composing, letter_sheet
from web.case_head import Act, case_or_404, head
from web.composing import Clash, Flat
from web.forms import appeals as forms
from web.forms.cases import refuse
from web.requests import Request

NOT_SAVED, CONFLICT = 422, 409


# --- the list of rounds -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def rounds(request: Request, ref: str) -> HttpResponse:
    """Every round of the case; the first is begun here, the next from its rejection."""
    case = case_or_404(request, ref)
    offered = letters.choices(case)
    usual = letters.usual(case)
    form = forms.StartForm(
        request.POST or None, offered=offered, initial={"letter": usual.code, "language": Appeal.Language.BOTH}
    )
    if request.method == "POST" and form.is_valid():
        try:
            appeal = drafting.start(case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            refuse(form, refused)
        else:
            return redirect("case-appeal", ref=ref, round=appeal.round)
    rows = list(case.appeals.prefetch_related("packs", "submissions").select_related("written_by", "rejection"))
    context = {
        "case": case,
        "head": head(case, request.user, "appeals"),
        "rounds": rows,
        "form": form,
        "advice": {letter.code: letter.template("en" if _english() else "zh").advice for letter in offered},
        "works": case.allows(request.user, Can.WORK_ON_CASE) and not case.is_closed,
    }
    return render(request, "appeals/rounds.html", context, status=NOT_SAVED if request.method == "POST" else 200)


def _english() -> bool:
    return is_english(get_language() or "zh")


# --- the composer -----------------------------------------------------------------------------------------------------


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


@require_http_methods(["GET", "POST"])
def composer(request: Request, ref: str, round: int) -> HttpResponse:
    case = case_or_404(request, ref)
    appeal = get_object_or_404(case.appeals.all(), round=round)
    if request.method == "POST":
        case.require(request.user, Can.WORK_ON_CASE)
    known = material.read(appeal)
    if request.method == "GET" or not _may_write(request, known):
        return _page(request, case, known, composing.of_case(known))
    flat = composing.resolved(composing.of_form(request.POST, composing.of_case(known)), request.POST)
    do = request.POST.get("do", "save")
    if do not in ("save", "send"):
        # One more line, a line up or down: the form comes back with everything typed, and nothing is saved yet.
        flat = composing.asked(flat, do)
    form = _form(known, flat)
    version = int(request.POST.get("version") or 0) if request.POST.get("version", "").isdigit() else 0
    problem: ValidationError | None = None
    if form.is_valid():
        try:
            values = {**form.cleaned_data, **composing.values_of(flat)}
            appeal = drafting.write(appeal, values, version=version, by=request.user, at=timezone.now())
        except ValidationError as refused:
            if getattr(refused, "code", "") == "saved_meanwhile":
                return _conflict(request, case, appeal, flat, refused)
            problem = refused
        else:
            return _saved(request, case, appeal, flat, do)
    return _page(request, case, known, flat, form=form, problem=problem, status=NOT_SAVED)


def _may_write(request: Request, known: Material) -> bool:
    return known.appeal.is_open and known.case.allows(request.user, Can.WORK_ON_CASE) and not known.case.is_closed


def _saved(request: Request, case: Case, appeal: Appeal, flat: Flat, do: str) -> HttpResponse:
    here = reverse("case-appeal", args=[case.ref, appeal.round])
    if do == "send":
        return redirect(f"{reverse('case-packs', args=[case.ref])}?send={appeal.round}")
    if do == "save":
        toasts.success(request, _("Saved, version %(n)s.") % {"n": appeal.version})
        return redirect(here)
    verb, _dash, what = do.partition("-")
    if verb != "add":
        return redirect(f"{here}#{what.partition('-')[0]}s")
    # An empty line is nothing that could be saved, so the page is shown with it.
    known = material.read(appeal)
    again = composing.asked(composing.of_case(known), do)
    return _page(request, case, known, again)


def _conflict(request: Request, case: Case, appeal: Appeal, flat: Flat, refused: ValidationError) -> HttpResponse:
    """Somebody saved meanwhile: both texts, field by field. What only one changed is taken over by itself."""
    known = material.read(appeal)
    both, clashes = composing.merged(flat, composing.of_case(known), request.POST.get("was", ""))
    return _page(request, case, known, both, clashes=clashes, problem=refused, status=CONFLICT)


def _form(known: Material, flat: Flat | None = None) -> forms.LetterForm:
    case, round = known.case, known.appeal.round
    return forms.LetterForm(flat, offered=_offered(known, round), channels=_channels(case))


def _offered(known: Material, round: int) -> Sequence[Letter]:
    offered = letters.choices(known.case, round=round)
    return offered if known.letter in offered else [known.letter, *offered]


def _channels(case: Case) -> dict[str, str]:
    """What the route names first, then everything a letter can say."""
    mine = 1 if _english() else 0
    first: list[str] = []
    if case.route:
        first = [channel for step in routes.of(case.route).steps for channel in step.channels]
    codes = dict.fromkeys([*(code for code in first if code in CHANNELS), *CHANNELS])
    return {code: CHANNELS[code][mine] for code in codes}


def _page(
    request: Request,
    case: Case,
    known: Material,
    flat: Flat,
    *,
    form: forms.LetterForm | None = None,
    clashes: Sequence[Clash] = (),
    problem: ValidationError | None = None,
    status: int = 200,
) -> HttpResponse:
    appeal = known.appeal
    filled = letters.fill_all(known)
    found = checks.of(known, filled)
    saved = composing.of_case(known)
    labels = {
        str(item.pk): (exhibit, item.for_reader("title") or item.original_name, item.file.pages or 1)
        for exhibit, item in known.exhibits
    }
    works = _may_write(request, known)
    context = {
        "case": case,
        "head": head(case, request.user, "appeals", acts=_acts(case, appeal)),
        "appeal": appeal,
        "advice": known.letter.template("en" if _english() else "zh").advice,
        "form": form or _form(known, flat),
        "flat": flat,
        "sides": [side for side in (("zh", "zh-Hans"), ("en", "en")) if side[1] in appeal.languages],
        "dispute": _sides("dispute", flat, appeal),
        "point": _sides("point", flat, appeal),
        "request_main": _sides("request", flat, appeal),
        "facts": _lines("fact", flat, labels, appeal),
        "reasons": _lines("reason", flat, labels, appeal),
        "asks": _lines("ask", flat, labels, appeal),
        "laws": _lines("law", flat, labels, appeal),
        "uses": _uses(known),
        "points": known.points,
        "rejection": known.rejection,
        "new_items": known.new_items,
        "gaps": _gaps(known, filled, flat, appeal),
        "optional": _optional(known, flat, request, case),
        "provisions": _provisions(known) if works else [],
        "exhibits": [(pk, *label) for pk, label in labels.items()],
        "summaries": _summaries(known),
        "sheets": [letter_sheet.sheet(letter, link=_to_exhibit(case)) for letter in filled.values()],
        "red": [each for each in found if each.blocks],
        "amber": [each for each in found if not each.blocks],
        "clashes": clashes,
        "problem": problem,
        "was": composing.fingerprints(saved),
        "version": appeal.version,
        "works": works,
        "pack": packs.newest(case),
        "unsaved": flat != saved,
    }
    return render(request, "appeals/letter.html", context, status=status)


def _acts(case: Case, appeal: Appeal) -> list[Act]:
    """The letter as a PDF, one button a language."""
    return [
        Act(
            _("PDF in English") if is_english(language) else _("PDF in Chinese"),
            reverse("case-letter-pdf", args=[case.ref, appeal.round, language]),
            icon="file-text",
        )
        for language in appeal.languages
    ]


def _sides(name: str, flat: Flat, appeal: Appeal) -> tuple[Side, ...]:
    return tuple(
        Side(
            f"{name}_{code}",
            lang,
            _("Chinese") if code == "zh" else _("English"),
            flat.get(f"{name}_{code}", ""),
            tuple(tone.check(flat.get(f"{name}_{code}", ""), lang)),
        )
        for code, lang in (("zh", "zh-Hans"), ("en", "en"))
        if lang in appeal.languages
    )


def _lines(kind: str, flat: Flat, labels: dict[str, tuple[str, str, int]], appeal: Appeal) -> list[Line]:
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
                _sides(f"{prefix}:{words}", flat, appeal),
                happened_on=flat.get(f"{prefix}:happened_on", ""),
                proofs=proofs,
                evidence=flat.get(f"{prefix}:evidence", ""),
                page=flat.get(f"{prefix}:page", "") or "1",
                provision=provisions.current().get(code),
                is_proved=kind != "fact" or any(proof.is_direct for proof in proofs),
            )
        )
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


def _gaps(known: Material, filled: dict[str, FilledLetter], flat: Flat, appeal: Appeal) -> list[Gap]:
    """Slots that are empty now, and those that a person filled: both can be written here."""
    fields = templates.fields()
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
        )
        found.append(Gap(name, str(field.label), sides, flat.get(f"gap:{name}:ref", ""), field.is_reference))
    return found


def _uses(known: Material) -> dict[str, bool]:
    """Which parts this letter has: a second appeal answers the rejection and tells the story only once more."""
    gaps = letters.template_for(known, "zh-Hans").gaps()
    lists = {found[0] for gap in gaps if (found := list_of(gap))}
    return {
        "dispute": bool({"dispute.question", "dispute.point"} & gaps),
        "fact": "fact" in lists,
        "reason": "reason" in lists,
        "citation": "citation" in lists,
    }


def _optional(known: Material, flat: Flat, request: Request, case: Case) -> list[dict[str, Any]]:
    """Parts of the letter that are off until ticked; what could admit something is counsel's to tick."""
    ticked = flat.get("blocks", "").split()
    counsel = case.allows(request.user, Can.REVIEW_EVIDENCE)
    template = letters.template_for(known, "en" if _english() else "zh-Hans")
    return [
        {
            "code": block.code,
            "heading": block.heading or block.code,
            "runs": letter_sheet.template_runs(block.paragraphs[0].text) if block.paragraphs else (),
            "lang": "en" if _english() else "zh-Hans",
            "is_ticked": block.code in ticked,
            "is_counsels": block.tick == "counsel",
            "may": counsel or block.tick != "counsel" or block.code in ticked,
        }
        for block in template.blocks
        if block.is_optional
    ]


def _provisions(known: Material) -> list[tuple[str, list[tuple[str, str]]]]:
    """For the picker: what the template suggests first, then what stands in the law of the freeze."""
    on = known.appeal.letter_on or timezone.localdate()
    current = provisions.current()
    suggested = [current[code] for code in known.letter.zh.suggested_citations if code in current]
    jurisdiction = routes.of(known.case.route).jurisdiction if known.case.route else known.case.freeze.jurisdiction
    others = provisions.for_jurisdiction(jurisdiction, "EU", "CN", on=on)
    cited = {provisions.of(use.citation).code for use in known.citations}
    return [
        (_("Suggested for this letter"), [(each.code, str(each)) for each in suggested if each.code not in cited]),
        (
            _("Others in force"),
            [(each.code, str(each)) for each in others if each not in suggested and each.code not in cited],
        ),
    ]


def _summaries(known: Material) -> list[tuple[str, tuple[letter_sheet.Run, ...]]]:
    found = []
    for language in known.appeal.languages:
        sentence = letters.summary_sentence(known, language)
        if sentence is not None:
            found.append((language, letter_sheet.runs(sentence, language)))
    return found


def _to_exhibit(case: Case) -> Any:
    def link(ref: Ref) -> str:
        return f"{reverse('case-exhibit', args=[case.ref, ref.evidence])}?page={ref.page}"

    return link


# --- on paper ---------------------------------------------------------------------------------------------------------


@require_GET
def pdf(request: Request, ref: str, round: int, language: str) -> HttpResponse:
    """As it would be printed now: the page numbers are those of the bundle it would stand in. Marked as a draft."""
    case = case_or_404(request, ref)
    appeal = get_object_or_404(case.appeals.all(), round=round)
    if language not in appeal.languages:
        raise Http404
    try:
        printed = bundle.preview(appeal, language)
    except PrintingProblem as problem:
        toasts.error(request, " ".join(problem.messages))
        return redirect("case-appeal", ref=ref, round=round)
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{case.ref}-{round}-{language}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer

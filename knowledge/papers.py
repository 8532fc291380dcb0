"""What can be filed: the catalogue of documents, how long each stays fresh, and which a case needs and why."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from knowledge import causes, checklists, routes
from knowledge.causes import Weight
from knowledge.models import Edition, Kind
from knowledge.reading import country_here
from knowledge.routes import Route, Uncovered
from knowledge.shelf import Shelf
from knowledge.words import NO_WORDS, Words, language_of, words

Section = Literal["letters", "evidence", "identity", "law"]  # where it stands in the bound pack
SECTION_OF: Mapping[str, Section] = {
    "appeal": "letters",
    "correspondence": "letters",
    "evidence": "evidence",
    "identity": "identity",
    "legal-basis": "law",
}
SECTIONS: tuple[Section, ...] = ("letters", "evidence", "identity", "law")
SOURCE_NAMES: Mapping[str, Any] = {
    "authority": _("issued by a public authority"),
    "third-party": _("issued by an independent third party"),
    "own": _("made by the firm itself"),
}
ORIGINAL_NAMES: Mapping[str, Any] = {
    "required": _("Original or certified copy for a paper filing"),
    "on-request": _("Copy first, original kept ready for inspection"),
    "copy-ok": _("A copy or an electronic file is enough"),
    "native-file": _("Keep the native electronic file, never only a screenshot"),
}
SEAL_NAMES: Mapping[str, Any] = {
    "none": _("No seal or signature"),
    "issuer": _("Seal or signature of the issuer"),
    "company-seal": _("Company seal"),
    "company-seal-and-legal-rep": _("Company seal and signature of the legal representative"),
    "personal": _("Signature of the person"),
    "counsel": _("Signature of counsel or seal of the law firm"),
}
Applicant = Literal["company", "sole_trader", "person"]
# Row 4.1d: a person shows an identity card; a company its licence and who represents it.
ONLY_COMPANIES = frozenset(
    {
        "articles",
        "board-resolution",
        "company-register-extract",
        "legal-rep-certificate",
        "ownership-chart",
        "ubo-id",
        "ubo-register-extract",
    }
)
OF_THE_LEGAL_REP, OF_THE_APPLICANT = "legal-rep-id", "applicant-id"
ONLY_BUSINESSES = frozenset({"business-licence", "tax-registration", "sector-licence"})


@dataclass(frozen=True)
class Validity:
    """How long it is accepted. Common practice: the product warns, it does not refuse on its own."""

    kind: str  # none, age, printed-expiry, current-version, check-on-use, version-in-force
    max: int | None
    unit: str  # months, days
    counted_from: str  # issued, signed, made, covered, period-end
    note: Words

    def ends_on(self, dated_on: date | None, printed_end: date | None = None) -> date | None:
        """The last day on which it is fresh; None when nothing says so."""
        if self.kind == "age" and dated_on and self.max:
            by_age = _months_later(dated_on, self.max) if self.unit == "months" else dated_on + timedelta(days=self.max)
            return min(by_age, printed_end) if printed_end else by_age
        return printed_end

    @property
    def months(self) -> int | None:
        return self.max if self.kind == "age" and self.unit == "months" else None


@dataclass(frozen=True)
class Paper:
    edition_id: int
    code: str
    name: Words
    category: str  # appeal, evidence, identity, legal-basis, correspondence
    group: str
    issued_by: Words
    source_class: str  # authority, third-party, own
    validity: Validity
    original: str
    seal: str
    translation_in: tuple[str, ...]  # countries that commonly ask for one when it is in another language
    legalisation_in: tuple[str, ...]
    hints: tuple[Words, ...]
    default_label: str  # confidential, sealed or empty

    def __str__(self) -> str:
        return str(self.name)

    @property
    def section(self) -> Section:
        return SECTION_OF[self.category]

    @property
    def is_written_here(self) -> bool:
        """A letter or list that the desk writes itself; not an exhibit to be collected."""
        return self.category == "appeal"

    @property
    def source_name(self) -> str:
        return str(SOURCE_NAMES[self.source_class])

    @property
    def original_name(self) -> str:
        return str(ORIGINAL_NAMES[self.original])

    @property
    def seal_name(self) -> str:
        return str(SEAL_NAMES[self.seal])

    def fresh_until(self, dated_on: date | None, printed_end: date | None = None) -> date | None:
        return self.validity.ends_on(dated_on, printed_end)

    def is_stale(self, *, dated_on: date | None, printed_end: date | None, on: date) -> bool:
        """Row 1.1e: a proof of address older than three months on the day of the freeze."""
        end = self.fresh_until(dated_on, printed_end)
        return end is not None and end < on


@dataclass(frozen=True)
class Because:
    """Why a paper is asked for."""

    kind: Literal["route", "cause", "body", "item", "sector"]
    code: str
    name: Words

    def __str__(self) -> str:
        return self.text(get_language())

    def text(self, language: str | None) -> str:
        name = self.name.text(language)
        match self.kind:
            case "route":
                return gettext("The route “%(name)s” asks for it.") % {"name": name}
            case "cause":
                return gettext("It speaks to the cause “%(name)s”.") % {"name": name}
            case "body":
                return gettext("%(name)s: counsel will want to see it first.") % {"name": name}
            case "item":
                return gettext("The checklist asks for it: %(name)s.") % {"name": name}
            case "sector":
                return gettext("Money that touches this sector is looked at more closely: %(name)s.") % {"name": name}


@dataclass(frozen=True)
class RequiredPaper:
    paper: Paper
    weight: Weight
    because: tuple[Because, ...] = field(default=())

    @property
    def code(self) -> str:
        return self.paper.code

    @property
    def is_core(self) -> bool:
        return self.weight == "core"

    @property
    def reason(self) -> str:
        between = "" if language_of(get_language()) == "zh-hans" else " "
        return between.join(str(each) for each in self.because)


@dataclass(frozen=True)
class FormProfile:
    """What a country asks of the form of papers: language, translation, legalisation, electronic evidence."""

    jurisdiction: str
    languages: tuple[str, ...]
    translation: Words
    legalisation: Words
    e_evidence: Words
    confidence: str

    @property
    def name(self) -> str:
        return country_here(self.jurisdiction)


def current() -> Mapping[str, Paper]:
    return _PAPERS.all()


def get(code: str) -> Paper:
    return _PAPERS.get(code)


def find(code: str | None) -> Paper | None:
    return _PAPERS.find(code)


def paper_title(code: str) -> str:
    """For a row that stores a code: the name in the reader's language, or the code itself."""
    paper = find(code)
    return str(paper) if paper else code


def of(edition: Edition) -> Paper:
    return _PAPERS.of(edition)


def form_profile(jurisdiction: str) -> FormProfile | None:
    return _PROFILES.find(routes.jurisdiction_of(jurisdiction))


def required(
    body_kind: str,
    route: Route | Uncovered,
    cause_codes: Iterable[str],
    applicant_type: Applicant = "company",
    *,
    with_letters: bool = False,
) -> list[RequiredPaper]:
    """The checklist from cause and body (row 2.3d), in the order of the pack, each paper with its reasons."""
    asked: dict[str, RequiredPaper] = {}
    known = current()

    def ask(code: str, weight: Weight, because: Because) -> None:
        if (suited := _for_applicant(code, applicant_type)) is None:
            return
        before = asked.get(suited)
        if before is None:
            asked[suited] = RequiredPaper(known[suited], weight, (because,))
        else:
            heavier: Weight = "core" if "core" in (before.weight, weight) else "support"
            because_all = before.because if because in before.because else (*before.because, because)
            asked[suited] = replace(before, weight=heavier, because=because_all)

    if isinstance(route, Route):
        for code in route.required_papers:
            ask(code, "core", Because("route", route.code, route.name))
    else:
        for code in route.required_papers:
            ask(code, "core", Because("body", body_kind, routes.body_kind(body_kind).name))
    for cause in causes.for_case(cause_codes):
        for proof in cause.evidence:
            ask(proof.paper, proof.weight, Because("cause", cause.code, cause.name))
    if variant := checklists.variant_for(body_kind):
        for item in variant.adds:
            for code in item.papers:
                ask(code, "core" if item.is_gate else "support", Because("item", item.code, item.name))
    place = {code: number for number, code in enumerate(known)}
    chosen = [each for each in asked.values() if with_letters or not each.paper.is_written_here]
    return sorted(chosen, key=lambda each: (SECTIONS.index(each.paper.section), not each.is_core, place[each.code]))


def _for_applicant(code: str, applicant: Applicant) -> str | None:
    if applicant == "company":
        return code
    if code in ONLY_COMPANIES or (applicant == "person" and code in ONLY_BUSINESSES):
        return None
    return OF_THE_APPLICANT if code == OF_THE_LEGAL_REP else code


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _paper(edition: Edition) -> Paper:
    body = edition.content
    validity = body["validity"]
    return Paper(
        edition_id=edition.pk,
        code=edition.code,
        name=words(body),
        category=body["category"],
        group=body["group"],
        issued_by=words(body["issued_by"]),
        source_class=body["source_class"],
        validity=Validity(
            kind=validity["kind"],
            max=validity.get("max"),
            unit=validity.get("unit", ""),
            counted_from=validity.get("counted_from", ""),
            note=words(validity.get("note")) or NO_WORDS,
        ),
        original=body["original"],
        seal=body["seal_signature"],
        translation_in=tuple(body["translation_when_foreign"]),
        legalisation_in=tuple(body["legalisation_when_foreign"]),
        hints=tuple(words(row) for row in body["quality_hints"]),
        default_label=body.get("default_label", ""),
    )


def _profile(edition: Edition) -> FormProfile:
    body = edition.content
    return FormProfile(
        edition.code,
        tuple(body["language"]),
        words(body["translation"]),
        words(body["legalisation"]),
        words(body["e_evidence"]),
        body["confidence"],
    )


_PAPERS: Shelf[Paper] = Shelf(Kind.PAPER, _paper)
_PROFILES: Shelf[FormProfile] = Shelf(Kind.FORM_PROFILE, _profile)

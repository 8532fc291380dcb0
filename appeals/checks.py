"""What stands between a letter and its reader: missing blocks, gaps, facts without a page, words that harm the case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.words import listed
from appeals import channels, citing, evidence_checks, lateness, letters, material, wording
from appeals.filling import FilledLetter
from appeals.material import Material
from appeals.models import Appeal
from appeals.proofreading import of_case
from cases import parties
from knowledge import citations as provisions
from knowledge import letters as templates
from knowledge import shelf

Severity = Literal["late", "soon"]  # late: the letter cannot go to review; soon: a person should look
LANGUAGES = {"zh-Hans": _("Chinese"), "en": _("English")}
# These gaps belong to a missing block, which is said once and in its own words.
TOLD_BY_BLOCK = frozenset(
    {"request.main", "dispute.point", "dispute.question", "recipient.name", "recipient.channel", "applicant.name"}
    | {"fact.n", "reason.n", "citation.n.why", "rejection.n.answer", "rejection.n.quote", "rejection.n.no"}
    | {"late.reason", "newitem.n.point_no", "exhibit.n.no", "exhibit.n.title", "exhibit.n.pages"}
)
# The letterhead leaves out what is not known; the parties box prints the rows it has.
PRINTED_WITHOUT = frozenset({"header", "parties", "signature"})
# What the composer shows under its own codes and in its own parts.
PROBLEM_OF = {"emotional-word": "tone", "accusation": "tone", "splitting-suggestion": "tone_blocked"}
PLACE_OF = {"why": "law", "parties": "register"}
REGISTER = {
    "reg_no": _("registration number"),
    "address": _("registered address"),
    "legal_rep": _("legal representative"),
    "contact": _("contact person"),
}


@dataclass(frozen=True)
class Problem:
    code: str
    severity: Severity
    sentence: "str | Promise"
    where: str  # the part of the composer, or "evidence", "register"
    quote: str = ""  # the very words, where words are the problem

    @property
    def blocks(self) -> bool:
        return self.severity == "late"


def problems(appeal: Appeal, *, at: datetime | None = None) -> list[Problem]:
    return of(material.read(appeal), at=at)


def of(known: Material, filled: dict[str, FilledLetter] | None = None, *, at: datetime | None = None) -> list[Problem]:
    """Blocking ones first, in the order of the letter. Without `at` lateness is judged by the letter's own date."""
    with shelf.pinned():  # the word lists are asked for once, not once a sentence
        filled = filled if filled is not None else letters.fill_all(known)
        found = [
            *_blocks(known),
            *_lateness(known, at),
            *_facts(known),
            *_law(known),
            *_rejection(known),
            *_channel(known),
            *_gaps(known, filled),
            *_evidence(known),
            *_parties(known),
            *_words(known),
        ]
    return sorted(found, key=lambda problem: not problem.blocks)


def _blocks(known: Material) -> Iterator[Problem]:
    """The blocks of 申诉书: parties, facts, issue in dispute, reasons, law, request, exhibits (rows 3.1b, 4.1a)."""
    appeal, template = known.appeal, known.letter.zh
    has = {block.code for block in template.blocks if not block.is_optional}
    sections = {section for section, _block in template.must_have} | ({"dispute"} & has) | {"request"}
    if "facts" in sections and "facts" in has and not appeal.is_second and not known.facts:
        yield Problem(
            "missing_facts", "late", _("The letter states no fact. Write what happened, one sentence each."), "facts"
        )
    if "reasons" in sections and not known.reasons:
        yield Problem(
            "missing_reasons", "late", _("The letter gives no reason. Say why the freeze should be lifted."), "reasons"
        )
    if "law" in sections and not known.citations:
        yield Problem("missing_law", "late", _("The letter rests on no clause or provision. Cite at least one."), "law")
    if not known.exhibits:
        yield Problem("missing_exhibits", "late", _("There is no evidence yet. Upload the papers first."), "evidence")
    for language in appeal.languages:
        name = {"language": LANGUAGES[language]}
        if not _is_said(appeal.in_language("request", language), language):
            yield Problem(
                "missing_request",
                "late",
                _("The main request is missing in %(language)s. Say what is asked for.") % name,
                "request",
            )
        if "dispute" in has and not _is_said(appeal.in_language("dispute", language), language):
            yield Problem(
                "missing_dispute", "late", _("The issue in dispute is missing in %(language)s.") % name, "dispute"
            )
        if (
            template.block("summary")
            and "dispute.point" in template.gaps()
            and not _is_said(appeal.in_language("point", language), language)
        ):
            yield Problem(
                "missing_point", "late", _("Our point, in one clause, is missing in %(language)s.") % name, "dispute"
            )
    if not appeal.recipient:
        yield Problem("missing_recipient", "late", _("Say to whom the letter goes."), "recipient")
    if not appeal.channel_kind:
        yield Problem("missing_channel", "late", _("Choose the channel by which the letter goes out."), "recipient")
    if not (known.case.party.phone or known.case.party.email):
        yield Problem(
            "missing_contact", "late", _("The register names neither telephone nor e-mail of the party."), "register"
        )


def _is_said(text: str, language: str) -> bool:
    """In that language: a text pasted into the box of the other one is not translated."""
    return bool(text.strip()) and wording.reads_in(text, language)


def _lateness(known: Material, at: datetime | None) -> Iterator[Problem]:
    """Row 4.2e: what comes after its limit says why, in the languages of the letter."""
    appeal = known.appeal
    if not appeal.is_open:
        return
    missed = lateness.missed(known.kept_by_letter, letter_on=appeal.letter_on, at=at)
    for language in appeal.languages:
        if missed and not _is_said(appeal.in_language("late_reason", language), language):
            told = {"limit": missed.title, "day": wording.day(missed.due_on, get_language() or "zh-hans")}
            yield Problem(
                "late_reason_missing",
                "late",
                _("“%(limit)s” ends on %(day)s, before this letter goes out. Say in %(language)s why it comes later.")
                % {**told, "language": LANGUAGES[language]},
                "lateness",
            )
    if not missed and (appeal.late_reason_zh.strip() or appeal.late_reason_en.strip()):
        yield Problem(
            "late_reason_unneeded",
            "soon",
            _("The letter explains that it is late, but no limit has passed. Empty the reason, or check the dates."),
            "lateness",
        )


def _facts(known: Material) -> Iterator[Problem]:
    """Row 4.3a: one direct exhibit per fact. A reason may rest on argument, so it is only pointed at."""
    for number, fact in enumerate(known.facts, start=1):
        direct = [proof for proof in fact.proofs.all() if proof.is_direct and proof.evidence_id in known.number_of]
        if not direct:
            yield Problem(
                "fact_unproved",
                "late",
                _("Fact %(number)s has no page that proves it directly.") % {"number": number},
                "facts",
            )
        yield from _translated(known, fact.text_zh, fact.text_en, _("Fact %(number)s") % {"number": number}, "facts")
    for number, reason in enumerate(known.reasons, start=1):
        if reason.evidence_id not in known.number_of:
            yield Problem(
                "reason_unproved", "soon", _("Reason %(number)s refers to no exhibit.") % {"number": number}, "reasons"
            )
        yield from _translated(
            known, reason.text_zh, reason.text_en, _("Reason %(number)s") % {"number": number}, "reasons"
        )
    for number, request in enumerate(known.requests, start=1):
        yield from _translated(
            known, request.text_zh, request.text_en, _("Further request %(number)s") % {"number": number}, "request"
        )


def _translated(known: Material, zh: str, en: str, what: "str | Promise", where: str) -> Iterator[Problem]:
    for language in known.appeal.languages:
        said, told = en if language == "en" else zh, {"what": what, "language": LANGUAGES[language]}
        if not said.strip():
            yield Problem("not_translated", "late", _("%(what)s is missing in %(language)s.") % told, where)
        elif not wording.reads_in(said, language):
            sentence = _("%(what)s stands in the other language where its %(language)s belongs. Translate it.") % told
            yield Problem("not_translated", "late", sentence, where, quote=said)


def _law(known: Material) -> Iterator[Problem]:
    """Rows 4.1e and 4.3d: a reason for each provision, and none that had ceased to apply."""
    for use in known.citations:
        provision = citing.cited(use)
        for language in known.appeal.languages:
            if not _is_said(use.in_language("why", language), language):
                yield Problem(
                    "citation_without_reason",
                    "late",
                    _("Say in %(language)s why this applies: %(law)s.")
                    % {"language": LANGUAGES[language], "law": provision.name},
                    "law",
                )
        for finding in provisions.findings(provision, fact_on=None, letter_on=known.dated):
            if finding.code == "unverified" and use.checked_by_id and provision.type != "case":
                continue  # counsel has read it for this letter
            # Row 9.1d: a case note that nobody verified is not cited; a statute may be drafted with.
            unread = finding.code == "unverified" and not citing.may_be_cited(provision)
            severity: Severity = "late" if finding.blocks or unread else "soon"
            sentence = citing.UNVERIFIED % {"name": provision.name} if unread else finding.sentence
            yield Problem(f"citation_{finding.code}", severity, sentence, "law")


def _rejection(known: Material) -> Iterator[Problem]:
    """Row 6.1c: no point of the rejection stays unanswered; row 6.2d: no new paper without the point it answers."""
    if not known.appeal.is_second:
        return
    if not known.points:
        yield Problem("missing_answers", "late", _("The rejection has not been cut into points yet."), "answers")
    for point in known.points:
        for language in known.appeal.languages:
            if not _is_said(point.in_language("answer", language), language) or not point.answer_kind:
                yield Problem(
                    "point_unanswered",
                    "late",
                    _("Rejection point %(number)s is not answered in %(language)s.")
                    % {"number": point.number, "language": LANGUAGES[language]},
                    "answers",
                )
        if point.answer_kind == point.Answer.ADD and not any(point.number in new.points for new in known.new_items):
            yield Problem(
                "nothing_added",
                "soon",
                _(
                    "The answer to rejection point %(number)s adds evidence, and no new exhibit is attached to it."
                    " Attach one, or answer it in another way."
                )
                % {"number": point.number},
                "answers",
            )
    for new in known.new_items:
        if not new.points:
            yield Problem(
                "new_without_point",
                "late",
                _("New exhibit %(exhibit)s answers no rejection point. Attach it to one.") % {"exhibit": new.exhibit},
                "answers",
            )


def _channel(known: Material) -> Iterator[Problem]:
    """Row 6.3a, while there is time: the letter names its channel, and after the approval it would be void."""
    kind, address = known.appeal.channel_kind, known.appeal.channel_address
    if before := [each.appeal.round for each in known.went_out if kind and channels.is_same(each, kind, address)]:
        yield Problem(
            "same_channel",
            "soon",
            _("Appeal %(round)s went out by this channel. Another often reaches another desk.") % {"round": before[-1]},
            "recipient",
        )


def _gaps(known: Material, filled: dict[str, FilledLetter]) -> Iterator[Problem]:
    """An empty slot is highlighted and never printed (row 3.2b)."""
    quoted = letters.quoted(known.case)
    for language, letter in filled.items():
        missing = [name for block, name in letter.gaps() if block not in PRINTED_WITHOUT and name not in TOLD_BY_BLOCK]
        for name in dict.fromkeys(missing):
            told = {"field": templates.label(name), "language": LANGUAGES[language]}
            sentence = _("“%(field)s” is empty in the %(language)s letter.") % told
            if quoted.get(name):
                told["text"] = quoted[name]
                sentence = _("“%(field)s” is known as “%(text)s”. Say it in %(language)s as well.") % told
            if name == "exhibit.n.proves":  # one slot, written once an exhibit: which ones?
                empty = [no for no, item in known.exhibits if not item.in_language("proves", language).strip()]
                told["exhibits"] = listed(empty)
                sentence = _("“%(field)s” is empty in the %(language)s letter: exhibits %(exhibits)s.") % told
            yield Problem("gap", "late", sentence, "evidence" if name.startswith("exhibit.") else "gaps")


def _evidence(known: Material) -> Iterator[Problem]:
    for code, blocks, sentence in evidence_checks.of(known, known.dated):
        yield Problem(code, "late" if blocks else "soon", sentence, "evidence")


def _parties(known: Material) -> Iterator[Problem]:
    party = known.case.party
    for name, label in REGISTER.items():
        if not getattr(party, name):
            yield Problem(
                "register_gap", "soon", _("The register does not know the %(what)s.") % {"what": label}, "register"
            )
    if "en" in known.appeal.languages and not party.name_en:
        yield Problem("register_gap", "soon", _("The register does not know the party's English name."), "register")
    blocking = {
        paper.pk
        for paper in evidence_checks.expired_identity(known, known.dated)
        if ("identity_expired", f"party-paper/{paper.pk}") not in known.waived
    }
    for finding in parties.findings(party, on=known.dated):
        if finding.code == "paper_expired" and finding.paper and finding.paper.pk in blocking:
            continue  # told with the evidence, where it blocks
        yield Problem(finding.code, "soon", finding.sentence, "register")
    if not known.case.freeze.is_verified:
        yield Problem(
            "not_verified",
            "soon",
            _("The notice is not verified yet: the letter can be written, but not sent."),
            "recipient",
        )


def _words(known: Material) -> Iterator[Problem]:
    """What differs from register and papers, and words that harm: advice, except where the guide says must."""
    for found in of_case.findings(known):
        yield Problem(
            PROBLEM_OF.get(found.code, found.code.replace("-", "_")),
            "late" if found.blocks else "soon",
            _("%(what)s Better: %(instead)s") % {"what": found.sentence, "instead": found.instead}
            if found.code in PROBLEM_OF and found.instead
            else found.sentence,
            PLACE_OF.get(found.where, found.where),
            quote=found.quote,
        )

"""What is wrong with the papers of a pack: illegible, out of date, unexplained, or still asked for."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals import evidence, proof, quality, repeated
from appeals.material import Material
from appeals.models import Evidence
from cases import parties
from cases.models import PartyPaper
from documents import storing
from knowledge import papers

Row = tuple[str, bool, "str | Promise"]  # code, whether it blocks, sentence
# Who acts for the company must be able to prove it on the day of the letter (row 3.1d).
IDENTITY = frozenset({"legal-rep-id", "applicant-id", "ubo-id", "business-licence"})

CHOICE = re.compile(r" or |或")  # 提单、空运单或运单: a name for a kind of paper, and not for one paper


def of(known: Material, on: date) -> Iterator[Row]:
    told: set[int] = set()  # files whose end is told by their exhibit and its page
    yield from _bound(known)
    for exhibit, item in known.exhibits:
        is_witness = item.kind == proof.WITNESS or item.witness_name
        if is_witness and not (item.source_note_zh.strip() or item.source_note_en.strip()):
            yield (
                "witness_without_source", True,
                _("Exhibit %(exhibit)s is a witness statement without a word on how it came to us.")
                % {"exhibit": exhibit},
            )  # fmt: skip
        for finding in quality.of(item, known.case.party, on=on, waivers=known.waivers):
            if finding.code == "expired":
                told.add(item.file_id)
            if finding.blocks and finding.is_open:
                yield (
                    f"paper_{finding.code}", True,
                    _("Exhibit %(exhibit)s: %(finding)s") % {"exhibit": exhibit, "finding": finding.sentence},
                )  # fmt: skip
    has_ticks = known.case.sectors.exists()  # without one the long list of papers need not be drawn up
    for each in evidence.wanted(known.case, [item for _exhibit, item in known.exhibits]) if has_ticks else ():
        if each.by_sector and not each.is_there and ("paper_missing", f"paper/{each.paper.code}") not in known.waived:
            yield (
                "sector_paper_missing", True,
                _("“%(paper)s” is asked for by the sector. Add it, or let counsel waive it with a reason.")
                % {"paper": each.paper.paper},
            )  # fmt: skip
    for sentence in repeated.elsewhere(known):
        yield "blacked_out_elsewhere", False, sentence
    for paper in expired_identity(known, on):
        if paper.file_id not in told and ("identity_expired", f"party-paper/{paper.pk}") not in known.waived:
            yield (
                "identity_expired", True,
                _("“%(paper)s” in the register has expired. Get the current one.")
                % {"paper": parties.paper_name(paper)},
            )  # fmt: skip
    yield from _weak(known)
    yield from _unnamed(known)


def expired_identity(known: Material, on: date) -> list[PartyPaper]:
    """What proves who acts for the company, and had ended by the day of the letter (row 3.1d)."""
    return [
        paper
        for paper in known.case.party.papers.all()
        if paper.kind in IDENTITY and paper.replaced_by_id is None and parties.paper_state(paper, on=on) == "late"
    ]


def _bound(known: Material) -> Iterator[Row]:
    identity = False
    for exhibit, item in known.exhibits:
        identity |= item.section == Evidence.Section.IDENTITY
        if item.file.facts.get("prepared") and not storing.is_bindable(item.file):
            yield (
                "not_bindable", True,
                _("Exhibit %(exhibit)s cannot be bound. Save it as PDF and upload that.") % {"exhibit": exhibit},
            )  # fmt: skip
    if known.exhibits and not identity:
        yield "identity_missing", True, _("The pack proves nobody's identity: add the licence or the identity card.")


def _weak(known: Material) -> Iterator[Row]:
    """What only we say, we say: a fact rests better on an authority or a third party."""
    classes = {item.pk: item.source_class for _exhibit, item in known.exhibits}
    for number, fact in enumerate(known.facts, start=1):
        behind = {classes[each.evidence_id] for each in fact.proofs.all() if each.evidence_id in classes}
        if behind == {Evidence.SourceClass.OWN.value}:
            yield (
                "fact_by_own_words", False,
                _("Fact %(number)s rests on our own statement alone. Is there a paper of somebody else?")
                % {"number": number},
            )  # fmt: skip


def _unnamed(known: Material) -> Iterator[Row]:
    """The letter and the index say what this paper is, and not what it may be."""
    for exhibit, item in known.exhibits:
        paper = papers.find(item.kind)
        for language in known.appeal.languages if paper else ():
            title = item.in_language("title", language)
            name = paper.name.text(language) if paper else ""
            if CHOICE.search(name) and title.removesuffix(item.reference).strip() == name:
                yield (
                    "paper_unnamed", False,
                    _("Exhibit %(exhibit)s is called “%(title)s”. Write which of these it is.")
                    % {"exhibit": exhibit, "title": title},
                )  # fmt: skip
                break

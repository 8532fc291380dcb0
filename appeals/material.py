"""What a letter is written from, read at once: the case, its evidence, facts, reasons, and the rejection it answers.

Read once and filled twice (Chinese, English), so that a page of the composer costs the same number of queries whatever
the number of facts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Prefetch

from appeals import citing, evidence, lateness, numbering
from appeals.filling import Ref
from appeals.models import (
    Appeal,
    CitationUse,
    Evidence,
    Fact,
    FactEvidence,
    PointEvidence,
    Reason,
    Rejection,
    RejectionPoint,
    Request,
    Submission,
    Waiver,
)
from cases.models import Case, Deadline
from knowledge import letters as templates
from knowledge.letters import Letter

REFERENCE = re.compile(r"([0-9]{1,18}):?([0-9]{1,18})?")


@dataclass(frozen=True)
class NewItem:
    """A paper that came with this round, the rejection points it answers, and its annex number 附件1."""

    evidence: Evidence
    exhibit: str
    annex: int
    points: tuple[int, ...]


@dataclass(frozen=True)
class Material:
    appeal: Appeal
    letter: Letter
    exhibits: Sequence[tuple[str, Evidence]]
    facts: Sequence[Fact]
    reasons: Sequence[Reason]
    requests: Sequence[Request]
    citations: Sequence[CitationUse]
    previous: Appeal | None = None
    rejection: Rejection | None = None
    points: Sequence[RejectionPoint] = field(default_factory=tuple)  # only points, in their order
    sent: Submission | None = None  # the submission of the round before
    first: Submission | None = None  # of the first round
    went_out: Sequence[Submission] = field(default_factory=tuple)  # of all rounds before this one
    allowed: frozenset[str] = frozenset()  # sentences that admit something, ticked by counsel
    limits: Sequence[Deadline] = field(default_factory=tuple)  # ours, on which a right is lost; the earliest first

    @property
    def limit(self) -> Deadline | None:
        return self.limits[0] if self.limits else None

    @cached_property
    def verified_notes(self) -> frozenset[str]:
        """Numbers of the firm's case notes that counsel has verified; only the letter check asks."""
        return frozenset(citing.notes_of(self.appeal.case).verified().values_list("number", flat=True))

    @cached_property
    def kept_by_letter(self) -> list[Deadline]:
        return lateness.kept_by(self.appeal, self.limits)

    @cached_property
    def is_late(self) -> bool:
        """It says why, or bears a day after the limit: then it does not claim to come in time."""
        rows = self.kept_by_letter
        says_why = bool(self.appeal.late_reason_zh.strip() or self.appeal.late_reason_en.strip())
        return bool(rows) and (says_why or lateness.missed(rows, letter_on=self.dated, at=None) is not None)

    @property
    def case(self) -> Case:
        return self.appeal.case

    @property
    def dated(self) -> date:
        """The day of the letter; while it has none, the firm's day on which it was last changed."""
        return self.appeal.letter_on or self.case.organisation.day_of(self.appeal.changed_at)

    @cached_property
    def waivers(self) -> list[Waiver]:
        return list(self.case.waivers.all())

    @cached_property
    def waived(self) -> frozenset[tuple[str, str]]:
        """What somebody let be, with a reason: the code of the finding, and what it is about."""
        return frozenset((row.code, row.about) for row in self.waivers)

    @cached_property
    def number_of(self) -> dict[int, str]:
        return {item.pk: exhibit for exhibit, item in self.exhibits}

    def ref(self, evidence_id: int | None, page: int = 1) -> Ref | None:
        """None for a paper that has been taken out since."""
        exhibit = self.number_of.get(evidence_id or 0)
        return Ref(evidence_id, exhibit, page) if evidence_id and exhibit else None

    def ref_typed(self, typed: str) -> Ref | None:
        """A reference as a gap keeps it: "evidence:page", the page left out where it is the first."""
        found = REFERENCE.fullmatch(typed)
        return self.ref(int(found[1]), int(found[2] or 1)) if found else None

    def of_kind(self, *kinds: str) -> Evidence | None:
        return next((item for _exhibit, item in self.exhibits if item.kind in kinds), None)

    @cached_property
    def answered_by(self) -> dict[int, tuple[int, ...]]:
        """Evidence to the numbers of the rejection points it answers."""
        found: dict[int, list[int]] = {}
        for point in self.points:
            for link in point.evidence.all():
                found.setdefault(link.evidence_id, []).append(point.number or 0)
        return {pk: tuple(sorted(numbers)) for pk, numbers in found.items()}

    @cached_property
    def new_items(self) -> list[NewItem]:
        """附件1, 附件2 … in the order of the pack. Mere correspondence that answers no point is no annex."""
        if not self.appeal.is_second:
            return []
        new = [
            (exhibit, item)
            for exhibit, item in self.exhibits
            if item.added_round == self.appeal.round
            and (item.pk in self.answered_by or item.section != Evidence.Section.LETTERS)
        ]
        annexes = numbering.annex_numbers([item.pk for _exhibit, item in new])
        return [NewItem(item, exhibit, annexes[item.pk], self.answered_by.get(item.pk, ())) for exhibit, item in new]


def read(appeal: Appeal) -> Material:
    rows = Appeal.objects.select_related(
        "case__party", "case__account", "case__freeze", "case__organisation", "case__route", "template", "written_by"
    )
    appeal = rows.prefetch_related("case__party__papers", "allowed_wordings").get(pk=appeal.pk)
    case = appeal.case
    letter = templates.of(appeal.template) if appeal.template else templates.get(appeal.letter)
    earlier = list(case.appeals.filter(round__lt=appeal.round).order_by("round")) if appeal.round > 1 else []
    previous = earlier[-1] if earlier else None
    rejection, points = None, []
    sent = first = None
    submissions: list[Submission] = []
    if previous is not None:
        rows_out = Submission.objects.filter(appeal__in=earlier).select_related("appeal")
        submissions = list(rows_out.order_by("submitted_at", "pk"))
        first = submissions[0] if submissions else None
        sent = next((row for row in reversed(submissions) if row.appeal_id == previous.pk), None)
        rejection = Rejection.objects.filter(appeal=previous).first()
        if rejection:
            answers = Prefetch("evidence", PointEvidence.objects.select_related("evidence"))
            points = list(rejection.points.filter(is_point=True).prefetch_related(answers))
    facts = case.facts.prefetch_related(Prefetch("proofs", FactEvidence.objects.order_by("pk")))
    return Material(
        appeal=appeal,
        letter=letter,
        exhibits=evidence.numbered(case, letters=len(appeal.languages)),
        facts=list(facts),
        reasons=list(appeal.reasons.all()),
        requests=list(appeal.requests.all()),
        citations=list(appeal.citations.select_related("citation", "note")),
        previous=previous,
        rejection=rejection,
        points=points,
        sent=sent,
        first=first,
        went_out=submissions,
        limits=lateness.limits(case),
        allowed=frozenset(row.sentence for row in appeal.allowed_wordings.all()),
    )

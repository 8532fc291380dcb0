"""Papers that come another way than by upload: a better copy, what hangs on a mail, what the register holds."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals import evidence
from appeals.models import Evidence, FactEvidence, PageMark, PointEvidence
from cases import history, ready_pack
from cases.models import Case, PartyPaper
from documents import storing

MAIL = "message/rfc822"
# What goes over to a better copy of the same paper.
SAME = (
    "kind", "title_zh", "title_en", "reference", "dated_on", "source_zh", "source_en", "source_class", "proves_zh",
    "proves_en", "form", "confidentiality", "held_by", "source_note_zh", "source_note_en", "witness_name",
    "witness_contact", "added_round",
)  # fmt: skip


def replace(item: Evidence, upload: storing.Upload, *, name: str, because: str, by: User, at: datetime) -> Evidence:
    """A better copy takes the place, the words and the proofs of the old one, which stays with its reason."""
    case = item.case
    case.require(by, Can.WORK_ON_CASE)
    if not because.strip():
        raise ValidationError(
            {"because": ValidationError(_("Say why the paper is replaced. The reason is kept."), code="reason_missing")}
        )
    file = storing.store(upload, name=name, organisation=case.organisation, at=at)
    with transaction.atomic():
        section, position = item.section, item.position
        values = {field: getattr(item, field) for field in SAME}
        if file.pk == item.file_id:
            raise ValidationError(_("These are the same bytes as before."), code="file_already")
        if existing := case.evidence.standing().filter(file=file).first():
            raise ValidationError(
                _("This file is in the case already, as “%(title)s”. The same bytes count once."),
                code="file_already",
                params={"title": str(existing)},
            )
        links = list(FactEvidence.objects.filter(evidence=item))
        points = list(PointEvidence.objects.filter(evidence=item))
        evidence.remove(item, by=by, at=at, because=because)
        new = Evidence.objects.create(
            case=case, file=file, original_name=name[:255], section=section, position=position, replaces=item,
            added_by=by, added_at=at, **values,
        )  # fmt: skip
        last = file.pages or 1
        for link in links:
            FactEvidence.objects.get_or_create(
                fact_id=link.fact_id, evidence=new, page=min(link.page, last), defaults={"is_direct": link.is_direct}
            )
        for point in points:
            PointEvidence.objects.create(point_id=point.point_id, evidence=new, page=min(point.page, last))
        PageMark.objects.bulk_create(
            [
                PageMark(evidence=new, page=mark.page, marked_by=mark.marked_by, marked_at=mark.marked_at)
                for mark in item.marks.all()
                if mark.page <= last
            ]
        )
        history.record(
            case, "evidence.replaced", by=by, at=at, data={"evidence": new.pk, "old": item.pk, "sha256": file.sha256},
            private={"because": because.strip()},
        )  # fmt: skip
    return new


def earlier(item: Evidence) -> list[Evidence]:
    """The copies that this one replaced, the newest first."""
    found: list[Evidence] = []
    while item.replaces_id is not None and len(found) < 50:
        item = Evidence.objects.select_related("file").get(pk=item.replaces_id)
        found.append(item)
    return found


# --- what hangs on a mail --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unpacked:
    taken: list[Evidence]
    refused: list[tuple[str, str]]


def unpack_mail(item: Evidence, *, by: User, at: datetime) -> Unpacked:
    """Each attachment becomes a paper of its own, judged like any upload; the mail itself stays as it came."""
    case = item.case
    case.require(by, Can.WORK_ON_CASE)
    if item.file.mime != MAIL:
        raise ValidationError(_("Only a mail carries attachments."), code="no_mail")
    done = Unpacked([], [])
    with tempfile.TemporaryDirectory(prefix="fd-mail-") as folder:
        for name, path in storing.take_apart(item.file, Path(folder)):
            try:
                new = evidence.add(case, path, name=name, section=item.section, by=by, at=at)
            except ValidationError as refused:
                done.refused.append((name, " ".join(refused.messages)))
            else:
                Evidence.objects.filter(pk=new.pk).update(came_with=item)
                done.taken.append(new)
    return done


# --- what the register holds -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A paper of the company that could stand in this case: kept once, used in many."""

    ready: ready_pack.Ready
    is_there: bool

    @property
    def paper(self) -> PartyPaper:
        return self.ready.paper

    @property
    def is_cleared(self) -> bool:
        return self.ready.is_cleared


@dataclass(frozen=True)
class HeldPack:
    """The ready pack of the account, and what of it stands in this case."""

    ready: ready_pack.ReadyPack
    papers: tuple[Held, ...]

    @property
    def to_add(self) -> int:
        """How many would come in at one press."""
        return sum(held.is_cleared and not held.is_there for held in self.papers)


def held_for(case: Case, at: datetime) -> HeldPack:
    """What the register holds for the owner of the account."""
    there = set(case.evidence.standing().values_list("file", flat=True))
    rows = case.party.papers.filter(replaced_by=None).select_related("file", "party", "authenticity_by")
    found = ready_pack.of_papers(rows, on=case.organisation.day_of(at))
    return HeldPack(found, tuple(Held(each, each.paper.file_id in there) for each in found.papers))


def take_held(case: Case, paper: PartyPaper, *, by: User, at: datetime) -> Evidence:
    """The same stored file in this case; nothing is copied."""
    if paper.file is None or paper.party_id != case.party_id:
        raise ValidationError(_("This paper is not in the register of the company."), code="not_held")
    genuine = paper.authenticity == PartyPaper.Authenticity.GENUINE
    item = evidence.enter(
        case, paper.file, name=paper.file.name, kind=paper.kind, by=by, at=at, dated_on=paper.issued_on
    )
    if genuine and paper.authenticity_by and paper.authenticity_at:
        Evidence.objects.filter(pk=item.pk).update(declared_by=paper.authenticity_by, declared_at=paper.authenticity_at)
        item.refresh_from_db()
    return item


def take_ready(case: Case, *, by: User, at: datetime) -> list[Evidence]:
    """Everything pre-cleared at once."""
    return [
        take_held(case, held.paper, by=by, at=at)
        for held in held_for(case, at).papers
        if held.is_cleared and not held.is_there
    ]


def same_text(item: Evidence) -> list[Evidence]:
    """Other papers of the case that say exactly the same: a second scan or another format of one paper."""
    text = (item.file.facts.get("said") or {}).get("text")
    if not text:
        return []
    others = item.case.evidence.standing().exclude(pk=item.pk).select_related("file")
    return [row for row in others if (row.file.facts.get("said") or {}).get("text") == text]

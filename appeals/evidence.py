"""The evidence of a case: taken in, described, put in order, taken out with a reason. Its place gives its number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals import numbering, proof, sectors
from appeals.models import Appeal, BindingChoice, Evidence, FactEvidence, PointEvidence
from cases import checklists, history, timeline
from cases.models import Case, CaseCause
from documents import holding, storing
from documents.models import StoredFile
from knowledge import papers, routes
from knowledge.papers import Applicant, RequiredPaper

# What a person may write about an exhibit.
APPLICANT = ("申诉人", "Applicant")
DESCRIBED = frozenset(
    {"kind", "title_zh", "title_en", "reference", "dated_on", "source_zh", "source_en", "source_class"}
    | {"proves_zh", "proves_en", "form", "confidentiality"}
    | {"held_by", "source_note_zh", "source_note_en", "witness_name", "witness_contact"}
)


# --- order and numbers -----------------------------------------------------------------------------------------------


def in_order(rows: Iterable[Evidence], order: Sequence[str] = numbering.ORDER) -> list[Evidence]:
    """Letters, evidence, identity, law (guide 四.2), or as counsel chose; each group in the order it was put in."""
    return sorted(rows, key=lambda row: (order.index(row.section), row.position, row.pk))


def order_of(case: Case) -> Sequence[str]:
    chosen = BindingChoice.objects.filter(case=case).values_list("order", flat=True).first()
    return tuple(chosen) if chosen else numbering.ORDER


def letters_in(case: Case) -> int:
    """How many numbers the appeal letter takes: one a language of the newest appeal."""
    newest = Appeal.objects.filter(case=case).order_by("-round").first()
    return len(newest.languages) if newest else 1


def numbered(case: Case, *, letters: int | None = None) -> list[tuple[str, Evidence]]:
    """Every standing exhibit with its number, in the order of the pack. Three queries at most."""
    order = order_of(case)
    rows = in_order(case.evidence.standing().select_related("file"), order)
    count = letters_in(case) if letters is None else letters
    numbers = numbering.exhibit_numbers([row.section for row in rows], letters=count, order=order)
    return list(zip(numbers, rows, strict=True))


def file_name(exhibit: str, item: Evidence, language: str) -> str:
    """The name under which an exhibit is handed on (row 3.1c); the name it came with is kept beside it."""
    paper = papers.find(item.kind)
    kind = paper.name.text(language) if paper else item.in_language("title", language) or item.for_reader("title")
    return numbering.file_name(exhibit, kind, item.reference, item.dated_on, PurePath(item.file.name).suffix)


# --- taking in -------------------------------------------------------------------------------------------------------


def add(
    case: Case,
    upload: storing.Upload,
    *,
    name: str,
    by: User,
    at: datetime,
    section: str = "",
    kind: str = "",
    prepare_now: bool = True,
    **described: Any,
) -> Evidence:
    """Take a file in as the last exhibit of its group. A bad file is refused with a sentence; others are not touched.

    The file is inspected before the transaction begins: a slow scan must not hold the database for everyone else.
    """
    case.require(by, Can.WORK_ON_CASE)
    _require_open(case)
    place = holding.Place(case.chain, by, {"section": section, "kind": kind})
    file = storing.store(
        upload, name=name, organisation=case.organisation, at=at, prepare_now=prepare_now,
        on_hold=partial(holding.hold, place=place, name=name, organisation=case.organisation, at=at),
    )  # fmt: skip
    return enter(case, file, name=name, by=by, at=at, section=section, kind=kind, **described)


@transaction.atomic
def enter(
    case: Case,
    file: StoredFile,
    *,
    name: str,
    by: User,
    at: datetime,
    section: str = "",
    kind: str = "",
    **described: Any,
) -> Evidence:
    """A file that is stored already becomes an exhibit: an upload, the notice of the log, a paper of the party."""
    case.require(by, Can.WORK_ON_CASE)
    _require_open(case)
    _require_known(kind, described)
    if storing.is_recording(file):
        raise ValidationError(
            _("A recording cannot be bound. Keep it in the log of the case, and add its words here, as a paper."),
            code="recording",
        )
    if existing := case.evidence.standing().filter(file=file).first():
        raise ValidationError(
            _("This file is in the case already, as “%(title)s”. The same bytes count once."),
            code="file_already",
            params={"title": existing.for_reader("title") or existing.original_name},
        )
    paper = papers.find(kind)
    section = section or (paper.section if paper else Evidence.Section.EVIDENCE)
    if section not in Evidence.Section.values:
        raise ValidationError(_("Choose one of the four groups."), code="unknown_section")
    last = case.evidence.filter(section=section).aggregate(last=Max("position"))["last"] or 0
    stem = PurePath(name).stem[:180]
    reference = str(described.get("reference") or "")
    values: dict[str, Any] = {
        # An unnamed paper is called by its kind; without one, by the name it came with.
        "title_zh": f"{paper.name.zh}{reference}" if paper else stem,
        "title_en": f"{paper.name.en} {reference}".strip() if paper else stem,
        "source_class": paper.source_class if paper else Evidence.SourceClass.OWN,
        **{field: value for field, value in described.items() if value not in ("", None)},
    }
    if not values.get("source_zh") and not values.get("source_en"):
        made_by = paper.issued_by if paper and values["source_class"] != Evidence.SourceClass.OWN else None
        zh, en = (made_by.zh, made_by.en) if made_by else APPLICANT
        values |= {"source_zh": zh[:120], "source_en": en[:120]}
    try:
        with transaction.atomic():
            item = Evidence.objects.create(
                case=case,
                file=file,
                original_name=name[:255],
                section=section,
                position=last + 1,
                kind=kind,
                added_round=round_now(case),
                added_by=by,
                added_at=at,
                **values,
            )
    except IntegrityError:
        raise ValidationError(
            _("Somebody has just added the same file. Reload the page."), code="file_already"
        ) from None
    zh, en = both(_("Evidence added: %(title)s"), title="{}")
    timeline.note_event(
        case,
        "evidence_added",
        happened_at=at,
        zh=zh.format(item.title_zh or item.title_en),
        en=en.format(item.title_en or item.title_zh),
        by=by,
        at=at,
        file=file,
        sha256=file.sha256,
    )
    settle_when_complete(case, by=by, at=at)
    history.record(
        case,
        "evidence.added",
        by=by,
        at=at,
        data={"evidence": item.pk, "sha256": file.sha256, "section": section, "kind": kind},
        private={"name": name},
    )
    return item


def round_now(case: Case) -> int:
    """The round that a paper added today belongs to: what comes after an appeal went out is new in the next."""
    newest = case.appeals.order_by("-round").first()
    if newest is None:
        return 1
    return newest.round if newest.is_open else newest.round + 1


# --- describing and moving -------------------------------------------------------------------------------------------


@transaction.atomic
def describe(item: Evidence, values: Mapping[str, Any], *, by: User, at: datetime) -> Evidence:
    case = item.case
    case.require(by, Can.WORK_ON_CASE)
    _require_open(case)
    _require_known(str(values.get("kind", "")), values)
    if unknown := set(values) - DESCRIBED:
        raise ValueError(f"Not for people to write: {', '.join(sorted(unknown))}")
    proof.require_reachable(item, values)
    title_zh, title_en = values.get("title_zh", item.title_zh), values.get("title_en", item.title_en)
    if not title_zh.strip() and not title_en.strip():
        raise ValidationError(
            {"title_zh": ValidationError(_("Give the paper a title in at least one language."), code="title_missing")}
        )
    changed = {field: value for field, value in values.items() if getattr(item, field) != value}
    if not changed:
        return item
    if not Evidence.objects.filter(pk=item.pk, removed_at=None).update(**changed):
        raise ValidationError(_("Somebody has just taken this paper out."), code="removed_meanwhile")
    item.refresh_from_db()
    settle_when_complete(case, by=by, at=at)
    history.record(
        case,
        "evidence.described",
        by=by,
        at=at,
        data={"evidence": item.pk, "fields": sorted(changed)},
        private={field: str(value) for field, value in changed.items()},
    )
    return item


@transaction.atomic
def move(item: Evidence, *, to_section: str, position: int, by: User, at: datetime) -> Evidence:
    """To the given place (from 1) of a group. The numbers of the others follow; no number is ever typed."""
    case = item.case
    case.require(by, Can.WORK_ON_CASE)
    _require_open(case)
    if to_section not in Evidence.Section.values:
        raise ValidationError(_("Choose one of the four groups."), code="unknown_section")
    rows = {row.pk: row for row in case.evidence.standing().select_for_update()}
    if item.pk not in rows:
        raise ValidationError(_("Somebody has just taken this paper out."), code="removed_meanwhile")
    frm = rows[item.pk].section
    group = [row.pk for row in in_order(row for row in rows.values() if row.section == to_section)]
    left = [row.pk for row in in_order(row for row in rows.values() if row.section == frm and row.pk != item.pk)]
    orders = {to_section: numbering.moved(group, item.pk, position - 1)}
    if frm != to_section:
        orders[frm] = left
    for section, order in orders.items():
        for place, pk in enumerate(order, start=1):
            if (rows[pk].position, rows[pk].section) != (place, section):
                Evidence.objects.filter(pk=pk).update(position=place, section=section)
    item.refresh_from_db()
    history.record(
        case,
        "evidence.moved",
        by=by,
        at=at,
        data={"evidence": item.pk, "from": frm, "to": to_section, "position": item.position},
    )
    return item


def step(item: Evidence, by_places: int, *, by: User, at: datetime) -> Evidence:
    """One up (-1) or one down (+1) within its group."""
    group = in_order(item.case.evidence.standing().filter(section=item.section))
    here = next(place for place, row in enumerate(group, start=1) if row.pk == item.pk)
    return move(item, to_section=item.section, position=here + by_places, by=by, at=at)


@transaction.atomic
def remove(item: Evidence, *, by: User, at: datetime, because: str) -> Evidence:
    """Out of the case's evidence. The file and the row stay: an earlier pack may hold them."""
    case = item.case
    case.require(by, Can.WORK_ON_CASE)
    _require_open(case)
    if not because.strip():
        raise ValidationError(
            {
                "because": ValidationError(
                    _("Say why the paper is taken out. The reason is kept."), code="reason_missing"
                )
            }
        )
    taken = Evidence.objects.filter(pk=item.pk, removed_at=None).update(
        removed_at=at, removed_because=because.strip()[:300]
    )
    if not taken:
        raise ValidationError(_("Somebody has just taken this paper out."), code="removed_meanwhile")
    FactEvidence.objects.filter(evidence=item).delete()
    PointEvidence.objects.filter(evidence=item).delete()
    item.refresh_from_db()
    history.record(
        case, "evidence.removed", by=by, at=at, data={"evidence": item.pk}, private={"because": because.strip()}
    )
    return item


# --- what is asked for -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """A paper that cause and body ask for (row 2.3d), and what of the case's evidence answers to it."""

    paper: RequiredPaper
    items: tuple[Evidence, ...]

    @property
    def is_there(self) -> bool:
        return bool(self.items)

    @property
    def by_sector(self) -> bool:
        return any(because.kind == "sector" for because in self.paper.because)


def wanted(case: Case, rows: Iterable[Evidence] | None = None) -> list[Wanted]:
    """The list from cause and freezing body, each paper with its reason and the exhibits that answer it."""
    by_kind: dict[str, list[Evidence]] = {}
    for row in case.evidence.standing() if rows is None else rows:
        by_kind.setdefault(row.kind, []).append(row)
    route = routes.of(case.route) if case.route else routes.route_for(case.freeze.body_kind, case.freeze.jurisdiction)
    causes = [cause.code for cause in case.causes.all() if cause.likelihood != CaseCause.Likelihood.RULED_OUT]
    asked = papers.required(case.freeze.body_kind, route, causes, cast("Applicant", case.party.kind))
    if ticks := list(case.sectors.all()):
        asked = sectors.asked_by(ticks, asked)
    return [Wanted(paper, tuple(by_kind.get(paper.code, ()))) for paper in asked]


def settle_when_complete(case: Case, *, by: User, at: datetime) -> None:
    """Every core paper is there: the line "collect evidence" is done with it."""
    asked = [each for each in wanted(case) if each.paper.is_core]
    if asked and all(each.is_there for each in asked):
        checklists.settle(case, "collect-evidence", by=by, at=at)


def uses(case: Case) -> dict[int, int]:
    """How many facts each exhibit proves: one that proves nothing asks why it is there."""
    rows = FactEvidence.objects.filter(evidence__case=case).values("evidence").annotate(n=Count("pk"))
    return {row["evidence"]: row["n"] for row in rows}


def _require_open(case: Case) -> None:
    if case.is_closed:
        raise ValidationError(_("The case is closed. Its evidence stays as it is."), code="case_closed")


def _require_known(kind: str, values: Mapping[str, Any]) -> None:
    if kind and papers.find(kind) is None:
        raise ValidationError({"kind": ValidationError(_("Choose the paper from the list."), code="unknown_paper")})
    for field, choices in (
        ("source_class", Evidence.SourceClass),
        ("form", Evidence.Form),
        ("confidentiality", Evidence.Confidentiality),
    ):
        if values.get(field) and values[field] not in choices.values:
            raise ValidationError({field: ValidationError(_("Choose one of the values shown."), code="unknown_value")})

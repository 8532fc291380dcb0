"""What is to be done in each stage, by whom and by when, what a freezing body changes, lists for special moments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from knowledge.models import Kind
from knowledge.shelf import Shelf
from knowledge.words import Words, words

OFFSET = re.compile(r"^([+-]?)(\d+)(h|wd|d)$")
Who = Literal["finance", "counsel", "manager", "admin"]
Unit = Literal["h", "wd", "d"]
# The lists of checklists.yaml, by the moment that calls for them.
FIRST_24_HOURS = "first-24-hours"
SECURITY_LOCK = "security-lock"
UNFREEZE = "unfreeze"
PRE_SUBMISSION = "pre-submission"


@dataclass(frozen=True)
class Offset:
    """`+4h` clock hours, `+1wd` working days of the firm, `+3d` calendar days after the event; `-7d` before it."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Offset":
        if text == "0":
            return cls(0, "h")
        found = OFFSET.match(text)
        if not found:
            raise ValueError(f"“{text}” is no offset. Write +4h, +1wd, -7d or 0.")
        sign = -1 if found[1] == "-" else 1
        unit: Unit = "h" if found[3] == "h" else "wd" if found[3] == "wd" else "d"
        return cls(sign * int(found[2]), unit)

    @property
    def in_working_days(self) -> bool:
        """Needs the firm's calendar."""
        return self.unit == "wd"

    @property
    def plain(self) -> timedelta | None:
        """What can be added without a calendar; None for working days."""
        if self.in_working_days:
            return None
        return timedelta(hours=self.count) if self.unit == "h" else timedelta(days=self.count)

    def __str__(self) -> str:
        return f"{self.count:+d}{self.unit}" if self.count else "0"


@dataclass(frozen=True)
class ChecklistItem:
    code: str
    stage: str  # confirm, funds, appeal, follow_up, second_appeal, closing; empty in a list
    name: Words
    who: Who
    event: str  # freeze_known, stage_started, submission_made, ...
    offset: Offset
    is_gate: bool
    bodies: tuple[str, ...] | None  # None: all
    papers: tuple[str, ...]
    source: str  # section of the guide
    row: str

    def __str__(self) -> str:
        return str(self.name)

    def is_for(self, body_kind: str) -> bool:
        return self.bodies is None or body_kind in self.bodies


@dataclass(frozen=True)
class Variant:
    """What a freezing body changes in the stages' checklists."""

    body: str
    note: Words
    skips: frozenset[str]
    who: Mapping[str, Who]
    adds: tuple[ChecklistItem, ...]


@dataclass(frozen=True)
class NamedList:
    """A list outside the stages: the first 24 hours, after the release, the security lock."""

    code: str
    name: Words
    row: str
    items: tuple[ChecklistItem, ...]

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True)
class Duty:
    """A line of the default RACI: who does it, who answers for it, who is asked, who is told (row 7.3b)."""

    task: str
    name: Words
    responsible: tuple[Who, ...]
    accountable: Who
    consulted: tuple[Who, ...]
    informed: tuple[Who, ...]


def items_for(stage: str, body_kind: str) -> list[ChecklistItem]:
    """The checklist of a stage for this freezing body, in order; what the variant adds stands at the end."""
    variant = _VARIANTS.find(body_kind)
    common = [item for item in _ITEMS.all().values() if item.stage == stage and item.is_for(body_kind)]
    if variant is None:
        return common
    kept = [_as(item, variant) for item in common if item.code not in variant.skips]
    return kept + [item for item in variant.adds if item.stage == stage]


def _as(item: ChecklistItem, variant: Variant) -> ChecklistItem:
    return replace(item, who=variant.who[item.code]) if item.code in variant.who else item


def variant_for(body_kind: str) -> Variant | None:
    return _VARIANTS.find(body_kind)


def lists() -> Mapping[str, NamedList]:
    return _LISTS.all()


def list_of(code: str) -> NamedList:
    return _LISTS.get(code)


def golden_hours(body_kind: str) -> list[ChecklistItem]:
    """The first 24 hours (row 2.1d). Where only counsel may speak, finance opens no inquiry of its own."""
    variant = _VARIANTS.find(body_kind)
    counsel_only = bool(variant and "start-24h" in variant.skips)
    return [item for item in list_of(FIRST_24_HOURS).items if not (counsel_only and item.code == "g-open")]


def raci() -> tuple[Duty, ...]:
    return _RACI.get("default")


def _item(row: Mapping[str, Any]) -> ChecklistItem:
    return ChecklistItem(
        code=row["code"],
        stage=row.get("stage", ""),
        name=words(row),
        who=row["who"],
        event=row["due"]["event"],
        offset=Offset.parse(row["due"]["offset"]),
        is_gate=row["gate"],
        bodies=None if row["bodies"] == "all" else tuple(row["bodies"]),
        papers=tuple(row.get("documents", [])),
        source=row.get("source", ""),
        row=row.get("row", ""),
    )


def _variant(body: Mapping[str, Any]) -> Variant:
    return Variant(
        body=body["body"],
        note=words(body["note"]),
        skips=frozenset(body["skip_items"]),
        who=dict(body["change_who"]),
        adds=tuple(_item(row) for row in body["add_items"]),
    )


def _list(body: Mapping[str, Any]) -> NamedList:
    return NamedList(body["code"], words(body), body.get("row", ""), tuple(_item(row) for row in body["items"]))


def _duties(body: Mapping[str, Any]) -> tuple[Duty, ...]:
    return tuple(
        Duty(
            row["task"],
            words(row),
            tuple(row["responsible"]),
            row["accountable"],
            tuple(row["consulted"]),
            tuple(row["informed"]),
        )
        for row in body["rows"]
    )


_ITEMS: Shelf[ChecklistItem] = Shelf(Kind.CHECKLIST_ITEM, lambda edition: _item(edition.content))
_VARIANTS: Shelf[Variant] = Shelf(Kind.CHECKLIST_VARIANT, lambda edition: _variant(edition.content))
_LISTS: Shelf[NamedList] = Shelf(Kind.CHECKLIST_LIST, lambda edition: _list(edition.content))
_RACI: Shelf[tuple[Duty, ...]] = Shelf(Kind.RACI, lambda edition: _duties(edition.content))

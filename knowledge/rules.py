"""A time limit as the law, the provider or the guide states it: how long, from what, how counted, and its source."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from knowledge.amounts import Amount, Direction, Part, Unit
from knowledge.phrases import NOTHING, Phrase, phrase
from knowledge.refusals import Refused

Actor = Literal["us", "them"]
AppliesBy = Literal["event", "posting", "contract"]


@dataclass(frozen=True)
class EarlierVersion:
    """What the limit was before. `until` is the last day on which it applied; none for contracts made earlier."""

    amount: int
    unit: Unit
    until: date | None
    source: Phrase
    profile: str | None = None
    calendar: str | None = None


@dataclass(frozen=True)
class Reading:
    """Another way in which the same limit can be argued. The engine shows its date beside its own."""

    why: Phrase
    profile: str | None = None
    calendar: str | None = None
    amount: Part | None = None
    rolls: bool | None = None
    vacation: "Vacation | None" = None


@dataclass(frozen=True)
class Vacation:
    """A period that starts and ends inside the judicial vacation runs to a fixed day. Days are written "MM-DD"."""

    amount: Part
    first: str
    last: str
    until: str


@dataclass(frozen=True)
class Rule:
    id: str
    name: Phrase
    jurisdiction: str
    freezing_authority: tuple[str, ...]
    stage: str
    trigger_event: str
    event: Phrase  # the trigger event in words
    actor: Actor
    direction: Direction
    amount: int | None
    unit: Unit
    profile: str
    calendar: str
    kind: str
    legal_status: str
    law: Phrase  # the statute or page that the rule is taken from
    article: Phrase
    version: str
    edition: Phrase  # the version in words
    title_en: str
    title_original: str
    url: str
    seen: str
    effective_from: date | None
    effective_to: date | None
    note: Phrase
    confidence: str
    enabled: bool
    applies_by: AppliesBy = "event"
    introduced: bool = False  # nothing like it applied before `effective_from`
    amount_min: int | None = None
    amount_from: str | None = None  # "notice": the document states the length
    plus: Part | None = None  # always added at the end: the ten days on account of distance
    vacation: Vacation | None = None
    condition: str | None = None
    extends: str | None = None
    precedes: str | None = None
    chained_to: str | None = None
    emits: str | None = None
    superseded_by: str | None = None
    renewable: bool = False
    max_renewals: int | None = None
    other_trigger: str | None = None  # a second event with its own amount; the later end counts
    other_event: Phrase = NOTHING  # in words
    other_amount: Part | None = None
    earlier: tuple[EarlierVersion, ...] = ()
    readings: tuple[Reading, ...] = ()
    replaced_version: EarlierVersion | None = None  # set when an earlier version was chosen

    @cached_property
    def own_amounts(self) -> frozenset[Amount]:
        """What this rule says in any of its versions: naming one of these replaces nothing."""
        stated = [self.parts, *((Part(old.amount, old.unit),) for old in self.earlier)]
        return frozenset(stated if self.amount is None else [*stated, (Part(self.amount, self.unit),)])

    @property
    def parts(self) -> Amount:
        if self.amount is None:
            return ()
        own = (Part(self.amount, self.unit),)
        return (*own, self.plus) if self.plus else own


def parse_rule(data: Mapping[str, Any]) -> Rule:
    """From one entry of time_limits.yaml, or from an edition of it that was kept as JSON."""
    counting, source = data["counting"], data["source"]
    other = (data.get("alternatives") or [{}])[0]
    title_original = str(source["title_original"])
    title_zh = source.get("title_zh") or title_original
    article = str(source["article"])
    return Rule(
        id=str(data["id"]),
        name=phrase(data, otherwise=str(data["id"])),
        jurisdiction=str(data["jurisdiction"]),
        freezing_authority=tuple(data["freezing_authority"]),
        stage=str(data["stage"]),
        trigger_event=str(data["trigger_event"]),
        event=_event(data.get("trigger"), data["trigger_event"]),
        actor=data["actor"],
        direction=data["direction"],
        amount=data["amount"],
        unit=data["unit"],
        profile=str(counting["profile"]),
        calendar=str(counting["calendar"]),
        kind=str(data["kind"]),
        legal_status=str(data["legal_status"]),
        law=Phrase(str(source["title_en"]), str(title_zh)),
        article=Phrase(article, str(source.get("article_zh") or article)),
        version=str(source["version"]),
        edition=Phrase(str(source["version"]), str(source.get("version_zh") or source["version"])),
        title_en=str(source["title_en"]),
        title_original=title_original,
        url=str(source["url_or_publisher"]),
        seen=str(source["seen"]),
        effective_from=_day(source.get("effective_from")),
        effective_to=_day(source.get("effective_to")),
        note=Phrase(str(data["note"]), str(data.get("note_zh") or data["note"])),
        confidence=str(data["confidence"]),
        enabled=bool(data["enabled"]),
        applies_by=data.get("applies_by", "event"),
        introduced=bool(data.get("introduced")),
        amount_min=data.get("amount_min"),
        amount_from=data.get("amount_from"),
        plus=_part(data.get("plus")),
        vacation=_vacation(data.get("vacation")),
        condition=data.get("condition"),
        extends=data.get("extends"),
        precedes=data.get("precedes"),
        chained_to=data.get("chained_to"),
        emits=data.get("emits"),
        superseded_by=data.get("superseded_by"),
        renewable=bool(data.get("renewable")),
        max_renewals=data.get("max_renewals"),
        other_trigger=other.get("trigger"),
        other_event=_event(other.get("event"), other["trigger"]) if other else NOTHING,
        other_amount=_part(other),
        earlier=tuple(_earlier(row) for row in data.get("supersedes") or ()),
        readings=tuple(_reading(row) for row in data.get("readings") or ()),
    )


def bare_rule(profile: str, amount: Amount, *, calendar: str, direction: Direction = "after") -> Rule:
    """A count that follows a statute's way of counting but no rule of the catalogue: `profile:de-bgb`."""
    return Rule(
        id=f"profile:{profile}",
        name=Phrase(f"Count as “{profile}”", f"按“{profile}”计算"),
        jurisdiction="ZZ",
        freezing_authority=(),
        stage="",
        trigger_event="event",
        event=Phrase("Event", "事件"),
        actor="us",
        direction=direction,
        amount=amount[0].count,
        unit=amount[0].unit,
        profile=profile,
        calendar=calendar,
        kind="",
        legal_status="",
        law=NOTHING,
        article=NOTHING,
        version="",
        edition=NOTHING,
        title_en="",
        title_original="",
        url="",
        seen="",
        effective_from=None,
        effective_to=None,
        note=NOTHING,
        confidence="",
        enabled=True,
    )


def _day(value: date | str | None) -> date | None:
    """None also for a remark in the place of a date: "contracts made before 2026-04-28"."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _event(words: Mapping[str, Any] | None, code: str) -> Phrase:
    """An edition of long ago may carry no words for it: then its code is better than nothing."""
    return phrase(words, otherwise=str(code).replace("_", " "))


def _part(row: Mapping[str, Any] | None) -> Part | None:
    return Part(int(row["amount"]), row["unit"]) if row and row.get("amount") is not None else None


def _vacation(row: Mapping[str, Any] | None) -> Vacation | None:
    part = _part(row)
    return Vacation(part, str(row["first"]), str(row["last"]), str(row["until"])) if row and part else None


def _earlier(row: Mapping[str, Any]) -> EarlierVersion:
    source = str(row["source"])
    return EarlierVersion(
        amount=int(row["amount"]),
        unit=row["unit"],
        until=_day(row.get("effective_to")),
        source=Phrase(source, str(row.get("source_zh") or source)),
        profile=row.get("profile"),
        calendar=row.get("calendar"),
    )


def _reading(row: Mapping[str, Any]) -> Reading:
    return Reading(
        why=phrase(row) or NOTHING,
        profile=row.get("profile"),
        calendar=row.get("calendar"),
        amount=_part(row.get("amount")),
        rolls=row.get("rolls"),
        vacation=_vacation(row.get("vacation")),
    )


# --- may it be computed at all, and in which version -----------------------------------------------------------------


def refuse_if_not_computable(rule: Rule, *, amount_given: bool) -> None:
    """A repealed, doubled, warning or open-ended rule answers with its reason instead of a date."""
    match rule.legal_status:
        case "repealed":
            raise Refused("rule_repealed", rule=rule.id, successor=rule.superseded_by or "?", note=rule.note)
        case "alias":
            raise Refused("rule_alias", rule=rule.id, successor=rule.superseded_by or "?")
        case "warning":
            raise Refused("rule_warning", rule=rule.id, note=rule.note)
        case "open-ended":
            raise Refused("rule_open_ended", rule=rule.id, note=rule.note)
    if rule.amount is None and not rule.vacation and not amount_given:
        raise Refused("rule_needs_document", rule=rule.id)


def version_on(rule: Rule, day: date, *, contract_on: date | None, amount: Amount | None) -> Rule:
    """The version in force on the day that the rule names: of the event, of the posting, or of the contract."""
    if rule.applies_by == "contract" and rule.earlier:
        return _version_of_contract(rule, day, contract_on=contract_on, amount=amount)
    if rule.effective_to and day > rule.effective_to:
        raise Refused("no_longer_in_force", rule=rule.id, until=rule.effective_to, day=day)
    if rule.effective_from is None or day >= rule.effective_from:
        return rule
    dated = sorted((old for old in rule.earlier if old.until), key=lambda old: old.until or day)
    for old in dated:
        if old.until and day <= old.until:
            return _with(rule, old)
    if rule.introduced:
        raise Refused("not_in_force", rule=rule.id, since=rule.effective_from, day=day)
    return rule


def _version_of_contract(rule: Rule, day: date, *, contract_on: date | None, amount: Amount | None) -> Rule:
    """Unknown date of contract: an event before the change can only meet an older contract."""
    old = rule.earlier[0]
    if contract_on is None and amount == (Part(old.amount, old.unit),):
        return _with(rule, old)
    if rule.effective_from and (contract_on or day) < rule.effective_from:
        return _with(rule, old)
    return rule


def _with(rule: Rule, old: EarlierVersion) -> Rule:
    return replace(
        rule,
        amount=old.amount,
        unit=old.unit,
        profile=old.profile or rule.profile,
        calendar=old.calendar or rule.calendar,
        plus=None,
        replaced_version=old,
    )

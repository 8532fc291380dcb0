"""Who froze it, and where, decides the route: its steps, its time limits, its papers, and who may speak to whom.

A pair of body and country that nobody researched is Uncovered: counsel defines the route, and no date is computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge.models import Edition, Kind
from knowledge.providers import EEA, channel_name
from knowledge.shelf import Shelf
from knowledge.words import NO_WORDS, Words, words

Contact = Literal["finance", "counsel-only"]
Tier = Literal["verify", "first", "second", "outside", "funds", "compensation"]
UNKNOWN = "unknown"
# Bodies under the law of the Union in every member state. A Dutch court is not: no route, counsel defines it.
UNION_WIDE = frozenset({"provider", "bank", "sanctions", "data-protection"})
# Which steps of a route belong to which stage of a case.
TIERS_OF_STAGE: Mapping[str, tuple[Tier, ...]] = {
    "confirm": ("verify",),
    "funds": ("funds",),
    "appeal": ("first",),
    "follow_up": ("first",),
    "second_appeal": ("second", "outside", "compensation"),
}
TIER_NAMES: Mapping[str, Any] = {
    "verify": _("Verify"),
    "first": _("First appeal"),
    "second": _("Second appeal"),
    "outside": _("Outside body"),
    "funds": _("Money meanwhile"),
    "compensation": _("Compensation"),
}
# The parts of a pack, as an order of it names them.
PART_NAMES: Mapping[str, Any] = {
    "appeal": pgettext_lazy("part of a pack", "Letter"),
    "evidence": pgettext_lazy("part of a pack", "Evidence"),
    "identity": pgettext_lazy("part of a pack", "Identity"),
    "legal-basis": pgettext_lazy("part of a pack", "Legal basis"),
}
CONFIDENCE_NAMES: Mapping[str, Any] = {
    "high": _("The articles of the rules used were read."),
    "medium": _("Known in part from excerpts only."),
    "low": _("Recalled in part, or no rule is known: no date is made without counsel."),
}


@dataclass(frozen=True)
class BodyKind:
    """Who may freeze an account: twelve kinds, and the unknown one."""

    edition_id: int
    code: str
    name: Words
    contact: Contact
    authorities: tuple[str, ...]  # what time_limits.yaml calls it
    nature: Words
    how_to_recognise: Words
    freeze_has_own_end: bool

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_known(self) -> bool:
        return self.code != UNKNOWN

    @property
    def is_authority(self) -> bool:
        """Counsel's lane: finance may not send anything (row 1.1f)."""
        return self.contact == "counsel-only"


@dataclass(frozen=True)
class LimitUse:
    """A time limit at a step of a route: which event starts it, who must act, what sort of limit."""

    rule_id: str
    starts_at: str
    side: Literal["us", "them"]
    kind: str  # limitation, response-due, freeze-expiry, cooling-off, recommended-practice


@dataclass(frozen=True)
class Step:
    number: int
    tier: Tier
    name: Words
    channels: tuple[str, ...]
    contact: Contact
    limits_run_meanwhile: str  # yes, interrupts, check, not-applicable
    limits: tuple[LimitUse, ...]
    papers: tuple[str, ...]
    note: Words

    @property
    def tier_name(self) -> str:
        return str(TIER_NAMES[self.tier])

    @property
    def channel_names(self) -> list[str]:
        return [channel_name(kind) for kind in self.channels]


@dataclass(frozen=True)
class Copies:
    min: int | None  # None: counsel sets it, body by body
    max: int | None
    note: Words


@dataclass(frozen=True)
class HardStop:
    """What must never be offered on this route."""

    code: str
    sentence: Words

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True)
class Route:
    edition_id: int
    code: str
    body: str
    jurisdiction: str
    name: Words
    steps: tuple[Step, ...]
    required_papers: tuple[str, ...]
    pack_order: tuple[str, ...]
    pack_order_note: Words
    copies: Copies
    seal_signature: str
    languages: tuple[str, ...]
    must_not_offer: tuple[str, ...]
    confidence: str
    note: Words
    is_reviewed: bool  # by counsel of that country

    def __str__(self) -> str:
        return str(self.name)

    @property
    def contact(self) -> Contact:
        return body_kind(self.body).contact

    @property
    def order_names(self) -> list[str]:
        return [str(PART_NAMES[part]) for part in self.pack_order]

    @property
    def confidence_note(self) -> str:
        return str(CONFIDENCE_NAMES[self.confidence])

    def steps_of(self, stage: str) -> tuple[Step, ...]:
        tiers = TIERS_OF_STAGE.get(stage, ())
        return tuple(step for step in self.steps if step.tier in tiers)


@dataclass(frozen=True)
class Uncovered:
    """No route is known for this pair: counsel defines it and no date is made."""

    body: str
    jurisdiction: str
    note: Words
    required_papers: tuple[str, ...] = ()

    @property
    def contact(self) -> Contact:
        return "counsel-only"


@dataclass(frozen=True)
class Change:
    """One thing that differs when the answer to "who froze it?" changes."""

    what: Literal["appears", "goes", "contact", "route", "papers"]
    code: str
    sentence: str


def body_kinds(*, with_unknown: bool = True) -> Sequence[BodyKind]:
    """For the form, in the order of the file; the unknown one last."""
    return [kind for kind in _BODIES.all().values() if with_unknown or kind.is_known]


def body_kind(code: str) -> BodyKind:
    return _BODIES.get(code)


def current() -> Mapping[str, Route]:
    return _ROUTES.all()


def get(code: str) -> Route:
    return _ROUTES.get(code)


def of(edition: Edition) -> Route:
    return _ROUTES.of(edition)


def hard_stops(route: Route | Uncovered) -> list[HardStop]:
    """What this route never offers; the five that hold everywhere come first."""
    everywhere = tuple(_map()["global_must_not_offer"])
    own = route.must_not_offer if isinstance(route, Route) else ()
    known = _STOPS.all()
    return [known[code] for code in dict.fromkeys(everywhere + own)]


def jurisdiction_of(country: str) -> str:
    """The law that is looked up for a country: itself when it is covered, EU for the rest of the EEA."""
    by_country: Mapping[str, str] = _map()["iban_country_to_jurisdiction"]
    if country in by_country:
        return by_country[country]
    return by_country["other_eea"] if country in EEA else country


def jurisdictions() -> list[str]:
    """All that have a route, for the form's list of countries."""
    return list(dict.fromkeys(route.jurisdiction for route in current().values()))


def route_for(body_code: str, jurisdiction: str) -> Route | Uncovered:
    """`jurisdiction` is a country, or EU for a measure of the Union itself."""
    if not body_kind(body_code).is_known:
        unknown = Edition.objects.pick(Kind.BODY_KIND, UNKNOWN).content
        return Uncovered(body_code, jurisdiction, words(unknown["note"]), tuple(unknown["required_documents"]))
    known = {(route.jurisdiction, route.body): route for route in current().values()}
    uncovered = _map()["uncovered"]
    instead = {
        (row["jurisdiction"], row["body"]): row["use_instead"] for row in uncovered["pairs"] if "use_instead" in row
    }
    in_union = jurisdiction in EEA and body_code in UNION_WIDE
    for law in [jurisdiction, "EU"] if in_union else [jurisdiction]:
        if route := known.get((law, body_code)):
            return route
        if code := instead.get((law, body_code)):
            return get(code)
    return Uncovered(body_code, jurisdiction, words(uncovered["note"]))


def limits_from(route: Route | Uncovered, event: str) -> list[LimitUse]:
    """The time limits of the route that start with an event: submission_made, rejection_received, freeze_effective."""
    return [limit for limit in clock_chain(route) if limit.starts_at == event]


def clock_chain(route: Route | Uncovered, stage: str | None = None) -> list[LimitUse]:
    """The time limits that may run on this route, in the order of its steps; of one stage, or of all."""
    if isinstance(route, Uncovered):
        return []
    steps = route.steps if stage is None else route.steps_of(stage)
    return list(dict.fromkeys(limit for step in steps for limit in step.limits))


def chain_difference(old: Route | Uncovered, new: Route | Uncovered) -> list[Change]:
    """What changes when the freezing body changes: route, contact, clocks, papers (row 2.1c)."""
    changes: list[Change] = []
    if _name(old) != _name(new):
        changes.append(
            Change("route", _code(new), _("Route: %(old)s → %(new)s") % {"old": _name(old), "new": _name(new)})
        )
    if old.contact != new.contact:
        if new.contact == "counsel-only":
            sentence = _("From now on only counsel may contact the freezing body; sending by finance is locked.")
        else:
            sentence = _("Finance may now contact the institution; sending papers still needs four eyes.")
        changes.append(Change("contact", new.contact, str(sentence)))
    before, after = _rule_ids(old), _rule_ids(new)
    titles = dict(_titles(before + after))
    goes, comes = _("No longer applies: %(clock)s"), _("Now applies: %(clock)s")
    lines: list[tuple[Literal["goes", "appears"], Any, list[str]]] = [
        ("goes", goes, [rule for rule in before if rule not in after]),
        ("appears", comes, [rule for rule in after if rule not in before]),
    ]
    for what, sentence, rules in lines:
        changes += [Change(what, rule, sentence % {"clock": titles.get(rule, rule)}) for rule in rules]
    more = [code for code in new.required_papers if code not in old.required_papers]
    if more:
        changes.append(
            Change("papers", " ".join(more), _("%(count)d further papers are asked for.") % {"count": len(more)})
        )
    return changes


def _rule_ids(route: Route | Uncovered) -> list[str]:
    return list(dict.fromkeys(limit.rule_id for limit in clock_chain(route)))


def _titles(rule_ids: Sequence[str]) -> list[tuple[str, str]]:
    rows = Edition.objects.current(Kind.TIME_LIMIT).filter(code__in=rule_ids).only("code", "title_zh", "title_en")
    return [(row.code, row.title) for row in rows]


def _name(route: Route | Uncovered) -> str:
    if isinstance(route, Route):
        return str(route.name)
    return str(_("counsel defines the route"))


def _code(route: Route | Uncovered) -> str:
    return route.code if isinstance(route, Route) else ""


def _map() -> Mapping[str, Any]:
    return _MAP.get("map")


def _body_kind(edition: Edition) -> BodyKind:
    body = edition.content
    return BodyKind(
        edition_id=edition.pk,
        code=edition.code,
        name=words(body),
        contact=body["contact"],
        authorities=tuple(body.get("time_limits_authority", [])),
        nature=words(body.get("nature") or body.get("note")),
        how_to_recognise=words(body.get("how_to_recognise")),
        freeze_has_own_end=bool(body.get("freeze_has_own_end")),
    )


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        number=row["step"],
        tier=row["tier"],
        name=words(row),
        channels=tuple(row["channels"]),
        contact=row["contact"],
        limits_run_meanwhile=row["limits_run_meanwhile"],
        limits=tuple(LimitUse(use["rule"], use["starts_at"], use["side"], use["kind"]) for use in row["limit_rules"]),
        papers=tuple(row["documents"]),
        note=words(row.get("note")),
    )


def _route(edition: Edition) -> Route:
    body = edition.content
    copies = body["copies"]
    return Route(
        edition_id=edition.pk,
        code=edition.code,
        body=body["body"],
        jurisdiction=body["jurisdiction"],
        name=words(body),
        steps=tuple(_step(row) for row in body["steps"]),
        required_papers=tuple(body["required_documents"]),
        pack_order=tuple(body["pack_order"]),
        pack_order_note=words(body.get("pack_order_note")) or NO_WORDS,
        copies=Copies(copies["min"], copies["max"], words(copies.get("note"))),
        seal_signature=body["seal_signature"],
        languages=tuple(body["languages"]),
        must_not_offer=tuple(body["must_not_offer"]),
        confidence=body["confidence"],
        note=words(body["note"]),
        is_reviewed=bool(body["reviewed_by_counsel"]),
    )


def _hard_stop(edition: Edition) -> HardStop:
    return HardStop(edition.code, words(edition.content))


_BODIES: Shelf[BodyKind] = Shelf(Kind.BODY_KIND, _body_kind)
_ROUTES: Shelf[Route] = Shelf(Kind.ROUTE, _route)
_STOPS: Shelf[HardStop] = Shelf(Kind.HARD_STOP, _hard_stop)
_MAP: Shelf[Mapping[str, Any]] = Shelf(Kind.ROUTE_MAP, lambda edition: edition.content)

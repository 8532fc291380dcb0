"""Institutions that we know: how to reach them, what they promise to answer by when, and who stands above them.

A figure from the guide that no public page confirms carries a badge and is an expectation, never a right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from knowledge.models import Edition, Kind
from knowledge.shelf import Shelf
from knowledge.words import Words, words

STALE_AFTER = timedelta(days=180)  # row 3.1a
CHANNEL_NAMES: dict[str, Any] = {
    "account-manager": _("Account manager"),
    "in-app": _("In the app"),
    "web-form": _("Web form"),
    "email": _("E-mail"),
    "post": _("Registered post"),
    "phone": _("Telephone"),
    "branch": _("Branch counter"),
    # as the steps of a route name them
    "post-tracked": _("Registered post"),
    "counter": _("At the counter"),
    "phone-inquiry": _("Telephone inquiry"),
    "court-registry": _("Court registry"),
    "online-court": _("Online court service"),
    "e-curia": _("e-Curia"),
    "via-counsel": _("Through counsel"),
    "via-institution": _("Through the institution"),
}


def channel_name(kind: str) -> str:
    """In the reader's language."""
    return str(CHANNEL_NAMES.get(kind, kind))


@dataclass(frozen=True)
class Provenance:
    """Where a statement was seen, and what that is worth."""

    where: str
    kind: str  # statute, regulator, provider-page, guide-unverified, public-code, recalled, press
    seen_on: date | None
    confidence: str

    @property
    def is_unverified_guide(self) -> bool:
        return self.kind == "guide-unverified"


@dataclass(frozen=True)
class Channel:
    kind: str
    address: Words  # or where it is found
    use: Words
    size_limit_mb: int | None  # None: not known, which is not "none"
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    verified_on: date | None
    source: Provenance

    @property
    def name(self) -> str:
        return channel_name(self.kind)

    @property
    def written(self) -> str:
        """An address that can stand on a letter; empty where the profile only says in words where to look."""
        return self.address.en if self.address.en == self.address.zh else ""

    def is_stale(self, on: date) -> bool:
        """Never opened live, or longer than 180 days ago: a person ticks that it was checked again."""
        return self.verified_on is None or on - self.verified_on > STALE_AFTER


@dataclass(frozen=True)
class Period:
    """A published complaint period, with its rule when there is one."""

    rule: str | None
    name: Words
    value: str

    @property
    def amount(self) -> str:
        """`35 business days` in the reader's language."""
        number, _space, unit = self.value.partition(" ")
        return str(UNITS[unit]) % {"count": number} if unit in UNITS else self.value


UNITS: dict[str, Any] = {
    "hours": _("%(count)s hours"),
    "calendar days": _("%(count)s calendar days"),
    "business days": _("%(count)s working days"),
    "working days": _("%(count)s working days"),
    "working day": _("%(count)s working day"),
    "days": _("%(count)s days"),
    "weeks": _("%(count)s weeks"),
    "months": _("%(count)s months"),
}


@dataclass(frozen=True)
class ReviewStage:
    """A step of the provider's own review (guide, section 5)."""

    code: str
    name: Words
    provider_state: str  # to_submit, in_review, more_material, completed
    expected_min: int | None
    expected_max: int | None
    unit: str  # hours, days, business_days
    from_event: str | None
    rule: str | None
    source: Provenance

    @property
    def usual(self) -> str:
        """`24–48 hours` in the reader's language; empty where nobody says how long it takes."""
        ends = [str(end) for end in (self.expected_min, self.expected_max) if end is not None]
        unit = self.unit.replace("_", " ")
        return str(UNITS[unit]) % {"count": "–".join(dict.fromkeys(ends))} if ends and unit in UNITS else ""


@dataclass(frozen=True)
class Risk:
    """What delays a review, and what it is about: legibility, consistency, sector. Editions before that say nothing."""

    name: Words
    about: str

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True)
class Gap:
    """The pause before the same papers may be sent again (row 5.3a)."""

    hours: int
    rule: str | None
    source: Provenance


@dataclass(frozen=True)
class Expedite:
    factor: Decimal
    target_hours: int
    rule: str | None
    source: Provenance


@dataclass(frozen=True)
class OutsideBody:
    name: Words
    address: str
    email: str
    note: Words


@dataclass(frozen=True)
class Provider:
    edition_id: int
    code: str
    names: Words
    profile: str  # published, generic, guide-unverified
    entity: str  # empty when no page confirms it
    entity_status: str
    country: str
    default_route: str | None
    supervisor: Words
    bic: str
    bank_codes: tuple[tuple[str, str], ...]  # (country, code)
    channels: tuple[Channel, ...]
    complaint_periods: tuple[Period, ...]
    stages: tuple[ReviewStage, ...]
    resubmission_gap: Gap | None
    expedite: Expedite | None
    outside_bodies: tuple[OutsideBody, ...]
    applies_to: tuple[str, ...]  # for a profile of figures only: the providers that it speaks of
    delay_risks: tuple[Risk, ...]
    confidence: str
    note: Words

    def __str__(self) -> str:
        return str(self.names)

    @property
    def is_guide(self) -> bool:
        """Figures of the guide, not found on any page: badge, expectation only."""
        return self.profile == "guide-unverified"

    @property
    def is_generic(self) -> bool:
        return self.profile == "generic"

    def channel(self, kind: str) -> Channel | None:
        return next((channel for channel in self.channels if channel.kind == kind), None)


def current() -> Mapping[str, Provider]:
    """All profiles by code, in the order of the file."""
    return _SHELF.all()


def get(code: str) -> Provider:
    return _SHELF.get(code)


def of(edition: Edition) -> Provider:
    return _SHELF.of(edition)


def provider_for(*, country: str = "", bank_code: str = "", bic: str = "") -> Provider | None:
    """By BIC, else by country and bank code. Only suggests: the user confirms the legal entity."""
    known = current().values()
    short = bic.upper()[:8]
    for provider in known:
        if short and provider.bic and provider.bic[:8] == short:
            return provider
    for provider in known:
        # Belgium names the institution by three digits, Lithuania by five: the profile states as many as it needs.
        if any(country == land and bank_code.startswith(code) for land, code in provider.bank_codes if bank_code):
            return provider
    return None


def generic_for(country: str, *, is_bank: bool | None) -> Provider | None:
    """The profile of any institution of a country, when the institution itself is not known."""
    known = current()
    wanted = {
        "CN": ["generic-cn-bank" if is_bank else "generic-cn-pi"],
        "HK": ["generic-hk-bank"],
        "GB": ["generic-gb"],
    }.get(country, ["generic-eu-bank" if is_bank else "generic-eu-pi"] if country in EEA else [])
    return next((known[code] for code in wanted if code in known), None)


def guide_for(provider: Provider) -> Provider | None:
    """The guide's unverified figures for this provider: its review stages and gaps. Show the badge."""
    return next((guide for guide in current().values() if guide.is_guide and provider.code in guide.applies_to), None)


EEA = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split())  # noqa: SIM905


def _provenance(row: Mapping[str, Any] | None) -> Provenance:
    row = row or {}
    seen = row.get("seen_on")
    return Provenance(
        row.get("where") or "",
        row.get("kind") or "",
        date.fromisoformat(seen) if seen else None,
        row.get("confidence") or "",
    )


def _channel(row: Mapping[str, Any]) -> Channel:
    verified = row.get("verified_on")
    return Channel(
        kind=row["kind"],
        address=words(row["address"]),
        use=words(row["use"]),
        size_limit_mb=row["size_limit_mb"],
        languages=tuple(row["languages"]),
        formats=tuple(row["formats"]),
        verified_on=date.fromisoformat(verified) if verified else None,
        source=_provenance(row.get("source")),
    )


def _stage(row: Mapping[str, Any]) -> ReviewStage:
    return ReviewStage(
        code=row["code"],
        name=words(row),
        provider_state=row["provider_state"],
        expected_min=row["expected_min"],
        expected_max=row["expected_max"],
        unit=row["unit"],
        from_event=row["from_event"],
        rule=row["rule"],
        source=_provenance(row.get("source")),
    )


def _build(edition: Edition) -> Provider:
    body = edition.content
    gap, expedite = body["resubmission_gap"], body["expedite"]
    return Provider(
        edition_id=edition.pk,
        code=edition.code,
        names=words(body["names"]),
        profile=body["profile"],
        entity=body["entity"] or "",
        entity_status=body["entity_status"],
        country=body["country"],
        default_route=body["default_route"],
        supervisor=words(body["supervisor"]),
        bic=body["bic"] or "",
        bank_codes=tuple((row["country"], str(row["code"])) for row in body["bank_codes"]),
        channels=tuple(_channel(row) for row in body["channels"]),
        complaint_periods=tuple(Period(row["rule"], words(row), row["value"]) for row in body["complaint_periods"]),
        stages=tuple(_stage(row) for row in body["stages"]),
        resubmission_gap=Gap(gap["hours"], gap["rule"], _provenance(gap["source"])) if gap else None,
        expedite=(
            Expedite(
                Decimal(expedite["factor"]), expedite["target_hours"], expedite["rule"], _provenance(expedite["source"])
            )
            if expedite
            else None
        ),
        outside_bodies=tuple(
            OutsideBody(words(row), row["address"] or "", row["email"] or "", words(row.get("note")))
            for row in body["outside_bodies"]
        ),
        applies_to=tuple(body.get("applies_to", [])),
        delay_risks=tuple(Risk(words(row), row.get("about", "")) for row in body.get("delay_risks", [])),
        confidence=body["confidence"],
        note=words(body["note"]),
    )


_SHELF: Shelf[Provider] = Shelf(Kind.PROVIDER, _build)

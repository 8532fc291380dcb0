"""How each institution is reached: the shipped profiles, and over them what the firm itself found out, by version.

A channel that nobody checked for 180 days, or ever, is stale: a person looks before papers go out by it (row 3.1a).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from audit import log
from cases.models import Case
from comms.models import ChannelVersion, OwnInstitution
from comms.parcels import Limit
from knowledge import providers, routes
from knowledge.providers import CHANNEL_NAMES, STALE_AFTER, Provider, channel_name
from knowledge.reading import country_here

FORMATS = {"pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "docx": "DOCX", "xlsx": "XLSX", "paper": _("on paper")}
LANGUAGES = {
    "zh": _("Chinese"),
    "en": _("English"),
    "fr": _("French"),
    "nl": _("Dutch"),
    "de": _("German"),
    "bg": _("Bulgarian"),
}


@dataclass(frozen=True)
class Known:
    """A channel as it is used today."""

    kind: str
    address: str  # or words in the reader's language about where it is found; then `written` is empty
    written: str = ""
    use: str = ""
    size_limit_mb: int | None = None
    counts_mail: bool = False
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    copies: int | None = None
    field_limits: tuple[tuple[str, int], ...] = ()
    verified_on: date | None = None
    verified_by: str = ""
    source: str = ""
    number: int = 0  # 0: as shipped

    @property
    def name(self) -> str:
        return channel_name(self.kind)

    @property
    def language_names(self) -> list[str]:
        return [str(LANGUAGES.get(each, each)) for each in self.languages]

    @property
    def format_names(self) -> list[str]:
        return [str(FORMATS.get(each, each.upper())) for each in self.formats]

    @property
    def limit(self) -> Limit:
        return Limit(self.size_limit_mb, self.counts_mail)

    def is_stale(self, on: date) -> bool:
        return self.verified_on is None or on - self.verified_on > STALE_AFTER


@dataclass(frozen=True)
class Entry:
    code: str
    name: str
    country: str
    entity: str
    body_kind: str
    channels: tuple[Known, ...]
    is_own: bool = False
    confidence: str = ""

    @property
    def country_name(self) -> str:
        return country_here(self.country)

    def stale(self, on: date) -> int:
        return sum(channel.is_stale(on) for channel in self.channels)


# --- reading ---------------------------------------------------------------------------------------------------------


def entries(organisation: Organisation) -> list[Entry]:
    """Everybody the firm may have to write to: two queries, whatever the number."""
    versions: dict[str, dict[str, Known]] = {}
    for row in ChannelVersion.objects.current().filter(organisation=organisation).select_related("verified_by"):
        versions.setdefault(row.institution, {})[row.kind] = _of_version(row)
    known = [
        _of_provider(profile, versions.get(profile.code, {}))
        for profile in providers.current().values()
        if not profile.is_guide
    ]
    own = [_of_own(row, versions.get(row.code, {})) for row in OwnInstitution.objects.filter(organisation=organisation)]
    return known + own


def entry(organisation: Organisation, code: str) -> Entry | None:
    return next((each for each in entries(organisation) if each.code == code), None)


def for_case(case: Case) -> Entry | None:
    """The institution that holds the account, as the firm knows it; the profile a case keeps stays its own."""
    edition = case.account.provider
    if edition is None:
        return None
    rows = ChannelVersion.objects.current().filter(organisation=case.organisation_id, institution=edition.code)
    versions = {row.kind: _of_version(row) for row in rows.select_related("verified_by")}
    return _of_provider(providers.of(edition), versions)


def channel_of(case: Case, kind: str) -> Known | None:
    found = for_case(case)
    return next((channel for channel in found.channels if channel.kind == kind), None) if found else None


def _of_provider(profile: Provider, versions: dict[str, Known]) -> Entry:
    shipped = [
        Known(
            kind=channel.kind,
            address=str(channel.address),
            written=channel.written,
            use=str(channel.use),
            size_limit_mb=channel.size_limit_mb,
            languages=channel.languages,
            formats=channel.formats,
            verified_on=channel.verified_on,
            source=channel.source.where,
        )
        for channel in profile.channels
    ]
    return Entry(
        code=profile.code,
        name=str(profile),
        country=profile.country,
        entity=profile.entity,
        body_kind=profile.default_route or "",
        channels=_merged(shipped, versions),
        confidence=profile.confidence,
    )


def _of_own(row: OwnInstitution, versions: dict[str, Known]) -> Entry:
    return Entry(row.code, str(row), row.country, "", row.body_kind, _merged([], versions), is_own=True)


def _merged(shipped: Sequence[Known], versions: dict[str, Known]) -> tuple[Known, ...]:
    """A version of the firm's own stands before the shipped line of the same kind, which keeps only its use."""
    first: list[Known] = []
    for channel in shipped:
        if channel.kind in {each.kind for each in first}:
            continue  # a second way into the same channel: the first line stands for both
        newer = versions.get(channel.kind)
        first.append(_with_use(newer, channel.use) if newer else channel)
    kinds = {channel.kind for channel in shipped}
    return (*first, *(channel for kind, channel in versions.items() if kind not in kinds))


def _with_use(channel: Known, use: str) -> Known:
    return Known(**{**{name: getattr(channel, name) for name in Known.__dataclass_fields__}, "use": use})


def _of_version(row: ChannelVersion) -> Known:
    return Known(
        kind=row.kind,
        address=row.address,
        written=row.address,
        size_limit_mb=row.size_limit_mb,
        counts_mail=row.counts_mail,
        languages=tuple(row.languages),
        formats=tuple(row.formats),
        copies=row.copies,
        field_limits=tuple((str(each["name"]), int(each["max"])) for each in row.field_limits),
        verified_on=row.verified_on,
        verified_by=str(row.verified_by or ""),
        source=row.note,
        number=row.number,
    )


# --- changing --------------------------------------------------------------------------------------------------------


@transaction.atomic
def change(
    organisation: Organisation, code: str, kind: str, given: dict[str, Any], *, by: User, at: datetime
) -> ChannelVersion:
    """The administrator writes the next version. It says who looked, and when; the older ones stay."""
    by.require(Can.LOAD_KNOWLEDGE, organisation.pk)
    if entry(organisation, code) is None:
        raise ValidationError(_("This institution is not in the directory."), code="unknown_institution")
    wrong: dict[str, ValidationError] = {}
    if kind not in CHANNEL_NAMES:
        wrong["kind"] = ValidationError(_("Choose a channel."), code="channel_missing")
    if not str(given.get("address") or "").strip():
        wrong["address"] = ValidationError(_("Enter the address of the channel."), code="address_missing")
    limits, bad = read_limits(str(given.get("field_limits") or ""))
    if bad:
        wrong["field_limits"] = ValidationError(
            _("Write one field a line with its number of characters, “Summary: 500”. Not understood: %(line)s"),
            code="field_limits",
            params={"line": bad},
        )
    if wrong:
        raise ValidationError(wrong)
    return _next(
        organisation,
        code,
        kind,
        {
            "address": str(given["address"]).strip()[:300],
            "size_limit_mb": given.get("size_limit_mb"),
            "counts_mail": bool(given.get("counts_mail")),
            "languages": [each for each in given.get("languages", ()) if each in LANGUAGES],
            "formats": [each for each in given.get("formats", ()) if each in FORMATS],
            "copies": given.get("copies"),
            "field_limits": [{"name": name, "max": most} for name, most in limits],
            "note": str(given.get("note") or "").strip()[:300],
            "verified_on": organisation.day_of(at),
            "verified_by": by,
        },
        by=by,
        at=at,
    )


@transaction.atomic
def check(organisation: Organisation, code: str, kind: str, *, by: User, at: datetime) -> ChannelVersion:
    """Somebody looked at the institution's own page today and it still says so: the next version, with today's day."""
    by.require(Can.EDIT_REGISTER, organisation.pk)
    found = entry(organisation, code)
    channel = next((each for each in found.channels if each.kind == kind), None) if found else None
    if channel is None:
        raise ValidationError(_("This channel is not in the directory."), code="unknown_channel")
    return _next(
        organisation,
        code,
        kind,
        {
            "address": channel.address,
            "size_limit_mb": channel.size_limit_mb,
            "counts_mail": channel.counts_mail,
            "languages": list(channel.languages),
            "formats": list(channel.formats),
            "copies": channel.copies,
            "field_limits": [{"name": name, "max": most} for name, most in channel.field_limits],
            "note": channel.source[:300],
            "verified_on": organisation.day_of(at),
            "verified_by": by,
        },
        by=by,
        at=at,
    )


def _next(
    organisation: Organisation, code: str, kind: str, values: dict[str, Any], *, by: User, at: datetime
) -> ChannelVersion:
    rows = ChannelVersion.objects.filter(organisation=organisation, institution=code, kind=kind)
    last = rows.select_for_update().order_by("-number").first()
    number = last.number + 1 if last else 1
    rows.filter(is_current=True).update(is_current=False)
    row = ChannelVersion.objects.create(
        organisation=organisation, institution=code, kind=kind, number=number, made_by=by, made_at=at, **values
    )
    log.record(
        chain=f"org/{organisation.pk}",
        action="directory.changed",
        by=by,
        at=at,
        data={"institution": code, "channel": kind, "version": number},
        private={"address": row.address},
    )
    return row


@transaction.atomic
def add_institution(
    organisation: Organisation, *, name_zh: str, name_en: str, country: str, body_kind: str, by: User, at: datetime
) -> OwnInstitution:
    by.require(Can.LOAD_KNOWLEDGE, organisation.pk)
    wrong: dict[str, ValidationError] = {}
    if not name_zh.strip():
        wrong["name_zh"] = ValidationError(_("Enter the name of the institution."), code="name_missing")
    if len(country) != 2:
        wrong["country"] = ValidationError(_("Choose the country."), code="country_missing")
    if body_kind not in {kind.code for kind in routes.body_kinds(with_unknown=False)}:
        wrong["body_kind"] = ValidationError(_("Choose what kind of body it is."), code="body_unknown")
    if wrong:
        raise ValidationError(wrong)
    row = OwnInstitution.objects.create(
        organisation=organisation,
        code=f"own-{at:%Y%m%d%H%M%S%f}",
        name_zh=name_zh.strip()[:200],
        name_en=name_en.strip()[:200],
        country=country,
        body_kind=body_kind,
        made_by=by,
        made_at=at,
    )
    log.record(
        chain=f"org/{organisation.pk}", action="directory.added", by=by, at=at, data={"institution": row.code},
        private={"name": row.name_zh},
    )  # fmt: skip
    return row


def read_limits(text: str) -> tuple[list[tuple[str, int]], str]:
    """`摘要：500`, one a line; the second value is the first line that is not understood."""
    found = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        name, colon, most = line.replace("：", ":").rpartition(":")
        if not colon or not name.strip() or not most.strip().isdecimal() or not 0 < int(most) <= 100_000:
            return [], line[:80]
        found.append((name.strip()[:80], int(most)))
    return found, ""


def own_routes(found: Entry) -> list[tuple[str, list[str]]]:
    """Steps and channels of the route that fits this body, and nothing that the route must not offer."""
    route = routes.route_for(found.body_kind, routes.jurisdiction_of(found.country)) if found.is_own else None
    if not isinstance(route, routes.Route):
        return []
    return [(str(step.name), step.channel_names) for step in route.steps]

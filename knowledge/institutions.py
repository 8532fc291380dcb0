"""From an IBAN or account number to the institution: name, legal entity, country, channels, route. Or what to check."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from schwifty import IBAN, exceptions, registry

from knowledge import providers, routes
from knowledge.providers import Channel, Provider
from knowledge.reading import country_here

LOOKS_LIKE_IBAN = re.compile(r"^[A-Z]{2}[0-9]{2}")
ACCOUNT_NUMBER = re.compile(r"^[0-9A-Z]{6,34}$")
# The calendars of an institution's working days, first the one that counts for its own promises.
CALENDARS: Mapping[str, tuple[str, ...]] = {
    "CN": ("CN-WORK",),
    "BE": ("BE-BANK", "TARGET"),
    "FR": ("FR-PUBLIC", "TARGET"),
    "DE": ("DE-LAND", "TARGET"),
    "GB": ("GB-EW",),
    "HK": ("HK-GENERAL",),
    "SG": ("SG-PUBLIC",),
    "US": ("US-FED",),
}


@dataclass(frozen=True)
class Lookup:
    """What a number tells. `problem` is empty when it can be used; otherwise `reason` says what to check."""

    number: str  # without blanks, in capitals
    is_iban: bool
    problem: str = ""  # empty, too_short, characters, country, no_iban_country, length, checksum, structure
    reason: str = ""
    hint: str = ""  # two neighbours that may be swapped
    institution: str = ""
    legal_entity: str = ""
    entity_is_certain: bool = False  # False: a suggestion, the user confirms the legal entity
    country: str = ""
    bic: str = ""
    bank_code: str = ""
    provider: Provider | None = None  # the institution's own profile, or that of any institution there
    default_route: str | None = None
    calendars: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        return not self.problem

    @property
    def needs_country(self) -> bool:
        """An account number without country: ask for it, the route depends on it."""
        return self.is_valid and not self.country

    @property
    def provider_code(self) -> str | None:
        return self.provider.code if self.provider else None

    @property
    def channels(self) -> tuple[Channel, ...]:
        return self.provider.channels if self.provider else ()

    @property
    def country_name(self) -> str:
        return country_here(self.country)

    @property
    def spaced(self) -> str:
        return " ".join(self.number[i : i + 4] for i in range(0, len(self.number), 4)) if self.is_iban else self.number


def compact(typed: str) -> str:
    """Blanks, hyphens and full-width characters of a Chinese keyboard do no harm."""
    return re.sub(r"[\s.\-–—_/·]", "", unicodedata.normalize("NFKC", typed)).upper()


def look_up(typed: str, *, country: str = "") -> Lookup:
    """`country` is asked for when the number is no IBAN."""
    number = compact(typed)
    if not ACCOUNT_NUMBER.match(number):
        return _unusable(number)
    if not LOOKS_LIKE_IBAN.match(number):
        return _account_number(number, country.upper())
    return _iban(number)


def _unusable(number: str) -> Lookup:
    if re.fullmatch(r"[0-9A-Z]*", number) and len(number) < 6:
        reason = _("The number is too short. Type the whole IBAN, or the account number as the bank prints it.")
        return Lookup(number, is_iban=False, problem="too_short", reason=str(reason))
    reason = _("Use letters and digits only, up to 34. Type the IBAN or the account number as the bank prints it.")
    return Lookup(number, is_iban=False, problem="characters", reason=str(reason))


def _account_number(number: str, country: str) -> Lookup:
    profile = providers.generic_for(country, is_bank=True) if country else None
    return Lookup(
        number,
        is_iban=False,
        country=country,
        provider=profile,
        default_route=profile.default_route if profile else None,
        calendars=calendars_of(country),
    )


def _iban(number: str) -> Lookup:
    country = number[:2]
    try:
        iban = IBAN(number)
    except exceptions.InvalidCountryCode:
        return _refused(number, "", *_no_such_country(country))
    except exceptions.InvalidLength:
        return _refused(number, country, "length", _wrong_length(number))
    except exceptions.InvalidChecksumDigits:
        reason = gettext(
            "The check digits do not fit: at least one character is wrong. Compare it with a bank statement."
        )
        return _refused(number, country, "checksum", reason, _swapped(number))
    except exceptions.SchwiftyException:
        reason = gettext(
            "A letter stands where this country's IBANs have a digit, or the other way round. Check O and 0, I and 1."
        )
        return _refused(number, country, "structure", reason)
    return _institution(number, iban)


def _refused(number: str, country: str, problem: str, reason: str, hint: str = "") -> Lookup:
    return Lookup(number, is_iban=True, problem=problem, reason=reason, hint=hint, country=country)


def _no_such_country(country: str) -> tuple[str, str]:
    if country in {"CN", "HK", "US", "SG", "JP", "KR", "TW", "CA", "AU"}:
        reason = gettext(
            "%(country)s has no IBANs. Type the account number as the bank prints it, without the two letters."
        )
        return "no_iban_country", reason % {"country": country_here(country)}
    reason = gettext("No country's IBANs start with %(country)s. Check the first two letters.")
    return "country", reason % {"country": country}


def _wrong_length(number: str) -> str:
    wanted, given = int(registry.get_iban_spec(number[:2]).iban_length), len(number)
    values = {"country": country_here(number[:2]), "wanted": wanted, "given": given, "count": abs(wanted - given)}
    if given < wanted:
        short = gettext("An IBAN of %(country)s has %(wanted)d characters, this has %(given)d: %(count)d missing.")
        return short % values
    return gettext("An IBAN of %(country)s has %(wanted)d characters, this has %(given)d: %(count)d too many.") % values


def _swapped(number: str) -> str:
    """If swapping one pair of neighbours, and only one, mends the number, say which pair to look at."""
    places = []
    for place in range(2, len(number) - 1):
        if number[place] != number[place + 1]:
            other = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            if IBAN(other, allow_invalid=True).is_valid:
                places.append(place + 1)
    if len(places) != 1:
        return ""
    hint = gettext("Characters %(first)d and %(second)d may be swapped.")
    return hint % {"first": places[0], "second": places[0] + 1}


def _institution(number: str, iban: Any) -> Lookup:
    country, bank_code, bic = str(iban.country_code), str(iban.bank_code or ""), str(iban.bic or "")
    own = providers.provider_for(country=country, bank_code=bank_code, bic=bic)
    sister = None if own or not bic else _same_house(bic)
    profile = own or providers.generic_for(country, is_bank=None if sister else True)
    known_as = own or sister
    name = _brand(known_as) if known_as else str(iban.bank_name or "")
    route = own.default_route if own else _route_of(country, "provider" if sister else "bank")
    return Lookup(
        number,
        is_iban=True,
        institution=name,
        legal_entity=own.entity.partition(",")[0] if own else "",
        entity_is_certain=bool(own and own.entity and own.entity_status == "confirmed"),
        country=country,
        bic=bic or (own.bic if own else ""),
        bank_code=bank_code,
        provider=profile,
        default_route=route,
        calendars=calendars_of(country),
    )


def _same_house(bic: str) -> Provider | None:
    """The first four letters of a BIC name the house; which of its entities it is, the user finds out."""
    return next((found for found in providers.current().values() if found.bic and found.bic[:4] == bic[:4]), None)


def _brand(provider: Provider) -> str:
    """`iBanFirst` from “iBanFirst（比利时）”; where the Chinese name is in Chinese, the registered name."""
    zh, en = (re.split(r"[（(]", name)[0].strip() for name in (provider.names.zh, provider.names.en))
    return zh if zh.isascii() else en


def _route_of(country: str, body: str) -> str | None:
    found = routes.route_for(body, country)
    return found.code if isinstance(found, routes.Route) else None


def calendars_of(country: str) -> tuple[str, ...]:
    if country in CALENDARS:
        return CALENDARS[country]
    return ("TARGET",) if country in providers.EEA else ()

"""Lists to choose from, in the reader's language: countries with a known route first, currencies by use."""

from collections.abc import Mapping

from knowledge import routes
from web.shown import locale

CURRENCIES = (
    "EUR",
    "CNY",
    "USD",
    "GBP",
    "HKD",
    "CHF",
    "JPY",
    "SGD",
    "AUD",
    "CAD",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
)


def currencies() -> list[tuple[str, str]]:
    return [(code, f"{code} {locale().currencies.get(code, '')}".strip()) for code in CURRENCIES]


def jurisdiction_choices() -> list[tuple[str, str]]:
    """The countries whose routes are known stand first; any other country has its route defined by counsel."""
    names = locale().territories
    first = [code for code in routes.jurisdictions() if code != "EU"]
    rest = sorted((code for code in _countries(names) if code not in first), key=lambda code: str(names[code]))
    return [(code, str(names.get(code, code))) for code in [*first, *rest]]


def _countries(names: Mapping[str, str]) -> list[str]:
    """Babel's table also holds continents (three digits), and ZZ for "unknown"."""
    return [
        code
        for code in names
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    ]

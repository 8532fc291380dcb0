"""Amounts to the cent and yearly costs to four decimals, half up, and how a figure is read. Decimal end to end."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, InvalidOperation, localcontext
from typing import Any

from funds.refusals import Refused

ZERO, ONE = Decimal(0), Decimal(1)
CENT, TEN_THOUSANDTH, HUNDREDTH = Decimal("0.01"), Decimal("0.0001"), Decimal("0.01")
YEAR = Decimal(365)
MOST = Decimal(10) ** 12  # more is a slip of the finger
EXACT = Context(prec=50, rounding=ROUND_HALF_UP)

# ISO 4217, the currencies in use. A code that is not here is a slip, not a rarity.
_CODES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY "
    "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR "
    "ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK "
    "MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF "
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU "
    "UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES = frozenset(_CODES.split())

Given = Mapping[str, Any]


def to_cent(amount: Decimal) -> Decimal:
    return _written(amount, CENT)


def percent(share: Decimal, unit: Decimal = TEN_THOUSANDTH) -> Decimal:
    """A share of one as percent: 0.372449… is 37.2449."""
    return _written(share * 100, unit)


def _written(figure: Decimal, unit: Decimal) -> Decimal:
    try:
        return figure.quantize(unit, ROUND_HALF_UP, EXACT)
    except DecimalException:
        raise Refused("beyond_figures") from None


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Half of an invoice given away for one day has a yearly cost of a hundred digits: no figure, and said so."""
    try:
        with localcontext(EXACT):
            return base**exponent
    except DecimalException:
        raise Refused("beyond_figures") from None


def over(dividend: Decimal, divisor: Decimal) -> Decimal:
    try:
        return EXACT.divide(dividend, divisor)
    except DecimalException:
        raise Refused("beyond_figures") from None


# --- reading what somebody gave --------------------------------------------------------------------------------------


def number(given: Given, field: str, *, default: Decimal | None = None, where: str = "") -> Decimal:
    """Any figure, also a negative one. Text and whole numbers are read as they are written."""
    value = given.get(field)
    if value is None:
        if default is None:
            raise Refused("missing_field", field=field, where=where)
        return default
    return as_number(value, field, where=where)


def as_number(value: Any, field: str, *, where: str = "") -> Decimal:
    try:
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal | float):
            raise InvalidOperation
        found = Decimal(str(value).strip())
        if not found.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise Refused("not_a_number", field=field, value=value, where=where) from None
    if abs(found) >= MOST:
        raise Refused("too_large", field=field, value=value, where=where)
    return found


def amount(given: Given, field: str, *, default: Decimal | None = None, where: str = "") -> Decimal:
    """What is owed or held: zero or more."""
    found = number(given, field, default=default, where=where)
    if found < 0:
        raise Refused("negative", field=field, value=found, where=where)
    return found


def positive(given: Given, field: str, *, where: str = "") -> Decimal:
    found = amount(given, field, where=where)
    if not found:
        raise Refused("not_positive", field=field, value=found, where=where)
    return found


def share(
    given: Given, field: str, *, default: Decimal | None = None, below_one: bool = False, where: str = ""
) -> Decimal:
    """A part of one: 0.02 for 2 %."""
    found = amount(given, field, default=default, where=where)
    if found > 1 or (below_one and found == 1):
        raise Refused("not_a_share", field=field, value=found, where=where)
    return found


def days(given: Given, field: str, *, where: str = "") -> int:
    """A length in days: at least one."""
    found = whole(given, field, where=where)
    if found < 1:
        raise Refused("days_not_positive", days=found, where=where)
    return found


def whole(given: Given, field: str, *, default: int | None = None, where: str = "") -> int:
    if given.get(field) is None:
        if default is None:
            raise Refused("missing_field", field=field, where=where)
        return default
    return as_day(given[field], field, where=where)


def as_day(value: Any, field: str, *, where: str = "") -> int:
    found = as_number(value, field, where=where)
    if found != found.to_integral_value():
        raise Refused("not_a_day", field=field, value=value, where=where)
    return int(found)


def currency(code: Any, *, where: str = "") -> str:
    found = str(code or "").strip().upper()
    if found not in CURRENCIES:
        raise Refused("unknown_currency", currency=code, where=where)
    return found


def rows(given: Given, field: str, *, most: int, needed: bool = True) -> list[Any]:
    value = given.get(field)
    if value is None and not needed:
        return []
    if value is None:
        raise Refused("missing_field", field=field)
    if not isinstance(value, list):
        raise Refused("not_a_list", field=field)
    if len(value) > most:
        raise Refused("too_many", field=field, count=len(value), most=most)
    return value

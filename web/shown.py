"""How dates, moments and money are written for a reader, in Chinese and in English. Text in, text out."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import cn2an
from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, get_timezone_location
from babel.numbers import format_decimal, get_currency_name, get_currency_precision
from django.utils import timezone
from django.utils.translation import get_language

# Only signs that can mean one currency. The yen sign and the dollar sign cannot: those get their ISO code.
SIGNS = {"EUR": "€", "GBP": "£"}
# What the tz database calls Shanghai, the law calls Beijing time.
CITIES = {"Asia/Shanghai": ("北京", "Beijing"), "UTC": ("UTC", "UTC")}
CAPITALS = {"CNY": "人民币"}


def speaks_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def locale() -> Locale:
    return _locale("zh_Hans_CN" if speaks_chinese() else "en_GB")


@cache
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name)
    except UnknownLocaleError:  # pragma: no cover
        return Locale.parse("en")


def day(value: date, *, short: bool = False) -> str:
    """2026年11月24日（周二） / Tue 24 Nov 2026; in tables 11月24日 周二 / Tue 24 Nov. Always with the weekday."""
    this_year = value.year == timezone.localdate().year
    if not speaks_chinese():
        return _written(value, "EEE d MMM" if short and this_year else "EEE d MMM y", "en_GB")
    if short:
        return _written(value, "M月d日 EEE" if this_year else "y年M月d日 EEE", "zh_Hans_CN")
    return _written(value, "y年M月d日（EEE）", "zh_Hans_CN")


@lru_cache(maxsize=4096)
def _written(value: date, pattern: str, name: str) -> str:
    """A long list names the same few days again and again."""
    return format_date(value, pattern, _locale(name))


def moment(value: datetime, zone: str | None = None, *, short: bool = False) -> str:
    """The same with the time, in the zone of the rule. The city is named when the reader's clock shows another zone."""
    reader = timezone.get_current_timezone()
    there = ZoneInfo(zone) if zone else reader
    local = value.astimezone(there)
    clock = local.strftime("%H:%M")
    shown = day(local.date(), short=short)
    if speaks_chinese():
        shown += f" {clock}" if short else clock
    else:
        shown = f"{shown}, {clock}"
    if zone and value.utcoffset() is not None and local.utcoffset() != value.astimezone(reader).utcoffset():
        shown = f"{city(zone)}时间{shown}" if speaks_chinese() and not short else f"{shown} {city(zone)}"
    return shown


def city(zone: str) -> str:
    if zone in CITIES:
        return CITIES[zone][0 if speaks_chinese() else 1]
    return str(get_timezone_location(ZoneInfo(zone), locale(), return_city=True))


def money(amount: Decimal | int, currency: str) -> str:
    """€486,200.00, CNY 300,000.00: a sign that can be mistaken is never used, and the digits are the currency's own."""
    code = currency.upper()
    digits = get_currency_precision(code)
    figures = format_decimal(amount, "#,##0" + ("." + "0" * digits if digits else ""), locale())
    if code in SIGNS:
        sign, figures = ("-", figures[1:]) if figures.startswith("-") else ("", figures)
        return f"{sign}{SIGNS[code]}{figures}"
    return f"{code}\u00a0{figures}"


def round_money(amount: Decimal | int, currency: str) -> str:
    """€612,450 for a figure that is read at a glance; the exact sum stands on the case."""
    figures = format_decimal(Decimal(amount).quantize(Decimal(1)), "#,##0", locale())
    return f"{SIGNS[currency]}{figures}" if currency in SIGNS else f"{currency}\u00a0{figures}"


def browser(user_agent: str) -> str:
    """Chrome, Windows: enough to recognise one's own machine in a list."""
    programs = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    found = [next((name for sign, name in signs if sign in user_agent), "") for signs in (programs, systems)]
    return ("，" if speaks_chinese() else ", ").join(filter(None, found)) or user_agent[:60]


def money_in_words(amount: Decimal | int, currency: str) -> str:
    """大写金额 for Chinese letters: 欧元肆拾捌万陆仟贰佰元整."""
    name = CAPITALS.get(currency) or get_currency_name(currency, locale=Locale.parse("zh_Hans_CN"))
    return f"{name}{cn2an.an2cn(format(Decimal(amount), '.2f'), 'rmb')}"

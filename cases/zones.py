"""In whose time a date falls: a Belgian limit ends at midnight in Brussels, wherever the reader sits."""

from datetime import date, datetime, timedelta, timezone

FIRST, LAST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))  # where a day begins, and where it ends

ZONES = {
    "CN": "Asia/Shanghai",
    "HK": "Asia/Hong_Kong",
    "SG": "Asia/Singapore",
    "BE": "Europe/Brussels",
    "NL": "Europe/Amsterdam",
    "FR": "Europe/Paris",
    "DE": "Europe/Berlin",
    "LU": "Europe/Luxembourg",
    "LT": "Europe/Vilnius",
    "BG": "Europe/Sofia",
    "IE": "Europe/Dublin",
    "EU": "Europe/Brussels",
    "GB": "Europe/London",
    "CH": "Europe/Zurich",
    "US": "America/New_York",
}


def zone_of(country: str, *, otherwise: str) -> str:
    return ZONES.get(country, otherwise)


def days_anywhere(moment: datetime) -> tuple[date, date]:
    """The earliest and the latest day that it is anywhere on earth: for what no single place decides."""
    return moment.astimezone(LAST).date(), moment.astimezone(FIRST).date()

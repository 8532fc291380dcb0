"""When a mail was sent: what its Date line says, and whether that can be believed. [pure]

"CST" is the time of China, of the middle of America and of Cuba; many gateways name no zone at all. The first server
that took the mail wrote its own moment with a numeric zone (RFC 5321, 4.4): it decides where the sender's line does
not. What could not be decided is read in one way that the page names, beside the line as it was written.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate

BY_SERVER, AS_CHINA, AS_UTC = "date_by_server", "date_as_china", "date_as_utc"
HOUR = 60
CHINA = 8 * HOUR
# Minutes east of Greenwich. A name with several meanings has all of them; one that is not here says nothing.
NAMED = {
    "GMT": (0,), "UT": (0,), "UTC": (0,), "Z": (0,), "HKT": (CHINA,), "SGT": (CHINA,), "JST": (9 * HOUR,),
    "KST": (9 * HOUR,), "CET": (HOUR,), "CEST": (2 * HOUR,), "EST": (-5 * HOUR,), "EDT": (-4 * HOUR,),
    "CDT": (-5 * HOUR,), "MST": (-7 * HOUR,), "MDT": (-6 * HOUR,), "PST": (-8 * HOUR,), "PDT": (-7 * HOUR,),
    "CST": (CHINA, -6 * HOUR, -5 * HOUR), "IST": (330, HOUR, 2 * HOUR), "BST": (HOUR, 6 * HOUR),
}  # fmt: skip
CLOSE, SLOW = timedelta(minutes=10), timedelta(minutes=45)  # how far a clock runs ahead, how long a mail rests at home
WIDEST = 14 * HOUR
IN_FIGURES = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?\D*?"
    r"(?P<h>\d{1,2})\s*[:：时時]\s*(?P<min>\d{1,2})(?:\s*[:：分]\s*(?P<s>\d{1,2}))?(?:\.\d+)?\s*[分秒]?"
)
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?")
OFFSET = re.compile(r"(?:\b(?:GMT|UTC?))?\s*([+-])(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Sent:
    at: datetime | None = None
    doubt: str = ""  # one of the three above
    written: str = ""  # the line itself, where it is in doubt


def sent(date: str, received: Iterable[str] = ()) -> Sent:
    """`received`: the Received lines as they stand, the newest first."""
    wall, zones = read(date)
    told = [at for at in (moment(wall, zone) for zone in zones or ()) if at is not None] if wall else []
    if len(told) == 1:
        return Sent(told[0])
    if (server := first_taken(received)) is not None:
        near = [at for at in told if -CLOSE <= server - at <= SLOW]
        return Sent(near[0]) if len(near) == 1 else Sent(server, BY_SERVER, date)
    is_china = zones is None or CHINA in zones
    at = moment(wall, CHINA if is_china else 0) if wall else None
    return Sent(at, (AS_CHINA if is_china else AS_UTC) if at else "", date)


def read(date: str) -> tuple[datetime | None, Sequence[int] | None]:
    """The hands of the sender's clock, and the zones they may stand in: None where no zone is named."""
    date = re.sub(r"\([^()]*\)", " ", date)
    try:
        if found := IN_FIGURES.search(date):
            hour = int(found["h"])
            if hour < 12 and ("下午" in found[0] or "晚上" in found[0]):
                hour += 12
            figures = (int(found["y"]), int(found["m"]), int(found["d"]), hour, int(found["min"]), int(found["s"] or 0))
            return _clock(figures), zones_of(date[found.end() :])
        told, clock = parsedate(date), CLOCK.search(date)
        if told is None or clock is None:
            return None, None
        return _clock(told[:6]), zones_of(date[clock.end() :])
    except (ValueError, OverflowError, TypeError, IndexError):
        return None, None


def _clock(figures: Sequence[int]) -> datetime:
    year, month, day, hour, minute, second = figures
    return datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001 a clock on a wall, its zone unknown


def zones_of(written: str) -> Sequence[int] | None:
    """A number says one zone, a name one or several, and a name nobody knows none."""
    if found := OFFSET.search(written):
        minutes = int(found[2]) * HOUR + int(found[3] or 0) if found[3] or len(found[2]) < 3 else 0
        return [minutes if found[1] == "+" else -minutes]
    names = [name for name in re.findall(r"[A-Za-z]+", written.upper()) if name not in ("AM", "PM")]
    return NAMED.get(names[0], ()) if names else None


def moment(wall: datetime, minutes: int) -> datetime | None:
    """None outside of what anybody's clock shows."""
    try:
        at = (wall - timedelta(minutes=minutes)).replace(tzinfo=UTC)
    except OverflowError:
        return None
    return at if abs(minutes) <= WIDEST and 1970 < at.year < 9999 else None


def first_taken(received: Iterable[str]) -> datetime | None:
    """By the server nearest to the sender whose clock names its zone in figures."""
    for line in reversed(list(received)):
        wall, zones = read(line.rpartition(";")[2])
        if wall and zones and len(zones) == 1 and (at := moment(wall, zones[0])):
            return at
    return None

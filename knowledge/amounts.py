"""How long: "60 calendar days", "2 months + 10 days". Reads what people write, and says it in Chinese and English."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Literal, get_args

from knowledge.phrases import Phrase

Unit = Literal["hours", "calendar_days", "business_days", "weeks", "months", "years"]
Direction = Literal["after", "before", "not_before"]
UNITS: tuple[Unit, ...] = get_args(Unit)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)


@dataclass(frozen=True, slots=True)
class Part:
    count: int
    unit: Unit


Amount = tuple[Part, ...]  # the parts follow one another: two months, then ten days

_EN: dict[Unit, tuple[str, str]] = {
    "hours": ("hour", "hours"),
    "calendar_days": ("calendar day", "calendar days"),
    "business_days": ("working day", "working days"),
    "weeks": ("week", "weeks"),
    "months": ("month", "months"),
    "years": ("year", "years"),
}
_ZH: dict[Unit, str] = {
    "hours": "小时",
    "calendar_days": "日",
    "business_days": "个工作日",
    "weeks": "周",
    "months": "个月",
    "years": "年",
}


@lru_cache(1000)
def amount_phrase(amount: Amount) -> Phrase:
    return Phrase(
        " + ".join(f"{part.count} {_EN[part.unit][part.count != 1]}" for part in amount),
        "＋".join(f"{part.count}{_ZH[part.unit]}" for part in amount),
    )


# --- reading what people write ---------------------------------------------------------------------------------------

# Longer names first: "business days" before "days". French, German and Chinese names are those of the statutes.
_NAMES: tuple[tuple[str, Unit], ...] = (
    (r"business[_ ]days?|working[_ ]days?|jours? ouvrables?|jours? ouvrés?|jo|werktage?n?", "business_days"),
    (r"arbeitstage?n?|个?工作日|bd|wd", "business_days"),
    (r"calendar[_ ]days?|jours? francs?|jours?|(?:kalender)?tage?n?|days?|个?(?:自然|日历)日|日|天|d", "calendar_days"),
    (r"hours?|heures?|stunden?|个?小时|h", "hours"),
    (r"weeks?|semaines?|wochen?|个?星期|周|w", "weeks"),
    (r"months?|mois|monate?n?|个月|月|m", "months"),
    (r"years?|ann[ée]es?|ans?|jahre?n?|年|y", "years"),
)
_PART = re.compile(
    r"((?:\d+\s*\+\s*)*\d+)\s*(?:"
    + "|".join(f"(?P<u{n}>{names})" for n, (names, _) in enumerate(_NAMES))
    + r")(?![a-zé_])",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# "1.5 months", "1,000 days", "1/2 months", "-5 days": what stands before the unit is not the number that was meant.
# "3-5 days" is a range, and counts to its end.
_PIECE_OF_A_NUMBER = re.compile(r"\d[.,]$|\d\s*/\s*$|(?:^|[^\d\s])\s*[-\u2212\u2013]\s*$")
_LENGTH_IN_WORDS = re.compile(
    r"[零〇一二两三四五六七八九十百半]\s*个?(?:工作日|自然日|日历日|日|天|小时|星期|周|月|年)|分钟|季度|\bminutes?\b|\bquarters?\b|"
    rf"\b(?:{'|'.join(names for names, _ in _NAMES)})\b",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\b(?:or|oder|ou)\b|或|/", re.IGNORECASE)
_OTHER_NUMBER = re.compile(r"(?<![\d.,])(\d+)\s*(?:\b(?:or|oder|ou)\b|或)\s*$", re.IGNORECASE)  # "30 or 14 days"
_PRINTED = re.compile(r"(?:print(?:ed|s)|notice (?:says|states|ends)|载明|所载)([^)）]*)", re.IGNORECASE)
_PRINTED_DAY = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2}(?!\d)")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")


@dataclass(frozen=True)
class Written:
    """What a person wrote in the column: the amount, and the remarks beside it."""

    amount: Amount
    direction: Direction | None = None
    remark: str = ""  # all that was written, with its remarks: "(AO, rolls)", "+ judicial vacation"
    printed_end: date | None = None
    either: bool = False  # it names two lengths, of which one counts: only a rule with two events knows which
    unread: bool = False  # it names a length that could not be read: to count another one would be a wrong date


@lru_cache(1000)  # a long table says the same few lengths again and again
def read_amount(text: str) -> Written:
    """Of "7 business_days before" or "6 months (printed end 2026-11-14)". Without a length the amount is empty."""
    bare = _without_brackets(text)
    lengths = _DAY.sub(" ", bare)
    found = list(_PART.finditer(lengths))
    other = _OTHER_NUMBER.search(lengths[: found[0].start()]) if found else None
    try:
        printed_end, no_such_day = _printed_end(text), False
    except ValueError:
        printed_end, no_such_day = None, True
    parts = tuple(map(_part, found))
    if other:
        parts = (Part(int(other[1]), parts[0].unit), *parts)
    return Written(
        amount=parts,
        direction=_direction(bare),
        remark=text,
        printed_end=printed_end,
        either=other is not None or any(_EITHER.search(text) for text in _between(lengths, found)),
        unread=no_such_day or _is_unread(lengths, found),
    )


def _between(text: str, found: Sequence[re.Match[str]]) -> list[str]:
    return [text[one.end() : two.start()] for one, two in pairwise(found)]


def _is_unread(text: str, found: Sequence[re.Match[str]]) -> bool:
    """A length was left over ("60", "fourteen days", "三个月"), or a number was cut in two ("1.5 months")."""
    if any(_PIECE_OF_A_NUMBER.search(text[: part.start()]) for part in found):
        return True
    if found:
        return re.search(r"\+\s*\d+\s*$", text) is not None  # "30 days + 30"
    return re.search(r"\d", text) is not None or _LENGTH_IN_WORDS.search(text) is not None


def _without_brackets(text: str) -> str:
    """Brackets may hold brackets: "(ZPO § 222(3))"."""
    while (shorter := _BRACKET.sub(" ", text)) != text:
        text = shorter
    return text


def _part(found: re.Match[str]) -> Part:
    unit = next(unit for n, (_, unit) in enumerate(_NAMES) if found[f"u{n}"])
    return Part(sum(map(int, found[1].split("+"))), unit)  # "1+2 months"


def _direction(bare: str) -> Direction | None:
    if re.search(r"not[_ ]before|不早于", bare, re.IGNORECASE):
        return "not_before"
    if re.search(r"\bbefore\b|之前|前", bare, re.IGNORECASE):
        return "before"
    return "after" if re.search(r"\bafter\b|之后", bare, re.IGNORECASE) else None


def _printed_end(text: str) -> date | None:
    """A day in a form that cannot be read is refused: counted instead, the end would be another one than printed."""
    told = _PRINTED.search(text)
    if told is None:
        return None
    if found := _PRINTED_DAY.search(told[1]):
        year, month, day = map(int, found.groups())
        return date(year, month, day)
    if _YEAR.search(told[1]):
        raise ValueError
    return None

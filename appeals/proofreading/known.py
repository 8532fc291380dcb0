"""What a letter must agree with, from plain data: the files of the letter checks, and the command line. [pure]"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from appeals.proofreading.paper import Exhibit, Known


def known_from(data: Mapping[str, Any]) -> Known:
    return Known(
        names={role: tuple(_list(found)) for role, found in data.get("names", {}).items()},
        numbers={label: tuple(map(str, _list(found))) for label, found in data.get("numbers", {}).items()},
        amounts={label: tuple(map(_money, _list(found))) for label, found in data.get("amounts", {}).items()},
        days={label: tuple(map(_day, _list(found))) for label, found in data.get("dates", {}).items()},
        exhibits=tuple(map(_exhibit, data.get("exhibits", []))),
        papers=tuple((row["paper"], row["shows"], row["text"]) for row in data.get("identity_papers", [])),
        checked_law=frozenset(data.get("checked_law", [])),
        has_exhibits="exhibits" in data,
    )


def _exhibit(row: Mapping[str, Any]) -> Exhibit:
    pages = [int(n) for n in str(row.get("pages", "")).replace("–", "-").split("-") if n.strip()]
    return Exhibit(
        number=str(row["number"]),
        titles=tuple(_list(row.get("title", []))),
        first=pages[0] if pages else None,
        last=pages[-1] if pages else None,
        is_annex=bool(row.get("annex")),
        dates=tuple(map(_day, _list(row.get("dates", [])))),
        numbers=tuple(map(str, _list(row.get("numbers", [])))),
        amounts=tuple(map(_money, _list(row.get("amounts", [])))),
    )


def _list(found: Any) -> list[Any]:
    return list(found) if isinstance(found, list | tuple) else [found]


def _money(written: str) -> tuple[Decimal, str]:
    """EUR 486200.00"""
    currency, _blank, value = str(written).partition(" ")
    return Decimal(value.replace(",", "")), currency


def _day(written: Any) -> date:
    return written if isinstance(written, date) else date.fromisoformat(str(written))

"""Reads the rules and the calendars from data/, once. The only part of the deadline engine that opens a file."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from knowledge import naming
from knowledge.calendars import Calendars, parse_calendars
from knowledge.phrases import Phrase, phrase
from knowledge.refusals import Refused
from knowledge.rules import Rule, parse_rule

DATA = Path(__file__).parent / "data"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def time_limits() -> Mapping[str, Any]:
    """The whole file: enums, calendars, counting profiles, and the rules with their names."""
    data = _file("time_limits.yaml")
    return {**data, "rules": [naming.named(row, _words()) for row in data["rules"]]}


@cache
def _words() -> Mapping[str, Any]:
    return _file(naming.FILE)


def _file(name: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.load((DATA / name).read_text("utf8"), Loader=_LOADER)  # noqa: S506  safe
    return data


def event_name(code: str) -> Phrase:
    """What happened, in words: an event of the statutes, or one of the app's own ("frozen", "submitted")."""
    try:
        return phrase(naming.event(_words(), code))
    except naming.Unnamed:
        return phrase(None, otherwise=code.replace("_", " "))


@cache
def rules() -> Mapping[str, Rule]:
    return MappingProxyType({row["id"]: parse_rule(row) for row in time_limits()["rules"]})


def rule(code: str) -> Rule:
    try:
        return rules()[code]
    except KeyError:
        raise Refused("unknown_rule", rule=code) from None


def calendar_documents() -> Iterator[dict[str, Any]]:
    """One document a calendar; a file may hold several."""
    for path in sorted((DATA / "calendars").glob("*.yaml")):
        yield from yaml.load_all(path.read_text("utf8"), Loader=_LOADER)


@cache
def calendars() -> Calendars:
    return parse_calendars(calendar_documents())

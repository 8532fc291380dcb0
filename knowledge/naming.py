"""What people call a time limit and the event it runs from: the names are joined to the rules before anyone reads them.

They stand in a file of their own, so that counsel or a translator can go through all of them in one sitting.
"""

from collections.abc import Mapping
from typing import Any

FILE = "time_limit_names.yaml"
LONGEST = {"zh": 22, "en": 60}  # of a rule's name: one line of a list

Pair = Mapping[str, str]


class Unnamed(LookupError):
    """Says where a name is missing, and what to write there."""


def named(row: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """One entry of time_limits.yaml with its own name and those of its events, as an edition keeps it."""
    name = _pair(words, "names", row["id"])
    joined = {**row, "en": name["en"], "zh": name["zh"], "trigger": event(words, row["trigger_event"])}
    if others := row.get("alternatives"):
        joined["alternatives"] = [{**other, "event": event(words, other["trigger"])} for other in others]
    return joined


def event(words: Mapping[str, Any], code: str) -> Pair:
    return _pair(words, "events", code)


def _pair(words: Mapping[str, Any], part: str, code: str) -> Pair:
    group = words.get(part)
    found = group.get(code) if isinstance(group, Mapping) else None
    if not isinstance(found, Mapping):
        found = {}
    for language in LONGEST:
        if not str(found.get(language) or "").strip():
            what = "Say who must do what." if part == "names" else "Write what reads before a colon and a day."
            raise Unnamed(f"{FILE}, {part}, {code}: {language} is missing. {what}")
    return {"en": str(found["en"]), "zh": str(found["zh"])}

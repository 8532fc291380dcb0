"""Two people save one letter: what only one changed is taken by itself, what both changed is chosen field by field.

The form carries a short print of every field as it was opened. Against it stand what I typed and what is saved now.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

Flat = dict[str, str]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENDS = tuple(".!?;:,。！？；：，")


@dataclass(frozen=True)
class Clash:
    """A field that both changed. Both texts stand side by side; nobody's is dropped unseen."""

    key: str
    label: str
    mine: str
    theirs: str
    side: str = ""  # zh or en, where the label does not say it
    line: int = 0  # of a list
    may_keep_both: bool = False
    cells: Mapping[str, str] = field(default_factory=dict)  # what "theirs" puts into the form, where it is not the text

    @property
    def hidden(self) -> dict[str, str]:
        cells = self.cells or {self.key: self.theirs}
        return {f"theirs:{self.key}|{cell}": said for cell, said in cells.items()}

    @property
    def lang(self) -> str:
        return {"zh": "zh-Hans", "en": "en"}.get(self.side or self.key[-3:].strip("_"), "")


def fingerprints(flat: Flat) -> str:
    """What the form was opened with, short enough to travel in it: tells whose change a difference is."""
    return json.dumps({key: short(said) for key, said in flat.items() if said}, separators=(",", ":"))


def opened(was: str) -> dict[str, str]:
    try:
        read = json.loads(was)
    except ValueError:
        return {}
    return {key: str(said) for key, said in read.items()} if isinstance(read, dict) else {}


def short(said: str) -> str:
    return hashlib.sha256(plain(said).encode()).hexdigest()[:8] if said else ""


def plain(said: str) -> str:
    """A browser sends a line break as two signs; nobody changed anything by that."""
    return said.replace("\r\n", "\n")


def merged(mine: Flat, theirs: Flat, was: Mapping[str, str], whole: Mapping[str, str]) -> tuple[Flat, list[str]]:
    """(what stands in the form, what both changed): what only one changed is taken, mine stands until a choice.

    `whole` names the group of fields that are one choice, such as an exhibit and its page.
    """
    both: Flat = {}
    asked: dict[str, None] = {}
    for key in dict.fromkeys([*mine, *theirs]):
        own, other, before = mine.get(key, ""), theirs.get(key, ""), was.get(key, "")
        if plain(own) == plain(other) or short(own) == before:
            both[key] = other
        else:
            both[key] = own
            if short(other) != before:
                asked[whole.get(key, key)] = None
    # Half of mine with half of theirs would be nobody's.
    both |= {key: mine.get(key, "") for key, group in whole.items() if group in asked}
    return both, list(asked)


def resolved(flat: Flat, data: QueryDict) -> Flat:
    """The choices of the conflict page: `keep:<key>` is mine, theirs or both; theirs travels beside it."""
    chosen = dict(flat)
    for name in data:
        if not name.startswith("keep:") or data[name] not in ("theirs", "both"):
            continue
        beside = f"theirs:{name.removeprefix('keep:')}|"
        for hidden in data:
            if hidden.startswith(beside):
                cell, other = hidden.removeprefix(beside), data.get(hidden, "")
                chosen[cell] = joined(chosen.get(cell, ""), other) if data[name] == "both" else other
    return chosen


def joined(own: str, other: str) -> str:
    """Mine, then theirs, as one text; where one holds the other, the longer one is both."""
    own, other = own.strip(), other.strip()
    if not own or own in other:
        return other
    if not other or other in own:
        return own
    chinese = CHINESE.search(own + other)
    stop, blank = ("；", "") if chinese else (";", " ")
    return own + ("" if own.endswith(ENDS) else stop) + blank + other

"""What counts the reasons of a letter: 一、 1) (a) ①, and the bullets that only set them apart. [pure]"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PAIRS = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"), ("（", "）"), ("(", ")"), ("【", "】"), ("《", "》"))
_CHINESE = "一二三四五六七八九十"
_RINGED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BULLETS = "-–—•·●○■□▪◆*"

# A number that is followed by another one is a date, a sum or a list of articles.
_FORMS = {
    "digit": re.compile(r"(\d{1,2})(?:[)）、]|[.．](?=\s|[^\s\d.,，、；;)）]))(?!\s*\d+[、.,])"),
    "digit-in-brackets": re.compile(r"[(（](\d{1,2})[)）]"),
    "letter": re.compile(r"([a-z])[)）]"),
    "letter-in-brackets": re.compile(r"[(（]([a-z])[)）]"),
    "chinese": re.compile(rf"([{_CHINESE}]{{1,3}})、(?![{_CHINESE}]、)"),
    "chinese-in-brackets": re.compile(rf"[(（]([{_CHINESE}]{{1,3}})[)）]"),
    "ringed": re.compile(rf"([{_RINGED}])"),
}
_BARE = re.compile(
    rf"^(?:[(（\[]?(?:\d{{1,3}}(?:\.\d{{1,3}})*|[a-zA-Z]|[ivxIVX]{{1,5}}|[{_CHINESE}]{{1,3}})[.)）\]、．]?"
    rf"|[{_RINGED}]|[{re.escape(_BULLETS)}])$"
)
_BEGINS_A_LINE = re.compile(
    rf"[{re.escape(_BULLETS)}]\s|[•●○■□▪◆]|[{_RINGED}]|第[{_CHINESE}\d]+[条项点部章节]"
    rf"|[(（\[]?(?:\d{{1,3}}(?:\.\d{{1,3}})*|[a-zA-Z]|[ivxIVX]{{1,5}}|[{_CHINESE}]{{1,3}})[.)）\]、．](?!\d)"
)


@dataclass(frozen=True)
class Mark:
    at: int
    form: str
    number: int


def bare(piece: str) -> bool:
    """Nothing but a number or a bullet: the sentence it counts stands behind it."""
    return bool(_BARE.match(piece))


def begins_a_line(line: str) -> bool:
    return bool(_BEGINS_A_LINE.match(line))


def marks(line: str) -> Iterator[Mark]:
    """Where a count may stand: at the beginning, or behind a blank or a sign that separates."""
    for at in range(len(line)):
        if (at == 0 or line[at - 1] in " ：:；;，,。") and (found := mark_at(line, at)):
            yield found


def mark_at(line: str, at: int) -> Mark | None:
    while at < len(line) and line[at] == " ":
        at += 1
    for form, pattern in _FORMS.items():
        if found := pattern.match(line, at):
            return Mark(at, form, _value(form, found[1]))
    return None


def _value(form: str, written: str) -> int:
    if form == "ringed":
        return _RINGED.index(written) + 1
    if form.startswith("digit"):
        return int(written)
    if form.startswith("letter"):
        return ord(written) - ord("a") + 1
    tens, ten, ones = written.rpartition("十")
    return 10 * bool(ten) * (_CHINESE.index(tens[0]) + 1 if tens else 1) + (_CHINESE.index(ones[0]) + 1 if ones else 0)

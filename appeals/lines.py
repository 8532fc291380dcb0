"""Lines that a mail program or a PDF has broken are whole again; a list keeps a line for each of its reasons. [pure]"""

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise

from appeals.marks import begins_a_line

_STOPS = re.compile(r"[。｡！？；!?;….．]+[”’」』）】》)\"']*$")
_STOPS_WITHIN = re.compile(r"[。！？；]|[.!?;](?=\s|$)")
_COLON = re.compile(r"[:：]$")
_NARROW = 30  # columns; a Chinese character takes two. A line shorter than this was broken by its writer
_SMALL = re.compile(r"[a-z]+(?![A-Za-z])")  # "iBanFirst" may begin a line of its own


def words_of(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_HANGING = words_of(
    "a an and as at but by for from if in into is its of on or our than that the their this to was we were which with "
    "your be been has have not"
)


def whole_lines(text: str, *, goes_on: Callable[[str], bool] = lambda line: False) -> list[str]:
    """`goes_on` knows whose last word cannot end a line. Blanks between the words of a line are one."""
    found: list[str] = []
    for block in _blocks(text):
        found.extend(_joined(block, goes_on))
    return found


def is_chinese(letters: str) -> bool:
    """Characters, and the wide signs that stand between them."""
    return bool(letters) and all(
        unicodedata.east_asian_width(letter) in "WF" or letter in "“”‘’…—" for letter in letters
    )


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for raw in text.splitlines():
        if line := " ".join(raw.split()):
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _joined(block: list[str], goes_on: Callable[[str], bool]) -> list[str]:
    """Lines between two blank ones. What ends in a full stop or a colon is whole, and so is what a count begins."""
    width = max(map(_columns, block))
    ends_whole = _ends_whole(block)
    is_wrapped = any(
        _SMALL.match(second) and not begins_a_line(second) for first, second in pairwise(block) if not _is_done(first)
    )
    found = [block[0]]
    for at in range(1, len(block)):
        before, line = block[at - 1], block[at]
        if _is_broken(before, line, width, ends_whole=ends_whole[at], is_wrapped=is_wrapped) or (
            goes_on(before) and not begins_a_line(line)
        ):
            found[-1] = joined(found[-1], line)
        else:
            found.append(line)
    return found


def _ends_whole(block: list[str]) -> list[bool]:
    """For each line, whether the run of open lines that it belongs to comes to an end: a bare list never does."""
    found = [False] * len(block)
    ends = False
    for at in range(len(block) - 1, -1, -1):
        line = block[at]
        if _is_done(line):
            ends = True
        elif at + 1 == len(block) or begins_a_line(block[at + 1]):
            ends = False
        found[at] = ends or bool(_STOPS_WITHIN.search(line))
    return found


def _is_done(line: str) -> bool:
    return bool(_STOPS.search(line) or _COLON.search(line))


def _is_broken(before: str, line: str, width: int, *, ends_whole: bool, is_wrapped: bool) -> bool:
    if _is_done(before) or begins_a_line(line):
        return False
    is_full = _columns(before) >= _NARROW and _columns(before) + _columns(_first_word(line)) + 1 >= width
    if _SMALL.match(line):
        return is_full or ends_whole
    if not is_full and not (is_chinese(before[-1] + line[0]) and _columns(before) >= _NARROW and "，" in before):
        return False
    is_new = line[0].isupper() and not is_wrapped and not is_chinese(before[-1]) and not _hangs(before)
    return ends_whole and not is_new


def _hangs(line: str) -> bool:
    """The last word cannot be the last of a sentence."""
    return line.endswith((",", "，", "、", "(", "（", "-")) or line.split()[-1].lower() in _HANGING


def _columns(line: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in line)


def _first_word(line: str) -> str:
    found = re.match(r"[\x21-\x7e]+|.", line)
    return found[0] if found else ""


def joined(before: str, line: str) -> str:
    """A blank between words; none between Chinese characters, nor where a word was divided."""
    is_divided = bool(re.search(r"[A-Za-z]-$", before)) and line[:1].islower()
    return f"{before}{'' if is_divided or is_chinese(before[-1:]) or is_chinese(line[:1]) else ' '}{line}"

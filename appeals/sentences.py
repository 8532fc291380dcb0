"""Cut a letter we received into its sentences, in Chinese or English, without losing a character of it. [pure]"""

import re
from collections.abc import Iterator

from appeals.lines import is_chinese, whole_lines, words_of
from appeals.marks import PAIRS, Mark, bare, mark_at, marks

# 。！？； always end a sentence. A full stop of Latin text does so before a blank, or between two Chinese characters,
# unless it belongs to a number or a short form; dots that leave words out do so where nothing of the sentence follows.
# Closing quotes and brackets go with the sentence they close.
_CLOSERS = re.escape("”’」』）】》)\"'")
_END = re.compile(rf"[。｡！？；!?;…]+[{_CLOSERS}]*|[.．]+[{_CLOSERS}]*")
_GOES_ON = "，、：,:"  # behind a closing quote: the sentence has only quoted another one
_URL = re.compile(r"(?:https?://|www\.)[\w.~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
_LONG = 300  # a quotation or a bracket longer than this is read sentence by sentence

_BEFORE_A_WORD = words_of(  # never the end of a sentence
    "art arts no nos para paras cl sec ch ex fig p pp cf ref encl vol nr mr mrs ms dr prof messrs approx incl resp seq "
    "vs v tel fax ext reg e.g i.e"
)
_SHORT = words_of(  # the end of a sentence only where another plainly begins
    "co ltd inc corp plc dept etc al jan feb mar apr jun jul aug sep sept oct nov dec"
)
_BEGINS = words_of(
    "The This These That Those We It Its Your You Our They There Please In However If Therefore As For Accordingly "
    "Moreover Furthermore Hence Thus And But Neither No Not"
)
_OPENS = re.compile(r'[\s(（\[：:，,。！？；]"\S')  # a straight quotation mark shows its side by its neighbours
_CLOSES = re.compile(r'"(?:[\s)）\]，,。．.！？；;:：]|$)')
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)[.．]$")
_SMALL = re.compile(r"[a-z]+(?![A-Za-z])")  # "iBanFirst" begins a sentence, "was" does not


def sentences(text: str) -> list[str]:
    """In their order, each without blanks around it. A bare "1." or "(a)" belongs to the sentence that it counts."""
    found: list[str] = []
    carried = ""
    for line in whole_lines(text, goes_on=ends_in_a_short_form):
        for piece in _pieces(line):
            whole = f"{carried} {piece}".strip()
            if bare(whole):
                carried = whole
                continue
            found.append(whole)
            carried = ""
    if carried:
        found.append(carried)
    return found


def ends_in_a_short_form(line: str) -> bool:
    """ "… under art." cannot be the end: the number stands on the next line."""
    word = _LAST_WORD.search(line)
    return bool(word and word[1].lower() in _BEFORE_A_WORD)


def _pieces(line: str) -> list[str]:
    whole = list(_kept_whole(line))
    ends = {match.end(): match for match in _END.finditer(line)}
    starts = {mark.at: mark for mark in marks(line)}
    pieces: list[str] = []
    start = 0
    counted = mark_at(line, 0)
    for at in sorted({*ends, *starts}):
        if at <= start or any(first < at <= last for first, last in whole):
            continue
        mark = starts.get(at)
        if not (at in ends and _ends(line, start, ends[at])) and not (mark and _counts_on(line, start, counted, mark)):
            continue
        pieces.append(line[start:at].strip())
        start = at
        counted = mark_at(line, start)
    pieces.append(line[start:].strip())
    return [piece for piece in pieces if piece]


def _kept_whole(line: str) -> Iterator[tuple[int, int]]:
    """An address on the web, a quotation, what stands in brackets: each pair for itself, from opening to closing."""
    for match in _URL.finditer(line):
        yield match.start(), match.start() + len(match[0].rstrip(".,;:!?)")) - 1
    for opening, closing in PAIRS:
        stack: list[int] = []
        for at, letter in enumerate(line):
            if letter == closing and stack:
                first = stack.pop()
                if at - first <= _LONG:
                    yield first, at
            elif letter == opening:
                stack.append(at)
    straight: list[int] = []
    for at, letter in enumerate(line):
        if letter == '"' and _OPENS.match(line[max(at - 1, 0) : at + 2] if at else " " + line[:2]):
            straight.append(at)
        elif letter == '"' and straight and _CLOSES.match(line[at : at + 2]):
            first = straight.pop()
            if at - first <= _LONG:
                yield first, at


def _counts_on(line: str, start: int, counted: Mark | None, mark: Mark) -> bool:
    """ "…如下：1、…，2、…": the first of a count behind a colon, and each that follows the one before it."""
    before = line[start : mark.at].rstrip()
    if before.endswith("：") or (before.endswith(":") and (line[mark.at - 1] == " " or is_chinese(before[-2:-1]))):
        return mark.number == 1
    return bool(counted and counted.form == mark.form and counted.number + 1 == mark.number)


def _ends(line: str, start: int, end: re.Match[str]) -> bool:
    run, before, after = end[0], line[start : end.end()], line[end.end() :]
    following = after.lstrip()
    if not following:
        return True
    if following[0] in _GOES_ON and run[-1] in "”’」』\"'":
        return False
    if set(run) <= {"…"}:
        return after[0] == " "
    if run[0] not in ".．":
        return True
    if after[0] != " ":
        return run in ".．" and is_chinese(line[max(end.start() - 1, 0)]) and is_chinese(after[0])
    word = _LAST_WORD.search(before)
    if word is None:
        return not (_SMALL.match(following) and (len(run) > 1))
    return not _goes_on(word[1].lower(), following)


def _goes_on(last: str, following: str) -> bool:
    """ "art. 39", "J. Smith", "10 a.m. on", "Co. Ltd." go on; before "The" a company or a month may end one."""
    if last in _BEFORE_A_WORD:
        return True
    if last in _SHORT or re.fullmatch(r"(?:[a-z]\.)*[a-z]", last):
        word = re.match(r"[A-Za-z]+", following)
        return not (word and word[0] in _BEGINS)
    return False

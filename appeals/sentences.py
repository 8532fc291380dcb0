"""Cut a letter we received into its sentences, in Chinese or English, without losing a character of it. [pure]"""

import re

# 。！？； always end a sentence. A full stop of Latin text does so before a blank, unless it belongs to a number or a
# short form. Closing quotes and brackets go with the sentence they close.
_CLOSERS = "”’」』）】》)\"'"
_END = re.compile(rf"[。！？；!?…]+[{re.escape(_CLOSERS)}]*|\.+[{re.escape(_CLOSERS)}]*(?=\s|$)")
_SHORT = {
    *(
        "art",
        "arts",
        "no",
        "nos",
        "para",
        "paras",
        "cl",
        "sec",
        "ch",
        "ex",
        "fig",
        "p",
        "pp",
        "cf",
        "ref",
        "encl",
        "vol",
    ),
    *(
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "co",
        "ltd",
        "inc",
        "corp",
        "plc",
        "dept",
        "approx",
        "incl",
        "resp",
        "vs",
        "etc",
    ),
    *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    *("e.g", "i.e", "s.a", "n.v", "b.v", "u.s", "u.k"),
}
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*|\d+|[A-Za-z])\.$")
_ONLY_A_NUMBER = re.compile(r"^[(（\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})[.)）\]、．]?$")


def sentences(text: str) -> list[str]:
    """In their order, each without blanks around it. A bare "1." or "(a)" belongs to the sentence that it counts."""
    found: list[str] = []
    carried = ""
    for line in _lines(text):
        for piece in _pieces(line):
            whole = f"{carried} {piece}".strip()
            if _ONLY_A_NUMBER.match(whole):
                carried = whole
                continue
            found.append(whole)
            carried = ""
    if carried:
        found.append(carried)
    return found


def _lines(text: str) -> list[str]:
    """Line by line; a line that goes on in small letters was only wrapped by the mail program."""
    lines: list[str] = []
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if not line:
            lines.append("")
        elif lines and lines[-1] and line[0].islower() and not _END.search(lines[-1][-2:]):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return [line for line in lines if line]


def _pieces(line: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for end in _END.finditer(line):
        if line[end.start()] == "." and _is_short_form(line[start : end.end()], line[end.end() :]):
            continue
        pieces.append(line[start : end.end()].strip())
        start = end.end()
    pieces.append(line[start:].strip())
    return [piece for piece in pieces if piece]


def _is_short_form(before: str, after: str) -> bool:
    """ "art. 39", "No. 7", "J. Smith", "Co. Ltd." go on; "… of Nov. The" cannot be told apart and goes on as well."""
    if not after.strip():
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    last = word.group(1)
    return (len(last) == 1 and last.isalpha()) or last.lower() in _SHORT

"""Find a name that is almost the registered one: 宁波海蓝 for 宁波海岚, Ningbo Hailian for Ningbo Hailan. [pure]"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from appeals.proofreading.plain import distance, folded, is_chinese, plain

_WORD = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'.-]*|&|\d+[A-Za-z]*")
_ROLE_BEFORE = re.compile(
    r"(?:法定代表人|代表人|负责人|执行董事|董事长|总经理|经理|联系人|经办人|代理人|签字人|受托人|委托人|申诉人)(?:为|是|系|：|:|，|、|\s)*$"
)
_ROLE_AFTER = re.compile(r"^\s*(?:先生|女士|（|\(|，(?:执行董事|董事|经理|系|任)|、(?:执行董事|经理))")
_FORMS = {
    "co",
    "ltd",
    "limited",
    "inc",
    "corp",
    "corporation",
    "company",
    "sa",
    "bv",
    "nv",
    "gmbh",
    "plc",
    "llc",
    "srl",
    "ag",
}


@dataclass(frozen=True, slots=True)
class Slip:
    start: int
    end: int
    text: str
    meant: str


def slips(text: str, known: Iterable[str]) -> list[Slip]:
    """Wordings that are nearly one of the known names and none of them."""
    text = plain(text)
    registered = {plain(name).strip(): name.strip() for name in known if name and name.strip()}
    names = list(registered)
    right = list(_exact(text, names))
    found: list[Slip] = []
    for name in sorted(names, key=len, reverse=True):
        finder = _chinese if is_chinese(name) else _latin
        for slip in finder(text, name):
            if any(a < slip.end and slip.start < b for a, b in right):
                continue
            if any(other.start < slip.end and slip.start < other.end for other in found):
                continue
            if folded(slip.text) not in {folded(each) for each in names}:
                found.append(replace(slip, meant=registered[name]))
    return sorted(found, key=lambda slip: slip.start)


def _exact(text: str, names: list[str]) -> Iterator[tuple[int, int]]:
    for name in names:
        pattern = r"[\s]*".join(re.escape(c) for c in name) if is_chinese(name) else _loosely(name)
        whole = pattern if is_chinese(name) else rf"(?<![A-Za-z]){pattern}(?![A-Za-z])"  # no Wang Min in Wang Ming
        for hit in re.finditer(whole, text, re.IGNORECASE):
            yield hit.start(), hit.end()


def _loosely(name: str) -> str:
    words = ["(?:&|and)" if word == "&" else re.escape(word) for word in re.findall(r"[^\s.,]+", name)]
    return r"[\s.,]+".join(words)


def _chinese(text: str, name: str) -> Iterator[Slip]:
    if len(name) <= 4:
        yield from _person(text, name)
        return
    allowed = 1 if len(name) < 8 else 2
    core = {name[i : i + 2] for i in range(len(name) - 1)}
    best: dict[int, tuple[int, Slip]] = {}
    for size in range(len(name) - allowed, len(name) + allowed + 1):
        for start in range(0, len(text) - size + 1):
            window = text[start : start + size]
            # The ends belong to the name; else 我司宁波海岚… would be a slip of its own.
            if window[0] != name[0] and window[1:2] != name[1:2]:
                continue
            if window[-1] != name[-1] or not any(pair in window for pair in core):
                continue
            far = distance(window, name, allowed)
            if 0 < far <= allowed and (start not in best or far < best[start][0]):
                best[start] = (far, Slip(start, start + size, window, name))
    taken: list[Slip] = []
    for _far, slip in sorted(best.values(), key=lambda each: (each[0], abs(len(each[1].text) - len(name)))):
        if not any(other.start < slip.end and slip.start < other.end for other in taken):
            taken.append(slip)
    yield from taken


def _person(text: str, name: str) -> Iterator[Slip]:
    """Two or three characters: only beside a word that says whose name stands there."""
    if len(name) < 2:
        return
    for start in range(0, len(text) - len(name) + 1):
        window = text[start : start + len(name)]
        if window == name or not all(is_chinese(c) for c in window):
            continue
        same = sum(a == b for a, b in zip(window, name, strict=True))
        if same != len(name) - 1:
            continue
        if _ROLE_BEFORE.search(text[max(0, start - 10) : start]) or _ROLE_AFTER.match(text[start + len(name) :]):
            yield Slip(start, start + len(name), window, name)


def _latin(text: str, name: str) -> Iterator[Slip]:
    meant = [hit[0].casefold().strip(".") for hit in _WORD.finditer(name)]
    if len(meant) < 2:
        return
    words = list(_WORD.finditer(text))
    for size in (len(meant), len(meant) - 1, len(meant) + 1, len(meant) - 2):
        if size < 2:
            continue
        for at in range(len(words) - size + 1):
            group = words[at : at + size]
            if text[group[0].end() : group[-1].start()].count("\n") > 1 or not any(c.isupper() for c in group[0][0]):
                continue
            said = [hit[0].casefold().strip(".") for hit in group]
            if _nearly(said, meant):
                start, end = group[0].start(), group[-1].end()
                yield Slip(start, end, text[start:end], name)


def _nearly(said: list[str], meant: list[str]) -> bool:
    """One word misspelt, or one word of the name left out or put in. Ltd for Limited is no slip."""
    said, meant = [_form(word) for word in said], [_form(word) for word in meant]
    if said == meant:
        return False
    if len(said) == len(meant):
        differ = [(a, b) for a, b in zip(said, meant, strict=True) if a != b]
        if len(differ) != 1:
            return False
        a, b = differ[0]
        own = [word for word in meant if word not in _FORMS]
        short = len(own) < 2 or max(len(a), len(b)) < 4
        if a in _FORMS and b in _FORMS:
            return True
        return 0 < distance(a, b, 2) <= (1 if short else 2)
    longer, shorter = (said, meant) if len(said) > len(meant) else (meant, said)
    if len(shorter) < 3 or shorter[:2] != longer[:2] or shorter[-1] != longer[-1]:
        return False  # the first words name the firm; without the last its form is missing, which is a short name
    rest = iter(longer)
    left_out = set(longer) - set(shorter)
    return all(word in rest for word in shorter) and bool(left_out - {"the", "of"})


def _form(word: str) -> str:
    return {"limited": "ltd", "company": "co", "and": "&", "corporation": "corp", "incorporated": "inc"}.get(word, word)

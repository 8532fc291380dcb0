"""Words that do not help a letter: feelings, accusations, absolutes, admissions. Advice only, except what moves money.

Looks at the writer's own words. Quotations, titles of exhibits and the text of the law are not checked by the caller.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from knowledge.models import Edition, Kind
from knowledge.shelf import Shelf
from knowledge.words import SHORT, Words, language_of, words

Category = Literal["emotional", "accusing", "absolute", "admitting", "moving-money"]
SENTENCE = re.compile(r"[^。！？；.!?;\n]+")
QUOTED = re.compile(r"“[^”]*”|\"[^\"\n]*\"|「[^」]*」|『[^』]*』|《[^》]*》")
CRIME = re.compile(
    r"fraud|scam|st[oe][la]|theft|thie|malicious|robb|forg|corrupt|brib|extort|blackmail|swindl|cheat|conspir|诈|骗|盗|窃|恶意"
    r"|伪造|勾结|敲诈|抢|串通|捏造|诬|诽谤",
    re.IGNORECASE,
)
OTHERS = re.compile(
    r"第三[人方]|他人|不法分子|犯罪|嫌疑|涉嫌|所称|指称|主张|黑客|木马|病毒|软件|冒用|受害|被害|报案|打击|防范"
    r"|\b(?:third (?:part(?:y|ies)|persons?)|unknown|strangers?|suspect(?:ed|s)?|suspicions?"
    r"|alleg\w+|assert\w*|accus\w+|fraudsters|scammers|identit(?:y|ies)|hackers?|intruders?|attackers?|offenders?|criminals?"
    r"|malware|software|trojan|phishing|credentials?|passwords?|access data"
    r"|victims?|police|prevent\w*|combat\w*|contested|denie[sd])\b",
    re.IGNORECASE,
)
# That the other side says so of us is no plan of ours.
DENIED = re.compile(r"没有|从未|从不|未曾|并非|并未|不是|不会|绝不|\b(?:not|never|nothing)\b", re.IGNORECASE)
AND_YET = re.compile(
    r"我|只|唯|选择|办法|别的|其他办法|不得|就|便|而是|但|除"
    r"|\b(?:we|i|and|or|so|but|then|must|only|otherwise|other|than|way|choice|option|except|unless|until|hesitate)\b",
    re.IGNORECASE,
)
FIRM = re.compile(r"\bCo\.?,?\s+Ltd\.?|\b(?:Ltd|Inc|Corp|Co|No)\.", re.IGNORECASE)
OURSELVES = re.compile(r"我[方司们]?(?:主张|声称)|\b(?:we|I)\b", re.IGNORECASE)
CLAUSES = re.compile(r"[，；。！？、：\n]|[,;.!?:](?=\s|$)")
ALLEGED = re.compile(
    r"主张|指控|指称|声称|否认|\b(?:alleg\w+|asserts?|asserted|accus\w+|contend\w*|denie[sd])\b", re.IGNORECASE
)
READER = re.compile(r"贵[司行局院方公单]|你[们方]|\b(?:you|your|yours|(?:behav|act)\w* like)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Hit:
    """One word in a text, from start to end, with a calmer one."""

    start: int
    end: int
    word: str
    category: Category
    finding: str  # the code under which a check reports it: emotional-word, accusation, admission, splitting-suggestion
    severity: Literal["low", "medium", "high", "block"]
    suggestion: str
    why: Words

    @property
    def blocks(self) -> bool:
        """The letter waits until counsel has decided."""
        return self.severity == "block"


@dataclass(frozen=True)
class Entry:
    term: str
    excepts: tuple[str, ...]
    category: Category
    finding: str
    severity: Literal["low", "medium", "high", "block"]
    suggestion: str
    why: Words


@dataclass(frozen=True)
class Wordlist:
    pattern: re.Pattern[str]
    entries: Mapping[str, Entry]  # by the written form, in lower case
    patterns: Sequence[tuple[re.Pattern[str], Entry]] = ()  # wordings with a gap: 分成…笔


def check(text: str, language: str) -> list[Hit]:
    """All hits in order; a long word wins over a shorter one inside it."""
    known = _SHELF.get(SHORT[language_of(language)])
    hits = [_hit(found, known.entries[found[0].lower()], text) for found in known.pattern.finditer(text)]
    for pattern, entry in known.patterns:
        hits += [_hit(found, entry, text) for found in pattern.finditer(text)]
    quoted = [(said.start(), said.end()) for said in QUOTED.finditer(text) if _is_quotation(said[0])]
    standing = [
        hit
        for hit in hits
        if hit is not None
        and not any(start <= hit.start and hit.end <= end for start, end in quoted)
        and not _tells_of_others(hit, text)
    ]
    standing.sort(key=lambda hit: (hit.start, -hit.end))
    return [hit for place, hit in enumerate(standing) if not any(hit.start < other.end for other in standing[:place])]


def _is_quotation(said: str) -> bool:
    """A whole saying of somebody else; a word or two between marks is the writer's own pointing."""
    inside = said[1:-1]
    return len(inside) >= (8 if any("\u4e00" <= c <= "\u9fff" for c in inside) else 24)


def _tells_of_others(hit: Hit, text: str) -> bool:
    """A crime of which a third person is suspected, or that is only alleged, accuses nobody who reads the letter."""
    sentence = next((part[0] for part in SENTENCE.finditer(text) if part.start() <= hit.start < part.end()), text)
    if hit.category == "moving-money":  # in the clause that says who says it
        clause = CLAUSES.split(FIRM.sub("firm", text[: hit.start]))[-1]
        return bool(ALLEGED.search(clause) and not OURSELVES.search(clause)) or _denies(clause)
    if hit.category != "accusing" or not CRIME.search(hit.word):
        return False
    return bool(OTHERS.search(sentence)) and not READER.search(sentence)


def _denies(clause: str) -> bool:
    """“Nothing was moved to …”, “并非为规避……”: with no other doing and no way out behind the denial."""
    denied = [found.end() for found in DENIED.finditer(clause)]
    return bool(denied) and not AND_YET.search(clause, denied[-1])


def _hit(found: re.Match[str], entry: Entry, text: str) -> Hit | None:
    if _excepted(entry, text, found.start(), found.end()):
        return None
    return Hit(
        found.start(),
        found.end(),
        found[0],
        entry.category,
        entry.finding,
        entry.severity,
        entry.suggestion,
        entry.why,
    )


def _excepted(entry: Entry, text: str, start: int, end: int) -> bool:
    """「不作为证据」 is no reproach; 「滥用职权」 beside the article that it quotes is none either."""
    for wording in entry.excepts:
        if entry.term in wording:
            if any(at.start() <= start and end <= at.end() for at in re.finditer(re.escape(wording), text)):
                return True
        elif any(wording in part[0] for part in SENTENCE.finditer(text) if part.start() <= start < part.end()):
            return True
    return False


def _wordlist(edition: Edition) -> Wordlist:
    entries: dict[str, Entry] = {}
    patterns: list[tuple[re.Pattern[str], Entry]] = []
    rows: Sequence[Mapping[str, Any]] = edition.content["words"]
    for row in rows:
        for written in [row["term"], *row.get("variants", [])]:
            entries.setdefault(written.lower(), _entry(row, written))
        patterns += [(re.compile(each, re.IGNORECASE), _entry(row, row["term"])) for each in row.get("patterns", [])]
    longest_first = "|".join(re.escape(written) for written in sorted(entries, key=len, reverse=True))
    # Chinese has no word boundaries; English words are matched whole.
    pattern = longest_first if edition.code == "zh" else rf"(?<![\w-])(?:{longest_first})(?![\w-])"
    return Wordlist(re.compile(pattern, re.IGNORECASE), entries, patterns)


def _entry(row: Mapping[str, Any], written: str) -> Entry:
    return Entry(
        term=written,
        excepts=tuple(row.get("except", [])),
        category=row["category"],
        finding=row["finding"],
        severity=row["severity"],
        suggestion=row["calmer"],
        why=words(row["why"]),
    )


_SHELF: Shelf[Wordlist] = Shelf(Kind.TONE, _wordlist)

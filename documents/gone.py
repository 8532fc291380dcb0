"""What was blacked out: known again wherever it is printed, and to be read nowhere. [no database]

Only hashes are kept: a list of blacked-out names beside the paper would undo the blacking out.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
TOKEN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
YEAR = re.compile(r"(?:19|20)\d\d")
SHORTEST, SHORTEST_HAN = 3, 2
NAME = 4  # so many words under one mark are a name or a number; more are a passage, known only as a whole
# Words of many names; alone they give nobody away.
COMMON = frozenset({"ltd", "inc", "llc", "gmbh", "the", "and", "for", "company", "limited", "有限公司", "公司"})


def tokens(text: str) -> list[str]:
    return [each.casefold() for each in as_written(text)]


def as_written(text: str) -> list[str]:
    return TOKEN.findall(unicodedata.normalize("NFKC", text))


def is_telling(word: str, together: int) -> bool:
    """A number, a name with its capital, a Chinese word: it says who or what it is without the words beside it."""
    if word.casefold() in COMMON or YEAR.fullmatch(word):
        return False
    has_digit = any(map(str.isdigit, word))
    if together > NAME:
        return has_digit and len(word) > NAME
    return has_digit or is_han(word) or word[0].isupper()


def prints_of(texts: Iterable[str]) -> list[str]:
    """What to remember of the words that stood under the marks."""
    found: set[str] = set()
    for text in texts:
        said = tokens(text)
        single = [[each.casefold()] for each in as_written(text) if is_telling(each, len(said))]
        for part in [said, *single]:
            words = " ".join(part)
            if len(words) >= (SHORTEST_HAN if is_han(words) else SHORTEST) and words not in COMMON:
                found.add(print_of(words, len(words) if is_one_han(part) else len(part), one_han=is_one_han(part)))
    return sorted(found)


def repeats(text: str, prints: Iterable[str]) -> bool:
    """Does this text print something that was blacked out?"""
    known = set(prints)
    return any(each in known for each in candidates(tokens(text), {shape_of(each) for each in known}))


def candidates(said: list[str], shapes: set[tuple[str, int]]) -> Iterator[str]:
    """Every piece of the text of the lengths that are asked for: Chinese by the character, others by the word."""
    for kind, length in shapes:
        if kind == "h":
            for run in filter(is_han, said):
                yield from (print_of(run[i : i + length], length, one_han=True) for i in range(len(run) - length + 1))
        else:
            for i in range(len(said) - length + 1):
                yield print_of(" ".join(said[i : i + length]), length, one_han=False)


def print_of(words: str, length: int, *, one_han: bool) -> str:
    return f"{'h' if one_han else 'w'}{length}:{hashlib.sha256(words.encode()).hexdigest()[:32]}"


def shape_of(made: str) -> tuple[str, int]:
    return made[0], int(made[1:].partition(":")[0])


def is_han(text: str) -> bool:
    return bool(re.match(f"[{HAN}]", text))


def is_one_han(part: list[str]) -> bool:
    return len(part) == 1 and is_han(part[0])

"""Read a number that English writes out: four hundred and eighty-six thousand two hundred. [pure]"""

import re

_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten",
    "eleven",
    "twelve",
    *(f"{stem}teen" for stem in ("thir", "four", "fif", "six", "seven", "eigh", "nine")),
)
_TENS = tuple(f"{stem}ty" for stem in ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"))
UNITS = {word: n for n, word in enumerate((*_SMALL, *_TEENS))} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
GROUPS = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
WORD = "|".join(sorted([*UNITS, *GROUPS, "hundred"], key=len, reverse=True))
NUMBER = rf"(?:{WORD})(?:(?:[\s-]+|,\s*|\s+and\s+)(?:{WORD}))+"


def number(written: str) -> int | None:
    """None when the words make no number."""
    total = section = 0
    for word in re.findall(r"[a-z]+", written.lower()):
        if word == "and":
            continue
        if word in UNITS:
            section += UNITS[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in GROUPS:
            total += (section or 1) * GROUPS[word]
            section = 0
        else:
            return None
    return total + section

"""An exhibit called by the title of another: the invoice (Exhibit 2.3), where 2.3 is the bill of lading. [pure]"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from appeals.proofreading import exhibits as named_exhibits
from appeals.proofreading.paper import Exhibit, Finding, Known, Passage
from appeals.proofreading.plain import folded, is_chinese, plain

_BEFORE = re.compile(
    r"(?P<said>[^。；;.!?（(）)\n]{2,60})(?:[（(\[]\s*(?:见|参见|see\s+)?|(?:详?见|参见|载于|列于))\s*$", re.IGNORECASE
)
_AFTER = re.compile(r"^\s*[,，:：]?\s*(?P<said>[^。；;.!?（(）)\[\]\n]{2,40})[）)\]]")
_JOINED = re.compile(r"[,，、和与及]|\band\b", re.IGNORECASE)


def titles(passage: Passage, known: Known) -> Iterator[Finding]:
    text = plain(passage.text)
    named = named_exhibits.named(passage.text)
    numbers = {exhibit.number: exhibit for exhibit in known.exhibits}
    for place, each in enumerate(named):
        exhibit = numbers.get(each.number)
        if exhibit is None or each.title or not exhibit.titles:
            continue
        after = _AFTER.match(text[each.end :])
        before = _BEFORE.search(text[: each.start]) if place == 0 or named[place - 1].end < each.start - 8 else None
        said = after["said"] if after and text[each.start - 1 : each.start] in "（([" else ""
        own_words = said or (_JOINED.split(before["said"])[-1] if before else "")
        if not own_words or _is_called(own_words, exhibit, at_end=not said):
            continue
        other = next(
            (e for e in known.exhibits if e is not exhibit and _is_called(own_words, e, at_end=not said)), None
        )
        if other is not None:
            title = next(t for t in other.titles if folded(t) in folded(own_words))
            yield Finding(
                "exhibit-title",
                "advice",
                passage.part,
                f"{title} {each.text}",
                _("Exhibit %(number)s is “%(known)s”, not “%(said)s”.")
                % {"number": exhibit.number, "known": exhibit.titles[0], "said": title},
                exhibit.titles[0],
            )


def _is_called(words: str, exhibit: Exhibit, *, at_end: bool) -> bool:
    """By its whole title, at the end of what stands before the bracket: the words next to the number are meant."""
    said = folded(words)
    return any(
        said.endswith(title) if at_end else title in said
        for title in map(folded, exhibit.titles)
        if len(title) >= (3 if is_chinese(title) else 6)
    )

"""What can be put into a text of the letter: a fact, a provision, or a calm sentence of the library, in both languages.

An exhibit is not words: it is chosen beside the sentence, so that its number stays right after every reorder.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals import citing, letters
from appeals.material import Material
from knowledge import letters as templates
from knowledge.templates import GAP, LETTER_LANGUAGES
from web.letter_lines import reads_english

PURPOSES: dict[str, "str | Promise"] = {
    "opening": _("Opening"),
    "facts": _("Facts"),
    "evidence": _("Evidence"),
    "law": _("Contract and law"),
    "request": _("Request"),
    "answer-missing-or-format": _("Answer: a paper was missing"),
    "answer-insufficient-facts": _("Answer: facts were insufficient"),
    "answer-logic": _("Answer: reasoning"),
    "answer-rule-misread": _("Answer: a rule was misread"),
    "follow-up": _("Follow-up"),
    "closing": _("Closing"),
}


@dataclass(frozen=True)
class Insert:
    label: str
    zh: str
    en: str


@dataclass(frozen=True)
class Group:
    title: "str | Promise"
    rows: list[Insert]


def offered(known: Material) -> list[Group]:
    groups = [
        Group(_("Facts of the case"), [_shown(fact.text_zh, fact.text_en) for fact in known.facts]),
        Group(_("Provisions of this letter"), list(_provisions(known))),
    ]
    said = {language: _values(known, language) for language in LETTER_LANGUAGES}
    phrases: dict[str, list[Insert]] = {purpose: [] for purpose in PURPOSES}
    for phrase in templates.phrases():
        zh, en = (_filled(phrase.text.text(code), said[code]) for code in LETTER_LANGUAGES)
        phrases.setdefault(phrase.purpose, []).append(_shown(zh, en))
    groups += [Group(PURPOSES.get(purpose, purpose), rows) for purpose, rows in phrases.items()]
    return [group for group in groups if group.rows]


def _shown(zh: str, en: str) -> Insert:
    label = (en or zh) if reads_english() else (zh or en)
    label = label.replace(EXHIBIT, "…")  # which one is chosen beside it
    return Insert(label if len(label) <= 90 else f"{label[:89]}…", zh, en)


def _provisions(known: Material) -> Iterator[Insert]:
    for use in known.citations:
        provision = citing.cited(use)
        zh = f"{provision.law.text('zh')}{provision.article.text('zh')}"
        yield _shown(zh, f"{provision.law.text('en')}, {provision.article.text('en')}")


def _values(known: Material, language: str) -> dict[str, str]:
    found = letters.values(known, known.letter.template(language), language).fields
    return {name: said for name, said in found.items() if isinstance(said, str) and said}


EXHIBIT = "{exhibit}"  # the script puts the number of the exhibit chosen beside it here


def _filled(text: str, said: dict[str, str]) -> str:
    """What the case does not know stays open in brackets: the check finds it before anybody else does."""

    def value(gap: re.Match[str]) -> str:
        name = gap[1]
        if name.endswith(".ref"):
            return EXHIBIT
        return said[name] if name in said else f"【{templates.label(name)}】"

    return GAP.sub(value, text).strip()

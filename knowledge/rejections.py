"""Sentences that rejections are made of: which of the four categories, vague or not, what to do, which papers help."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt

from knowledge.models import Edition, Kind
from knowledge.shelf import Shelf
from knowledge.words import Words, words

# The category as the rejection points of an appeal store it.
SHORT_CATEGORY: Mapping[str, str] = {
    "missing-or-format": "missing",
    "insufficient-facts": "facts",
    "rule-misread": "rule",
    "logic": "logic",
}
CLOSE_ENOUGH = 0.225  # below it a suggestion would mislead; tests/knowledge/test_rejections.py holds the line
HAN = re.compile(r"[\u4e00-\u9fff]+")
WORD = re.compile(r"[a-z]{2,}")
# Pairs and words that stand in every answer, whatever its reason.
COMMON_PAIRS = frozenset(
    {"经审", "审核", "经复", "复核", "贵司", "贵公", "公司", "申诉", "账户", "户限", "限制", "提交"}
)
# Words that say nothing about the reason.
COMMON = frozenset(
    (
        *(
            "a",
            "an",
            "and",
            "are",
            "as",
            "at",
            "be",
            "been",
            "by",
            "do",
            "does",
            "for",
            "had",
            "has",
            "have",
            "in",
            "is",
        ),
        *("is", "it", "its", "no", "not", "of", "on", "or", "our", "that", "the", "this", "to", "was", "we", "were"),
        *("with", "you", "your", "account", "after", "appeal", "remains", "restricted", "restriction", "review"),
    )
)


@dataclass(frozen=True)
class Reason:
    """A typical reason for rejection with its answer."""

    code: str
    category: str  # missing-or-format, insufficient-facts, rule-misread, logic
    is_vague: bool
    text: Words
    strategy: Words
    papers: tuple[Words, ...]

    @property
    def short_category(self) -> str:
        return SHORT_CATEGORY[self.category]


@dataclass(frozen=True)
class Suggestion:
    """The typical reason a sentence comes closest to. A person decides."""

    reason: Reason
    closeness: float

    @property
    def category(self) -> str:
        return self.reason.short_category

    @property
    def is_vague(self) -> bool:
        return self.reason.is_vague

    @property
    def strategy(self) -> Words:
        return self.reason.strategy

    @property
    def papers(self) -> tuple[Words, ...]:
        return self.reason.papers


def current() -> Mapping[str, Reason]:
    return _REASONS.all()


def categories() -> Mapping[str, Words]:
    """The four categories by their short code."""
    guide = _GUIDE.get("guide")
    return {short: words(guide["categories"][code]) for code, short in SHORT_CATEGORY.items()}


def suggest(sentence: str) -> Suggestion | None:
    """None when nothing comes close: better no suggestion than a wrong one."""
    seen = _features(sentence)
    if not seen:
        return None
    profiles = {reason.code: _features(reason.text.zh) | _features(reason.text.en) for reason in current().values()}
    spread = Counter(feature for features in profiles.values() for feature in features)
    weight = {feature: log(1 + len(profiles) / count) for feature, count in spread.items()}
    unknown = log(1 + len(profiles))

    def closeness(reason: Reason) -> float:
        # Only the language of the sentence counts for the length of the reason.
        own = _features(reason.text.zh if HAN.search(sentence) else reason.text.en)
        shared = sum(weight[feature] ** 2 for feature in seen & own)
        length = sum(weight[feature] ** 2 for feature in own) * sum(
            weight.get(feature, unknown) ** 2 for feature in seen
        )
        return shared / sqrt(length) if length else 0.0

    best = max(current().values(), key=closeness)
    score = closeness(best)
    return Suggestion(best, round(score, 3)) if score >= CLOSE_ENOUGH else None


def _features(text: str) -> frozenset[str]:
    """Pairs of Chinese characters; English words cut to their stem."""
    pairs = {run[i : i + 2] for run in HAN.findall(text) for i in range(len(run) - 1)}
    stems = {word[:6] for word in WORD.findall(text.lower()) if word not in COMMON}
    return frozenset((pairs - COMMON_PAIRS) | stems)


def _reason(edition: Edition) -> Reason:
    body = edition.content
    return Reason(
        code=edition.code,
        category=body["category"],
        is_vague=body["vague"],
        text=words(body),
        strategy=words(body["strategy"]),
        papers=tuple(Words(row["zh"], row["en"]) for row in body["papers"]),
    )


_REASONS: Shelf[Reason] = Shelf(Kind.REJECTION_REASON, _reason)
_GUIDE: Shelf[Mapping[str, Mapping[str, Mapping[str, str]]]] = Shelf(
    Kind.REJECTION_GUIDE, lambda edition: edition.content
)

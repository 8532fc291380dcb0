"""The same words in Chinese and in English. Shown in the reader's language; a letter asks for its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import get_language

Language = Literal["zh-hans", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-hans", "en")
SHORT: dict[Language, Literal["zh", "en"]] = {"zh-hans": "zh", "en": "en"}  # as the knowledge files write them


def language_of(code: str | None) -> Language:
    """`zh`, `zh-Hans` and `zh-cn` are one language here; anything else reads English."""
    return "zh-hans" if (code or "zh").lower().startswith("zh") else "en"


@dataclass(frozen=True)
class Words:
    zh: str
    en: str

    def __str__(self) -> str:
        return self.text(get_language())

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def text(self, language: str | None) -> str:
        return self.zh if language_of(language) == "zh-hans" else self.en


NO_WORDS = Words("", "")


def words(pair: Mapping[str, Any] | str | None) -> Words:
    """A pair of texts; a single one, such as a postal address, is the same in both languages."""
    if isinstance(pair, str):
        return Words(pair, pair)
    return Words(str(pair.get("zh") or ""), str(pair.get("en") or "")) if pair else NO_WORDS

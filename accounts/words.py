"""A sentence in both languages at once, and several things in one sentence, as each language strings them."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext

ZH, EN = "zh-hans", "en"


def both(message: "str | Promise", **params: Any) -> tuple[str, str]:
    """(Chinese, English) of a message marked for translation, its %(placeholders)s filled."""
    said = []
    for language in (ZH, EN):
        with translation.override(language):
            text = str(message)
            said.append(text % {k: str(v) for k, v in params.items()} if params else text)
    return said[0], said[1]


def listed(things: Iterable[object]) -> str:
    """Numbers and names within a sentence: 2.1, 2.3; in Chinese 2.1、2.3."""
    return pgettext("list", ", ").join(map(str, things))


def told(sentences: Iterable[object]) -> str:
    """Sentences within a sentence. What stands between them takes the place of their full stops."""
    said = [str(each) for each in sentences]
    return pgettext("list", "; ").join([*(each.rstrip(".。") for each in said[:-1]), *said[-1:]])

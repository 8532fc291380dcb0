"""A sentence in both languages at once, for rows that are read by people of either."""

from typing import Any

from django.utils import translation
from django.utils.functional import Promise

ZH, EN = "zh-hans", "en"


def both(message: "str | Promise", **params: Any) -> tuple[str, str]:
    """(Chinese, English) of a message marked for translation, its %(placeholders)s filled."""
    said = []
    for language in (ZH, EN):
        with translation.override(language):
            text = str(message)
            said.append(text % {k: str(v) for k, v in params.items()} if params else text)
    return said[0], said[1]

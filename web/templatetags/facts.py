"""Small helps for mixed text: short facts in a row, and the language of a fragment that differs from the page."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from web import shown
from web.joined import joined

register = template.Library()
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LATIN = re.compile(r"[A-Za-zÀ-ž]")


@register.simple_tag
def facts(*parts: Any) -> SafeString:
    """{% facts person when channel %}: joined as the reader's language does it; what is empty is left out."""
    told = [conditional_escape(part) for part in parts if part not in (None, "", False)]
    return mark_safe(joined(*told))  # noqa: S308  each part is escaped above


@register.filter
def spoken(text: Any) -> SafeString:
    """<dd{{ party.name|spoken }}>: lang="zh-Hans" or lang="en" where the fragment is not in the page's language."""
    words = str(text or "")
    if HAN.search(words):
        return SafeString("") if shown.speaks_chinese() else format_html(' lang="{}"', "zh-Hans")
    if LATIN.search(words) and shown.speaks_chinese():
        return format_html(' lang="{}"', "en")
    return SafeString("")


@register.simple_tag
def moved(days: int | None) -> str:
    """{% moved change.days %}: +7 days, −1 day; how far a date has gone, and which way."""
    if not days:
        return str(_("not moved"))
    told = {"n": f"{'+' if days > 0 else '−'}{abs(days)}"}
    return str(_("%(n)s day") % told if abs(days) == 1 else _("%(n)s days") % told)
